/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The process in which admin plugins run: it follows the journal and calls them. Nothing that
 * they do reaches the process that dials.
 */
#ifndef PLUGIN_HOST_H
#define PLUGIN_HOST_H

#include <sys/types.h>

#include "config.h"

/* Exit status: a plugin cannot be used; starting again makes no sense. */
#define PLUGIN_HOST_REFUSED 3

/*
 * @report: where to write "call FUNCTION of PLUGIN ..." before each callback and "done" after it.
 * Returns when SIGTERM comes or @parent has died.
 */
int plugin_host_run(const struct config *config, int report, pid_t parent);

#endif /* PLUGIN_HOST_H */
