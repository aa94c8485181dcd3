// SPDX-License-Identifier: GPL-2.0-only
/* Passwords: from a file or from standard input, never from the command line or the environment. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "mprctl.h"

#define SECRET_MAX 1024	/* bytes of struct mpr_credentials, without the zero */

void free_secret(char *secret)
{
	if (!secret)
		return;
	explicit_bzero(secret, strlen(secret));
	free(secret);
}

/* read() as stdio would keep a copy; a byte at a time, so that the rest stays for others. */
static char *read_line(struct ctl *ctl, int fd, const char *where)
{
	char *line = calloc(1, SECRET_MAX + 1);
	size_t len = 0;
	ssize_t n;
	char c;

	if (!line)
		abort();
	for (;;) {
		n = read(fd, &c, 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			complain(ctl, "cannot read the password from %s: %s.", where,
				 strerror(errno));
			break;
		}
		if (!n || c == '\n') {
			if (len)
				return line;
			complain(ctl, "there is no password in %s.", where);
			break;
		}
		if (!c || len == SECRET_MAX) {
			complain(ctl, "the password in %s %s.", where,
				 c ? "is longer than 1024 bytes" : "has a zero byte");
			break;
		}
		line[len++] = c;
	}
	explicit_bzero(line, SECRET_MAX);
	free(line);
	exit(EXIT_FAILED);
}

static struct termios before;
static bool echo_off;

static void restore_echo(void)
{
	if (echo_off)
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
	echo_off = false;
}

static void restore_and_die(int signal)
{
	restore_echo();
	raise(signal);	/* its handler is the default one again */
}

static char *ask(struct ctl *ctl)
{
	struct sigaction die = { .sa_handler = restore_and_die, .sa_flags = SA_RESETHAND };
	struct termios quiet;
	char *line;

	if (tcgetattr(STDIN_FILENO, &before))
		return read_line(ctl, STDIN_FILENO, "standard input");
	atexit(restore_echo);
	sigaction(SIGINT, &die, NULL);
	sigaction(SIGTERM, &die, NULL);
	sigaction(SIGHUP, &die, NULL);
	quiet = before;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	fputs("Password: ", stderr);
	echo_off = true;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	line = read_line(ctl, STDIN_FILENO, "what was typed");
	restore_echo();
	fputc('\n', stderr);
	return line;
}

char *read_secret(struct ctl *ctl, const char *file)
{
	struct stat st;
	char *line;
	int fd;

	/* No core dump from here on: it would have the password. */
	prctl(PR_SET_DUMPABLE, 0);
	if (!file)
		return isatty(STDIN_FILENO) ? ask(ctl) :
			read_line(ctl, STDIN_FILENO, "standard input");
	fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0 || fstat(fd, &st)) {
		complain(ctl, "cannot open the password file \"%s\": %s.", show_text(file),
			 strerror(errno));
		exit(EXIT_FAILED);
	}
	if (S_ISREG(st.st_mode) && st.st_mode & 0007) {
		complain(ctl, "the password file \"%s\" is open to everybody; \"chmod 600\" it.",
			 show_text(file));
		exit(EXIT_FAILED);
	}
	line = read_line(ctl, fd, show_format("\"%s\"", show_text(file)));
	close(fd);
	return line;
}
