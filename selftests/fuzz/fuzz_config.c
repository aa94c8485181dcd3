// SPDX-License-Identifier: GPL-2.0-only
/* mprd.conf. Input: the file. */
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "seam.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = seam_file("mprd.conf", data, size);
	struct config *config = NULL;
	char error[512] = "";
	unsigned int i;

	if (config_read(path, true, "ns", &config, error, sizeof(error))) {
		/* The error says which file. */
		if (strncmp(error, path, strlen(path)))
			abort();
		return 0;
	}
	for (i = 0; i < config->n_plugins; i++)
		if (config->plugins[i][0] != '/')
			abort();
	if (config->n_kinds > MAX_KINDS || !config->plugin_timeout)
		abort();
	config_free(config);
	return 0;
}
