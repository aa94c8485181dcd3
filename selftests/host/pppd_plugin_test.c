// SPDX-License-Identifier: GPL-2.0-only
/*
 * pppd's plugin inside a pppd that this program plays: what it makes of the secret and of what was
 * negotiated, when it tells whom, how IPv6 waits for IPv4. Run by pppd_plugin.sh.
 */
#include <signal.h>
#include <stdarg.h>

#include "../../tools/pppd-plugin/plugin.c"

#include "tap.h"

/* ---- pppd ---- */

char user[MAXNAMELEN];
int auth_done[NUM_PPP];
lcp_options lcp_gotoptions[NUM_PPP], lcp_hisoptions[NUM_PPP];
ipcp_options ipcp_gotoptions[NUM_PPP], ipcp_hisoptions[NUM_PPP];
ipv6cp_options ipv6cp_gotoptions[NUM_PPP], ipv6cp_hisoptions[NUM_PPP];
ccp_options ccp_gotoptions[NUM_PPP], ccp_hisoptions[NUM_PPP];
fsm ipcp_fsm[NUM_PPP], ipv6cp_fsm[NUM_PPP], ccp_fsm[NUM_PPP];
struct protent ipcp_protent, ipv6cp_protent;
typeof(pap_check_hook) pap_check_hook;
typeof(pap_passwd_hook) pap_passwd_hook;
typeof(chap_check_hook) chap_check_hook;
typeof(chap_passwd_hook) chap_passwd_hook;
typeof(allowed_address_hook) allowed_address_hook;
typeof(snoop_recv_hook) snoop_recv_hook;

static const char *device = "lo", *peer = "", *calling = "";
static char complaint[256];
static void (*timer)(void *);
static int ipv6cp_opened, address_set;
static option_t *its_options;

static void stub_timeout(void (*func)(void *))
{
	timer = func;
}

static void stub_untimeout(void (*func)(void *))
{
	if (timer == func)
		timer = NULL;
}

#ifdef MPR_PPPD_2_5
#define stub(name) ppp_##name
#define stub_const const

ppp_exit_code_t ppp_status(void)
{
	return 16;
}

const char *ppp_ifname(void)
{
	return device;
}

const char *ppp_get_remote_number(void)
{
	return calling;
}

const char *ppp_peer_authname(char *buf, size_t size)
{
	snprintf(buf, size, "%s", peer);
	return buf;
}

void ppp_add_notify(ppp_notify_t type, ppp_notify_fn *func, void *ctx)
{
	(void)type;
	(void)func;
	(void)ctx;
}

static void sync_names(void)
{
}
#else
#define stub(name) name
#define stub_const

typeof(status) status = 16;
char ifname[32], remote_number[MAXNAMELEN], peer_authname[MAXNAMELEN];
struct notifier *phasechange, *ip_up_notifier, *ip_down_notifier, *ipv6_up_notifier,
		*link_down_notifier;

void add_notifier(struct notifier **list, notify_func func, void *arg)
{
	(void)list;
	(void)func;
	(void)arg;
}

static void sync_names(void)
{
	snprintf(ifname, sizeof(ifname), "%s", device);
	snprintf(remote_number, sizeof(remote_number), "%s", calling);
	snprintf(peer_authname, sizeof(peer_authname), "%s", peer);
}
#endif

void stub(option_error)(char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(complaint, sizeof(complaint), fmt, args);
	va_end(args);
}

void stub(add_options)(option_t *opt)
{
	its_options = opt;
}

void stub(timeout)(void (*func)(void *), void *arg, int s, int us)
{
	(void)arg;
	(void)s;
	(void)us;
	stub_timeout(func);
}

void stub(untimeout)(void (*func)(void *), void *arg)
{
	(void)arg;
	stub_untimeout(func);
}

void dbglog(stub_const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(complaint, sizeof(complaint), fmt, args);
	va_end(args);
}

int sifaddr(int unit, uint32_t our, uint32_t his, uint32_t mask)
{
	(void)unit;
	(void)mask;
	address_set = our == 1 && his == 2;
	return 1;
}

uint32_t GetMask(uint32_t address)
{
	return address;
}

