// SPDX-License-Identifier: GPL-2.0-only
/*
 * The netdevices of interfaces are renamed, moved between network namespaces, taken up and down,
 * made and deleted, enslaved and released, by many processes at once, while others connect and
 * disconnect them.
 */
#include <fcntl.h>
#include <linux/ppp_defs.h>
#include <linux/ppp-ioctl.h>
#include <net/if.h>
#include <sys/ioctl.h>

#include <kselftest_harness.h>

#include "storm.h"
#include "module.h"

#define MS 12000

enum { RENAMES, MOVES, FLAPS, DELETES, UNITS, SLAVES, CONNECTS, ELSEWHERE };

FIXTURE(storm) {
	struct mpr *h;
	struct crew crew, keeper;
};

/* Other processes reach the two network namespaces through these. */
static int here, elsewhere;

static int own_netns(void)
{
	return open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
}

FIXTURE_SETUP(storm)
{
	if (geteuid())
		SKIP(return, "must be root");
	ASSERT_EQ(0, system("modprobe -aq dummy veth wireguard bonding team ppp_generic"));
	ASSERT_EQ(0, netdev_new_netns());
	elsewhere = own_netns();
	ASSERT_EQ(0, netdev_new_netns());
	here = own_netns();
	ASSERT_EQ(0, mpr_open(NULL, &self->h));
	ASSERT_EQ(0, agree_begin(self->h)) {
		TH_LOG("is mpr.ko loaded?");
	}
	crew_init(&self->crew);
	crew_init(&self->keeper);
}

FIXTURE_TEARDOWN(storm)
{
	crew_stop(&self->crew);
	crew_stop(&self->keeper);
	mpr_close(self->h);
	close(here);
	close(elsewhere);
}

static void rename_it(struct sky *sky, unsigned int number)
{
	(void)number;
	while (!sky->over) {
		netdev_up("d0", false);
		netdev_rename("d0", "x0");
		netdev_up("x0", true);
		netdev_up("x0", false);
		netdev_rename("x0", "d0");
		netdev_up("d0", true);
		crew_count(sky, RENAMES);
	}
}

/* Its interface, which is persistent, may take it up in between, and no device is renamed then. */
static bool renamed_back(void)
{
	uint64_t begun = now_ms();

	while (!if_nametoindex("d0") && now_ms() - begun < SOON) {
		netdev_up("x0", false);
		netdev_rename("x0", "d0");
	}
	return if_nametoindex("d0");
}

static void move_away(struct sky *sky, unsigned int number)
{
	struct mpr_monitor *mon;

	(void)number;
	crew_watch(sky, MPR_MONITOR_INTERFACES, &mon);
	while (!sky->over) {
		netdev_up("m0", true);
		if (!netdev_move("m0", elsewhere))
			crew_count(sky, MOVES);
		netdev_up("wg0", true);
		netdev_move("wg0", elsewhere);
		crew_react(mon);
	}
}

/* The other namespace has interfaces of its own on what is moved to it. */
static void move_back(struct sky *sky, unsigned int number)
{
	struct mpr_monitor *mon;
	struct mpr *h;
	uint32_t id;
	char *why;

	(void)number;
	if (setns(elsewhere, CLONE_NEWNET) || mpr_open(NULL, &h) || agree_begin(h) ||
	    mpr_monitor_open(h, MPR_MONITOR_INTERFACES, &mon))
		crew_wrong(sky, "no service elsewhere");
	id = add_kernel(h, "m0", &(struct mpr_interface){ .backoff_first = 1 },
			MPR_SET_BACKOFF_FIRST);
	if (!id)
		crew_wrong(sky, "no interface elsewhere");
	while (!sky->over) {
		mpr_interface_connect(h, id, 0);
		netdev_up("m0", true);
		if (!netdev_move("m0", here))
			crew_count(sky, ELSEWHERE);
		netdev_move("wg0", here);
		crew_react(mon);
	}
	netdev_move("m0", here);
	netdev_move("wg0", here);
	mpr_monitor_close(mon);
	why = agree_check(h);
	if (why)
		crew_wrong(sky, "elsewhere: %s", why);
	if (st_now(h, id) >> 48 != MPR_IF_STATE_UNREACHABLE)
		crew_wrong(sky, "elsewhere m0 is gone and its interface is not unreachable");
	if (service_now(h).connections)
		crew_wrong(sky, "connections are left elsewhere");
}

