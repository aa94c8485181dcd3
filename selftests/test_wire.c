// SPDX-License-Identifier: GPL-2.0-only
/*
 * The wire: what is malformed is refused with an errno and an extended ack that names the
 * attribute, and changes nothing; ids, names, dumps, and who may do what.
 */
#include <kselftest_harness.h>

#include "mpr_kmod.h"
#include "mpr_wire.h"

FIXTURE(wire) {
	struct mpr *h;
	struct watch w;
	struct wire *wire;
	uint32_t id;			/* interface "w" */
	uint64_t seq;			/* journal when the test began */
};

FIXTURE_SETUP(wire)
{
	if (geteuid())
		SKIP(return, "must be root");
	ASSERT_TRUE(service_new(&self->h)) {
		TH_LOG("is mpr.ko loaded?");
	}
	self->wire = wire_open();
	ASSERT_NE(NULL, self->wire);
	self->id = add_scripted(self->h, "w", NULL, 0);
	ASSERT_NE(0, self->id);
	self->seq = service_now(self->h).journal_last;
}

FIXTURE_TEARDOWN(wire)
{
	wire_close(self->wire);
	mpr_close(self->h);
}

/* Every change is an event: none came, so nothing changed. */
#define EXPECT_UNCHANGED() EXPECT_EQ(self->seq, service_now(self->h).journal_last)

static void expect_refused(struct __test_metadata *_metadata, FIXTURE_DATA(wire) * self, int error,
			   const struct nlmsghdr *nlh, const struct nlattr *attr)
{
	EXPECT_EQ(error, wire_do(self->wire, nlh));
	EXPECT_EQ((char *)attr - (char *)nlh, self->wire->offset) {
		TH_LOG("attribute %u: %s", mnl_attr_get_type(attr), self->wire->message);
	}
	EXPECT_STRNE("", self->wire->message);
	EXPECT_UNCHANGED();
}

/* The request is refused with @error, and the ack names @attr. */
#define EXPECT_REFUSED(error, nlh, attr) expect_refused(_metadata, self, error, nlh, attr)

static struct nlattr *tail(struct nlmsghdr *nlh)
{
	return mnl_nlmsg_get_payload_tail(nlh);
}

/* A set request for "w" with one good attribute; what a test adds comes behind. */
static struct nlmsghdr *set_req(struct wire *w, uint32_t id)
{
	struct nlmsghdr *nlh = wire_req(w, MPR_CMD_INTERFACE_SET);

	mnl_attr_put_u32(nlh, MPR_A_INTERFACE_ID, id);
	mnl_attr_put_u32(nlh, MPR_A_INTERFACE_REDIAL_COUNT, 7);
	return nlh;
}

TEST_F(wire, unknown_attributes_are_refused)
{
	struct nlmsghdr *nlh = set_req(self->wire, self->id);
	struct nlattr *bad = tail(nlh), *nest;

	mnl_attr_put_u32(nlh, MPR_A_INTERFACE_MAX + 1, 1);
	EXPECT_REFUSED(EINVAL, nlh, bad);
	nlh = set_req(self->wire, self->id);
	bad = tail(nlh);
	mnl_attr_put_u32(nlh, 1000, 1);
	EXPECT_REFUSED(EINVAL, nlh, bad);
	/* Known, but nothing that can be set. */
	nlh = set_req(self->wire, self->id);
	bad = tail(nlh);
	mnl_attr_put_u32(nlh, MPR_A_INTERFACE_STATE, 3);
	EXPECT_REFUSED(EINVAL, nlh, bad);
	nlh = set_req(self->wire, self->id);
	nest = mnl_attr_nest_start(nlh, MPR_A_INTERFACE_DEVICE);
	mnl_attr_put_u32(nlh, MPR_A_DEVICE_INDEX, 1);
	bad = tail(nlh);
	mnl_attr_put_u32(nlh, MPR_A_DEVICE_MAX + 1, 1);
	mnl_attr_nest_end(nlh, nest);
	EXPECT_REFUSED(EINVAL, nlh, bad);
	EXPECT_EQ(0, iface_now(self->h, self->id).redial_count);
}

TEST_F(wire, attributes_of_the_wrong_size_are_refused)
{
	struct nlmsghdr *nlh = set_req(self->wire, self->id);
	struct nlattr *bad = tail(nlh);
	char text[600];

	mnl_attr_put_u16(nlh, MPR_A_INTERFACE_HOLD_UP, 1);
	EXPECT_REFUSED(EINVAL, nlh, bad);
	nlh = set_req(self->wire, self->id);
	bad = tail(nlh);
	mnl_attr_put_u64(nlh, MPR_A_INTERFACE_HOLD_UP, 1);
	EXPECT_REFUSED(EINVAL, nlh, bad);
	nlh = set_req(self->wire, self->id);
	bad = tail(nlh);
	mnl_attr_put(nlh, MPR_A_INTERFACE_HOLD_UP, 0, NULL);
	EXPECT_REFUSED(EINVAL, nlh, bad);
	nlh = set_req(self->wire, self->id);
	bad = tail(nlh);
	mnl_attr_put_u32(nlh, MPR_A_INTERFACE_HOURS_CLEAR, 1);
	EXPECT_REFUSED(ERANGE, nlh, bad);
	/* Strings have an end. */
	nlh = set_req(self->wire, self->id);
	bad = tail(nlh);
	mnl_attr_put(nlh, MPR_A_INTERFACE_DIALER, 8, "scripted");
	EXPECT_REFUSED(EINVAL, nlh, bad);
	memset(text, 'x', sizeof(text));
	text[MPR_KIND_MAX + 1] = '\0';
	nlh = set_req(self->wire, self->id);
	bad = tail(nlh);
	mnl_attr_put_strz(nlh, MPR_A_INTERFACE_DIALER, text);
	EXPECT_REFUSED(EINVAL, nlh, bad);
	EXPECT_EQ(0, iface_now(self->h, self->id).redial_count);
}