static void open_protocol(int unit)
{
	(void)unit;
	ipv6cp_opened++;
}

/* ---- the module ---- */

static struct tell last;
static unsigned int n_told;
static const char *fails;

const char *tell(const struct tell *t)
{
	last = *t;
	n_told++;
	return fails;
}

uint32_t tell_end_reason(int st)
{
	return 1000 + st;
}

/* ---- options ---- */

static int secret_is(const void *text, size_t len)
{
	char number[16], *argv[1] = { number };
	int fds[2], code;

	if (pipe(fds) || write(fds[1], text, len) != (ssize_t)len)
		return 0;
	close(fds[1]);
	snprintf(number, sizeof(number), "%d", fds[0]);
	complaint[0] = '\0';
	code = take_secret(argv);
	/* It reads all of it and closes. */
	return fcntl(fds[0], F_GETFD) == -1 && code;
}

static void test_options(void)
{
	char large[2000], name[MAXNAMELEN], secret[MAXSECRETLEN];
	char *word[1] = { "x" };

	ok(secret_check() == -1 && secret_get(name, secret) == -1, "at first there is no secret");
	ok(secret_is("alice\0pass", 11) && !strcmp(user, "alice") && secret_check() == 1 &&
	   secret_get(name, secret) == 1 && !strcmp(secret, "pass") && secret_get(name, NULL) == 1,
	   "user and password are read, and pppd gets them");
	ok(secret_is("\0", 2) && !*user, "they may be empty");
	ok(!secret_is("", 0) && strstr(complaint, "no user name and password on descriptor"),
	   "nothing is no secret");
	ok(!secret_is("alice", 6) && !secret_is("alice\0pass", 10), "nor is half of one");
	memset(large, 'x', sizeof(large));
	large[MAXNAMELEN] = '\0';
	large[sizeof(large) - 1] = '\0';
	ok(!secret_is(large, sizeof(large)), "nor one that is too long");
	ok(!take_secret(word) && !take_report(word) && strstr(complaint, "no descriptor x"),
	   "nor what is no descriptor");
	word[0] = "1023";
	ok(!take_report(word), "nor one that is not open");
}

/* ---- what was negotiated ---- */

static void test_auth(void)
{
	static const struct {
		int done;
		uint32_t own, own_data, his, his_data;
	} table[] = {
		{ CHAP_WITHPEER | CHAP_MD5_WITHPEER, PPP_PROTO_CHAP, CHAP_MD5, 0, 0 },
		{ CHAP_WITHPEER | CHAP_MS_WITHPEER, PPP_PROTO_CHAP, CHAP_MICROSOFT, 0, 0 },
		{ CHAP_WITHPEER | CHAP_MS2_WITHPEER, PPP_PROTO_CHAP, CHAP_MICROSOFT_V2, 0, 0 },
		{ EAP_WITHPEER, PPP_PROTO_EAP, 0, 0, 0 },
		{ PAP_WITHPEER, PPP_PROTO_PAP, 0, 0, 0 },
		{ CHAP_PEER | CHAP_MS2_PEER, 0, 0, PPP_PROTO_CHAP, CHAP_MICROSOFT_V2 },
		{ EAP_PEER, 0, 0, PPP_PROTO_EAP, 0 },
		{ PAP_PEER, 0, 0, PPP_PROTO_PAP, 0 },
		{ PAP_WITHPEER | EAP_PEER, PPP_PROTO_PAP, 0, PPP_PROTO_EAP, 0 },
		{ 0, 0, 0, 0, 0 },
	};
	unsigned int i, wrong = 0;
	struct tell t;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		memset(&t, 0, sizeof(t));
		add_auth(&t, table[i].done);
		wrong += t.auth_protocol != table[i].own || t.auth_data != table[i].own_data ||
			 t.remote_auth_protocol != table[i].his ||
			 t.remote_auth_data != table[i].his_data;
	}
	ok(!wrong, "how each side proved who it is");
}

