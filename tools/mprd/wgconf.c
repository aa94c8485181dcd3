// SPDX-License-Identifier: GPL-2.0-only
#include "wgconf.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define SIZE_MAX_CONF (1024L * 1024)

static const char *take_addresses(struct wgconf *conf, char *value)
{
	char *one, *rest, *p;
	size_t size;

	for (one = strtok_r(value, ", \t", &rest); one; one = strtok_r(NULL, ", \t", &rest)) {
		if (conf->n_addresses == WGCONF_MAX_ADDRESSES)
			return "there are more than 16 addresses";
		for (p = one; *p; p++)
			if (!isxdigit((unsigned char)*p) && !strchr(".:/", *p))
				return "this is no address";
		size = strlen(one) + 1;
		if (size > sizeof(conf->addresses[0]))
			return "this is no address";
		memcpy(conf->addresses[conf->n_addresses++], one, size);
	}
	return NULL;
}

/* Returns what is wrong or NULL; *mine: the line is not for wg(8). */
static const char *take(struct wgconf *conf, const char *key, char *value, bool *mine)
{
	static const char *const ignored[] = { "DNS", "Table", "SaveConfig" };
	static const char *const commands[] = { "PreUp", "PostUp", "PreDown", "PostDown" };
	unsigned long mtu;
	char *end;
	size_t i;

	*mine = true;
	if (!strcasecmp(key, "Address"))
		return take_addresses(conf, value);
	if (!strcasecmp(key, "MTU")) {
		mtu = strtoul(value, &end, 10);
		conf->mtu = mtu;
		return *end || mtu < 68 || mtu > 65535 ? "this is no MTU" : NULL;
	}
	for (i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		if (!strcasecmp(key, ignored[i]))
			return NULL;
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!strcasecmp(key, commands[i]))
			return "commands are not run; use the exec dialer for them";
	*mine = false;
	return NULL;
}

static char *trim(char *text)
{
	size_t n;

	text += strspn(text, " \t");
	for (n = strlen(text); n && isspace((unsigned char)text[n - 1]); n--)
		;
	text[n] = '\0';
	return text;
}

static const char *take_line(struct wgconf *conf, const char *line, bool *in_interface)
{
	char copy[1024], *p, *eq;
	bool mine = false;
	const char *wrong = NULL;
	size_t n = strlen(line);

	if (n >= sizeof(copy))
		return "the line is too long";
	memcpy(copy, line, n + 1);
	p = strchr(copy, '#');
	if (p)
		*p = '\0';
	p = trim(copy);
	eq = strchr(p, '=');
	if (*p == '[') {
		*in_interface = !strcasecmp(p, "[Interface]");
	} else if (eq && *in_interface) {
		*eq = '\0';
		wrong = take(conf, trim(p), trim(eq + 1), &mine);
	}
	explicit_bzero(copy, sizeof(copy));
	if (!wrong && !mine) {
		memcpy(conf->text + conf->len, line, n);
		conf->len += n;
	}
	return wrong;
}

int wgconf_read(const char *path, struct wgconf *conf, char *error, size_t len)
{
	bool in_interface = false;
	const char *wrong = NULL;
	unsigned int number = 0;
	struct stat st;
	FILE *f;
	char *line = NULL;
	size_t size = 0;

	memset(conf, 0, sizeof(*conf));
	f = fopen(path, "re");
	if (!f || fstat(fileno(f), &st)) {
		snprintf(error, len, "%s: %s", path, strerror(errno));
		if (f)
			fclose(f);
		return -1;
	}
	if (st.st_uid != 0 || (st.st_mode & 077) || !S_ISREG(st.st_mode)) {
		snprintf(error, len,
			 "%s holds keys and others than root can read it; it must be root's with mode 600",
			 path);
		fclose(f);
		return -1;
	}
	conf->text = st.st_size < SIZE_MAX_CONF ? calloc(1, SIZE_MAX_CONF + 1) : NULL;
	if (!conf->text)
		wrong = "the file is too large";
	while (!wrong && getline(&line, &size, f) > 0) {
		number++;
		if (conf->len + strlen(line) > SIZE_MAX_CONF)
			wrong = "the file is too large";
		else
			wrong = take_line(conf, line, &in_interface);
	}
	if (line)
		explicit_bzero(line, size);
	free(line);
	fclose(f);
	if (wrong) {
		snprintf(error, len, "%s:%u: %s", path, number, wrong);
		wgconf_free(conf);
		return -1;
	}
	return 0;
}

void wgconf_free(struct wgconf *conf)
{
	if (conf->text)
		explicit_bzero(conf->text, conf->len);
	free(conf->text);
	memset(conf, 0, sizeof(*conf));
}
