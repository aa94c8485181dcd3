// SPDX-License-Identifier: GPL-2.0-only
/*
 * Admin plugins as mprd sees them: which are refused and why, which of their functions is called
 * with what, what the process that hosts them remembers. Run by mprd_plugins.sh with a directory
 * that has the plugins.
 */
#include <fcntl.h>
#include <limits.h>
#include <mpr.h>
#include <mpr/ras.h>
#include <place.h>
#include <plugin_call.h>
#include <plugin_links.h>
#include <plugin_load.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "said.h"
#include "tap.h"

/* ---- loading ---- */

static struct plugin plugin;

static bool loads(const char *name)
{
	int code;

	listen_up();
	code = plugin_load(file(name), &plugin);
	heard();
	return !code;
}

static bool refused(const char *name, const char *why)
{
	if (!loads(name) && strstr(said, file(name)) && strstr(said, why))
		return true;
	printf("# %s: %s", name, said);
	return false;
}

static void test_load(void)
{
	ok(refused("none.so", "cannot load admin plugin"), "a plugin that is not there");
	ok(refused("nothing.so", "exports neither MprAdminInitializeDll nor MprAdminInit"),
	   "one without a function to begin with");
	ok(refused("endless.so", "does not export MprAdminTerminateDll"),
	   "one that cannot be terminated");
	ok(refused("linkless.so", "does not export MprAdminAcceptNewLink"), "one without links");
	ok(refused("half-linked.so", "does not export MprAdminLinkHangupNotification"),
	   "one that is not told of links that end");
	ok(refused("unconnected.so", "exports no MprAdminAcceptNewConnection"),
	   "one without connections");
	ok(refused("half-1.so", "exports MprAdminAcceptNewConnection without MprAdminConnect"),
	   "one that is not told of connections that end");
	ok(refused("half-3.so", "exports MprAdminConnectionHangupNotification3 without MprAdmin"),
	   "one that is only told of those");
	ok(refused("half-ip.so", "exports MprAdminGetIpAddressForUser without MprAdminRelease"),
	   "one that gives addresses and never takes them back");
	ok(loads("one.so") && plugin.accept && plugin.hangup && !plugin.accept2 && plugin.init &&
	   plugin.terminate && plugin.accept_link && plugin.hangup_link,
	   "the first pair is enough");
	ok(loads("two.so") && plugin.accept2 && plugin.hangup2 && !plugin.accept && !plugin.accept3,
	   "of several pairs that which is told most is taken: the second");
	ok(loads("all.so") && plugin.accept3 && plugin.hangup3 && !plugin.accept2, "or three");
	ok(loads("ex.so") && plugin.init_ex && !plugin.init, "with a table nothing else is needed");
}

/* ---- calling ---- */

static char told[256];
static BOOL answer;
static int report;

static void tell(const char *what, HANDLE conn)
{
	snprintf(told + strlen(told), sizeof(told) - strlen(told), "%s %lu;", what,
		 (unsigned long)(uintptr_t)conn);
}

static BOOL accept_1(RAS_CONNECTION_0 *c0, RAS_CONNECTION_1 *c1)
{
	tell("accept", c0->hConnection == c1->hConnection ? c0->hConnection : NULL);
	/* What is written here is not what the next one sees. */
	c0->hConnection = NULL;
	return answer;
}

static BOOL accept_2(RAS_CONNECTION_0 *c0, RAS_CONNECTION_1 *c1, RAS_CONNECTION_2 *c2)
{
	tell("accept2", c2->hConnection);
	return accept_1(c0, c1);
}

static BOOL accept_3(RAS_CONNECTION_0 *c0, RAS_CONNECTION_1 *c1, RAS_CONNECTION_2 *c2,
		     RAS_CONNECTION_3 *c3)
{
	tell("accept3", c3->guid.Data1 ? c2->hConnection : NULL);
	return accept_1(c0, c1);
}

static BOOL accept_ex(RAS_CONNECTION_EX *ex)
{
	tell("accept-ex", ex->hConnection);
	return answer;
}

