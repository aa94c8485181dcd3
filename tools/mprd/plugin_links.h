/* SPDX-License-Identifier: GPL-2.0-only */
/* Which links the plugins know of, and what they last looked like. */
#ifndef PLUGIN_LINKS_H
#define PLUGIN_LINKS_H

#include "plugin_call.h"

struct known_link {
	uint32_t port;
	uint32_t connection;
	struct call_link link;
};

/* Returns the entry, or NULL without memory. */
struct known_link *links_add(uint32_t port, uint32_t connection);
struct known_link *links_find(uint32_t port);
struct known_link *links_of(uint32_t connection);	/* any one, NULL: none */
bool links_only(struct known_link *link);		/* the only one of its connection */
void links_remove(struct known_link *link);

/* Connections that the plugins were asked about, or that were there when the host started. */
void links_know_connection(uint32_t connection);
bool links_forget_connection(uint32_t connection);	/* false: was not known */
bool links_knows_connection(uint32_t connection);
/* Another run of the service: forget everything. */
void links_clear(void);

#endif /* PLUGIN_LINKS_H */
