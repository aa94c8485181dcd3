// SPDX-License-Identifier: GPL-2.0-only
#include "config.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../common/ifconf.h"

static const char *const all_kinds[MAX_KINDS] = { "pppd", "wireguard", "exec" };

static const char *set_string(char **to, const char *value)
{
	free(*to);
	*to = strdup(value);
	return *to ? NULL : "not enough memory";
}

static const char *set_kinds(struct config *c, const char *value)
{
	const char *p = value;
	unsigned int i;
	size_t n;

	c->n_kinds = 0;
	for (p += strspn(p, " \t,"); *p; p += n, p += strspn(p, " \t,")) {
		n = strcspn(p, " \t,");
		for (i = 0; i < MAX_KINDS; i++)
			if (strlen(all_kinds[i]) == n && !strncmp(all_kinds[i], p, n))
				break;
		if (i == MAX_KINDS)
			return "dialers are pppd, wireguard and exec";
		if (c->n_kinds == MAX_KINDS)
			return "a dialer is given twice";
		c->kinds[c->n_kinds++] = all_kinds[i];
	}
	return NULL;
}

/* "/a.so; /b.so"; the key may be given several times */
static const char *add_plugins(struct config *c, const char *value)
{
	const char *p = value;
	size_t n, len;

	for (p += strspn(p, " \t;"); *p; p += n, p += strspn(p, " \t;")) {
		n = strcspn(p, ";");
		len = n;
		while (len && (p[len - 1] == ' ' || p[len - 1] == '\t'))
			len--;
		if (*p != '/')
			return "a plugin must be given with its absolute path";
		if (c->n_plugins == MAX_PLUGINS)
			return "there are more than 32 plugins";
		c->plugins[c->n_plugins] = strndup(p, len);
		if (!c->plugins[c->n_plugins])
			return "not enough memory";
		c->n_plugins++;
	}
	return NULL;
}

static const char *set(void *data, const char *section, const char *key, const char *value)
{
	struct config *c = data;

	if (!strcmp(section, "mprd")) {
		if (!strcmp(key, "hangup-on-exit"))
			return ifconf_parse_bool(value, &c->hangup_on_exit) ?
			       "the value must be yes or no" : NULL;
		if (!strcmp(key, "dialers"))
			return set_kinds(c, value);
		return "there is no such key in [mprd]";
	}
	if (!strcmp(section, "pppd")) {
		if (!strcmp(key, "program"))
			return set_string(&c->pppd, value);
		if (!strcmp(key, "plugin"))
			return set_string(&c->pppd_plugin, value);
		if (!strcmp(key, "options"))
			return set_string(&c->pppd_options, value);
		return "there is no such key in [pppd]";
	}
	if (!strcmp(section, "plugins")) {
		if (!strcmp(key, "plugin"))
			return add_plugins(c, value);
		if (!strcmp(key, "timeout")) {
			if (ifconf_parse_time(value, &c->plugin_timeout) || !c->plugin_timeout)
				return "the value must be a time such as 30s";
			return NULL;
		}
		return "there is no such key in [plugins]";
	}
	return "sections are [mprd], [pppd] and [plugins]";
}

/* The plugin where this build has put it, or pppd's own directory. */
static char *default_pppd_plugin(void)
{
	const char *dir = getenv("MPR_PLUGINDIR");
	char path[PATH_MAX];

	if (dir && *dir) {
		snprintf(path, sizeof(path), "%s/mpr.so", dir);
		return strdup(path);
	}
	return strdup("mpr.so");
}

int config_read(const char *path, bool must_exist, const char *netns, struct config **config,
		char *error, size_t len)
{
	struct config *c = calloc(1, sizeof(*c));
	char server[300];
	unsigned int i;

	if (!c)
		goto no_memory;
	snprintf(c->path, sizeof(c->path), "%s", path);
	c->n_kinds = MAX_KINDS;
	for (i = 0; i < MAX_KINDS; i++)
		c->kinds[i] = all_kinds[i];
	c->plugin_timeout = 30000;
	c->pppd = strdup("/usr/sbin/pppd");
	c->pppd_plugin = default_pppd_plugin();
	if (!c->pppd || !c->pppd_plugin)
		goto no_memory;
	if (netns) {
		snprintf(server, sizeof(server), "netns:%s", netns);
		c->netns = strdup(netns);
		c->server = strdup(server);
		if (!c->netns || !c->server)
			goto no_memory;
	}
	if ((must_exist || access(path, F_OK) == 0 || errno != ENOENT) &&
	    ifconf_parse_file(path, set, c, error, len)) {
		config_free(c);
		return -1;
	}
	*config = c;
	return 0;

no_memory:
	snprintf(error, len, "%s: not enough memory", path);
	config_free(c);
	return -1;
}

void config_free(struct config *c)
{
	unsigned int i;

	if (!c)
		return;
	for (i = 0; i < c->n_plugins; i++)
		free(c->plugins[i]);
	free(c->pppd);
	free(c->pppd_plugin);
	free(c->pppd_options);
	free((char *)c->netns);
	free((char *)c->server);
	free(c);
}

int config_file(const struct config *c, char *buf, size_t len, const char *fmt, ...)
{
	char dir[PATH_MAX], name[PATH_MAX];
	va_list args;
	int n;

	if (ifconf_conf_dir(dir, sizeof(dir), c->netns))
		return -1;
	va_start(args, fmt);
	n = vsnprintf(name, sizeof(name), fmt, args);
	va_end(args);
	if (n < 0 || n >= (int)sizeof(name))
		return -1;
	n = snprintf(buf, len, "%s/%s", dir, name);
	return n < 0 || (size_t)n >= len ? -1 : 0;
}
