// SPDX-License-Identifier: GPL-2.0-only
/*
 * The document "MprAdminConnectionHangupNotification", sentence by sentence: mprd as it is, with
 * copies of plugin_hangup.c as admin plugins. Where the document is silent: design, section 5,
 * and reference, section 5.
 */
#include <kselftest_harness.h>

#include <ftw.h>
#include <limits.h>
#include <stdarg.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>

#include "mpr_test.h"
#include "plugin_hangup.h"

FIXTURE(hangup) {
	MPR_SERVER_HANDLE server;
	char dir[32];
	int fd;				/* where the plugins' datagrams come */
	pid_t mprd;
};

FIXTURE_SETUP(hangup)
{
	struct sockaddr_un here = { .sun_family = AF_UNIX };
	char lib[PATH_MAX];

	if (geteuid())
		SKIP(return, "must be root");
	ASSERT_EQ(0, netdev_new_netns());
	ASSERT_TRUE(be_quiet());
	ASSERT_EQ(NO_ERROR, MprAdminServerConnect(NULL, &self->server)) {
		TH_LOG("is mpr.ko loaded?");
	}
	strcpy(self->dir, "/tmp/mpr-hangup.XXXXXX");
	ASSERT_NE(NULL, mkdtemp(self->dir));
	snprintf(here.sun_path, sizeof(here.sun_path), "%s/socket", self->dir);
	self->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	ASSERT_EQ(0, bind(self->fd, (struct sockaddr *)&here, sizeof(here)));
	ASSERT_EQ(0, setenv(PLUGIN_SOCKET, here.sun_path, 1));
	ASSERT_EQ(0, setenv("MPR_STATE_DIR", self->dir, 1));
	ASSERT_EQ(0, setenv("MPR_CONF_DIR", self->dir, 1));
	/* The library beside this program is the one of mprd. */
	if (getenv("MPR_BUILD")) {
		snprintf(lib, sizeof(lib), "%s/lib", getenv("MPR_BUILD"));
		setenv("LD_LIBRARY_PATH", lib, 1);
	}
	self->mprd = 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

FIXTURE_TEARDOWN(hangup)
{
	if (self->mprd > 0) {
		kill(self->mprd, SIGTERM);
		EXPECT_EQ(self->mprd, waitpid(self->mprd, NULL, 0));
	}
	close(self->fd);
	MprAdminServerDisconnect(self->server);
	if (*self->dir)
		nftw(self->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* A file of its own: one that is loaded twice is one plugin. */
static bool copy_plugin(const char *dir, const char *name)
{
	char from[PATH_MAX], to[PATH_MAX], *slash;
	ssize_t n = readlink("/proc/self/exe", from, sizeof(from) - 32);
	int in, out;
	bool ok;

	if (n < 0)
		return false;
	from[n] = '\0';
	slash = strrchr(from, '/');
	snprintf(slash, from + sizeof(from) - slash, "/plugin_hangup.so");
	snprintf(to, sizeof(to), "%s/%s", dir, name);
	in = open(from, O_RDONLY | O_CLOEXEC);
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);
	do {
		n = in < 0 || out < 0 ? -1 : sendfile(out, in, NULL, 1 << 30);
	} while (n > 0);
	ok = !n;
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	return ok;
}

static bool said(int fd, struct plugin_said *s)
{
	return readable(fd, SOON) && recv(fd, s, sizeof(*s), 0) == sizeof(*s);
}

static int open_log(struct _test_data_hangup *self, int flags)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/mprd.log", self->dir);
	return open(path, flags | O_CLOEXEC, 0600);
}

/* What mprd said, when something went wrong. */
static bool show_log(struct _test_data_hangup *self)
{
	int fd = open_log(self, O_RDONLY);
	char line[1024];
	FILE *f = fd < 0 ? NULL : fdopen(fd, "r");

	while (f && fgets(line, sizeof(line), f))
		fprintf(stderr, "# mprd: %s", line);
	if (f)
		fclose(f);
	return false;
}

/* mprd with these plugins, in this order; returns when the last one has been initialized. */
static bool start_mprd_list(struct _test_data_hangup *self, ...)
{
	char conf[64], build[PATH_MAX] = "";
	struct plugin_said s;
	const char *name;
	va_list names;
	int n = 0;
	FILE *f;

	snprintf(conf, sizeof(conf), "%s/mprd.conf", self->dir);
	f = fopen(conf, "we");
	if (!f)
		return false;
	fprintf(f, "[mprd]\ndialers = exec\n[plugins]\n");
	va_start(names, self);
	while ((name = va_arg(names, const char *))) {
		if (!copy_plugin(self->dir, name))
			break;
		fprintf(f, "plugin = %s/%s\n", self->dir, name);
		n++;
	}
	va_end(names);
	if (fclose(f) || name)
		return false;
	if (getenv("MPR_BUILD"))
		snprintf(build, sizeof(build), "%s/sbin/mprd", getenv("MPR_BUILD"));
	self->mprd = fork();
	if (!self->mprd) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(open_log(self, O_WRONLY | O_CREAT | O_APPEND), STDERR_FILENO);
		if (*build)
			execl(build, "mprd", "-c", conf, NULL);
		execlp("mprd", "mprd", "-c", conf, NULL);
		_exit(127);
	}
	while (n && said(self->fd, &s) && s.call == PLUGIN_INITIALIZE)
		n--;
	return n ? show_log(self) : true;
}