static void flap(struct sky *sky, unsigned int number)
{
	while (!sky->over) {
		if (number) {
			netdev_carrier("f0", false);
			netdev_carrier("f0", true);
		} else {
			netdev_up("f0", false);
			netdev_up("f0", true);
			netdev_up("v1", false);
			netdev_up("v1", true);
		}
		crew_count(sky, FLAPS);
	}
}

static void make_and_delete(struct sky *sky, unsigned int number)
{
	const char *kind = number ? "wireguard" : "dummy";

	while (!sky->over) {
		netdev_add("a0", kind);
		netdev_up("a0", true);
		netdev_del("a0");
		crew_count(sky, DELETES);
	}
}

/* PPP devices live as long as the descriptor that made them. */
static void make_units(struct sky *sky, unsigned int number)
{
	char name[IFNAMSIZ];
	int fd, unit;

	(void)number;
	while (!sky->over) {
		fd = open("/dev/ppp", O_RDWR | O_CLOEXEC);
		unit = -1;
		if (fd < 0 || ioctl(fd, PPPIOCNEWUNIT, &unit))
			crew_wrong(sky, "no PPP unit: %m");
		snprintf(name, sizeof(name), "ppp%d", unit);
		netdev_up(name, true);
		close(fd);
		crew_count(sky, UNITS);
	}
}

static void enslave(struct sky *sky, unsigned int number)
{
	const char *master = number / 2 ? "team0" : "bond0";
	char name[IFNAMSIZ];

	snprintf(name, sizeof(name), "s%u", number);
	while (!sky->over) {
		netdev_up(name, false);
		if (!netdev_enslave(name, master))
			crew_count(sky, SLAVES);
		netdev_up(name, true);
		netdev_enslave(name, NULL);
		/* And a slave that is deleted. */
		if (sky->count[SLAVES] % 5 == 0) {
			netdev_up(name, false);
			netdev_enslave(name, master);
			netdev_del(name);
			netdev_add(name, "dummy");
		}
	}
	netdev_up(name, false);
	netdev_enslave(name, master);
}

static int connect_one(const struct mpr_interface *iface, void *data)
{
	struct mpr *h = data;

	if (iface->state == MPR_IF_STATE_CONNECTED)
		mpr_interface_disconnect(h, iface->id);
	else
		mpr_interface_connect(h, iface->id, 0);
	return 0;
}

static void connect_all(struct sky *sky, unsigned int number)
{
	struct mpr_monitor *mon;
	struct mpr *h;

	(void)number;
	h = crew_watch(sky, MPR_MONITOR_INTERFACES, &mon);
	while (!sky->over) {
		mpr_interface_list(h, 0, NULL, connect_one, h);
		crew_count(sky, CONNECTS);
		crew_react(mon);
	}
}

/* A persistent interface whose netdevice has just come may be at it already. */
static unsigned int connected_in_the_end(struct mpr *h, uint32_t id)
{
	struct mpr_monitor *mon;
	uint64_t begun = now_ms();
	unsigned int code;

	if (mpr_monitor_open(h, MPR_MONITOR_INTERFACES, &mon))
		return 1717;
	code = mpr_interface_connect(h, id, SOON);
	while (code == 910 && now_ms() - begun < SOON) {
		crew_react(mon);
		if (iface_now(h, id).state != MPR_IF_STATE_CONNECTING)
			code = mpr_interface_connect(h, id, SOON);
	}
	mpr_monitor_close(mon);
	return code;
}

static const char *const devices[] = { "d0", "m0", "f0", "v0", "bond0", "team0", "a0" };

#define N_DEVICES (sizeof(devices) / sizeof(*devices))

