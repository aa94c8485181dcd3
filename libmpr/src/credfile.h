/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The files that credentials are kept in.
 */
#ifndef MPR_SRC_CREDFILE_H
#define MPR_SRC_CREDFILE_H

#include "nl.h"

/* 623 when there is no file; 625 when it is not one of ours; 5. */
unsigned int mpr_credfile_read(const char *dir, const char *interface,
			       struct mpr_credentials *cred);
/* Puts a file in place of the old one; NULL removes it. */
unsigned int mpr_credfile_write(const char *dir, const char *interface,
				const struct mpr_credentials *cred);
/* Keeps other writers out: a descriptor to close, or -1 and a code. Makes the directory. */
int mpr_credfile_lock(const char *dir, unsigned int *code);

#endif /* MPR_SRC_CREDFILE_H */
