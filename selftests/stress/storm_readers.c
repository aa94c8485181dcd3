// SPDX-License-Identifier: GPL-2.0-only
/*
 * A storm of events meets listeners with hardly any room, slow ones, and ones that never read.
 * Whoever reads gets every event, or is told how many are lost; an event of the MprAdmin
 * functions that missed something reads as signalled.
 */
#include <fcntl.h>

#include <kselftest_harness.h>

#include <mprapi.h>
#include <mprevent.h>

#include "storm.h"
#include "../mpr_wire.h"

#define FLAPS 150
/* Those on a slow machine are fewer. */
#define MS 40000
#define MAKERS 4
#define READERS 6
#define DEAF 64
/* Ends the storm for those who read. */
#define MARK 4711

enum { SEEN, LOST };

/* An eventfd: those who make the storm are through. */
static int calm;

FIXTURE(storm) {
	struct mpr *h;
	struct crew readers, makers;
	int room;			/* the sysctl, which only the first namespace shows */
	char before[32];		/* and what it was */
};

static bool make_room(int fd, const char *bytes)
{
	return pwrite(fd, bytes, strlen(bytes), 0) > 0;
}

FIXTURE_SETUP(storm)
{
	if (geteuid())
		SKIP(return, "must be root");
	self->room = open("/proc/sys/net/core/rmem_default", O_RDWR | O_CLOEXEC);
	ASSERT_LE(0, self->room);
	ASSERT_LT(0, read(self->room, self->before, sizeof(self->before) - 1));
	ASSERT_TRUE(make_room(self->room, "4608"));
	ASSERT_TRUE(service_new(&self->h)) {
		TH_LOG("is mpr.ko loaded?");
	}
	crew_init(&self->readers);
	crew_init(&self->makers);
	self->makers.sky = self->readers.sky;
}

FIXTURE_TEARDOWN(storm)
{
	crew_stop(&self->makers);
	crew_wait(&self->readers);
	EXPECT_TRUE(make_room(self->room, self->before));
	close(self->room);
	mpr_close(self->h);
}

struct reader {
	struct sky *sky;
	uint64_t first, last, seen, lost;
	bool begun, end;
};

static int read_event(const struct mpr_event *event, void *data)
{
	struct reader *r = data;

	if (event->lost == UINT64_MAX)
		crew_wrong(r->sky, "an unknown number of events is lost");
	if (event->seq != r->last + 1 + event->lost)
		crew_wrong(r->sky, "event %" PRIu64 " after %" PRIu64 ", %" PRIu64 " lost",
			   event->seq, r->last, event->lost);
	r->last = event->seq;
	r->lost += event->lost;
	r->seen++;
	r->end = event->kind == MPR_EVENT_KIND_SERVICE_CHANGE &&
		 event->service->utc_offset == MARK;
	return 0;
}

/* @number of them are slower and slower; the last begins when the storm is over. */
static void read_events(struct sky *sky, unsigned int number)
{
	struct reader r = { .sky = sky };
	int least = 1, one = 0;
	struct mpr_monitor *mon;
	struct pollfd pfd;
	socklen_t len = sizeof(one);
	struct mpr *h;

	h = crew_watch(sky, MPR_MONITOR_ALL, &mon);
	/* libmpr makes more room than others get. */
	setsockopt(mpr_monitor_fd(mon), SOL_SOCKET, SO_RCVBUF, &least, sizeof(least));
	if (getsockopt(mpr_monitor_fd(mon), SOL_SOCKET, SO_RCVBUF, &one, &len) || one > 4608)
		crew_wrong(sky, "a socket has room for %d bytes", one);
	r.first = service_now(h).journal_last;
	r.last = r.first;
	crew_progress(sky);
	pfd = (struct pollfd){ .fd = calm, .events = POLLIN };
	if (number == READERS - 1 && poll(&pfd, 1, 3 * storm_size(MS)) != 1)
		crew_wrong(sky, "the storm does not end");
	pfd.fd = mpr_monitor_fd(mon);
	while (!r.end) {
		if (poll(&pfd, 1, 4 * SOON) != 1)
			crew_wrong(sky, "nothing comes after event %" PRIu64, r.last);
		/* Slow: that is what this one is. */
		poll(NULL, 0, 20 * number);
		if (mpr_monitor_read(mon, read_event, &r))
			crew_wrong(sky, "cannot read");
	}
	if (r.seen + r.lost != r.last - r.first)
		crew_wrong(sky, "%" PRIu64 " seen and %" PRIu64 " lost of %" PRIu64,
			   r.seen, r.lost, r.last - r.first);
	atomic_fetch_add(&sky->count[SEEN], r.seen);
	atomic_fetch_add(&sky->count[LOST], r.lost);
	mpr_monitor_close(mon);
}

