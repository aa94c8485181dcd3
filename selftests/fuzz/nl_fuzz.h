/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The netlink fuzzer: processes that send messages made from the spec, mostly valid, often
 * mutated, and hold every answer against it.
 *
 * A message is a function of seed, worker, its number in the worker, and of the ids that earlier
 * answers told.
 */
#ifndef NL_FUZZ_H
#define NL_FUZZ_H

#include <pthread.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <linux/mpr.h>
#include <linux/netlink.h>

#include "spec.h"

#define WORKERS_MAX 16
#define SPACES 2		/* network namespaces */
#define SOCKETS 4		/* of a worker */
#define ERRNOS 134
#define OPS_MAX 64
#define GARBAGE_OP (OPS_MAX - 1)	/* counts messages that name no operation */
#define POOL 24
#define DATAGRAM_MAX 32768
#define RING 64
#define RECORD_MAX 4096
#define FINDINGS_MAX 24
#define FINDING_LEN 400

/* ---- rng.c ---- */

struct rng {
	uint64_t state;
};

void rng_seed(struct rng *r, uint64_t a, uint64_t b, uint64_t c);
uint64_t rng_next(struct rng *r);
/* 0 .. n - 1 */
uint32_t rng_below(struct rng *r, uint32_t n);
bool rng_chance(struct rng *r, unsigned int percent);

/* ---- what the processes share ---- */

enum rule {
	RULE_ANSWERS,		/* exactly one answer for each request with NLM_F_ACK */
	RULE_SPEC,		/* replies and events are what the spec says */
	RULE_REASON,		/* every refusal says why */
	RULE_AGREE,		/* dumps agree with gets and with the counters */
	RULE_UNPRIVILEGED,	/* who may not, gets nothing */
	RULE_KERNEL,		/* the kernel did not complain */
	RULES,
};

struct finding {
	enum rule rule;
	unsigned int worker;
	uint64_t number;
	char text[FINDING_LEN];
};

/* A datagram sent, for --replay. */
struct record {
	uint64_t number;
	uint32_t space;
	uint32_t sock;
	uint32_t family;
	uint32_t len;
	uint8_t data[RECORD_MAX];
};

struct worker_stats {
	uint64_t by_op[OPS_MAX][ERRNOS];	/* answers; [0] success, no answer asked for too */
	uint64_t replies, events, overruns, reopened, mutated, datagrams, verified, dumps;
	uint64_t number;			/* of the message being sent */
	struct record ring[RING];
	unsigned int ring_pos;
};

/* Who does something once for so many messages. */
enum turn {
	TURN_UNPRIVILEGED,
	TURN_CHURN,		/* the first of one for each namespace */
	TURNS = TURN_CHURN + SPACES,
};

struct shared {
	atomic_uint stop;
	atomic_ulong messages;
	atomic_long left;		/* messages of this phase */
	atomic_uint changes;		/* of netdevices */
	pthread_barrier_t barrier;
	sem_t turn[TURNS];
	pthread_mutex_t lock;		/* findings */
	unsigned int n_findings, rule_count[RULES];
	struct finding findings[FINDINGS_MAX];
	struct worker_stats worker[WORKERS_MAX];
};

struct config {
	uint64_t seed;
	unsigned long messages;
	unsigned int workers;		/* that may do everything, over all namespaces */
	unsigned int phases;
	time_t end;		/* 0: when all messages are sent */
	const char *out;		/* directory for the rings; NULL: none */
	bool sync;			/* write each message there before it is sent */
	int netns[SPACES];
	uint16_t family;
	uint32_t groups[16];
};

extern struct shared *shared;
extern struct config config;

void finding(enum rule rule, unsigned int worker, uint64_t number, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* ---- nl_turn.c: who is when at work ---- */

int turns_init(void);
/* Counts @n messages more, and wakes those whose turn it is then. */
void messages_sent(unsigned int n);
/* Whether there are messages left to send. */
bool phase_lasts(void);
/* Sleeps until it is @turn's turn. Returns whether the phase lasts. */
bool turn_wait(enum turn turn);
/* Wakes all who wait for their turn: the phase is over. */
void turns_over(void);

/* ---- nl_gen.c: messages ---- */

/* Ids that answers told, the newest POOL of each role. */
struct learned {
	uint64_t value[ROLES][POOL];
	unsigned int n[ROLES];
};

void learn(struct learned *l, enum spec_role role, uint64_t value);

struct datagram {
	uint8_t data[DATAGRAM_MAX + 4096];
	size_t len;
};

/* Adds one valid or nearly valid message of the family. */
void gen_message(struct datagram *d, struct rng *r, const struct learned *l);
/* An attribute of this set with a value; for mutations too. */
void gen_attr(struct datagram *d, struct rng *r, const struct learned *l,
	      const struct spec_set *set, unsigned int type, bool valid);
const char *fuzz_device_name(uint32_t n);

/* ---- nl_mutate.c ---- */

void mutate(struct datagram *d, struct rng *r, const struct learned *l);

/* ---- nl_check.c: is a message what the spec says ---- */

/*
 * Checks attributes and learns from them. Returns NULL or what is wrong; @mask: attributes that may
 * be there.
 */
const char *check_attrs(const struct spec_set *set, uint64_t mask, const void *head, int len,
			struct learned *l);

/* ---- nl_sock.c: sockets and what is expected of them ---- */

/* A request under way. */
struct expect {
	uint32_t seq;
	const struct spec_op *op;	/* NULL: none of the family */
	bool ack;			/* exactly one answer */
	bool dump;
	bool core;			/* refused before the module sees it */
	unsigned int answers, objects;
	int error;
	/* of a dump */
	bool interrupted;
	bool told_left;
	uint32_t left;
};

#define EXPECT_MAX 96

struct sock {
	int fd;
	bool extack, privileged;
	bool overrun;		/* once: answers to what was given up can still come */
	unsigned int n;
	struct expect expect[EXPECT_MAX];
};

struct worker {
	unsigned int index, space;
	bool privileged;
	uint32_t seq;
	struct rng rng;
	struct learned learned;
	struct worker_stats *stats;
	struct sock sock[SOCKETS];
	struct datagram out;
	uint8_t in[65536 * 2];
	/* who wants to see the objects of replies */
	void (*object)(struct worker *w, const struct spec_op *op, const void *attrs, int len);
	void *object_data;
};

int fuzz_resolve(uint16_t *family, uint32_t *groups);
void sock_open(struct worker *w, struct sock *s);
void sock_close(struct sock *s);
/*
 * Stamps the messages of w->out with new numbers, expects their answers, and sends it. Returns how
 * many messages the kernel finds in it.
 */
unsigned int sock_send(struct worker *w, struct sock *s);
/* Reads at most @max datagrams; all: 0, and then every answer must have come. */
void sock_drain(struct worker *w, struct sock *s, unsigned int max);

/* ---- nl_worker.c, nl_verify.c, nl_dev.c ---- */

void worker_run(unsigned int index, unsigned int space, bool privileged);
/* With nobody else at work (@quiet), everything has to agree; else what cannot change. */
void verify(struct worker *w, bool quiet);
void churn_run(unsigned int index, unsigned int space);

#endif /* NL_FUZZ_H */
