// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What all parsers share: memory, attributes, counters.
 */
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "field.h"
#include "parse.h"

/* No attribute (4 bytes and more) becomes more than this many times its size. */
#define EXPANSION 20UL
#define ALIGNMENT alignof(max_align_t)
/* The objects themselves, at most one of each kind. */
struct fixed {
	struct mpr_event event;
	struct mpr_dial_request request;
	struct mpr_interface interface;
	struct mpr_connection connection;
	struct mpr_port port;
	struct mpr_service service;
	char alignment[1024];
};

_Static_assert(sizeof(struct mpr_device) <= 4 * EXPANSION - ALIGNMENT, "EXPANSION");
_Static_assert(sizeof(struct mpr_address) <= 4 * EXPANSION - ALIGNMENT, "EXPANSION");

bool mpr_arena_init(struct mpr_arena *arena, const struct nlmsghdr *nlh)
{
	size_t need = (size_t)nlh->nlmsg_len * EXPANSION + sizeof(struct fixed);

	if (!arena->buf || arena->size < need) {
		free(arena->buf);
		arena->buf = malloc(need);
		arena->size = arena->buf ? need : 0;
	}
	arena->used = 0;
	arena->failed = !arena->buf;
	return arena->buf;
}

void *mpr_arena_alloc(struct mpr_arena *arena, size_t n, size_t size)
{
	size_t align = size >= ALIGNMENT ? ALIGNMENT : 1;
	size_t at;

	if (size > 1 && align == 1)
		align = alignof(uint64_t);
	at = (arena->used + align - 1) / align * align;
	if (arena->failed || at > arena->size || n > (arena->size - at) / size) {
		arena->failed = true;
		return NULL;
	}
	arena->used = at + n * size;
	return memset(arena->buf + at, 0, n * size);
}

const char *mpr_arena_str(struct mpr_arena *arena, const struct nlattr *attr)
{
	const char *from;
	size_t len;
	char *str;

	from = mpr_attr_data(attr);
	len = mpr_attr_len(attr);
	if (arena->borrow && len && !from[len - 1])
		return from;
	from = mpr_attr_str(attr, &len);
	str = mpr_arena_alloc(arena, len + 1, 1);
	return str ? memcpy(str, from, len) : "";
}

unsigned int mpr_attrs_count(struct mpr_attrs attrs, uint16_t type)
{
	const struct nlattr *attr;
	unsigned int n = 0;

	mpr_for_each_attr(attr, attrs)
		n += mpr_attr_type(attr) == type;
	return n;
}

uint32_t mpr_msg_u32(const struct nlmsghdr *nlh, uint16_t type, uint32_t none)
{
	const struct nlattr *attr;

	mpr_for_each_attr(attr, mpr_attrs_of_msg(nlh)) {
		if (mpr_attr_type(attr) == type)
			return mpr_attr_u32(attr);
	}
	return none;
}

uint64_t mpr_msg_u64(const struct nlmsghdr *nlh, uint16_t type, uint64_t none)
{
	const struct nlattr *attr;

	mpr_for_each_attr(attr, mpr_attrs_of_msg(nlh)) {
		if (mpr_attr_type(attr) == type)
			return mpr_attr_u64(attr);
	}
	return none;
}

static const struct mpr_field stats_fields[] = {
	[MPR_A_STATS_RX_BYTES] = MPR_FIELD(struct mpr_stats, rx_bytes),
	[MPR_A_STATS_TX_BYTES] = MPR_FIELD(struct mpr_stats, tx_bytes),
	[MPR_A_STATS_RX_PACKETS] = MPR_FIELD(struct mpr_stats, rx_packets),
	[MPR_A_STATS_TX_PACKETS] = MPR_FIELD(struct mpr_stats, tx_packets),
	[MPR_A_STATS_RX_ERRORS] = MPR_FIELD(struct mpr_stats, rx_errors),
	[MPR_A_STATS_TX_ERRORS] = MPR_FIELD(struct mpr_stats, tx_errors),
	[MPR_A_STATS_CRC_ERRORS] = MPR_FIELD(struct mpr_stats, crc_errors),
	[MPR_A_STATS_FRAME_ERRORS] = MPR_FIELD(struct mpr_stats, frame_errors),
	[MPR_A_STATS_LENGTH_ERRORS] = MPR_FIELD(struct mpr_stats, length_errors),
	[MPR_A_STATS_FIFO_ERRORS] = MPR_FIELD(struct mpr_stats, fifo_errors),
	[MPR_A_STATS_OVER_ERRORS] = MPR_FIELD(struct mpr_stats, over_errors),
};

void mpr_parse_stats(struct mpr_stats *stats, const struct nlattr *nest)
{
	mpr_fields_of_nest(stats_fields, stats, nest);
}
