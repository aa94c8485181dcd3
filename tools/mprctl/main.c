// SPDX-License-Identifier: GPL-2.0-only
/* mprctl: look at and change the WAN interfaces of this machine from the command line. */
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mprctl.h"

static const struct object *const objects[] = {
	&interface_object, &connection_object, &port_object, &service_object, &events_object,
	&monitor_object, NULL
};

static const char main_help[] =
"Options:\n"
"  -j, --json        print JSON instead of tables and sentences\n"
"  -n, --netns NAME  work on the network namespace NAME of ip-netns(8)\n"
"  -V, --version     print the version\n"
"  -h, --help        this text; \"mprctl OBJECT --help\" and \"mprctl OBJECT VERB --help\" say more\n"
"\n"
"An interface is given by its name, or by its number as id:N.\n"
"\n"
"Examples:\n"
"  # A PPPoE line over eth1, dialled at once; the password is asked for\n"
"  mprctl interface add branch --device-type pppoe --device eth1 --user alice --password-stdin\n"
"  mprctl interface connect branch --wait\n"
"\n"
"  mprctl interface list                  # which are connected, and why the others are not\n"
"  mprctl -j connection list | jq '.[] | {user, duration_ms}'\n"
"  mprctl monitor                         # what happens, as it happens\n"
"\n"
"Exit status: 0 done, 1 failed, 2 wrong usage, 3 no such object, 4 not permitted, 5 service not\n"
"there, 6 connect failed, 7 refused in the present state, 8 time over. See mprctl(8).\n";

static bool is_command(const struct object *object)
{
	return !strcmp(object->verbs[0].name, object->name);
}

static void print_main_help(void)
{
	printf("mprctl - connect, watch and set up WAN interfaces\n\n"
	       "Usage: mprctl [-j] [-n NETNS] OBJECT VERB ...\n\nObjects:\n");
	for (int i = 0; objects[i]; i++) {
		const struct object *o = objects[i];

		printf("  %-12s %s\n", o->name, o->summary);
		if (is_command(o))
			continue;
		printf("  %-12s   ", "");
		for (const struct verb *v = o->verbs; v->name; v++)
			printf("%s%s", v == o->verbs ? "" : ", ", v->name);
		putchar('\n');
	}
	printf("\n%s", main_help);
}

static void print_object_help(const struct object *object)
{
	printf("mprctl %s - %s\n\nUsage: mprctl [-j] [-n NETNS] %s VERB ...\n\nVerbs:\n",
	       object->name, object->summary, object->name);
	for (const struct verb *v = object->verbs; v->name; v++)
		printf("  %s%s%s\n      %s\n", v->name, *v->args ? " " : "", v->args, v->summary);
	printf("\n%s\n\"mprctl %s VERB --help\" explains one verb.\n", object->help, object->name);
}

struct mpr *ctl_mpr(struct ctl *ctl)
{
	unsigned int code;

	if (ctl->mpr)
		return ctl->mpr;
	code = mpr_open(ctl->server, &ctl->mpr);
	if (!code)
		return ctl->mpr;
	if (ctl->netns)
		exit(fail(ctl, code, "open network namespace \"%s\"", show_text(ctl->netns)));
	exit(fail(ctl, code, "open the service"));
}

/* In the C locale names would be escaped byte by byte; every Linux console of today shows UTF-8. */
static void set_locale(void)
{
	setlocale(LC_ALL, "");
	if (strcmp(nl_langinfo(CODESET), "UTF-8"))
		setlocale(LC_CTYPE, "C.UTF-8");
	setlocale(LC_NUMERIC, "C");
}

static int run(struct ctl *ctl, const struct object *object, int argc, char **argv)
{
	const struct verb *verb = object->verbs;
	int status;

	if (is_command(object)) {
		snprintf(ctl->prog, sizeof(ctl->prog), "mprctl %s", object->name);
	} else {
		snprintf(ctl->prog, sizeof(ctl->prog), "mprctl %s", object->name);
		argc--;
		argv++;
		if (!argc)
			usage_error(ctl, "a verb is missing");
		if (!strcmp(argv[0], "--help") || !strcmp(argv[0], "-h") ||
		    !strcmp(argv[0], "help")) {
			print_object_help(object);
			return 0;
		}
		while (verb->name && strcmp(verb->name, argv[0]))
			verb++;
		if (!verb->name)
			usage_error(ctl, "there is no verb \"%s\"", show_text(argv[0]));
		snprintf(ctl->prog, sizeof(ctl->prog), "mprctl %s %s", object->name, verb->name);
	}
	ctl->verb = verb;
	optind = 0;
	status = verb->run(ctl, argc, argv);
	if (ctl->mpr)
		mpr_close(ctl->mpr);
	return status;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "version", no_argument, NULL, 'V' },
		{ "json", no_argument, NULL, 'j' },
		{ "netns", required_argument, NULL, 'n' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	struct ctl ctl = { .prog = "mprctl" };
	int opt;

	set_locale();
	opterr = 0;
	while ((opt = getopt_long(argc, argv, "+:jn:hV", options, NULL)) != -1) {
		switch (opt) {
		case 'j':
			ctl.json = true;
			break;
		case 'n':
			set_netns(&ctl, optarg);
			break;
		case 'V':
			printf("mprctl %s\n", MPR_VERSION);
			return finish_output(&ctl, 0);
		case 'h':
			print_main_help();
			return finish_output(&ctl, 0);
		case ':':
			usage_error(&ctl, "option %s needs a value", show_text(argv[optind - 1]));
		default:
			usage_error(&ctl, "there is no option %s", show_text(argv[optind - 1]));
		}
	}
	argc -= optind;
	argv += optind;
	if (!argc)
		usage_error(&ctl, "an object is missing, such as interface");
	if (!strcmp(argv[0], "help")) {
		print_main_help();
		return finish_output(&ctl, 0);
	}
	for (int i = 0; objects[i]; i++) {
		if (!strcmp(objects[i]->name, argv[0]))
			return finish_output(&ctl, run(&ctl, objects[i], argc, argv));
	}
	usage_error(&ctl, "there is no object \"%s\"", show_text(argv[0]));
}
