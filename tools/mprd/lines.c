// SPDX-License-Identifier: GPL-2.0-only
#include "lines.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static void on_readable(struct ev_loop *loop, ev_io *io, int events)
{
	struct lines *l = io->data;
	char *nl;
	ssize_t n;

	(void)events;
	n = read(io->fd, l->buf + l->n, sizeof(l->buf) - 1 - l->n);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		ev_io_stop(loop, io);
		return;
	}
	l->n += n;
	/* A NUL would end a line early and lose the rest. */
	while ((nl = memchr(l->buf, '\0', l->n)))
		*nl = '?';
	l->buf[l->n] = '\0';
	while ((nl = strchr(l->buf, '\n'))) {
		*nl = '\0';
		l->line(l->data, l->buf);
		l->n -= nl + 1 - l->buf;
		memmove(l->buf, nl + 1, l->n + 1);
	}
	if (l->n == sizeof(l->buf) - 1) {
		l->line(l->data, l->buf);
		l->n = 0;
	}
}

void lines_start(struct lines *l, struct ev_loop *loop, int fd,
		 void (*line)(void *data, char *line), void *data)
{
	l->loop = loop;
	l->line = line;
	l->data = data;
	l->n = 0;
	ev_io_init(&l->io, on_readable, fd, EV_READ);
	l->io.data = l;
	ev_io_start(loop, &l->io);
}

void lines_finish(struct lines *l)
{
	ssize_t room;
	size_t before;

	/* Whoever still holds the other end must not keep us here: stop when nothing is waiting. */
	while (ev_is_active(&l->io)) {
		before = l->n;
		room = sizeof(l->buf) - 1 - l->n;
		errno = 0;
		on_readable(l->loop, &l->io, EV_READ);
		if (errno == EAGAIN || (l->n == before && room == 0))
			break;
	}
	if (l->n) {
		l->buf[l->n] = '\0';
		l->line(l->data, l->buf);
		l->n = 0;
	}
	ev_io_stop(l->loop, &l->io);
	close(l->io.fd);
}
