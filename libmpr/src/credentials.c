// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What interfaces dial out with.
 */
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "credfile.h"

void mpr_credentials_wipe(struct mpr_credentials *cred)
{
	if (cred)
		explicit_bzero(cred, sizeof(*cred));
}

unsigned int mpr_credentials_get(struct mpr *h, const char *interface, struct mpr_credentials *cred)
{
	char dir[PATH_MAX];
	unsigned int code;

	if (!h || !interface || !cred)
		return mpr_fail(ERROR_INVALID_PARAMETER, 0, NULL, NULL);
	code = mpr_state_dir(h, dir, sizeof(dir));
	return code ? code : mpr_credfile_read(dir, interface, cred);
}

static bool too_long(const char *str, size_t size)
{
	return str && strlen(str) >= size;
}

static void replace(char *to, const char *from)
{
	if (from)
		memcpy(to, from, strlen(from) + 1);
}

static unsigned int update(const char *dir, const char *interface, const char *user,
			   const char *domain, const char *password)
{
	struct mpr_credentials cred;
	unsigned int code;
	int lock;

	lock = mpr_credfile_lock(dir, &code);
	if (lock < 0)
		return code;
	code = mpr_credfile_read(dir, interface, &cred);
	/* A file that cannot be understood is replaced, there is nothing in it to keep. */
	if (code == ERROR_CANNOT_FIND_PHONEBOOK_ENTRY || code == ERROR_CORRUPT_PHONEBOOK)
		code = 0;
	if (!code) {
		replace(cred.user, user);
		replace(cred.domain, domain);
		replace(cred.password, password);
		code = mpr_credfile_write(dir, interface,
					  user || domain || password ? &cred : NULL);
	}
	mpr_credentials_wipe(&cred);
	close(lock);
	return code;
}

unsigned int mpr_credentials_set(struct mpr *h, const char *interface, const char *user,
				 const char *domain, const char *password)
{
	struct mpr_credentials *size = NULL;
	struct mpr_interface *iface;
	char dir[PATH_MAX];
	unsigned int code;

	if (!h || !interface || too_long(user, sizeof(size->user)) ||
	    too_long(domain, sizeof(size->domain)) || too_long(password, sizeof(size->password)))
		return mpr_fail(ERROR_INVALID_PARAMETER, 0, NULL, NULL);
	code = mpr_interface_find(h, interface, false, &iface);
	if (code)
		return code;
	mpr_free(iface);
	code = mpr_state_dir(h, dir, sizeof(dir));
	return code ? code : update(dir, interface, user, domain, password);
}