TEST_F(wire, values_out_of_range_are_refused)
{
	static const struct {
		uint16_t type;
		uint32_t value;
	} bad[] = {
		{ MPR_A_INTERFACE_CONNECT_TIMEOUT, 0 },
		{ MPR_A_INTERFACE_CONNECT_TIMEOUT, 86400001 },
		{ MPR_A_INTERFACE_REDIAL_INTERVAL, 86400001 },
		{ MPR_A_INTERFACE_BACKOFF_FIRST, 86400001 },
		{ MPR_A_INTERFACE_BACKOFF_MAX, 0xffffffff },
		{ MPR_A_INTERFACE_HOLD_UP, 3600001 },
		{ MPR_A_INTERFACE_HOLD_DOWN, 3600001 },
	};
	struct nlmsghdr *nlh;
	struct nlattr *attr;
	unsigned int i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		nlh = set_req(self->wire, self->id);
		attr = tail(nlh);
		mnl_attr_put_u32(nlh, bad[i].type, bad[i].value);
		EXPECT_REFUSED(ERANGE, nlh, attr);
	}
	nlh = set_req(self->wire, self->id);
	attr = tail(nlh);
	mnl_attr_put_u8(nlh, MPR_A_INTERFACE_ENABLED, 2);
	EXPECT_REFUSED(ERANGE, nlh, attr);
	nlh = wire_req(self->wire, MPR_CMD_INTERFACE_NEW);
	mnl_attr_put_strz(nlh, MPR_A_INTERFACE_NAME, "n");
	attr = tail(nlh);
	mnl_attr_put_u32(nlh, MPR_A_INTERFACE_TYPE, 8);
	EXPECT_REFUSED(ERANGE, nlh, attr);
	/* A type that there is, but that cannot be made. */
	nlh = wire_req(self->wire, MPR_CMD_INTERFACE_NEW);
	mnl_attr_put_strz(nlh, MPR_A_INTERFACE_NAME, "n");
	attr = tail(nlh);
	mnl_attr_put_u32(nlh, MPR_A_INTERFACE_TYPE, MPR_IF_TYPE_CLIENT);
	EXPECT_REFUSED(EINVAL, nlh, attr);
	nlh = wire_req(self->wire, MPR_CMD_SERVICE_SET);
	mnl_attr_put_u8(nlh, MPR_A_SERVICE_PAUSED, 1);
	attr = tail(nlh);
	mnl_attr_put_u32(nlh, MPR_A_SERVICE_UTC_OFFSET, 86401);
	EXPECT_REFUSED(ERANGE, nlh, attr);
	EXPECT_FALSE(service_now(self->h).paused);
	nlh = wire_req(self->wire, MPR_CMD_SERVICE_SET);
	attr = tail(nlh);
	mnl_attr_put_u32(nlh, MPR_A_SERVICE_MAX_ATTEMPTS, 0);
	EXPECT_REFUSED(ERANGE, nlh, attr);
}

TEST_F(wire, attributes_given_twice_are_refused)
{
	struct nlmsghdr *nlh = set_req(self->wire, self->id);
	struct nlattr *bad = tail(nlh), *nest;

	mnl_attr_put_u32(nlh, MPR_A_INTERFACE_REDIAL_COUNT, 8);
	EXPECT_REFUSED(EINVAL, nlh, bad);
	nlh = wire_req(self->wire, MPR_CMD_SERVICE_SET);
	mnl_attr_put_u8(nlh, MPR_A_SERVICE_PAUSED, 0);
	bad = tail(nlh);
	mnl_attr_put_u8(nlh, MPR_A_SERVICE_PAUSED, 1);
	EXPECT_REFUSED(EINVAL, nlh, bad);
	EXPECT_FALSE(service_now(self->h).paused);
	nlh = set_req(self->wire, self->id);
	nest = mnl_attr_nest_start(nlh, MPR_A_INTERFACE_DEVICE);
	mnl_attr_put_u32(nlh, MPR_A_DEVICE_INDEX, 1);
	mnl_attr_put_strz(nlh, MPR_A_DEVICE_NAME, "d0");
	bad = tail(nlh);
	mnl_attr_put_strz(nlh, MPR_A_DEVICE_NAME, "d1");
	mnl_attr_nest_end(nlh, nest);
	EXPECT_REFUSED(EINVAL, nlh, bad);
	nlh = set_req(self->wire, self->id);
	nest = mnl_attr_nest_start(nlh, MPR_A_INTERFACE_HOURS);
	mnl_attr_put_u8(nlh, MPR_A_HOURS_DAY, 1);
	mnl_attr_put_u16(nlh, MPR_A_HOURS_FROM, 1);
	mnl_attr_put_u16(nlh, MPR_A_HOURS_TO, 2);
	bad = tail(nlh);
	mnl_attr_put_u8(nlh, MPR_A_HOURS_DAY, 2);
	mnl_attr_nest_end(nlh, nest);
	EXPECT_REFUSED(EINVAL, nlh, bad);
	/* The same slot in two nests. */
	nlh = set_req(self->wire, self->id);
	nest = mnl_attr_nest_start(nlh, MPR_A_INTERFACE_DEVICE);
	mnl_attr_put_u32(nlh, MPR_A_DEVICE_INDEX, 2);
	mnl_attr_put_strz(nlh, MPR_A_DEVICE_NAME, "d0");
	mnl_attr_nest_end(nlh, nest);
	bad = tail(nlh);
	nest = mnl_attr_nest_start(nlh, MPR_A_INTERFACE_DEVICE);
	mnl_attr_put_u32(nlh, MPR_A_DEVICE_INDEX, 2);
	mnl_attr_put_strz(nlh, MPR_A_DEVICE_NAME, "d0");
	mnl_attr_nest_end(nlh, nest);
	EXPECT_REFUSED(EINVAL, nlh, bad);
	nlh = wire_req(self->wire, MPR_CMD_CONNECTION_IDENTIFY);
	mnl_attr_put_u32(nlh, MPR_A_CONNECTION_INTERFACE_ID, self->id);
	nest = mnl_attr_nest_start(nlh, MPR_A_CONNECTION_PPP);
	mnl_attr_put_u32(nlh, MPR_A_PPP_LCP_ERROR, 1);
	bad = tail(nlh);
	mnl_attr_put_u32(nlh, MPR_A_PPP_LCP_ERROR, 1);
	mnl_attr_nest_end(nlh, nest);
	EXPECT_REFUSED(EINVAL, nlh, bad);
	EXPECT_EQ(0, iface_now(self->h, self->id).redial_count);
}

