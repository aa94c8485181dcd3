// SPDX-License-Identifier: GPL-2.0-only
/*
 * mprd's workers against a kernel that a script stands in for, with programs of the test's own in
 * the place of a dialling script and of pppd: what they report, what they say, what they leave.
 * Run by mprd_worker.sh as root with a directory for files.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <worker.h>
#include <workers.h>

#include "credfile.h"
#include "files.h"
#include "frames.h"
#include "log.h"
#include "tap.h"

#define REQUEST 4
#define HANGUP 5

static char said[65536];

/* A program of the shell's. */
static const char *program(const char *name, const char *text)
{
	const char *path = file(name);
	FILE *f = fopen(path, "w");

	if (!f || fprintf(f, "#!/bin/sh\n%s\n", text) < 0 || fclose(f) || chmod(path, 0755))
		abort();
	return path;
}

/* ---- what the kernel answers ---- */

static struct frames script;

struct request {
	const char *kind;
	enum mpr_dial_type type;
	const char *device_type, *device;	/* NULL: the interface has none */
	const char *ifname;
	uint32_t timeout;
};

static void answer_accept(const struct request *req)
{
	struct mpr_msg msg;
	size_t iface, dev;

	script.len = 0;
	mpr_msg_init(&msg, MPR_CMD_DIAL_ACCEPT);
	mpr_put_u32(&msg, MPR_A_DIAL_ID, REQUEST);
	mpr_put_u32(&msg, MPR_A_DIAL_REQUEST, req->type);
	mpr_put_str(&msg, MPR_A_DIAL_KIND, req->kind);
	mpr_put_u32(&msg, MPR_A_DIAL_TIMEOUT, req->timeout ? req->timeout : 60000);
	iface = mpr_nest_begin(&msg, MPR_A_DIAL_INTERFACE);
	mpr_put_u32(&msg, MPR_A_INTERFACE_ID, 7);
	mpr_put_str(&msg, MPR_A_INTERFACE_NAME, "wan");
	mpr_put_str(&msg, MPR_A_INTERFACE_IFNAME, req->ifname ? req->ifname : "");
	if (req->device) {
		dev = mpr_nest_begin(&msg, MPR_A_INTERFACE_DEVICE);
		mpr_put_u32(&msg, MPR_A_DEVICE_INDEX, 1);
		mpr_put_str(&msg, MPR_A_DEVICE_TYPE,
			    req->device_type ? req->device_type : req->kind);
		mpr_put_str(&msg, MPR_A_DEVICE_NAME, req->device);
		mpr_put_str(&msg, MPR_A_DEVICE_PHONE, "");
		mpr_nest_end(&msg, dev);
	}
	mpr_nest_end(&msg, iface);
	frame_message(&script, 0, SEAM_FLAG_MORE, &msg);
	frame_ack(&script, 0);
}

/* So many requests are done. */
static void accepted(unsigned int n)
{
	while (n--)
		frame_ack(&script, 0);
}

/* ---- what a worker did ---- */

static struct sent {
	unsigned int n_done;
	uint32_t done_id, status;
	unsigned int n_progress;
	char ifname[32];
	uint32_t condition;
	char user[64], computer[64];
} *sent;				/* shared with the worker */

static void copy(const struct nlmsghdr *nlh, uint16_t type, char *to, size_t size)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == type)
			snprintf(to, size, "%s", mnl_attr_get_str(attr));
}

static uint32_t number(const struct nlmsghdr *nlh, uint16_t type)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == type)
			return mnl_attr_get_u32(attr);
	return 0;
}

static void see(const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);

	if (nlh->nlmsg_type == GENL_ID_CTRL)
		return;
	switch (genl->cmd) {
	case MPR_CMD_DIAL_DONE:
		sent->n_done++;
		sent->done_id = number(nlh, MPR_A_DIAL_ID);
		sent->status = number(nlh, MPR_A_DIAL_STATUS);
		break;
	case MPR_CMD_DIAL_PROGRESS:
		sent->n_progress++;
		copy(nlh, MPR_A_DIAL_IFNAME, sent->ifname, sizeof(sent->ifname));
		sent->condition = number(nlh, MPR_A_DIAL_CONDITION);
		break;
	case MPR_CMD_CONNECTION_IDENTIFY:
		copy(nlh, MPR_A_CONNECTION_USER, sent->user, sizeof(sent->user));
		copy(nlh, MPR_A_CONNECTION_REMOTE_COMPUTER, sent->computer,
		     sizeof(sent->computer));
	}
}

