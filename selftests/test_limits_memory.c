// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who pays for memory: everything that a process makes, and everything that goes on in the
 * background because of it, is charged to its memory control group; when that is full, it is the
 * process that ends, and others notice nothing.
 */
#include <sys/mount.h>
#include <sys/stat.h>

#include <kselftest_harness.h>

#include "intruder.h"

#define CGROUPS "/sys/fs/cgroup"
#define MIB (1024L * 1024)

FIXTURE(memory) {
	struct mpr *h;
	char dir[64];
	struct verdict v;
};

static bool put(const char *dir, const char *file, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, file);
	return !write_file(path, text);
}

/* A number in a file of the group, -1 if there is none; @key: behind that word. */
static long number(const char *dir, const char *file, const char *key)
{
	char path[128], line[256];
	size_t len = strlen(key);
	long n = -1;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, file);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f)) {
		if (strncmp(line, key, len))
			continue;
		n = strtol(line + len, NULL, 10);
		break;
	}
	if (f)
		fclose(f);
	return n;
}

FIXTURE_SETUP(memory)
{
	if (geteuid())
		SKIP(return, "must be root");
	put(CGROUPS, "cgroup.subtree_control", "+memory");
	snprintf(self->dir, sizeof(self->dir), CGROUPS "/mpr-limits-%d", getpid());
	if (mkdir(self->dir, 0755) || number(self->dir, "memory.current", "") < 0)
		SKIP(return, "needs the memory controller of cgroup 2");
	ASSERT_TRUE(service_new(&self->h)) {
		TH_LOG("is mpr.ko loaded?");
	}
}

FIXTURE_TEARDOWN(memory)
{
	mpr_close(self->h);
	rmdir(self->dir);
}

/* What a process of the group does, and what it has found out; it ends when told so. */
struct tenant {
	char dir[64];
	unsigned int count;
	long room;
	int limit;
	uint32_t made, code;
	long before, after;
};

