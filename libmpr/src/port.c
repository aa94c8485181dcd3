// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Ports.
 */
#include "list.h"

static void *parse(struct mpr_arena *arena, struct mpr_attrs attrs)
{
	return mpr_parse_port(arena, attrs);
}

unsigned int mpr_port_get(struct mpr *h, uint32_t id, struct mpr_port **port)
{
	struct mpr_msg msg;
	void *object;
	unsigned int code;

	if (!h || !port)
		return mpr_fail(ERROR_INVALID_PARAMETER, 0, NULL, NULL);
	if (!id)
		return mpr_fail(ERROR_INVALID_PORT_HANDLE, 0, "no port has the number 0", "id");
	mpr_msg_init(&msg, MPR_CMD_PORT_GET);
	mpr_put_u32(&msg, MPR_A_PORT_ID, id);
	code = mpr_get_object(h, -1, &msg, ERROR_INVALID_PORT_HANDLE, NULL, NULL, parse,
			      &object);
	if (!code)
		*port = object;
	return code;
}

struct cb {
	mpr_port_cb *cb;
	void *data;
};

static int call_cb(const void *object, void *data)
{
	struct cb *cb = data;

	return cb->cb(object, cb->data);
}

unsigned int mpr_port_list(struct mpr *h, uint32_t connection, uint32_t after, uint32_t *left,
			   mpr_port_cb *cb, void *data)
{
	struct cb user = { .cb = cb, .data = data };
	struct mpr_list list = {
		.cmd = MPR_CMD_PORT_GET,
		.after = MPR_A_PORT_AFTER,
		.left = MPR_A_PORT_LEFT,
		.filter = connection ? MPR_A_PORT_CONNECTION_ID : 0,
		.filter_value = connection,
		.parse = parse,
		.cb = call_cb,
		.data = &user,
	};

	if (!h || !cb)
		return mpr_fail(ERROR_INVALID_PARAMETER, 0, NULL, NULL);
	return mpr_list_run(h, &list, after, left);
}
