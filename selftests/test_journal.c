// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events and their journal: numbers without holes, what is kept and what is said to be lost,
 * readers that were overrun.
 */
#include <kselftest_harness.h>

#include "mpr_kmod.h"
#include "mpr_wire.h"

FIXTURE(journal) {
	struct mpr *h;
	struct watch w;			/* without a monitor: what the journal gave */
	struct wire *wire;
};

FIXTURE_SETUP(journal)
{
	if (geteuid())
		SKIP(return, "must be root");
	ASSERT_TRUE(service_new(&self->h)) {
		TH_LOG("is mpr.ko loaded?");
	}
	self->wire = wire_open();
	ASSERT_NE(NULL, self->wire);
}

FIXTURE_TEARDOWN(journal)
{
	wire_close(self->wire);
	mpr_close(self->h);
	free(self->w.ev);
}

/* Makes @n events. */
static unsigned int make_events(struct mpr *h, unsigned int n)
{
	struct mpr_service set = { 0 };
	unsigned int code = 0;

	while (n-- && !code) {
		set.utc_offset = n;
		code = mpr_service_set(h, &set, MPR_SERVICE_UTC_OFFSET);
	}
	return code;
}

static unsigned int resize(struct mpr *h, uint32_t size)
{
	struct mpr_service set = { .journal_size = size };

	return mpr_service_set(h, &set, MPR_SERVICE_JOURNAL_SIZE);
}

/* Reads the journal behind @since: how many events there were. */
static unsigned int read_journal(struct mpr *h, struct watch *w, uint64_t since, uint64_t *lost)
{
	w->n = 0;
	*lost = 0;
	return mpr_journal_read(h, since, lost, watch_event, w) ? 0 : w->n;
}

static bool no_holes(const struct watch *w)
{
	unsigned int i;

	for (i = 1; i < w->n; i++)
		if (w->ev[i].seq != w->ev[i - 1].seq + 1)
			return false;
	return true;
}

TEST_F(journal, numbers_begin_with_1_and_have_no_holes)
{
	uint64_t lost;
	uint32_t id;

	EXPECT_EQ(0, service_now(self->h).journal_last);
	EXPECT_EQ(1, service_now(self->h).journal_first);
	EXPECT_EQ(0, read_journal(self->h, &self->w, 0, &lost));
	EXPECT_EQ(0, lost);
	/* All kinds of objects share the numbers. */
	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	id = add_kernel(self->h, "d0", NULL, 0);
	ASSERT_EQ(0, mpr_interface_connect(self->h, id, SOON));
	ASSERT_EQ(0, make_events(self->h, 10));
	ASSERT_EQ(0, mpr_interface_disconnect(self->h, id));
	ASSERT_EQ(0, mpr_interface_del(self->h, id));
	EXPECT_LT(15, read_journal(self->h, &self->w, 0, &lost));
	EXPECT_EQ(0, lost);
	EXPECT_EQ(1, self->w.ev[0].seq);
	EXPECT_EQ(service_now(self->h).journal_last, self->w.ev[self->w.n - 1].seq);
	EXPECT_TRUE(no_holes(&self->w));
	EXPECT_EQ(1, watch_count(&self->w, 0, MPR_EVENT_KIND_CONNECTION_UP, id));
	EXPECT_EQ(1, watch_count(&self->w, 0, MPR_EVENT_KIND_CONNECTION_DOWN, id));
}

/* mprd relies on it: a link that joins a connection which plugins know of is a new one to them. */
TEST_F(journal, a_connection_comes_behind_its_ports_and_before_its_interface)
{
	static const enum mpr_event_kind kinds[] = {
		MPR_EVENT_KIND_PORT_CHANGE,	/* is dialled */
		MPR_EVENT_KIND_INTERFACE_CHANGE,
		MPR_EVENT_KIND_PORT_CHANGE,
		MPR_EVENT_KIND_CONNECTION_UP,
		MPR_EVENT_KIND_INTERFACE_CHANGE,
		MPR_EVENT_KIND_PORT_CHANGE,
		MPR_EVENT_KIND_CONNECTION_DOWN,
		MPR_EVENT_KIND_INTERFACE_CHANGE,
	};
	unsigned int i, n = 0;
	uint64_t first, lost;
	uint32_t id;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	id = add_kernel(self->h, "d0", NULL, 0);
	first = service_now(self->h).journal_last;
	ASSERT_EQ(0, mpr_interface_connect(self->h, id, SOON));
	ASSERT_EQ(0, mpr_interface_disconnect(self->h, id));
	read_journal(self->h, &self->w, first, &lost);
	for (i = 0; i < self->w.n; i++) {
		/* IPv6 takes its time. */
		if (self->w.ev[i].kind == MPR_EVENT_KIND_CONNECTION_CHANGE)
			continue;
		ASSERT_GT(ARRAY_SIZE(kinds), n);
		EXPECT_EQ(kinds[n], self->w.ev[i].kind);
		n++;
	}
	EXPECT_EQ(ARRAY_SIZE(kinds), n);
}

