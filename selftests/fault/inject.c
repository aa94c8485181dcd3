// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's fault injection: fail-nth of this thread or of others, for slab and pages. The
 * call trace of each fault comes from the kernel log.
 */
#include <dirent.h>
#include <fcntl.h>

#include "fault.h"

#define DEBUGFS "/sys/kernel/debug/"
#define WORKERS_MAX 256

static int self_fd = -1, log_fd = -1;
static int worker_fd[WORKERS_MAX];
static unsigned int n_workers;
static char where[64], way[8192], trace[16384];

static bool put(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool ok = fd >= 0 && write(fd, value, strlen(value)) == (ssize_t)strlen(value);

	if (fd >= 0)
		close(fd);
	return ok;
}

static bool holds(const char *path, char value)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char c = '\0';

	if (fd >= 0) {
		if (read(fd, &c, 1) != 1)
			c = '\0';
		close(fd);
	}
	return c == value;
}

/*
 * Which caches may fail: all but those of the debugging aids. They cope, but each of their
 * allocations would be one more round that tests nothing. Before 6.2 that is said on the kernel's
 * command line, see check.sh.
 */
static bool choose_caches(void)
{
	static const char *const aids[] = { "kmemleak_object", "kmemleak_scan_area",
					    "debug_objects_cache", "kmem_cache" };
	DIR *dir = opendir("/sys/kernel/slab");
	unsigned int i, n = 0;
	struct dirent *e;
	char path[512];

	if (!dir)
		return false;
	while ((e = readdir(dir))) {
		for (i = 0; i < sizeof(aids) / sizeof(aids[0]); i++)
			if (!strcmp(e->d_name, aids[i]))
				break;
		if (*e->d_name == '.' || i < sizeof(aids) / sizeof(aids[0]))
			continue;
		snprintf(path, sizeof(path), "/sys/kernel/slab/%s/failslab", e->d_name);
		n += put(path, "1") || holds(path, '1');
	}
	closedir(dir);
	return n;
}

bool inject_init(void)
{
	static const char *const attrs[][2] = {
		{ "failslab/probability", "0" },
		{ "failslab/cache-filter", "Y" },
		{ "failslab/times", "-1" },
		{ "failslab/verbose", "2" },
		{ "fail_page_alloc/probability", "0" },
		{ "fail_page_alloc/ignore-gfp-wait", "N" },
		{ "fail_page_alloc/ignore-gfp-highmem", "N" },
		{ "fail_page_alloc/times", "-1" },
		{ "fail_page_alloc/verbose", "2" },
	};
	char path[128];
	unsigned int i;

	for (i = 0; i < sizeof(attrs) / sizeof(attrs[0]); i++) {
		snprintf(path, sizeof(path), DEBUGFS "%s", attrs[i][0]);
		if (!put(path, attrs[i][1]))
			return false;
	}
	/* The traces are for us, not for a slow console. */
	put("/proc/sys/kernel/printk", "1");
	self_fd = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	log_fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	/* Or the aids fail too. */
	if (!choose_caches() && !put(DEBUGFS "failslab/cache-filter", "N"))
		return false;
	return self_fd >= 0 && log_fd >= 0;
}

void inject_choose(enum inject_what what)
{
	if (!put(DEBUGFS "failslab/ignore-gfp-wait", what == INJECT_SLAB ? "N" : "Y") ||
	    !put(DEBUGFS "fail_page_alloc/min-order", what == INJECT_SLAB ? "99" : "0"))
		die("fault injection", errno);
}

static void write_nth(int fd, unsigned int n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", n);

	if (pwrite(fd, text, len, 0) != len && n)
		die("fail-nth", errno);
}

static unsigned int read_nth(int fd)
{
	char text[16] = "";

	return pread(fd, text, sizeof(text) - 1, 0) > 0 ? strtoul(text, NULL, 10) : 1;
}

static void skip_log(void)
{
	lseek(log_fd, 0, SEEK_END);
	where[0] = '\0';
	way[0] = '\0';
	trace[0] = '\0';
}

/* " mpr_journal_keep+0x1b/0x30 [mpr]"; with a question, it is not of this call. */
static void note_function(const char *text)
{
	const char *end = strstr(text, "+0x");
	size_t used = strlen(way), len;

	if (!end || strstr(text, " ? ") || !strncmp(text, "RIP:", 4))
		return;
	text += strspn(text, " ");
	len = end - text;
	if (used + len + 2 < sizeof(way))
		snprintf(way + used, sizeof(way) - used, "%.*s\n", (int)len, text);
	if (!*where && strstr(end, " [mpr]"))
		snprintf(where, sizeof(where), "%.*s", (int)len, text);
}

static void read_log(void)
{
	size_t used = 0;
	char line[8192];
	const char *text;
	ssize_t got;

	while ((got = read(log_fd, line, sizeof(line) - 1)) > 0 || (got < 0 && errno == EPIPE)) {
		if (got < 0)
			continue;
		line[got] = '\0';
		text = strchr(line, ';');
		line[strcspn(line, "\n")] = '\0';
		if (!text)
			continue;
		note_function(++text);
		used += snprintf(trace + used, sizeof(trace) - used, "# %s\n", text);
		if (used >= sizeof(trace))
			used = sizeof(trace) - 1;
	}
}

const char *inject_where(void)
{
	return where;
}

const char *inject_path(void)
{
	return way;
}

const char *inject_trace(void)
{
	return trace;
}

void inject_arm(unsigned int n)
{
	skip_log();
	write_nth(self_fd, n);
}

bool inject_disarm(void)
{
	bool hit = !read_nth(self_fd);

	write_nth(self_fd, 0);
	if (hit)
		read_log();
	return hit;
}

unsigned int inject_count(void)
{
	unsigned int left = read_nth(self_fd);

	write_nth(self_fd, 0);
	return INJECT_NEVER - left;
}

static bool is_worker(const char *pid)
{
	char path[320], name[64] = "";
	int fd;

	snprintf(path, sizeof(path), "/proc/%s/comm", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	if (read(fd, name, sizeof(name) - 1) < 0)
		name[0] = '\0';
	close(fd);
	return !strncmp(name, "kworker/u", 9);
}

void inject_arm_workers(unsigned int n)
{
	DIR *dir = opendir("/proc");
	struct dirent *e;
	char path[320];
	int fd;

	skip_log();
	n_workers = 0;
	while (dir && (e = readdir(dir)) && n_workers < WORKERS_MAX) {
		if (*e->d_name < '0' || *e->d_name > '9' || !is_worker(e->d_name))
			continue;
		snprintf(path, sizeof(path), "/proc/%s/fail-nth", e->d_name);
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd < 0)
			continue;
		write_nth(fd, n);
		worker_fd[n_workers++] = fd;
	}
	if (dir)
		closedir(dir);
}

bool inject_disarm_workers(void)
{
	bool hit = false;
	unsigned int i;

	for (i = 0; i < n_workers; i++) {
		hit |= !read_nth(worker_fd[i]);
		write_nth(worker_fd[i], 0);
		close(worker_fd[i]);
	}
	n_workers = 0;
	if (hit)
		read_log();
	return hit;
}
