/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory that can fail: the program's allocations, and those of libraries that it calls, are
 * counted, and one of them can be made to fail. Include it in one file of a program.
 */
#ifndef SELFTESTS_NOMEM_H
#define SELFTESTS_NOMEM_H

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

/* The C library's own, beneath those that follow. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t size);
void __libc_free(void *p);

/* Which allocation from now on is to fail, 0: none; whether it came; how many live. */
static unsigned int nth;
static bool hit;
static long live;

static inline bool fails(void)
{
	if (!nth || --nth)
		return false;
	hit = true;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	void *p = fails() ? NULL : __libc_malloc(size);

	live += !!p;
	return p;
}

void *calloc(size_t n, size_t size)
{
	void *p = fails() ? NULL : __libc_calloc(n, size);

	live += !!p;
	return p;
}

void *realloc(void *old, size_t size)
{
	void *p = fails() ? NULL : __libc_realloc(old, size);

	live += p && !old;
	return p;
}

void free(void *p)
{
	live -= !!p;
	__libc_free(p);
}

#endif /* SELFTESTS_NOMEM_H */
