// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Interfaces: read, create, change, delete.
 */
#include <string.h>

#include "list.h"

static void *parse(struct mpr_arena *arena, struct mpr_attrs attrs)
{
	return mpr_parse_interface(arena, attrs);
}

unsigned int mpr_interface_get(struct mpr *h, uint32_t id, struct mpr_interface **iface)
{
	struct mpr_msg msg;
	void *object;
	unsigned int code;

	if (!h || !iface)
		return mpr_fail(ERROR_INVALID_PARAMETER, 0, NULL, NULL);
	if (!id)
		return mpr_fail(ERROR_INVALID_HANDLE, 0, "no interface has the number 0", "id");
	mpr_msg_init(&msg, MPR_CMD_INTERFACE_GET);
	mpr_put_u32(&msg, MPR_A_INTERFACE_ID, id);
	code = mpr_get_object(h, -1, &msg, ERROR_INVALID_HANDLE, NULL, NULL, parse, &object);
	if (!code)
		*iface = object;
	return code;
}

unsigned int mpr_interface_find(struct mpr *h, const char *name, bool no_clients,
				struct mpr_interface **iface)
{
	struct mpr_msg msg;
	void *object;
	unsigned int code;

	if (!h || !name || !iface)
		return mpr_fail(ERROR_INVALID_PARAMETER, 0, NULL, NULL);
	/* No interface has such a name, which the kernel would call an error of the request. */
	if (!*name || strlen(name) > MPR_NAME_MAX)
		return mpr_fail(ERROR_NO_SUCH_INTERFACE, 0, NULL, "name");
	mpr_msg_init(&msg, MPR_CMD_INTERFACE_GET);
	mpr_put_str(&msg, MPR_A_INTERFACE_NAME, name);
	if (no_clients)
		mpr_put_flag(&msg, MPR_A_INTERFACE_NO_CLIENTS);
	code = mpr_get_object(h, -1, &msg, ERROR_NO_SUCH_INTERFACE, NULL, NULL, parse, &object);
	if (!code)
		*iface = object;
	return code;
}

struct cb {
	mpr_interface_cb *cb;
	void *data;
};

static int call_cb(const void *object, void *data)
{
	struct cb *cb = data;

	return cb->cb(object, cb->data);
}

unsigned int mpr_interface_list(struct mpr *h, uint32_t after, uint32_t *left,
				mpr_interface_cb *cb, void *data)
{
	struct cb user = { .cb = cb, .data = data };
	struct mpr_list list = {
		.cmd = MPR_CMD_INTERFACE_GET,
		.after = MPR_A_INTERFACE_AFTER,
		.left = MPR_A_INTERFACE_LEFT,
		.parse = parse,
		.cb = call_cb,
		.data = &user,
	};

	if (!h || !cb)
		return mpr_fail(ERROR_INVALID_PARAMETER, 0, NULL, NULL);
	return mpr_list_run(h, &list, after, left);
}

static void put_device(struct mpr_msg *msg, const struct mpr_device *dev)
{
	size_t nest = mpr_nest_begin(msg, MPR_A_INTERFACE_DEVICE);
	unsigned int i;

	mpr_put_u32(msg, MPR_A_DEVICE_INDEX, dev->index);
	mpr_put_str(msg, MPR_A_DEVICE_TYPE, dev->type ? dev->type : "");
	mpr_put_str(msg, MPR_A_DEVICE_NAME, dev->name ? dev->name : "");
	mpr_put_str(msg, MPR_A_DEVICE_PHONE, dev->phone ? dev->phone : "");
	for (i = 0; i < dev->n_alternates; i++)
		mpr_put_str(msg, MPR_A_DEVICE_ALTERNATE, dev->alternates[i]);
	mpr_nest_end(msg, nest);
}

static void put_hours(struct mpr_msg *msg, const struct mpr_hours *hours)
{
	size_t nest = mpr_nest_begin(msg, MPR_A_INTERFACE_HOURS);

	mpr_put_u8(msg, MPR_A_HOURS_DAY, hours->day);
	mpr_put_u16(msg, MPR_A_HOURS_FROM, hours->from);
	mpr_put_u16(msg, MPR_A_HOURS_TO, hours->to);
	mpr_nest_end(msg, nest);
}

