/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A connect under way, seen from the socket that is told when it is over.
 */
#ifndef MPR_SRC_CONNECT_H
#define MPR_SRC_CONNECT_H

#include "nl.h"

struct mpr_connect {
	int fd;				/* -1 when nobody is to be told */
	uint16_t family;
	uint32_t id;			/* of the interface */
	uint32_t attempt;
	bool done;
	uint32_t status;		/* when @done */
};

/* The socket that will be told; a code. */
unsigned int mpr_connect_open(struct mpr *h, uint32_t id, struct mpr_connect *connect);
/*
 * Sends the request: 0 the interface was connected; 600 started (connect->done may be set
 * already); or an error. With @fd < 0 nobody will be told of the end.
 */
unsigned int mpr_connect_start(struct mpr *h, struct mpr_connect *connect);
/*
 * Reads what has come: 0, or an errno: EAGAIN not over yet, ENOBUFS the end may have been
 * missed. connect->done and ->status are the result.
 */
int mpr_connect_read(struct mpr_connect *connect);
void mpr_connect_close(struct mpr_connect *connect);

#endif /* MPR_SRC_CONNECT_H */
