/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Buffers that the library hands to the program, which frees them with MprAdminBufferFree(). */
#ifndef MPR_SRC_BUFFER_H
#define MPR_SRC_BUFFER_H

#include <stddef.h>

/*
 * Zeroed memory, or NULL. A buffer is one allocation: what its pointer members point to is in it
 * too, so that one free is enough.
 */
void *mpr_buffer_alloc(size_t size);

#endif /* MPR_SRC_BUFFER_H */