static void test_negotiated(void)
{
	struct tell t = { 0 };

	lcp_gotoptions[0].neg_mrru = 1;
	lcp_gotoptions[0].neg_pcompression = 1;
	lcp_hisoptions[0].neg_accompression = 1;
	lcp_hisoptions[0].neg_ssnhf = 1;
	ccp_fsm[0].state = OPENED;
	ccp_gotoptions[0].mppe = MPPE_OPT_128;
	ccp_hisoptions[0].mppe = MPPE_OPT_40 | MPPE_OPT_STATEFUL;
	ipcp_fsm[0].state = OPENED;
	ipcp_gotoptions[0].neg_vj = 1;
	ipv6cp_fsm[0].state = OPENED;
	ipv6cp_gotoptions[0].ourid.e8[7] = 1;
	ipv6cp_hisoptions[0].hisid.e8[0] = 2;
	add_ppp(&t);
	ok(t.has_ppp && t.lcp_options == (TELL_LCP_MULTILINK | TELL_LCP_PFC) &&
	   t.lcp_remote_options == (TELL_LCP_ACFC | TELL_LCP_SSHF), "LCP's options of each side");
	ok(!t.ccp_error && t.ccp_algorithm == TELL_CCPCA_MPPC &&
	   t.ccp_options == (TELL_CCP_128BIT | TELL_CCP_HISTORYLESS) &&
	   t.ccp_remote_options == TELL_CCP_40BIT, "encryption, its keys and its history");
	ok(!t.ipcp_error && t.ipcp_options == TELL_IPCP_VJ && !t.ipcp_remote_options &&
	   !t.ipv6cp_error && t.ipv6_local_id == 1 && t.ipv6_remote_id == 0x0200000000000000,
	   "headers that are compressed, and the interface identifiers");
	memset(&t, 0, sizeof(t));
	ccp_gotoptions[0].mppe = 0;
	ccp_hisoptions[0].mppe = 0;
	ccp_gotoptions[0].deflate = 1;
	add_ppp(&t);
	ok(!t.ccp_error && !t.ccp_algorithm && t.ccp_options == TELL_CCP_COMPRESSION &&
	   !t.ccp_remote_options, "compression that has no name is compression");
	memset(&t, 0, sizeof(t));
	ccp_gotoptions[0].deflate = 0;
	ipcp_fsm[0].state = 0;
	ipv6cp_fsm[0].state = 0;
	add_ppp(&t);
	ok(t.ccp_error && t.ipcp_error && t.ipv6cp_error,
	   "CCP that agreed on nothing, and protocols that are not open, are not negotiated");
	memset(&lcp_gotoptions, 0, sizeof(lcp_gotoptions));
	memset(&lcp_hisoptions, 0, sizeof(lcp_hisoptions));
}

/* A CHAP challenge with a value of four bytes and this name. */
static const char *challenge(const char *name, int len, int code)
{
	unsigned char p[256] = { 0xff, 3, 0xc2, 0x23, code, 1, 0, 9 + len, 4 };

	memcpy(p + 13, name, len);
	peer_computer[0] = '\0';
	on_packet(p, 13 + len);
	return peer_computer;
}

static void test_packets(void)
{
	char large[100];

	ok(!strcmp(challenge("concentrator", 12, 1), "concentrator"),
	   "the name in a CHAP challenge is the server's");
	ok(!*challenge("concentrator", 12, 2), "that in a response is not");
	ok(!*challenge("", 0, 1), "none is none");
	ok(!strcmp(challenge("a\033b\377", 4, 1), "a?b?"), "it is text");
	memset(large, 'x', sizeof(large));
	ok(strlen(challenge(large, sizeof(large), 1)) == sizeof(peer_computer) - 1,
	   "and not longer than there is room");
	peer_computer[0] = '\0';
	on_packet((unsigned char *)"\xff\3\xc2\x23\1\1\0\50\4", 9);
	on_packet((unsigned char *)"\xff\3\xc2\x23", 4);
	ok(!*peer_computer, "a packet that is cut off has none");
}

/* ---- when ---- */

static char reports[256];

static const char *reported(int fd)
{
	ssize_t n = read(fd, reports, sizeof(reports) - 1);

	reports[n < 0 ? 0 : n] = '\0';
	return reports;
}

