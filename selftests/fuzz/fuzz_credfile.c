// SPDX-License-Identifier: GPL-2.0-only
/*
 * A file of credentials. Input: the file. What is understood can be stored, and is the same when
 * read again.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <mpr.h>
#include <raserror.h>

#include "credfile.h"
#include "seam.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct mpr_credentials none;
	struct mpr_credentials cred, again;
	static int made;

	if (!made++) {
		seam_file("x", "", 0);
		if (mpr_credfile_write(seam_dir(), "wan", &none))
			abort();
	}
	seam_file("credentials/wan", data, size);
	if (mpr_credfile_read(seam_dir(), "wan", &cred)) {
		/* Nothing of a damaged file is handed out. */
		if (memcmp(&cred, &none, sizeof(cred)))
			abort();
		return 0;
	}
	if (mpr_credfile_write(seam_dir(), "other", &cred) ||
	    mpr_credfile_read(seam_dir(), "other", &again))
		abort();
	if (strcmp(cred.user, again.user) || strcmp(cred.domain, again.domain) ||
	    strcmp(cred.password, again.password))
		abort();
	return 0;
}
