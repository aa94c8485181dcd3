// SPDX-License-Identifier: GPL-2.0-only
#include "plugin_links.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

/* Three trees of tsearch(3): by port, by connection and port, and the connections. */
static void *by_port, *by_connection, *connections;

static int compare(uint32_t a, uint32_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_port(const void *a, const void *b)
{
	const struct known_link *x = a, *y = b;

	return compare(x->port, y->port);
}

static int compare_connection(const void *a, const void *b)
{
	const struct known_link *x = a, *y = b;
	int order = compare(x->connection, y->connection);

	/* Port 0 stands for any port of the connection. */
	if (order || !x->port || !y->port)
		return order;
	return compare(x->port, y->port);
}

static int compare_id(const void *a, const void *b)
{
	return compare(*(const uint32_t *)a, *(const uint32_t *)b);
}

struct known_link *links_add(uint32_t port, uint32_t connection)
{
	struct known_link *l = links_find(port);

	if (l)
		links_remove(l);
	l = calloc(1, sizeof(*l));
	if (!l)
		return NULL;
	l->port = port;
	l->connection = connection;
	if (!tsearch(l, &by_port, compare_port)) {
		free(l);
		return NULL;
	}
	if (!tsearch(l, &by_connection, compare_connection)) {
		tdelete(l, &by_port, compare_port);
		free(l);
		return NULL;
	}
	return l;
}

struct known_link *links_find(uint32_t port)
{
	struct known_link key = { .port = port };
	struct known_link **found = tfind(&key, &by_port, compare_port);

	return found ? *found : NULL;
}

struct known_link *links_of(uint32_t connection)
{
	struct known_link key = { .connection = connection };
	struct known_link **found = tfind(&key, &by_connection, compare_connection);

	return found ? *found : NULL;
}

bool links_only(struct known_link *l)
{
	bool only;

	tdelete(l, &by_connection, compare_connection);
	only = !links_of(l->connection);
	tsearch(l, &by_connection, compare_connection);
	return only;
}

void links_remove(struct known_link *l)
{
	tdelete(l, &by_port, compare_port);
	tdelete(l, &by_connection, compare_connection);
	free(l);
}

void links_know_connection(uint32_t connection)
{
	uint32_t *id;

	if (links_knows_connection(connection))
		return;
	id = malloc(sizeof(*id));
	if (!id)
		return;
	*id = connection;
	if (!tsearch(id, &connections, compare_id))
		free(id);
}

bool links_knows_connection(uint32_t connection)
{
	return tfind(&connection, &connections, compare_id);
}

bool links_forget_connection(uint32_t connection)
{
	uint32_t **found = tfind(&connection, &connections, compare_id), *id;

	if (!found)
		return false;
	id = *found;
	tdelete(id, &connections, compare_id);
	free(id);
	return true;
}

static void nothing(void *node)
{
	(void)node;
}

void links_clear(void)
{
	tdestroy(by_connection, nothing);
	tdestroy(by_port, free);
	tdestroy(connections, free);
	by_connection = NULL;
	by_port = NULL;
	connections = NULL;
}
