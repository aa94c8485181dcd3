// SPDX-License-Identifier: GPL-2.0-only
/* mprctl events: what the journal still has. */
#include <inttypes.h>
#include <stdio.h>

#include "mprctl.h"

struct read {
	const struct ctl *ctl;
	struct filter filter;
	uint64_t lost;
	bool said;	/* what was lost */
};

static void say_lost(struct read *r)
{
	if (r->lost && !r->said)
		print_notice(r->ctl, "lost", r->lost == UINT64_MAX ?
			     "the service was restarted; events before are lost" :
			     show_format("%" PRIu64 " older events are no longer kept", r->lost),
			     r->lost);
	r->said = true;
}

static int on_event(const struct mpr_event *event, void *data)
{
	struct read *r = data;
	struct mpr_event copy = *event;

	if (event->lost)
		r->lost = event->lost;
	say_lost(r);
	copy.lost = 0;	/* has been said */
	if (is_wanted(event, &r->filter))
		print_event(r->ctl, &copy);
	return 0;
}

static int events(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{ "since", required_argument, NULL, 's' },
		{ "interface", required_argument, NULL, 'i' },
		{ NULL, 0, NULL, 0 }
	};
	struct read r = { .ctl = ctl };
	unsigned int code;
	uint64_t since = 0;
	int opt;

	while ((opt = next_option(ctl, argc, argv, options)) != -1) {
		if (opt == 's')
			since = parse_u64(ctl, "--since", optarg);
		else
			parse_interface_filter(ctl, &r.filter, optarg);
	}
	r.filter.groups = parse_groups(ctl, argc, argv);
	code = mpr_journal_read(ctl_mpr(ctl), since, &r.lost, on_event, &r);
	if (code)
		return fail(ctl, code, "read the journal");
	say_lost(&r);
	return 0;
}

static const struct verb verbs[] = {
	{ "events", "[--since SEQ] [--interface NAME|id:N] [GROUP ...]",
	  "what has happened, as far as the journal still has it",
	  "  -s, --since SEQ       only the events behind number SEQ; says how many of them are lost\n"
	  "  -i, --interface NAME  only events about that interface and its connections\n"
	  "\n"
	  "GROUP is connections, interfaces, ports or service; without one, all are shown. Each event\n"
	  "has a number, one more than that of the event before it. With -j, one object on a line.\n"
	  "\n"
	  "Examples:\n"
	  "  mprctl events                          # all that is kept, oldest first\n"
	  "  mprctl events --since 41 connections\n"
	  "  mprctl -j events | jq -c 'select(.kind == \"connection-down\") | .connection.end_reason'\n",
	  events },
	{ 0 }
};

const struct object events_object = {
	.name = "events",
	.summary = "what has happened, from the journal",
	.verbs = verbs,
};
