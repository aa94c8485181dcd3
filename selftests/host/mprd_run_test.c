// SPDX-License-Identifier: GPL-2.0-only
/*
 * What mprd runs and says: the command lines of pppd, its children and what they print, the log,
 * the service manager. Run by mprd_run.sh with a directory for files.
 */
#include <config.h>
#include <errno.h>
#include <ev.h>
#include <fcntl.h>
#include <limits.h>
#include <lines.h>
#include <log.h>
#include <netdev.h>
#include <notify.h>
#include <ppp_args.h>
#include <mprerror.h>
#include <raserror.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include "files.h"
#include "said.h"
#include "tap.h"

static const char *put(const char *name, const char *text, mode_t mode)
{
	const char *path = file(name);
	FILE *f = fopen(path, "w");

	if (!f || fputs(text, f) < 0 || fclose(f) || chmod(path, mode))
		abort();
	return path;
}

/* ---- the log ---- */

static int syslog_priority;
static char syslog_text[1024];

/* In the place of the C library's. */
void openlog(const char *ident, int option, int facility)
{
	snprintf(syslog_text, sizeof(syslog_text), "%s %d", ident,
		 option == LOG_PID && facility == LOG_DAEMON);
}

void syslog(int priority, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(syslog_text, sizeof(syslog_text), fmt, args);
	va_end(args);
	syslog_priority = priority;
}

static void test_log(void)
{
	char large[3000];

	listen_up();
	log_err("a %s", "word");
	log_debug("a secret");
	log_about("wan");
	log_warn("two\nlines \033[1m\177!");
	ok(!strcmp(heard(), "<3>a word\n<4>wan: two lines  [1m !\n"),
	   "a message is one line with its priority, and cannot drive a terminal");
	memset(large, 'x', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	log_about(large);
	listen_up();
	log_info("%s", large);
	heard();
	ok(strlen(said) < 1400 && said[strlen(said) - 1] == '\n' &&
	   strchr(said, '\n') == said + strlen(said) - 1, "a long one is cut and still one line");
	log_about(NULL);
	log_open(true, true);
	ok(!strcmp(syslog_text, "mprd 1"), "the log can go to syslog");
	listen_up();
	log_debug("%d", 5);
	ok(!*heard() && !strcmp(syslog_text, "5") && syslog_priority == LOG_DEBUG,
	   "and nowhere else then");
	log_about("wan");
	log_notice("up");
	ok(!strcmp(syslog_text, "wan: up") && syslog_priority == LOG_NOTICE,
	   "with what it is about, too");
	log_about(NULL);
	log_open(false, false);
	ok(!strcmp(log_code(678), "ERROR_NO_ANSWER (678)") && !strcmp(log_code(12345), "12345"),
	   "codes have their names, if they have one");
}

/* ---- the service manager ---- */

static bool notified(const char *name, size_t len)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	char buf[64] = "";

	memcpy(addr.sun_path, name, len);
	if (fd < 0 || bind(fd, (struct sockaddr *)&addr,
			   offsetof(struct sockaddr_un, sun_path) + len))
		abort();
	notify("READY=1");
	if (recv(fd, buf, sizeof(buf) - 1, MSG_DONTWAIT) < 0)
		buf[0] = '\0';
	close(fd);
	return !strcmp(buf, "READY=1");
}

static void test_notify(void)
{
	char name[64], large[200];

	unsetenv("NOTIFY_SOCKET");
	notify("READY=1");
	setenv("NOTIFY_SOCKET", "relative", 1);
	notify("READY=1");
	memset(large, '/', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	setenv("NOTIFY_SOCKET", large, 1);
	notify("READY=1");
	setenv("NOTIFY_SOCKET", file("nobody-listens"), 1);
	notify("READY=1");
	ok(1, "without a manager, nothing is told");
	setenv("NOTIFY_SOCKET", file("manager"), 1);
	ok(notified(file("manager"), strlen(file("manager")) + 1), "a manager at a path is told");
	snprintf(name, sizeof(name), "@mpr-test-%d", getpid());
	setenv("NOTIFY_SOCKET", name, 1);
	name[0] = '\0';
	ok(notified(name, 1 + strlen(name + 1)), "and one with an abstract name");
	unsetenv("NOTIFY_SOCKET");
}

/* ---- lines through a pipe ---- */

static char lines_text[16384];
static unsigned int n_lines;

static void on_line(void *data, char *line)
{
	size_t used = strlen(lines_text);

	(void)data;
	n_lines++;
	snprintf(lines_text + used, sizeof(lines_text) - used, "%s|", line);
}

/* What comes out of this, written at once or as a program that goes on and holds its end. */
static const char *through(const void *text, size_t len, bool held)
{
	struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);
	struct lines lines = { .n = 0 };
	int fds[2];

	if (!loop || pipe2(fds, O_CLOEXEC | O_NONBLOCK))
		abort();
	lines_text[0] = '\0';
	n_lines = 0;
	lines_start(&lines, loop, fds[0], on_line, NULL);
	if (write(fds[1], text, len) != (ssize_t)len)
		abort();
	if (!held)
		close(fds[1]);
	lines_finish(&lines);
	if (held)
		close(fds[1]);
	ev_loop_destroy(loop);
	return lines_text;
}

