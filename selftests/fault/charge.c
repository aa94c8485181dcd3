// SPDX-License-Identifier: GPL-2.0-only
/*
 * What had no memory at first and is made up for by a work item is charged to whoever uses the
 * service, as if it had been made at once.
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "fault.h"

#define CGROUPS "/sys/fs/cgroup"
#define IFACES 20
#define SLOTS 40

static void put_text(const char *dir, const char *file, const char *text)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", dir, file);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		die(path, errno);
	close(fd);
}

static long charged(const char *dir)
{
	static const char key[] = "slab_unreclaimable ";
	char path[128], line[256];
	long bytes = -1;
	FILE *f;

	snprintf(path, sizeof(path), "%s/memory.stat", dir);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, key, strlen(key)))
			bytes = strtol(line + strlen(key), NULL, 10);
	if (f)
		fclose(f);
	return bytes;
}

static const char *name_of(unsigned int number)
{
	static char name[16];

	snprintf(name, sizeof(name), "large%u", number);
	return name;
}

/* Its ports are most of an interface of this kind. */
static int new_large(struct ctx *c, unsigned int number)
{
	struct nlmsghdr *nlh = wire_req(c->w, MPR_CMD_INTERFACE_NEW);
	struct nlattr *nest;
	uint32_t slot;

	mnl_attr_put_strz(nlh, MPR_A_INTERFACE_NAME, name_of(number));
	mnl_attr_put_u32(nlh, MPR_A_INTERFACE_TYPE, MPR_IF_TYPE_FULL_ROUTER);
	for (slot = 1; slot <= SLOTS; slot++) {
		nest = mnl_attr_nest_start(nlh, MPR_A_INTERFACE_DEVICE);
		mnl_attr_put_u32(nlh, MPR_A_DEVICE_INDEX, slot);
		mnl_attr_put_strz(nlh, MPR_A_DEVICE_TYPE, "scripted");
		mnl_attr_nest_end(nlh, nest);
	}
	return wire_do(c->w, nlh);
}

static bool wait_ports(struct ctx *c, unsigned int n)
{
	unsigned int ms;

	for (ms = 0; ms < 10000; ms += 20) {
		if (service_u32(c, MPR_A_SERVICE_PORTS) == n)
			return true;
		nap(20);
	}
	return false;
}

/* The bytes of an interface that is made at once, -1 if it is not whole. */
static long make(struct ctx *c, const char *dir, unsigned int number)
{
	long before = charged(dir);

	must("interface-new", new_large(c, number));
	return wait_ports(c, (number + 1) * SLOTS) ? charged(dir) - before : -1;
}

/*
 * The same without memory for its first port. The allocations before that are all alike, so there
 * are few attempts that make something else; they do not count.
 */
static long make_later(struct ctx *c, const char *dir, unsigned int number)
{
	static unsigned int nth = 1;
	bool hit = true;
	long before;
	uint32_t id;
	int err;

	for (nth -= nth > 2 ? 2 : nth - 1; hit; nth++) {
		before = charged(dir);
		inject_arm(nth);
		err = new_large(c, number);
		hit = inject_disarm();
		if (hit && !err && !strcmp(inject_where(), "mpr_port_add"))
			return wait_ports(c, (number + 1) * SLOTS) ? charged(dir) - before : -1;
		flush_socket(c->w);
		id = named(c->w, name_of(number));
		if (id)
			must("interface-del", req_iface(c, MPR_CMD_INTERFACE_DEL, id));
	}
	die("no port has failed", ENOENT);
}

/* A group each: what the debugging aids free late is the other one's. */
static long measure(struct ctx *c, const char *dir,
		    long (*one)(struct ctx *c, const char *dir, unsigned int number))
{
	struct nlmsghdr *nlh;
	long sum = 0, bytes;
	unsigned int i;

	if (mkdir(dir, 0755))
		die(dir, errno);
	put_text(dir, "cgroup.procs", "0");
	/* Who sets the size of the journal pays; a full one gives back what it takes. */
	wipe(c);
	nlh = wire_req(c->w, MPR_CMD_SERVICE_SET);
	mnl_attr_put_u32(nlh, MPR_A_SERVICE_JOURNAL_SIZE, 65536);
	must("service-set", wire_do(c->w, nlh));
	for (i = 0; i < IFACES; i++) {
		bytes = one(c, dir, i);
		if (bytes < 0)
			return -1;
		sum += bytes;
	}
	return sum;
}

void charge_tests(struct ctx *c)
{
	const char *why = NULL;
	long at_once, later;

	put_text(CGROUPS, "cgroup.subtree_control", "+memory");
	wipe(c);
	inject_choose(INJECT_SLAB);
	at_once = measure(c, CGROUPS "/mpr-at-once", make);
	later = measure(c, CGROUPS "/mpr-later", make_later);
	printf("# %d interfaces with %d ports: %ld bytes, %ld when ports come later\n", IFACES,
	       SLOTS, at_once, later);
	if (at_once < 0 || later < 0)
		why = "ports are missing";
	else if (later < at_once / 10 * 8)
		why = "what came later is not charged";
	report(!why, "charge: what is made up for later", why);
	wipe(c);
	put_text(CGROUPS, "cgroup.procs", "0");
	wipe(c);
}
