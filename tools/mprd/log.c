// SPDX-License-Identifier: GPL-2.0-only
#include "log.h"

#include <mpr.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool use_syslog, verbose;
static char about[256];

void log_open(bool to_syslog, bool be_verbose)
{
	use_syslog = to_syslog;
	verbose = be_verbose;
	if (use_syslog)
		openlog("mprd", LOG_PID, LOG_DAEMON);
}

void log_about(const char *what)
{
	snprintf(about, sizeof(about), "%s", what ? what : "");
}

void log_msg(int priority, const char *fmt, ...)
{
	char text[1024], line[sizeof(text) + sizeof(about) + 16];
	unsigned char *p;
	va_list args;
	int n;

	if (priority == LOG_DEBUG && !verbose)
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	for (p = (unsigned char *)text; *p; p++)
		if (*p < ' ' || *p == 127)
			*p = ' ';
	if (use_syslog) {
		syslog(priority, "%s%s%s", about, *about ? ": " : "", text);
		return;
	}
	n = snprintf(line, sizeof(line), "<%d>%s%s%s\n", priority, about, *about ? ": " : "", text);
	/* One write a line: several processes share the descriptor. */
	if (write(STDERR_FILENO, line, n) < 0)
		return;
}

const char *log_code(unsigned int code)
{
	static char text[96];
	const char *name = mpr_code_name(code);

	if (name)
		snprintf(text, sizeof(text), "%s (%u)", name, code);
	else
		snprintf(text, sizeof(text), "%u", code);
	return text;
}