static int end_event(const struct mpr_event *event, void *data)
{
	struct mpr_connection *end = data;

	if (event->kind == MPR_EVENT_KIND_CONNECTION_DOWN)
		*end = *event->connection;
	return 0;
}

TEST_F(journal, the_end_event_holds_the_final_counters_and_duration)
{
	struct mpr_connection end = { 0 }, *live;
	uint32_t id, conn;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	id = add_kernel(self->h, "d0", NULL, 0);
	ASSERT_EQ(0, mpr_interface_connect(self->h, id, SOON));
	conn = iface_now(self->h, id).connection_id;
	/* IPv6 sends on a link that came up: the counters move. */
	do {
		ASSERT_EQ(0, mpr_connection_get(self->h, conn, &live));
		end.stats = live->stats;
		mpr_free(live);
		if (!end.stats.tx_packets)
			usleep(10000);
	} while (!end.stats.tx_packets);
	ASSERT_EQ(0, netdev_del("d0"));
	ASSERT_EQ(0, mpr_journal_read(self->h, 0, NULL, end_event, &end));
	EXPECT_EQ(conn, end.id);
	EXPECT_LT(0, end.stats.tx_packets);
	EXPECT_LT(0, end.stats.tx_bytes);
	EXPECT_LT(0, end.duration);
	EXPECT_NE(0, end.end_cause);
	EXPECT_EQ(906, mpr_connection_get(self->h, conn, &live));
}

TEST_F(journal, one_event_by_its_number)
{
	struct nlmsghdr *nlh;

	ASSERT_EQ(0, make_events(self->h, 3));
	nlh = wire_req(self->wire, MPR_CMD_JOURNAL_GET);
	mnl_attr_put_u64(nlh, MPR_A_EVENT_SEQ, 2);
	EXPECT_EQ(0, wire_do(self->wire, nlh));
	ASSERT_NE(NULL, wire_attr(self->wire->reply, MPR_A_EVENT_SEQ));
	EXPECT_EQ(2, mnl_attr_get_u64(wire_attr(self->wire->reply, MPR_A_EVENT_SEQ)));
	EXPECT_EQ(MPR_EVENT_KIND_SERVICE_CHANGE,
		  wire_u32(self->wire->reply, MPR_A_EVENT_KIND));
	EXPECT_NE(NULL, wire_attr(self->wire->reply, MPR_A_EVENT_SERVICE));
	nlh = wire_req(self->wire, MPR_CMD_JOURNAL_GET);
	mnl_attr_put_u64(nlh, MPR_A_EVENT_SEQ, 0);
	EXPECT_EQ(ENOENT, wire_do(self->wire, nlh));
	EXPECT_EQ(NLMSG_HDRLEN + GENL_HDRLEN, self->wire->offset);
	nlh = wire_req(self->wire, MPR_CMD_JOURNAL_GET);
	mnl_attr_put_u64(nlh, MPR_A_EVENT_SEQ, 4);
	EXPECT_EQ(ENOENT, wire_do(self->wire, nlh));
}

TEST_F(journal, reading_goes_on_behind_a_number)
{
	uint64_t lost;

	ASSERT_EQ(0, make_events(self->h, 20));
	EXPECT_EQ(5, read_journal(self->h, &self->w, 15, &lost));
	EXPECT_EQ(16, self->w.ev[0].seq);
	EXPECT_EQ(0, lost);
	EXPECT_EQ(0, read_journal(self->h, &self->w, 20, &lost));
	EXPECT_EQ(0, lost);
	/* From the future: nothing, and nothing lost. */
	EXPECT_EQ(0, read_journal(self->h, &self->w, 21, &lost));
	EXPECT_EQ(0, read_journal(self->h, &self->w, UINT64_MAX - 1, &lost));
	EXPECT_EQ(0, read_journal(self->h, &self->w, UINT64_MAX, &lost));
	EXPECT_EQ(0, lost);
}

