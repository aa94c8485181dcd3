// SPDX-License-Identifier: GPL-2.0-only
/* Loading and unloading the module. */
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "fault.h"
#include "../lib/netdev.h"

struct loads {
	unsigned int refused, done, ours;
};

static void *image;
static size_t image_size;

/* Without what debuggers want of it: each page read would be one more allocation to fail. */
static void read_module(void)
{
	const char *path = getenv("MPR_MODULE");
	char command[512];
	struct stat st;
	int fd;

	if (!path)
		die("MPR_MODULE is not set", ENOENT);
	snprintf(command, sizeof(command), "objcopy --strip-debug '%s' /tmp/mpr.ko", path);
	must("objcopy", system(command) ? EIO : 0);
	fd = open("/tmp/mpr.ko", O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st))
		die("/tmp/mpr.ko", errno);
	image_size = st.st_size;
	image = malloc(image_size);
	if (!image || read(fd, image, image_size) != (ssize_t)image_size)
		die("/tmp/mpr.ko", errno);
	close(fd);
}

static int load(void)
{
	return syscall(SYS_init_module, image, image_size, "") ? errno : 0;
}

static int unload(void)
{
	return syscall(SYS_delete_module, "mpr", 0) ? errno : 0;
}

/* The device that was there is there, connected, if need be a little later. */
static const char *loaded_well(struct ctx *c)
{
	uint32_t id = 0;
	unsigned int ms;

	world_open(c);
	for (ms = 0; !id && ms < 10000; ms += 20) {
		id = named(c->w, "w0");
		nap(id ? 0 : 20);
	}
	if (!id || !wait_state(c, id, MPR_IF_STATE_CONNECTED))
		return "loaded, and yet a device that was there is not known";
	world_close(c);
	return NULL;
}

static const char *load_without(struct ctx *c, unsigned int n, struct loads *l, bool *hit)
{
	const char *why;
	int err;

	inject_arm(n);
	err = load();
	*hit = inject_disarm();
	l->ours += *hit && *inject_where();
	if (!err) {
		l->done += *hit;
		why = loaded_well(c);
		must("unload", unload());
		return why;
	}
	l->refused++;
	if (!*hit)
		return "does not load without a fault";
	if (err != ENOMEM)
		return "the errno is not ENOMEM";
	return access("/sys/module/mpr", F_OK) ? NULL : "not loaded, and yet something stays";
}

static void test_load(struct ctx *c)
{
	struct loads l = { 0 };
	enum inject_what what;
	const char *why = NULL;
	unsigned int n;
	bool hit;

	must("unload", unload());
	for (what = 0; what < INJECT_N && !why; what++) {
		inject_choose(what);
		hit = true;
		/* Most pages are the loader's, one like the other. */
		for (n = 1; hit && !why; n += what == INJECT_PAGES ? 4 : 1)
			why = load_without(c, n, &l, &hit);
		if (why)
			printf("# allocation %u\n%s", n, inject_trace());
	}
	printf("# load: %u allocations failed (%u of ours): %u refused, %u done\n",
	       l.refused + l.done, l.ours, l.refused, l.done);
	report(!why && l.refused && l.ours, "module: load", why);
	must("load", load());
}

static void busy(struct ctx *c)
{
	world_open(c);
	sit_kernel_up(c);
	sit_taken(c);
	forget_events(c);
}

/* Everybody who listens hears of the end, or that something is missing. */
static const char *heard_the_end(struct ctx *c)
{
	struct wire *w = c->ears;
	const struct genlmsghdr *genl;
	ssize_t got;

	for (;;) {
		got = recv(mnl_socket_get_fd(w->nl), w->rsp, sizeof(w->rsp), MSG_DONTWAIT);
		if (got < 0)
			return errno == ENOBUFS ? NULL : "the listener did not hear of the end";
		genl = mnl_nlmsg_get_payload((void *)w->rsp);
		if (genl->cmd == MPR_CMD_SERVICE_STOPPED)
			return NULL;
	}
}

static const char *unload_without(struct ctx *c, unsigned int n, bool *hit)
{
	const char *why = NULL;

	busy(c);
	inject_arm(n);
	if (unload())
		why = "does not unload";
	*hit = inject_disarm();
	if (!why)
		why = heard_the_end(c);
	world_close(c);
	netdev_del("d0");
	must("load", load());
	return why;
}

static void test_unload(struct ctx *c)
{
	unsigned int n, done = 0, ours = 0;
	enum inject_what what;
	const char *why = NULL;
	bool hit;

	for (what = 0; what < INJECT_N && !why; what++) {
		inject_choose(what);
		hit = true;
		for (n = 1; hit && !why; n++) {
			why = unload_without(c, n, &hit);
			done += hit;
			ours += hit && *inject_where();
		}
		if (why)
			printf("# allocation %u\n%s", n - 1, inject_trace());
	}
	printf("# unload: %u allocations failed (%u of ours), all done\n", done, ours);
	report(!why && ours, "module: unload", why);
}

void module_tests(struct ctx *c)
{
	read_module();
	must("w0", netdev_add("w0", "wireguard"));
	must("w0 up", netdev_up("w0", true));
	test_load(c);
	netdev_del("w0");
	test_unload(c);
}
