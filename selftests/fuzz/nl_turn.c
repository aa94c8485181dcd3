// SPDX-License-Identifier: GPL-2.0-only
/* Processes that do something once for so many messages sleep until it is their turn. */
#include <errno.h>

#include "nl_fuzz.h"

/* One turn for so many messages; all namespaces together have a change of netdevices for 30. */
static unsigned long every(enum turn turn)
{
	return turn == TURN_UNPRIVILEGED ? 12 : 30 * SPACES;
}

int turns_init(void)
{
	unsigned int i;

	for (i = 0; i < TURNS; i++)
		if (sem_init(&shared->turn[i], 1, 0))
			return -1;
	return 0;
}

void messages_sent(unsigned int n)
{
	unsigned long before = atomic_fetch_add(&shared->messages, n);
	unsigned int i;

	atomic_fetch_sub(&shared->left, n);
	for (i = 0; i < TURNS; i++)
		if ((before + n) / every(i) != before / every(i))
			sem_post(&shared->turn[i]);
}

bool phase_lasts(void)
{
	return atomic_load(&shared->left) > 0 && !atomic_load(&shared->stop);
}

bool turn_wait(enum turn turn)
{
	while (sem_wait(&shared->turn[turn]) && errno == EINTR)
		;
	return phase_lasts();
}

void turns_over(void)
{
	unsigned int i;

	for (i = 0; i < TURNS; i++)
		sem_post(&shared->turn[i]);
}