TEST_F(wire, nests_that_are_none_or_incomplete_are_refused)
{
	struct nlmsghdr *nlh = set_req(self->wire, self->id);
	struct nlattr *bad = tail(nlh), *nest;

	/* Without NLA_F_NESTED. */
	mnl_attr_put(nlh, MPR_A_INTERFACE_DEVICE, 8, "\x08\x00\x01\x00\x01\x00\x00\x00");
	EXPECT_REFUSED(EINVAL, nlh, bad);
	nlh = set_req(self->wire, self->id);
	bad = tail(nlh);
	nest = mnl_attr_nest_start(nlh, MPR_A_INTERFACE_DEVICE);
	mnl_attr_put_strz(nlh, MPR_A_DEVICE_NAME, "d0");
	mnl_attr_nest_end(nlh, nest);
	EXPECT_REFUSED(EINVAL, nlh, bad);
	nlh = set_req(self->wire, self->id);
	bad = tail(nlh);
	nest = mnl_attr_nest_start(nlh, MPR_A_INTERFACE_HOURS);
	mnl_attr_put_u8(nlh, MPR_A_HOURS_DAY, 1);
	mnl_attr_nest_end(nlh, nest);
	EXPECT_REFUSED(EINVAL, nlh, bad);
	nlh = set_req(self->wire, self->id);
	bad = tail(nlh);
	nest = mnl_attr_nest_start(nlh, MPR_A_INTERFACE_HOURS);
	mnl_attr_put_u8(nlh, MPR_A_HOURS_DAY, 1);
	mnl_attr_put_u16(nlh, MPR_A_HOURS_FROM, 600);
	mnl_attr_put_u16(nlh, MPR_A_HOURS_TO, 600);
	mnl_attr_nest_end(nlh, nest);
	EXPECT_REFUSED(EINVAL, nlh, bad);
	nlh = set_req(self->wire, self->id);
	nest = mnl_attr_nest_start(nlh, MPR_A_INTERFACE_DEVICE);
	bad = tail(nlh);
	mnl_attr_put_u32(nlh, MPR_A_DEVICE_INDEX, MPR_DEVICES_MAX + 1);
	mnl_attr_nest_end(nlh, nest);
	EXPECT_REFUSED(ERANGE, nlh, bad);
	EXPECT_EQ(0, iface_now(self->h, self->id).redial_count);
}

static void put_period(struct nlmsghdr *nlh, uint8_t day, uint16_t from, uint16_t to)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, MPR_A_INTERFACE_HOURS);

	mnl_attr_put_u8(nlh, MPR_A_HOURS_DAY, day);
	mnl_attr_put_u16(nlh, MPR_A_HOURS_FROM, from);
	mnl_attr_put_u16(nlh, MPR_A_HOURS_TO, to);
	mnl_attr_nest_end(nlh, nest);
}

