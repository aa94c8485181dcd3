/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines that come through a pipe. */
#ifndef LINES_H
#define LINES_H

#include <ev.h>
#include <stddef.h>

struct lines {
	ev_io io;
	struct ev_loop *loop;
	char buf[1024];
	size_t n;
	void (*line)(void *data, char *line);
	void *data;
};

/* Call @line for each line that comes through @fd, which is non-blocking and closed at the end. */
void lines_start(struct lines *lines, struct ev_loop *loop, int fd,
		 void (*line)(void *data, char *line), void *data);
/* Hand over the rest of what has come, then close. */
void lines_finish(struct lines *lines);

#endif /* LINES_H */
