// SPDX-License-Identifier: GPL-2.0-only
/*
 * The admin plugin of mprd_host_test: writes to the file $MPR_TOLD what it is asked and told, and
 * refuses what $MPR_REFUSES says, such as "b accept" or "b link".
 */
#include <fcntl.h>
#include <mprapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* @word and a number, behind the plugin's own name (-DNAME); whether it agrees. */
static BOOL say(const char *word, HANDLE handle)
{
	const char *refuses = getenv("MPR_REFUSES");
	const char *told = getenv("MPR_TOLD");
	char line[64], what[32];
	int fd, n;

	snprintf(what, sizeof(what), "%s %s", NAME, word);
	n = snprintf(line, sizeof(line), "%s %lu|", what, (unsigned long)(uintptr_t)handle);
	fd = told ? open(told, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
	if (fd < 0 || write(fd, line, n) != n)
		abort();
	close(fd);
	return !refuses || strcmp(refuses, what);
}

DWORD MprAdminInitializeDll(void)
{
	return NO_ERROR;
}

DWORD MprAdminTerminateDll(void)
{
	say("end", NULL);
	return NO_ERROR;
}

BOOL MprAdminAcceptNewConnection(RAS_CONNECTION_0 *c0, RAS_CONNECTION_1 *c1)
{
	(void)c1;
	return say("accept", c0->hConnection);
}

VOID MprAdminConnectionHangupNotification(RAS_CONNECTION_0 *c0, RAS_CONNECTION_1 *c1)
{
	(void)c1;
	say("hangup", c0->hConnection);
}

BOOL MprAdminAcceptNewLink(RAS_PORT_0 *p0, RAS_PORT_1 *p1)
{
	(void)p1;
	return say("link", p0->hPort);
}

VOID MprAdminLinkHangupNotification(RAS_PORT_0 *p0, RAS_PORT_1 *p1)
{
	(void)p1;
	say("unlink", p0->hPort);
}