TEST_F(wire, hours_come_to_those_there_are_unless_they_are_cleared)
{
	struct nlmsghdr *nlh;
	struct mpr_interface *iface;
	unsigned int day;

	for (day = 1; day <= 2; day++) {
		nlh = set_req(self->wire, self->id);
		put_period(nlh, day, 600, 720);
		ASSERT_EQ(0, wire_do(self->wire, nlh));
	}
	ASSERT_EQ(0, mpr_interface_get(self->h, self->id, &iface));
	ASSERT_EQ(2, iface->n_hours);
	EXPECT_EQ(1, iface->hours[0].day);
	EXPECT_EQ(2, iface->hours[1].day);
	mpr_free(iface);
	nlh = set_req(self->wire, self->id);
	mnl_attr_put(nlh, MPR_A_INTERFACE_HOURS_CLEAR, 0, NULL);
	put_period(nlh, 3, 600, 720);
	ASSERT_EQ(0, wire_do(self->wire, nlh));
	ASSERT_EQ(0, mpr_interface_get(self->h, self->id, &iface));
	ASSERT_EQ(1, iface->n_hours);
	EXPECT_EQ(3, iface->hours[0].day);
	mpr_free(iface);
	/* Too many together with those there are. */
	self->seq = service_now(self->h).journal_last;
	nlh = set_req(self->wire, self->id);
	for (day = 0; day < MPR_HOURS_MAX; day++)
		put_period(nlh, 4, day, day + 1);
	EXPECT_EQ(EINVAL, wire_do(self->wire, nlh));
	EXPECT_LT(0, self->wire->offset);
	EXPECT_UNCHANGED();
}

TEST_F(wire, slots_that_are_too_large_together_are_refused)
{
	struct nlmsghdr *nlh = set_req(self->wire, self->id);
	struct nlattr *last = NULL, *nest;
	char name[129];
	unsigned int i;

	memset(name, 'n', sizeof(name));
	name[128] = '\0';
	for (i = 1; i <= MPR_DEVICES_MAX; i++) {
		last = tail(nlh);
		nest = mnl_attr_nest_start(nlh, MPR_A_INTERFACE_DEVICE);
		mnl_attr_put_u32(nlh, MPR_A_DEVICE_INDEX, i);
		mnl_attr_put_strz(nlh, MPR_A_DEVICE_NAME, name);
		mnl_attr_put_strz(nlh, MPR_A_DEVICE_PHONE, name);
		mnl_attr_nest_end(nlh, nest);
	}
	EXPECT_REFUSED(EINVAL, nlh, last);
	EXPECT_EQ(0, iface_now(self->h, self->id).redial_count);
}

TEST_F(wire, a_device_type_is_no_longer_than_a_kind)
{
	char type[MPR_KIND_MAX + 2];
	struct nlattr *nest, *last;
	struct nlmsghdr *nlh;
	unsigned int len;

	for (len = MPR_KIND_MAX + 1; len >= MPR_KIND_MAX; len--) {
		memset(type, 't', len);
		type[len] = '\0';
		nlh = set_req(self->wire, self->id);
		nest = mnl_attr_nest_start(nlh, MPR_A_INTERFACE_DEVICE);
		mnl_attr_put_u32(nlh, MPR_A_DEVICE_INDEX, 1);
		last = tail(nlh);
		mnl_attr_put_strz(nlh, MPR_A_DEVICE_TYPE, type);
		mnl_attr_nest_end(nlh, nest);
		if (len > MPR_KIND_MAX)
			EXPECT_REFUSED(EINVAL, nlh, last);
		else
			EXPECT_EQ(0, wire_do(self->wire, nlh));
	}
}

TEST_F(wire, too_many_of_what_may_repeat_are_refused)
{
	struct nlmsghdr *nlh = set_req(self->wire, self->id);
	struct nlattr *nest;
	unsigned int i;

	nest = mnl_attr_nest_start(nlh, MPR_A_INTERFACE_DEVICE);
	mnl_attr_put_u32(nlh, MPR_A_DEVICE_INDEX, 1);
	mnl_attr_put_strz(nlh, MPR_A_DEVICE_NAME, "x");
	for (i = 0; i < 17; i++)
		mnl_attr_put_strz(nlh, MPR_A_DEVICE_ALTERNATE, "y");
	mnl_attr_nest_end(nlh, nest);
	EXPECT_EQ(EINVAL, wire_do(self->wire, nlh));
	EXPECT_LT(0, self->wire->offset);
	nlh = set_req(self->wire, self->id);
	for (i = 0; i < MPR_HOURS_MAX + 1; i++)
		put_period(nlh, 0, i, i + 1);
	EXPECT_EQ(EINVAL, wire_do(self->wire, nlh));
	EXPECT_LT(0, self->wire->offset);
	EXPECT_UNCHANGED();
}

TEST_F(wire, truncated_messages_are_refused)
{
	struct nlmsghdr *nlh = set_req(self->wire, self->id);
	struct nlattr *attr = tail(nlh);
	unsigned int len;

	/* An attribute that says it is longer than the message. */
	mnl_attr_put_u32(nlh, MPR_A_INTERFACE_HOLD_UP, 1);
	attr->nla_len = 400;
	EXPECT_EQ(EINVAL, wire_do(self->wire, nlh));
	EXPECT_STRNE("", self->wire->message);
	/* Shorter than its own header. */
	nlh = set_req(self->wire, self->id);
	attr = tail(nlh);
	mnl_attr_put_u32(nlh, MPR_A_INTERFACE_HOLD_UP, 1);
	attr->nla_len = 3;
	EXPECT_EQ(EINVAL, wire_do(self->wire, nlh));
	/* Cut off anywhere. */
	nlh = set_req(self->wire, self->id);
	for (len = nlh->nlmsg_len - 1; len > NLMSG_HDRLEN + GENL_HDRLEN; len--) {
		nlh->nlmsg_len = len;
		nlh->nlmsg_seq = ++self->wire->seq;
		/*
		 * Where an attribute ends, it is a message: one without a setting, or without
		 * an id.
		 */
		if (len == NLMSG_HDRLEN + GENL_HDRLEN + 8)
			continue;
		EXPECT_EQ(EINVAL, wire_do(self->wire, nlh)) {
			TH_LOG("%u bytes", len);
		}
	}
	nlh->nlmsg_len = NLMSG_HDRLEN + 2;
	nlh->nlmsg_seq = ++self->wire->seq;
	EXPECT_EQ(EINVAL, wire_do(self->wire, nlh));
	EXPECT_UNCHANGED();
	EXPECT_EQ(0, iface_now(self->h, self->id).redial_count);
}

