/* SPDX-License-Identifier: GPL-2.0-only */
/* Files in the directory that a test was given. */
#ifndef HOST_FILES_H
#define HOST_FILES_H

#include <limits.h>
#include <stdio.h>

static const char *dir;

/* Until the fourth call from now. */
static inline const char *file(const char *name)
{
	static char paths[4][PATH_MAX];
	static unsigned int n;
	char *path = paths[n++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", dir, name);
	return path;
}

#endif /* HOST_FILES_H */