#define start_mprd(...) start_mprd_list(__VA_ARGS__, (char *)NULL)

/* The next datagram is of this plugin and callback. */
static bool next_is(struct _test_data_hangup *self, const char *name, enum plugin_call call,
		    struct plugin_said *s)
{
	memset(s, 0, sizeof(*s));
	if (said(self->fd, s) && s->call == call && !strcmp(s->name, name))
		return true;
	fprintf(stderr, "# callback %d of %s instead of %d of %s\n", s->call, s->name, call, name);
	return show_log(self);
}

/* mprd ends, and no plugin has anything else to say than that it ends too. */
static bool nothing_more(struct _test_data_hangup *self, int plugins)
{
	struct plugin_said s;

	kill(self->mprd, SIGTERM);
	while (plugins--)
		if (!said(self->fd, &s) || s.call != PLUGIN_TERMINATE)
			return false;
	if (waitpid(self->mprd, NULL, 0) != self->mprd)
		return false;
	self->mprd = 0;
	return !readable(self->fd, 0);
}

/* Ends every connection at once: its device is a dummy. */
static bool lose(const char *ifname)
{
	return !netdev_carrier(ifname, false);
}

/*
 * "calls ... after the last link for the specified connection has been dismantled": with one link
 */
TEST_F(hangup, called_after_the_link_has_been_dismantled)
{
	struct plugin_said s;
	HANDLE iface;

	ASSERT_TRUE(start_mprd(self, "a.so"));
	ASSERT_EQ(NO_ERROR, wan_up(self->server, "wan0", &iface));
	ASSERT_TRUE(next_is(self, "a.so", PLUGIN_ACCEPT, &s));
	ASSERT_TRUE(next_is(self, "a.so", PLUGIN_ACCEPT_LINK, &s));
	ASSERT_TRUE(lose("wan0"));
	EXPECT_TRUE(next_is(self, "a.so", PLUGIN_HANGUP_LINK, &s));
	EXPECT_TRUE(next_is(self, "a.so", PLUGIN_HANGUP, &s));
	EXPECT_TRUE(nothing_more(self, 1));
}