static BOOL accept_link(RAS_PORT_0 *p0, RAS_PORT_1 *p1)
{
	tell("link", p0->hPort == p1->hPort ? p0->hPort : NULL);
	return answer;
}

static void hangup_1(RAS_CONNECTION_0 *c0, RAS_CONNECTION_1 *c1)
{
	tell("hangup", c0->hConnection == c1->hConnection ? c0->hConnection : NULL);
}

static void hangup_2(RAS_CONNECTION_0 *c0, RAS_CONNECTION_1 *c1, RAS_CONNECTION_2 *c2)
{
	tell("hangup2", c2->hConnection);
	hangup_1(c0, c1);
}

static void hangup_3(RAS_CONNECTION_0 *c0, RAS_CONNECTION_1 *c1, RAS_CONNECTION_2 *c2,
		     RAS_CONNECTION_3 *c3)
{
	tell("hangup3", c3->guid.Data1 ? c2->hConnection : NULL);
	hangup_1(c0, c1);
}

static void hangup_ex(RAS_CONNECTION_EX *ex)
{
	tell("hangup-ex", ex->hConnection);
}

static void hangup_link(RAS_PORT_0 *p0, RAS_PORT_1 *p1)
{
	tell("unlink", p0->hPort == p1->hPort ? p0->hPort : NULL);
}

static DWORD terminate(void)
{
	tell("terminate", NULL);
	return 0;
}

/* The main process was told this, a line for each. */
static bool reported(const char *wanted)
{
	char got[1024];
	ssize_t n = read(report, got, sizeof(got) - 1);

	got[n < 0 ? 0 : n] = '\0';
	if (!strcmp(got, wanted))
		return true;
	printf("# reported: %s", got);
	return false;
}

static bool noted = true;

/* The announcement has to be there already, and takes itself out of the pipe. */
static bool note(void)
{
	char got[256] = "";
	ssize_t n = read(report, got, sizeof(got) - 1);

	snprintf(told + strlen(told), sizeof(told) - strlen(told), "note %d;",
		 n > 0 && strstr(got, "call ") && got[n - 1] == '\n');
	return noted;
}

/* Plugin @p is asked and told of the connection; what it has seen. */
static const char *both(struct plugin *p, const struct call_connection *c)
{
	told[0] = '\0';
	call_accept(p, c, "wan");
	call_hangup(p, c, "wan");
	return told;
}