static struct config config = { .pppd_plugin = "mpr.so" };
static struct worker_slot *slot;	/* shared as well */
static pid_t worker;
static int max_files;			/* that it may have; 0: no matter */

/* A worker begins with the script as it is now. */
static void begin(pid_t parent)
{
	int fd;

	memset(sent, 0, sizeof(*sent));
	memset(slot, 0, sizeof(*slot));
	slot->unit = 77;
	unlink(file("log"));
	fflush(stdout);
	worker = fork();
	if (worker)
		return;
	fd = open(file("log"), O_WRONLY | O_CREAT | O_APPEND, 0600);
	dup2(fd, STDERR_FILENO);
	log_open(false, true);
	/* Devices and processes of its own. */
	if (unshare(CLONE_NEWNET))
		log_err("no namespace");
	alarm(30);
	seam_sees = see;
	seam_begin(script.data, script.len, 0);
	if (max_files)
		setrlimit(RLIMIT_NOFILE, &(struct rlimit){ max_files, 1024 });
	exit(worker_run(&config, slot, REQUEST, parent ? parent : getppid()));
}

static const char *read_log(void)
{
	int fd = open(file("log"), O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, said, sizeof(said) - 1);

	said[n < 0 ? 0 : n] = '\0';
	if (fd >= 0)
		close(fd);
	return said;
}

/* Until the log has this. */
static bool says(const char *text)
{
	struct timespec ms = { .tv_nsec = 1000000 };
	int i;

	for (i = 0; i < 20000 && !strstr(read_log(), text); i++)
		nanosleep(&ms, NULL);
	return i < 20000;
}

