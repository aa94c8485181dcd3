/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the admin plugin of test_seed_hangup_notification.c tells the test, one datagram for each
 * callback.
 */
#ifndef SELFTESTS_PLUGIN_HANGUP_H
#define SELFTESTS_PLUGIN_HANGUP_H

#include <mprapi.h>

/* Environment: the test's socket. */
#define PLUGIN_SOCKET "MPR_TEST_PLUGIN_SOCKET"
/* A plugin whose file has this name accepts no connection. */
#define PLUGIN_REFUSES "refuses.so"

enum plugin_call {
	PLUGIN_INITIALIZE = 1,
	PLUGIN_TERMINATE,
	PLUGIN_ACCEPT,
	PLUGIN_ACCEPT_LINK,
	PLUGIN_HANGUP,
	PLUGIN_HANGUP_LINK,
};

struct plugin_said {
	char name[64];			/* file of the plugin, without directory */
	enum plugin_call call;
	/* connections */
	RAS_CONNECTION_0 c0;
	RAS_CONNECTION_1 c1;
	/* links */
	RAS_PORT_0 port;
	/* what RAS administration functions returned from inside PLUGIN_HANGUP, once all did */
	DWORD connect_code;
	DWORD enum_code, connections;
	DWORD conn_info_code;
	DWORD iface_enum_code, interfaces;
	DWORD iface_info_code, iface_state;
	DWORD iface_connect_code;
};

#endif /* SELFTESTS_PLUGIN_HANGUP_H */
