// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Device slots of interfaces.
 */
#include <stdlib.h>
#include <string.h>

#include "admin.h"
#include "buffer.h"
#include "wide.h"

#define ALTERNATES_MAX 16

static const struct mpr_device *find_slot(const struct mpr_interface *iface, DWORD index)
{
	unsigned int i;

	for (i = 0; i < iface->n_devices; i++) {
		if (iface->devices[i].index == index)
			return &iface->devices[i];
	}
	return NULL;
}

/* MPR_DEVICE_1 begins with the members of MPR_DEVICE_0. */
static void put_device(const struct mpr_device *dev, MPR_DEVICE_0 *to)
{
	mpr_utf8_to_wide(dev->type, to->szDeviceType, MPR_MaxDeviceType);
	mpr_utf8_to_wide(dev->name, to->szDeviceName, MPR_MaxDeviceName);
}

static void *device_buffer(const struct mpr_device *dev, DWORD level)
{
	MPR_DEVICE_1 *info;
	size_t n = 1;
	unsigned int i;
	WCHAR *to;

	if (level == 0) {
		MPR_DEVICE_0 *info_0 = mpr_buffer_alloc(sizeof(*info_0));

		if (info_0)
			put_device(dev, info_0);
		return info_0;
	}
	for (i = 0; i < dev->n_alternates; i++)
		n += mpr_utf8_length(dev->alternates[i]) + 1;
	info = mpr_buffer_alloc(sizeof(*info) + n * sizeof(WCHAR));
	if (!info)
		return NULL;
	put_device(dev, (MPR_DEVICE_0 *)info);
	mpr_utf8_to_wide(dev->phone, info->szLocalPhoneNumber, MPR_MaxPhoneNumber);
	if (dev->n_alternates) {
		to = (WCHAR *)(info + 1);
		info->szAlternates = to;
		for (i = 0; i < dev->n_alternates; i++)
			to += mpr_utf8_to_wide(dev->alternates[i], to, n) + 1;
	}
	return info;
}

static DWORD get_device(struct mpr_server *srv, HANDLE hif, DWORD index, DWORD level,
			LPBYTE *buffer)
{
	struct mpr_device own = { .index = 1, .type = "GENERIC", .phone = "" };
	const struct mpr_device *dev;
	struct mpr_interface *iface;
	void *info = NULL;
	uint32_t id;
	DWORD code;

	if (!buffer)
		return mpr_admin_refuse(srv, MPR_NO_DDM, ERROR_INVALID_PARAMETER);
	if (level > 1)
		return mpr_admin_refuse(srv, MPR_NO_DDM, ERROR_NOT_SUPPORTED);
	if (!mpr_admin_id(hif, &id))
		return mpr_admin_refuse(srv, MPR_NO_DDM, ERROR_INVALID_HANDLE);
	code = mpr_interface_get(srv->h, id, &iface);
	if (code)
		return code;
	dev = find_slot(iface, index);
	/* Without slots, the device is the netdevice that has the interface's name. */
	if (!dev && index == 1 && !iface->n_devices) {
		own.name = iface->name;
		dev = &own;
	}
	if (dev)
		info = device_buffer(dev, level);
	if (!dev)
		code = ERROR_INVALID_PARAMETER;
	else if (!info)
		code = ERROR_NOT_ENOUGH_MEMORY;
	else
		*buffer = info;
	mpr_free(iface);
	return code;
}

DWORD MprAdminInterfaceDeviceGetInfo(MPR_SERVER_HANDLE hMprServer, HANDLE hInterface,
				     DWORD dwIndex, DWORD dwLevel, LPBYTE *lplpBuffer)
{
	struct mpr_server *srv;
	DWORD code = mpr_admin_begin(hMprServer, &srv);

	if (code)
		return code;
	code = get_device(srv, hInterface, dwIndex, dwLevel, lplpBuffer);
	mpr_admin_end(srv);
	return code;
}

