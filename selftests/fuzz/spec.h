/* SPDX-License-Identifier: GPL-2.0-only */
/* The spec as the fuzzer sees it; the tables are made from uapi/mpr.yaml by spec.py. */
#ifndef FUZZ_SPEC_H
#define FUZZ_SPEC_H

#include <stdbool.h>
#include <stdint.h>

enum spec_type {
	SPEC_NONE,		/* no such attribute */
	SPEC_PAD,
	SPEC_U8,
	SPEC_U16,
	SPEC_U32,
	SPEC_U64,
	SPEC_S32,
	SPEC_STRING,
	SPEC_BINARY,
	SPEC_FLAG,
	SPEC_NEST,
};

/* What a number or name stands for, so that plausible ones can be used. */
enum spec_role {
	ROLE_NONE,
	ROLE_INTERFACE,		/* id of an interface */
	ROLE_CONNECTION,
	ROLE_PORT,
	ROLE_DIAL,
	ROLE_SEQ,		/* number of an event */
	ROLE_IFINDEX,
	ROLE_AFTER,		/* id of anything, where a dump starts */
	ROLE_NAME,		/* of an interface */
	ROLE_DEVICE,		/* name of a netdevice */
	ROLE_KIND,		/* of a dialer */
	ROLE_DEVTYPE,
	ROLE_TIME,		/* milliseconds */
	ROLES,
};

struct spec_set;
struct spec_attr {
	const char *name;
	enum spec_type type;
	enum spec_role role;
	bool multi;
	bool ranged;		/* min and max are set */
	int64_t min, max;
	uint32_t max_len;	/* of a string, without its NUL; 0: none said */
	uint32_t flags;		/* valid bits, 0: any */
	int32_t n_enum;		/* valid values are enum_first and the next, 0: any */
	int32_t enum_first;
	const struct spec_set *nested;
};

struct spec_set {
	const char *name;
	unsigned int n;		/* entries in attrs */
	const struct spec_attr *attrs;
};

/* Bit n of a mask: attribute n. */
struct spec_op {
	const char *name;
	const struct spec_set *set;
	bool can_do, can_dump, event;
	bool replies;		/* a do request is answered with an object */
	int group;		/* index in spec_groups that an event is sent to, -1: unicast */
	uint64_t do_request, do_reply, dump_request, dump_reply, event_attrs;
};

extern const struct spec_op spec_ops[];		/* by command */
extern const unsigned int spec_n_ops;
extern const char *const spec_groups[];
extern const unsigned int spec_n_groups;

#endif /* FUZZ_SPEC_H */