TEST_F(wire, another_version_of_the_family_is_refused)
{
	static const uint8_t versions[] = { 0, 2, 255 };
	struct nlmsghdr *nlh;
	unsigned int i;

	for (i = 0; i < 3; i++) {
		nlh = set_req(self->wire, self->id);
		((struct genlmsghdr *)mnl_nlmsg_get_payload(nlh))->version = versions[i];
		EXPECT_EQ(EPROTONOSUPPORT, wire_do(self->wire, nlh));
		EXPECT_STRNE("", self->wire->message);
	}
	EXPECT_UNCHANGED();
}

TEST_F(wire, unknown_commands_are_refused)
{
	struct nlmsghdr *nlh = wire_req(self->wire, MPR_CMD_MAX + 1);

	EXPECT_EQ(EOPNOTSUPP, wire_do(self->wire, nlh));
	/* Events are not for asking. */
	nlh = wire_req(self->wire, MPR_CMD_CONNECTION_UP);
	EXPECT_EQ(EOPNOTSUPP, wire_do(self->wire, nlh));
	nlh = wire_req(self->wire, MPR_CMD_SERVICE_GET);
	nlh->nlmsg_flags |= NLM_F_DUMP;
	EXPECT_EQ(EOPNOTSUPP, wire_do(self->wire, nlh));
}

#define NEEDS(cmd, attr) { cmd, attr, #attr }

/* Kernels before 6.1 have no attribute to say it with. */
static bool names_missing(const struct wire *w, int missing, const char *name)
{
	return w->missing == missing || (w->missing < 0 && strstr(w->message, name));
}

TEST_F(wire, missing_attributes_are_named)
{
	static const struct {
		uint8_t cmd;
		int missing;
		const char *name;
	} ops[] = {
		NEEDS(MPR_CMD_INTERFACE_GET, MPR_A_INTERFACE_ID),
		NEEDS(MPR_CMD_INTERFACE_NEW, MPR_A_INTERFACE_NAME),
		NEEDS(MPR_CMD_INTERFACE_SET, MPR_A_INTERFACE_ID),
		NEEDS(MPR_CMD_INTERFACE_DEL, MPR_A_INTERFACE_ID),
		NEEDS(MPR_CMD_INTERFACE_CONNECT, MPR_A_INTERFACE_ID),
		NEEDS(MPR_CMD_INTERFACE_DISCONNECT, MPR_A_INTERFACE_ID),
		NEEDS(MPR_CMD_CONNECTION_GET, MPR_A_CONNECTION_ID),
		NEEDS(MPR_CMD_CONNECTION_CLEAR_STATS, MPR_A_CONNECTION_ID),
		NEEDS(MPR_CMD_CONNECTION_HANGUP, MPR_A_CONNECTION_ID),
		NEEDS(MPR_CMD_CONNECTION_IDENTIFY, MPR_A_CONNECTION_ID),
		NEEDS(MPR_CMD_PORT_GET, MPR_A_PORT_ID),
		NEEDS(MPR_CMD_JOURNAL_GET, MPR_A_EVENT_SEQ),
		NEEDS(MPR_CMD_DIAL_PROGRESS, MPR_A_DIAL_ID),
		NEEDS(MPR_CMD_DIAL_DONE, MPR_A_DIAL_ID),
	};
	struct nlmsghdr *nlh;
	unsigned int i;

	for (i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		nlh = wire_req(self->wire, ops[i].cmd);
		EXPECT_EQ(EINVAL, wire_do(self->wire, nlh));
		EXPECT_TRUE(names_missing(self->wire, ops[i].missing, ops[i].name)) {
			TH_LOG("command %u: %s", ops[i].cmd, self->wire->message);
		}
	}
	nlh = wire_req(self->wire, MPR_CMD_INTERFACE_NEW);
	mnl_attr_put_strz(nlh, MPR_A_INTERFACE_NAME, "n");
	EXPECT_EQ(EINVAL, wire_do(self->wire, nlh));
	EXPECT_TRUE(names_missing(self->wire, MPR_A_INTERFACE_TYPE, "MPR_A_INTERFACE_TYPE"));
	EXPECT_UNCHANGED();
}

