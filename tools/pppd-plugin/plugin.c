// SPDX-License-Identifier: GPL-2.0-only
/*
 * pppd's plugin for mpr: gives pppd the credentials that mprd hands over, tells the kernel module
 * who is at the other end and what was negotiated, and mprd how far it is. Without its options,
 * in a dial-in server's pppd, it only tells the module.
 *
 * Lines to mprd: "ifname pppN" when the device is there, "auth" when authentication begins, "up".
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "compat.h"

#include <pppd/fsm.h>
#include <pppd/lcp.h>
#include <pppd/ipcp.h>
#include <pppd/ccp.h>
#include <pppd/eui64.h>
#include <pppd/ipv6cp.h>
#include <pppd/mppe.h>

#include "tell.h"

#define PPP_PROTO_PAP 0xc023
#define PPP_PROTO_CHAP 0xc223
#define PPP_PROTO_EAP 0xc227

/* Compression is negotiated beside IP and may be there later. */
#define LATER 2
/* How long IPv6 waits for IPv4, in seconds. */
#define IPV4_FIRST 3

static int take_secret(char **argv);
static int take_report(char **argv);

static u_int32_t interface_id;
static int report_fd = -1;
static char password[MAXSECRETLEN];
static int have_secret;
static char peer_computer[65];
static int said_up;
/* Set before pppd hands out the addresses: IPCP agreed, though pppd has not yet said so. */
static int ipcp_agreed;
/* IPv6CP's own open(), and whether it still waits. */
static void (*ipv6cp_open)(int);
static int ipv6cp_waits;

static option_t options[] = {
	{ .name = "mpr-interface", .type = o_uint32, .addr = &interface_id,
	  .description = "mpr's number of the interface", .flags = OPT_PRIV },
	{ .name = "mpr-secret-fd", .type = o_special, .addr = (void *)take_secret,
	  .description = "Where to read user and password", .flags = OPT_PRIV },
	{ .name = "mpr-report-fd", .type = o_special, .addr = (void *)take_report,
	  .description = "Where to tell mprd", .flags = OPT_PRIV },
	{ .name = NULL }
};

__attribute__((visibility("default"))) char pppd_version[] = PLUGIN_VERSION;

static int number_of(const char *text)
{
	char *end;
	long n = strtol(text, &end, 10);

	return *text && !*end && n >= 0 && n < 1024 ? n : -1;
}

/* "user\0password\0" */
static int take_secret(char **argv)
{
	char text[MAXNAMELEN + MAXSECRETLEN + 2];
	int fd = number_of(*argv);
	size_t len = 0, name;
	ssize_t n;

	/* pppd keeps the password, and copies of it, for as long as it runs. */
	prctl(PR_SET_DUMPABLE, 0);
	while (fd >= 0 && len < sizeof(text) &&
	       (n = read(fd, text + len, sizeof(text) - len)) > 0)
		len += n;
	if (fd >= 0)
		close(fd);
	name = len ? strnlen(text, len) : 0;
	if (name >= MAXNAMELEN || name + 1 >= len || text[len - 1] ||
	    len - name - 1 > sizeof(password)) {
		pppd_option_error("mpr: no user name and password on descriptor %s", *argv);
		return 0;
	}
	memcpy(user, text, name + 1);
	memcpy(password, text + name + 1, len - name - 1);
	explicit_bzero(text, sizeof(text));
	have_secret = 1;
	return 1;
}

static int take_report(char **argv)
{
	report_fd = number_of(*argv);
	if (report_fd < 0 || fcntl(report_fd, F_SETFD, FD_CLOEXEC)) {
		pppd_option_error("mpr: no descriptor %s", *argv);
		return 0;
	}
	return 1;
}

static int secret_check(void)
{
	return have_secret ? 1 : -1;
}

static int secret_get(char *name, char *secret)
{
	(void)name;
	if (!have_secret)
		return -1;
	if (secret)
		memcpy(secret, password, sizeof(password));
	return 1;
}

static void report(const char *word, const char *value)
{
	char line[128];
	int n;

	if (report_fd < 0)
		return;
	n = snprintf(line, sizeof(line), "%s%s%s\n", word, *value ? " " : "", value);
	if (write(report_fd, line, n) < 0)
		pppd_debug("mpr: cannot tell mprd: %s", strerror(errno));
}

