// SPDX-License-Identifier: GPL-2.0-only
/* 5.12, and stable trees of 5.10 from 2024 on: a multicast group says who may join it. */
#include <net/genetlink.h>

static const struct genl_multicast_group probe __maybe_unused = {
	.flags = 0,
};
