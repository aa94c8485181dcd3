// SPDX-License-Identifier: GPL-2.0-only
/*
 * For each operation: fail its first, second, third... allocation until there is none left. What
 * is refused has changed nothing; what is done all the same is done wholly, if need be a little
 * later; and no event is lost that nobody is told of. TAP on standard output.
 *
 * usage: fault [PATTERN...]     (operations whose names hold one of them; "module" for loading)
 */
#include <fcntl.h>
#include <sched.h>

#include "fault.h"
#include "../lib/netdev.h"

#define NTH_MAX 5000
#define SETTLE_MS 10000

static unsigned int count, failed;

void report(bool ok, const char *name, const char *why)
{
	printf("%sok %u - %s\n", ok ? "" : "not ", ++count, name);
	if (!ok && why)
		printf("# %s\n", why);
	fflush(stdout);
	failed += !ok;
}

struct tally {
	unsigned int faults, ours, refused, done, unknown, tried, lost;
};

/* Until the service looks as wanted, or does not for long. */
static bool settle(struct ctx *c, const char *wanted, char **last)
{
	unsigned int ms;
	char *text;
	bool same;

	for (ms = 0;; ms += 20) {
		text = view(c, false);
		same = !strcmp(text, wanted);
		if (same || ms >= SETTLE_MS) {
			if (same || !last)
				free(text);
			else
				*last = text;
			return same;
		}
		free(text);
		nap(20);
	}
}

static void show_difference(const char *got, const char *wanted)
{
	const char *part[2] = { got, wanted };
	unsigned int i;
	size_t len;

	for (i = 0; i < 2; i++) {
		printf("# %s:\n", i ? "wanted" : "got");
		while (*part[i]) {
			len = strcspn(part[i], "\n");
			printf("#   %.*s\n", (int)len, part[i]);
			part[i] += len + 1;
		}
	}
}

static void prepare(struct ctx *c, const struct op *op)
{
	op->prepare(c);
	nap(op->flags & OP_WORKERS ? 100 : 0);
}

static void undo(struct ctx *c, const struct op *op)
{
	if (op->undo)
		op->undo(c);
	wipe(c);
}

static bool allowed(const struct op *op, int err)
{
	return err == ENOMEM || err == ENOBUFS || op->flags & OP_ANY_ERRNO;
}

static const char *refused(struct ctx *c, const struct op *op, int err, const char *exact,
			   const char *after, struct tally *t, bool *changed)
{
	char *now = view(c, true), *last = NULL;
	bool same = !strcmp(now, exact);

	*changed = !same;
	if (same) {
		t->refused++;
		free(now);
		return allowed(op, err) ? NULL : "the errno is not one for want of memory";
	}
	/* Only the answer was lost, and the socket says so; others have more ways to say it. */
	if ((err == ENOBUFS || op->flags & OP_ANY_ERRNO) && settle(c, after, &last)) {
		t->unknown++;
		free(now);
		return NULL;
	}
	show_difference(last ?: now, last ? after : exact);
	free(last);
	free(now);
	return "refused, and yet something has changed";
}

static const char *done(struct ctx *c, const struct op *op, const char *after, struct tally *t)
{
	char *last = NULL;

	if (settle(c, after, op->flags & OP_TRIES ? NULL : &last)) {
		t->done++;
		return NULL;
	}
	if (op->flags & OP_TRIES && op->accept(c)) {
		t->tried++;
		return NULL;
	}
	if (op->flags & OP_TRIES)
		last = view(c, false);
	show_difference(last, after);
	free(last);
	return "done, and yet not what should be is there";
}

static bool inject(struct ctx *c, const struct op *op, unsigned int n, int *err)
{
	bool hit;

	if (op->flags & OP_WORKERS) {
		inject_arm_workers(n);
		*err = op->run(c);
		nap(300);
		return inject_disarm_workers();
	}
	inject_arm(n);
	*err = op->run(c);
	hit = inject_disarm();
	return hit;
}

/* One round: NULL, or what is wrong. */
static const char *attempt(struct ctx *c, const struct op *op, unsigned int n, const char *after,
			   struct tally *t, bool *hit, bool *changed)
{
	char *exact = view(c, true);
	uint64_t since = last_event(c);
	const char *why = NULL;
	int err;