/* The same sentence: not after the first of two links, but "after the last link" */
TEST_F(hangup, called_only_after_the_last_of_two_links)
{
	struct plugin_said up, s;
	RAS_CONNECTION_0 *c;
	HANDLE iface, first;
	DWORD n, total;

	if (system("ip link add bond0 type bond mode active-backup miimon 20"))
		SKIP(return, "no bonds");
	ASSERT_EQ(0, netdev_add("l0", "dummy"));
	ASSERT_EQ(0, netdev_add("l1", "dummy"));
	ASSERT_EQ(0, system("ip link set l0 master bond0 && ip link set l1 master bond0"));
	ASSERT_TRUE(start_mprd(self, "a.so"));
	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"bond0", ROUTER_IF_TYPE_FULL_ROUTER,
					 &iface));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
	ASSERT_TRUE(next_is(self, "a.so", PLUGIN_ACCEPT, &up));
	ASSERT_TRUE(next_is(self, "a.so", PLUGIN_ACCEPT_LINK, &s));
	first = s.port.hPort;
	ASSERT_TRUE(next_is(self, "a.so", PLUGIN_ACCEPT_LINK, &s));
	EXPECT_NE(first, s.port.hPort);

	ASSERT_TRUE(lose("l0"));
	EXPECT_TRUE(next_is(self, "a.so", PLUGIN_HANGUP_LINK, &s));
	EXPECT_EQ(up.c0.hConnection, s.port.hConnection);
	EXPECT_EQ(0, wcscmp(L"l0", s.port.wszPortName));
	ASSERT_EQ(NO_ERROR, MprAdminConnectionEnum(self->server, 0, (LPBYTE *)&c, -1, &n, &total,
						   NULL));
	ASSERT_EQ(1, n);
	EXPECT_EQ(up.c0.hConnection, c->hConnection);
	MprAdminBufferFree(c);

	/* What comes next is the second link's end: there was no notification before it. */
	ASSERT_TRUE(lose("l1"));
	EXPECT_TRUE(next_is(self, "a.so", PLUGIN_HANGUP_LINK, &s));
	EXPECT_EQ(0, wcscmp(L"l1", s.port.wszPortName));
	EXPECT_TRUE(next_is(self, "a.so", PLUGIN_HANGUP, &s));
	EXPECT_EQ(up.c0.hConnection, s.c0.hConnection);
	EXPECT_TRUE(nothing_more(self, 1));
}

/*
 * "for the specified connection": another one's end is another call, and one that goes on has
 * none
 */
TEST_F(hangup, called_for_the_connection_that_ended)
{
	struct plugin_said s;
	HANDLE iface[2];

	ASSERT_TRUE(start_mprd(self, "a.so"));
	ASSERT_EQ(NO_ERROR, wan_up(self->server, "wan0", &iface[0]));
	ASSERT_EQ(NO_ERROR, wan_up(self->server, "wan1", &iface[1]));
	ASSERT_TRUE(next_is(self, "a.so", PLUGIN_ACCEPT, &s));
	ASSERT_TRUE(next_is(self, "a.so", PLUGIN_ACCEPT_LINK, &s));
	ASSERT_TRUE(next_is(self, "a.so", PLUGIN_ACCEPT, &s));
	ASSERT_TRUE(next_is(self, "a.so", PLUGIN_ACCEPT_LINK, &s));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceDisconnect(self->server, iface[1]));
	EXPECT_TRUE(next_is(self, "a.so", PLUGIN_HANGUP_LINK, &s));
	EXPECT_TRUE(next_is(self, "a.so", PLUGIN_HANGUP, &s));
	EXPECT_EQ(iface[1], s.c0.hInterface);
	EXPECT_EQ(ROUTER_IF_STATE_CONNECTED, admin_state(self->server, iface[0]));
	EXPECT_TRUE(nothing_more(self, 1));
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_BOOTTIME, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* pRasConnection0: "describes this connection": who it was, and how long it lasted in the end */
TEST_F(hangup, connection_0_describes_the_connection_with_its_final_duration)
{
	struct mpr_identity who = { .user = "alice", .domain = "example",
				    .remote_computer = "LAPTOP" };
	struct plugin_said up, s;
	double t[4];
	HANDLE iface;
	struct mpr *h;

	ASSERT_TRUE(start_mprd(self, "a.so"));
	t[0] = now();
	ASSERT_EQ(NO_ERROR, wan_up(self->server, "wan0", &iface));
	t[1] = now();
	ASSERT_EQ(0, mpr_open(NULL, &h));
	who.interface_id = (uintptr_t)iface;
	ASSERT_EQ(0, mpr_connection_identify(h, &who));
	mpr_close(h);
	ASSERT_TRUE(next_is(self, "a.so", PLUGIN_ACCEPT, &up));
	ASSERT_TRUE(next_is(self, "a.so", PLUGIN_ACCEPT_LINK, &s));
	/* The time that passes is what is looked at here. */
	usleep(1200000);
	t[2] = now();
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceDisconnect(self->server, iface));
	t[3] = now();
	ASSERT_TRUE(next_is(self, "a.so", PLUGIN_HANGUP_LINK, &s));
	ASSERT_TRUE(next_is(self, "a.so", PLUGIN_HANGUP, &s));
	EXPECT_EQ(up.c0.hConnection, s.c0.hConnection);
	EXPECT_EQ(iface, s.c0.hInterface);
	EXPECT_EQ(ROUTER_IF_TYPE_HOME_ROUTER, s.c0.dwInterfaceType);
	EXPECT_EQ(0, wcscmp(L"wan0", s.c0.wszInterfaceName));
	EXPECT_EQ(0, wcscmp(L"alice", s.c0.wszUserName));
	EXPECT_EQ(0, wcscmp(L"example", s.c0.wszLogonDomain));
	EXPECT_EQ(0, wcscmp(L"LAPTOP", s.c0.wszRemoteComputer));
	EXPECT_LE((DWORD)(t[2] - t[1]), s.c0.dwConnectDuration);
	EXPECT_GE((DWORD)(t[3] - t[0]), s.c0.dwConnectDuration);
}

