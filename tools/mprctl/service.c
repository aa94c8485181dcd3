// SPDX-License-Identifier: GPL-2.0-only
/* mprctl service: the module as a whole in one network namespace. */
#include <inttypes.h>
#include <libsmartcols.h>
#include <stdio.h>
#include <string.h>

#include "mprctl.h"

void json_service(const struct mpr_service *service)
{
	json_bool("lan_only", service->lan_only);
	json_bool("paused", service->paused);
	json_number("uptime_ms", service->uptime);
	json_string("epoch", show_format("0x%016" PRIx64, service->epoch));
	json_number("interfaces", service->interfaces);
	json_number("connections", service->connections);
	json_number("attempts", service->attempts);
	json_number("ports", service->ports);
	json_number("ports_in_use", service->ports_in_use);
	json_number("max_interfaces", service->max_interfaces);
	json_number("max_attempts", service->max_attempts);
	json_number("journal_size", service->journal_size);
	json_number("journal_first", service->journal_first);
	json_number("journal_last", service->journal_last);
	json_signed("utc_offset_s", service->utc_offset);
	json_open("kinds", '[');
	for (unsigned int i = 0; i < service->n_kinds; i++)
		json_string(NULL, service->kinds[i]);
	json_close(']');
}

static void show_table(const struct mpr_service *service)
{
	struct libscols_table *list = list_new();
	const char *kinds = "";

	for (unsigned int i = 0; i < service->n_kinds; i++)
		kinds = show_format("%s%s%s", kinds, i ? ", " : "", show_text(service->kinds[i]));
	list_row(list, "state", "%s", service->paused ? "paused" : "running");
	list_row(list, "LAN-only", "%s", yes_no(service->lan_only));
	list_row(list, "uptime", "%s", show_duration(service->uptime));
	list_row(list, "dialers", "%s", *kinds ? kinds : "none (kernel kind only)");
	list_row(list, "interfaces", "%u, at most %u configured", service->interfaces,
		 service->max_interfaces);
	list_row(list, "connections", "%u", service->connections);
	list_row(list, "attempts", "%u, at most %u", service->attempts, service->max_attempts);
	list_row(list, "ports", "%u, %u of them in use", service->ports, service->ports_in_use);
	if (service->journal_first > service->journal_last)
		list_row(list, "journal", "empty, last event %" PRIu64 ", at most %u",
			 service->journal_last, service->journal_size);
	else
		list_row(list, "journal", "events %" PRIu64 " to %" PRIu64 ", at most %u",
			 service->journal_first, service->journal_last, service->journal_size);
	list_row(list, "local time", "UTC%+03d:%02d", service->utc_offset / 3600,
		 (service->utc_offset < 0 ? -service->utc_offset : service->utc_offset) / 60 % 60);
	table_print(list);
}

static int show_service(struct ctl *ctl, int argc, char **argv)
{
	struct mpr_service *service;
	unsigned int code;

	next_option(ctl, argc, argv, NULL);
	no_operands(ctl, argc, argv);
	code = mpr_service_get(ctl_mpr(ctl), &service);
	if (code)
		return fail(ctl, code, "show the service");
	if (ctl->json) {
		json_open(NULL, '{');
		json_service(service);
		json_close('}');
		json_end(false);
	} else {
		show_table(service);
	}
	mpr_free(service);
	return 0;
}

static int change(struct ctl *ctl, const struct mpr_service *service, unsigned int settings,
		  const char *doing)
{
	unsigned int code = mpr_service_set(ctl_mpr(ctl), service, settings);

	return code ? fail(ctl, code, "%s", doing) : 0;
}

static int pause_service(struct ctl *ctl, int argc, char **argv)
{
	next_option(ctl, argc, argv, NULL);
	no_operands(ctl, argc, argv);
	return change(ctl, &(struct mpr_service){ .paused = true }, MPR_SERVICE_PAUSED,
		      "pause the service");
}

static int resume_service(struct ctl *ctl, int argc, char **argv)
{
	next_option(ctl, argc, argv, NULL);
	no_operands(ctl, argc, argv);
	return change(ctl, &(struct mpr_service){ .paused = false }, MPR_SERVICE_PAUSED,
		      "resume the service");
}

static int lan_only(struct ctl *ctl, int argc, char **argv)
{
	struct mpr_service service = { 0 };

	next_option(ctl, argc, argv, NULL);
	service.lan_only = parse_yes_no(ctl, "lan-only",
					one_operand(ctl, argc, argv, "\"on\" or \"off\""));
	return change(ctl, &service, MPR_SERVICE_LAN_ONLY, "switch the LAN-only mode");
}

static int set_limits(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{ "max-interfaces", required_argument, NULL, 'i' },
		{ "max-attempts", required_argument, NULL, 'a' },
		{ "journal-size", required_argument, NULL, 'J' },
		{ NULL, 0, NULL, 0 }
	};
	struct mpr_service service = { 0 };
	unsigned int settings = 0;
	int opt;

	while ((opt = next_option(ctl, argc, argv, options)) != -1) {
		switch (opt) {
		case 'i':
			service.max_interfaces = parse_number(ctl, "--max-interfaces", optarg);
			settings |= MPR_SERVICE_MAX_INTERFACES;
			break;
		case 'a':
			service.max_attempts = parse_number(ctl, "--max-attempts", optarg);
			settings |= MPR_SERVICE_MAX_ATTEMPTS;
			break;
		case 'J':
			service.journal_size = parse_number(ctl, "--journal-size", optarg);
			settings |= MPR_SERVICE_JOURNAL_SIZE;
			break;
		}
	}
	no_operands(ctl, argc, argv);
	if (!settings)
		usage_error(ctl, "there is nothing to set");
	return change(ctl, &service, settings, "set the limits of the service");
}

static const struct verb verbs[] = {
	{ "show", "", "state, dialers, counts and limits",
	  "Examples:\n"
	  "  mprctl service show\n"
	  "  mprctl -j service show | jq .kinds\n",
	  show_service },
	{ "pause", "", "refuse new connects for the time being",
	  "Connections go on; connects under way are given up. Interfaces that are not connected\n"
	  "are unreachable (service-paused) until \"resume\".\n"
	  "\n"
	  "Example:\n"
	  "  mprctl service pause\n",
	  pause_service },
	{ "resume", "", "allow connects again",
	  "Example:\n"
	  "  mprctl service resume\n",
	  resume_service },
	{ "lan-only", "on|off", "switch dialling off or on altogether",
	  "While it is on, everything that dials gives 903 ERROR_DDM_NOT_RUNNING.\n"
	  "\n"
	  "Example:\n"
	  "  mprctl service lan-only off\n",
	  lan_only },
	{ "set", "[--max-interfaces N] [--max-attempts N] [--journal-size N]", "set limits",
	  "  --max-interfaces N  most interfaces that can be created\n"
	  "  --max-attempts N    most connects under way at a time\n"
	  "  --journal-size N    most events that the journal keeps\n"
	  "\n"
	  "Example:\n"
	  "  mprctl service set --journal-size 10000\n",
	  set_limits },
	{ 0 }
};

const struct object service_object = {
	.name = "service",
	.summary = "the module as a whole: state, dialers, limits",
	.verbs = verbs,
	.help = "Example:\n  mprctl service show\n",
};
