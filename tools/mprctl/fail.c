// SPDX-License-Identifier: GPL-2.0-only
/* Failures as sentences and as exit codes. */
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <mprerror.h>
#include <raserror.h>
#include <mpr/winerror.h>

#include "mprctl.h"

static const struct {
	unsigned int code;
	int status;
	const char *advice;
} known[] = {
	{ ERROR_FILE_NOT_FOUND, EXIT_NO_OBJECT,
	  "\"ip netns list\" shows the namespaces that there are." },
	{ ERROR_ACCESS_DENIED, EXIT_DENIED,
	  "Run it as root, or with CAP_NET_ADMIN over this network namespace." },
	{ ERROR_INVALID_HANDLE, EXIT_NO_OBJECT,
	  "\"mprctl interface list\" shows the interfaces that there are." },
	{ ERROR_BAD_NETPATH, EXIT_NO_OBJECT,
	  "\"ip netns list\" shows the namespaces that there are." },
	{ ERROR_INVALID_PARAMETER, EXIT_FAILED, NULL },
	{ ERROR_INVALID_NAME, EXIT_FAILED,
	  "A name has 1 to 256 characters of UTF-8, no slash and no control characters." },
	{ RPC_S_UNKNOWN_IF, EXIT_NO_SERVICE,
	  "The module is not loaded; load it with \"modprobe mpr\"." },
	{ ERROR_INVALID_PORT_HANDLE, EXIT_NO_OBJECT, "\"mprctl port list\" shows the ports." },
	{ ERROR_DDM_NOT_RUNNING, EXIT_NO_SERVICE,
	  "Either the service is LAN-only (\"mprctl service lan-only off\"), or nobody dials this\n"
	  "kind of interface (\"systemctl start mprd\"; \"mprctl service show\" has the kinds)." },
	{ ERROR_INTERFACE_ALREADY_EXISTS, EXIT_STATE,
	  "Choose another name, or change the one there is with \"mprctl interface set\"." },
	{ ERROR_NO_SUCH_INTERFACE, EXIT_NO_OBJECT,
	  "\"mprctl interface list\" shows the interfaces that there are." },
	{ ERROR_INTERFACE_NOT_CONNECTED, EXIT_STATE, NULL },
	{ ERROR_INTERFACE_CONNECTED, EXIT_STATE,
	  "Hang it up first with \"mprctl interface disconnect\"." },
	{ ERROR_ALREADY_CONNECTING, EXIT_STATE,
	  "Watch it with \"mprctl monitor\", or give it up with \"mprctl interface disconnect\"." },
	{ ERROR_INTERFACE_DISABLED, EXIT_STATE,
	  "Enable it with \"mprctl interface set NAME --enabled yes\"." },
	{ ERROR_INTERFACE_HAS_NO_DEVICES, EXIT_STATE,
	  "\"mprctl interface show\" has the device that it wants, \"ip link\" those there are." },
	{ ERROR_INTERFACE_UNREACHABLE, EXIT_STATE, NULL },
	{ ERROR_SERVICE_IS_PAUSED, EXIT_STATE, "Go on with \"mprctl service resume\"." },
	{ ERROR_INTERFACE_DISCONNECTED, EXIT_CONNECT, NULL },
	{ ERROR_MAX_WAN_INTERFACE_LIMIT, EXIT_STATE,
	  "Delete one, or raise the limit with \"mprctl service set --max-interfaces\"." },
	{ ERROR_DIALOUT_HOURS_RESTRICTION, EXIT_STATE,
	  "\"mprctl interface show\" has the hours, and \"mprctl interface set NAME --hours always\"\n"
	  "lifts them." },
	{ ERROR_AUTHENTICATION_FAILURE, EXIT_FAILED,
	  "Set others with \"mprctl interface credentials NAME --user USER --password-stdin\"." },
};

int exit_code(unsigned int code)
{
	if (!code)
		return 0;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (known[i].code == code)
			return known[i].status;
	}
	return EXIT_FAILED;
}

static const char *advice(unsigned int code)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (known[i].code == code)
			return known[i].advice;
	}
	return NULL;
}

/* Without the full stop, as the sentence goes on behind it. */
static void print_clause(const char *text)
{
	size_t len = strlen(text);

	if (len && text[len - 1] == '.')
		len--;
	fprintf(stderr, "%.*s", (int)len, text);
}

static int vfail(struct ctl *ctl, const struct mpr_error *error, unsigned int code,
		 const char *doing, va_list args)
{
	fflush(stdout);
	fprintf(stderr, "%s: cannot ", ctl->prog);
	vfprintf(stderr, doing, args);
	fputs(": ", stderr);
	print_clause(mpr_strerror(code));
	fprintf(stderr, " (%s).\n", show_code(code));
	if (error->code == code && error->message[0] &&
	    strcmp(error->message, mpr_strerror(code))) {
		fputs("Details: ", stderr);
		print_clause(show_text(error->message));
		if (error->attr[0])
			fprintf(stderr, " (attribute \"%s\")", show_text(error->attr));
		fputs(".\n", stderr);
	} else if (error->code == code && error->sys && !advice(code)) {
		fprintf(stderr, "The system says: %s.\n", strerror(error->sys));
	}
	if (advice(code))
		fprintf(stderr, "%s\n", advice(code));
	return exit_code(code);
}

int fail(struct ctl *ctl, unsigned int code, const char *doing, ...)
{
	struct mpr_error error = *mpr_last_error();	/* printing may call libmpr */
	va_list args;
	int status;

	va_start(args, doing);
	status = vfail(ctl, &error, code, doing, args);
	va_end(args);
	return status;
}

int fail_as(struct ctl *ctl, const struct mpr_error *error, unsigned int code,
	    const char *doing, ...)
{
	va_list args;
	int status;

	va_start(args, doing);
	status = vfail(ctl, error, code, doing, args);
	va_end(args);
	return status;
}

void complain(struct ctl *ctl, const char *fmt, ...)
{
	va_list args;

	fflush(stdout);
	fprintf(stderr, "%s: ", ctl->prog);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
}

/* A reader that has seen enough is not worth a word. */
static bool reader_is_gone(void)
{
	struct pollfd pfd = { .fd = STDOUT_FILENO, .events = POLLOUT };

	return poll(&pfd, 1, 0) > 0 && pfd.revents & POLLERR;
}

int finish_output(struct ctl *ctl, int status)
{
	bool failed = ferror(stdout), quiet = reader_is_gone();

	errno = 0;
	if (fclose(stdout))
		failed = true;
	/* errno is that of an earlier write when the output is line-buffered, and long gone. */
	if (failed && !quiet && errno != EPIPE)
		fprintf(stderr, "%s: cannot write the output: %s.\n", ctl->prog,
			errno ? strerror(errno) : "the device or file takes no more");
	return failed && !status ? EXIT_FAILED : status;
}