/* The exit status; what was said is in @said. */
static int end(void)
{
	int status;

	waitpid(worker, &status, 0);
	read_log();
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int run(void)
{
	begin(0);
	return end();
}

/* It was done once, with this. */
static bool done(uint32_t status)
{
	if (sent->n_done == 1 && sent->done_id == REQUEST && sent->status == status)
		return true;
	printf("# done %u times, %u with %u\n# %s\n", sent->n_done, sent->done_id, sent->status,
	       said);
	return false;
}

static bool said_each(const char *const *text)
{
	bool all = true;

	for (; *text; text++) {
		if (strstr(said, *text))
			continue;
		printf("# not said: %s\n", *text);
		all = false;
	}
	return all;
}

#define said_all(...) said_each((const char *const []){ __VA_ARGS__ })

/* ms of a dial, so that a shell has said its first word before, also on a loaded machine */
#define AFTER_A_WORD 3000

/* ---- scripts ---- */

static const char *exec_with(const char *text, uint32_t timeout)
{
	struct request req = { .kind = "exec", .type = MPR_DIAL_TYPE_DIAL, .timeout = timeout,
			       .device = program("script", text) };

	answer_accept(&req);
	accepted(10);
	run();
	return said;
}

static void test_exec(void)
{
	static const struct {
		unsigned int status, code;
	} statuses[] = {
		{ 1, 635 }, { 2, 665 }, { 3, 678 }, { 4, 691 }, { 5, 676 }, { 6, 679 },
		{ 7, 680 }, { 8, 608 }, { 9, 633 }, { 10, 638 }, { 11, 629 }, { 12, 716 },
		{ 13, 630 }, { 14, 635 }, { 77, 635 }, { 126, 665 }, { 127, 665 }, { 255, 635 },
	};
	struct request none = { .kind = "exec", .type = MPR_DIAL_TYPE_DIAL };
	bool all = true;
	unsigned int i;
	char text[16];

	answer_accept(&none);
	accepted(10);
	ok(run() == 0 && done(ERROR_INTERFACE_HAS_NO_DEVICES) &&
	   said_all("<3>wan: the interface has no device", NULL), "no script is 925");
	exec_with("echo device=a/b\necho error=x\necho error=600\necho error=70000\n"
		  "echo user=alice\necho remote-computer=bob\necho device=wan0\n"
		  "echo a word; echo another >&2", 0);
	ok(done(0) && said_all("<4>wan: the script names a device \"a/b\" that cannot be\n",
			       "<4>wan: the script gives an error \"x\" that is no code\n",
			       "an error \"600\"", "an error \"70000\"", "script: a word\n",
			       "script: another\n", NULL), "what a script says is looked at");
	ok(!strcmp(sent->user, "alice") && !strcmp(sent->computer, "bob") &&
	   !strcmp(sent->ifname, "wan0") && sent->condition == MPR_PORT_COND_AUTHENTICATING,
	   "and handed on when it can be");
	for (i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		snprintf(text, sizeof(text), "exit %u", statuses[i].status);
		exec_with(text, 0);
		all &= done(statuses[i].code);
	}
	ok(all, "each exit status has the code of mpr-exec-dialer(7)");
	exec_with("echo error=676; kill -9 $$", 0);
	ok(done(676), "a script that names a code and dies means it");
	exec_with("read -r x <&3; [ -z \"$x\" ] && echo nothing", 0);
	ok(done(0) && said_all("script: nothing", NULL), "without credentials it can read none");
	exec_with("exec sleep 1000", 600);
	ok(done(ERROR_REQUEST_TIMEOUT) && said_all("takes longer than the 600 ms", NULL),
	   "a script that takes too long is 638");
	exec_with("echo error=718; exec sleep 1000", AFTER_A_WORD);
	ok(done(718), "or what it named before");
	exec_with("trap '' TERM; while :; do sleep 1000; done", AFTER_A_WORD);
	ok(done(ERROR_REQUEST_TIMEOUT) && said_all("script does not end and is killed", NULL),
	   "one that is deaf is killed");
	exec_with("env | grep -c password; env | grep MPR_CREDENTIALS_FD", 0);
	ok(said_all("script: MPR_CREDENTIALS_FD=3", NULL), "it is told where to read");
}

static void test_exec_hangup(void)
{
	struct request req = { .kind = "exec", .type = MPR_DIAL_TYPE_HANGUP, .ifname = "wan0" };

	req.device = program("script", "echo $MPR_ACTION $MPR_DEVICE; exit 1");
	answer_accept(&req);
	accepted(10);
	ok(run() == 0 && done(0) && said_all("script: disconnect wan0", NULL),
	   "a hang-up is done whatever the script makes of it");
	req.device = "/no/such/script";
	answer_accept(&req);
	accepted(10);
	ok(run() == 0 && done(0) && said_all("/no/such/script: No such file", NULL),
	   "also when there is none");
	req.device = program("script", "trap 'echo disturbed' TERM\n"
				       "echo at it; sleep 1; echo hung up");
	answer_accept(&req);
	accepted(10);
	begin(0);
	ok(says("at it"), "a script hangs up");
	kill(worker, SIGTERM);
	ok(end() == 0 && done(0) && said_all("script: hung up", NULL) &&
	   !strstr(said, "disturbed"), "and goes on with it when mprd ends");
}

/* ---- between the kernel and mprd ---- */

static struct request dial_with(const char *text)
{
	struct request req = { .kind = "exec", .type = MPR_DIAL_TYPE_DIAL,
			       .device = program("script", text) };

	return req;
}

static void test_given_up(void)
{
	struct request req = dial_with("echo started; exec sleep 1000");

	answer_accept(&req);
	accepted(1);
	frame_bell(&script, REQUEST, MPR_DIAL_TYPE_HANGUP);
	ok(run() == 0 && !sent->n_done && said_all("<6>wan: the dial is given up", NULL),
	   "a dial that is given up ends, and nobody is told");
	answer_accept(&req);
	accepted(1);
	frame_news(&script, CTRL_CMD_DELFAMILY, MPR_FAMILY_NAME);
	ok(run() == 0 && !sent->n_done && said_all("the module mpr is gone; the dial is", NULL),
	   "so does one whose module goes");
	answer_accept(&req);
	frame_none(&script);
	ok(run() == 0 && sent->n_progress == 1 && !sent->n_done && !strstr(said, "started"),
	   "one that nobody waits for is not begun");
	req = dial_with("exit 0");
	answer_accept(&req);
	frame_ack(&script, EBUSY);
	accepted(5);
	ok(run() == 0 && done(0) && said_all("cannot report progress", NULL),
	   "progress that cannot be told does not end it");
	answer_accept(&req);
	accepted(1);
	frame_ack(&script, EBUSY);
	ok(run() == 0 && said_all("cannot report the result 0: ", NULL),
	   "a result that cannot be told is logged");
	answer_accept(&req);
	accepted(1);
	frame_none(&script);
	ok(run() == 0 && !strstr(said, "cannot report"), "unless nobody wants to know it");
	req = dial_with("echo started; exec sleep 1000");
	answer_accept(&req);
	accepted(10);
	begin(0);
	ok(says("script: started"), "a dial is under way");
	kill(worker, SIGTERM);
	ok(end() == 0 && done(ERROR_DDM_NOT_RUNNING) &&
	   said_all("mprd ends; the dial is given up", NULL), "and ends with mprd: 903");
}

static void test_not_begun(void)
{
	struct request req = { .kind = "smoke", .type = MPR_DIAL_TYPE_DIAL };
	pid_t dead;

	answer_accept(&req);
	accepted(1);
	ok(run() == 1 && done(ERROR_DDM_NOT_RUNNING), "a kind that mprd does not dial is 903");
	script.len = 0;
	frame_none(&script);
	ok(run() == 1 && !*said, "a request that another dialler was faster with is no news");
	script.len = 0;
	frame_ack(&script, EPERM);
	ok(run() == 1 && said_all("<3>cannot accept request 4: ", NULL),
	   "one that cannot be accepted is");
	dead = fork();
	if (!dead)
		_exit(0);
	waitpid(dead, NULL, 0);
	req.kind = "exec";
	answer_accept(&req);
	accepted(1);
	begin(dead);
	ok(end() == 1 && done(ERROR_DDM_NOT_RUNNING),
	   "mprd was dead before the worker looked: 903");
	answer_accept(&req);
	accepted(1);
	begin(1);
	ok(end() == 1 && done(ERROR_DDM_NOT_RUNNING), "and its number another's: 903");
}

/* ---- without descriptors ---- */

static void store(const char *user, const char *password)
{
	struct mpr_credentials cred = { .domain = "EXAMPLE" };

	memcpy(cred.user, user, strlen(user));
	memcpy(cred.password, password, strlen(password));
	if (mpr_credfile_write(file("state"), "wan", &cred))
		abort();
}

static void wireguard_conf(const char *device, const char *text, mode_t mode)
{
	char path[PATH_MAX];
	FILE *f;

	mkdir(file("conf/wireguard"), 0755);
	snprintf(path, sizeof(path), "%s/wireguard/%s.conf", file("conf"), device);
	unlink(path);
	f = fopen(path, "w");
	if (!f || fputs(text, f) < 0 || fclose(f) || chmod(path, mode))
		abort();
}

/* Whatever is not to be had: it ends, and says so to the kernel or in the log. */
static bool few_descriptors(struct request *req)
{
	int n, status;
	bool fine = true;

	for (n = 4; n < 40; n++) {
		answer_accept(req);
		accepted(5);
		max_files = n;
		begin(0);
		status = end();
		if (status > 1 || (sent->n_done != 1 && !*said) ||
		    (!sent->status && sent->n_done && !strstr(said, "script: done"))) {
			printf("# %d descriptors: %d, %u times done with %u: %s\n", n, status,
			       sent->n_done, sent->status, said);
			fine = false;
		}
	}
	max_files = 0;
	return fine;
}

static void test_few_descriptors(void)
{
	struct request req = dial_with("echo done");

	store("alice", "secret");
	ok(few_descriptors(&req), "without descriptors no script is run, and somebody hears of it");
	req = (struct request){ .kind = "pppd", .type = MPR_DIAL_TYPE_DIAL,
				.device_type = "serial", .device = "/dev/null" };
	config.pppd = (char *)"/bin/false";
	ok(few_descriptors(&req), "nor is pppd");
	req.kind = "wireguard";
	req.device = "lo";
	wireguard_conf("lo", "[Interface]\n", 0600);
	ok(few_descriptors(&req), "nor wg");
	unlink(file("state/credentials/wan"));
}

/* ---- pppd ---- */

static const char *pppd_with(const char *text, uint32_t timeout)
{
	static char path[PATH_MAX];
	struct request req = { .kind = "pppd", .type = MPR_DIAL_TYPE_DIAL, .device_type = "serial",
			       .device = "/dev/null", .timeout = timeout };

	if (text)
		snprintf(path, sizeof(path), "%s", program("pppd-test", text));
	config.pppd = text ? path : (char *)"/no/such/pppd";
	answer_accept(&req);
	accepted(10);
	run();
	return said;
}

static void test_pppd(void)
{
	struct request req = { .kind = "pppd", .type = MPR_DIAL_TYPE_DIAL, .device_type = "serial",
			       .device = "/dev/null" };

	pppd_with("echo Timeout waiting for PADO packets; exit 8", 0);
	ok(done(ERROR_NO_ANSWER) &&
	   said_all("<5>wan: pppd: Timeout waiting for PADO packets\n", NULL),
	   "pppd's log knows more than its status");
	pppd_with("echo Some last words; exit 1", 0);
	ok(done(ERROR_UNKNOWN) && said_all("pppd's last words: Some last words", NULL),
	   "what it said last is in the log when nothing else is known");
	pppd_with("echo ifname ppp9 >&4; echo auth >&4; echo up >&4; exit 16", 0);
	ok(done(0) && !strcmp(sent->ifname, "ppp9") &&
	   sent->condition == MPR_PORT_COND_AUTHENTICATING && slot->connected &&
	   said_all("connected through ppp9", "the line has ended: ", NULL),
	   "what its plugin reports is handed on; a line that was up has been dialled");
	pppd_with("kill -9 $$", 0);
	ok(done(ERROR_PORT_DISCONNECTED) && said_all("pppd was killed by signal 9", NULL),
	   "a pppd that is killed is 619");
	pppd_with(NULL, 0);
	ok(done(ERROR_UNKNOWN) && said_all("<3>wan: cannot run /no/such/pppd", NULL),
	   "one that is not there is in the log");
	pppd_with("exec sleep 1000", 600);
	ok(done(ERROR_NO_ANSWER), "a dial that takes too long is 678");
	pppd_with("echo auth >&4; exec sleep 1000", AFTER_A_WORD);
	ok(done(ERROR_AUTH_SERVER_TIMEOUT), "718 when it was authenticating");
	pppd_with("echo Service-Name-Error; exec sleep 1000", AFTER_A_WORD);
	ok(done(ERROR_UNKNOWN_SERVICE_TYPE), "or what the log said");
	pppd_with("trap '' TERM; while :; do sleep 1000; done", AFTER_A_WORD);
	ok(done(ERROR_NO_ANSWER) && said_all("pppd does not end and is killed", NULL),
	   "a pppd that is deaf is killed");
	pppd_with("exit 19", 0);
	ok(done(ERROR_NO_INTERFACE_CREDENTIALS_SET), "a refusal without credentials is 909");
	answer_accept(&req);
	frame_none(&script);
	ok(run() == 0 && sent->n_progress == 1 && !sent->n_done,
	   "a dial that nobody waits for is not begun");
	req.device_type = "modem";
	answer_accept(&req);
	accepted(5);
	ok(run() == 0 && done(ERROR_PORT_NOT_CONFIGURED), "one that cannot be dialled says why");
}

static void test_credentials(void)
{
	char large[300], path[PATH_MAX];
	FILE *f;

	store("alice", "secret");
	pppd_with("tr '\\0' '/' <&3; exit 19", 0);
	ok(done(ERROR_AUTHENTICATION_FAILURE) &&
	   said_all("pppd: EXAMPLE\\alice/secret/", NULL), "pppd reads the credentials");
	exec_with("cat <&3", 0);
	ok(done(0) && said_all("script: alice\n", "script: EXAMPLE\n", "script: secret\n", NULL),
	   "so does a script");
	memset(large, 'x', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	store("alice", large);
	pppd_with("echo started", 0);
	ok(done(ERROR_PORT_NOT_CONFIGURED) && !strstr(said, "started") &&
	   said_all("longer than pppd allows", NULL), "a password that pppd would cut is 665");
	snprintf(path, sizeof(path), "%s", file("state/credentials/wan"));
	f = fopen(path, "w");
	if (!f || fputs("nonsense\n", f) < 0 || fclose(f))
		abort();
	pppd_with("echo started", 0);
	ok(done(ERROR_PORT_NOT_CONFIGURED) && said_all("cannot read the credentials", NULL),
	   "credentials that are damaged are 665");
	exec_with("echo started", 0);
	ok(done(ERROR_PORT_NOT_CONFIGURED) && !strstr(said, "started") &&
	   said_all("cannot read the credentials", NULL), "for a script too");
	unlink(path);
}

/* A pppd that another mprd, or somebody, started: its name, its namespace, its pid in the file. */
static pid_t stranger(const char *name, bool elsewhere, const char *pid_file)
{
	pid_t pid;
	FILE *f;

	snprintf(said, sizeof(said), "cp /bin/sleep %s", file(name));
	if (system(said))
		abort();
	pid = fork();
	if (!pid) {
		if (elsewhere && unshare(CLONE_NEWNET))
			_exit(1);
		execl(file(name), name, "1000", NULL);
		_exit(1);
	}
	/* Until it is what it is to be. */
	snprintf(said, sizeof(said),
		 "i=0; until grep -qx %s /proc/%d/comm || [ $((i += 1)) = 1000 ]; do :; done",
		 name, pid);
	if (system(said))
		abort();
	f = fopen(pid_file, "w");
	if (!f || fprintf(f, "%d\n", pid) < 0 || fclose(f))
		abort();
	return pid;
}

static bool is_gone(pid_t pid)
{
	bool gone = waitpid(pid, NULL, WNOHANG) == pid;

	if (!gone) {
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
	return gone;
}

/* The worker's namespace is that of this process here. */
static int hang_up_with(pid_t pid)
{
	struct request req = { .kind = "pppd", .type = MPR_DIAL_TYPE_HANGUP, .ifname = "ppp77" };
	int left = 0;

	answer_accept(&req);
	accepted(5);
	memset(sent, 0, sizeof(*sent));
	fflush(stdout);
	worker = fork();
	if (!worker) {
		int fd = open(file("log"), O_WRONLY | O_CREAT | O_TRUNC, 0600);

		dup2(fd, STDERR_FILENO);
		alarm(30);
		seam_sees = see;
		seam_begin(script.data, script.len, 0);
		exit(worker_run(&config, slot, REQUEST, getppid()));
	}
	end();
	if (!done(0))
		left |= 2;
	if (!pid || !is_gone(pid))
		left |= 1;
	return left;
}

/* Of SIGTERM and SIGSTOP that both wait, the kernel hands out SIGTERM first. */
static pid_t stopped(pid_t pid)
{
	kill(pid, SIGSTOP);
	waitpid(pid, NULL, WUNTRACED);
	return pid;
}

static int hang_up_strangers(void)
{
	int wrong = 0;

	if (unshare(CLONE_NEWNS) || mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) ||
	    mount("none", "/run", "tmpfs", 0, NULL))
		return 128;
	/* Left: 1 the process, 2 the request. */
	if (hang_up_with(stranger("pppd", false, "/run/ppp77.pid")) != 0)
		wrong |= 1;
	if (hang_up_with(stranger("pppd", true, "/run/ppp77.pid")) != 1 ||
	    !said_all("there is no pppd for ppp77", NULL))
		wrong |= 2;
	if (hang_up_with(stranger("other", false, "/run/ppp77.pid")) != 1 ||
	    !said_all("there is no pppd for ppp77", NULL))
		wrong |= 4;
	unlink("/run/ppp77.pid");
	if (hang_up_with(0) != 1 || !said_all("there is no pppd for ppp77", NULL))
		wrong |= 8;
	close(open("/run/ppp77.pid", O_CREAT | O_WRONLY, 0644));
	if (hang_up_with(0) != 1)
		wrong |= 8;
	if (hang_up_with(stopped(stranger("pppd", false, "/run/ppp77.pid"))) != 1 ||
	    !said_all("pppd does not end; the kernel takes the line down", NULL))
		wrong |= 16;
	return wrong;
}

static void test_strangers(void)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		status = hang_up_strangers();
		fflush(stdout);
		_exit(status);
	}
	waitpid(pid, &status, 0);
	status = WEXITSTATUS(status);
	if (status == 128) {
		printf("# no file systems of its own can be had here\n");
		return;
	}
	ok(!(status & 1), "a pppd that no worker supervises is ended by its pid file");
	ok(!(status & 2), "but not one of another network namespace");
	ok(!(status & 4), "nor a process that is no pppd");
	ok(!(status & 8), "without a pid file, or with nothing in it, the kernel is left to do it");
	ok(!(status & 16), "and so it is when that pppd does not end");
}

