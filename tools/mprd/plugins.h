/* SPDX-License-Identifier: GPL-2.0-only */
/* The process that hosts the admin plugins, as the main process sees it. */
#ifndef PLUGINS_H
#define PLUGINS_H

#include <ev.h>
#include <stdbool.h>

#include "config.h"

/* Host the plugins of @config, if there are any. */
void plugins_start(struct ev_loop *loop, const struct config *config);
/*
 * End the host when it is done with the event it has; @then is called when it has ended (at once
 * if there is none).
 */
void plugins_stop(void (*then)(void *data), void *data);

#endif /* PLUGINS_H */
