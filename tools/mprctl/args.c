// SPDX-License-Identifier: GPL-2.0-only
/* The command line: options, operands and their values. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../common/ifconf.h"
#include "mprctl.h"

#define OPTIONS_MAX 32	/* of one verb */

void usage_error(struct ctl *ctl, const char *fmt, ...)
{
	va_list args;

	fprintf(stderr, "%s: ", ctl->prog);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fprintf(stderr, ".\nTry \"%s --help\".\n", ctl->prog);
	exit(EXIT_USAGE);
}

static void print_verb_help(const struct ctl *ctl)
{
	const struct verb *v = ctl->verb;

	printf("%s - %s\n\nUsage: %s%s%s\n\n%s", ctl->prog, v->summary, ctl->prog,
	       *v->args ? " " : "", v->args, v->help);
}

void set_netns(struct ctl *ctl, const char *name)
{
	char *server;

	if (!*name || strchr(name, '/') || !strcmp(name, ".") || !strcmp(name, ".."))
		usage_error(ctl, "\"%s\" is no name of a network namespace (see \"ip netns list\")",
			    show_text(name));
	if (asprintf(&server, "netns:%s", name) < 0)
		abort();
	ctl->netns = name;
	ctl->server = server;	/* lives as long as the process */
}

/* What the user wrote for the option that getopt_long() has just refused. */
static const char *refused_option(int argc, char **argv)
{
	static char letter[3] = "-?";
	const char *word = optind > 0 && optind <= argc ? argv[optind - 1] : "";

	if (optopt && strncmp(word, "--", 2)) {
		letter[1] = optopt;
		return letter;
	}
	return word;
}

int next_option(struct ctl *ctl, int argc, char **argv, const struct option *options)
{
	static const struct option common[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "netns", required_argument, NULL, 'n' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	struct option all[OPTIONS_MAX + sizeof(common) / sizeof(*common)];
	char letters[3UL * OPTIONS_MAX + sizeof(":jn:h")] = ":jn:h";
	size_t n = 0, len = strlen(letters);
	int opt;

	/* the short form of an option is its value, where that is a letter */
	for (; options && options[n].name; n++) {
		all[n] = options[n];
		if (options[n].val < 256)
			len += sprintf(letters + len, "%c%.*s", options[n].val, options[n].has_arg,
				       "::");
	}
	memcpy(&all[n], common, sizeof(common));
	for (;;) {
		opt = getopt_long(argc, argv, letters, all, NULL);
		switch (opt) {
		case 'j':
			ctl->json = true;
			break;
		case 'n':
			set_netns(ctl, optarg);
			break;
		case 'h':
			print_verb_help(ctl);
			exit(finish_output(ctl, 0));
		case ':':
			usage_error(ctl, "option %s needs a value",
				    show_text(refused_option(argc, argv)));
		case '?':
			usage_error(ctl, optopt && !strncmp(argv[optind - 1], "--", 2) ?
				    "option %s takes no value" : "there is no option %s",
				    show_text(refused_option(argc, argv)));
		default:
			return opt;
		}
	}
}

const char *one_operand(struct ctl *ctl, int argc, char **argv, const char *what)
{
	if (optind >= argc)
		usage_error(ctl, "%s is missing", what);
	if (optind + 1 < argc)
		usage_error(ctl, "\"%s\" is one word too many", show_text(argv[optind + 1]));
	return argv[optind];
}

void no_operands(struct ctl *ctl, int argc, char **argv)
{
	if (optind < argc)
		usage_error(ctl, "\"%s\" is one word too many", show_text(argv[optind]));
}

bool parse_yes_no(struct ctl *ctl, const char *option, const char *text)
{
	bool value;

	if (ifconf_parse_bool(text, &value))
		usage_error(ctl, "%s wants yes or no, not \"%s\"", option, show_text(text));
	return value;
}

static bool digits(const char *text, uint64_t max, uint64_t *number)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*number = strtoull(text, &end, 10);
	return !*end && !errno && *number <= max;
}

uint64_t parse_u64(struct ctl *ctl, const char *option, const char *text)
{
	uint64_t number;

	if (!digits(text, UINT64_MAX, &number))
		usage_error(ctl, "%s wants a whole number, not \"%s\"", option, show_text(text));
	return number;
}

uint32_t parse_number(struct ctl *ctl, const char *option, const char *text)
{
	uint64_t number;

	if (!digits(text, UINT32_MAX, &number))
		usage_error(ctl, "%s wants a whole number up to %u, not \"%s\"", option, UINT32_MAX,
			    show_text(text));
	return number;
}

uint32_t parse_time(struct ctl *ctl, const char *option, const char *text)
{
	uint32_t ms;

	if (ifconf_parse_time(text, &ms))
		usage_error(ctl, "%s wants a time such as 500ms, 30s, 10m or 6h, not \"%s\"",
			    option, show_text(text));
	return ms;
}

uint32_t parse_seconds(struct ctl *ctl, const char *option, const char *text)
{
	bool plain = text[strspn(text, "0123456789")] == 0;

	return parse_time(ctl, option, plain ? show_format("%ss", text) : text);
}

bool is_time(const char *text)
{
	uint32_t ms;

	return !ifconf_parse_time(text, &ms);
}

bool parse_id(struct ctl *ctl, const char *text, uint32_t *id)
{
	uint64_t number;

	if (strncmp(text, "id:", 3))
		return false;
	if (!digits(text + 3, UINT32_MAX, &number) || !number)
		usage_error(ctl, "\"%s\" is no number of an object (id:1 and up)", show_text(text));
	*id = number;
	return true;
}

struct mpr_interface *find_interface(struct ctl *ctl, const char *name, const char *doing)
{
	struct mpr_interface *iface;
	unsigned int code;
	uint32_t id;

	if (parse_id(ctl, name, &id))
		code = mpr_interface_get(ctl_mpr(ctl), id, &iface);
	else
		code = mpr_interface_find(ctl_mpr(ctl), name, false, &iface);
	if (code)
		exit(fail(ctl, code, "%s interface \"%s\"", doing, show_text(name)));
	return iface;
}
