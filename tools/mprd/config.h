/* SPDX-License-Identifier: GPL-2.0-only */
/* mprd.conf(5) */
#ifndef CONFIG_H
#define CONFIG_H

#include <limits.h>
#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>

#define MAX_KINDS 3
#define MAX_PLUGINS 32

struct config {
	char path[PATH_MAX];		/* the file */
	const char *netns;		/* NULL: the one that mprd was started in */
	const char *server;		/* netns as mpr_open() wants it */
	bool hangup_on_exit;
	unsigned int n_kinds;
	const char *kinds[MAX_KINDS];
	/* pppd */
	char *pppd;			/* program */
	char *pppd_plugin;		/* mpr.so */
	char *pppd_options;		/* more options, separated by blanks; NULL: none */
	/* admin plugins */
	unsigned int n_plugins;
	char *plugins[MAX_PLUGINS];
	uint32_t plugin_timeout;	/* ms that one callback may take */
};

/*
 * Read @path; one that does not exist is a file without settings unless @must_exist. Returns 0
 * and a new object, or -1 and what is wrong in @error.
 */
int config_read(const char *path, bool must_exist, const char *netns, struct config **config,
		char *error, size_t len);
void config_free(struct config *config);

/*
 * A file below the directory of the configuration, with printf's format; 0 or -1 when it is too
 * long.
 */
int config_file(const struct config *config, char *buf, size_t len, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

#endif /* CONFIG_H */
