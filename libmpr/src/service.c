// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The service as a whole.
 */
#include "list.h"

static void *parse(struct mpr_arena *arena, struct mpr_attrs attrs)
{
	return mpr_parse_service(arena, attrs);
}

unsigned int mpr_service_get(struct mpr *h, struct mpr_service **service)
{
	struct mpr_msg msg;
	void *object;
	unsigned int code;

	if (!h || !service)
		return mpr_fail(ERROR_INVALID_PARAMETER, 0, NULL, NULL);
	mpr_msg_init(&msg, MPR_CMD_SERVICE_GET);
	code = mpr_get_object(h, -1, &msg, RPC_S_UNKNOWN_IF, NULL, NULL, parse, &object);
	if (!code)
		*service = object;
	return code;
}

unsigned int mpr_service_set(struct mpr *h, const struct mpr_service *service,
			     unsigned int settings)
{
	struct mpr_msg msg;

	if (!h || !service)
		return mpr_fail(ERROR_INVALID_PARAMETER, 0, NULL, NULL);
	mpr_msg_init(&msg, MPR_CMD_SERVICE_SET);
	if (settings & MPR_SERVICE_LAN_ONLY)
		mpr_put_u8(&msg, MPR_A_SERVICE_LAN_ONLY, service->lan_only);
	if (settings & MPR_SERVICE_PAUSED)
		mpr_put_u8(&msg, MPR_A_SERVICE_PAUSED, service->paused);
	if (settings & MPR_SERVICE_MAX_INTERFACES)
		mpr_put_u32(&msg, MPR_A_SERVICE_MAX_INTERFACES, service->max_interfaces);
	if (settings & MPR_SERVICE_MAX_ATTEMPTS)
		mpr_put_u32(&msg, MPR_A_SERVICE_MAX_ATTEMPTS, service->max_attempts);
	if (settings & MPR_SERVICE_JOURNAL_SIZE)
		mpr_put_u32(&msg, MPR_A_SERVICE_JOURNAL_SIZE, service->journal_size);
	if (settings & MPR_SERVICE_UTC_OFFSET)
		mpr_put_u32(&msg, MPR_A_SERVICE_UTC_OFFSET, (uint32_t)service->utc_offset);
	return mpr_do_simple(h, &msg, RPC_S_UNKNOWN_IF);
}