/* The phase that pppd is in now. */
static void phase_is(int now)
{
	sync_names();
	on_phase(NULL, now);
}

static void test_life(void)
{
	char number[16], *argv[1] = { number };
	int fds[2];

	if (pipe2(fds, O_NONBLOCK))
		return;
	ipv6cp_protent.open = open_protocol;
	plugin_init();
	ok(its_options == options && pap_check_hook() == 1 && chap_passwd_hook && snoop_recv_hook &&
	   allowed_address_hook, "the plugin is pppd's");
	snprintf(number, sizeof(number), "%d", fds[1]);
	ok(take_report(argv), "it can report");
	/* Without a number, as in a dial-in server, IPv6 does not wait. */
	ipcp_protent.enabled_flag = 1;
	ipv6cp_protent.open(0);
	ok(ipv6cp_opened == 1 && !timer, "in a server, IPv6 begins when it will");
	interface_id = 7;
	phase_is(PHASE_ESTABLISH);
	phase_is(PHASE_AUTHENTICATE);
	ok(!strcmp(reported(fds[0]), "ifname lo\nauth\n"),
	   "mprd hears of device and authentication");
	ipv6cp_protent.open(0);
	ok(ipv6cp_opened == 1 && timer == open_ipv6cp, "IPv6 waits for IPv4");
	peer = "";
	calling = "555";
	peer_computer[0] = '\0';
	strcpy(user, "alice");
	phase_is(PHASE_NETWORK);
	ok(n_told == 1 && last.interface_id == 7 && last.ifindex == if_nametoindex("lo") &&
	   !strcmp(last.user, "alice") && !strcmp(last.remote_computer, "555") && last.has_ppp &&
	   last.ipcp_error, "the module hears who is there");
	ipcp_gotoptions[0].ouraddr = 1;
	ipcp_hisoptions[0].hisaddr = 2;
	peer = "bob";
	strcpy(peer_computer, "concentrator");
	sync_names();
	ok(allowed_address_hook(1) == -1 && address_set && n_told == 2 && !last.ipcp_error &&
	   !strcmp(last.user, "bob") && !strcmp(last.remote_computer, "concentrator"),
	   "and, with the addresses, before the device is up; who had to prove it goes first");
	on_up(NULL, 0);
	ok(n_told == 3 && !strcmp(reported(fds[0]), "up\n") && timer == open_ipv6cp,
	   "the line is up");
	timer(NULL);
	ok(ipv6cp_opened == 2, "and IPv6 begins");
	timer(NULL);
	on_up(NULL, 0);
	ok(ipv6cp_opened == 2 && !*reported(fds[0]) && timer == later, "once");
	timer(NULL);
	ok(n_told == 5, "what is negotiated beside IP is told a little later");
	fails = "no";
	on_down(NULL, 0);
	ok(last.end_reason == 1016 && !last.has_ppp &&
	   strstr(complaint, "the module is not told: "), "the end is told with its reason");
	ipv6cp_protent.open(0);
	phase_is(PHASE_DEAD);
	ok(!timer && !ipv6cp_waits, "nothing waits any longer");
	open_ipv6cp(NULL);
	ok(ipv6cp_opened == 2, "and nothing begins");
	device = "no-such-device";
	n_told = 0;
	phase_is(PHASE_NETWORK);
	ok(!n_told, "without a device there is nothing to tell");
	device = "lo";
	peer = "";
	user[0] = '\0';
	phase_is(PHASE_NETWORK);
	ok(n_told == 1 && !last.user, "who is nobody has no name");
	close(fds[0]);
	signal(SIGPIPE, SIG_IGN);
	complaint[0] = '\0';
	phase_is(PHASE_AUTHENTICATE);
	ok(strstr(complaint, "cannot tell mprd"), "mprd need not be there");
	close(fds[1]);
	report_fd = -1;
	complaint[0] = '\0';
	phase_is(PHASE_AUTHENTICATE);
	ok(!*complaint, "or never was");
}

int main(void)
{
	test_options();
	test_auth();
	test_negotiated();
	test_packets();
	test_life();
	return tap_done();
}
