/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Handle table: turns the HANDLEs a program holds into referenced objects.
 *
 * A HANDLE is never an address.  It is a number of 32 bits that is looked up, so NULL, closed,
 * foreign (a random pointer, an id of an interface or connection) and wrong-kind values are
 * detected.  Values have the top bit set: no id of the kernel module's has, INVALID_HANDLE_VALUE
 * is none of them, and a value is not used again before 2^28 others were.
 *
 * The table is wiped in the child of a fork, where all handles of the parent are unknown.
 */
#ifndef MPR_SRC_HANDLE_H
#define MPR_SRC_HANDLE_H

#include <stdatomic.h>

#include <mpr/winerror.h>
#include <mpr/wintypes.h>

enum mpr_handle_kind {
	MPR_HANDLE_SERVER = 1,
	MPR_HANDLE_EVENT = 2,
};

/* First member of every object that a handle names. */
struct mpr_object {
	atomic_uint refs;
	enum mpr_handle_kind kind;
	/* Frees the object and what it holds; called by the put of the last reference. */
	void (*destroy)(struct mpr_object *obj);
};

/* Sets up @obj with one reference, which is the caller's. */
void mpr_object_init(struct mpr_object *obj, enum mpr_handle_kind kind,
		     void (*destroy)(struct mpr_object *obj));
struct mpr_object *mpr_object_ref(struct mpr_object *obj);
/* Drops a reference; NULL is allowed. No lock that ->destroy() takes may be held. */
void mpr_object_put(struct mpr_object *obj);

/*
 * Gives @obj a handle. The table takes over the caller's reference.
 * Returns NO_ERROR or ERROR_NOT_ENOUGH_MEMORY (the reference is still the caller's then).
 */
DWORD mpr_handle_new(struct mpr_object *obj, HANDLE *handle);

/* The object of a handle with a reference for the caller (mpr_object_put), or NULL. */
struct mpr_object *mpr_handle_get(HANDLE handle, enum mpr_handle_kind kind);

/*
 * Makes the handle invalid and passes the table's reference to the caller (mpr_object_put), or
 * returns NULL: of several threads that close the same handle exactly one gets the object.
 */
struct mpr_object *mpr_handle_remove(HANDLE handle, enum mpr_handle_kind kind);

#endif /* MPR_SRC_HANDLE_H */
