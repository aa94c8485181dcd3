// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Opening and closing the service of a network namespace.
 */
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "nl.h"

unsigned int mpr_open(const char *server, struct mpr **h)
{
	struct mpr *new;
	unsigned int code;
	int i;

	if (!h)
		return mpr_fail(ERROR_INVALID_PARAMETER, 0, NULL, NULL);
	*h = NULL;
	new = calloc(1, sizeof(*new));
	if (!new)
		return mpr_fail(ERROR_NOT_ENOUGH_MEMORY, 0, NULL, NULL);
	code = mpr_netns_open(server, new);
	if (code) {
		free(new);
		return code;
	}
	new->pid = getpid();
	atomic_init(&new->family, 0);
	atomic_init(&new->seq, (unsigned int)time(NULL));
	for (i = 0; i < MPR_NL_POOL; i++)
		atomic_init(&new->pool[i], -1);
	atomic_init(&new->waiter, -1);
	*h = new;
	return 0;
}

static void close_idle(atomic_int *place)
{
	int fd = atomic_load(place);

	if (fd >= 0)
		close(fd);
}

void mpr_close(struct mpr *h)
{
	int i;

	if (!h)
		return;
	for (i = 0; i < MPR_NL_POOL; i++)
		close_idle(&h->pool[i]);
	close_idle(&h->waiter);
	if (h->netns >= 0)
		close(h->netns);
	free(h);
}

void mpr_free(void *object)
{
	free(object);
}