static void add_lcp(struct tell *t, const lcp_options *own, const lcp_options *his)
{
	const lcp_options *o[2] = { own, his };
	uint32_t flags[2] = { 0, 0 };
	int i;

	for (i = 0; i < 2; i++) {
		if (o[i]->neg_mrru)
			flags[i] |= TELL_LCP_MULTILINK;
		if (o[i]->neg_pcompression)
			flags[i] |= TELL_LCP_PFC;
		if (o[i]->neg_accompression)
			flags[i] |= TELL_LCP_ACFC;
		if (o[i]->neg_ssnhf)
			flags[i] |= TELL_LCP_SSHF;
	}
	t->lcp_options = flags[0];
	t->lcp_remote_options = flags[1];
}

static uint32_t chap_digest(int done, int md5, int ms, int ms2)
{
	if (done & ms2)
		return CHAP_MICROSOFT_V2;
	if (done & ms)
		return CHAP_MICROSOFT;
	return done & md5 ? CHAP_MD5 : 0;
}

static void add_auth(struct tell *t, int done)
{
	if (done & CHAP_WITHPEER) {
		t->auth_protocol = PPP_PROTO_CHAP;
		t->auth_data = chap_digest(done, CHAP_MD5_WITHPEER, CHAP_MS_WITHPEER,
					   CHAP_MS2_WITHPEER);
	} else if (done & EAP_WITHPEER) {
		t->auth_protocol = PPP_PROTO_EAP;
	} else if (done & PAP_WITHPEER) {
		t->auth_protocol = PPP_PROTO_PAP;
	}
	if (done & CHAP_PEER) {
		t->remote_auth_protocol = PPP_PROTO_CHAP;
		t->remote_auth_data = chap_digest(done, CHAP_MD5_PEER, CHAP_MS_PEER, CHAP_MS2_PEER);
	} else if (done & EAP_PEER) {
		t->remote_auth_protocol = PPP_PROTO_EAP;
	} else if (done & PAP_PEER) {
		t->remote_auth_protocol = PPP_PROTO_PAP;
	}
}

static int compresses(const ccp_options *o)
{
	return o->mppe || o->bsd_compress || o->deflate || o->predictor_1 || o->predictor_2;
}

static void add_ccp_side(const ccp_options *o, uint32_t *algorithm, uint32_t *flags)
{
	if (o->mppe) {
		*algorithm = TELL_CCPCA_MPPC;
		if (o->mppe & MPPE_OPT_128)
			*flags |= TELL_CCP_128BIT;
		if (o->mppe & MPPE_OPT_40)
			*flags |= TELL_CCP_40BIT;
		if (!(o->mppe & MPPE_OPT_STATEFUL))
			*flags |= TELL_CCP_HISTORYLESS;
	} else if (compresses(o)) {
		/* RASCCPCA_* has no names for these. */
		*flags |= TELL_CCP_COMPRESSION;
	}
}

static uint64_t interface_identifier(const eui64_t *id)
{
	uint64_t n = 0;
	int i;

	for (i = 0; i < 8; i++)
		n = n << 8 | id->e8[i];
	return n;
}

static void add_ppp(struct tell *t)
{
	t->has_ppp = 1;
	add_lcp(t, &lcp_gotoptions[0], &lcp_hisoptions[0]);
	add_auth(t, auth_done[0]);
	t->ipcp_error = ipcp_agreed || ipcp_fsm[0].state == OPENED ? 0 : TELL_NOT_NEGOTIATED;
	if (!t->ipcp_error) {
		t->ipcp_options = ipcp_gotoptions[0].neg_vj ? TELL_IPCP_VJ : 0;
		t->ipcp_remote_options = ipcp_hisoptions[0].neg_vj ? TELL_IPCP_VJ : 0;
	}
	t->ipv6cp_error = ipv6cp_fsm[0].state == OPENED ? 0 : TELL_NOT_NEGOTIATED;
	if (!t->ipv6cp_error) {
		t->ipv6_local_id = interface_identifier(&ipv6cp_gotoptions[0].ourid);
		t->ipv6_remote_id = interface_identifier(&ipv6cp_hisoptions[0].hisid);
	}
	/* CCP also comes up when nothing was agreed. */
	t->ccp_error = TELL_NOT_NEGOTIATED;
	if (ccp_fsm[0].state == OPENED &&
	    (compresses(&ccp_gotoptions[0]) || compresses(&ccp_hisoptions[0]))) {
		t->ccp_error = 0;
		add_ccp_side(&ccp_gotoptions[0], &t->ccp_algorithm, &t->ccp_options);
		add_ccp_side(&ccp_hisoptions[0], &t->ccp_remote_algorithm, &t->ccp_remote_options);
	}
}

