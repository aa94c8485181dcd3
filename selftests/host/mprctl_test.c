// SPDX-License-Identifier: GPL-2.0-only
/*
 * What mprctl shows of a kernel that a script stands in for, how it says what went wrong, and what
 * it does to a terminal that it asks for a password. Run by mprctl.sh with a directory for files.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "credfile.h"
#include "files.h"
#include "frames.h"
#include "tap.h"
#include "wrap.h"

#define MORE SEAM_FLAG_MORE

static struct frames script;
static char out[65536], err[8192];
static unsigned int *n_sent;		/* of each operation, shared with mprctl */

static void put(const char *name, const char *text)
{
	FILE *f = fopen(file(name), "w");

	if (!f || fputs(text, f) < 0 || fclose(f))
		abort();
}

static void see(const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);

	if (nlh->nlmsg_type != GENL_ID_CTRL && genl->cmd <= MPR_CMD_MAX)
		n_sent[genl->cmd]++;
}

/* ---- running it ---- */

static int max_files;			/* 0: no matter */
static unsigned int hostile;		/* as of seam_begin() */

static void become(char *words)
{
	char *argv[64], *rest, *word;
	struct rlimit limit;
	int argc = 0;

	for (word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
		argv[argc++] = word;
	argv[argc] = NULL;
	alarm(30);
	seam_sees = see;
	seam_begin(script.data, script.len, hostile);
	if (max_files) {
		getrlimit(RLIMIT_NOFILE, &limit);
		limit.rlim_cur = max_files;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
	exit(mprctl_main(argc, argv));
}

static void read_back(const char *name, char *to, size_t size)
{
	int fd = open(file(name), O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, to, size - 1);

	to[n < 0 ? 0 : n] = '\0';
	if (fd >= 0)
		close(fd);
}

/* The exit status of "mprctl" with these words; what it says is in @out and @err. */
static int __attribute__((format(printf, 1, 2))) ctl(const char *fmt, ...)
{
	char words[8192] = "mprctl ";
	va_list args;
	int status;
	pid_t pid;

	va_start(args, fmt);
	vsnprintf(words + 7, sizeof(words) - 7, fmt, args);
	va_end(args);
	memset(n_sent, 0, 4096);
	fflush(stdout);
	pid = fork();
	if (!pid) {
		int to = open(file("out"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
		int to_err = open(file("err"), O_WRONLY | O_CREAT | O_TRUNC, 0600);

		dup2(to, STDOUT_FILENO);
		dup2(to_err, STDERR_FILENO);
		close(to);
		close(to_err);
		become(words);
	}
	waitpid(pid, &status, 0);
	script.len = 0;
	read_back("out", out, sizeof(out));
	read_back("err", err, sizeof(err));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static bool has_all(const char *text, const char *const *what)
{
	bool all = true;

	for (; *what; what++) {
		if (strstr(text, *what))
			continue;
		printf("# there is no \"%s\" in\n", *what);
		all = false;
	}
	if (!all)
		printf("# %s\n", text);
	return all;
}

#define has(text, ...) has_all(text, (const char *const []){ __VA_ARGS__, NULL })

/* A byte that is no text, and a character that turns the line round. */
static const unsigned char odd_name[] = { 'a', 0xff, 0xe2, 0x80, 0xae, '\0' };

/* ---- what there is ---- */

static void put_interface(struct mpr_msg *msg, uint32_t state)
{
	mpr_put_u32(msg, MPR_A_INTERFACE_ID, 5);
	mpr_put_str(msg, MPR_A_INTERFACE_NAME, "wan");
	mpr_put_u32(msg, MPR_A_INTERFACE_TYPE, MPR_IF_TYPE_FULL_ROUTER);
	mpr_put_str(msg, MPR_A_INTERFACE_DIALER, "kernel");
	mpr_put_u32(msg, MPR_A_INTERFACE_STATE, state);
	mpr_put_u32(msg, MPR_A_INTERFACE_ORIGIN, MPR_ORIGIN_CONFIGURED);
}

static void answer(struct mpr_msg *msg)
{
	frame_message(&script, 0, MORE, msg);
	frame_ack(&script, 0);
}

static void an_interface(uint32_t state)
{
	struct mpr_msg msg;

	mpr_msg_init(&msg, MPR_CMD_INTERFACE_GET);
	put_interface(&msg, state);
	answer(&msg);
}

static void a_discovered_one(uint32_t state)
{
	struct mpr_msg msg;

	mpr_msg_init(&msg, MPR_CMD_INTERFACE_GET);
	put_interface(&msg, state);
	mpr_put_u32(&msg, MPR_A_INTERFACE_ORIGIN, MPR_ORIGIN_DISCOVERED);
	mpr_put_u32(&msg, MPR_A_INTERFACE_IFINDEX, 9);
	mpr_put_str(&msg, MPR_A_INTERFACE_IFNAME, "ppp0");
	mpr_put_u32(&msg, MPR_A_INTERFACE_CONNECTION_ID, 77);
	answer(&msg);
}

static void one_being_dialled(void)
{
	struct mpr_msg msg;

	mpr_msg_init(&msg, MPR_CMD_INTERFACE_GET);
	put_interface(&msg, MPR_IF_STATE_CONNECTING);
	mpr_put_str(&msg, MPR_A_INTERFACE_IFNAME, "ppp0");
	mpr_put_u32(&msg, MPR_A_INTERFACE_ATTEMPT_ID, 3);
	mpr_put_u32(&msg, MPR_A_INTERFACE_REDIALS_LEFT, 2);
	answer(&msg);
}

static void one_that_failed(void)
{
	struct mpr_msg msg;

	mpr_msg_init(&msg, MPR_CMD_INTERFACE_GET);
	put_interface(&msg, MPR_IF_STATE_UNREACHABLE);
	mpr_put_u32(&msg, MPR_A_INTERFACE_REASONS, 1 << 2 | 1 << 30);
	mpr_put_u32(&msg, MPR_A_INTERFACE_LAST_ERROR, 678);
	mpr_put_u32(&msg, MPR_A_INTERFACE_BACKOFF_LEFT, 500);
	mpr_put_u32(&msg, MPR_A_INTERFACE_BACKOFF_FIRST, 600000);
	answer(&msg);
}

static void one_of_wireguard(void)
{
	struct mpr_msg msg;
	size_t nest;

	mpr_msg_init(&msg, MPR_CMD_INTERFACE_GET);
	put_interface(&msg, MPR_IF_STATE_DISCONNECTED);
	mpr_put_str(&msg, MPR_A_INTERFACE_DIALER, "wireguard");
	nest = mpr_nest_begin(&msg, MPR_A_INTERFACE_DEVICE);
	mpr_put_u32(&msg, MPR_A_DEVICE_INDEX, 1);
	mpr_put_str(&msg, MPR_A_DEVICE_TYPE, "wireguard");
	mpr_put_str(&msg, MPR_A_DEVICE_NAME, "vpn0");
	mpr_nest_end(&msg, nest);
	answer(&msg);
}

static void test_interface(void)
{
	struct mpr_msg msg;

	one_being_dialled();
	ok(ctl("interface show wan") == 0 &&
	   has(out, "attempt ", "3, 2 redials left", "back-off ", "none"),
	   "an interface that is being dialled");
	one_being_dialled();
	ok(ctl("interface list") == 0 && has(out, "connecting  on ppp0, 2 redials left"),
	   "in the list");
	one_that_failed();
	ok(ctl("interface show wan") == 0 &&
	   has(out, "reasons ", "connection-failure, 30\n", "last error ", "678 ERROR_NO_ANSWER: ",
	       "tried again in ", "0.500s"),
	   "one that failed, for a reason of a newer kernel");
	a_discovered_one(MPR_IF_STATE_CONNECTED);
	ok(ctl("interface show wan") == 0 &&
	   has(out, "full-router, discovered", "netdevice ", "ppp0, index 9", "connection ",
	       "77\n"),
	   "one that was discovered");
	a_discovered_one(MPR_IF_STATE_CONNECTED);
	ok(ctl("interface list") == 0 && has(out, "  ppp0    kernel  connected  on ppp0"),
	   "its device is in the list");
	mpr_msg_init(&msg, MPR_CMD_INTERFACE_GET);
	mpr_put_u32(&msg, MPR_A_INTERFACE_ID, 5);
	mpr_put_str(&msg, MPR_A_INTERFACE_NAME, "a\xff\xc0\xaf\xe2\x82!\xed\xa0\x80z");
	mpr_put_u32(&msg, MPR_A_INTERFACE_TYPE, 99);
	mpr_put_u32(&msg, MPR_A_INTERFACE_LAST_ERROR, 59999);
	answer(&msg);
	ok(ctl("-j interface show wan") == 0 &&
	   has(out, "\"name\":\"a\\ufffd\\ufffd\\ufffd", "z\",\"type\":\"99\"",
	       "\"last_error\":{\"code\":59999,\"name\":null,"),
	   "what is no text, and numbers that have no names, in JSON");
	mpr_msg_init(&msg, MPR_CMD_INTERFACE_GET);
	mpr_put_u32(&msg, MPR_A_INTERFACE_ID, 5);
	mpr_put(&msg, MPR_A_INTERFACE_NAME, odd_name, sizeof(odd_name));
	answer(&msg);
	ok(ctl("interface list --names") == 0 && !strcmp(out, "a\\xff\\u202e\n"),
	   "names cannot drive the terminal");
}

static void put_address(struct mpr_msg *msg, uint16_t type, const char *addr, bool far)
{
	size_t nest = mpr_nest_begin(msg, type);

	mpr_put(msg, MPR_A_ADDRESS_LOCAL, addr, 4);
	if (far)
		mpr_put(msg, MPR_A_ADDRESS_REMOTE, addr, 4);
	mpr_put_u8(msg, MPR_A_ADDRESS_PREFIX_LEN, 24);
	mpr_nest_end(msg, nest);
}

static void put_connection(struct mpr_msg *msg)
{
	mpr_put_u32(msg, MPR_A_CONNECTION_ID, 77);
	mpr_put_u32(msg, MPR_A_CONNECTION_INTERFACE_ID, 5);
	mpr_put_str(msg, MPR_A_CONNECTION_INTERFACE_NAME, "wan");
	mpr_put_str(msg, MPR_A_CONNECTION_IFNAME, "ppp0");
	mpr_put_u64(msg, MPR_A_CONNECTION_DURATION, 93784000);
	mpr_put_u32(msg, MPR_A_CONNECTION_FLAGS, 1 | 1U << 31);
	mpr_put_str(msg, MPR_A_CONNECTION_USER, "alice");
	mpr_put_str(msg, MPR_A_CONNECTION_DOMAIN, "CORP");
	mpr_put_str(msg, MPR_A_CONNECTION_REMOTE_COMPUTER, "exchange");
	put_address(msg, MPR_A_CONNECTION_ADDRESS, "\n\0\0\1", false);
	put_address(msg, MPR_A_CONNECTION_ADDRESS, "\n\0\0\2", true);
}

static void a_connection(void)
{
	struct mpr_msg msg;

	mpr_msg_init(&msg, MPR_CMD_CONNECTION_GET);
	put_connection(&msg);
	mpr_put(&msg, MPR_A_CONNECTION_LOCAL_ENDPOINT, "\300\0\2\1", 4);
	mpr_put(&msg, MPR_A_CONNECTION_REMOTE_ENDPOINT, "\300\0\2\2", 4);
	answer(&msg);
}

static void test_connection(void)
{
	a_connection();
	ok(ctl("connection show 77") == 0 &&
	   has(out, "1d 02h 03m 04s\n", "CORP\\alice\n", "exchange\n", "10.0.0.1/24\n",
	       "10.0.0.2 -> 10.0.0.2\n", "ppp, 31\n"), "all about a connection");
	ok(has(out, "own endpoint ", "192.0.2.1\n", "remote endpoint ", "192.0.2.2\n"),
	   "with the ends of its tunnel");
	a_connection();
	ok(ctl("-j connection show 77") == 0 &&
	   has(out, "\"local_endpoint\":\"192.0.2.1\",\"remote_endpoint\":\"192.0.2.2\"",
	       "\"flags\":[\"ppp\",\"31\"]"), "also in JSON");
	a_connection();
	ok(ctl("connection list") == 0 && has(out, "CORP\\alice", "1d 02h 03m 04s"),
	   "a list of them");
}

static void a_port(struct mpr_msg *msg, uint32_t connection)
{
	mpr_put_u32(msg, MPR_A_PORT_ID, 8);
	mpr_put_u32(msg, MPR_A_PORT_INTERFACE_ID, 5);
	mpr_put_u32(msg, MPR_A_PORT_CONNECTION_ID, connection);
	mpr_put_str(msg, MPR_A_PORT_NAME, "ppp0");
	mpr_put_u32(msg, MPR_A_PORT_CONDITION, MPR_PORT_COND_AUTHENTICATED);
}

static void test_port(void)
{
	struct mpr_msg msg;

	mpr_msg_init(&msg, MPR_CMD_PORT_GET);
	a_port(&msg, 0);
	answer(&msg);
	ok(ctl("-j port list") == 0 &&
	   has(out, "\"connection_id\":null,\"slot\":null,", "\"ifindex\":null,"),
	   "what a port has not is null");
}

static void put_service(struct mpr_msg *msg)
{
	mpr_put_u64(msg, MPR_A_SERVICE_EPOCH, 1);
	mpr_put_u64(msg, MPR_A_SERVICE_UPTIME, 3723000);
	mpr_put_u8(msg, MPR_A_SERVICE_LAN_ONLY, 1);
	mpr_put_u8(msg, MPR_A_SERVICE_PAUSED, 1);
	mpr_put_str(msg, MPR_A_SERVICE_KIND, "exec");
	mpr_put_str(msg, MPR_A_SERVICE_KIND, "pppd");
	mpr_put_u32(msg, MPR_A_SERVICE_UTC_OFFSET, (uint32_t)-12600);
}

static void test_service(void)
{
	struct mpr_msg msg;

	frame_ack(&script, 0);
	ok(ctl("service set --max-interfaces 9") == 0 && n_sent[MPR_CMD_SERVICE_SET] == 1,
	   "a limit is set");
	mpr_msg_init(&msg, MPR_CMD_SERVICE_GET);
	put_service(&msg);
	answer(&msg);
	hostile = SEAM_SERVICE;
	ok(ctl("service show") == 0 &&
	   has(out, "paused\n", "yes\n", "1h 02m 03s\n", "exec, pppd\n", "UTC-03:30\n"),
	   "the service");
	hostile = 0;
	frame_ack(&script, EPERM);
	frame_ack(&script, EPERM);
	ok(ctl("service resume") == 4 &&
	   has(err, "mprctl service resume: cannot resume the service: ",
	       "(5 ERROR_ACCESS_DENIED)"),
	   "or not");
}

/* ---- events ---- */

/* The run of the service that events are of. */
static uint64_t epoch = 1;

static void begin_event(struct mpr_msg *msg, uint32_t kind, uint64_t seq)
{
	mpr_msg_init(msg, MPR_CMD_CONNECTION_UP);
	mpr_put_u64(msg, MPR_A_EVENT_SEQ, seq);
	mpr_put_u64(msg, MPR_A_EVENT_EPOCH, epoch);
	mpr_put_u32(msg, MPR_A_EVENT_KIND, kind);
}

static void end_event(struct mpr_msg *msg, size_t nest)
{
	mpr_nest_end(msg, nest);
	frame_message(&script, 0, MORE, msg);
}

static void interface_event(uint32_t kind, uint64_t seq, uint32_t state)
{
	struct mpr_msg msg;
	size_t nest;

	begin_event(&msg, kind, seq);
	mpr_put_u32(&msg, MPR_A_EVENT_OLD_STATE, MPR_IF_STATE_DISCONNECTED);
	nest = mpr_nest_begin(&msg, MPR_A_EVENT_INTERFACE);
	put_interface(&msg, state);
	end_event(&msg, nest);
}

static void connection_event(uint32_t kind, uint64_t seq)
{
	struct mpr_msg msg;
	size_t nest;

	begin_event(&msg, kind, seq);
	nest = mpr_nest_begin(&msg, MPR_A_EVENT_CONNECTION);
	put_connection(&msg);
	end_event(&msg, nest);
}

static void port_event(uint32_t kind, uint64_t seq, uint32_t connection)
{
	struct mpr_msg msg;
	size_t nest;

	begin_event(&msg, kind, seq);
	nest = mpr_nest_begin(&msg, MPR_A_EVENT_PORT);
	a_port(&msg, connection);
	end_event(&msg, nest);
}

static void service_event(uint32_t kind, uint64_t seq, bool full)
{
	struct mpr_msg msg;
	size_t nest;

	begin_event(&msg, kind, seq);
	nest = mpr_nest_begin(&msg, MPR_A_EVENT_SERVICE);
	if (full)
		put_service(&msg);
	end_event(&msg, nest);
}

static void the_journal(void)
{
	interface_event(MPR_EVENT_KIND_INTERFACE_NEW, 1, MPR_IF_STATE_DISCONNECTED);
	interface_event(MPR_EVENT_KIND_INTERFACE_CHANGE, 2, MPR_IF_STATE_CONNECTED);
	connection_event(MPR_EVENT_KIND_CONNECTION_UP, 3);
	port_event(MPR_EVENT_KIND_PORT_NEW, 4, 77);
	connection_event(MPR_EVENT_KIND_CONNECTION_CHANGE, 5);
	connection_event(MPR_EVENT_KIND_CONNECTION_DOWN, 6);
	port_event(MPR_EVENT_KIND_PORT_DEL, 7, 0);
	interface_event(MPR_EVENT_KIND_INTERFACE_DEL, 8, MPR_IF_STATE_DISCONNECTED);
	service_event(MPR_EVENT_KIND_SERVICE_CHANGE, 9, true);
	service_event(MPR_EVENT_KIND_SERVICE_CHANGE, 10, false);
	service_event(MPR_EVENT_KIND_SERVICE_STOP, 11, false);
	frame_done(&script, 0, 0);
}

static void test_events(void)
{
	the_journal();
	ok(ctl("events") == 0 &&
	   has(out, "#1 interface-new     wan: interface 5, configured full-router, disconnected\n",
	       "#2 interface-change  wan: disconnected -> connected (on )\n",
	       "#3 connection-up     wan: connection 77 on ppp0 as CORP\\alice, 10.0.0.1/24, ",
	       "#4 port-new          port 8 ppp0 of interface 5: authenticated, connection 77\n",
	       "#5 connection-change wan: connection 77 on ppp0 as CORP\\alice, ",
	       "#6 connection-down   wan: connection 77 on ppp0 ended after 1d 02h 03m 04s as CORP",
	       "#7 port-del          port 8 ppp0 of interface 5: deleted\n",
	       "#8 interface-del     wan: interface 5 deleted\n",
	       "#9 service-change    service: paused, LAN-only, dialers: exec pppd\n",
	       "#10 service-change    service: running, dialers: none\n",
	       "#11 service-stop      the service ends here\n"), "an event of each kind");
	the_journal();
	ok(ctl("events --interface id:5") == 0 && has(out, "#7 ", "#11 ") &&
	   !strstr(out, "#9 "), "those of an interface, by its number");
	the_journal();
	ok(ctl("events --interface id:6") == 0 && !strstr(out, "#7 ") && has(out, "#11 "),
	   "of another one there are none, but the end of all");
	frame_done(&script, 0, EPERM);
	frame_done(&script, 0, EPERM);
	ok(ctl("events") == 4 && has(err, "mprctl events: cannot read the journal: "),
	   "a journal that may not be read");
}

static void live(uint64_t seq)
{
	struct mpr_msg msg;
	size_t nest;

	begin_event(&msg, MPR_EVENT_KIND_PORT_CHANGE, seq);
	nest = mpr_nest_begin(&msg, MPR_A_EVENT_PORT);
	a_port(&msg, 77);
	mpr_nest_end(&msg, nest);
	frame_message(&script, SEAM_KIND_EVENT, 0, &msg);
}

static const char *times(const char *word, unsigned int n)
{
	static char text[1024];
	size_t len = 0;

	for (text[0] = '\0'; n && len < sizeof(text); n--)
		len += snprintf(text + len, sizeof(text) - len, "%s", word);
	return text;
}

static void test_monitor(void)
{
	struct mpr_msg msg;

	/* What came while the journal was read is in both. */
	port_event(MPR_EVENT_KIND_PORT_NEW, 1, 77);
	port_event(MPR_EVENT_KIND_PORT_CHANGE, 2, 77);
	frame_done(&script, 0, 0);
	live(2);
	live(3);
	ok(ctl("monitor --since 0 --count 3") == 0 && has(out, "#1 ", "#2 ", "#3 ") &&
	   !strstr(strstr(out, "#2 ") + 1, "#2 "), "what comes twice is shown once");
	/* 2 is nowhere, and nobody wants to see 3. */
	frame_overrun(&script);
	live(3);
	port_event(MPR_EVENT_KIND_PORT_CHANGE, 3, 77);
	frame_done(&script, 0, 0);
	begin_event(&msg, MPR_EVENT_KIND_SERVICE_STOP, 4);
	frame_message(&script, SEAM_KIND_EVENT, 0, &msg);
	ok(ctl("monitor --interface id:6 --count 1") == 0 &&
	   has(out, "-- 1 events are lost here --\n", "#4 ") && !strstr(out, "#3 "),
	   "lost events are told to who looks at something else, too");
	frame_overrun(&script);
	live(3);
	port_event(MPR_EVENT_KIND_PORT_CHANGE, 3, 77);
	frame_done(&script, 0, 0);
	ok(ctl("monitor --count 1") == 0 && has(out, "-- 1 events are lost here --\n", "#3 "),
	   "and before the next event");
	live(2);
	ok(ctl("monitor --count 1 --ready-fd 99") == 0 &&
	   has(err, "cannot write to file descriptor 99: Bad file descriptor.\n") &&
	   has(out, "#2 "), "a descriptor that is not open to say ready on");
	/* It is what it was when it is opened and when that is said, then another. */
	hostile = SEAM_SERVICE;
	frame_service(&script, 1, 0);
	frame_service(&script, 1, 0);
	frame_overrun(&script);
	frame_service(&script, 2, 0);
	frame_done(&script, 0, 0);
	epoch = 2;
	live(1);
	epoch = 1;
	ok(ctl("monitor --count 1") == 0 &&
	   has(out, "-- the service was restarted; what happened before is lost --\n", "#1 "),
	   "a service that begins anew");
	hostile = 0;
	frame_done(&script, 0, EPERM);
	frame_done(&script, 0, EPERM);
	ok(ctl("monitor --since 0") == 4 && has(err, "cannot read the journal: "),
	   "a journal that may not be read ends it");
	frame(&script, SEAM_KIND_ERRNO, 0, NULL, 0);
	ok(ctl("monitor") == 1 && has(err, "cannot follow the events: "),
	   "so does a socket that fails");
	ok(ctl("monitor -u up") == 2 && has(err, "\"up\" is neither a kind of event"),
	   "a kind that there is not");
	ok(ctl("monitor%s", times(" -u connected", 17)) == 2 &&
	   has(err, "there are more than 16 times --until"), "a 17th --until");
}

/* ---- the command line ---- */

static void test_words(void)
{
	ok(ctl("interface list -x") == 2 && has(err, "there is no option -x"),
	   "a letter that is no option");
	ok(ctl("interface list -n") == 2 && has(err, "option -n needs a value"),
	   "a letter without its value");
	ok(ctl("monitor --until") == 2 && has(err, "option --until needs a value"),
	   "a word without its value");
	ok(ctl("interface list -n no-such-namespace") == 3 &&
	   has(err, "cannot open network namespace \"no-such-namespace\": "),
	   "a namespace may be given behind the verb");
	ok(ctl("interface add x%s", times(" --alternate 1", 17)) == 2 &&
	   has(err, "there are more than 16 alternates"), "a 17th alternate");
	ok(ctl("interface set wan --user alice") == 2 &&
	   has(err, "there is no option --user"), "an option that only another verb has");
	setenv("LC_ALL", "C", 1);
	an_interface(MPR_IF_STATE_DISCONNECTED);
	ok(ctl("interface list --names") == 0 && !strcmp(out, "wan\n"), "any locale will do");
	unsetenv("LC_ALL");
	max_files = 3;
	ok(ctl("interface list") == 1 && has(err, "cannot open the service: ", "(4 "),
	   "no descriptors: it says that the service cannot be opened");
	max_files = 0;
}

static void test_connect(void)
{
	struct mpr_msg msg;

	an_interface(MPR_IF_STATE_DISCONNECTED);
	mpr_msg_init(&msg, MPR_CMD_INTERFACE_CONNECT);
	mpr_put_u32(&msg, MPR_A_INTERFACE_STATUS, 0);
	answer(&msg);
	frame_none(&script);
	ok(ctl("interface connect wan") == 0 && !strcmp(out, "Connected wan.\n"),
	   "an interface that was connected and is gone has been connected");
	an_interface(MPR_IF_STATE_DISCONNECTED);
	mpr_msg_init(&msg, MPR_CMD_INTERFACE_CONNECT);
	mpr_put_u32(&msg, MPR_A_INTERFACE_STATUS, PENDING);
	answer(&msg);
	ok(ctl("interface connect wan") == 0 && !strcmp(out, "Connecting wan.\n"),
	   "one that is begun is being connected");
}

/* ---- files ---- */

static void test_saving(void)
{
	char large[PATH_MAX];

	an_interface(MPR_IF_STATE_DISCONNECTED);
	an_interface(MPR_IF_STATE_DISCONNECTED);
	ok(ctl("interface set wan --save") == 0 && !access(file("interfaces.d/wan.conf"), F_OK),
	   "an interface is saved as it is");
	one_of_wireguard();
	one_of_wireguard();
	ok(ctl("interface set wan --save") == 0, "one of another kind, too");
	read_back("interfaces.d/wan.conf", out, sizeof(out));
	ok(has(out, "type = wireguard\n") && !strstr(out, "dialer"),
	   "without the dialer that its device type has anyway");
	a_discovered_one(MPR_IF_STATE_CONNECTED);
	ok(ctl("interface set wan --save") == 1 &&
	   has(err, "it was discovered and not created"), "one that was discovered is not");
	memset(large, 'x', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	setenv("MPR_CONF_DIR", large, 1);
	an_interface(MPR_IF_STATE_DISCONNECTED);
	an_interface(MPR_IF_STATE_DISCONNECTED);
	ok(ctl("interface set wan --save") == 1 &&
	   has(err, "the name of its file is too long"),
	   "nor one whose file would have too long a name");
	frame_none(&script);
	ok(ctl("interface del wan --save") == 3, "and it has none to delete");
	setenv("MPR_CONF_DIR", dir, 1);
	an_interface(MPR_IF_STATE_DISCONNECTED);
	frame_none(&script);
	ok(ctl("interface set wan --save") == 1 &&
	   has(err, "read interface id:5 for saving it"), "nor one that is gone meanwhile");
	mkdir(file("interfaces.d"), 0755);
	put("interfaces.d/wan.conf", "[interface]\nname = wan\n");
	frame_none(&script);
	ok(ctl("interface del wan --save") == 0 && access(file("interfaces.d/wan.conf"), F_OK),
	   "what is only saved can be deleted");
	frame_none(&script);
	ok(ctl("interface del wan --save") == 3, "once");
	mkdir(file("interfaces.d/wan.conf"), 0755);
	frame_none(&script);
	ok(ctl("interface del wan --save") == 1 && has(err, "cannot remove ", "wan.conf: "),
	   "what is no file is left");
	an_interface(MPR_IF_STATE_DISCONNECTED);
	frame_ack(&script, 0);
	ok(ctl("interface del id:5 --save") == 1 && has(err, "cannot remove "),
	   "also behind an interface that goes");
	rmdir(file("interfaces.d/wan.conf"));
}

static void store(const char *user)
{
	struct mpr_credentials cred = { .password = "secret" };

	snprintf(cred.user, sizeof(cred.user), "%s", user);
	if (mpr_credfile_write(file("state"), "wan", &cred))
		abort();
}

static void test_credentials(void)
{
	struct mpr_credentials cred;
	char path[PATH_MAX];

	an_interface(MPR_IF_STATE_DISCONNECTED);
	ok(ctl("interface credentials wan") == 0 &&
	   !strcmp(out, "No credentials are stored for wan.\n"), "no credentials");
	store("alice");
	an_interface(MPR_IF_STATE_DISCONNECTED);
	an_interface(MPR_IF_STATE_DISCONNECTED);
	frame_ack(&script, EBUSY);
	an_interface(MPR_IF_STATE_DISCONNECTED);
	ok(ctl("interface del wan") == 1 && has(err, "cannot delete interface \"wan\": ") &&
	   !mpr_credfile_read(file("state"), "wan", &cred) && !strcmp(cred.user, "alice") &&
	   !strcmp(cred.password, "secret"), "an interface that stays keeps its own");
	put("state/credentials/wan", "nonsense\n");
	an_interface(MPR_IF_STATE_DISCONNECTED);
	ok(ctl("interface credentials wan") == 1 &&
	   has(err, "cannot read the credentials of interface \"wan\": ", "(625 "),
	   "credentials that are damaged");
	an_interface(MPR_IF_STATE_DISCONNECTED);
	ok(ctl("interface credentials wan --password-file %s", file("interfaces.d")) == 1 &&
	   has(err, "cannot read the password from \"", ": Is a directory.\n"),
	   "a password file that is a directory");
	snprintf(path, sizeof(path), "%s", file("out"));
	setenv("MPR_STATE_DIR", path, 1);
	an_interface(MPR_IF_STATE_DISCONNECTED);
	an_interface(MPR_IF_STATE_DISCONNECTED);
	ok(ctl("interface credentials wan --user bob") == 1 &&
	   has(err, "cannot store the credentials of interface \"wan\": "),
	   "credentials that cannot be stored");
	/* Created; not stored; not removed; deleted. */
	an_interface(MPR_IF_STATE_DISCONNECTED);
	an_interface(MPR_IF_STATE_DISCONNECTED);
	an_interface(MPR_IF_STATE_DISCONNECTED);
	frame_ack(&script, 0);
	ok(ctl("interface add wan --user bob") == 1 &&
	   has(err, "cannot store the credentials", "The interface was not created.\n") &&
	   n_sent[MPR_CMD_INTERFACE_DEL] == 1,
	   "an interface whose credentials cannot be stored is not created");
	setenv("MPR_STATE_DIR", file("state"), 1);
}

/* ---- a terminal ---- */

/* mprctl asks on this terminal; the child. */
static pid_t ask_on_terminal(int *terminal)
{
	char words[] = "mprctl interface credentials wan --password-stdin";
	char said[64] = "";
	size_t n = 0;
	ssize_t got;
	pid_t pid;

	an_interface(MPR_IF_STATE_DISCONNECTED);
	an_interface(MPR_IF_STATE_DISCONNECTED);
	fflush(stdout);
	pid = forkpty(terminal, NULL, NULL, NULL);
	if (!pid)
		become(words);
	script.len = 0;
	while (!strstr(said, "Password: ") && n < sizeof(said) - 1) {
		got = read(*terminal, said + n, sizeof(said) - 1 - n);
		if (got <= 0)
			break;
		n += got;
		said[n] = '\0';
	}
	return pid;
}

static bool echoes(int terminal)
{
	struct termios now;

	return !tcgetattr(terminal, &now) && now.c_lflag & ECHO;
}

/* Until the terminal is as it is to be. */
static bool until_silent(int terminal)
{
	int i;

	for (i = 0; i < 10000 && echoes(terminal); i++)
		usleep(1000);	/* poll() is the seam's here, and waits for nothing */
	return i < 10000;
}

static void test_terminal(void)
{
	struct mpr_credentials cred;
	struct pollfd gone;
	char said[256] = "";
	int terminal, status, other;
	ssize_t n;
	pid_t pid;

	store("alice");
	pid = ask_on_terminal(&terminal);
	ok(until_silent(terminal), "who types a password does not see it");
	if (write(terminal, "new secret\n", 11) != 11)
		return;
	n = read(terminal, said, sizeof(said) - 1);
	said[n < 0 ? 0 : n] = '\0';
	waitpid(pid, &status, 0);
	ok(!status && !mpr_credfile_read(file("state"), "wan", &cred) &&
	   !strcmp(cred.password, "new secret") && !strcmp(cred.user, "alice"), "it is stored");
	ok(!strstr(said, "secret") && echoes(terminal), "and the terminal is as it was");
	close(terminal);

	pid = ask_on_terminal(&terminal);
	until_silent(terminal);
	/* The other end stays open: the settings are its. */
	other = open(ptsname(terminal), O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (write(terminal, "half\3", 5) != 5)
		return;
	waitpid(pid, &status, 0);
	ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT, "it can be interrupted");
	ok(echoes(terminal), "and the terminal is as it was then, too");
	close(other);
	gone = (struct pollfd){ .fd = terminal };
	poll(&gone, 1, 0);
	close(terminal);
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	dir = argv[1];
	n_sent = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (n_sent == MAP_FAILED)
		return 2;
	setenv("MPR_CONF_DIR", dir, 1);
	setenv("MPR_STATE_DIR", file("state"), 1);
	setenv("TZ", "UTC", 1);
	test_interface();
	test_connection();
	test_port();
	test_service();
	test_events();
	test_monitor();
	test_words();
	test_connect();
	test_saving();
	test_credentials();
	test_terminal();
	return tap_done();
}
