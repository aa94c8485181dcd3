// SPDX-License-Identifier: GPL-2.0-only
/* Linked into each program and shared object of a coverage build: see exit.c. */
#include <stdlib.h>

#include "coverage.h"

static __attribute__((constructor)) void tell(void)
{
	mpr_coverage_object(__gcov_dump);
	/* Before libgcov writes them at exit(). */
	atexit(mpr_coverage_room);
}