static void make_events(struct sky *sky, unsigned int number)
{
	char name[] = { 'd', '0' + number, 0 };
	uint64_t end = now_ms() + storm_size(MS);
	unsigned int i, n = storm_size(FLAPS);

	for (i = 0; i < n && now_ms() < end; i++)
		if (netdev_up(name, true) || netdev_up(name, false))
			crew_wrong(sky, "%s does not go up and down", name);
}

/* Nobody reads these. */
static void be_deaf(struct wire **deaf, const struct wire *from)
{
	unsigned int i, group;

	for (i = 0; i < DEAF; i++) {
		deaf[i] = wire_fresh(from);
		for (group = WIRE_CONNECTIONS; group <= WIRE_SERVICE; group++)
			wire_join(deaf[i], group);
	}
}

static unsigned int overruns(struct wire **deaf)
{
	unsigned int i, n = 0;

	for (i = 0; i < DEAF; i++) {
		while (recv(mnl_socket_get_fd(deaf[i]->nl), deaf[i]->rsp, sizeof(deaf[i]->rsp),
			    MSG_DONTWAIT) > 0)
			;
		n += errno == ENOBUFS;
		wire_close(deaf[i]);
	}
	return n;
}

static void weather(struct __test_metadata *_metadata, struct _test_data_storm *self,
		    uint32_t journal)
{
	struct mpr_service set = { .utc_offset = MARK, .journal_size = journal };
	MPR_SERVER_HANDLE server;
	struct sky *sky = self->readers.sky;
	struct wire *wire = wire_open(), *deaf[DEAF];
	uint64_t begun, made;
	HANDLE event;
	unsigned int i;

	ASSERT_NE(NULL, wire) {
		TH_LOG("is mpr.ko loaded?");
	}
	ASSERT_EQ(0, mpr_service_set(self->h, &set, MPR_SERVICE_JOURNAL_SIZE));
	for (i = 0; i < MAKERS; i++) {
		char name[] = { 'd', '0' + i, 0 };

		ASSERT_EQ(0, netdev_add(name, "dummy"));
		ASSERT_NE(0, add_kernel(self->h, name, NULL, 0));
	}
	be_deaf(deaf, wire);
	ASSERT_EQ(0, MprAdminServerConnect(NULL, &server));
	event = MprEventCreate(FALSE, FALSE);
	ASSERT_EQ(0, MprAdminRegisterConnectionNotification(server, event));
	calm = eventfd(0, EFD_CLOEXEC);
	ASSERT_LE(0, calm);
	for (i = 0; i < READERS; i++)
		crew_add(&self->readers, read_events, i);
	ASSERT_STREQ("", crew_await(sky, READERS));
	begun = now_ms();
	for (i = 0; i < MAKERS; i++)
		crew_add(&self->makers, make_events, i);
	EXPECT_EQ(0, crew_wait(&self->makers));
	made = now_ms();
	EXPECT_EQ(0, eventfd_write(calm, 1));
	/* Its socket has overrun by now, which is a signal; and then it hears again. */
	EXPECT_EQ(0, MprEventWait(event, 0));
	EXPECT_EQ(258, MprEventWait(event, 0));
	ASSERT_EQ(0, netdev_up("d0", true));
	EXPECT_EQ(0, MprEventWait(event, SOON));
	ASSERT_EQ(0, mpr_service_set(self->h, &set, MPR_SERVICE_UTC_OFFSET));
	EXPECT_EQ(0, crew_wait(&self->readers));
	EXPECT_STREQ("", sky->wrong);
	EXPECT_EQ(DEAF, overruns(deaf));
	TH_LOG("%lu events in %lu ms; %u readers saw %lu and were told that %lu are lost",
	       service_now(self->h).journal_last, made - begun, READERS, sky->count[SEEN],
	       sky->count[LOST]);
	MprAdminDeregisterConnectionNotification(server, event);
	MprEventClose(event);
	MprAdminServerDisconnect(server);
	wire_close(wire);
	close(calm);
}

TEST_F_TIMEOUT(storm, of_events_reaches_readers_through_a_long_journal, 200)
{
	weather(_metadata, self, 1000000);
	EXPECT_EQ(0, sky_count(self->readers.sky, LOST));
	EXPECT_STREQ("", disagreement(self->h));
}

TEST_F_TIMEOUT(storm, of_events_is_counted_where_the_journal_is_short, 200)
{
	weather(_metadata, self, 32);
	EXPECT_LT(0, sky_count(self->readers.sky, LOST));
}

TEST_HARNESS_MAIN
