/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Percent-encoding, for file names and for values in files. */
#ifndef MPR_SRC_PERCENT_H
#define MPR_SRC_PERCENT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Letters, digits, "-", "_" and, but at the beginning, "." stay. @to has room for three times
 * as many bytes as there are at @from, and a NUL. Returns the length.
 */
size_t mpr_percent_encode(const char *from, char *to);
/*
 * @len characters at @from; false if they are no encoding, contain a NUL or do not fit into @size
 * bytes, which are at least one.
 */
bool mpr_percent_decode(const char *from, size_t len, char *to, size_t size);

#endif /* MPR_SRC_PERCENT_H */