static void test_calls(void)
{
	struct mpr_connection conn = { .id = 9, .interface_name = "wan", .ifname = "", .user = "",
				       .domain = "", .remote_computer = "",
				       .guid = { 1, 1, 1, 1 } };
	struct plugin p1 = { .path = "/p1.so", .accept = accept_1, .hangup = hangup_1 };
	struct plugin p2 = { .path = "/p2.so", .accept2 = accept_2, .hangup2 = hangup_2 };
	struct plugin p3 = { .path = "/p3.so", .accept3 = accept_3, .hangup3 = hangup_3 };
	struct plugin ex = { .path = "/ex.so", .accept_ex = accept_ex, .hangup_ex = hangup_ex };
	struct plugin none = { .path = "/none.so" };
	struct plugin links = { .path = "/links.so", .accept_link = accept_link,
				.hangup_link = hangup_link, .terminate = terminate };
	struct call_link link = { .p0.hPort = (HANDLE)5, .p1.hPort = (HANDLE)5 };
	struct call_connection c;
	int fds[2];

	if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) || call_init(fds[1], 60000, NULL))
		abort();
	report = fds[0];
	mpr_ras_connection(&conn, 0, &c.c0);
	mpr_ras_connection(&conn, 1, &c.c1);
	mpr_ras_connection(&conn, 2, &c.c2);
	mpr_ras_connection(&conn, 3, &c.c3);
	mpr_ras_connection_ex(&conn, &c.ex);
	answer = TRUE;
	ok(!strcmp(both(&p1, &c), "accept 9;hangup 9;"), "the first pair gets two structures");
	ok(reported("call MprAdminAcceptNewConnection of /p1.so for wan\ndone\n"
		    "call MprAdminConnectionHangupNotification of /p1.so for wan\ndone\n"),
	   "each call is announced, and its end");
	if (call_init(fds[1], 60000, note))
		abort();
	ok(!strcmp(both(&p1, &c), "note 1;accept 9;note 1;hangup 9;") && reported("done\n"),
	   "it is announced before it is written down, and written down before it is made");
	noted = false;
	ok(!strcmp(both(&p1, &c), "note 1;note 1;") && reported("done\n"),
	   "what cannot be written down is not made");
	if (call_init(fds[1], 60000, NULL))
		abort();
	ok(!strcmp(both(&p2, &c), "accept2 9;accept 9;hangup2 9;hangup 9;"), "the second three");
	ok(!strcmp(both(&p3, &c), "accept3 9;accept 9;hangup3 9;hangup 9;"), "the third four");
	ok(!strcmp(both(&ex, &c), "accept-ex 9;hangup-ex 9;"), "that of a table an extended one");
	ok(!*both(&none, &c) && call_accept(&none, &c, "wan"),
	   "who has none is not asked, and agrees");
	answer = FALSE;
	ok(!call_accept(&p1, &c, "wan") && !call_accept(&ex, &c, "wan") &&
	   !call_accept_link(&links, &link, "wan"), "each can refuse");
	answer = TRUE;
	told[0] = '\0';
	ok(call_accept_link(&links, &link, "wan"), "a link is asked about");
	call_hangup_link(&links, &link, "wan");
	call_terminate(&links);
	ok(!strcmp(told, "link 5;unlink 5;terminate 0;"), "and its end told");
	told[0] = '\0';
	call_hangup_link(&p1, &link, "wan");
	call_terminate(&p1);
	ok(call_accept_link(&p1, &link, "wan") && !*told, "but only to who wants to know");
	close(fds[0]);
	close(fds[1]);
}

/* ---- initializing ---- */

static DWORD init_code;
static MPRAPI_ADMIN_DLL_CALLBACKS table;

static DWORD init(void)
{
	return init_code;
}

static DWORD init_ex(PMPRAPI_ADMIN_DLL_CALLBACKS callbacks)
{
	*callbacks = table;
	return init_code;
}

static void release_address(WCHAR *user, WCHAR *port, DWORD *address)
{
	(void)user;
	(void)port;
	(void)address;
}

static bool initializes(struct plugin *p)
{
	int fds[2], code;

	if (pipe2(fds, O_CLOEXEC) || call_init(fds[1], 60000, NULL))
		abort();
	listen_up();
	code = call_initialize(p);
	heard();
	close(fds[0]);
	close(fds[1]);
	return !code;
}

static void test_initialize(void)
{
	struct plugin p = { .path = "/p.so", .init = init };
	struct plugin ex = { .path = "/ex.so", .init_ex = init_ex };

	ok(initializes(&p), "a plugin begins");
	init_code = 5;
	ok(!initializes(&p) && strstr(said, "/p.so: MprAdminInitializeDll returned ") &&
	   strstr(said, "(5)"), "or says why it does not");
	ok(!initializes(&ex) && strstr(said, "/ex.so: MprAdminInitializeDllEx returned "),
	   "so does one with a table");
	init_code = 0;
	ok(!initializes(&ex) && strstr(said, "gives no function for links"),
	   "a table without links is refused");
	table.lpfnRasAdminAcceptNewLink = accept_link;
	ok(!initializes(&ex) && strstr(said, "gives no function for connections"),
	   "so is one without connections");
	table.lpfnRasAdminConnectionHangupNotificationEx = hangup_ex;
	table.lpfnMprAdminReleaseIpAddress = release_address;
	ok(!initializes(&ex) && strstr(said, "one function of an address pair without the other"),
	   "and one that takes back addresses which it does not give");
	table.lpfnMprAdminReleaseIpAddress = NULL;
	table.lpfnRasAdminTerminateDll = terminate;
	ok(initializes(&ex) && ex.accept_link == accept_link && ex.hangup_ex == hangup_ex &&
	   ex.terminate == terminate && !ex.accept_ex, "all that a table has is taken");
}