/* pRasConnection1: "describes this connection": its addresses and final counters */
TEST_F(hangup, connection_1_describes_the_connection_with_its_final_counters)
{
	struct plugin_said s;
	HANDLE iface;

	ASSERT_TRUE(start_mprd(self, "a.so"));
	/* Its other end is veth0. */
	ASSERT_EQ(0, netdev_add("wan0", "veth"));
	ASSERT_EQ(0, netdev_up("veth0", true));
	ASSERT_EQ(0, system("ip address add 192.0.2.1 peer 192.0.2.2 dev wan0"));
	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"wan0", ROUTER_IF_TYPE_HOME_ROUTER,
					 &iface));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
	ASSERT_TRUE(next_is(self, "a.so", PLUGIN_ACCEPT, &s));
	ASSERT_TRUE(next_is(self, "a.so", PLUGIN_ACCEPT_LINK, &s));
	ASSERT_TRUE(send_frames("wan0", 5, 100));
	ASSERT_TRUE(send_frames("veth0", 3, 60));
	/* wan0 has no carrier then. */
	ASSERT_EQ(0, netdev_up("veth0", false));
	ASSERT_TRUE(next_is(self, "a.so", PLUGIN_HANGUP_LINK, &s));
	ASSERT_TRUE(next_is(self, "a.so", PLUGIN_HANGUP, &s));
	EXPECT_EQ(s.c0.hConnection, s.c1.hConnection);
	EXPECT_EQ(iface, s.c1.hInterface);
	EXPECT_EQ(5, s.c1.dwFramesXmited);
	EXPECT_EQ(500, s.c1.dwBytesXmited);
	EXPECT_EQ(3, s.c1.dwFramesRcved);
	EXPECT_EQ(180, s.c1.dwBytesRcved);
	EXPECT_EQ(0, wcscmp(L"192.0.2.1", s.c1.PppInfo.ip.wszAddress));
	EXPECT_EQ(0, wcscmp(L"192.0.2.2", s.c1.PppInfo.ip.wszRemoteAddress));
}

/* The same when the device itself is gone: nobody else has the counters any more. */
TEST_F(hangup, connection_1_has_the_final_counters_of_a_device_that_is_gone)
{
	struct plugin_said s;
	HANDLE iface;

	ASSERT_TRUE(start_mprd(self, "a.so"));
	ASSERT_EQ(NO_ERROR, wan_up(self->server, "wan0", &iface));
	ASSERT_TRUE(next_is(self, "a.so", PLUGIN_ACCEPT, &s));
	ASSERT_TRUE(next_is(self, "a.so", PLUGIN_ACCEPT_LINK, &s));
	ASSERT_TRUE(send_frames("wan0", 7, 200));
	ASSERT_EQ(0, netdev_del("wan0"));
	ASSERT_TRUE(next_is(self, "a.so", PLUGIN_HANGUP_LINK, &s));
	ASSERT_TRUE(next_is(self, "a.so", PLUGIN_HANGUP, &s));
	EXPECT_EQ(iface, s.c1.hInterface);
	EXPECT_EQ(7, s.c1.dwFramesXmited);
	EXPECT_EQ(1400, s.c1.dwBytesXmited);
}

/*
 * "RAS supports multiple Administration DLLs"; "in the order in which the DLLs are listed in the
 * registry"
 */
