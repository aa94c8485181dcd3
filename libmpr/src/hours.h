/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Dial-out hours as mprapi.h has them: "2 09:00-12:00 13:00-17:30\0004 ...\0\0".
 */
#ifndef MPR_SRC_HOURS_H
#define MPR_SRC_HOURS_H

#include <stdbool.h>

#include <mpr.h>
#include <mpr/wintypes.h>

/*
 * The periods of a multi-string, at most MPR_HOURS_MAX at @hours; their number, or -1 if it is
 * malformed: anything but the form above, a time beyond 24:00, an end that is not behind its
 * beginning. NULL is an empty one.
 */
int mpr_hours_parse(const WCHAR *text, struct mpr_hours *hours);

/*
 * The multi-string of @n periods, one string for each day, sorted: the characters it takes with
 * the NUL that ends it. @text may be NULL to ask for that.
 */
size_t mpr_hours_format(const struct mpr_hours *hours, unsigned int n, WCHAR *text);

#endif /* MPR_SRC_HOURS_H */
