/* SPDX-License-Identifier: GPL-2.0-only */
/* WireGuard configuration files with wg-quick(8)'s additions. */
#ifndef WGCONF_H
#define WGCONF_H

#include <stdbool.h>
#include <stddef.h>

#define WGCONF_MAX_ADDRESSES 16

struct wgconf {
	char addresses[WGCONF_MAX_ADDRESSES][64];	/* with prefix length */
	unsigned int n_addresses;
	unsigned int mtu;		/* 0: the default */
	char *text;			/* what wg(8) understands */
	size_t len;
};

/*
 * Read @path, which nobody but root may read or write. Address= and MTU= of [Interface] are taken
 * out; DNS=, Table= and SaveConfig= are ignored, commands (PreUp= and the like) refused. Returns
 * 0, or -1 and a sentence.
 */
int wgconf_read(const char *path, struct wgconf *conf, char *error, size_t len);
/* Wipes the keys. */
void wgconf_free(struct wgconf *conf);

#endif /* WGCONF_H */
