// SPDX-License-Identifier: GPL-2.0-only
/*
 * nl_fuzz: a netlink fuzzer that knows the spec.
 *
 * usage: nl_fuzz [-n MESSAGES] [-t SECONDS] [-s SEED] [-w WORKERS] [-o DIR] [-S]
 *        nl_fuzz --replay RING [SPACE]
 *
 * -t SECONDS: end then, even when messages are left (which counts as a failure).
 * -o DIR: where the last messages of each worker go when something was found (ring.N).
 * -S: each message goes there before it is sent, so that it survives a panic.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <locale.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "nl_fuzz.h"

#define PHASE_MESSAGES 25000
/* A worker that has not sent anything for so long hangs in the kernel. */
#define STUCK_SECONDS 240

struct shared *shared;
struct config config = { .messages = 20000, .workers = 4 };

static const char *const rules[RULES] = {
	[RULE_ANSWERS] = "each request is answered exactly once when it asks for it",
	[RULE_SPEC] = "replies and events are what the spec says",
	[RULE_REASON] = "each refusal says why",
	[RULE_AGREE] = "dumps agree with gets, links and counters",
	[RULE_UNPRIVILEGED] = "who may not, gets nothing and changes nothing",
	[RULE_KERNEL] = "the kernel does not complain, and nothing hangs",
};

void finding(enum rule rule, unsigned int worker, uint64_t number, const char *fmt, ...)
{
	struct finding *f;
	va_list args;

	pthread_mutex_lock(&shared->lock);
	shared->rule_count[rule]++;
	if (shared->n_findings < FINDINGS_MAX) {
		f = &shared->findings[shared->n_findings++];
		f->rule = rule;
		f->worker = worker;
		f->number = number;
		va_start(args, fmt);
		vsnprintf(f->text, sizeof(f->text), fmt, args);
		va_end(args);
	}
	pthread_mutex_unlock(&shared->lock);
}

static int own_netns(void)
{
	return open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
}

static void share(unsigned int processes)
{
	pthread_barrierattr_t battr;
	pthread_mutexattr_t mattr;

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		      -1, 0);
	if (shared == MAP_FAILED) {
		perror("nl_fuzz: mmap");
		exit(2);
	}
	pthread_barrierattr_init(&battr);
	pthread_barrierattr_setpshared(&battr, PTHREAD_PROCESS_SHARED);
	/* The parent is there as well: it hands out the messages of each phase. */
	pthread_barrier_init(&shared->barrier, &battr, processes + 1);
	pthread_mutexattr_init(&mattr);
	pthread_mutexattr_setpshared(&mattr, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(&shared->lock, &mattr);
	if (turns_init()) {
		perror("nl_fuzz: sem_init");
		exit(2);
	}
}

static void write_rings(unsigned int n)
{
	char path[512];
	unsigned int i;
	int fd;

	if (!config.out || config.sync)
		return;
	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/ring.%u", config.out, i);
		fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		if (fd < 0 || write(fd, shared->worker[i].ring, sizeof(shared->worker[i].ring)) < 0)
			perror(path);
		else
			printf("# the last messages of worker %u are in %s\n", i, path);
		if (fd >= 0)
			close(fd);
	}
}

/* The kernel's log from now on. */
static int open_log(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0)
		lseek(fd, 0, SEEK_END);
	return fd;
}

static void watch_log(int fd)
{
	static const char *const patterns[] = {
		"BUG:", "WARNING:", "KASAN", "UBSAN", "ODEBUG", "refcount_t", "list_add corruption",
		"list_del corruption", "blocked for more than", "possible circular locking",
		"inconsistent lock state", "sleeping function called", "general protection fault",
	};
	char line[2048];
	unsigned int i;
	ssize_t n;

	while ((n = read(fd, line, sizeof(line) - 1)) > 0) {
		line[n] = '\0';
		for (i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
			/* KCSAN's are often the kernel's own; kmsg-check.sh knows which are not. */
			if (!strstr(line, patterns[i]) || strstr(line, "BUG: KCSAN:"))
				continue;
			line[strcspn(line, "\n")] = '\0';
			finding(RULE_KERNEL, 0, 0, "%s", line);
			atomic_store(&shared->stop, 1);
			break;
		}
	}
}

