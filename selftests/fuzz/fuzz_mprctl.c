// SPDX-License-Identifier: GPL-2.0-only
/*
 * mprctl with any arguments against a kernel that cannot be trusted. Input: arguments, one a line,
 * an empty line, frames. What it could open is below a directory of its own, and standard input
 * is empty.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "seam.h"
#include "wrap.h"

#define ARGS_MAX 40

static jmp_buf out;
static bool inside;		/* else it is the fuzzer's own exit() */

void __wrap_exit(int status)
{
	if (!inside)
		__real_exit(status);
	longjmp(out, status + 1);
}

static bool allowed(const char *path)
{
	const char *dir = seam_dir();

	return (!strncmp(path, dir, strlen(dir)) && !strstr(path, "/../")) ||
	       !strcmp(path, "/proc/thread-self/ns/net");
}

int __wrap_open(const char *path, int flags, ...)
{
	va_list args;
	int mode;

	va_start(args, flags);
	mode = va_arg(args, int);
	va_end(args);
	if (!inside || allowed(path))
		return __real_open(path, flags, mode);
	errno = ENOENT;
	return -1;
}

FILE *__wrap_fopen(const char *path, const char *mode)
{
	if (!inside || allowed(path))
		return __real_fopen(path, mode);
	errno = ENOENT;
	return NULL;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	int fd = open("/dev/null", O_RDONLY);

	(void)argc;
	(void)argv;
	dup2(fd, STDIN_FILENO);
	close(fd);
	setenv("MPR_CONF_DIR", seam_dir(), 1);
	setenv("MPR_STATE_DIR", seam_dir(), 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	seam_file("pw", "secret\n", 7);
	return chdir(seam_dir());
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = malloc(size + 1), *argv[ARGS_MAX + 2] = { "mprctl" }, *p, *nl;
	const uint8_t *frames;
	int argc = 1;

	if (!copy)
		return 0;
	if (size)
		memcpy(copy, data, size);
	copy[size] = '\0';
	for (p = copy; argc < ARGS_MAX && *p && *p != '\n'; p = nl + 1) {
		nl = strchrnul(p, '\n');
		argv[argc++] = p;
		if (!*nl) {
			p = nl;
			break;
		}
		*nl = '\0';
	}
	argv[argc] = NULL;
	frames = data + (p - copy) + 1;
	seam_begin(data, 0, SEAM_SERVICE);
	if (frames < data + size)
		seam_begin(frames, data + size - frames, SEAM_SERVICE);
	optind = 0;
	inside = true;
	if (!setjmp(out))
		mprctl_main(argc, argv);
	inside = false;
	fflush(stdout);
	seam_end();
	free(copy);
	return 0;
}
