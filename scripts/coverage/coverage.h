/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MPR_COVERAGE_H
#define MPR_COVERAGE_H

void __gcov_dump(void);			/* libgcov's */

/* Tells the function that writes the counters of a program or shared object. */
void mpr_coverage_object(void (*dump)(void));

/* Room for files, of which a test may have left none. */
void mpr_coverage_room(void);

#endif
