/* SPDX-License-Identifier: GPL-2.0-only */
/* Admin plugins as shared objects. */
#ifndef PLUGIN_LOAD_H
#define PLUGIN_LOAD_H

#include <mprapi.h>
#include <stdbool.h>

/* One pair of accept and hang-up is set, and init or init_ex. */
struct plugin {
	const char *path;
	void *object;
	PMPRADMININITIALIZEDLL init;
	PMPRADMININITIALIZEDLLEX init_ex;
	PMPRADMINTERMINATEDLL terminate;
	PMPRADMINACCEPTNEWLINK accept_link;
	PMPRADMINLINKHANGUPNOTIFICATION hangup_link;
	PMPRADMINACCEPTNEWCONNECTION accept;
	PMPRADMINACCEPTNEWCONNECTION2 accept2;
	PMPRADMINACCEPTNEWCONNECTION3 accept3;
	PMPRADMINACCEPTNEWCONNECTIONEX accept_ex;
	PMPRADMINCONNECTIONHANGUPNOTIFICATION hangup;
	PMPRADMINCONNECTIONHANGUPNOTIFICATION2 hangup2;
	PMPRADMINCONNECTIONHANGUPNOTIFICATION3 hangup3;
	PMPRADMINCONNECTIONHANGUPNOTIFICATIONEX hangup_ex;
};

/* Load @path and check that it exports what it must. Returns 0, or -1 after a message. */
int plugin_load(const char *path, struct plugin *plugin);

/*
 * Check and take over what MprAdminInitializeDllEx() has filled in. Returns 0, or -1 after a
 * message.
 */
int plugin_take_table(struct plugin *plugin, const MPRAPI_ADMIN_DLL_CALLBACKS *table);

#endif /* PLUGIN_LOAD_H */
