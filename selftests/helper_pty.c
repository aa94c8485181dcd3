// SPDX-License-Identifier: GPL-2.0-only
/*
 * Run a program on the master side of a pseudo tty, which it has as standard input and output;
 * the name of the slave side, which a test then takes for a serial line, is printed first.
 *
 * usage: helper_pty PROGRAM [ARG...]
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY), slave;
	struct termios raw;

	if (argc < 2 || master < 0 || grantpt(master) || unlockpt(master))
		return 2;
	/* Held open, so that the master side is not hung up before the test comes. */
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	if (slave < 0 || tcgetattr(slave, &raw))
		return 2;
	cfmakeraw(&raw);
	if (tcsetattr(slave, TCSANOW, &raw))
		return 2;
	puts(ptsname(master));
	fflush(stdout);
	dup2(master, STDIN_FILENO);
	dup2(master, STDOUT_FILENO);
	execvp(argv[1], argv + 1);
	return 127;
}
