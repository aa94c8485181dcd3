// SPDX-License-Identifier: GPL-2.0-only
/* One process with a few sockets, until the messages of each phase are used up. */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "nl_fuzz.h"

#define VERIFY_EVERY 400
#define NOBODY 65534

/* What makes the service dull has to pass, or nothing would happen any more. */
static void put_default(struct worker *w, bool paused)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(w->out.data);
	struct genlmsghdr *genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));

	nlh->nlmsg_type = config.family;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	genl->cmd = MPR_CMD_SERVICE_SET;
	genl->version = 1;
	mnl_attr_put_u8(nlh, MPR_A_SERVICE_LAN_ONLY, 0);
	mnl_attr_put_u8(nlh, MPR_A_SERVICE_PAUSED, paused);
	mnl_attr_put_u32(nlh, MPR_A_SERVICE_MAX_INTERFACES, 64);
	mnl_attr_put_u32(nlh, MPR_A_SERVICE_MAX_ATTEMPTS, 32);
	mnl_attr_put_u32(nlh, MPR_A_SERVICE_JOURNAL_SIZE, 256);
	w->out.len = nlh->nlmsg_len;
	sock_send(w, &w->sock[0]);
	sock_drain(w, &w->sock[0], 0);
}

/* Several sockets at once: others may have an answer waiting, or a dump half read. */
static void step(struct worker *w)
{
	struct sock *s = &w->sock[rng_below(&w->rng, SOCKETS)];
	uint32_t kind = rng_below(&w->rng, 100);
	unsigned int n = 1;

	if (kind < 2) {
		w->stats->reopened++;
		sock_close(s);
		sock_open(w, s);
	}
	w->out.len = 0;
	if (kind >= 92)
		n = 2 + rng_below(&w->rng, 6);
	while (n--)
		gen_message(&w->out, &w->rng, &w->learned);
	if (kind >= 70 && kind < 96 && w->out.len) {
		w->stats->mutated++;
		mutate(&w->out, &w->rng, &w->learned);
	}
	if (s->n > EXPECT_MAX - 16)
		sock_drain(w, s, 0);
	n = sock_send(w, s);
	messages_sent(n);
	/* One in 16 answers is left where it is, a dump in the middle. */
	if (kind % 16 == 5)
		sock_drain(w, s, 1 + rng_below(&w->rng, 2));
	else
		sock_drain(w, s, 0);
	w->stats->number++;
}

static void phase(struct worker *w)
{
	unsigned int i;

	while (w->privileged ? phase_lasts() : turn_wait(TURN_UNPRIVILEGED)) {
		rng_seed(&w->rng, config.seed, w->index, w->stats->number);
		step(w);
		if (w->stats->number % 128 == 0 && w->privileged)
			put_default(w, false);
		if (w->stats->number % VERIFY_EVERY == 0 && w->privileged)
			verify(w, false);
	}
	for (i = 0; i < SOCKETS; i++)
		sock_drain(w, &w->sock[i], 0);
}

static void drop_privileges(void)
{
	if (setresgid(NOBODY, NOBODY, NOBODY) || setresuid(NOBODY, NOBODY, NOBODY)) {
		perror("nl_fuzz: setresuid");
		exit(2);
	}
}

/*
 * All processes meet here, between phases and before them. Behind the first barrier of each pair
 * nobody works but one process for each namespace.
 */
void worker_run(unsigned int index, unsigned int space, bool privileged)
{
	struct worker *w = calloc(1, sizeof(*w));
	unsigned int i, p;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (!w)
		exit(2);
	w->index = index;
	w->space = space;
	w->privileged = privileged;
	w->stats = &shared->worker[index];
	if (!privileged)
		drop_privileges();
	rng_seed(&w->rng, config.seed, index, UINT64_MAX);
	for (i = 0; i < SOCKETS; i++)
		sock_open(w, &w->sock[i]);
	if (privileged)
		put_default(w, false);
	for (p = 0; p < config.phases; p++) {
		pthread_barrier_wait(&shared->barrier);
		phase(w);
		pthread_barrier_wait(&shared->barrier);
		/* The first processes are those of the namespaces. */
		if (privileged && index < SPACES && !atomic_load(&shared->stop)) {
			put_default(w, true);
			verify(w, true);
			put_default(w, false);
		}
	}
	_exit(0);
}