static struct tenant *tenant_new(const char *dir, unsigned int count)
{
	struct tenant *t = mmap(NULL, sizeof(*t), PROT_READ | PROT_WRITE,
				MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (t == MAP_FAILED)
		abort();
	snprintf(t->dir, sizeof(t->dir), "%s", dir);
	t->count = count;
	return t;
}

/* Runs @body as root of its own network in the group; its status as waitpid() tells it. */
static int tenant_run(struct tenant *t, void (*body)(struct tenant *t, struct mpr *h))
{
	struct mpr *h;
	int status = -1;
	pid_t pid = fork();

	if (!pid) {
		if (!put(t->dir, "cgroup.procs", "0") || be_nobodys_root_of_a_netns() ||
		    mpr_open(NULL, &h) || !service_now(h).max_interfaces)
			_exit(99);
		body(t, h);
		_exit(0);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid ? status : -1;
}

/* Slots of almost as many bytes as an interface may have. */
#define SLOTS 7
#define SLOT_BYTES 1000

static const struct mpr_device *large_slots(void)
{
	static struct mpr_device slot[SLOTS];
	static char text[SLOT_BYTES / 2 + 1];
	unsigned int i;

	memset(text, 'x', SLOT_BYTES / 2);
	for (i = 0; i < SLOTS; i++)
		slot[i] = (struct mpr_device){ .index = i + 1, .type = "scripted", .name = text,
					       .phone = text };
	return slot;
}

static uint32_t add_large(struct mpr *h, const char *name)
{
	struct mpr_interface iface = {
		.n_devices = SLOTS, .devices = large_slots(),
		.connect_timeout = 1, .redial_count = UINT32_MAX, .redial_interval = 0,
	};

	return add_scripted(h, name, &iface, MPR_SET_DEVICES | MPR_SET_CONNECT_TIMEOUT |
			    MPR_SET_REDIAL_COUNT | MPR_SET_REDIAL_INTERVAL);
}

static void make_interfaces(struct tenant *t, struct mpr *h)
{
	struct mpr_service set = { .max_interfaces = 100000, .journal_size = 0 };
	char name[32];

	t->code = mpr_service_set(h, &set, MPR_SERVICE_MAX_INTERFACES | MPR_SERVICE_JOURNAL_SIZE);
	t->before = number(t->dir, "memory.current", "");
	while (!t->code && t->made < t->count) {
		snprintf(name, sizeof(name), "interface %u", t->made);
		if (add_scripted(h, name, NULL, 0))
			t->made++;
		else
			t->code = 1;
	}
	t->after = number(t->dir, "memory.current", "");
}

TEST_F(memory, interfaces_are_charged_to_who_makes_them)
{
	struct tenant *t = tenant_new(self->dir, 20000);

	ASSERT_EQ(0, tenant_run(t, make_interfaces));
	EXPECT_EQ(0, t->code);
	EXPECT_EQ(20000, t->made);
	TH_LOG("20,000 interfaces: %ld bytes each", (t->after - t->before) / 20000);
	/* An interface, its name, its port and its places in tables; nothing that grows. */
	EXPECT_LT(300 * 20000L, t->after - t->before);
	EXPECT_GT(2000 * 20000L, t->after - t->before);
}

static void make_large_interfaces(struct tenant *t, struct mpr *h)
{
	char name[32];

	while (t->made < t->count) {
		snprintf(name, sizeof(name), "interface %u", t->made);
		if (!add_large(h, name))
			break;
		t->made++;
	}
	t->code = mpr_last_error()->code;
}

TEST_F(memory, a_group_that_is_full_ends_its_process_and_nobody_else)
{
	struct tenant *t = tenant_new(self->dir, 10000);
	int status;

	ASSERT_TRUE(put(self->dir, "memory.max", "33554432"));
	status = tenant_run(t, make_large_interfaces);
	TH_LOG("%u interfaces, status %#x, code %u, %ld times at the limit", t->made, status,
	       t->code, number(self->dir, "memory.events", "max "));
	EXPECT_GT(10000, t->made);
	EXPECT_LT(100, t->made);
	/* Either its last request was refused for want of memory, or it was killed. */
	EXPECT_TRUE((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) ||
		    (!status && t->code == 8));
	EXPECT_LT(0, number(self->dir, "memory.events", "max "));
	EXPECT_NE(0, add_large(self->h, "not mine"));
	EXPECT_EQ(1, service_now(self->h).interfaces);
}

/*
 * Redials without end, each an event with the whole interface that nobody asked for just then. The
 * group gets @room more than the interfaces take, if there is one, through @limit, since nobody's
 * root may not open that: how many events fit does not depend on how fast they come.
 */
static void make_events(struct tenant *t, struct mpr *h)
{
	struct mpr_service set = { .journal_size = 1000000 };
	struct mpr_dialer *dialer = dialer_new(h, "scripted");
	uint64_t first, end = now_ms() + 8UL * SOON;
	char name[32];
	uint32_t id;

	/* The journal's table is theirs as well, and not what this is about. */
	t->code = mpr_service_set(h, &set, MPR_SERVICE_JOURNAL_SIZE);
	if (!dialer || t->code)
		return;
	for (t->made = 0; t->made < 32; t->made++) {
		snprintf(name, sizeof(name), "interface %u", t->made);
		id = add_large(h, name);
		if (!id || mpr_interface_connect(h, id, 0) != 600) {
			t->code = 1;
			return;
		}
	}
	t->before = number(t->dir, "memory.current", "");
	if (t->room && dprintf(t->limit, "%ld", t->before + t->room) < 0) {
		t->code = 2;
		return;
	}
	first = service_now(h).journal_last;
	/* What happens is timers' doing: there is nothing to wait for but that they are due. */
	while (service_now(h).journal_last < first + t->count && now_ms() < end)
		usleep(1000);
	t->after = number(t->dir, "memory.current", "");
	t->made = service_now(h).journal_last - first;
}

TEST_F(memory, what_happens_in_the_background_is_charged_to_who_began_it)
{
	struct tenant *t = tenant_new(self->dir, 3000);

	ASSERT_EQ(0, tenant_run(t, make_events));
	EXPECT_EQ(0, t->code);
	EXPECT_LE(3000, t->made);
	TH_LOG("%u events: %ld bytes each", t->made, (t->after - t->before) / t->made);
	EXPECT_LT(3000L * SLOTS * SLOT_BYTES / 4, t->after - t->before);
}

TEST_F(memory, a_group_that_is_full_ends_who_fills_it_in_the_background)
{
	struct tenant *t = tenant_new(self->dir, 10000);
	char path[128];
	int status;

	snprintf(path, sizeof(path), "%s/memory.max", self->dir);
	t->limit = open(path, O_WRONLY | O_CLOEXEC);
	ASSERT_LE(0, t->limit);
	t->room = 3 * MIB;
	status = tenant_run(t, make_events);
	TH_LOG("status %#x, code %u, %ld times at the limit", status, t->code,
	       number(self->dir, "memory.events", "max "));
	close(t->limit);
	EXPECT_EQ(0, t->code);
	EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	EXPECT_LT(0, number(self->dir, "memory.events", "max "));
	EXPECT_GE(t->before + t->room, number(self->dir, "memory.current", ""));
	EXPECT_NE(0, add_large(self->h, "not mine"));
}

/* As many namespaces as there is memory for, each with as much in it as it may have. */
static void make_namespaces(struct tenant *t, struct mpr *h)
{
	char name[32];
	struct mpr *more;
	unsigned int i;

	(void)h;
	while (t->made < t->count) {
		if (unshare(CLONE_NEWNET) || mpr_open(NULL, &more)) {
			t->code = errno;
			return;
		}
		/* A handle keeps its namespace. */
		for (i = 0; i < 20; i++) {
			snprintf(name, sizeof(name), "interface %u", i);
			if (!add_large(more, name)) {
				t->code = mpr_last_error()->code;
				return;
			}
		}
		t->made++;
	}
}

TEST_F(memory, many_namespaces_do_not_get_round_the_group)
{
	struct tenant *t = tenant_new(self->dir, 1000);
	int status;

	ASSERT_TRUE(put(self->dir, "memory.max", "33554432"));
	status = tenant_run(t, make_namespaces);
	TH_LOG("%u namespaces, status %#x, code %u", t->made, status, t->code);
	EXPECT_GT(1000, t->made);
	EXPECT_LT(0, number(self->dir, "memory.events", "max "));
	EXPECT_NE(0, add_large(self->h, "not mine"));
}

TEST_HARNESS_MAIN
