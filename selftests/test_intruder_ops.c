// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who may do what: each operation of the family, do and dump, and each group, as the kernel lists
 * them, tried by everybody who has no right to it and by some who have. CAP_NET_ADMIN over the
 * user namespace that owns the network namespace is what counts, and nothing else.
 */
#include <kselftest_harness.h>

#include "intruder.h"

FIXTURE(ops) {
	struct mpr *h;
	struct wire *w;
	struct family f;
	uint64_t seq;			/* journal when the test began */
	struct verdict v;
};

FIXTURE_SETUP(ops)
{
	if (geteuid())
		SKIP(return, "must be root");
	ASSERT_TRUE(service_new(&self->h)) {
		TH_LOG("is mpr.ko loaded?");
	}
	self->w = wire_open();
	ASSERT_NE(NULL, self->w);
	ASSERT_TRUE(family_read(self->w, &self->f));
	ASSERT_NE(0, add_scripted(self->h, "victim", NULL, 0));
	self->seq = service_now(self->h).journal_last;
}

FIXTURE_TEARDOWN(ops)
{
	/* Whatever an intruder asked, nothing came of it. */
	EXPECT_EQ(self->seq, service_now(self->h).journal_last);
	wire_close(self->w);
	mpr_close(self->h);
}

/* Everything, on a socket of the intruder's own. */
static void try_all(struct verdict *v, void *data)
{
	struct wire *w = wire_open();
	struct family f;

	(void)data;
	if (!w || !family_read(w, &f)) {
		snprintf(v->allowed, sizeof(v->allowed), "no family to be seen");
		return;
	}
	try_ops(w, &f, WITH_ADDRESS, v);
	try_groups(w, &f, v);
	wire_close(w);
}

/* How many joins there are to try: groups that have a bit are tried twice. */
static unsigned int all_joins(const struct family *f)
{
	unsigned int i, n = 0;

	for (i = 0; i < f->n_groups; i++)
		n += f->group[i].id <= 32 ? 2 : 1;
	return n;
}

#define EXPECT_ALL_REFUSED(become) do {						\
	ASSERT_TRUE(intrude(become, try_all, NULL, &self->v));			\
	EXPECT_EQ(self->f.n_asks, self->v.tried);				\
	EXPECT_EQ(self->v.tried, self->v.refused) {				\
		TH_LOG("allowed: %s", self->v.allowed);				\
	}									\
	EXPECT_EQ(all_joins(&self->f), self->v.joins);				\
	EXPECT_TRUE(all_joins_refused(&self->v)) {				\
		TH_LOG("allowed: %s", self->v.allowed);				\
	}									\
} while (0)

#define EXPECT_ALL_ALLOWED(become) do {						\
	ASSERT_TRUE(intrude(become, try_all, NULL, &self->v));			\
	EXPECT_EQ(self->f.n_asks, self->v.tried);				\
	EXPECT_EQ(0, self->v.refused);						\
	EXPECT_EQ(all_joins(&self->f), self->v.joins);				\
	EXPECT_EQ(0, self->v.joins_refused);					\
} while (0)

TEST_F(ops, the_kernel_lists_what_the_header_has)
{
	unsigned int cmd, i, listed = 0;

	for (cmd = 1; cmd <= MPR_CMD_MAX; cmd++) {
		for (i = 0; i < self->f.n_ops && self->f.op[i].cmd != cmd; i++)
			;
		if (i < self->f.n_ops) {
			listed++;
			continue;
		}
		/* An event, which nobody can ask for. */
		EXPECT_EQ(EOPNOTSUPP, try_send(self->w, wire_req(self->w, cmd), WITH_ADDRESS)) {
			TH_LOG("command %u", cmd);
		}
	}
	EXPECT_EQ(self->f.n_ops, listed);
	EXPECT_EQ(WIRE_GROUPS, self->f.n_groups);
}

TEST_F(ops, every_operation_says_that_it_needs_the_capability)
{
	unsigned int i;

	for (i = 0; i < self->f.n_ops; i++) {
		EXPECT_EQ(GENL_UNS_ADMIN_PERM,
			  self->f.op[i].flags & (GENL_ADMIN_PERM | GENL_UNS_ADMIN_PERM)) {
			TH_LOG("command %u", self->f.op[i].cmd);
		}
	}
}

TEST_F(ops, root_may_do_everything)
{
	EXPECT_ALL_ALLOWED(NULL);
}

TEST_F(ops, a_user_with_cap_net_admin_may_do_everything)
{
	EXPECT_ALL_ALLOWED(be_nobody_with_net_admin);
}

TEST_F(ops, a_user_may_do_nothing)
{
	EXPECT_ALL_REFUSED(be_nobody);
}