static void test_lines(void)
{
	char large[3000];

	ok(!strcmp(through("one\ntwo\n\nrest", 13, false), "one|two||rest|"),
	   "lines, an empty one, and one that has no end");
	ok(!strcmp(through("a\nb", 3, true), "a|b|"), "also when somebody still holds the pipe");
	ok(!strcmp(through("a\0b\nc\n", 6, false), "a?b|c|"), "a NUL does not end a line");
	memset(large, 'x', sizeof(large));
	through(large, sizeof(large), false);
	ok(n_lines == 3 && strlen(lines_text) == sizeof(large) + 3,
	   "a line that is too long is cut into some, and nothing is lost");
	ok(!*through("", 0, false), "nothing is no line");
}

/* ---- children ---- */

static int run(int timeout, int input, const char *a, const char *b, const char *c)
{
	char *argv[4] = { (char *)a, (char *)b, (char *)c, NULL };
	int status;

	listen_up();
	status = spawn_run(argv, input, timeout);
	heard();
	return status;
}

static void test_spawn(void)
{
	struct child none = { .pid = 0, .pidfd = -1 };
	struct rlimit limit, few;
	int fd, status;

	ok(run(10000, -1, "true", NULL, NULL) == 0 && run(10000, -1, "false", NULL, NULL) == 1,
	   "the exit status of a program is handed on");
	ok(run(10000, -1, "sh", "-c", "kill -9 $$") == 128 + SIGKILL, "so is a signal");
	ok(run(10000, -1, "sh", "-c", "echo out; echo err >&2; exec 2>&-; exit 3") == 3 &&
	   strstr(said, "<6>sh: out\n") && strstr(said, "<6>sh: err\n"), "what it says is logged");
	fd = spawn_memfd("secret", 6);
	ok(run(10000, fd, "sh", "-c", "read -r x; [ \"$x\" = secret ] && exit 5") == 5,
	   "it reads what it is given");
	close(fd);
	ok(run(10000, -1, "sh", "-c", "read -r x; exit 6") == 6, "or nothing");
	ok(run(10000, -1, "sh", "-c", "exit $(ls /proc/self/fd | wc -l)") <= 5,
	   "it has no other descriptors");
	ok(run(100, -1, "sleep", "1000", NULL) == 128 + SIGKILL &&
	   strstr(said, "sleep takes longer than 100 ms and is killed"),
	   "a program that takes too long is killed, and the log says so");
	ok(run(100, -1, "no-such-program", NULL, NULL) == -1 &&
	   strstr(said, "the program no-such-program is not installed"),
	   "a program that is not there is named");
	getrlimit(RLIMIT_NOFILE, &limit);
	few = limit;
	few.rlim_cur = dup(0);	/* the lowest that is free */
	close(few.rlim_cur);
	few.rlim_cur += 2;	/* listen_up() needs them */
	setrlimit(RLIMIT_NOFILE, &few);
	status = run(100, -1, "true", NULL, NULL);
	setrlimit(RLIMIT_NOFILE, &limit);
	ok(status == -1, "without descriptors for it there is no child");
	listen_up();
	spawn_kill(&none, SIGKILL);
	ok(!*heard(), "nothing can be killed");
}

/* ---- pppd's command line ---- */

static struct config *config;

/* The whole command line, or "" and why not in @said; @code is what ppp_args_make() returns. */
static unsigned int code;

