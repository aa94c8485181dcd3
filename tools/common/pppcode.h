/* SPDX-License-Identifier: GPL-2.0-only */
/* What pppd's exit status and its log mean in codes of raserror.h and mprerror.h. */
#ifndef PPPCODE_H
#define PPPCODE_H

#include <stdbool.h>

/*
 * The code for pppd's exit status @status (pppd(8), EXIT STATUS). @was_up: the line had been up,
 * so this is how it ended; otherwise it is why it did not come up. Never 0 for a line that did
 * not come up.
 */
unsigned int pppcode_from_status(int status, bool was_up);

/*
 * What a line of pppd's log (or of chat's or of a connect script's) tells better than the exit
 * status can; 0 if nothing. The first line of an attempt that says something counts.
 */
unsigned int pppcode_from_log(const char *line);

/*
 * Whether what the log said replaces the code of exit status @status of a line that did not come
 * up.
 */
bool pppcode_log_is_better(int status);

#endif /* PPPCODE_H */