/* ---- remembering ---- */

static void test_links(void)
{
	struct known_link *a, *b;

	links_know_connection(1);
	links_know_connection(1);
	a = links_add(10, 1);
	b = links_add(11, 1);
	ok(links_knows_connection(1) && !links_knows_connection(2) && links_find(10) == a &&
	   links_find(11) == b && !links_find(12), "links and connections are found");
	ok(!links_only(a), "a link that is one of two");
	links_remove(b);
	ok(links_only(a) && links_of(1) == a, "and the only one");
	ok(links_add(10, 2) == links_of(2) && !links_of(1), "a link that moved is where it is now");
	ok(links_forget_connection(1) && !links_forget_connection(1), "connections are forgotten");
	links_know_connection(3);
	links_add(11, 3);
	links_clear();
	ok(!links_find(10) && !links_find(11) && !links_knows_connection(3), "and all of them");
}

/* What place_open() makes of this file, and says. */
static int place_of(struct mpr *mpr, const char *text, struct place *place)
{
	FILE *f;
	int fd;

	if (text) {
		f = fopen(file("state/plugins.place"), "w");
		if (!f || fputs(text, f) < 0 || fclose(f))
			abort();
	}
	listen_up();
	fd = place_open(mpr, place);
	heard();
	if (fd >= 0)
		close(fd);
	return fd;
}

static void test_place(void)
{
	struct place place, again;
	struct mpr *mpr;

	setenv("MPR_STATE_DIR", file("state"), 1);
	if (mpr_open(NULL, &mpr))
		abort();
	ok(place_of(mpr, NULL, &place) >= 0 && !place.epoch && !place.seq && !*place.plugin,
	   "at first there is no place, and a directory is made for it");
	place.epoch = 0xfedcba9876543210;
	place.seq = 42;
	place.stage = PLACE_LINKS;
	strcpy(place.plugin, "/a plugin.so");
	ok(!place_save(&place) && place_of(mpr, NULL, &again) >= 0 && again.epoch == place.epoch &&
	   again.seq == 42 && again.stage == PLACE_LINKS && !strcmp(again.plugin, "/a plugin.so"),
	   "what was saved is read");
	ok(place_of(mpr, "epoch 7\nseq 42\nstage connection\nplugin /a.so\n", &again) >= 0 &&
	   !again.epoch && !again.seq && again.stage == PLACE_DONE && !*again.plugin &&
	   strstr(said, "plugins.place is damaged"), "half a place is none, and the log says so");
	ok(place_of(mpr, "epoch 7\nnonsense\nstage nowhere\nseq 42\nend\n", &again) >= 0 &&
	   again.epoch == 7 && again.seq == 42 && again.stage == PLACE_DONE,
	   "lines of a later mprd are not minded");
	ok(place_of(mpr, "epoch 7\nseq 18446744073709551616\nend\n", &again) >= 0 && !again.seq,
	   "a number that does not fit is none, not the largest");
	if (mkdir(file("state/plugins.place.tmp"), 0700))
		abort();
	listen_up();
	ok(place_save(&place) == -1 && strstr(heard(), "cannot write"),
	   "it cannot always be saved");
	rmdir(file("state/plugins.place.tmp"));
	unlink(file("state/plugins.place"));
	if (mkdir(file("state/plugins.place"), 0700))
		abort();
	listen_up();
	ok(place_save(&place) == -1 && strstr(heard(), "cannot write"), "whatever the reason");
	unlink(file("state/plugins.lock"));
	if (mkdir(file("state/plugins.lock"), 0700))
		abort();
	ok(place_of(mpr, NULL, &again) == -1 && strstr(said, "cannot lock"), "nor locked");
	setenv("MPR_STATE_DIR", file("one.so/x"), 1);
	ok(place_of(mpr, NULL, &again) == -1 && strstr(said, "cannot make the directory"),
	   "nor has it always a directory");
	mpr_close(mpr);
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	dir = argv[1];
	test_load();
	test_calls();
	test_initialize();
	test_links();
	test_place();
	return tap_done();
}
