/* SPDX-License-Identifier: GPL-2.0-only */
/* The differences between pppd 2.4.9 and 2.5, nowhere else. */
#ifndef COMPAT_H
#define COMPAT_H

#include <net/if.h>
#include <string.h>

/* The Makefile looks which it is. */
#ifdef MPR_PPPD_2_5

#include <pppd/pppd.h>
#include <pppd/chap.h>
#include <pppd/options.h>
#include <pppd/upap.h>

#define PLUGIN_VERSION PPPD_VERSION

/* Kept in the program, no longer in its headers. */
extern char user[MAXNAMELEN];
extern int auth_done[];
int sifaddr(int unit, uint32_t our, uint32_t his, uint32_t mask);
uint32_t GetMask(uint32_t address);

/* Bits of auth_done[], the same as in 2.4.9. */
#define PAP_WITHPEER 0x1
#define PAP_PEER 0x2
#define CHAP_WITHPEER 0x4
#define CHAP_PEER 0x8
#define EAP_WITHPEER 0x10
#define EAP_PEER 0x20
#define CHAP_MD5_WITHPEER 0x40
#define CHAP_MD5_PEER 0x80
#define CHAP_MS_WITHPEER 0x100
#define CHAP_MS_PEER 0x200
#define CHAP_MS2_WITHPEER 0x400
#define CHAP_MS2_PEER 0x800

#define pppd_status() ((int)ppp_status())
#define pppd_ifname() ppp_ifname()
#define pppd_add_options(options) ppp_add_options(options)
#define pppd_option_error(...) ppp_option_error(__VA_ARGS__)
#define pppd_timeout(...) ppp_timeout(__VA_ARGS__)
#define pppd_untimeout(...) ppp_untimeout(__VA_ARGS__)
#define pppd_debug(...) dbglog(__VA_ARGS__)
#define PPPD_NOTIFY(event, function) ppp_add_notify(NF_##event, function, NULL)

static inline const char *pppd_peer_name(void)
{
	static char name[MAXNAMELEN];

	return ppp_peer_authname(name, sizeof(name)) ? name : "";
}

static inline const char *pppd_remote_number(void)
{
	const char *number = ppp_get_remote_number();

	return number ? number : "";
}

#else

#include <pppd/pppd.h>
#include <pppd/chap-new.h>

#define PLUGIN_VERSION VERSION

#define pppd_status() ((int)status)
#define pppd_ifname() ((const char *)ifname)
#define pppd_add_options(options) add_options(options)
#define pppd_option_error(...) option_error(__VA_ARGS__)
#define pppd_timeout(...) timeout(__VA_ARGS__)
#define pppd_untimeout(...) untimeout(__VA_ARGS__)
#define pppd_debug(...) dbglog(__VA_ARGS__)
#define pppd_peer_name() ((const char *)peer_authname)
#define pppd_remote_number() ((const char *)remote_number)

#define NOTIFIER_PHASE_CHANGE phasechange
#define NOTIFIER_IP_UP ip_up_notifier
#define NOTIFIER_IP_DOWN ip_down_notifier
#define NOTIFIER_IPV6_UP ipv6_up_notifier
#define NOTIFIER_IPV6_DOWN ipv6_down_notifier
#define NOTIFIER_LINK_DOWN link_down_notifier
#define PPPD_NOTIFY(event, function) add_notifier(&NOTIFIER_##event, function, NULL)

#endif

#endif /* COMPAT_H */
