/* SPDX-License-Identifier: GPL-2.0-only */
/* The command line of pppd for an interface. Nothing secret is on it. */
#ifndef PPP_ARGS_H
#define PPP_ARGS_H

#include <mpr.h>

#include "config.h"

/* Descriptors of pppd that its plugin (tools/pppd-plugin) knows by these numbers. */
#define PPP_SECRET_FD 3		/* "user\0password\0", or nothing */
#define PPP_REPORT_FD 4		/* lines from the plugin, see report.h there */

struct ppp_args {
	char **argv;		/* ends with NULL */
	unsigned int n;
	unsigned int size;
	bool no_memory;
};

/*
 * Options for dialling @iface as PPP unit @unit. Returns 0, or the code why it cannot be dialled,
 * with a sentence in the log.
 */
unsigned int ppp_args_make(const struct config *config, const struct mpr_interface *iface,
			   unsigned int unit, unsigned int try, bool secret, struct ppp_args *args);
void ppp_args_free(struct ppp_args *args);

/*
 * Whether root alone can change @path, an absolute path of a regular file; else says why not in
 * the log.
 */
bool trusted_program(const char *path);

#endif /* PPP_ARGS_H */
