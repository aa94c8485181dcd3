// SPDX-License-Identifier: GPL-2.0-only
/* Numbers: one space for all kinds of objects, handed out cyclically. */

#include "mpr_priv.h"

/* A HANDLE of the API is this number; all ones is INVALID_HANDLE_VALUE there. */
#define MPR_ID_LIMIT XA_LIMIT(1, 0x7fffffff)

/**
 * mpr_id_alloc - give an object its number
 * @mn: namespace
 * @obj: beginning of the object
 * @kind: what it is
 *
 * Return: 0 or -ENOMEM.
 */
int mpr_id_alloc(struct mpr_net *mn, struct mpr_obj *obj, enum mpr_obj_kind kind)
{
	int err;

	mpr_assert_locked(mn);
	err = xa_alloc_cyclic(&mn->ids, &obj->id, obj, MPR_ID_LIMIT, &mn->next_id, MPR_GFP);
	if (err < 0)
		return -ENOMEM;
	obj->kind = kind;
	if (kind == MPR_OBJ_IFACE)
		xa_set_mark(&mn->ids, obj->id, XA_MARK_1);
	else if (kind == MPR_OBJ_CONN)
		xa_set_mark(&mn->ids, obj->id, XA_MARK_2);
	mn->gen++;
	return 0;
}

/**
 * mpr_id_free - take an object's number back
 * @mn: namespace
 * @obj: beginning of the object
 */
void mpr_id_free(struct mpr_net *mn, struct mpr_obj *obj)
{
	mpr_assert_locked(mn);
	xa_erase(&mn->ids, obj->id);
	mn->gen++;
}

static struct mpr_obj *mpr_obj_by_id(struct mpr_net *mn, u32 id, enum mpr_obj_kind kind)
{
	struct mpr_obj *obj;

	mpr_assert_locked(mn);
	obj = xa_load(&mn->ids, id);
	return obj && obj->kind == kind ? obj : NULL;
}

/**
 * mpr_iface_by_id - find an interface
 * @mn: namespace
 * @id: number
 *
 * Return: the interface, or NULL if the number is free or names something else.
 */
struct mpr_iface *mpr_iface_by_id(struct mpr_net *mn, u32 id)
{
	struct mpr_obj *obj = mpr_obj_by_id(mn, id, MPR_OBJ_IFACE);

	return obj ? container_of(obj, struct mpr_iface, obj) : NULL;
}

/**
 * mpr_conn_by_id - find a connection
 * @mn: namespace
 * @id: number
 *
 * Return: the connection, or NULL.
 */
struct mpr_conn *mpr_conn_by_id(struct mpr_net *mn, u32 id)
{
	struct mpr_obj *obj = mpr_obj_by_id(mn, id, MPR_OBJ_CONN);

	return obj ? container_of(obj, struct mpr_conn, obj) : NULL;
}

/**
 * mpr_port_by_id - find a port
 * @mn: namespace
 * @id: number
 *
 * Return: the port, or NULL.
 */
struct mpr_port *mpr_port_by_id(struct mpr_net *mn, u32 id)
{
	struct mpr_obj *obj = mpr_obj_by_id(mn, id, MPR_OBJ_PORT);

	return obj ? container_of(obj, struct mpr_port, obj) : NULL;
}

/**
 * mpr_request_by_id - find a request to a dialer
 * @mn: namespace
 * @id: number
 *
 * Return: the request, or NULL.
 */
struct mpr_request *mpr_request_by_id(struct mpr_net *mn, u32 id)
{
	struct mpr_obj *obj = mpr_obj_by_id(mn, id, MPR_OBJ_REQUEST);

	return obj ? container_of(obj, struct mpr_request, obj) : NULL;
}
