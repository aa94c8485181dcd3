/* SPDX-License-Identifier: GPL-2.0-only */
/* Making callbacks: each is announced to the main process and limited in time. */
#ifndef PLUGIN_CALL_H
#define PLUGIN_CALL_H

#include "plugin_load.h"

/*
 * @report: descriptor to the main process. @timeout: ms that a callback may take when the main
 * process is dead. @note: writes down that a callback about a connection is made, NULL: nothing to
 * do; it is not made if that fails. The main process knows of it by then, or nobody could say what
 * became of one that is written down when this process dies.
 */
int call_init(int report, unsigned int timeout, bool (*note)(void));

/* What a connection looks like to plugins. */
struct call_connection {
	RAS_CONNECTION_0 c0;
	RAS_CONNECTION_1 c1;
	RAS_CONNECTION_2 c2;
	RAS_CONNECTION_3 c3;
	RAS_CONNECTION_EX ex;
};

struct call_link {
	RAS_PORT_0 p0;
	RAS_PORT_1 p1;
};

/* Returns 0, or -1 after a message when the plugin cannot be used. */
int call_initialize(struct plugin *p);
void call_terminate(struct plugin *p);
/* False: refused. @what tells the log which connection it is about. */
bool call_accept(struct plugin *p, const struct call_connection *conn, const char *what);
bool call_accept_link(struct plugin *p, const struct call_link *link, const char *what);
void call_hangup(struct plugin *p, const struct call_connection *conn, const char *what);
void call_hangup_link(struct plugin *p, const struct call_link *link, const char *what);

#endif /* PLUGIN_CALL_H */
