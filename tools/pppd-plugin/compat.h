/* SPDX-License-Identifier: GPL-2.0-only */
/* The differences between pppd 2.4.9 and 2.5, nowhere else. */
#ifndef COMPAT_H
#define COMPAT_H

#include <net/if.h>
#include <string.h>

/* The Makefile looks which it is. */
#ifdef MPR_PPPD_2_5

#include <pppd/pppd.h>
#include <pppd/options.h>

#define PLUGIN_VERSION PPPD_VERSION

/* Kept in the program, no longer in its headers. */
extern char user[MAXNAMELEN];
extern int auth_done[];

#define pppd_status() ((int)ppp_status())
#define pppd_ifname() ppp_ifname()
#define pppd_add_options(options) ppp_add_options(options)
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

#define PLUGIN_VERSION VERSION

#define pppd_status() ((int)status)
#define pppd_ifname() ((const char *)ifname)
#define pppd_add_options(options) add_options(options)
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
