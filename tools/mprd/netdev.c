// SPDX-License-Identifier: GPL-2.0-only
#include "netdev.h"

#include <ctype.h>
#include <net/if.h>
#include <string.h>

bool netdev_name_ok(const char *name)
{
	const unsigned char *p;

	if (!*name || *name == '-' || strlen(name) >= IFNAMSIZ || !strcmp(name, ".") ||
	    !strcmp(name, ".."))
		return false;
	for (p = (const unsigned char *)name; *p; p++)
		if (!isgraph(*p) || *p == '/' || *p == ':')
			return false;
	return true;
}

bool netdev_exists(const char *name)
{
	return if_nametoindex(name) != 0;
}