	forget_events(c);
	*hit = inject(c, op, n, &err);
	*changed = true;
	t->faults += *hit;
	t->ours += *hit && *inject_where();
	if (*hit && getenv("FAULT_TRACE"))
		printf("# %u: %s: errno %d, in %s\n", n, op->name, err, inject_where());
	if (err && !*hit)
		why = "fails without a fault";
	else if (err && op->flags & OP_NEVER_FAILS)
		why = "has failed, which it must not";
	else if (err)
		why = refused(c, op, err, exact, after, t, changed);
	else
		why = done(c, op, after, t);
	/* What the network stack does and takes back are two events. */
	if (!why && !*changed && !(op->flags & OP_ANY_ERRNO) && last_event(c) != since)
		why = "refused, and yet there was an event";
	if (!why)
		why = check_events(c, since, &t->lost);
	if (why && err)
		printf("# errno %d (%s)\n", err, strerror(err));
	free(exact);
	return why;
}

/* What the operation leads to when nothing fails; NULL if it fails. */
static char *reference(struct ctx *c, const struct op *op)
{
	char *a, *b;
	unsigned int ms;

	prepare(c, op);
	if (op->run(c))
		return NULL;
	/* Until nothing moves any more. */
	a = view(c, false);
	for (ms = 0; ms < SETTLE_MS; ms += 150) {
		nap(op->flags & OP_WORKERS ? 400 : 150);
		b = view(c, false);
		if (!strcmp(a, b)) {
			free(b);
			break;
		}
		free(a);
		a = b;
	}
	undo(c, op);
	return a;
}

static void test(struct ctx *c, const struct op *op)
{
	struct tally t = { 0 };
	bool hit = true, changed = true;
	const char *why = NULL;
	char *after = reference(c, op);
	unsigned int n, misses = 0;

	if (!after)
		why = "fails without any fault";
	/* A work item may have run before, or in a thread that came later: look once more. */
	for (n = 1; !why && n < NTH_MAX && misses < (op->flags & OP_WORKERS ? 3 : 1); n++) {
		if (changed)
			prepare(c, op);
		why = attempt(c, op, n, after, &t, &hit, &changed);
		misses = hit ? 0 : misses + 1;
		changed |= !!(op->flags & OP_FRESH);
		if (changed && !(op->flags & OP_READS))
			undo(c, op);
		else if (op->flags & OP_READS)
			changed = false;
	}
	undo(c, op);
	if (!why && n == NTH_MAX)
		why = "there is no end of allocations";
	if (why)
		printf("# allocation %u\n%s", n - 1, inject_trace());
	free(after);
	printf("# %s: %u allocations failed (%u of ours): %u refused, %u done", op->name, t.faults,
	       t.ours, t.refused, t.done);
	printf(", %u done unconfirmed, %u tried in vain, %u events lost and told\n", t.unknown,
	       t.tried, t.lost);
	report(!why, op->name, why);
}

static bool selected(const char *name, char **patterns)
{
	if (!*patterns)
		return true;
	for (; *patterns; patterns++)
		if (strstr(name, *patterns))
			return true;
	return false;
}

static void test_all(struct ctx *c, const struct op *op, char **patterns)
{
	for (; op->name; op++)
		if (selected(op->name, patterns))
			test(c, op);
}

static bool quiet_ipv6(void)
{
	int fd = open("/proc/sys/net/ipv6/conf/default/disable_ipv6", O_WRONLY | O_CLOEXEC);
	bool ok = fd >= 0 && write(fd, "1", 1) == 1;

	if (fd >= 0)
		close(fd);
	return ok;
}

int main(int argc, char **argv)
{
	struct ctx c = { 0 };

	(void)argc;
	must("namespace", unshare(CLONE_NEWNET) ? errno : 0);
	c.elsewhere = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	must("namespace", netdev_new_netns());
	c.netns = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (!quiet_ipv6())
		die("disable_ipv6", errno);
	/* The modules that devices need are not what is to fail. */
	must("modules", system("modprobe -aq dummy wireguard bonding") ? ENOENT : 0);
	if (!inject_init())
		die("the kernel has no fault injection with debugfs", errno);
	world_open(&c);
	wipe(&c);
	test_all(&c, wire_ops, argv + 1);
	test_all(&c, dial_ops, argv + 1);
	test_all(&c, netdev_ops, argv + 1);
	test_all(&c, work_ops, argv + 1);
	world_close(&c);
	if (selected("module", argv + 1))
		module_tests(&c, count);
	printf("1..%u\n# %u passed, %u failed\n", count, count - failed, failed);
	return failed ? 1 : 0;
}