static void tell_module(uint32_t end_reason)
{
	struct tell t = { .interface_id = interface_id, .end_reason = end_reason };
	const char *why;

	t.ifindex = if_nametoindex(pppd_ifname());
	if (!t.ifindex)
		return;
	if (!end_reason) {
		/* Who authenticated: the other end where it had to, else we. */
		t.user = *pppd_peer_name() ? pppd_peer_name() : user;
		if (!*t.user)
			t.user = NULL;
		if (*peer_computer)
			t.remote_computer = peer_computer;
		else if (*pppd_remote_number())
			t.remote_computer = pppd_remote_number();
		add_ppp(&t);
	}
	why = tell(&t);
	if (why)
		pppd_debug("mpr: the module is not told: %s", why);
}

/* The name in a CHAP challenge is the server's. */
static void on_packet(unsigned char *p, int len)
{
	int packet, value, name;

	if (len < 9 || (p[2] << 8 | p[3]) != PPP_PROTO_CHAP || p[4] != 1)
		return;
	packet = p[6] << 8 | p[7];
	value = p[8];
	name = packet - 5 - value;
	if (packet > len - 4 || name <= 0)
		return;
	if (name > (int)sizeof(peer_computer) - 1)
		name = sizeof(peer_computer) - 1;
	memcpy(peer_computer, p + 9 + value, name);
	peer_computer[name] = '\0';
	for (name = 0; peer_computer[name]; name++)
		if (peer_computer[name] < ' ' || peer_computer[name] > '~')
			peer_computer[name] = '?';
}

static void open_ipv6cp(void *data)
{
	(void)data;
	if (!ipv6cp_waits)
		return;
	ipv6cp_waits = 0;
	ipv6cp_open(0);
}

/*
 * The device goes up with the first network protocol, and that is when the line counts as
 * connected. Let it be IPv4, so that the addresses are there then.
 */
static void wait_for_ipcp(int unit)
{
	if (unit != 0 || !ipcp_protent.enabled_flag || !interface_id) {
		ipv6cp_open(unit);
		return;
	}
	ipv6cp_waits = 1;
	pppd_timeout(open_ipv6cp, NULL, IPV4_FIRST, 0);
}

static void on_phase(void *data, int now)
{
	(void)data;
	switch (now) {
	case PHASE_ESTABLISH:
		ipcp_agreed = 0;
		if (*pppd_ifname())
			report("ifname", pppd_ifname());
		break;
	case PHASE_AUTHENTICATE:
		report("auth", "");
		break;
	case PHASE_NETWORK:
		tell_module(0);
		break;
	case PHASE_TERMINATE:
	case PHASE_DEAD:
		ipv6cp_waits = 0;
		pppd_untimeout(open_ipv6cp, NULL);
		break;
	}
}

/*
 * Asked with the addresses agreed and the device still down. Its identity and its addresses go
 * first, so that the connection begins with both; pppd sets the same addresses once more behind
 * the link.
 */
static int on_address(u_int32_t addr)
{
	(void)addr;
	ipcp_agreed = 1;
	if (interface_id)
		sifaddr(0, ipcp_gotoptions[0].ouraddr, ipcp_hisoptions[0].hisaddr,
			GetMask(ipcp_gotoptions[0].ouraddr));
	tell_module(0);
	return -1;
}

static void later(void *data)
{
	(void)data;
	tell_module(0);
}

static void on_up(void *data, int arg)
{
	(void)data;
	(void)arg;
	tell_module(0);
	if (!said_up)
		report("up", "");
	said_up = 1;
	pppd_untimeout(later, NULL);
	pppd_timeout(later, NULL, LATER, 0);
	/* Not from inside IPCP's own callback. */
	if (ipv6cp_waits) {
		pppd_untimeout(open_ipv6cp, NULL);
		pppd_timeout(open_ipv6cp, NULL, 0, 0);
	}
}

static void on_down(void *data, int arg)
{
	(void)data;
	(void)arg;
	pppd_untimeout(later, NULL);
	ipcp_agreed = 0;
	if (said_up)
		tell_module(tell_end_reason(pppd_status()));
}

__attribute__((visibility("default"))) void plugin_init(void)
{
	pppd_add_options(options);
	pap_check_hook = secret_check;
	pap_passwd_hook = secret_get;
	chap_check_hook = secret_check;
	chap_passwd_hook = secret_get;
	allowed_address_hook = on_address;
	snoop_recv_hook = on_packet;
	ipv6cp_open = ipv6cp_protent.open;
	ipv6cp_protent.open = wait_for_ipcp;
	PPPD_NOTIFY(PHASE_CHANGE, on_phase);
	PPPD_NOTIFY(IP_UP, on_up);
	PPPD_NOTIFY(IPV6_UP, on_up);
	PPPD_NOTIFY(IP_DOWN, on_down);
	PPPD_NOTIFY(LINK_DOWN, on_down);
}
