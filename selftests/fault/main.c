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
#include <time.h>

#include "fault.h"
#include "../lib/netdev.h"

#define NTH_MAX 5000
/* There are more in a row than this, see OP_FEW. */
#define FEW 3
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

static uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000ULL + ts.tv_nsec / 1000000;
}

#define ERRNOS_MAX 16

struct tally {
	unsigned int faults, ours, refused, done, unknown, tried, lost;
	int err[ERRNOS_MAX];
	unsigned int times[ERRNOS_MAX];
};

static void count_errno(struct tally *t, int err)
{
	unsigned int i;

	for (i = 0; i < ERRNOS_MAX && t->err[i] && t->err[i] != err; i++)
		;
	if (i == ERRNOS_MAX)
		return;
	t->err[i] = err;
	t->times[i]++;
}

static void show_tally(const struct op *op, const struct tally *t, uint64_t ms)
{
	unsigned int i;

	printf("# %s: %u allocations failed (%u of ours): %u refused", op->name, t->faults, t->ours,
	       t->refused);
	for (i = 0; i < ERRNOS_MAX && t->err[i]; i++)
		printf("%s%s %u", i ? ", " : " (", strerrorname_np(t->err[i]), t->times[i]);
	printf("%s, %u done, %u done unconfirmed, %u tried in vain", i ? ")" : "", t->done,
	       t->unknown, t->tried);
	printf(", %u events lost and told, %.1f s\n", t->lost, (double)ms / 1000);
}

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

/* What the operation leads to when nothing fails. */
struct reference {
	char *after;
	unsigned int rows, allocations;
};

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
	const int *other;

	if (err == ENOMEM || err == ENOBUFS)
		return true;
	for (other = op->errnos; other && *other; other++)
		if (*other == err)
			return true;
	return false;
}

static bool errnos_allowed(const struct op *op, const struct tally *t)
{
	unsigned int i;

	for (i = 0; i < ERRNOS_MAX && t->err[i]; i++)
		if (!allowed(op, t->err[i]))
			return false;
	return i < ERRNOS_MAX;
}

static struct wire **wires(struct ctx *c)
{
	static struct wire *all[4];

	all[0] = c->w;
	all[1] = c->dialer;
	all[2] = c->extra;
	return all;
}

/* The operation, and how much came back. */
static int run(struct ctx *c, const struct op *op)
{
	struct wire **w;
	int err;

	for (w = wires(c); *w; w++) {
		(*w)->message[0] = '\0';
		(*w)->reply = NULL;
	}
	c->rows = 0;
	err = op->run(c);
	for (w = wires(c); *w; w++)
		c->rows += !!(*w)->reply;
	return err;
}

/* What we refuse is refused in words, and always the same ones; generic netlink has none. */
static const char *check_words(struct ctx *c, const struct op *op, int err)
{
	const char *said = "";
	struct wire **w;

	if (op->flags & OP_STACK)
		return NULL;
	for (w = wires(c); *w; w++)
		if ((*w)->message[0])
			said = (*w)->message;
	if (*said && (err != ENOMEM || strcmp(said, "out of memory"))) {
		printf("# \"%s\"\n", said);
		return "these are not the words for it";
	}
	if (!*said && err == ENOMEM && *inject_where())
		return "refused without a word";
	return NULL;
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
		return NULL;
	}
	/* Only the answer was lost, and the socket says so; others have more ways to say it. */
	if ((err == ENOBUFS || op->flags & OP_STACK) && settle(c, after, &last)) {
		t->unknown++;
		free(now);
		return NULL;
	}
	show_difference(last ?: now, last ? after : exact);
	free(last);
	free(now);
	return "refused, and yet something has changed";
}

static const char *done(struct ctx *c, const struct op *op, const struct reference *ref,
			struct tally *t)
{
	char *last = NULL;

	if (c->rows != ref->rows)
		return "done, and yet the answer is not the whole one";
	if (settle(c, ref->after, op->flags & OP_TRIES ? NULL : &last)) {
		t->done++;
		return !op->there || op->there(c) ? NULL : "done, and yet not elsewhere";
	}
	if (op->flags & OP_TRIES && op->accept(c)) {
		t->tried++;
		return NULL;
	}
	if (op->flags & OP_TRIES)
		last = view(c, false);
	show_difference(last, ref->after);
	free(last);
	return "done, and yet not what should be is there";
}

static bool inject(struct ctx *c, const struct op *op, unsigned int n, int *err)
{
	if (op->flags & OP_WORKERS) {
		inject_arm_workers(n);
		*err = run(c, op);
		nap(300);
		return inject_disarm_workers();
	}
	inject_arm(n);
	*err = run(c, op);
	return inject_disarm();
}

