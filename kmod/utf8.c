// SPDX-License-Identifier: GPL-2.0-only
/* UTF-8, as RFC 3629 defines it. */

#include "mpr_priv.h"

/* Bytes of the sequence that begins with @c, 0 if none may. */
static unsigned int mpr_utf8_len(u8 c)
{
	if (c < 0x80)
		return 1;
	if (c >= 0xc2 && c < 0xe0)
		return 2;
	if (c >= 0xe0 && c < 0xf0)
		return 3;
	return c >= 0xf0 && c < 0xf5 ? 4 : 0;
}

/* The second byte is where overlong forms, surrogates and what is beyond U+10FFFF show. */
static bool mpr_utf8_second(u8 first, u8 second)
{
	switch (first) {
	case 0xe0:
		return second >= 0xa0;
	case 0xed:
		return second < 0xa0;
	case 0xf0:
		return second >= 0x90;
	case 0xf4:
		return second < 0x90;
	}
	return true;
}

/**
 * mpr_utf8_chars - count the characters of a text
 * @text: text
 * @len: its bytes
 *
 * Return: characters, or -EILSEQ if it is not valid UTF-8.
 */
int mpr_utf8_chars(const char *text, size_t len)
{
	const u8 *p = (const u8 *)text, *end = p + len;
	unsigned int n, i;
	int chars = 0;

	while (p < end) {
		n = mpr_utf8_len(*p);
		if (!n || n > end - p)
			return -EILSEQ;
		for (i = 1; i < n; i++)
			if ((p[i] & 0xc0) != 0x80)
				return -EILSEQ;
		if (n > 1 && !mpr_utf8_second(p[0], p[1]))
			return -EILSEQ;
		p += n;
		chars++;
	}
	return chars;
}

/**
 * mpr_utf8_odd - is there something in a text that no interface's name may have
 * @text: text
 *
 * Return: whether there is a slash or a control character.
 */
bool mpr_utf8_odd(const char *text)
{
	const u8 *p;

	for (p = (const u8 *)text; *p; p++)
		if (*p == '/' || *p < 0x20 || *p == 0x7f)
			return true;
	return false;
}
