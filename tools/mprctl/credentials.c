// SPDX-License-Identifier: GPL-2.0-only
/* mprctl interface credentials. */
#include <libsmartcols.h>
#include <stdio.h>
#include <raserror.h>

#include "mprctl.h"

static int show(struct ctl *ctl, const struct mpr_interface *iface)
{
	struct mpr_credentials cred;
	unsigned int code = mpr_credentials_get(ctl->mpr, iface->name, &cred);
	bool stored = code != ERROR_CANNOT_FIND_PHONEBOOK_ENTRY;
	bool password = !code && cred.password[0];

	if (code && stored)
		return fail(ctl, code, "read the credentials of interface \"%s\"",
			    show_text(iface->name));
	if (!stored)
		cred = (struct mpr_credentials){ 0 };
	if (ctl->json) {
		json_open(NULL, '{');
		json_number("id", iface->id);
		json_string("name", iface->name);
		json_bool("stored", stored);
		json_string("user", cred.user);
		json_string("domain", cred.domain);
		json_bool("password", password);
		json_close('}');
		json_end(false);
	} else if (!stored) {
		printf("No credentials are stored for %s.\n", show_text(iface->name));
	} else {
		struct libscols_table *list = list_new();

		list_row(list, "user", "%s", show_text(cred.user));
		if (cred.domain[0])
			list_row(list, "domain", "%s", show_text(cred.domain));
		list_row(list, "password", "%s", password ? "stored" : "none");
		table_print(list);
	}
	mpr_credentials_wipe(&cred);
	return 0;
}

int interface_credentials(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{ "user", required_argument, NULL, 'u' },
		{ "domain", required_argument, NULL, 'd' },
		{ "password-file", required_argument, NULL, 'f' },
		{ "password-stdin", no_argument, NULL, 's' },
		{ "remove", no_argument, NULL, 'r' },
		{ NULL, 0, NULL, 0 }
	};
	const char *name, *user = NULL, *domain = NULL, *file = NULL;
	bool secret = false, forget = false;
	struct mpr_interface *iface;
	char *password = NULL;
	unsigned int code;
	int opt, status = 0;

	while ((opt = next_option(ctl, argc, argv, options)) != -1) {
		switch (opt) {
		case 'u':
			user = optarg;
			break;
		case 'd':
			domain = optarg;
			break;
		case 'f':
			file = optarg;
			secret = true;
			break;
		case 's':
			file = NULL;
			secret = true;
			break;
		case 'r':
			forget = true;
			break;
		}
	}
	name = one_operand(ctl, argc, argv, "the name of an interface");
	if (forget && (user || domain || secret))
		usage_error(ctl, "--remove does not go together with new credentials");
	iface = find_interface(ctl, name, "find the credentials of");
	if (!forget && !user && !domain && !secret) {
		status = show(ctl, iface);
		mpr_free(iface);
		return status;
	}
	if (secret)
		password = read_secret(ctl, file);
	code = mpr_credentials_set(ctl->mpr, iface->name, user, domain, password);
	free_secret(password);
	if (code)
		status = fail(ctl, code, "%s the credentials of interface \"%s\"",
			      forget ? "remove" : "store", show_text(iface->name));
	mpr_free(iface);
	return status;
}
