/* SPDX-License-Identifier: GPL-2.0-only */
/* Which bytes are characters, and which characters are safe to show. */
#ifndef MPRCTL_UTF8_H
#define MPRCTL_UTF8_H

#include <stdbool.h>
#include <stdint.h>

/* Length of the character at @text, which is not "", and its number; 0: not UTF-8 (RFC 3629). */
static inline int utf8_char(const char *text, uint32_t *c)
{
	const uint8_t *s = (const uint8_t *)text;
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	int n = s[0] < 0x80 ? 1 : s[0] >> 5 == 6 ? 2 : s[0] >> 4 == 14 ? 3 :
		s[0] >> 3 == 30 ? 4 : 0;

	if (n < 2) {
		*c = s[0];
		return n;
	}
	*c = s[0] & (0x7f >> n);
	for (int i = 1; i < n; i++) {
		if (s[i] >> 6 != 2)
			return 0;
		*c = *c << 6 | (s[i] & 0x3f);
	}
	if (*c < least[n] || *c > 0x10ffff || (*c >= 0xd800 && *c < 0xe000))
		return 0;
	return n;
}

/* Not so: control characters, and those that change direction or breaks of the line around. */
static inline bool utf8_shown(uint32_t c)
{
	if (c < 0x20 || (c >= 0x7f && c < 0xa0))
		return false;
	return !(c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
		 (c >= 0x2066 && c <= 0x2069) || c == 0xfeff);
}

#endif /* MPRCTL_UTF8_H */
