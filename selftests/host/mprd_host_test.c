// SPDX-License-Identifier: GPL-2.0-only
/*
 * The process that hosts mprd's plugins, against a kernel that a script stands in for: who is asked
 * and told what after a restart at any place, when links come and go, when events are lost and when
 * the service begins anew. Run by mprd_host.sh with a directory that has plugins a.so and b.so.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <plugin_host.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "files.h"
#include "frames.h"
#include "log.h"
#include "tap.h"

static char told[4096], said[65536];
static struct frames script;
static struct config config = { .plugin_timeout = 60000, .n_plugins = 2 };

/* ---- what the kernel answers ---- */

/* Behind another in the same datagram comes the next one. */
#define MORE SEAM_FLAG_MORE

static void put_connection(struct mpr_msg *msg, uint32_t id)
{
	mpr_put_u32(msg, MPR_A_CONNECTION_ID, id);
	mpr_put_str(msg, MPR_A_CONNECTION_INTERFACE_NAME, "wan");
	mpr_put_str(msg, MPR_A_CONNECTION_IFNAME, "ppp0");
	mpr_put_u32(msg, MPR_A_CONNECTION_PORTS, 1);
}

static void put_port(struct mpr_msg *msg, uint32_t id, uint32_t connection)
{
	mpr_put_u32(msg, MPR_A_PORT_ID, id);
	mpr_put_u32(msg, MPR_A_PORT_CONNECTION_ID, connection);
	mpr_put_str(msg, MPR_A_PORT_NAME, "ppp0");
	mpr_put_u64(msg, MPR_A_PORT_DURATION, 1000);
}

/* The run of the service that events are of. */
static uint64_t epoch = 1;

static void begin_event(struct mpr_msg *msg, uint32_t kind, uint64_t seq)
{
	mpr_msg_init(msg, MPR_CMD_CONNECTION_UP);
	mpr_put_u64(msg, MPR_A_EVENT_SEQ, seq);
	mpr_put_u64(msg, MPR_A_EVENT_EPOCH, epoch);
	mpr_put_u32(msg, MPR_A_EVENT_KIND, kind);
}

/* @kind of frame: 0 in the journal, SEAM_KIND_EVENT as it happens */
static void connection_event(uint8_t kind, uint32_t what, uint64_t seq, uint32_t id)
{
	struct mpr_msg msg;
	size_t nest;

	begin_event(&msg, what, seq);
	if (id) {
		nest = mpr_nest_begin(&msg, MPR_A_EVENT_CONNECTION);
		put_connection(&msg, id);
		mpr_nest_end(&msg, nest);
	}
	frame_message(&script, kind, kind ? 0 : MORE, &msg);
}

static void up(uint8_t kind, uint64_t seq, uint32_t id)
{
	connection_event(kind, MPR_EVENT_KIND_CONNECTION_UP, seq, id);
}

static void down(uint8_t kind, uint64_t seq, uint32_t id)
{
	connection_event(kind, MPR_EVENT_KIND_CONNECTION_DOWN, seq, id);
}

static void port_event(uint32_t what, uint64_t seq, uint32_t id, uint32_t connection)
{
	struct mpr_msg msg;
	size_t nest;

	begin_event(&msg, what, seq);
	nest = mpr_nest_begin(&msg, MPR_A_EVENT_PORT);
	put_port(&msg, id, connection);
	mpr_nest_end(&msg, nest);
	frame_message(&script, SEAM_KIND_EVENT, 0, &msg);
}

/* What is asked about a connection that comes up: it, and its ports up to 0. */
static void about(uint32_t id, uint32_t port, uint32_t other)
{
	struct mpr_msg msg;

	mpr_msg_init(&msg, MPR_CMD_CONNECTION_GET);
	put_connection(&msg, id);
	frame_message(&script, 0, MORE, &msg);
	frame_ack(&script, 0);
	if (port) {
		mpr_msg_init(&msg, MPR_CMD_PORT_GET);
		put_port(&msg, port, id);
		frame_message(&script, 0, MORE, &msg);
	}
	if (other) {
		mpr_msg_init(&msg, MPR_CMD_PORT_GET);
		put_port(&msg, other, id);
		frame_message(&script, 0, MORE, &msg);
	}
	frame_done(&script, 0, 0);
}