TEST_F(ops, root_without_cap_net_admin_may_do_nothing)
{
	EXPECT_ALL_REFUSED(be_root_without_net_admin);
}

TEST_F(ops, root_of_a_user_namespace_may_do_nothing_in_a_network_that_it_does_not_own)
{
	EXPECT_ALL_REFUSED(be_root_of_a_userns);
	EXPECT_ALL_REFUSED(be_nobodys_root);
}

TEST_F(ops, root_of_a_user_namespace_may_do_everything_in_its_own_network)
{
	EXPECT_ALL_ALLOWED(be_nobodys_root_of_a_netns);
}

TEST_F(ops, a_container_may_do_everything_in_its_own_network)
{
	EXPECT_ALL_ALLOWED(be_container);
}

TEST_F(ops, a_container_without_cap_net_admin_may_do_nothing_in_its_own_network)
{
	EXPECT_ALL_REFUSED(be_container_without_net_admin);
}

/* ---- what a container's root does, and where ---- */

struct two {
	int outside;			/* the network namespace of the test */
	struct wire *w;			/* a socket of it */
	const struct family *f;
};

static void leave(struct verdict *v, void *data)
{
	struct two *two = data;

	v->error = setns(two->outside, CLONE_NEWNET) ? errno : 0;
}

static void use_socket_from_outside(struct verdict *v, void *data)
{
	struct two *two = data;

	try_ops(two->w, two->f, WITH_ADDRESS, v);
	try_ops(two->w, two->f, WITHOUT_ADDRESS, v);
	try_groups(two->w, two->f, v);
}

static void act_inside(struct verdict *v, void *data)
{
	struct mpr_service set = { .paused = true, .max_interfaces = 1, .journal_size = 1 };
	struct mpr *h;
	uint32_t id;

	(void)data;
	v->error = -1;
	if (mpr_open(NULL, &h))
		return;
	id = add_scripted(h, "inside", NULL, 0);
	/* The first number there is, as it was outside. */
	if (!id || mpr_service_set(h, &set, MPR_SERVICE_PAUSED | MPR_SERVICE_MAX_INTERFACES |
				   MPR_SERVICE_JOURNAL_SIZE))
		return;
	v->tried = id;
	v->error = mpr_interface_del(h, id) ? -1 : 0;
	if (!mpr_interface_find(h, "victim", false, &(struct mpr_interface *){ NULL }))
		v->error = -2;
	mpr_close(h);
}

TEST_F(ops, a_container_cannot_reach_the_network_outside)
{
	struct two two = { .f = &self->f };

	two.outside = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	ASSERT_LE(0, two.outside);
	ASSERT_TRUE(intrude(be_container, leave, &two, &self->v));
	EXPECT_EQ(EPERM, self->v.error);
	two.w = self->w;
	EXPECT_EQ(0, fcntl(mnl_socket_get_fd(self->w->nl), F_SETFD, 0));
	ASSERT_TRUE(intrude(be_container, use_socket_from_outside, &two, &self->v));
	EXPECT_EQ(self->v.tried, self->v.refused) {
		TH_LOG("allowed: %s", self->v.allowed);
	}
	EXPECT_LE(2 * self->f.n_asks, self->v.tried);
	close(two.outside);
}

TEST_F(ops, what_a_container_does_stays_inside)
{
	struct mpr_interface *victim;
	struct mpr_service before = service_now(self->h), after;

	ASSERT_EQ(0, mpr_interface_find(self->h, "victim", false, &victim));
	ASSERT_TRUE(intrude(be_container, act_inside, NULL, &self->v));
	EXPECT_EQ(0, self->v.error);
	/* The same number, and yet it was another interface that was deleted. */
	EXPECT_EQ(victim->id, self->v.tried);
	after = service_now(self->h);
	EXPECT_EQ(before.paused, after.paused);
	EXPECT_EQ(before.max_interfaces, after.max_interfaces);
	EXPECT_EQ(before.journal_size, after.journal_size);
	EXPECT_EQ(1, after.interfaces);
	mpr_free(victim);
}

TEST_F(ops, what_everybody_may_see_is_what_the_family_looks_like)
{
	struct nlmsghdr *nlh;

	ASSERT_TRUE(intrude(be_nobody, try_all, NULL, &self->v));
	/* try_all() has read operations and groups as nobody; the policy is as open. */
	EXPECT_EQ(self->f.n_asks, self->v.tried);
	nlh = wire_msg(self->w, GENL_ID_CTRL, CTRL_CMD_GETPOLICY, NLM_F_DUMP);
	mnl_attr_put_u16(nlh, CTRL_ATTR_FAMILY_ID, self->f.id);
	EXPECT_EQ(0, try_send(self->w, nlh, WITH_ADDRESS));
}

TEST_HARNESS_MAIN