TEST_F(wire, ids_that_name_nothing_are_named)
{
	static const struct {
		uint8_t cmd;
		uint16_t attr;
	} ops[] = {
		{ MPR_CMD_INTERFACE_GET, MPR_A_INTERFACE_ID },
		{ MPR_CMD_INTERFACE_SET, MPR_A_INTERFACE_ID },
		{ MPR_CMD_INTERFACE_DEL, MPR_A_INTERFACE_ID },
		{ MPR_CMD_INTERFACE_CONNECT, MPR_A_INTERFACE_ID },
		{ MPR_CMD_INTERFACE_DISCONNECT, MPR_A_INTERFACE_ID },
		{ MPR_CMD_CONNECTION_GET, MPR_A_CONNECTION_ID },
		{ MPR_CMD_CONNECTION_CLEAR_STATS, MPR_A_CONNECTION_ID },
		{ MPR_CMD_CONNECTION_HANGUP, MPR_A_CONNECTION_ID },
		{ MPR_CMD_CONNECTION_IDENTIFY, MPR_A_CONNECTION_ID },
		{ MPR_CMD_PORT_GET, MPR_A_PORT_ID },
		{ MPR_CMD_DIAL_PROGRESS, MPR_A_DIAL_ID },
	};
	struct nlmsghdr *nlh;
	struct nlattr *attr;
	unsigned int i;

	for (i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		nlh = wire_req(self->wire, ops[i].cmd);
		attr = tail(nlh);
		mnl_attr_put_u32(nlh, ops[i].attr, 0x7ffffff0);
		EXPECT_REFUSED(ENOENT, nlh, attr);
		nlh = wire_req(self->wire, ops[i].cmd);
		attr = tail(nlh);
		mnl_attr_put_u32(nlh, ops[i].attr, 0);
		EXPECT_REFUSED(ERANGE, nlh, attr);
	}
}

TEST_F(wire, ids_are_not_used_again_soon_and_never_0)
{
	uint32_t last = self->id, id;
	unsigned int i;

	for (i = 0; i < 100; i++) {
		id = add_scripted(self->h, "n", NULL, 0);
		EXPECT_LT(last, id);
		last = id;
		ASSERT_EQ(0, mpr_interface_del(self->h, id));
	}
}

static int first_port(const struct mpr_port *port, void *data)
{
	*(uint32_t *)data = port->id;
	return 1;
}

TEST_F(wire, one_number_names_one_object)
{
	struct mpr_dialer *dialer = dialer_new(self->h, "scripted");
	uint32_t ids[4] = { self->id }, d0;
	struct mpr_connection *conn;
	struct mpr_port *port;
	unsigned int i, named;

	ASSERT_EQ(0, netdev_add("d0", "dummy"));
	d0 = add_kernel(self->h, "d0", NULL, 0);
	ASSERT_EQ(0, mpr_interface_connect(self->h, d0, SOON));
	ids[1] = iface_now(self->h, d0).connection_id;
	ASSERT_EQ(0, mpr_port_list(self->h, 0, 0, NULL, first_port, &ids[2]));
	ASSERT_EQ(600, mpr_interface_connect(self->h, self->id, 0));
	ids[3] = iface_now(self->h, self->id).attempt_id;
	for (i = 0; i < 4; i++) {
		named = iface_now(self->h, ids[i]).id ? 1 : 0;
		if (!mpr_connection_get(self->h, ids[i], &conn)) {
			mpr_free(conn);
			named |= 2;
		}
		if (!mpr_port_get(self->h, ids[i], &port)) {
			mpr_free(port);
			named |= 4;
		}
		EXPECT_EQ(i == 3 ? 0 : 1U << i, named);
	}
	mpr_dialer_close(dialer);
}

static int new_named(struct wire *w, const char *name)
{
	struct nlmsghdr *nlh = wire_req(w, MPR_CMD_INTERFACE_NEW);

	mnl_attr_put_u32(nlh, MPR_A_INTERFACE_TYPE, MPR_IF_TYPE_FULL_ROUTER);
	mnl_attr_put_strz(nlh, MPR_A_INTERFACE_NAME, name);
	return wire_do(w, nlh);
}

TEST_F(wire, names_too_short_too_long_or_not_text)
{
	static const char *const not_utf8[] = {
		"\xff", "a\x80", "\xc3", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80",
		"\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80",
	};
	static const char *const odd[] = { "a/b", "/", "a\nb", "\x01", "\x7f" };
	char name[10001];
	unsigned int i;

	EXPECT_EQ(EINVAL, new_named(self->wire, ""));
	EXPECT_LT(0, self->wire->offset);
	for (i = 0; i < sizeof(not_utf8) / sizeof(not_utf8[0]); i++)
		EXPECT_EQ(EILSEQ, new_named(self->wire, not_utf8[i]));
	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		EXPECT_EQ(EBADMSG, new_named(self->wire, odd[i]));
	memset(name, 'x', sizeof(name));
	name[10000] = '\0';
	EXPECT_EQ(EINVAL, new_named(self->wire, name));
	name[257] = '\0';
	EXPECT_EQ(ENAMETOOLONG, new_named(self->wire, name));
	EXPECT_LT(0, self->wire->offset);
	EXPECT_EQ(EEXIST, new_named(self->wire, "w"));
	EXPECT_UNCHANGED();
	name[256] = '\0';
	EXPECT_EQ(0, new_named(self->wire, name));
	/* Characters count, not bytes: 256 of four bytes each. */
	for (i = 0; i < 1024; i += 4)
		memcpy(name + i, "\xf0\x9f\x8c\x8d", 4);
	name[1024] = '\0';
	EXPECT_EQ(0, new_named(self->wire, name));
	name[1024] = 'x';
	name[1025] = '\0';
	EXPECT_EQ(EINVAL, new_named(self->wire, name));
}