/* One round: NULL, or what is wrong. */
static const char *attempt(struct ctx *c, const struct op *op, unsigned int n,
			   const struct reference *ref, struct tally *t, bool *hit, bool *changed)
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
	if (*hit && getenv("MPR_FAULT_TRACE"))
		printf("# %u: %s: errno %d, in %s\n%s", n, op->name, err, inject_where(),
		       inject_trace());
	if (err)
		count_errno(t, err);
	if (err && !*hit)
		why = "fails without a fault";
	else if (err && *inject_where() && err != ENOMEM && err != ENOBUFS)
		why = "has failed because of us, and the errno is not ENOMEM";
	else
		why = check_words(c, op, err);
	if (!why && err)
		why = refused(c, op, err, exact, ref->after, t, changed);
	else if (!why)
		why = done(c, op, ref, t);
	/* What the network stack does and takes back are two events. */
	if (!why && !*changed && !(op->flags & OP_STACK) && last_event(c) != since)
		why = "refused, and yet there was an event";
	if (!why)
		why = check_events(c, since, &t->lost);
	if (why && err)
		printf("# errno %d (%s)\n", err, strerror(err));
	free(exact);
	return why;
}

static bool try_out(struct ctx *c, const struct op *op, struct reference *ref)
{
	char *a, *b;
	unsigned int ms;
	int err;

	prepare(c, op);
	inject_choose(INJECT_SLAB);
	inject_arm(INJECT_NEVER);
	err = run(c, op);
	ref->allocations = inject_count();
	if (err) {
		printf("# errno %d (%s)\n", err, strerror(err));
		undo(c, op);
		return false;
	}
	ref->rows = c->rows;
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
	ref->after = a;
	return true;
}

/* One way through the allocations of an operation. */
struct sweep {
	unsigned int idle;	/* rounds without a fault, or since one of ours failed */
	bool found;		/* OP_FEW: one of ours */
	unsigned int start;	/* OP_FEW: which of the first this pass began at, from 0 */
	bool again;		/* this is the second try */
	char *path;		/* of the round before */
};

/*
 * If it was the same one as in the round before, there was one more before it, and the one that
 * was meant has not failed.
 */
static bool missed(struct sweep *s)
{
	bool same = s->path && *s->path && !strcmp(s->path, inject_path());

	free(s->path);
	s->path = strdup(inject_path());
	s->again = same && !s->again;
	return s->again;
}

/* Which allocation is next to fail after the @n-th, 0 when all have. */
static unsigned int next_nth(const struct op *op, struct sweep *s, unsigned int n, bool hit)
{
	if (op->flags & OP_LAST) {
		s->found |= !!*inject_where();
		return s->found && !*inject_where() && *inject_path() ? 0 : n - 1;
	}
	if (hit && missed(s))
		return n;
	if (op->flags & OP_FEW && !s->found) {
		s->found = *inject_where();
		if (!s->found && hit)
			return n + FEW;
		/* Those of ours can be fewer than are stepped over. */
		if (!s->found)
			return ++s->start < FEW ? 1 + s->start : 0;
		return n - (n > FEW ? FEW : n - 1);
	}
	s->idle = hit && (!s->found || *inject_where()) ? 0 : s->idle + 1;
	if (s->found)
		return s->idle < 3 * FEW ? n + 1 : 0;
	/* A work item may have run before, or in a thread that came later: look once more. */
	return s->idle < (op->flags & OP_WORKERS ? 3 : 1) ? n + 1 : 0;
}

static const char *sweep(struct ctx *c, const struct op *op, const struct reference *ref,
			 struct tally *t)
{
	bool hit = true, changed = true;
	struct sweep s = { 0 };
	const char *why = NULL;
	unsigned int n, next = op->flags & OP_LAST ? ref->allocations : 1;

	do {
		n = next;
		if (changed)
			prepare(c, op);
		why = attempt(c, op, n, ref, t, &hit, &changed);
		next = next_nth(op, &s, n, hit);
		changed |= !!(op->flags & OP_FRESH);
		if (changed && !(op->flags & OP_READS))
			undo(c, op);
		else if (op->flags & OP_READS)
			changed = false;
		if (!why && n >= NTH_MAX)
			why = "there is no end of allocations";
	} while (!why && next);
	undo(c, op);
	free(s.path);
	if (why)
		printf("# allocation %u\n%s", n, inject_trace());
	return why;
}

static void test(struct ctx *c, const struct op *op)
{
	uint64_t begun = now_ms();
	struct tally t = { 0 };
	struct reference ref = { 0 };
	enum inject_what what;
	const char *why = NULL;

	if (!try_out(c, op, &ref))
		why = "fails without any fault";
	for (what = 0; what < INJECT_N && !why; what++) {
		if (what != INJECT_SLAB && op->flags & OP_LAST)
			continue;
		inject_choose(what);
		why = sweep(c, op, &ref, &t);
	}
	if (!why && !t.ours && !(op->flags & OP_NOT_OURS))
		why = "no allocation of ours has failed";
	if (!why && !errnos_allowed(op, &t))
		why = "not all errnos are for want of memory";
	free(ref.after);
	show_tally(op, &t, now_ms() - begun);
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
	test_all(&c, lib_ops, argv + 1);
	if (selected("charge", argv + 1))
		charge_tests(&c);
	world_close(&c);
	if (selected("module", argv + 1))
		module_tests(&c);
	printf("1..%u\n# %u passed, %u failed\n", count, count - failed, failed);
	return failed ? 1 : 0;
}