/* The links of connections that the plugins know. */
static void known(uint32_t port, uint32_t id)
{
	struct mpr_msg msg;

	if (port) {
		mpr_msg_init(&msg, MPR_CMD_PORT_GET);
		put_port(&msg, port, id);
		frame_message(&script, 0, MORE, &msg);
	}
	frame_done(&script, 0, 0);
}

static void end_of_journal(void)
{
	frame_done(&script, 0, 0);
}

/* ---- the host ---- */

static void place(uint64_t run, uint64_t seq, const char *stage, const char *plugin)
{
	FILE *f;

	mkdir(file("state"), 0700);
	f = fopen(file("state/plugins.place"), "w");
	if (!f || fprintf(f, "epoch %llu\nseq %llu\nstage %s\nplugin %s\nend\n",
			  (unsigned long long)run, (unsigned long long)seq, stage,
			  *plugin ? file(plugin) : "") < 0 || fclose(f))
		abort();
}

static void read_file(const char *name, char *to, size_t size)
{
	int fd = open(file(name), O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, to, size - 1);

	to[n < 0 ? 0 : n] = '\0';
	if (fd >= 0)
		close(fd);
}

/* "ab link 5|" is short for "a link 5|b link 5|". */
static void expand(const char *from, char *to)
{
	int n;

	for (to[0] = '\0'; *from; from += n + 1) {
		n = strcspn(from, "|");
		if (!strncmp(from, "ab ", 3))
			to += sprintf(to, "a%.*s|b%.*s|", n - 2, from + 2, n - 2, from + 2);
		else
			to += sprintf(to, "%.*s|", n, from);
	}
}

/* Runs until the plugins were told all of this and nothing else, and @log was said. */
static bool host(const char *tells, const char *log, unsigned int hostile)
{
	char wanted[sizeof(told)];
	struct timespec ms = { .tv_nsec = 1000000 };
	int fds[2], fd, status, i;
	bool fine;
	pid_t pid;

	expand(tells, wanted);
	unlink(file("told"));
	unlink(file("log"));
	fflush(stdout);
	pid = pipe2(fds, O_CLOEXEC) ? -1 : fork();
	if (pid < 0)
		abort();
	if (!pid) {
		fd = open(file("log"), O_WRONLY | O_CREAT | O_APPEND, 0600);
		dup2(fd, STDERR_FILENO);
		alarm(30);
		seam_begin(script.data, script.len, hostile);
		exit(plugin_host_run(&config, fds[1], getppid()));
	}
	close(fds[0]);
	close(fds[1]);
	script.len = 0;
	for (i = 0; i < 10000; i++) {
		read_file("told", told, sizeof(told));
		read_file("log", said, sizeof(said));
		if (!strcmp(told, wanted) && (!log || strstr(said, log)))
			break;
		nanosleep(&ms, NULL);
	}
	kill(pid, SIGTERM);
	waitpid(pid, &status, 0);
	fine = WIFEXITED(status) && !WEXITSTATUS(status) && i < 10000;
	/* It has told them that it ends, and nothing in between. */
	i = strlen(wanted);
	read_file("told", told, sizeof(told));
	fine &= strlen(told) >= (size_t)i && !strcmp(told + i, "a end 0|b end 0|");
	if (!fine)
		printf("# status 0x%x\n# told %s\n# wanted %s\n# said %s\n", status, told, wanted,
		       said);
	return fine;
}

static void nothing_known(void)
{
	unlink(file("state/plugins.place"));
}

