// SPDX-License-Identifier: GPL-2.0-only
/* Numbers of objects: one space for all kinds, never 0, cyclic, not used again soon. */

#include "kunit.h"

#define MPR_ID_LAST 0x7fffffff

static void mpr_ids_begin_at_1(struct kunit *test)
{
	struct mpr_kunit *w = test->priv;
	struct mpr_obj a;

	KUNIT_EXPECT_EQ(test, mpr_id_alloc(w->mn, &a, MPR_OBJ_PORT), 0);
	KUNIT_EXPECT_EQ(test, a.id, 1U);
	mpr_id_free(w->mn, &a);
}

static void mpr_ids_not_used_again_soon(struct kunit *test)
{
	struct mpr_kunit *w = test->priv;
	struct mpr_obj a;
	u32 i;

	for (i = 1; i <= 1000; i++) {
		KUNIT_EXPECT_EQ(test, mpr_id_alloc(w->mn, &a, MPR_OBJ_PORT), 0);
		KUNIT_EXPECT_EQ(test, a.id, i);
		mpr_id_free(w->mn, &a);
	}
}

static void mpr_ids_one_space(struct kunit *test)
{
	static const enum mpr_obj_kind kinds[] = { MPR_OBJ_PORT, MPR_OBJ_REQUEST, MPR_OBJ_IFACE,
						   MPR_OBJ_CONN };
	struct mpr_kunit *w = test->priv;
	struct mpr_port port = {};
	struct mpr_conn conn = {};
	struct mpr_request req = {};
	struct mpr_iface *iface;
	struct mpr_obj *obj[4];
	unsigned int i;

	iface = kunit_kzalloc(test, sizeof(*iface), GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, iface);
	if (!iface)
		return;
	obj[0] = &port.obj;
	obj[1] = &req.obj;
	obj[2] = &iface->obj;
	obj[3] = &conn.obj;
	for (i = 0; i < ARRAY_SIZE(obj); i++) {
		KUNIT_EXPECT_EQ(test, mpr_id_alloc(w->mn, obj[i], kinds[i]), 0);
		KUNIT_EXPECT_EQ(test, obj[i]->id, i + 1);
	}
	/* A number of the wrong kind names nothing. */
	for (i = 0; i <= ARRAY_SIZE(obj) + 1; i++) {
		KUNIT_EXPECT_PTR_EQ(test, mpr_port_by_id(w->mn, i), i == 1 ? &port : NULL);
		KUNIT_EXPECT_PTR_EQ(test, mpr_request_by_id(w->mn, i), i == 2 ? &req : NULL);
		KUNIT_EXPECT_PTR_EQ(test, mpr_iface_by_id(w->mn, i), i == 3 ? iface : NULL);
		KUNIT_EXPECT_PTR_EQ(test, mpr_conn_by_id(w->mn, i), i == 4 ? &conn : NULL);
	}
	/* Dumps find interfaces and connections by their marks. */
	KUNIT_EXPECT_TRUE(test, xa_get_mark(&w->mn->ids, 3, XA_MARK_1));
	KUNIT_EXPECT_FALSE(test, xa_get_mark(&w->mn->ids, 4, XA_MARK_1));
	KUNIT_EXPECT_TRUE(test, xa_get_mark(&w->mn->ids, 4, XA_MARK_2));
	for (i = 0; i < ARRAY_SIZE(obj); i++)
		mpr_id_free(w->mn, obj[i]);
	for (i = 0; i <= ARRAY_SIZE(obj); i++)
		KUNIT_EXPECT_NULL(test, mpr_port_by_id(w->mn, i));
}

static void mpr_ids_wrap(struct kunit *test)
{
	struct mpr_kunit *w = test->priv;
	struct mpr_obj obj[4];
	unsigned int i;

	KUNIT_EXPECT_EQ(test, mpr_id_alloc(w->mn, &obj[0], MPR_OBJ_PORT), 0);
	w->mn->next_id = MPR_ID_LAST - 1;
	for (i = 1; i < ARRAY_SIZE(obj); i++)
		KUNIT_EXPECT_EQ(test, mpr_id_alloc(w->mn, &obj[i], MPR_OBJ_PORT), 0);
	KUNIT_EXPECT_EQ(test, obj[1].id, (u32)MPR_ID_LAST - 1);
	KUNIT_EXPECT_EQ(test, obj[2].id, (u32)MPR_ID_LAST);
	/* Not 0, not INVALID_HANDLE_VALUE, and not the one that is in use. */
	KUNIT_EXPECT_EQ(test, obj[3].id, 2U);
	for (i = 0; i < ARRAY_SIZE(obj); i++)
		mpr_id_free(w->mn, &obj[i]);
}

/* What a dump compares to see that it was interrupted. */
static void mpr_ids_change_the_generation(struct kunit *test)
{
	struct mpr_kunit *w = test->priv;
	struct mpr_obj a;
	u32 gen = w->mn->gen;

	KUNIT_EXPECT_EQ(test, mpr_id_alloc(w->mn, &a, MPR_OBJ_CONN), 0);
	KUNIT_EXPECT_NE(test, w->mn->gen, gen);
	gen = w->mn->gen;
	mpr_id_free(w->mn, &a);
	KUNIT_EXPECT_NE(test, w->mn->gen, gen);
}

static struct kunit_case mpr_ids_cases[] = {
	KUNIT_CASE(mpr_ids_begin_at_1),
	KUNIT_CASE(mpr_ids_not_used_again_soon),
	KUNIT_CASE(mpr_ids_one_space),
	KUNIT_CASE(mpr_ids_wrap),
	KUNIT_CASE(mpr_ids_change_the_generation),
	{ }
};

struct kunit_suite mpr_ids_suite = {
	.name = "mpr-ids",
	.init = mpr_kunit_begin,
	.exit = mpr_kunit_end,
	.test_cases = mpr_ids_cases,
};
