// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs each file of directories through a fuzz target once, without a fuzzer: for compilers that
 * have none, and as an ordinary test. The last line on standard output counts them.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sanitizer/common_interface_defs.h>

#include "seam.h"

#define FILE_MAX (1 << 20)

int LLVMFuzzerInitialize(int *argc, char ***argv) __attribute__((weak));

static FILE *says;

static int run_file(const char *dir, const char *name)
{
	static uint8_t buf[FILE_MAX];
	uint8_t *exact;
	char path[4096];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, buf, sizeof(buf));
	if (n < 0) {
		fprintf(says, "cannot read %s\n", path);
		return -1;
	}
	close(fd);
	/* Of exactly that size, so that a byte behind it is noticed. */
	exact = malloc(n ? n : 1);
	if (!exact)
		return -1;
	memcpy(exact, buf, n);
	fprintf(says, "%s\n", path);
	fflush(says);
	LLVMFuzzerTestOneInput(exact, n);
	free(exact);
	return 0;
}

int main(int argc, char **argv)
{
	int i, n = 0, bad = 0, fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 100);
	int err = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 100);
	struct dirent *ent;
	DIR *dir;

	says = fdopen(fd, "w");
	__sanitizer_set_report_fd((void *)(intptr_t)err);
	fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (!says || fd < 0 || dup2(fd, STDOUT_FILENO) < 0 || dup2(fd, STDERR_FILENO) < 0)
		return 2;
	for (i = 1; i < argc; i++) {
		/* A target may change the directory. */
		argv[i] = realpath(argv[i], NULL);
		if (!argv[i])
			return 2;
	}
	if (LLVMFuzzerInitialize)
		LLVMFuzzerInitialize(&argc, &argv);
	for (i = 1; i < argc; i++) {
		dir = opendir(argv[i]);
		while (dir && (ent = readdir(dir))) {
			if (ent->d_name[0] == '.')
				continue;
			bad += run_file(argv[i], ent->d_name) != 0;
			n++;
		}
		if (dir)
			closedir(dir);
	}
	fprintf(says, "%d files, %d bad\n", n, bad);
	fflush(says);
	return bad || !n;
}