TEST_F(wire, as_many_interfaces_as_allowed)
{
	struct mpr_service set = { .max_interfaces = 2 };
	uint32_t id;

	ASSERT_EQ(0, mpr_service_set(self->h, &set, MPR_SERVICE_MAX_INTERFACES));
	EXPECT_EQ(0, new_named(self->wire, "x"));
	self->seq = service_now(self->h).journal_last;
	EXPECT_EQ(ENOSPC, new_named(self->wire, "y"));
	EXPECT_STRNE("", self->wire->message);
	EXPECT_UNCHANGED();
	EXPECT_EQ(934, mpr_interface_add(self->h, &(struct mpr_interface) {
		.name = "y", .type = MPR_IF_TYPE_FULL_ROUTER }, 0, &id));
	/* Those that come by themselves are not counted. */
	EXPECT_EQ(0, netdev_add("wg0", "wireguard"));
	EXPECT_EQ(3, service_now(self->h).interfaces);
	EXPECT_EQ(0, mpr_interface_del(self->h, self->id));
	EXPECT_EQ(0, new_named(self->wire, "y"));
}

struct dump {
	uint32_t ids[2048];
	unsigned int n;
	uint32_t left;
	bool intr, done;
	int error;
};

/*
 * Takes one message of a dump. The kernel makes messages as large as the largest buffer that
 * the socket has been read with, and is one message ahead.
 */
static void dump_step(struct wire *w, struct dump *dump, size_t size)
{
	const struct nlmsghdr *nlh;
	ssize_t got;
	int len;

	got = recv(mnl_socket_get_fd(w->nl), w->rsp, size, 0);
	len = got;
	if (got < 0) {
		dump->done = true;
		dump->error = errno;
	}
	for (nlh = (void *)w->rsp; got > 0 && mnl_nlmsg_ok(nlh, len);
	     nlh = mnl_nlmsg_next(nlh, &len)) {
		dump->intr |= nlh->nlmsg_flags & NLM_F_DUMP_INTR;
		if (nlh->nlmsg_type == NLMSG_DONE) {
			dump->done = true;
			dump->error = -*(int *)mnl_nlmsg_get_payload(nlh);
		} else if (nlh->nlmsg_type == w->family && dump->n < 2048) {
			if (wire_attr(nlh, MPR_A_INTERFACE_LEFT))
				dump->left = wire_u32(nlh, MPR_A_INTERFACE_LEFT);
			dump->ids[dump->n++] = wire_u32(nlh, MPR_A_INTERFACE_ID);
		}
	}
}

static void dump_begin(struct wire *w, struct dump *dump, uint32_t after)
{
	struct nlmsghdr *nlh = wire_msg(w, w->family, MPR_CMD_INTERFACE_GET, NLM_F_DUMP);

	memset(dump, 0, sizeof(*dump));
	if (after)
		mnl_attr_put_u32(nlh, MPR_A_INTERFACE_AFTER, after);
	mnl_socket_sendto(w->nl, nlh, nlh->nlmsg_len);
}

TEST_F(wire, a_dump_with_objects_that_come_and_go)
{
	struct wire *small = wire_fresh(self->wire);
	uint32_t ids[200], late, before;
	char name[16];
	struct dump space, *dump = &space;
	unsigned int i, j;

	for (i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "n%u", i);
		ids[i] = add_scripted(self->h, name, NULL, 0);
	}
	dump_begin(small, dump, 0);
	dump_step(small, dump, 4096);
	ASSERT_FALSE(dump->done);
	EXPECT_EQ(201, dump->left);
	/* One goes that was told, one that was not; one comes. */
	before = dump->ids[1];
	ASSERT_EQ(0, mpr_interface_del(self->h, before));
	ASSERT_EQ(0, mpr_interface_del(self->h, ids[190]));
	late = add_scripted(self->h, "late", NULL, 0);
	while (!dump->done)
		dump_step(small, dump, 4096);
	EXPECT_EQ(0, dump->error);
	EXPECT_TRUE(dump->intr);
	EXPECT_EQ(late, dump->ids[dump->n - 1]);
	EXPECT_EQ(201, dump->n);
	for (i = 1; i < dump->n; i++)
		EXPECT_LT(dump->ids[i - 1], dump->ids[i]);
	for (i = 0, j = 0; i < 200; i++) {
		while (j < dump->n && dump->ids[j] < ids[i])
			j++;
		EXPECT_EQ(i != 190, j < dump->n && dump->ids[j] == ids[i]);
	}
	/* Undisturbed, and from the middle. */
	dump_begin(small, dump, ids[149]);
	while (!dump->done)
		dump_step(small, dump, 4096);
	EXPECT_FALSE(dump->intr);
	EXPECT_EQ(50, dump->left);
	EXPECT_EQ(50, dump->n);
	EXPECT_EQ(ids[150], dump->ids[0]);
	/* Behind the last, and behind one that is gone. */
	dump_begin(small, dump, late);
	while (!dump->done)
		dump_step(small, dump, 4096);
	EXPECT_EQ(0, dump->n);
	EXPECT_EQ(0, dump->error);
	dump_begin(small, dump, ids[190]);
	while (!dump->done)
		dump_step(small, dump, 4096);
	EXPECT_EQ(10, dump->n);
	dump_begin(small, dump, 0xffffffff);
	while (!dump->done)
		dump_step(small, dump, 4096);
	EXPECT_EQ(0, dump->n);
	wire_close(small);
}

