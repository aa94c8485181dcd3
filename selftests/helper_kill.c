// SPDX-License-Identifier: GPL-2.0-only
/*
 * helper_kill FILE arm NAME AT   the next process of that name is killed at its AT-th call
 * helper_kill FILE disarm        prints "CALLS" or, when it was killed, "CALLS NAME-OF-THE-CALL"
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kill_control.h"

int main(int argc, char **argv)
{
	struct kill_control *control;
	int fd;

	if (argc < 3) {
		fprintf(stderr, "usage: helper_kill FILE arm NAME AT | disarm\n");
		return 1;
	}
	fd = open(argv[1], O_RDWR | O_CREAT, 0600);
	if (fd < 0 || ftruncate(fd, sizeof(*control))) {
		perror(argv[1]);
		return 1;
	}
	control = mmap(NULL, sizeof(*control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (control == MAP_FAILED) {
		perror(argv[1]);
		return 1;
	}
	control->armed = 0;
	if (!strcmp(argv[2], "arm") && argc == 5) {
		memset(control, 0, sizeof(*control));
		strncpy(control->name, argv[3], sizeof(control->name) - 1);
		control->at = strtoul(argv[4], NULL, 0);
		control->armed = 1;
	} else {
		printf("%u%s%s\n", control->steps, control->hit ? " " : "", control->call);
	}
	return 0;
}
