// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * An admin plugin: one line for each connection and link that is asked about or that has ended, to
 * the file that $MPR_HANGUP_LOG names or to syslog. Build it as a shared object and name it in
 * /etc/mpr/mprd.conf:
 *
 *	gcc -shared -fPIC -o hangup-plugin.so hangup-plugin.c $(pkg-config --cflags --libs libmpr)
 */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <syslog.h>
#include <unistd.h>

#include <mprapi.h>

static void __attribute__((format(printf, 1, 2))) say(const char *fmt, ...)
{
	const char *path = getenv("MPR_HANGUP_LOG");
	char line[8192];
	va_list args;
	int n, fd;

	va_start(args, fmt);
	n = vsnprintf(line, sizeof(line) - 1, fmt, args);
	va_end(args);
	if (n < 0)
		return;
	if (!path) {
		syslog(LOG_DAEMON | LOG_INFO, "%s", line);
		return;
	}
	if (n > (int)sizeof(line) - 2)
		n = sizeof(line) - 2;
	line[n++] = '\n';
	/* One write for a line, so that readers never see half of one. */
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	if (write(fd, line, n) < 0)
		syslog(LOG_DAEMON | LOG_ERR, "cannot write %s", path);
	close(fd);
}

static void say_connection(const char *what, const RAS_CONNECTION_0 *c0, const RAS_CONNECTION_1 *c1)
{
	char who[6400];

	snprintf(who, sizeof(who), "interface=%ls user=%ls remote-computer=%ls",
		 c0->wszInterfaceName, c0->wszUserName, c0->wszRemoteComputer);
	say("%s connection=%lu %s seconds=%u received=%u sent=%u address=%ls remote-address=%ls",
	    what, (unsigned long)(uintptr_t)c0->hConnection, who, c0->dwConnectDuration,
	    c1->dwBytesRcved, c1->dwBytesXmited, c1->PppInfo.ip.wszAddress,
	    c1->PppInfo.ip.wszRemoteAddress);
}

static void say_link(const char *what, const RAS_PORT_0 *p0, const RAS_PORT_1 *p1)
{
	say("%s connection=%lu port=%ls seconds=%u received=%u sent=%u", what,
	    (unsigned long)(uintptr_t)p0->hConnection, p0->wszPortName, p0->dwConnectDuration,
	    p1->dwBytesRcved, p1->dwBytesXmited);
}

DWORD APIENTRY MprAdminInitializeDll(void)
{
	return NO_ERROR;
}

DWORD APIENTRY MprAdminTerminateDll(void)
{
	return NO_ERROR;
}

/* Returning FALSE would hang the connection up. */
BOOL CALLBACK MprAdminAcceptNewConnection(RAS_CONNECTION_0 *c0, RAS_CONNECTION_1 *c1)
{
	say_connection("accept", c0, c1);
	return TRUE;
}

VOID CALLBACK MprAdminConnectionHangupNotification(RAS_CONNECTION_0 *c0, RAS_CONNECTION_1 *c1)
{
	say_connection("hangup", c0, c1);
}

BOOL CALLBACK MprAdminAcceptNewLink(RAS_PORT_0 *p0, RAS_PORT_1 *p1)
{
	say_link("accept-link", p0, p1);
	return TRUE;
}

VOID CALLBACK MprAdminLinkHangupNotification(RAS_PORT_0 *p0, RAS_PORT_1 *p1)
{
	say_link("hangup-link", p0, p1);
}