TEST_F_TIMEOUT(storm, of_netdevices_leaves_every_state_right, 400)
{
	struct mpr_interface set = { .backoff_first = 1, .persistent = true };
	struct sky *sky = self->crew.sky;
	uint64_t begun = now_ms();
	uint32_t id[N_DEVICES];
	unsigned int i;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	ASSERT_EQ(0, netdev_add("m0", "dummy"));
	ASSERT_EQ(0, netdev_add("f0", "dummy"));
	ASSERT_EQ(0, netdev_add("wg0", "wireguard"));
	ASSERT_EQ(0, netdev_add_veth("v0", "v1", -1));
	ASSERT_EQ(0, netdev_add("bond0", "bond"));
	ASSERT_EQ(0, netdev_add("team0", "team"));
	for (i = 0; i < 4; i++) {
		char name[] = { 's', '0' + i, 0 };

		ASSERT_EQ(0, netdev_add(name, "dummy"));
	}
	for (i = 0; i < N_DEVICES; i++) {
		id[i] = add_kernel(self->h, devices[i], &set,
				   MPR_SET_BACKOFF_FIRST | MPR_SET_PERSISTENT);
		ASSERT_NE(0, id[i]);
	}
	ASSERT_EQ(0, netdev_up("bond0", true));
	ASSERT_EQ(0, netdev_up("team0", true));
	crew_add(&self->keeper, move_back, 0);
	crew_add(&self->crew, rename_it, 0);
	crew_add(&self->crew, move_away, 0);
	crew_add(&self->crew, make_units, 0);
	for (i = 0; i < 2; i++) {
		crew_add(&self->crew, flap, i);
		crew_add(&self->crew, make_and_delete, i);
		crew_add(&self->crew, connect_all, i);
	}
	for (i = 0; i < 4; i++)
		crew_add(&self->crew, enslave, i);
	poll(NULL, 0, storm_size(MS));
	EXPECT_EQ(0, crew_stop(&self->crew));
	EXPECT_EQ(0, crew_stop(&self->keeper));
	EXPECT_TRUE(renamed_back());
	EXPECT_STREQ("", sky->wrong);
	EXPECT_STREQ("", self->keeper.sky->wrong);
	EXPECT_STREQ("", disagreement(self->h));
	TH_LOG("%lu renames, %lu moves there and %lu back, %lu flaps, %lu deletes",
	       sky->count[RENAMES], sky->count[MOVES], self->keeper.sky->count[ELSEWHERE],
	       sky->count[FLAPS], sky->count[DELETES]);
	TH_LOG("%lu PPP units, %lu slaves, %lu rounds of connects; %lu events agree; %lu ms",
	       sky->count[UNITS], sky->count[SLAVES], sky->count[CONNECTS], agree_events(),
	       now_ms() - begun);
	/* Whatever happened to them: what is there can be connected, what is not cannot. */
	netdev_add("a0", "dummy");
	netdev_up("v1", true);
	for (i = 0; i < N_DEVICES; i++) {
		EXPECT_NE(0, if_nametoindex(devices[i])) {
			TH_LOG("%s", devices[i]);
		}
		EXPECT_EQ(0, connected_in_the_end(self->h, id[i])) {
			TH_LOG("%s", devices[i]);
		}
	}
	/* Four slaves, wg0 that nobody has claimed, and those without slaves. */
	EXPECT_EQ(4 + 1 + N_DEVICES - 2, service_now(self->h).ports);
	for (i = 0; i < N_DEVICES; i++)
		netdev_del(devices[i]);
	netdev_del("wg0");
	EXPECT_EQ(0, service_now(self->h).connections);
	for (i = 0; i < N_DEVICES; i++)
		EXPECT_EQ(ST(MPR_IF_STATE_UNREACHABLE, MPR_REASON_NO_DEVICE, 0),
			  st_now(self->h, id[i]) & ~0xffffffffULL);
	EXPECT_STREQ("", disagreement(self->h));
	if (getenv("MPR_MODULE")) {
		mpr_close(self->h);
		EXPECT_EQ(0, module_unload_unused());
		EXPECT_EQ(0, module_load());
		ASSERT_EQ(0, mpr_open(NULL, &self->h));
	}
}

TEST_HARNESS_MAIN
