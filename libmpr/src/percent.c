// SPDX-License-Identifier: LGPL-2.1-or-later
/* Percent-encoding, independent of any locale. */
#include "percent.h"

static bool plain(const char *at, const char *start)
{
	char c = *at;

	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '_' || (c == '.' && at != start);
}

size_t mpr_percent_encode(const char *from, char *to)
{
	static const char hex[] = "0123456789ABCDEF";
	const char *at;
	char *out = to;

	for (at = from; *at; at++) {
		if (plain(at, from)) {
			*out++ = *at;
			continue;
		}
		*out++ = '%';
		*out++ = hex[(unsigned char)*at >> 4];
		*out++ = hex[(unsigned char)*at & 15];
	}
	*out = '\0';
	return out - to;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

bool mpr_percent_decode(const char *from, size_t len, char *to, size_t size)
{
	size_t i, n = 0;
	int c;

	for (i = 0; i < len; i++) {
		c = (unsigned char)from[i];
		if (c == '%') {
			if (len - i < 3 || digit(from[i + 1]) < 0 || digit(from[i + 2]) < 0)
				return false;
			c = digit(from[i + 1]) << 4 | digit(from[i + 2]);
			i += 2;
		}
		if (!c || n + 1 >= size)
			return false;
		to[n++] = c;
	}
	to[n] = '\0';
	return true;
}
