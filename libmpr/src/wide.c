// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Between WCHARs and UTF-8.
 */
#include "wide.h"

#define REPLACEMENT 0xfffd

bool mpr_wide_to_utf8(const WCHAR *from, size_t max, char *to)
{
	unsigned char *out = (unsigned char *)to;
	uint32_t c;
	size_t i;

	for (i = 0;; i++) {
		c = (uint32_t)from[i];
		if (!c) {
			*out = '\0';
			return true;
		}
		if (i == max || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
			return false;
		if (c < 0x80) {
			*out++ = c;
		} else if (c < 0x800) {
			*out++ = 0xc0 | c >> 6;
			*out++ = 0x80 | (c & 0x3f);
		} else if (c < 0x10000) {
			*out++ = 0xe0 | c >> 12;
			*out++ = 0x80 | (c >> 6 & 0x3f);
			*out++ = 0x80 | (c & 0x3f);
		} else {
			*out++ = 0xf0 | c >> 18;
			*out++ = 0x80 | (c >> 12 & 0x3f);
			*out++ = 0x80 | (c >> 6 & 0x3f);
			*out++ = 0x80 | (c & 0x3f);
		}
	}
}

/* One character and how many bytes it takes; a byte that begins none is one bad character. */
static uint32_t decode(const unsigned char *from, size_t *len)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t c = from[0];
	size_t n, i;

	*len = 1;
	if (c < 0x80)
		return c;
	n = c >= 0xf0 && c <= 0xf4 ? 4 : c >= 0xe0 && c <= 0xef ? 3 :
	    c >= 0xc2 && c <= 0xdf ? 2 : 0;
	if (!n)
		return REPLACEMENT;
	c &= 0x7f >> n;
	for (i = 1; i < n; i++) {
		if ((from[i] & 0xc0) != 0x80)
			return REPLACEMENT;
		c = c << 6 | (from[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return REPLACEMENT;
	*len = n;
	return c;
}

size_t mpr_utf8_to_wide(const char *from, WCHAR *to, size_t max)
{
	const unsigned char *at = (const unsigned char *)from;
	size_t n = 0, len;

	while (*at && n < max) {
		to[n++] = decode(at, &len);
		at += len;
	}
	to[n] = 0;
	return n;
}

size_t mpr_utf8_length(const char *from)
{
	const unsigned char *at = (const unsigned char *)from;
	size_t n = 0, len;

	for (; *at; at += len) {
		decode(at, &len);
		n++;
	}
	return n;
}
