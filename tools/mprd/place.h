/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The place in the journal up to which the plugins have been told, kept in a file. It is written
 * before each callback, so that one which does not return is not made again: at most once, and
 * exactly once when it returns.
 */
#ifndef PLACE_H
#define PLACE_H

#include <limits.h>
#include <mpr.h>

enum place_stage {
	PLACE_DONE,		/* with event seq */
	PLACE_LINKS,		/* of event seq: the callbacks for links */
	PLACE_CONNECTION,	/* of event seq: the callbacks for the connection */
};

struct place {
	uint64_t epoch;		/* 0: there was no file */
	uint64_t seq;
	enum place_stage stage;
	char plugin[PATH_MAX];	/* whose callback was begun in that stage, "" none */
	char file[PATH_MAX];
};

/*
 * Lock the place, which waits for another process that has it, and read it. Returns a descriptor
 * that holds the lock, or -1 after a message.
 */
int place_open(struct mpr *mpr, struct place *place);
/* Write it. Returns 0, or -1 after a message. */
int place_save(const struct place *place);

#endif /* PLACE_H */