static void test_order(void)
{
	nothing_known();
	up(0, 1, 9);
	down(0, 2, 9);
	end_of_journal();
	about(9, 5, 6);
	ok(host("ab accept 9|ab link 5|ab link 6|ab unlink 5|ab unlink 6|ab hangup 9|", NULL, 0),
	   "all plugins for the connection, then for each link; at the end the links are first");
	nothing_known();
	down(0, 2, 9);
	end_of_journal();
	ok(host("ab unlink 0|ab hangup 9|", NULL, 0),
	   "of a connection that came and went unseen the end is told, and that of its link");
	nothing_known();
	up(0, 1, 9);
	end_of_journal();
	frame_none(&script);
	frame_done(&script, 0, 0);
	ok(host("ab accept 9|", NULL, 0), "one that is gone again is as its event says");
	nothing_known();
	connection_event(0, MPR_EVENT_KIND_CONNECTION_UP, 1, 0);
	down(0, 2, 9);
	end_of_journal();
	ok(host("ab unlink 0|ab hangup 9|", NULL, 0),
	   "an event without its connection is passed over");
}

static void test_resume(void)
{
	place(1, 3, "connection", "a.so");
	known(0, 0);
	up(0, 3, 9);
	end_of_journal();
	about(9, 5, 0);
	ok(host("b accept 9|ab link 5|", NULL, 0),
	   "a plugin that was being asked about a connection is not asked again, the others are");
	place(1, 3, "links", "a.so");
	known(0, 0);
	up(0, 3, 9);
	end_of_journal();
	about(9, 5, 0);
	ok(host("b link 5|", NULL, 0), "the same for a link");
	place(1, 4, "links", "a.so");
	known(5, 9);
	down(0, 4, 9);
	end_of_journal();
	ok(host("b unlink 5|ab hangup 9|", NULL, 0), "the same for a link that ends");
	place(1, 4, "connection", "a.so");
	known(0, 0);
	down(0, 4, 9);
	end_of_journal();
	ok(host("b hangup 9|", NULL, 0), "and a connection that ends");
	place(1, 3, "connection", "removed.so");
	known(0, 0);
	up(0, 3, 9);
	down(0, 4, 8);
	end_of_journal();
	about(9, 0, 0);
	ok(host("ab unlink 0|ab hangup 8|", NULL, 0),
	   "when that plugin is not there any more, nobody is asked twice");
	place(1, 4, "done", "");
	known(5, 9);
	down(0, 5, 9);
	end_of_journal();
	ok(host("ab unlink 5|ab hangup 9|", NULL, 0),
	   "what was done stays done, and links of then are known");
	place(1, 4, "done", "");
	known(0, 0);
	down(0, 9, 9);
	end_of_journal();
	ok(host("ab unlink 0|ab hangup 9|",
		"4 events are lost for the plugins: the journal is too short", 0),
	   "events that the journal no longer has are counted in the log");
	place(1, 4, "done", "");
	known(0, 0);
	end_of_journal();
	frame_overrun(&script);
	down(SEAM_KIND_EVENT, 7, 9);
	down(0, 7, 9);
	end_of_journal();
	ok(host("ab unlink 0|ab hangup 9|",
		"5 events are lost for the plugins: the journal is too short", 0),
	   "also those that are lost later on");
	place(1, 4, "done", "");
	known(0, 0);
	end_of_journal();
	down(SEAM_KIND_EVENT, 4, 9);
	down(SEAM_KIND_EVENT, 5, 8);
	ok(host("ab unlink 0|ab hangup 8|", NULL, 0),
	   "an event that comes twice is told once");
}

static void test_refusal(void)
{
	nothing_known();
	setenv("MPR_REFUSES", "a accept", 1);
	up(0, 1, 9);
	end_of_journal();
	about(9, 0, 0);
	script.len -= 4 + 1;	/* nobody asks for its ports */
	frame_ack(&script, 0);
	ok(host("a accept 9|", "(event 1) is refused by admin plugin ", 0),
	   "a connection that one refuses is hung up, and the others are not asked");
	nothing_known();
	setenv("MPR_REFUSES", "a link", 1);
	up(0, 1, 9);
	end_of_journal();
	about(9, 5, 6);
	frame_ack(&script, 0);
	ok(host("ab accept 9|a link 5|", "is refused by admin plugin ", 0),
	   "so is one with a link that is refused");
	unsetenv("MPR_REFUSES");
}

