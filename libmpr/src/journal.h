/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reading the journal, for the monitor too. */
#ifndef MPR_SRC_JOURNAL_H
#define MPR_SRC_JOURNAL_H

#include "nl.h"

/*
 * Every event behind number @since that is kept. *@any is set when there was one, *@lost, before
 * the first callback, to what the kernel says about those that are not.
 */
unsigned int mpr_journal_dump(struct mpr *h, uint64_t since, bool *any, uint64_t *lost,
			      int (*cb)(const struct mpr_event *event, void *data), void *data);

#endif /* MPR_SRC_JOURNAL_H */
