// SPDX-License-Identifier: GPL-2.0-only
/*
 * The admin plugin that test_mprd_plugins.sh loads under several names. It writes what it is
 * asked and told to the file $MPR_TEST_PLUGIN, and behaves as $MPR_TEST_PLUGIN.behave says: "a.so
 * crash", "a.so hang", "a.so refuse" or "a.so refuse-init"; anything else is well.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <mprapi.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *own_name(void)
{
	const char *slash;
	Dl_info info;

	if (!dladdr((void *)own_name, &info))
		return "?";
	slash = strrchr(info.dli_fname, '/');
	return slash ? slash + 1 : info.dli_fname;
}

static void __attribute__((format(printf, 1, 2))) say(const char *fmt, ...)
{
	const char *file = getenv("MPR_TEST_PLUGIN");
	char text[256], line[400];
	va_list args;
	int fd, n;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	n = snprintf(line, sizeof(line), "%s %s\n", own_name(), text);
	fd = file ? open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
	if (fd < 0 || write(fd, line, n) != n)
		abort();
	close(fd);
}

static int behaves(const char *how)
{
	char path[400], line[128] = "", want[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s.behave", getenv("MPR_TEST_PLUGIN"));
	f = fopen(path, "re");
	if (!f)
		return 0;
	if (!fgets(line, sizeof(line), f))
		line[0] = '\0';
	fclose(f);
	snprintf(want, sizeof(want), "%s %s\n", own_name(), how);
	return !strcmp(line, want);
}

static unsigned long id(HANDLE handle)
{
	return (unsigned long)(uintptr_t)handle;
}

/* On Windows a call from here does not return. */
static void enumerate(void)
{
	RAS_SERVER_HANDLE server = NULL;
	DWORD code, n, total;
	LPBYTE buffer = NULL;

	code = MprAdminServerConnect(NULL, &server);
	if (!code)
		code = MprAdminConnectionEnum(server, 0, &buffer, (DWORD)-1, &n, &total, NULL);
	say("enumerated from inside: %u", code);
	MprAdminBufferFree(buffer);
	MprAdminServerDisconnect(server);
}

DWORD APIENTRY MprAdminInitializeDll(void)
{
	return behaves("refuse-init") ? ERROR_ACCESS_DENIED : NO_ERROR;
}

DWORD APIENTRY MprAdminTerminateDll(void)
{
	return NO_ERROR;
}

BOOL CALLBACK MprAdminAcceptNewConnection2(RAS_CONNECTION_0 *c0, RAS_CONNECTION_1 *c1,
					   RAS_CONNECTION_2 *c2)
{
	if (c1->hConnection != c0->hConnection || c2->hConnection != c0->hConnection)
		abort();
	if (behaves("refuse")) {
		say("refused %lu", id(c0->hConnection));
		return FALSE;
	}
	say("accept %lu", id(c0->hConnection));
	return TRUE;
}

VOID CALLBACK MprAdminConnectionHangupNotification2(RAS_CONNECTION_0 *c0, RAS_CONNECTION_1 *c1,
						    RAS_CONNECTION_2 *c2)
{
	if (c1->hConnection != c0->hConnection || c2->hConnection != c0->hConnection)
		abort();
	if (behaves("crash")) {
		say("crashes %lu", id(c0->hConnection));
		raise(SIGSEGV);
	}
	if (behaves("hang")) {
		say("hangs %lu", id(c0->hConnection));
		for (;;)
			pause();
	}
	enumerate();
	say("hangup %lu", id(c0->hConnection));
}

BOOL CALLBACK MprAdminAcceptNewLink(RAS_PORT_0 *p0, RAS_PORT_1 *p1)
{
	if (p1->hPort != p0->hPort)
		abort();
	say("accept-link %lu", id(p0->hConnection));
	return TRUE;
}

VOID CALLBACK MprAdminLinkHangupNotification(RAS_PORT_0 *p0, RAS_PORT_1 *p1)
{
	if (p1->hPort != p0->hPort)
		abort();
	say("hangup-link %lu", id(p0->hConnection));
}