static void put_settings(struct mpr_msg *msg, const struct mpr_interface *iface,
			 unsigned int settings)
{
	unsigned int i;

	if (settings & MPR_SET_ENABLED)
		mpr_put_u8(msg, MPR_A_INTERFACE_ENABLED, iface->enabled);
	if (settings & MPR_SET_DIALER)
		mpr_put_str(msg, MPR_A_INTERFACE_DIALER, iface->dialer ? iface->dialer : "");
	if (settings & MPR_SET_CONNECT_TIMEOUT)
		mpr_put_u32(msg, MPR_A_INTERFACE_CONNECT_TIMEOUT, iface->connect_timeout);
	if (settings & MPR_SET_REDIAL_COUNT)
		mpr_put_u32(msg, MPR_A_INTERFACE_REDIAL_COUNT, iface->redial_count);
	if (settings & MPR_SET_REDIAL_INTERVAL)
		mpr_put_u32(msg, MPR_A_INTERFACE_REDIAL_INTERVAL, iface->redial_interval);
	if (settings & MPR_SET_BACKOFF_FIRST)
		mpr_put_u32(msg, MPR_A_INTERFACE_BACKOFF_FIRST, iface->backoff_first);
	if (settings & MPR_SET_BACKOFF_MAX)
		mpr_put_u32(msg, MPR_A_INTERFACE_BACKOFF_MAX, iface->backoff_max);
	if (settings & MPR_SET_PERSISTENT)
		mpr_put_u8(msg, MPR_A_INTERFACE_PERSISTENT, iface->persistent);
	if (settings & MPR_SET_HOLD_UP)
		mpr_put_u32(msg, MPR_A_INTERFACE_HOLD_UP, iface->hold_up);
	if (settings & MPR_SET_HOLD_DOWN)
		mpr_put_u32(msg, MPR_A_INTERFACE_HOLD_DOWN, iface->hold_down);
	if (settings & MPR_SET_DEVICES) {
		for (i = 0; i < iface->n_devices; i++)
			put_device(msg, &iface->devices[i]);
	}
	if (settings & MPR_SET_HOURS) {
		for (i = 0; i < iface->n_hours; i++)
			put_hours(msg, &iface->hours[i]);
	}
}

/* Nothing is allocated for the answer: the interface is there, whatever happens now. */
static unsigned int added(const struct nlmsghdr *nlh, void *data)
{
	*(uint32_t *)data = mpr_msg_u32(nlh, MPR_A_INTERFACE_ID, 0);
	return 0;
}

unsigned int mpr_interface_add(struct mpr *h, const struct mpr_interface *iface,
			       unsigned int settings, uint32_t *id)
{
	uint32_t made = 0;
	struct mpr_call call = { .noent = ERROR_INVALID_PARAMETER, .reply = added, .data = &made };
	struct mpr_msg msg;
	unsigned int code;

	if (!h || !iface || !iface->name)
		return mpr_fail(ERROR_INVALID_PARAMETER, 0, NULL, NULL);
	mpr_msg_init(&msg, MPR_CMD_INTERFACE_NEW);
	mpr_put_str(&msg, MPR_A_INTERFACE_NAME, iface->name);
	mpr_put_u32(&msg, MPR_A_INTERFACE_TYPE, iface->type);
	put_settings(&msg, iface, settings);
	code = mpr_nl_do(h, -1, &msg, &call);
	mpr_msg_free(&msg);
	if (!code && !made)
		return mpr_fail(ERROR_INVALID_DATA, 0, "the kernel sent an empty answer", NULL);
	if (!code && id)
		*id = made;
	return code;
}

unsigned int mpr_interface_set(struct mpr *h, uint32_t id, const struct mpr_interface *iface,
			       unsigned int settings)
{
	struct mpr_msg msg;

	if (!h || !iface)
		return mpr_fail(ERROR_INVALID_PARAMETER, 0, NULL, NULL);
	if (!id)
		return mpr_fail(ERROR_INVALID_HANDLE, 0, "no interface has the number 0", "id");
	mpr_msg_init(&msg, MPR_CMD_INTERFACE_SET);
	mpr_put_u32(&msg, MPR_A_INTERFACE_ID, id);
	if (settings & MPR_SET_HOURS)
		mpr_put_flag(&msg, MPR_A_INTERFACE_HOURS_CLEAR);
	put_settings(&msg, iface, settings);
	return mpr_do_simple(h, &msg, ERROR_INVALID_HANDLE);
}

static unsigned int by_id(struct mpr *h, uint32_t id, unsigned int cmd)
{
	struct mpr_msg msg;

	if (!h)
		return mpr_fail(ERROR_INVALID_PARAMETER, 0, NULL, NULL);
	if (!id)
		return mpr_fail(ERROR_INVALID_HANDLE, 0, "no interface has the number 0", "id");
	mpr_msg_init(&msg, cmd);
	mpr_put_u32(&msg, MPR_A_INTERFACE_ID, id);
	return mpr_do_simple(h, &msg, ERROR_INVALID_HANDLE);
}

unsigned int mpr_interface_del(struct mpr *h, uint32_t id)
{
	return by_id(h, id, MPR_CMD_INTERFACE_DEL);
}

unsigned int mpr_interface_disconnect(struct mpr *h, uint32_t id)
{
	return by_id(h, id, MPR_CMD_INTERFACE_DISCONNECT);
}
