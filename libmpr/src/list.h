/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Getting one object, and listing all of a kind.
 */
#ifndef MPR_SRC_LIST_H
#define MPR_SRC_LIST_H

#include "parse.h"

/* Parses one message into the arena, whose first allocation the object is; NULL: out of memory. */
typedef void *mpr_parse_fn(struct mpr_arena *arena, struct mpr_attrs attrs);

struct mpr_list {
	unsigned int cmd;
	/* numbers of these attributes in the set of the objects */
	uint16_t after;
	uint16_t left;
	/* an attribute that restricts the list, 0 for none */
	uint16_t filter;
	uint32_t filter_value;
	mpr_parse_fn *parse;
	/* Nonzero stops. */
	int (*cb)(const void *object, void *data);
	void *data;
};

/* All objects behind id @after in order of id; *@left is set before the first callback. */
unsigned int mpr_list_run(struct mpr *h, const struct mpr_list *list, uint32_t after,
			  uint32_t *left);

/* Sends @msg, which it frees, and returns the object of the reply in *@object (mpr_free). */
unsigned int mpr_get_object(struct mpr *h, int fd, struct mpr_msg *msg, unsigned int noent,
			    void (*other)(const struct nlmsghdr *nlh, void *data), void *data,
			    mpr_parse_fn *parse, void **object);

/* Sends @msg, which it frees, when only the code matters. */
unsigned int mpr_do_simple(struct mpr *h, struct mpr_msg *msg, unsigned int noent);

#endif /* MPR_SRC_LIST_H */
