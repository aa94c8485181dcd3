// SPDX-License-Identifier: GPL-2.0-only
/* inih with file and line in every message, and the values that configuration files share. */
#include "ifconf.h"

#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LINE_MAX_BYTES 16384

struct parse {
	FILE *file;
	const char *path;
	ifconf_set *set;
	void *data;
	unsigned int line;
	char *error;
	size_t error_len;
	bool failed;
};

static void fail(struct parse *p, const char *what)
{
	if (!p->failed)
		snprintf(p->error, p->error_len, "%s:%u: %s", p->path, p->line, what);
	p->failed = true;
}

/* fgets() that counts lines and refuses those which inih would cut or that hold a NUL. */
static char *read_line(char *str, int num, void *stream)
{
	struct parse *p = stream;
	size_t n = 0;
	int c;

	if (p->failed)
		return NULL;
	while (n + 1 < (size_t)num && (c = getc(p->file)) != EOF) {
		str[n++] = c;
		if (c == '\n')
			break;
	}
	if (ferror(p->file)) {
		p->line++;
		fail(p, strerror(errno));
		return NULL;
	}
	if (n == 0)
		return NULL;
	p->line++;
	str[n] = '\0';
	if (strlen(str) != n) {
		fail(p, "there is a NUL byte in this line");
		return NULL;
	}
	if (str[n - 1] != '\n' && !feof(p->file)) {
		fail(p, "the line is too long");
		return NULL;
	}
	return str;
}

static int handle(void *user, const char *section, const char *key, const char *value)
{
	struct parse *p = user;
	const char *what;

	if (p->failed)
		return 0;
	what = p->set(p->data, section, key, value);
	if (what)
		fail(p, what);
	return !what;
}

int ifconf_parse_file(const char *path, ifconf_set *set, void *data, char *error, size_t len)
{
	struct parse p = { .path = path, .set = set, .data = data, .error = error,
			   .error_len = len };
	int line;

	ini_use_stack = false;
	ini_allow_realloc = false;
	ini_max_line = LINE_MAX_BYTES;
	ini_initial_alloc = LINE_MAX_BYTES;
	ini_allow_inline_comments = false;
	ini_allow_multiline = false;
	ini_allow_no_value = false;
	ini_stop_on_first_error = true;

	p.file = fopen(path, "re");
	if (!p.file) {
		snprintf(error, len, "%s: %s", path, strerror(errno));
		return -1;
	}
	line = ini_parse_stream(read_line, &p, handle, &p);
	fclose(p.file);
	if (p.failed)
		return -1;
	if (line) {
		if (line > 0)
			p.line = line;
		fail(&p, line < 0 ? "not enough memory" :
				    "this is neither [section] nor key = value");
		return -1;
	}
	return 0;
}

int ifconf_parse_time(const char *text, uint32_t *ms)
{
	static const struct {
		const char *name;
		uint32_t ms;
	} units[] = { { "", 1 }, { "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "h", 3600000 } };
	unsigned long long n;
	size_t i;
	char *end;

	if (!isdigit((unsigned char)text[0]))
		return -1;
	errno = 0;
	n = strtoull(text, &end, 10);
	if (errno || n > UINT32_MAX)
		return -1;
	while (*end == ' ')
		end++;
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(end, units[i].name))
			continue;
		if (n * units[i].ms > UINT32_MAX)
			return -1;
		*ms = n * units[i].ms;
		return 0;
	}
	return -1;
}

int ifconf_parse_bool(const char *text, bool *value)
{
	static const char *const yes[] = { "yes", "true", "on", "1" };
	static const char *const no[] = { "no", "false", "off", "0" };
	size_t i;

	for (i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
		if (!strcasecmp(text, yes[i]) || !strcasecmp(text, no[i])) {
			*value = !strcasecmp(text, yes[i]);
			return 0;
		}
	}
	return -1;
}
