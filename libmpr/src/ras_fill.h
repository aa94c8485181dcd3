/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef MPR_SRC_RAS_FILL_H
#define MPR_SRC_RAS_FILL_H

#include <mpr.h>

/* As mpr_ras_connection(), into memory that is zero: the structures are large and mostly empty. */
void mpr_ras_fill(const struct mpr_connection *conn, unsigned int level, void *to);

#endif /* MPR_SRC_RAS_FILL_H */
