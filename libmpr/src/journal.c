// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The journal: events that happened before now.
 */
#include <stdlib.h>

#include "journal.h"
#include "parse.h"

struct walk {
	mpr_event_cb *cb;
	void *data;
	struct mpr_arena arena;
	uint64_t last;
	uint64_t tail;			/* lost behind the last one */
	uint64_t *lost;
	bool *any;
	unsigned int seen;
};

static unsigned int journal_message(const struct nlmsghdr *nlh, void *data)
{
	struct walk *walk = data;
	struct mpr_event *event;

	if (!mpr_arena_init(&walk->arena, nlh))
		return ERROR_NOT_ENOUGH_MEMORY;
	event = mpr_parse_event(&walk->arena, mpr_attrs_of_msg(nlh));
	if (!event)
		return ERROR_NOT_ENOUGH_MEMORY;
	if (!event->seq)
		walk->tail = event->lost;
	if (event->seq <= walk->last)
		return 0;
	*walk->lost += event->seq - walk->last - 1;
	*walk->any = true;
	walk->last = event->seq;
	walk->seen++;
	return walk->cb(event, walk->data) ? MPR_CALL_STOP : 0;
}

unsigned int mpr_journal_dump(struct mpr *h, uint64_t since, bool *any, uint64_t *lost,
			      mpr_event_cb *cb, void *data)
{
	struct walk walk = { .cb = cb, .data = data, .last = since, .lost = lost, .any = any };
	struct mpr_call call = { .noent = ERROR_NOT_FOUND, .reply = journal_message,
				 .data = &walk };
	unsigned int code = 0;
	struct mpr_msg msg;
	bool again;

	*any = false;
	*lost = 0;
	do {
		walk.seen = 0;
		mpr_msg_init(&msg, MPR_CMD_JOURNAL_GET);
		mpr_put_u64(&msg, MPR_A_EVENT_SEQ, walk.last);
		code = mpr_nl_dump(h, &msg, &call, &again);
		mpr_msg_free(&msg);
	} while (!code && again && walk.seen);
	*lost += walk.tail;
	free(walk.arena.buf);
	return code;
}

unsigned int mpr_journal_read(struct mpr *h, uint64_t since, uint64_t *lost,
			      mpr_event_cb *cb, void *data)
{
	struct mpr_service *service;
	uint64_t none;
	unsigned int code;
	bool any;

	if (!h || !cb)
		return mpr_fail(ERROR_INVALID_PARAMETER, 0, NULL, NULL);
	if (!lost)
		lost = &none;
	code = mpr_journal_dump(h, since, &any, lost, cb, data);
	if (code || any)
		return code;
	/* A journal that keeps nothing cannot say what it lost. */
	code = mpr_service_get(h, &service);
	if (code)
		return code;
	if (service->journal_last > since)
		*lost = service->journal_last - since;
	mpr_free(service);
	return 0;
}