/* Waits until the messages of this phase are gone, or somebody is. */
static void watch_phase(int log)
{
	unsigned long seen = 0, now;
	time_t moved = time(NULL);

	while (phase_lasts()) {
		poll(&(struct pollfd){ .fd = log, .events = POLLIN }, 1, 200);
		if (log >= 0)
			watch_log(log);
		now = atomic_load(&shared->messages);
		if (now != seen)
			moved = time(NULL);
		seen = now;
		if (waitpid(-1, NULL, WNOHANG) > 0) {
			finding(RULE_KERNEL, 0, 0, "a worker has died");
			atomic_store(&shared->stop, 2);
		}
		if (config.end && time(NULL) > config.end)
			atomic_store(&shared->stop, 1);
		if (time(NULL) - moved > STUCK_SECONDS) {
			finding(RULE_KERNEL, 0, 0, "nothing moves any more");
			atomic_store(&shared->stop, 2);
		}
	}
}

static void start(pid_t *pid, unsigned int index, unsigned int space, void (*run)(unsigned int,
										  unsigned int))
{
	*pid = fork();
	if (*pid < 0) {
		perror("nl_fuzz: fork");
		exit(2);
	}
	if (*pid)
		return;
	if (setns(config.netns[space], CLONE_NEWNET)) {
		perror("nl_fuzz: setns");
		exit(2);
	}
	run(index, space);
}

static void run_privileged(unsigned int index, unsigned int space)
{
	worker_run(index, space, true);
}

static void run_unprivileged(unsigned int index, unsigned int space)
{
	worker_run(index, space, false);
}

/* strerrorname_np() is younger than some systems that this has to run on. */
static const char *error_name(unsigned int e)
{
	static const struct {
		unsigned int number;
		const char *name;
	} names[] = {
		{ 0, "ok" }, { EPERM, "EPERM" }, { ENOENT, "ENOENT" }, { ESRCH, "ESRCH" },
		{ EBUSY, "EBUSY" }, { EEXIST, "EEXIST" }, { ENODEV, "ENODEV" },
		{ EINVAL, "EINVAL" }, { ENOSPC, "ENOSPC" }, { ERANGE, "ERANGE" },
		{ ENAMETOOLONG, "ENAMETOOLONG" }, { ETIME, "ETIME" }, { EBADMSG, "EBADMSG" },
		{ EILSEQ, "EILSEQ" }, { EPROTONOSUPPORT, "EPROTONOSUPPORT" },
		{ EOPNOTSUPP, "EOPNOTSUPP" }, { ENETDOWN, "ENETDOWN" }, { ENOTCONN, "ENOTCONN" },
		{ EISCONN, "EISCONN" }, { ESHUTDOWN, "ESHUTDOWN" }, { EALREADY, "EALREADY" },
		{ ENOMEM, "ENOMEM" },
	};
	unsigned int i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].number == e)
			return names[i].name;
	return strerror(e);
}

static void print_operations(unsigned int processes)
{
	uint64_t total[OPS_MAX][ERRNOS] = { 0 };
	unsigned int i, op, e;

	for (i = 0; i < processes; i++)
		for (op = 0; op < OPS_MAX; op++)
			for (e = 0; e < ERRNOS; e++)
				total[op][e] += shared->worker[i].by_op[op][e];
	for (op = 0; op < OPS_MAX; op++) {
		uint64_t sum = 0;

		for (e = 0; e < ERRNOS; e++)
			sum += total[op][e];
		if (!sum)
			continue;
		printf("# %-22s %8llu:", op == GARBAGE_OP ? "(no operation)" : spec_ops[op].name,
		       (unsigned long long)sum);
		for (e = 0; e < ERRNOS; e++)
			if (total[op][e])
				printf(" %s %llu", error_name(e),
				       (unsigned long long)total[op][e]);
		printf("\n");
	}
}

