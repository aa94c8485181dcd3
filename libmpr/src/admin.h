/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the MprAdmin functions share: server handles and the order of checks.
 *
 * Documented order: access, LAN-only mode where that matters, pointers that are NULL, level,
 * handle. The service decides the first two and answers them with every request, so a call that
 * the library has to refuse by itself asks the service before it does.
 */
#ifndef MPR_SRC_ADMIN_H
#define MPR_SRC_ADMIN_H

#include <pthread.h>
#include <stdbool.h>

#include <mprapi.h>

#include "handle.h"
#include "nl.h"

struct mpr_server {
	struct mpr_object obj;
	struct mpr *h;
	pthread_mutex_t lock;
	bool closed;
	/* events that were registered through this handle */
	HANDLE *events;
	unsigned int n_events;
	unsigned int size;
};

/* Whether a function lists ERROR_DDM_NOT_RUNNING. */
enum mpr_ddm {
	MPR_NO_DDM,
	MPR_DDM,
};

/* The server of a handle, to be put back: 0, 5, 1702. */
DWORD mpr_admin_begin(HANDLE handle, struct mpr_server **srv);
void mpr_admin_end(struct mpr_server *srv);

/* Asks the service: 0, 5, 1717, with MPR_DDM 903 instead, also in LAN-only mode. */
DWORD mpr_admin_check(struct mpr_server *srv, enum mpr_ddm ddm);

/* What to return when the library finds @code: that of mpr_admin_check(), unless it is 0. */
DWORD mpr_admin_refuse(struct mpr_server *srv, enum mpr_ddm ddm, DWORD code);

/* A code of the native interface as the function's. */
DWORD mpr_admin_code(unsigned int code, enum mpr_ddm ddm);

/* The number that a handle of an interface or connection is; false: it can be none. */
bool mpr_admin_id(HANDLE handle, uint32_t *id);

/* Opens a server by the name that a program gives; the code of ServerConnect. */
DWORD mpr_admin_open(LPWSTR name, struct mpr **h);

/* ---- enumerations ---- */

struct mpr_enum {
	size_t entry;			/* bytes */
	DWORD max;			/* entries wanted */
	DWORD size;			/* entries allocated */
	DWORD n;
	BYTE *buf;
	uint32_t left;			/* for mpr_*_list() */
	uint32_t last;			/* id of the last entry */
	bool more;
	bool no_memory;
};

void mpr_enum_init(struct mpr_enum *list, size_t entry, DWORD pref_max_len);
/* Where the next entry goes, zeroed; NULL: stop, it does not fit. */
void *mpr_enum_next(struct mpr_enum *list, uint32_t id);
/* Hands everything over to the caller of the function: 0, 234 or an error. */
DWORD mpr_enum_finish(struct mpr_enum *list, DWORD code, LPBYTE *buffer, LPDWORD read,
		      LPDWORD total, LPDWORD resume);

#endif /* MPR_SRC_ADMIN_H */
