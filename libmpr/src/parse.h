/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From attributes to the structures of mpr.h.
 */
#ifndef MPR_SRC_PARSE_H
#define MPR_SRC_PARSE_H

#include "attr.h"
#include "nl.h"

/*
 * Memory for one object and all that it points to. An attribute of a few bytes can become a
 * structure, so what is needed is bounded by a multiple of the message.
 */
struct mpr_arena {
	char *buf;
	size_t size;
	size_t used;
	bool failed;
	bool borrow;			/* strings may stay in the message, which lives longer */
};

/* Prepares for a message, with memory of its own or (buf set before) that of the message before. */
bool mpr_arena_init(struct mpr_arena *arena, const struct nlmsghdr *nlh);

/* NULL when the arena is too small, which no message can bring about. */
struct mpr_interface *mpr_parse_interface(struct mpr_arena *arena, struct mpr_attrs attrs);
struct mpr_connection *mpr_parse_connection(struct mpr_arena *arena, struct mpr_attrs attrs);
struct mpr_port *mpr_parse_port(struct mpr_arena *arena, struct mpr_attrs attrs);
struct mpr_service *mpr_parse_service(struct mpr_arena *arena, struct mpr_attrs attrs);
struct mpr_event *mpr_parse_event(struct mpr_arena *arena, struct mpr_attrs attrs);
struct mpr_dial_request *mpr_parse_dial(struct mpr_arena *arena, struct mpr_attrs attrs);

/* A u32 attribute of a message, @none if it is not there. */
uint32_t mpr_msg_u32(const struct nlmsghdr *nlh, uint16_t type, uint32_t none);
uint64_t mpr_msg_u64(const struct nlmsghdr *nlh, uint16_t type, uint64_t none);

/* For parse_*.c. */
void *mpr_arena_alloc(struct mpr_arena *arena, size_t n, size_t size);
const char *mpr_arena_str(struct mpr_arena *arena, const struct nlattr *attr);
unsigned int mpr_attrs_count(struct mpr_attrs attrs, uint16_t type);
void mpr_parse_stats(struct mpr_stats *stats, const struct nlattr *nest);

#endif /* MPR_SRC_PARSE_H */
