// SPDX-License-Identifier: GPL-2.0-only
/*
 * JSON to standard output. libsmartcols prints rows of plain values only; a code is an object
 * here, and an event has its object inside.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "mprctl.h"
#include "utf8.h"

static bool first = true;	/* no value in the innermost bracket yet */

static void put_text(const char *text)
{
	uint32_t c;
	int n;

	putchar('"');
	for (; *text; text += n) {
		n = utf8_char(text, &c);
		if (!n) {
			fputs("\\ufffd", stdout);
			n = 1;
		} else if (c == '"' || c == '\\') {
			printf("\\%c", c);
		} else if (!utf8_shown(c)) {
			printf("\\u%04x", c);	/* all of these are below 0x10000 */
		} else {
			fwrite(text, 1, n, stdout);
		}
	}
	putchar('"');
}

static void put_key(const char *key)
{
	if (!first)
		putchar(',');
	first = false;
	if (key) {
		put_text(key);
		putchar(':');
	}
}

void json_open(const char *key, char bracket)
{
	put_key(key);
	putchar(bracket);
	first = true;
}

void json_close(char bracket)
{
	putchar(bracket);
	first = false;
}

void json_string(const char *key, const char *text)
{
	put_key(key);
	put_text(text);
}

void json_number(const char *key, uint64_t number)
{
	put_key(key);
	printf("%" PRIu64, number);
}

void json_signed(const char *key, int64_t number)
{
	put_key(key);
	printf("%" PRId64, number);
}

void json_bool(const char *key, bool value)
{
	put_key(key);
	fputs(value ? "true" : "false", stdout);
}

void json_null(const char *key)
{
	put_key(key);
	fputs("null", stdout);
}

void json_code(const char *key, uint32_t code)
{
	const char *name = mpr_code_name(code);

	json_open(key, '{');
	json_number("code", code);
	if (name)
		json_string("name", name);
	else
		json_null("name");
	json_string("text", mpr_strerror(code));
	json_close('}');
}

void json_end(bool flush)
{
	putchar('\n');
	first = true;
	if (flush)
		fflush(stdout);
}