TEST_F(journal, nothing_is_behind_the_last_number_there_is)
{
	struct wire *fresh = wire_fresh(self->wire);
	struct nlmsghdr *nlh = wire_msg(fresh, fresh->family, MPR_CMD_JOURNAL_GET, NLM_F_DUMP);

	ASSERT_EQ(0, make_events(self->h, 3));
	mnl_attr_put_u64(nlh, MPR_A_EVENT_SEQ, UINT64_MAX);
	ASSERT_LT(0, mnl_socket_sendto(fresh->nl, nlh, nlh->nlmsg_len));
	ASSERT_LT(0, mnl_socket_recvfrom(fresh->nl, fresh->rsp, sizeof(fresh->rsp)));
	EXPECT_EQ(NLMSG_DONE, ((struct nlmsghdr *)fresh->rsp)->nlmsg_type);
	wire_close(fresh);
}

TEST_F(journal, what_is_not_kept_any_more_is_counted)
{
	uint64_t lost;

	ASSERT_EQ(0, resize(self->h, 8));
	ASSERT_EQ(0, make_events(self->h, 29));
	/* The change of size was an event too: 30 of them, 23 to 30 are kept. */
	EXPECT_EQ(30, service_now(self->h).journal_last);
	EXPECT_EQ(23, service_now(self->h).journal_first);
	EXPECT_EQ(8, read_journal(self->h, &self->w, 0, &lost));
	EXPECT_EQ(23, self->w.ev[0].seq);
	EXPECT_EQ(22, lost);
	EXPECT_EQ(8, read_journal(self->h, &self->w, 20, &lost));
	EXPECT_EQ(2, lost);
	EXPECT_EQ(8, read_journal(self->h, &self->w, 22, &lost));
	EXPECT_EQ(0, lost);
	EXPECT_EQ(5, read_journal(self->h, &self->w, 25, &lost));
	EXPECT_EQ(0, lost);
	EXPECT_TRUE(no_holes(&self->w));
}

TEST_F(journal, a_change_of_size_keeps_the_newest)
{
	uint64_t lost;

	ASSERT_EQ(0, resize(self->h, 16));
	ASSERT_EQ(0, make_events(self->h, 39));
	/* 40 events, 25 to 40 are kept; the change makes 41. */
	ASSERT_EQ(0, resize(self->h, 100));
	EXPECT_EQ(17, read_journal(self->h, &self->w, 0, &lost));
	EXPECT_EQ(25, self->w.ev[0].seq);
	EXPECT_EQ(24, lost);
	ASSERT_EQ(0, make_events(self->h, 20));
	EXPECT_EQ(37, read_journal(self->h, &self->w, 0, &lost));
	EXPECT_TRUE(no_holes(&self->w));
	ASSERT_EQ(0, resize(self->h, 5));
	EXPECT_EQ(5, read_journal(self->h, &self->w, 0, &lost));
	EXPECT_EQ(58, self->w.ev[0].seq);
	EXPECT_EQ(57, lost);
	EXPECT_TRUE(no_holes(&self->w));
}

TEST_F(journal, a_journal_of_0_keeps_nothing_and_says_so)
{
	uint64_t lost;

	ASSERT_EQ(0, make_events(self->h, 5));
	ASSERT_EQ(0, resize(self->h, 0));
	EXPECT_EQ(0, read_journal(self->h, &self->w, 0, &lost));
	EXPECT_EQ(6, lost);
	EXPECT_EQ(7, service_now(self->h).journal_first);
	/* Events go on being counted where nothing keeps them and nobody listens. */
	ASSERT_EQ(0, make_events(self->h, 5));
	EXPECT_EQ(11, service_now(self->h).journal_last);
	ASSERT_EQ(0, resize(self->h, 10));
	ASSERT_EQ(0, make_events(self->h, 2));
	EXPECT_EQ(14, service_now(self->h).journal_last);
	EXPECT_EQ(3, read_journal(self->h, &self->w, 0, &lost));
	EXPECT_EQ(11, lost);
}

TEST_F(journal, events_of_each_group_go_to_those_who_listen_to_it)
{
	struct wire *ears[4];
	static const uint8_t wanted[4] = {
		MPR_CMD_CONNECTION_UP, MPR_CMD_INTERFACE_ADDED, MPR_CMD_PORT_ADDED,
		MPR_CMD_SERVICE_CHANGED,
	};
	const struct nlmsghdr *nlh;
	unsigned int i;
	uint32_t id;

	ASSERT_EQ(0, resize(self->h, 0));
	for (i = 0; i < 4; i++) {
		ears[i] = wire_open();
		ASSERT_NE(NULL, ears[i]);
		ASSERT_EQ(0, wire_join(ears[i], i));
	}
	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	id = add_kernel(self->h, "d0", NULL, 0);
	ASSERT_EQ(0, mpr_interface_connect(self->h, id, SOON));
	ASSERT_EQ(0, make_events(self->h, 1));
	for (i = 0; i < 4; i++) {
		ASSERT_LT(0, recv(mnl_socket_get_fd(ears[i]->nl), ears[i]->rsp,
				  sizeof(ears[i]->rsp), MSG_DONTWAIT));
		nlh = (void *)ears[i]->rsp;
		EXPECT_EQ(wanted[i], ((struct genlmsghdr *)mnl_nlmsg_get_payload(nlh))->cmd);
		EXPECT_NE(NULL, wire_attr(nlh, MPR_A_EVENT_SEQ));
		wire_close(ears[i]);
	}
}