/* A device as it comes from the caller, in UTF-8. */
struct device_text {
	char type[4 * MPR_MaxDeviceType + 1];
	char name[4 * MPR_MaxDeviceName + 1];
	char phone[4 * MPR_MaxPhoneNumber + 1];
	char alternate[ALTERNATES_MAX][4 * MPR_MaxPhoneNumber + 1];
	const char *alternates[ALTERNATES_MAX];
	unsigned int n_alternates;
};

static bool take_alternates(struct device_text *text, const WCHAR *from)
{
	while (from && *from) {
		if (text->n_alternates == ALTERNATES_MAX ||
		    !mpr_wide_to_utf8(from, MPR_MaxPhoneNumber,
				      text->alternate[text->n_alternates]))
			return false;
		text->alternates[text->n_alternates] = text->alternate[text->n_alternates];
		text->n_alternates++;
		while (*from)
			from++;
		from++;
	}
	return true;
}

static bool take_device(struct device_text *text, DWORD level, const MPR_DEVICE_1 *info)
{
	if (!mpr_wide_to_utf8(info->szDeviceType, MPR_MaxDeviceType, text->type) ||
	    !mpr_wide_to_utf8(info->szDeviceName, MPR_MaxDeviceName, text->name))
		return false;
	text->phone[0] = '\0';
	text->n_alternates = 0;
	return level == 0 ||
	       (mpr_wide_to_utf8(info->szLocalPhoneNumber, MPR_MaxPhoneNumber, text->phone) &&
		take_alternates(text, info->szAlternates));
}

static DWORD set_slot(struct mpr_server *srv, uint32_t id, DWORD index, DWORD level,
		      const struct device_text *text)
{
	struct mpr_device dev = { .index = index, .type = text->type, .name = text->name };
	struct mpr_interface new = { .devices = &dev, .n_devices = 1 };
	struct mpr_interface *iface;
	const struct mpr_device *old;
	DWORD code;

	code = mpr_interface_get(srv->h, id, &iface);
	if (code)
		return code;
	/* Level 0 does not speak of numbers, and a slot that is set is replaced as a whole. */
	old = level == 0 ? find_slot(iface, index) : NULL;
	dev.phone = old ? old->phone : text->phone;
	dev.alternates = old ? old->alternates : text->alternates;
	dev.n_alternates = old ? old->n_alternates : text->n_alternates;
	code = mpr_interface_set(srv->h, id, &new, MPR_SET_DEVICES);
	mpr_free(iface);
	return code;
}

static DWORD set_device(struct mpr_server *srv, HANDLE hif, DWORD index, DWORD level,
			LPBYTE buffer)
{
	struct device_text *text;
	uint32_t id;
	DWORD code;

	if (!buffer)
		return mpr_admin_refuse(srv, MPR_NO_DDM, ERROR_INVALID_PARAMETER);
	if (level > 1)
		return mpr_admin_refuse(srv, MPR_NO_DDM, ERROR_NOT_SUPPORTED);
	if (!mpr_admin_id(hif, &id))
		return mpr_admin_refuse(srv, MPR_NO_DDM, ERROR_INVALID_HANDLE);
	text = malloc(sizeof(*text));
	if (!text)
		return ERROR_NOT_ENOUGH_MEMORY;
	if (index < 1 || index > MPR_DEVICES_MAX ||
	    !take_device(text, level, (const MPR_DEVICE_1 *)buffer))
		code = mpr_admin_refuse(srv, MPR_NO_DDM, ERROR_INVALID_PARAMETER);
	else
		code = set_slot(srv, id, index, level, text);
	free(text);
	return code;
}

DWORD MprAdminInterfaceDeviceSetInfo(MPR_SERVER_HANDLE hMprServer, HANDLE hInterface,
				     DWORD dwIndex, DWORD dwLevel, LPBYTE lplpBuffer)
{
	struct mpr_server *srv;
	DWORD code = mpr_admin_begin(hMprServer, &srv);

	if (code)
		return code;
	code = set_device(srv, hInterface, dwIndex, dwLevel, lplpBuffer);
	mpr_admin_end(srv);
	return code;
}
