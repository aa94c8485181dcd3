/* SPDX-License-Identifier: GPL-2.0-only */
/* The worker processes, as the main process sees them. */
#ifndef WORKERS_H
#define WORKERS_H

#include <ev.h>
#include <stdbool.h>
#include <stdint.h>

#include "config.h"

/* No worker has taken request @id, and none will. */
typedef void workers_untaken_fn(void *data, uint32_t id);

/* First of all, with whom to tell; -1 and errno when there is no memory. */
int workers_init(workers_untaken_fn *untaken, void *data);
/* Start a worker for request @id. */
void workers_start(struct ev_loop *loop, const struct config *config, uint32_t id);
/* How many there are; @dialling: only those that have no line up. */
unsigned int workers_count(bool dialling);
/* Tell all to hang up and end. */
void workers_hang_up(void);

#endif /* WORKERS_H */