TEST_F(journal, an_overrun_reader_is_told_and_recovers_everything)
{
	struct wire *slow = wire_open();
	int size = 4096, err = 0;
	uint64_t seen = 0, lost;
	ssize_t got;

	ASSERT_NE(NULL, slow);
	ASSERT_EQ(0, setsockopt(mnl_socket_get_fd(slow->nl), SOL_SOCKET, SO_RCVBUF, &size,
				sizeof(size)));
	ASSERT_EQ(0, wire_join(slow, WIRE_SERVICE));
	ASSERT_EQ(0, make_events(self->h, 500));
	for (;;) {
		got = recv(mnl_socket_get_fd(slow->nl), slow->rsp, sizeof(slow->rsp),
			   MSG_DONTWAIT);
		if (got < 0 && errno == EAGAIN)
			break;
		if (got < 0) {
			err = errno;
			continue;
		}
		seen = mnl_attr_get_u64(wire_attr((void *)slow->rsp, MPR_A_EVENT_SEQ));
	}
	EXPECT_EQ(ENOBUFS, err);
	EXPECT_LT(seen, 500);
	EXPECT_EQ(500 - seen, read_journal(self->h, &self->w, seen, &lost));
	EXPECT_EQ(0, lost);
	EXPECT_EQ(seen + 1, self->w.ev[0].seq);
	EXPECT_TRUE(no_holes(&self->w));
	/* It hears what comes afterwards. */
	ASSERT_EQ(0, make_events(self->h, 1));
	ASSERT_LT(0, recv(mnl_socket_get_fd(slow->nl), slow->rsp, sizeof(slow->rsp),
			  MSG_DONTWAIT));
	EXPECT_EQ(501, mnl_attr_get_u64(wire_attr((void *)slow->rsp, MPR_A_EVENT_SEQ)));
	wire_close(slow);
}

TEST_F(journal, a_storm_of_links_leaves_no_hole)
{
	uint64_t last, lost;
	unsigned int i;
	uint32_t id;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	id = add_kernel(self->h, "d0", NULL, 0);
	for (i = 0; i < 100; i++) {
		ASSERT_EQ(0, netdev_up("d0", true));
		ASSERT_EQ(0, netdev_up("d0", false));
	}
	EXPECT_EQ(100, iface_now(self->h, id).connects);
	last = service_now(self->h).journal_last;
	EXPECT_EQ(last, read_journal(self->h, &self->w, 0, &lost));
	EXPECT_EQ(0, lost);
	EXPECT_TRUE(no_holes(&self->w));
	EXPECT_EQ(100, watch_count(&self->w, 0, MPR_EVENT_KIND_CONNECTION_UP, id));
	EXPECT_EQ(100, watch_count(&self->w, 0, MPR_EVENT_KIND_CONNECTION_DOWN, id));
}

TEST_F(journal, namespaces_have_numbers_of_their_own)
{
	struct wire *ear = wire_open();
	unsigned int heard = 0;
	struct mpr *other;

	ASSERT_NE(NULL, ear);
	ASSERT_EQ(0, wire_join(ear, WIRE_SERVICE));
	ASSERT_EQ(0, make_events(self->h, 5));
	ASSERT_EQ(0, netdev_new_netns());
	ASSERT_EQ(0, mpr_open(NULL, &other));
	EXPECT_EQ(0, service_now(other).journal_last);
	EXPECT_NE(service_now(self->h).epoch, service_now(other).epoch);
	ASSERT_EQ(0, make_events(other, 7));
	EXPECT_EQ(7, service_now(other).journal_last);
	EXPECT_EQ(5, service_now(self->h).journal_last);
	/* Nor does one hear the other's events. */
	while (recv(mnl_socket_get_fd(ear->nl), ear->rsp, sizeof(ear->rsp), MSG_DONTWAIT) > 0)
		heard++;
	EXPECT_EQ(5, heard);
	mpr_close(other);
	wire_close(ear);
}

TEST_HARNESS_MAIN
