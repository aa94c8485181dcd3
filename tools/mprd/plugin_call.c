// SPDX-License-Identifier: GPL-2.0-only
#include "plugin_call.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "log.h"

static int report_fd;
static unsigned int limit_ms;
static bool (*note_it)(void);
static timer_t timer;
static pid_t timer_of;		/* a fork's child has none */

int call_init(int report, unsigned int timeout, bool (*note)(void))
{
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGKILL };

	report_fd = report;
	note_it = note;
	/* The main process is first, and says so in the log. */
	limit_ms = timeout + 2000;
	if (timer_of != getpid() && timer_create(CLOCK_MONOTONIC, &event, &timer)) {
		log_err("cannot make a timer for the admin plugins");
		return -1;
	}
	timer_of = getpid();
	return 0;
}

static void tell(const char *text)
{
	/* Without a main process the callback is made all the same. */
	if (write(report_fd, text, strlen(text)) < 0)
		return;
}

static bool begin(const struct plugin *p, const char *function, const char *what)
{
	struct itimerspec limit = { .it_value = { limit_ms / 1000,
						  limit_ms % 1000 * 1000000L } };
	char text[480];

	snprintf(text, sizeof(text) - 1, "call %s of %s%s%.200s", function, p->path,
		 *what ? " for " : "", what);
	memcpy(text + strlen(text), "\n", 2);
	tell(text);
	if (*what && note_it && !note_it()) {
		tell("done\n");
		return false;
	}
	timer_settime(timer, 0, &limit, NULL);
	return true;
}

static void end(void)
{
	struct itimerspec off = { 0 };

	timer_settime(timer, 0, &off, NULL);
	tell("done\n");
}

int call_initialize(struct plugin *p)
{
	MPRAPI_ADMIN_DLL_CALLBACKS table = { .revision = MPRAPI_ADMIN_DLL_VERSION_1 };
	const char *name = p->init_ex ? "MprAdminInitializeDllEx" : "MprAdminInitializeDll";
	DWORD code;

	begin(p, name, "");
	code = p->init_ex ? p->init_ex(&table) : p->init();
	end();
	if (code) {
		log_err("admin plugin %s: %s returned %s", p->path, name, log_code(code));
		return -1;
	}
	return p->init_ex ? plugin_take_table(p, &table) : 0;
}

void call_terminate(struct plugin *p)
{
	if (!p->terminate)
		return;
	begin(p, "MprAdminTerminateDll", "");
	p->terminate();
	end();
}

/* Plugins get copies: what one writes into them is not what the next one reads. */
bool call_accept(struct plugin *p, const struct call_connection *conn, const char *what)
{
	struct call_connection c = *conn;
	BOOL yes = TRUE;

	if (!p->accept_ex && !p->accept3 && !p->accept2 && !p->accept)
		return true;
	if (!begin(p, "MprAdminAcceptNewConnection", what))
		return true;
	if (p->accept_ex)
		yes = p->accept_ex(&c.ex);
	else if (p->accept3)
		yes = p->accept3(&c.c0, &c.c1, &c.c2, &c.c3);
	else if (p->accept2)
		yes = p->accept2(&c.c0, &c.c1, &c.c2);
	else
		yes = p->accept(&c.c0, &c.c1);
	end();
	return yes;
}

bool call_accept_link(struct plugin *p, const struct call_link *link, const char *what)
{
	struct call_link l = *link;
	BOOL yes;

	if (!p->accept_link)
		return true;
	if (!begin(p, "MprAdminAcceptNewLink", what))
		return true;
	yes = p->accept_link(&l.p0, &l.p1);
	end();
	return yes;
}

void call_hangup(struct plugin *p, const struct call_connection *conn, const char *what)
{
	struct call_connection c = *conn;

	if (!p->hangup_ex && !p->hangup3 && !p->hangup2 && !p->hangup)
		return;
	if (!begin(p, "MprAdminConnectionHangupNotification", what))
		return;
	if (p->hangup_ex)
		p->hangup_ex(&c.ex);
	else if (p->hangup3)
		p->hangup3(&c.c0, &c.c1, &c.c2, &c.c3);
	else if (p->hangup2)
		p->hangup2(&c.c0, &c.c1, &c.c2);
	else
		p->hangup(&c.c0, &c.c1);
	end();
}

void call_hangup_link(struct plugin *p, const struct call_link *link, const char *what)
{
	struct call_link l = *link;

	if (!p->hangup_link)
		return;
	if (!begin(p, "MprAdminLinkHangupNotification", what))
		return;
	p->hangup_link(&l.p0, &l.p1);
	end();
}
