/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Between the WCHARs of mprapi.h (one Unicode character each) and the UTF-8 of everything else,
 * whatever the locale is.
 */
#ifndef MPR_SRC_WIDE_H
#define MPR_SRC_WIDE_H

#include <stdbool.h>
#include <stddef.h>

#include <mpr/wintypes.h>

/*
 * At most @max characters; false when there is no NUL within @max + 1 of them or one is no
 * character (surrogate, beyond U+10FFFF). @to has room for 4 * @max + 1 bytes.
 */
bool mpr_wide_to_utf8(const WCHAR *from, size_t max, char *to);

/* Truncates to @max characters and a NUL; what is not UTF-8 becomes U+FFFD. Returns the length. */
size_t mpr_utf8_to_wide(const char *from, WCHAR *to, size_t max);

/* How many characters mpr_utf8_to_wide() makes of it. */
size_t mpr_utf8_length(const char *from);

#endif /* MPR_SRC_WIDE_H */
