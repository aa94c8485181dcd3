/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fault injection: each operation is repeated with its first, second, third... allocation
 * failing, until none is left to fail.
 */
#ifndef SELFTESTS_FAULT_H
#define SELFTESTS_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#include "../mpr_wire.h"

/* What an operation may do when an allocation of it fails. */
enum op_flags {
	OP_READS = 1,		/* changes nothing, with or without a fault */
	OP_STACK = 2,		/* of the network stack, which has errors and events of its own */
	OP_WORKERS = 4,		/* the faults are for work items, after run() has returned */
	OP_FRESH = 8,		/* the situation does not last: it is made for each round */
	OP_TRIES = 16,		/* may end in the failure that accept() knows */
	OP_NOT_OURS = 32,	/* our part of it allocates nothing that could fail */
	OP_FEW = 64,		/* a few are ours, in a row, among very many that are not */
	OP_LAST = 128,		/* ours come last; what fails before them stays broken */
};

/* Everything a test has at hand. */
struct ctx {
	struct wire *w;		/* asks */
	struct wire *ears;	/* hears all groups of events */
	struct wire *dialer;	/* of kind "scripted" */
	struct wire *extra;	/* an operation's own */
	struct wire *far;	/* asks in the other namespace */
	int netns;
	int elsewhere;		/* another namespace */
	unsigned int rows;	/* objects in the answer to the last request */
	uint32_t iface;
	uint32_t req;
	uint32_t conn;
};

struct op {
	const char *name;
	unsigned int flags;
	void (*prepare)(struct ctx *c);
	int (*run)(struct ctx *c);			/* 0 or errno */
	void (*undo)(struct ctx *c);			/* beside wipe() */
	bool (*accept)(struct ctx *c);			/* see OP_TRIES */
	bool (*there)(struct ctx *c);			/* done: is what view() does not see */
	const int *errnos;				/* beside ENOMEM, ENOBUFS; the last is 0 */
};

extern const struct op wire_ops[], dial_ops[], netdev_ops[], work_ops[], lib_ops[];

/* inject.c */
bool inject_init(void);

enum inject_what {
	/* The same ones each time, but for those that the accounting of memory adds. */
	INJECT_SLAB,
	/* Large ones, and those that slabs are refilled with: that is a matter of chance. */
	INJECT_PAGES,
	INJECT_N,
};

#define INJECT_NEVER 1000000000

void inject_choose(enum inject_what what);
void inject_arm(unsigned int n);
/* Whether the fault happened. */
bool inject_disarm(void);
/* Instead, after inject_arm(INJECT_NEVER): how many allocations there were. */
unsigned int inject_count(void);
/* The same for all kernel threads that run work items. */
void inject_arm_workers(unsigned int n);
bool inject_disarm_workers(void);
/* The innermost function of mpr.ko that the last fault hit, "" if it hit none. */
const char *inject_where(void);
/* The functions on the way to the last fault; the kernel tells not of all faults. */
const char *inject_path(void);
/* All that it says about it. */
const char *inject_trace(void);

/* view.c */
/*
 * Everything that can be seen of the service, as text: to the bit, or without what differs from
 * one set-up to the next (numbers, times).
 */
char *view(struct ctx *c, bool exact);
uint64_t last_event(struct ctx *c);
uint32_t service_u32(struct ctx *c, uint16_t type);
void forget_events(struct ctx *c);
/*
 * Is every event after @since either heard or told to be missing, by the listener and by the
 * journal? NULL, or what is wrong.
 */
const char *check_events(struct ctx *c, uint64_t since, unsigned int *lost);

/* world.c */
void world_open(struct ctx *c);
void world_close(struct ctx *c);
/* Back to nothing: no interface, no device, no request. */
void wipe(struct ctx *c);
/* Ends the program: what a test needs is not there. */
void die(const char *what, int err) __attribute__((noreturn));
void must(const char *what, int err);
int req_iface(struct ctx *c, uint8_t cmd, uint32_t id);
uint32_t add_iface(struct ctx *c, const char *name, const char *dialer);
uint32_t take(struct ctx *c);
bool wait_state(struct ctx *c, uint32_t id, uint32_t state);
uint32_t iface_u32(struct ctx *c, uint32_t id, uint16_t type);
/* The stack, or we, had no memory to bring the link up: a failure like others. */
bool has_failed(struct ctx *c);
void make_persistent(struct ctx *c);
uint32_t named(struct wire *w, const char *name);
void nap(unsigned int ms);
/* What an answer that got lost has left behind. */
void flush_socket(struct wire *w);

/* Situations. The interface is c->iface, its request c->req, its connection c->conn. */
void sit_nothing(struct ctx *c);
void sit_scripted(struct ctx *c);	/* interface "a" of kind scripted */
void sit_slots(struct ctx *c);		/* the same with two devices and dial-out hours */
void sit_kernel(struct ctx *c);		/* interface over the dummy device d0, down */
void sit_kernel_up(struct ctx *c);
void sit_rung(struct ctx *c);		/* "a" waits for a dialer */
void sit_taken(struct ctx *c);		/* the dialer has taken it */
void sit_taken_dev(struct ctx *c);	/* the same, and d0 is there and up */
void sit_connected(struct ctx *c);	/* "a" is connected over d0 */
void sit_hangup(struct ctx *c);		/* and is being hung up */
void sit_failed(struct ctx *c);		/* "a" in back-off */
void sit_wan(struct ctx *c);		/* w0, discovered and down */
void sit_wan_up(struct ctx *c);		/* and up, so connected, with an address */

/* charge.c */
void charge_tests(struct ctx *c);

/* module.c */
void module_tests(struct ctx *c);

/* main.c */
/* A line of TAP. */
void report(bool ok, const char *name, const char *why);

#endif /* SELFTESTS_FAULT_H */
