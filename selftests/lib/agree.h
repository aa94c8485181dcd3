/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Do the journal and what there is in the end agree? The journal is replayed from the beginning
 * of the namespace's service to its end, and every event has to follow from those before it:
 *
 *	numbers without a hole, one epoch, boot time that does not go back
 *	an object is new once, changes while it is there, goes once; numbers are not re-used
 *	states of an interface change as the table in the design says, and from where they were
 *	a connection that began ends at most once, lasted as long as boot time says, and an
 *	interface is connected exactly while it has one
 *
 * What is left open then has to be what the dumps show, and what the service counts.
 */
#ifndef SELFTESTS_AGREE_H
#define SELFTESTS_AGREE_H

#include <mpr.h>

/* Lets the journal keep all that a storm makes. A code. */
unsigned int agree_begin(struct mpr *h);

/*
 * NULL if they agree, else what does not, to be freed. Nothing may happen meanwhile that does not
 * come to rest within some seconds.
 */
char *agree_check(struct mpr *h);

/* How many events the last check has seen. */
unsigned long agree_events(void);

#endif /* SELFTESTS_AGREE_H */