/* ---- WireGuard ---- */

static void wireguard_with(const char *device, const char *text, mode_t mode)
{
	struct request req = { .kind = "wireguard", .type = MPR_DIAL_TYPE_DIAL, .device = device };

	if (text)
		wireguard_conf(device, text, mode);
	answer_accept(&req);
}

static void test_wireguard(void)
{
	struct request none = { .kind = "wireguard", .type = MPR_DIAL_TYPE_DIAL };
	char large[PATH_MAX];

	answer_accept(&none);
	accepted(5);
	ok(run() == 0 && done(ERROR_INTERFACE_HAS_NO_DEVICES), "no device is 925");
	wireguard_with("vpn0", NULL, 0);
	accepted(5);
	ok(run() == 0 && done(ERROR_CANNOT_FIND_PHONEBOOK_ENTRY), "no file is 623");
	wireguard_with("vpn0", "[Interface]\n", 0644);
	accepted(5);
	ok(run() == 0 && done(ERROR_CORRUPT_PHONEBOOK) &&
	   said_all("vpn0.conf holds keys and others than root can read it", NULL),
	   "a file that others can read is 625");
	wireguard_with("vpn0", "[Interface]\n", 0600);
	frame_none(&script);
	ok(run() == 0 && !sent->n_done, "a dial that nobody waits for makes no device");
	/* A device of another kind is there. */
	wireguard_with("lo", "[Interface]\n", 0600);
	accepted(5);
	ok(run() == 0 && done(ERROR_PORT_NOT_CONFIGURED),
	   "a device that is there and is no WireGuard's is 665");
	none.type = MPR_DIAL_TYPE_HANGUP;
	none.device = "lo";
	answer_accept(&none);
	accepted(5);
	ok(run() == 0 && done(0) && said_all("<3>wan: cannot delete lo", NULL),
	   "and is not deleted when it is hung up");
	memset(large, 'x', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	setenv("MPR_CONF_DIR", large, 1);
	wireguard_with("vpn0", NULL, 0);
	accepted(5);
	ok(run() == 0 && done(ERROR_PORT_NOT_CONFIGURED), "a path that is too long is 665");
}

/* ---- more than there is room for ---- */

#define WORKERS 1024

static unsigned int n_untaken;
static uint32_t untaken;

static void count_untaken(void *data, uint32_t id)
{
	(void)data;
	n_untaken++;
	untaken = id;
}

/* Without a kernel each worker ends before it has taken anything. */
static void test_crowd(void)
{
	struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);
	int fd = open(file("log"), O_WRONLY | O_CREAT | O_APPEND, 0600);
	struct rlimit files = { .rlim_cur = 2048, .rlim_max = 2048 };
	int keep = dup(STDERR_FILENO);
	unsigned int i;

	if (!loop || workers_init(count_untaken, NULL) || dup2(fd, STDERR_FILENO) < 0 ||
	    setrlimit(RLIMIT_NOFILE, &files))
		abort();
	seam_begin(NULL, 0, 0);
	fflush(stdout);
	for (i = 1; i <= WORKERS; i++)
		workers_start(loop, &config, i);
	ok(n_untaken == 0 && workers_count(false) == WORKERS,
	   "each of many requests has a worker");
	/* They have said much. */
	if (ftruncate(fd, 0))
		abort();
	workers_start(loop, &config, i);
	ok(n_untaken == 1 && untaken == i &&
	   strstr(read_log(), "cannot start a worker for request 1025: there are 1024"),
	   "one more is given back at once");
	while (workers_count(false))
		ev_run(loop, EVRUN_ONCE);
	ok(n_untaken == WORKERS + 1, "a request whose worker ends without it is given back");
	ev_loop_destroy(loop);
	dup2(keep, STDERR_FILENO);
	close(keep);
	close(fd);
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	dir = argv[1];
	sent = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (sent == MAP_FAILED || mkdir(file("conf"), 0755))
		return 2;
	slot = (struct worker_slot *)(sent + 1);
	setenv("MPR_CONF_DIR", file("conf"), 1);
	setenv("MPR_STATE_DIR", file("state"), 1);
	test_exec();
	test_exec_hangup();
	test_given_up();
	test_not_begun();
	test_few_descriptors();
	test_pppd();
	test_credentials();
	test_strangers();
	test_wireguard();
	test_crowd();
	return tap_done();
}