static void test_links(void)
{
	place(1, 4, "done", "");
	known(5, 9);
	end_of_journal();
	port_event(MPR_EVENT_KIND_PORT_CHANGE, 5, 6, 9);
	port_event(MPR_EVENT_KIND_PORT_CHANGE, 6, 6, 9);
	port_event(MPR_EVENT_KIND_PORT_CHANGE, 7, 6, 0);
	port_event(MPR_EVENT_KIND_PORT_CHANGE, 8, 7, 9);
	port_event(MPR_EVENT_KIND_PORT_DEL, 9, 7, 9);
	port_event(MPR_EVENT_KIND_PORT_CHANGE, 10, 8, 77);
	port_event(MPR_EVENT_KIND_PORT_CHANGE, 11, 5, 0);
	down(SEAM_KIND_EVENT, 12, 9);
	ok(host("ab link 6|ab unlink 6|ab link 7|ab unlink 7|ab unlink 5|ab hangup 9|", NULL, 0),
	   "links that join and leave are told; the last one ends with its connection");
}

static void test_new_run(void)
{
	place(7, 40, "links", "a.so");
	end_of_journal();
	/* The journal of the new run, up to what came first. */
	down(SEAM_KIND_EVENT, 3, 9);
	down(0, 2, 8);
	down(0, 3, 9);
	end_of_journal();
	ok(host("ab unlink 0|ab hangup 8|ab unlink 0|ab hangup 9|",
		"the service was started again; its journal begins anew", 0),
	   "a new run of the service is told from its beginning, in order");
	place(1, 4, "done", "");
	/* Opened; what it is; then it is another. */
	frame_service(&script, 1, 4);
	frame_service(&script, 1, 4);
	known(0, 0);
	end_of_journal();
	frame_service(&script, 1, 4);
	frame_overrun(&script);
	frame_service(&script, 2, 0);
	end_of_journal();
	epoch = 2;
	down(SEAM_KIND_EVENT, 1, 9);
	epoch = 1;
	ok(host("ab unlink 0|ab hangup 9|",
		"events were missed while the service was started again", SEAM_SERVICE),
	   "so is one that begins while plugins are hosted, and what was missed is said");
	place(1, 4, "done", "");
	frame_service(&script, 1, 4);
	frame_ack(&script, EPERM);
	frame_ack(&script, EPERM);
	down(SEAM_KIND_EVENT, 5, 9);
	ok(host("ab unlink 0|ab hangup 9|", NULL, SEAM_SERVICE),
	   "one that does not say what it has done is followed from now on");
}

static void test_place(void)
{
	nothing_known();
	mkdir(file("state/plugins.place.tmp"), 0700);
	up(0, 1, 9);
	down(0, 2, 8);
	end_of_journal();
	about(9, 5, 0);
	ok(host("", "cannot write ", 0), "what cannot be written down is not begun");
	rmdir(file("state/plugins.place.tmp"));
}

int main(int argc, char **argv)
{
	char path[2][PATH_MAX];

	if (argc != 2)
		return 2;
	dir = argv[1];
	config.plugins[0] = path[0];
	config.plugins[1] = path[1];
	snprintf(path[0], sizeof(path[0]), "%s", file("a.so"));
	snprintf(path[1], sizeof(path[1]), "%s", file("b.so"));
	setenv("MPR_STATE_DIR", file("state"), 1);
	setenv("MPR_TOLD", file("told"), 1);
	test_order();
	test_resume();
	test_refusal();
	test_links();
	test_new_run();
	test_place();
	return tap_done();
}