static void print_sums(unsigned int processes, double seconds)
{
	struct worker_stats sum = { .replies = 0 };
	unsigned long messages = atomic_load(&shared->messages);
	unsigned int i;

	for (i = 0; i < processes; i++) {
		const struct worker_stats *s = &shared->worker[i];

		sum.replies += s->replies;
		sum.events += s->events;
		sum.overruns += s->overruns;
		sum.reopened += s->reopened;
		sum.mutated += s->mutated;
		sum.datagrams += s->datagrams;
		sum.verified += s->verified;
		sum.dumps += s->dumps;
	}
	printf("# %lu messages in %.0f s, %.0f/s: %llu datagrams, %llu of them damaged\n", messages,
	       seconds, (double)messages / seconds, (unsigned long long)sum.datagrams,
	       (unsigned long long)sum.mutated);
	printf("# %llu objects and %llu events checked, %llu dumps, %llu overruns\n",
	       (unsigned long long)sum.replies, (unsigned long long)sum.events,
	       (unsigned long long)sum.dumps, (unsigned long long)sum.overruns);
	printf("# %llu sockets closed in the middle, %u changes of netdevices, %llu comparisons\n",
	       (unsigned long long)sum.reopened, atomic_load(&shared->changes),
	       (unsigned long long)sum.verified);
}

static int report(unsigned int processes)
{
	unsigned int i, failed = 0;
	bool all = atomic_load(&shared->messages) >= config.messages;

	for (i = 0; i < shared->n_findings; i++)
		printf("# worker %u, message %llu: %s\n", shared->findings[i].worker,
		       (unsigned long long)shared->findings[i].number, shared->findings[i].text);
	if (shared->n_findings) {
		printf("# again: SEED=%llu\n", (unsigned long long)config.seed);
		write_rings(processes);
	}
	printf("%sok 1 - all messages were sent\n", all ? "" : "not ");
	for (i = 0; i < RULES; i++) {
		if (shared->rule_count[i])
			printf("# %u times\n", shared->rule_count[i]);
		printf("%sok %u - %s\n", shared->rule_count[i] ? "not " : "", i + 2, rules[i]);
		failed += shared->rule_count[i] > 0;
	}
	return failed || !all;
}

static int fuzz(void)
{
	unsigned int i, n = 0, processes = config.workers + 1 + SPACES;
	int log = open_log(), home = own_netns();
	unsigned long per_phase;
	pid_t pid[WORKERS_MAX];
	struct timespec a, b;

	config.phases = (config.messages + PHASE_MESSAGES - 1) / PHASE_MESSAGES;
	if (config.phases < 2)
		config.phases = 2;
	per_phase = config.messages / config.phases + 1;
	share(processes);
	for (i = 0; i < SPACES; i++) {
		if (unshare(CLONE_NEWNET)) {
			perror("nl_fuzz: unshare");
			return 2;
		}
		config.netns[i] = own_netns();
	}
	setns(home, CLONE_NEWNET);
	printf("# seed %llu, %lu messages, %u workers in %d namespaces\n",
	       (unsigned long long)config.seed, config.messages, config.workers, SPACES);
	fflush(stdout);
	clock_gettime(CLOCK_MONOTONIC, &a);
	for (i = 0; i < config.workers; i++, n++)
		start(&pid[n], n, n % SPACES, run_privileged);
	start(&pid[n], n, 0, run_unprivileged);
	n++;
	for (i = 0; i < SPACES; i++, n++)
		start(&pid[n], n, i, churn_run);
	for (i = 0; i < config.phases; i++) {
		atomic_store(&shared->left, per_phase);
		pthread_barrier_wait(&shared->barrier);
		watch_phase(log);
		turns_over();
		if (atomic_load(&shared->stop) == 2)
			break;
		pthread_barrier_wait(&shared->barrier);
		if (i % 4 == 3) {
			clock_gettime(CLOCK_MONOTONIC, &b);
			printf("# %lu messages after %ld s\n", atomic_load(&shared->messages),
			       (long)(b.tv_sec - a.tv_sec));
			fflush(stdout);
		}
	}
	for (i = 0; i < n; i++) {
		if (atomic_load(&shared->stop) == 2)
			kill(pid[i], SIGKILL);
		waitpid(pid[i], NULL, 0);
	}
	clock_gettime(CLOCK_MONOTONIC, &b);
	/* With the last descriptors the namespaces go, and what is left in them. */
	for (i = 0; i < SPACES; i++)
		close(config.netns[i]);
	if (log >= 0)
		watch_log(log);
	print_operations(processes);
	print_sums(processes, (double)(b.tv_sec - a.tv_sec) +
		   (double)(b.tv_nsec - a.tv_nsec) / 1e9);
	return report(processes);
}