TEST_F(hangup, several_plugins_are_called_in_configured_order)
{
	static const char *const names[] = { "m.so", "z.so", "a.so" };
	struct plugin_said s;
	HANDLE iface;
	int i, round;

	ASSERT_TRUE(start_mprd(self, names[0], names[1], names[2]));
	ASSERT_EQ(NO_ERROR, wan_add(self->server, "wan0", &iface));
	for (round = 0; round < 2; round++) {
		ASSERT_EQ(NO_ERROR, MprAdminInterfaceConnect(self->server, iface, NULL, TRUE));
		for (i = 0; i < 3; i++)
			ASSERT_TRUE(next_is(self, names[i], PLUGIN_ACCEPT, &s));
		for (i = 0; i < 3; i++)
			ASSERT_TRUE(next_is(self, names[i], PLUGIN_ACCEPT_LINK, &s));
		ASSERT_EQ(NO_ERROR, MprAdminInterfaceDisconnect(self->server, iface));
		for (i = 0; i < 3; i++)
			EXPECT_TRUE(next_is(self, names[i], PLUGIN_HANGUP_LINK, &s));
		for (i = 0; i < 3; i++)
			EXPECT_TRUE(next_is(self, names[i], PLUGIN_HANGUP, &s));
	}
	EXPECT_TRUE(nothing_more(self, 3));
}

/*
 * "Windows 2000 ...: if MprAdminAcceptNewConnection does not accept ..., RAS does not call":
 * newer ones, and we, do
 */
TEST_F(hangup, a_connection_that_was_not_accepted_is_hung_up_and_notified)
{
	struct plugin_said s;
	HANDLE iface;

	ASSERT_TRUE(start_mprd(self, "a.so", PLUGIN_REFUSES, "b.so"));
	ASSERT_EQ(NO_ERROR, wan_up(self->server, "wan0", &iface));
	ASSERT_TRUE(next_is(self, "a.so", PLUGIN_ACCEPT, &s));
	ASSERT_TRUE(next_is(self, PLUGIN_REFUSES, PLUGIN_ACCEPT, &s));
	EXPECT_TRUE(next_is(self, "a.so", PLUGIN_HANGUP, &s));
	EXPECT_EQ(iface, s.c0.hInterface);
	EXPECT_TRUE(next_is(self, PLUGIN_REFUSES, PLUGIN_HANGUP, &s));
	EXPECT_TRUE(next_is(self, "b.so", PLUGIN_HANGUP, &s));
	EXPECT_EQ(ROUTER_IF_STATE_DISCONNECTED, admin_state(self->server, iface));
	EXPECT_TRUE(nothing_more(self, 3));
}

/* "Do not call any of the RAS Administration Functions ... do not return": here they do */
TEST_F(hangup, calls_of_administration_functions_from_inside_return)
{
	struct plugin_said s;
	HANDLE iface, other;

	ASSERT_TRUE(start_mprd(self, "a.so"));
	ASSERT_EQ(NO_ERROR, wan_up(self->server, "wan0", &iface));
	ASSERT_EQ(NO_ERROR, wan_up(self->server, "wan1", &other));
	ASSERT_TRUE(next_is(self, "a.so", PLUGIN_ACCEPT, &s));
	ASSERT_TRUE(next_is(self, "a.so", PLUGIN_ACCEPT_LINK, &s));
	ASSERT_TRUE(next_is(self, "a.so", PLUGIN_ACCEPT, &s));
	ASSERT_TRUE(next_is(self, "a.so", PLUGIN_ACCEPT_LINK, &s));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceDisconnect(self->server, iface));
	ASSERT_TRUE(next_is(self, "a.so", PLUGIN_HANGUP_LINK, &s));
	ASSERT_TRUE(next_is(self, "a.so", PLUGIN_HANGUP, &s));
	EXPECT_EQ(NO_ERROR, s.connect_code);
	EXPECT_EQ(NO_ERROR, s.enum_code);
	EXPECT_EQ(1, s.connections);
	/* The connection is over. */
	EXPECT_EQ(ERROR_INTERFACE_NOT_CONNECTED, s.conn_info_code);
	EXPECT_EQ(NO_ERROR, s.iface_enum_code);
	EXPECT_EQ(2, s.interfaces);
	EXPECT_EQ(NO_ERROR, s.iface_info_code);
	EXPECT_EQ(ROUTER_IF_STATE_DISCONNECTED, s.iface_state);
	EXPECT_EQ(ERROR_INVALID_HANDLE, s.iface_connect_code);
}

TEST_HARNESS_MAIN