TEST_F(wire, the_largest_interface_fits_a_dump_and_the_journal)
{
	struct mpr_hours hours[MPR_HOURS_MAX];
	struct mpr_device slots[30];
	struct mpr_interface set = { .hours = hours, .n_hours = MPR_HOURS_MAX,
				     .devices = slots, .n_devices = 30 };
	struct dump space, *dump = &space;
	char name[129], large[1025];
	struct wire *fresh;
	unsigned int i;
	uint64_t lost;
	uint32_t id;

	memset(name, 'n', sizeof(name));
	name[128] = '\0';
	memset(large, 'w', sizeof(large));
	large[256] = '\0';
	for (i = 0; i < MPR_HOURS_MAX; i++)
		hours[i] = (struct mpr_hours) { .day = i % 7, .from = i, .to = i + 1 };
	for (i = 0; i < 30; i++)
		slots[i] = (struct mpr_device) { .index = i + 1, .type = "scripted",
						 .name = name, .phone = "0" };
	id = add_scripted(self->h, large, &set, MPR_SET_HOURS | MPR_SET_DEVICES);
	ASSERT_NE(0, id);
	/* The first dump of a socket gets the smallest message. */
	fresh = wire_fresh(self->wire);
	dump_begin(fresh, dump, 0);
	while (!dump->done)
		dump_step(fresh, dump, 32768);
	EXPECT_EQ(0, dump->error);
	EXPECT_EQ(2, dump->n);
	wire_close(fresh);
	fresh = wire_fresh(self->wire);
	dump_begin(fresh, dump, self->id);
	while (!dump->done)
		dump_step(fresh, dump, 32768);
	EXPECT_EQ(0, dump->error);
	EXPECT_EQ(1, dump->n);
	wire_close(fresh);
	ASSERT_EQ(0, mpr_monitor_open(self->h, MPR_MONITOR_ALL, &self->w.mon));
	EXPECT_EQ(0, mpr_journal_read(self->h, 0, &lost, watch_event, &self->w));
	EXPECT_EQ(1, watch_count(&self->w, 0, MPR_EVENT_KIND_INTERFACE_NEW, id));
	mpr_monitor_close(self->w.mon);
}

/* How many operations and groups there are that the caller is not refused with EPERM. */
static int allowed(void)
{
	struct wire *w = wire_open();
	struct nlmsghdr *nlh;
	unsigned int cmd, i;
	int n = 0;

	if (!w)
		return 100;
	for (cmd = MPR_CMD_INTERFACE_GET; cmd <= MPR_CMD_DIAL_DONE; cmd++) {
		nlh = wire_req(w, cmd);
		n += wire_do(w, nlh) != EPERM;
	}
	for (cmd = MPR_CMD_INTERFACE_GET; cmd <= MPR_CMD_JOURNAL_GET; cmd++) {
		nlh = wire_req(w, cmd);
		nlh->nlmsg_flags |= NLM_F_DUMP;
		/* Dumps that there are not are refused for that. */
		if (cmd == MPR_CMD_INTERFACE_GET || cmd == MPR_CMD_CONNECTION_GET ||
		    cmd == MPR_CMD_PORT_GET || cmd == MPR_CMD_JOURNAL_GET) {
			nlh->nlmsg_flags &= ~NLM_F_ACK;
			if (mnl_socket_sendto(w->nl, nlh, nlh->nlmsg_len) < 0)
				return 101;
			if (mnl_socket_recvfrom(w->nl, w->rsp, sizeof(w->rsp)) < 0)
				return 102;
			nlh = (void *)w->rsp;
			n += nlh->nlmsg_type != NLMSG_ERROR ||
			     *(int *)mnl_nlmsg_get_payload(nlh) != -EPERM;
		}
	}
	for (i = 0; i < WIRE_GROUPS; i++)
		n += wire_join(w, i) != EPERM;
	wire_close(w);
	return n;
}

/* allowed() of a child that has done this first. */
static int allowed_after(int (*prepare)(void))
{
	int status;
	pid_t pid = fork();

	if (!pid)
		_exit(prepare() ? 99 : allowed());
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

static int be_nobody(void)
{
	return setgid(65534) || setuid(65534);
}

static int be_root_of_a_user_namespace(void)
{
	return unshare(CLONE_NEWUSER);
}

static int be_root_of_its_own_network(void)
{
	return unshare(CLONE_NEWUSER) || unshare(CLONE_NEWNET);
}

static int be_nobody_of_its_own_network(void)
{
	return be_nobody() || unshare(CLONE_NEWUSER | CLONE_NEWNET);
}

/* 18 operations, 4 dumps, 5 groups. */
#define EVERYTHING (18 + 4 + WIRE_GROUPS)

TEST_F(wire, without_cap_net_admin_nothing_is_allowed)
{
	EXPECT_EQ(0, allowed_after(be_nobody));
	EXPECT_UNCHANGED();
}

TEST_F(wire, root_of_a_user_namespace_has_no_right_over_a_foreign_network)
{
	EXPECT_EQ(0, allowed_after(be_root_of_a_user_namespace));
	EXPECT_UNCHANGED();
}

TEST_F(wire, root_of_a_user_namespace_may_do_all_in_its_own_network)
{
	EXPECT_EQ(EVERYTHING, allowed_after(be_root_of_its_own_network));
	EXPECT_EQ(EVERYTHING, allowed_after(be_nobody_of_its_own_network));
	EXPECT_UNCHANGED();
}

TEST_HARNESS_MAIN
