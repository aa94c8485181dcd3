// SPDX-License-Identifier: GPL-2.0-only
/* A WireGuard configuration, as far as mprd reads it. Input: the file. */
#include <stdlib.h>
#include <string.h>

#include "seam.h"
#include "wgconf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = seam_file("wg.conf", data, size);
	struct wgconf conf;
	char error[512] = "";
	unsigned int i;

	if (wgconf_read(path, &conf, error, sizeof(error))) {
		if (strncmp(error, path, strlen(path)))
			abort();
		return 0;
	}
	if (conf.n_addresses > WGCONF_MAX_ADDRESSES || conf.len > size)
		abort();
	for (i = 0; i < conf.n_addresses; i++)
		if (!conf.addresses[i][0] ||
		    strnlen(conf.addresses[i], sizeof(conf.addresses[i])) ==
		    sizeof(conf.addresses[i]))
			abort();
	wgconf_free(&conf);
	return 0;
}