/* What a worker sent last, oldest first. */
static int replay(const char *path)
{
	static struct record ring[RING];
	struct sockaddr_nl to = { .nl_family = AF_NETLINK };
	int fd = open(path, O_RDONLY | O_CLOEXEC), sock[SOCKETS];
	unsigned int i, first = 0, sent = 0;
	char buf[65536];
	ssize_t got;

	got = fd < 0 ? -1 : read(fd, ring, sizeof(ring));
	if (got < (ssize_t)sizeof(ring[0])) {
		perror(path);
		return 2;
	}
	for (i = 0; i < SOCKETS; i++)
		sock[i] = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	for (i = 0; i < RING; i++)
		if (ring[i].len && ring[i].number < ring[first].number)
			first = i;
	for (i = 0; i < RING; i++) {
		struct record *rec = &ring[(first + i) % RING];
		struct nlmsghdr *nlh = (void *)rec->data;

		if (!rec->len || rec->len > RECORD_MAX)
			continue;
		if (rec->len >= NLMSG_HDRLEN && nlh->nlmsg_type == rec->family)
			nlh->nlmsg_type = config.family;
		sendto(sock[rec->sock % SOCKETS], rec->data, rec->len, 0, (struct sockaddr *)&to,
		       sizeof(to));
		while (recv(sock[rec->sock % SOCKETS], buf, sizeof(buf), MSG_DONTWAIT) > 0)
			;
		sent++;
	}
	printf("# %u datagrams were sent again\n", sent);
	return 0;
}

static unsigned long number(const char *text)
{
	char *end;
	unsigned long n = strtoul(text, &end, 0);

	if (*end || end == text) {
		fprintf(stderr, "nl_fuzz: \"%s\" is no number\n", text);
		exit(2);
	}
	return n;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "replay", required_argument, NULL, 'r' }, { NULL, 0, NULL, 0 }
	};
	const char *ring = NULL;
	int opt;

	if (!setlocale(LC_CTYPE, "C.UTF-8")) {
		fprintf(stderr, "nl_fuzz: there is no locale C.UTF-8\n");
		return 2;
	}
	if (getrandom(&config.seed, 4, 0) < 0)
		config.seed = time(NULL);
	while ((opt = getopt_long(argc, argv, "n:t:s:w:o:S", options, NULL)) != -1) {
		switch (opt) {
		case 'n':
			config.messages = number(optarg);
			break;
		case 't':
			config.end = time(NULL) + number(optarg);
			break;
		case 's':
			config.seed = number(optarg);
			break;
		case 'w':
			config.workers = number(optarg);
			break;
		case 'o':
			config.out = optarg;
			break;
		case 'S':
			config.sync = true;
			break;
		case 'r':
			ring = optarg;
			break;
		default:
			return 2;
		}
	}
	if (config.workers < SPACES || config.workers > WORKERS_MAX - 1 - SPACES) {
		fprintf(stderr, "nl_fuzz: %d to %d workers\n", SPACES, WORKERS_MAX - 1 - SPACES);
		return 2;
	}
	if (fuzz_resolve(&config.family, config.groups) || !config.family) {
		fprintf(stderr, "nl_fuzz: there is no family mpr; is the module loaded?\n");
		return 2;
	}
	return ring ? replay(ring) : fuzz();
}