static const char *pppd(const char *type, const char *name, const char *phone, unsigned int try)
{
	static const char *const alternates[] = { "222", "333" };
	static char line[4096];
	struct mpr_device dev = { .index = 1, .type = type, .name = name, .phone = phone,
				  .n_alternates = 2, .alternates = alternates };
	struct mpr_interface iface = { .id = 7, .name = "wan", .n_devices = !!type,
				       .devices = &dev };
	struct ppp_args args;
	unsigned int i;
	size_t used;

	listen_up();
	code = ppp_args_make(config, &iface, 3, try, true, &args);
	heard();
	line[0] = '\0';
	if (code)
		return line;
	for (i = 0; i < args.n; i++) {
		used = strlen(line);
		snprintf(line + used, sizeof(line) - used, "%s%s", i ? " " : "", args.argv[i]);
	}
	ppp_args_free(&args);
	return line;
}

static bool refused(unsigned int wanted, const char *why)
{
	if (code == wanted && strstr(said, why))
		return true;
	printf("# %u: %s", code, said);
	return false;
}

static void test_tty(void)
{
	char large[PATH_MAX];

	ok(strstr(pppd("modem", "null", "0815", 0), " /dev/null 115200 modem connect exec ") &&
	   strstr(pppd("modem", "/dev/null", "0815", 0), "'ATDT0815'"),
	   "a modem is a tty, with or without /dev, and its number is dialled");
	ok(strstr(pppd("modem", "null", "0815", 1), "'ATDT222'") &&
	   strstr(pppd("modem", "null", "0815", 2), "'ATDT333'") &&
	   strstr(pppd("modem", "null", "0815", 3), "'ATDT0815'"),
	   "the alternates follow the number, and then it is its turn again");
	pppd("modem", "null", "1'; reboot", 0);
	ok(refused(ERROR_PORT_NOT_CONFIGURED, "\"1'; reboot\" is not a phone number"),
	   "what a shell could take for a command is no number");
	pppd("modem", "null", "", 0);
	ok(refused(ERROR_PORT_NOT_CONFIGURED, "is not a phone number"), "nor is nothing");
	ok(strstr(pppd("serial", "null", "", 0), " /dev/null 115200 local nocrtscts"),
	   "a serial line has no modem");
	pppd("serial", "no-such-tty", "", 0);
	ok(refused(ERROR_INTERFACE_HAS_NO_DEVICES, "there is no tty /dev/no-such-tty"),
	   "a tty that is not there is 925");
	memset(large, 'x', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	pppd("serial", large, "", 0);
	ok(code == ERROR_INTERFACE_HAS_NO_DEVICES, "so is one whose path is too long");
}

static void test_direct(void)
{
	char path[PATH_MAX], wanted[PATH_MAX + 32];

	ok(strstr(pppd("direct", "null", "", 0), " /dev/null 115200 local"),
	   "a direct line can be a tty");
	snprintf(path, sizeof(path), "%s", put("line", "#!/bin/sh\n", 0755));
	snprintf(wanted, sizeof(wanted), " pty exec %s local", path);
	ok(strstr(pppd("direct", path, "", 0), wanted), "or a program");
	snprintf(path, sizeof(path), "%s", put("a b", "#!/bin/sh\n", 0755));
	pppd("direct", path, "", 0);
	ok(refused(ERROR_INTERFACE_HAS_NO_DEVICES, "a b\" cannot be run"),
	   "but not one whose path a shell would split");
	chmod(path, 0777);
	pppd("direct", path, "", 0);
	ok(refused(ERROR_INTERFACE_HAS_NO_DEVICES, "others than root can write to"),
	   "nor one that others can change");
}

static void test_pppoe(void)
{
	ok(strstr(pppd("PPPoE", "lo", "", 0), " plugin rp-pppoe.so ") &&
	   strstr(pppd("PPPoE", "lo", "", 0), " nic-lo ") &&
	   !strstr(pppd("PPPoE", "lo", "", 0), "pppoe-service"), "PPPoE over an Ethernet device");
	ok(strstr(pppd("pppoe", "lo", "fast", 0), " pppoe-service fast nic-lo ") &&
	   strstr(pppd("pppoe", "lo", "fast", 1), " pppoe-service 222 nic-lo "),
	   "the number is the name of the service");
	pppd("pppoe", "no-such-dev", "", 0);
	ok(refused(ERROR_INTERFACE_HAS_NO_DEVICES, "there is no Ethernet device no-such-dev"),
	   "a device that is not there is 925");
	pppd("pppoe", "a b", "", 0);
	ok(refused(ERROR_INTERFACE_HAS_NO_DEVICES, "\"a b\" is not the name"),
	   "so is a name that no device can have");
	pppd(NULL, "", "", 0);
	ok(refused(ERROR_INTERFACE_HAS_NO_DEVICES, "the interface has no device"),
	   "so is none at all");
	ok(!netdev_name_ok("") && !netdev_name_ok("-x") && !netdev_name_ok("..") &&
	   !netdev_name_ok(".") && !netdev_name_ok("sixteen-letters-") && !netdev_name_ok("a/b") &&
	   !netdev_name_ok("a:b") && !netdev_name_ok("a\tb") && netdev_name_ok("fifteen-letters"),
	   "names that netdevices can have");
}

static void test_options(void)
{
	char path[PATH_MAX], wanted[PATH_MAX + 32], many[2000];
	const char *line;
	size_t i;

	setenv("MPR_CONF_DIR", dir, 1);
	line = pppd("pppoe", "lo", "", 0);
	ok(strstr(line, "pppd nodetach noauth hide-password ") == line &&
	   strstr(line, " unit 3 plugin /opt/mpr.so mpr-interface 7 ") &&
	   strstr(line, " mpr-report-fd 4 mpr-secret-fd 3 "),
	   "pppd is told of the unit, the interface and where to read and write");
	config->pppd_options = strdup(" debug\tmru  1400 ");
	ok(strstr(pppd("pppoe", "lo", "", 0), " default-asyncmap debug mru 1400"),
	   "options of mprd.conf come last, a word each");
	free(config->pppd_options);
	for (i = 0; i < sizeof(many) - 1; i++)
		many[i] = i % 2 ? ' ' : 'x';
	many[i] = '\0';
	config->pppd_options = strdup(many);
	ok(strlen(pppd("pppoe", "lo", "", 0)) > sizeof(many), "there may be a thousand of them");
	free(config->pppd_options);
	config->pppd_options = NULL;
	snprintf(path, sizeof(path), "%s/ppp", dir);
	if (mkdir(path, 0755))
		abort();
	snprintf(path, sizeof(path), "%s", put("ppp/wan", "debug\n", 0644));
	snprintf(wanted, sizeof(wanted), " file %s", path);
	ok(strstr(pppd("pppoe", "lo", "", 0), wanted), "a file of the interface's name has more");
	chmod(path, 0666);
	pppd("pppoe", "lo", "", 0);
	ok(refused(ERROR_PORT_NOT_CONFIGURED, "others than root can write to it"),
	   "unless others can write to it");
	unlink(path);
	if (symlink(path, path))
		abort();
	pppd("pppoe", "lo", "", 0);
	ok(code == ERROR_PORT_NOT_CONFIGURED, "or it cannot be looked at");
	unlink(path);
	rmdir(file("ppp"));
	put("ppp", "", 0644);
	ok(*pppd("pppoe", "lo", "", 0), "without such a file there are no more");
	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	setenv("MPR_CONF_DIR", path, 1);
	ok(*pppd("pppoe", "lo", "", 0), "nor where none can be");
	unsetenv("MPR_CONF_DIR");
}

static void test_pppd(void)
{
	char error[256], path[PATH_MAX];

	snprintf(path, sizeof(path), "%s",
		 put("mprd.conf", "[pppd]\nplugin = /opt/mpr.so\n", 0644));
	if (config_read(path, true, NULL, &config, error, sizeof(error)))
		abort();
	test_tty();
	if (geteuid())
		printf("# not root: programs and option files are not tested\n");
	else
		test_direct();
	test_pppoe();
	if (!geteuid())
		test_options();
	config_free(config);
}

int main(int argc, char **argv)
{
	static char own[PATH_MAX];

	if (argc != 2)
		return 2;
	snprintf(own, sizeof(own), "%s/%d", argv[1], getpid());
	if (mkdir(own, 0755))
		return 2;
	dir = own;
	test_log();
	test_notify();
	test_lines();
	/* It would not live with all its descriptors closed. */
	if (!getenv("MPR_BELOW_VALGRIND"))
		test_spawn();
	test_pppd();
	return tap_done();
}
