// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Getting one object, and listing all of a kind.
 */
#include <stdlib.h>

#include "list.h"

/* What can be listed begins with its number. */
_Static_assert(!offsetof(struct mpr_interface, id), "number");
_Static_assert(!offsetof(struct mpr_connection, id), "number");
_Static_assert(!offsetof(struct mpr_port, id), "number");

struct walk {
	const struct mpr_list *list;
	struct mpr_arena arena;
	uint32_t last;			/* id that was handed over last */
	uint32_t *left;
	bool first;
	unsigned int seen;		/* objects of this dump */
};

static unsigned int list_message(const struct nlmsghdr *nlh, void *data)
{
	struct walk *walk = data;
	const struct mpr_list *list = walk->list;
	uint32_t *object;

	if (walk->first && walk->left)
		*walk->left = mpr_msg_u32(nlh, list->left, 0);
	walk->first = false;
	if (!mpr_arena_init(&walk->arena, nlh))
		return ERROR_NOT_ENOUGH_MEMORY;
	object = list->parse(&walk->arena, mpr_attrs_of_msg(nlh));
	if (!object)
		return ERROR_NOT_ENOUGH_MEMORY;
	/* A dump goes upwards; whatever comes twice was handed over. */
	if (*object <= walk->last)
		return 0;
	walk->last = *object;
	walk->seen++;
	return list->cb(object, list->data) ? MPR_CALL_STOP : 0;
}

unsigned int mpr_list_run(struct mpr *h, const struct mpr_list *list, uint32_t after,
			  uint32_t *left)
{
	struct walk walk = { .list = list, .arena = { .borrow = true }, .last = after,
			     .left = left, .first = true };
	struct mpr_call call = { .noent = ERROR_INTERFACE_NOT_CONNECTED, .reply = list_message,
				 .data = &walk };
	unsigned int code;
	struct mpr_msg msg;
	bool again;

	if (left)
		*left = 0;
	do {
		walk.seen = 0;
		mpr_msg_init(&msg, list->cmd);
		if (walk.last)
			mpr_put_u32(&msg, list->after, walk.last);
		if (list->filter)
			mpr_put_u32(&msg, list->filter, list->filter_value);
		code = mpr_nl_dump(h, &msg, &call, &again);
		mpr_msg_free(&msg);
		/* Only the part that was not yet handed over can have changed unseen. */
	} while (!code && again && walk.seen);
	free(walk.arena.buf);
	return code;
}

struct get {
	mpr_parse_fn *parse;
	void *object;
	void (*other)(const struct nlmsghdr *nlh, void *data);
	void *data;
};

static unsigned int get_reply(const struct nlmsghdr *nlh, void *data)
{
	struct mpr_arena arena = { 0 };
	struct get *get = data;

	if (get->object || !mpr_arena_init(&arena, nlh))
		return get->object ? 0 : ERROR_NOT_ENOUGH_MEMORY;
	get->object = get->parse(&arena, mpr_attrs_of_msg(nlh));
	if (get->object)
		return 0;
	free(arena.buf);
	return ERROR_NOT_ENOUGH_MEMORY;
}

static void get_other(const struct nlmsghdr *nlh, void *data)
{
	struct get *get = data;

	if (get->other)
		get->other(nlh, get->data);
}

unsigned int mpr_get_object(struct mpr *h, int fd, struct mpr_msg *msg, unsigned int noent,
			    void (*other)(const struct nlmsghdr *nlh, void *data), void *data,
			    mpr_parse_fn *parse, void **object)
{
	struct get get = { .parse = parse, .other = other, .data = data };
	struct mpr_call call = { .noent = noent, .reply = get_reply, .other = get_other,
				 .data = &get };
	unsigned int code = mpr_nl_do(h, fd, msg, &call);

	mpr_msg_free(msg);
	if (!code && !get.object)
		code = mpr_fail(ERROR_INVALID_DATA, 0, "the kernel sent an empty answer", NULL);
	if (code) {
		free(get.object);
		return code;
	}
	*object = get.object;
	return 0;
}

unsigned int mpr_do_simple(struct mpr *h, struct mpr_msg *msg, unsigned int noent)
{
	struct mpr_call call = { .noent = noent };
	unsigned int code = mpr_nl_do(h, -1, msg, &call);

	mpr_msg_free(msg);
	return code;
}
