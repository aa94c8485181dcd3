// SPDX-License-Identifier: GPL-2.0-only
/*
 * The state machine: every situation of an interface with everything that can happen to it. A
 * row of the matrix is a situation, a column an event; what the design's table does not name
 * changes nothing.
 */

#include <linux/rtnetlink.h>

#include "kunit.h"

enum mpr_situation {
	IS_DISCONNECTED,
	IS_FAILED,
	IS_DISABLED,
	IS_PAUSED,
	IS_OUT_OF_HOURS,
	IS_WITHOUT_DEVICE,
	IS_CONNECTING,
	IS_CONNECTED,
	N_SITUATIONS,
};

enum mpr_happening {
	CONNECT,
	DISCONNECT,
	LINK_UP,
	LINK_DOWN,
	DIAL_FAILED,
	DEADLINE,
	DISABLE,
	ENABLE,
	PAUSE,
	RESUME,
	HOURS_END,
	HOURS_BEGIN,
	DEVICE_GONE,
	DEVICE_BACK,
	BACKOFF_OVER,
	LAN_ONLY,
	N_HAPPENINGS,
};

static const char *const mpr_situation_names[] = {
	"disconnected", "unreachable by failure", "disabled", "paused", "out of hours",
	"without device", "connecting", "connected",
};

static const char *const mpr_happening_names[] = {
	"connect", "disconnect", "link up", "link down", "dial failed", "deadline", "disable",
	"enable", "pause", "resume", "hours end", "hours begin", "device gone", "device back",
	"back-off over", "LAN-only",
};

/**
 * struct mpr_outcome - what becomes of an interface
 * @state: its state
 * @reasons: if it is unreachable, why
 * @error: its last error
 */
struct mpr_outcome {
	u8 state;
	u8 reasons;
	u16 error;
};

#define D { MPR_IF_STATE_DISCONNECTED, 0, 0 }
#define D_E(e) { MPR_IF_STATE_DISCONNECTED, 0, e }
#define G { MPR_IF_STATE_CONNECTING, 0, 0 }
#define C { MPR_IF_STATE_CONNECTED, 0, 0 }
#define U(r) { MPR_IF_STATE_UNREACHABLE, r, 0 }
#define U_E(r, e) { MPR_IF_STATE_UNREACHABLE, r, e }

#define DIS MPR_REASON_ADMIN_DISABLED
#define FAIL MPR_REASON_CONNECTION_FAILURE
#define PAU MPR_REASON_SERVICE_PAUSED
#define HRS MPR_REASON_DIALOUT_HOURS
#define NODEV MPR_REASON_NO_DEVICE

#define FAILED_WITH 691

static const struct mpr_outcome mpr_matrix[N_SITUATIONS][N_HAPPENINGS] = {
	[IS_DISCONNECTED] = {
		[CONNECT] = G, [DISCONNECT] = D, [LINK_UP] = C, [LINK_DOWN] = D,
		[DIAL_FAILED] = D, [DEADLINE] = D, [DISABLE] = U(DIS), [ENABLE] = D,
		[PAUSE] = U(PAU), [RESUME] = D, [HOURS_END] = U(HRS), [HOURS_BEGIN] = D,
		[DEVICE_GONE] = U(NODEV), [DEVICE_BACK] = D, [BACKOFF_OVER] = D, [LAN_ONLY] = D,
	},
	[IS_FAILED] = {
		[CONNECT] = G, [DISCONNECT] = U_E(FAIL, FAILED_WITH), [LINK_UP] = C,
		[LINK_DOWN] = U_E(FAIL, FAILED_WITH), [DIAL_FAILED] = U_E(FAIL, FAILED_WITH),
		[DEADLINE] = U_E(FAIL, FAILED_WITH), [DISABLE] = U_E(FAIL | DIS, FAILED_WITH),
		[ENABLE] = U_E(FAIL, FAILED_WITH), [PAUSE] = U_E(FAIL | PAU, FAILED_WITH),
		[RESUME] = U_E(FAIL, FAILED_WITH), [HOURS_END] = U_E(FAIL | HRS, FAILED_WITH),
		[HOURS_BEGIN] = U_E(FAIL, FAILED_WITH),
		[DEVICE_GONE] = U_E(FAIL | NODEV, FAILED_WITH),
		[DEVICE_BACK] = U_E(FAIL, FAILED_WITH), [BACKOFF_OVER] = D_E(FAILED_WITH),
		[LAN_ONLY] = U_E(FAIL, FAILED_WITH),
	},
	[IS_DISABLED] = {
		[CONNECT] = U(DIS), [DISCONNECT] = U(DIS), [LINK_UP] = U(DIS),
		[LINK_DOWN] = U(DIS), [DIAL_FAILED] = U(DIS), [DEADLINE] = U(DIS),
		[DISABLE] = U(DIS), [ENABLE] = D, [PAUSE] = U(DIS | PAU), [RESUME] = U(DIS),
		[HOURS_END] = U(DIS | HRS), [HOURS_BEGIN] = U(DIS),
		[DEVICE_GONE] = U(DIS | NODEV), [DEVICE_BACK] = U(DIS), [BACKOFF_OVER] = U(DIS),
		[LAN_ONLY] = U(DIS),
	},
	[IS_PAUSED] = {
		[CONNECT] = U(PAU), [DISCONNECT] = U(PAU), [LINK_UP] = C, [LINK_DOWN] = U(PAU),
		[DIAL_FAILED] = U(PAU), [DEADLINE] = U(PAU), [DISABLE] = U(PAU | DIS),
		[ENABLE] = U(PAU), [PAUSE] = U(PAU), [RESUME] = D, [HOURS_END] = U(PAU | HRS),
		[HOURS_BEGIN] = U(PAU), [DEVICE_GONE] = U(PAU | NODEV), [DEVICE_BACK] = U(PAU),
		[BACKOFF_OVER] = U(PAU), [LAN_ONLY] = U(PAU),
	},
	[IS_OUT_OF_HOURS] = {
		[CONNECT] = U(HRS), [DISCONNECT] = U(HRS), [LINK_UP] = C, [LINK_DOWN] = U(HRS),
		[DIAL_FAILED] = U(HRS), [DEADLINE] = U(HRS), [DISABLE] = U(HRS | DIS),
		[ENABLE] = U(HRS), [PAUSE] = U(HRS | PAU), [RESUME] = U(HRS),
		[HOURS_END] = U(HRS), [HOURS_BEGIN] = D, [DEVICE_GONE] = U(HRS | NODEV),
		[DEVICE_BACK] = U(HRS), [BACKOFF_OVER] = U(HRS), [LAN_ONLY] = U(HRS),
	},
	[IS_WITHOUT_DEVICE] = {
		[CONNECT] = U(NODEV), [DISCONNECT] = U(NODEV), [LINK_UP] = U(NODEV),
		[LINK_DOWN] = U(NODEV), [DIAL_FAILED] = U(NODEV), [DEADLINE] = U(NODEV),
		[DISABLE] = U(NODEV | DIS), [ENABLE] = U(NODEV), [PAUSE] = U(NODEV | PAU),
		[RESUME] = U(NODEV), [HOURS_END] = U(NODEV | HRS), [HOURS_BEGIN] = U(NODEV),
		[DEVICE_GONE] = U(NODEV), [DEVICE_BACK] = D, [BACKOFF_OVER] = U(NODEV),
		[LAN_ONLY] = U(NODEV),
	},
	[IS_CONNECTING] = {
		[CONNECT] = G, [DISCONNECT] = D, [LINK_UP] = C, [LINK_DOWN] = G,
		[DIAL_FAILED] = U_E(FAIL, FAILED_WITH),
		[DEADLINE] = U_E(FAIL, MPR_CODE_REQUEST_TIMEOUT),
		[DISABLE] = U(DIS), [ENABLE] = G, [PAUSE] = U_E(PAU, MPR_CODE_SERVICE_IS_PAUSED),
		[RESUME] = G, [HOURS_END] = U_E(HRS, MPR_CODE_DIALOUT_HOURS_RESTRICTION),
		[HOURS_BEGIN] = G, [DEVICE_GONE] = U_E(NODEV, MPR_CODE_INTERFACE_HAS_NO_DEVICES),
		[DEVICE_BACK] = G, [BACKOFF_OVER] = G, [LAN_ONLY] = D_E(MPR_CODE_DDM_NOT_RUNNING),
	},
	[IS_CONNECTED] = {
		[CONNECT] = C, [DISCONNECT] = D, [LINK_UP] = C,
		[LINK_DOWN] = D_E(MPR_CODE_LINK_FAILURE), [DIAL_FAILED] = C, [DEADLINE] = C,
		[DISABLE] = U(DIS), [ENABLE] = C, [PAUSE] = C, [RESUME] = C, [HOURS_END] = C,
		[HOURS_BEGIN] = C, [DEVICE_GONE] = U_E(NODEV, MPR_CODE_DEVICE_DOES_NOT_EXIST),
		[DEVICE_BACK] = C, [BACKOFF_OVER] = C, [LAN_ONLY] = C,
	},
};

/* What connect and disconnect say in each situation. */
static const int mpr_connect_says[N_SITUATIONS] = {
	[IS_DISABLED] = -ENETDOWN, [IS_PAUSED] = -ESHUTDOWN, [IS_OUT_OF_HOURS] = -ETIME,
	[IS_WITHOUT_DEVICE] = -ENODEV, [IS_CONNECTING] = -EALREADY,
};

static const int mpr_disconnect_says[N_SITUATIONS] = {
	[IS_DISCONNECTED] = -ENOTCONN, [IS_FAILED] = -ENOTCONN, [IS_DISABLED] = -ENOTCONN,
	[IS_PAUSED] = -ENOTCONN, [IS_OUT_OF_HOURS] = -ENOTCONN, [IS_WITHOUT_DEVICE] = -ENOTCONN,
};

static void mpr_put_link(struct mpr_kunit *w, struct mpr_iface *iface, bool up)
{
	if (up) {
		set_bit(__LINK_STATE_START, &w->dev->state);
		w->dev->operstate = IF_OPER_UP;
		netif_carrier_on(w->dev);
	} else {
		netif_carrier_off(w->dev);
		clear_bit(__LINK_STATE_START, &w->dev->state);
		w->dev->operstate = IF_OPER_DOWN;
	}
	if (iface->dev)
		mpr_state_link(iface);
}

static struct mpr_change mpr_change_of(const struct mpr_iface *iface)
{
	struct mpr_change change = { .set = iface->set };

	return change;
}

static void mpr_put_enabled(struct mpr_iface *iface, bool enabled)
{
	struct mpr_change change = mpr_change_of(iface);

	INIT_LIST_HEAD(&change.slots);
	change.set.enabled = enabled;
	mpr_iface_commit(iface, &change);
	mpr_change_free(&change);
}

/* No period at all means never, no list of periods means always. */
static void mpr_put_hours(struct kunit *test, struct mpr_iface *iface, bool allowed)
{
	struct mpr_change change = mpr_change_of(iface);

	INIT_LIST_HEAD(&change.slots);
	change.hours_given = true;
	if (!allowed) {
		change.hours = kzalloc(sizeof(*change.hours), GFP_KERNEL);
		KUNIT_EXPECT_NOT_NULL(test, change.hours);
	}
	mpr_iface_commit(iface, &change);
	mpr_change_free(&change);
}

static void mpr_put_paused(struct mpr_net *mn, bool paused)
{
	mn->paused = paused;
	mpr_state_refresh_all(mn);
}

static void mpr_run_timer(struct mpr_net *mn, struct mpr_timer *timer)
{
	if (!timer->armed)
		return;
	mpr_timer_cancel(mn, timer);
	timer->fn(mn, timer);
}

static int mpr_happens(struct kunit *test, struct mpr_iface *iface, enum mpr_happening what)
{
	struct mpr_kunit *w = test->priv;

	switch (what) {
	case CONNECT:
		return mpr_state_connect(iface, NULL);
	case DISCONNECT:
		return mpr_state_disconnect(iface, NULL);
	case LINK_UP:
	case LINK_DOWN:
		mpr_put_link(w, iface, what == LINK_UP);
		break;
	case DIAL_FAILED:
		/* Without an attempt, there is no request that a dialer could speak of. */
		if (iface->attempt)
			mpr_state_failed(iface, FAILED_WITH);
		break;
	case DEADLINE:
		if (iface->attempt)
			mpr_run_timer(w->mn, &iface->attempt->timer);
		break;
	case DISABLE:
	case ENABLE:
		mpr_put_enabled(iface, what == ENABLE);
		break;
	case PAUSE:
	case RESUME:
		/* Nothing to resume unless it was paused. */
		if (what == PAUSE || w->mn->paused)
			mpr_put_paused(w->mn, what == PAUSE);
		break;
	case HOURS_END:
	case HOURS_BEGIN:
		mpr_put_hours(test, iface, what == HOURS_BEGIN);
		break;
	case DEVICE_GONE:
		mpr_bind_dev_gone(w->mn, w->dev);
		break;
	case DEVICE_BACK:
		mpr_bind_dev(w->mn, w->dev);
		break;
	case BACKOFF_OVER:
		mpr_run_timer(w->mn, &iface->backoff);
		break;
	case LAN_ONLY:
		w->mn->lan_only = true;
		mpr_state_refresh_all(w->mn);
		break;
	default:
		break;
	}
	return 0;
}

/* An interface that the kernel dials, over the test's netdevice, which is down. */
static struct mpr_iface *mpr_new_iface(struct kunit *test)
{
	struct mpr_change change = { .slots = LIST_HEAD_INIT(change.slots) };
	struct mpr_kunit *w = test->priv;
	struct mpr_iface *iface = NULL;

	mpr_settings_default(&change.set);
	KUNIT_EXPECT_EQ(test, mpr_iface_add(w->mn, MPR_KUNIT_DEV, MPR_IF_TYPE_FULL_ROUTER,
					    MPR_ORIGIN_CONFIGURED, &change, &iface), 0);
	if (!iface)
		return NULL;
	w->mn->lan_only = false;
	w->mn->paused = false;
	mpr_put_link(w, iface, false);
	mpr_bind_dev(w->mn, w->dev);
	KUNIT_EXPECT_PTR_EQ(test, iface->dev, w->dev);
	return iface;
}

static struct mpr_iface *mpr_new_situation(struct kunit *test, enum mpr_situation situation)
{
	static const enum mpr_happening way[N_SITUATIONS][2] = {
		[IS_DISCONNECTED] = { ENABLE, ENABLE },
		[IS_FAILED] = { CONNECT, DIAL_FAILED },
		[IS_DISABLED] = { DISABLE, DISABLE },
		[IS_PAUSED] = { PAUSE, PAUSE },
		[IS_OUT_OF_HOURS] = { HOURS_END, HOURS_END },
		[IS_WITHOUT_DEVICE] = { DEVICE_GONE, DEVICE_GONE },
		[IS_CONNECTING] = { CONNECT, ENABLE },
		[IS_CONNECTED] = { CONNECT, LINK_UP },
	};
	struct mpr_iface *iface = mpr_new_iface(test);

	if (!iface)
		return NULL;
	mpr_happens(test, iface, way[situation][0]);
	mpr_happens(test, iface, way[situation][1]);
	return iface;
}

static void mpr_drop_iface(struct kunit *test, struct mpr_iface *iface)
{
	struct mpr_kunit *w = test->priv;

	mpr_iface_remove(iface, MPR_END_CAUSE_ADMIN, MPR_CODE_INTERFACE_DISCONNECTED);
	/* The service's own, which ends when it finds no hours to watch it for. */
	mpr_timer_cancel(w->mn, &w->mn->clock);
	KUNIT_EXPECT_EQ(test, w->mn->n_ifaces, 0U);
	KUNIT_EXPECT_EQ(test, w->mn->n_conns, 0U);
	KUNIT_EXPECT_EQ(test, w->mn->n_attempts, 0U);
	KUNIT_EXPECT_EQ(test, w->mn->n_ports, 0U);
	KUNIT_EXPECT_EQ(test, w->mn->n_ports_used, 0U);
	KUNIT_EXPECT_TRUE(test, list_empty(&w->mn->requests));
	KUNIT_EXPECT_TRUE(test, xa_empty(&w->mn->ids));
	KUNIT_EXPECT_NULL(test, timerqueue_getnext(&w->mn->timers));
}

/* What holds in every state. */
static void mpr_check_whole(struct kunit *test, struct mpr_iface *iface, const char *from,
			    const char *what)
{
	struct mpr_kunit *w = test->priv;
	enum mpr_if_state state = mpr_state(iface);
	const struct mpr_port *port;

	port = list_first_entry_or_null(&iface->ports, struct mpr_port, list);
	KUNIT_EXPECT_EQ_MSG(test, !!iface->conn, state == MPR_IF_STATE_CONNECTED,
			    "connection: %s, %s", from, what);
	KUNIT_EXPECT_EQ_MSG(test, !!iface->attempt, state == MPR_IF_STATE_CONNECTING,
			    "attempt: %s, %s", from, what);
	KUNIT_EXPECT_EQ_MSG(test, w->mn->n_conns, (u32)!!iface->conn, "%s, %s", from, what);
	KUNIT_EXPECT_EQ_MSG(test, w->mn->n_attempts, (u32)!!iface->attempt, "%s, %s", from, what);
	KUNIT_EXPECT_EQ_MSG(test, w->mn->n_ports_used, (u32)!!iface->conn, "%s, %s", from, what);
	KUNIT_EXPECT_NOT_NULL_MSG(test, port, "port: %s, %s", from, what);
	if (port)
		KUNIT_EXPECT_PTR_EQ_MSG(test, port->conn, iface->conn, "%s, %s", from, what);
	KUNIT_EXPECT_EQ_MSG(test, iface->backoff.armed,
			    !!(iface->reasons & MPR_REASON_CONNECTION_FAILURE), "%s, %s", from,
			    what);
}

static void mpr_check_pair(struct kunit *test, enum mpr_situation from, enum mpr_happening what)
{
	const char *a = mpr_situation_names[from], *b = mpr_happening_names[what];
	const struct mpr_outcome *wanted = &mpr_matrix[from][what];
	struct mpr_iface *iface = mpr_new_situation(test, from);
	int err;

	if (!iface)
		return;
	mpr_check_whole(test, iface, a, "before");
	err = mpr_happens(test, iface, what);
	KUNIT_EXPECT_EQ_MSG(test, (u32)mpr_state(iface), (u32)wanted->state, "state: %s, %s", a,
			    b);
	if (mpr_state(iface) == MPR_IF_STATE_UNREACHABLE)
		KUNIT_EXPECT_EQ_MSG(test, iface->reasons, (u32)wanted->reasons,
				    "reasons: %s, %s", a, b);
	KUNIT_EXPECT_EQ_MSG(test, iface->last_error, (u32)wanted->error, "last error: %s, %s", a,
			    b);
	if (what == CONNECT)
		KUNIT_EXPECT_EQ_MSG(test, err, mpr_connect_says[from], "connect: %s", a);
	if (what == DISCONNECT)
		KUNIT_EXPECT_EQ_MSG(test, err, mpr_disconnect_says[from], "disconnect: %s", a);
	mpr_check_whole(test, iface, a, b);
	mpr_drop_iface(test, iface);
}

static const enum mpr_situation mpr_situations[] = {
	IS_DISCONNECTED, IS_FAILED, IS_DISABLED, IS_PAUSED, IS_OUT_OF_HOURS, IS_WITHOUT_DEVICE,
	IS_CONNECTING, IS_CONNECTED,
};

static void mpr_situation_describe(const enum mpr_situation *situation, char *text)
{
	strscpy(text, mpr_situation_names[*situation], KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(mpr_situation, mpr_situations, mpr_situation_describe);

static void mpr_state_matrix(struct kunit *test)
{
	const enum mpr_situation *from = test->param_value;
	enum mpr_happening what;

	for (what = 0; what < N_HAPPENINGS; what++)
		mpr_check_pair(test, *from, what);
}

/* The other way round: what was in the way passes, whatever else there is stays in the way. */
static void mpr_state_reasons_add_up(struct kunit *test)
{
	static const enum mpr_happening in[] = { DISABLE, PAUSE, HOURS_END, DEVICE_GONE };
	static const enum mpr_happening out[] = { ENABLE, RESUME, HOURS_BEGIN, DEVICE_BACK };
	static const u32 reason[] = { DIS, PAU, HRS, NODEV };
	struct mpr_iface *iface;
	unsigned int set, i;
	u32 reasons;

	for (set = 0; set < 16; set++) {
		iface = mpr_new_situation(test, IS_FAILED);
		if (!iface)
			return;
		reasons = FAIL;
		for (i = 0; i < 4; i++) {
			if (!(set & BIT(i)))
				continue;
			mpr_happens(test, iface, in[i]);
			reasons |= reason[i];
			KUNIT_EXPECT_EQ_MSG(test, iface->reasons, reasons, "set %u", set);
		}
		mpr_happens(test, iface, BACKOFF_OVER);
		reasons &= ~FAIL;
		KUNIT_EXPECT_EQ_MSG(test, iface->reasons, reasons, "set %u", set);
		for (i = 0; i < 4; i++) {
			if (!(set & BIT(i)))
				continue;
			mpr_happens(test, iface, out[i]);
			reasons &= ~reason[i];
			KUNIT_EXPECT_EQ_MSG(test, iface->reasons, reasons, "set %u", set);
		}
		KUNIT_EXPECT_EQ(test, (u32)mpr_state(iface), (u32)MPR_IF_STATE_DISCONNECTED);
		mpr_drop_iface(test, iface);
	}
}

/* Dials fail until no redials are left: CONNECTING all the time, and one failure. */
static void mpr_state_redials(struct kunit *test)
{
	struct mpr_iface *iface = mpr_new_iface(test);
	struct mpr_kunit *w = test->priv;
	u32 left;

	if (!iface)
		return;
	iface->set.redial_count = 3;
	iface->set.redial_interval = 5000;
	KUNIT_EXPECT_EQ(test, mpr_happens(test, iface, CONNECT), 0);
	for (left = 3; left; left--) {
		KUNIT_EXPECT_EQ(test, iface->attempt->redials_left, left);
		mpr_happens(test, iface, left == 2 ? DEADLINE : DIAL_FAILED);
		KUNIT_EXPECT_EQ(test, (u32)mpr_state(iface), (u32)MPR_IF_STATE_CONNECTING);
		KUNIT_EXPECT_EQ(test, iface->failures, 0U);
		KUNIT_EXPECT_TRUE(test, iface->attempt->pause);
		KUNIT_EXPECT_GT(test, mpr_timer_left(&iface->attempt->timer), 1000U);
		KUNIT_EXPECT_LE(test, mpr_timer_left(&iface->attempt->timer), 5000U);
		mpr_run_timer(w->mn, &iface->attempt->timer);
		KUNIT_EXPECT_FALSE(test, iface->attempt->pause);
	}
	mpr_happens(test, iface, DIAL_FAILED);
	KUNIT_EXPECT_EQ(test, (u32)mpr_state(iface), (u32)MPR_IF_STATE_UNREACHABLE);
	KUNIT_EXPECT_EQ(test, iface->failures, 1U);
	mpr_drop_iface(test, iface);
}

/* Each failure in a row lengthens the back-off; a connection makes it short again. */
static void mpr_state_backoff_grows(struct kunit *test)
{
	struct mpr_iface *iface = mpr_new_iface(test);
	unsigned int n;
	u32 left;

	if (!iface)
		return;
	for (n = 1; n <= 40; n++) {
		mpr_happens(test, iface, CONNECT);
		mpr_happens(test, iface, DIAL_FAILED);
		left = mpr_timer_left(&iface->backoff);
		KUNIT_EXPECT_LE(test, left, min(n, 36U) * 600000);
		KUNIT_EXPECT_GT(test, left, min(n, 36U) * 600000 - 60000);
	}
	mpr_happens(test, iface, CONNECT);
	mpr_happens(test, iface, LINK_UP);
	KUNIT_EXPECT_EQ(test, iface->failed, 0U);
	KUNIT_EXPECT_FALSE(test, iface->backoff.armed);
	mpr_happens(test, iface, DISCONNECT);
	mpr_happens(test, iface, LINK_DOWN);
	mpr_happens(test, iface, CONNECT);
	mpr_happens(test, iface, DIAL_FAILED);
	KUNIT_EXPECT_LE(test, mpr_timer_left(&iface->backoff), 600000U);
	mpr_drop_iface(test, iface);
}

static void mpr_state_persistent(struct kunit *test)
{
	struct mpr_iface *iface = mpr_new_situation(test, IS_CONNECTED);

	if (!iface)
		return;
	iface->set.persistent = true;
	mpr_happens(test, iface, LINK_DOWN);
	KUNIT_EXPECT_EQ(test, (u32)mpr_state(iface), (u32)MPR_IF_STATE_CONNECTING);
	/* After a failure it waits for the back-off, and dials again. */
	mpr_happens(test, iface, DIAL_FAILED);
	KUNIT_EXPECT_EQ(test, (u32)mpr_state(iface), (u32)MPR_IF_STATE_UNREACHABLE);
	mpr_happens(test, iface, BACKOFF_OVER);
	KUNIT_EXPECT_EQ(test, (u32)mpr_state(iface), (u32)MPR_IF_STATE_CONNECTING);
	/* Not while something is in the way, and again when that passes. */
	mpr_happens(test, iface, PAUSE);
	KUNIT_EXPECT_EQ(test, (u32)mpr_state(iface), (u32)MPR_IF_STATE_UNREACHABLE);
	mpr_happens(test, iface, RESUME);
	KUNIT_EXPECT_EQ(test, (u32)mpr_state(iface), (u32)MPR_IF_STATE_CONNECTING);
	/* Not after somebody wanted it down. */
	mpr_happens(test, iface, DISCONNECT);
	mpr_happens(test, iface, PAUSE);
	mpr_happens(test, iface, RESUME);
	KUNIT_EXPECT_EQ(test, (u32)mpr_state(iface), (u32)MPR_IF_STATE_DISCONNECTED);
	mpr_drop_iface(test, iface);
}

/* Hung up with the link still up: that is not a connection until it has been down. */
static void mpr_state_hung_up(struct kunit *test)
{
	struct mpr_iface *iface = mpr_new_situation(test, IS_CONNECTED);

	if (!iface)
		return;
	mpr_happens(test, iface, DISCONNECT);
	mpr_happens(test, iface, LINK_UP);
	KUNIT_EXPECT_EQ(test, (u32)mpr_state(iface), (u32)MPR_IF_STATE_DISCONNECTED);
	mpr_happens(test, iface, LINK_DOWN);
	KUNIT_EXPECT_EQ(test, (u32)mpr_state(iface), (u32)MPR_IF_STATE_DISCONNECTED);
	mpr_happens(test, iface, LINK_UP);
	KUNIT_EXPECT_EQ(test, (u32)mpr_state(iface), (u32)MPR_IF_STATE_CONNECTED);
	mpr_drop_iface(test, iface);
}

static void mpr_state_enabled_with_link(struct kunit *test)
{
	struct mpr_iface *iface = mpr_new_situation(test, IS_DISABLED);

	if (!iface)
		return;
	mpr_happens(test, iface, LINK_UP);
	mpr_happens(test, iface, ENABLE);
	KUNIT_EXPECT_EQ(test, (u32)mpr_state(iface), (u32)MPR_IF_STATE_CONNECTED);
	mpr_drop_iface(test, iface);
}

static void mpr_state_hold(struct kunit *test)
{
	struct mpr_iface *iface = mpr_new_iface(test);
	struct mpr_kunit *w = test->priv;

	if (!iface)
		return;
	iface->set.hold_up = 60000;
	iface->set.hold_down = 60000;
	mpr_happens(test, iface, LINK_UP);
	KUNIT_EXPECT_EQ(test, (u32)mpr_state(iface), (u32)MPR_IF_STATE_DISCONNECTED);
	mpr_happens(test, iface, LINK_DOWN);
	KUNIT_EXPECT_EQ(test, iface->flaps_hidden, 1U);
	mpr_happens(test, iface, LINK_UP);
	mpr_run_timer(w->mn, &iface->hold);
	KUNIT_EXPECT_EQ(test, (u32)mpr_state(iface), (u32)MPR_IF_STATE_CONNECTED);
	mpr_happens(test, iface, LINK_DOWN);
	KUNIT_EXPECT_EQ(test, (u32)mpr_state(iface), (u32)MPR_IF_STATE_CONNECTED);
	mpr_happens(test, iface, LINK_UP);
	KUNIT_EXPECT_EQ(test, iface->flaps_hidden, 2U);
	mpr_happens(test, iface, LINK_DOWN);
	mpr_run_timer(w->mn, &iface->hold);
	KUNIT_EXPECT_EQ(test, (u32)mpr_state(iface), (u32)MPR_IF_STATE_DISCONNECTED);
	mpr_drop_iface(test, iface);
}

static void mpr_state_attempts_are_bounded(struct kunit *test)
{
	struct mpr_iface *iface = mpr_new_iface(test);
	struct mpr_kunit *w = test->priv;

	if (!iface)
		return;
	w->mn->max_attempts = 0;
	KUNIT_EXPECT_EQ(test, mpr_happens(test, iface, CONNECT), -EUSERS);
	KUNIT_EXPECT_EQ(test, (u32)mpr_state(iface), (u32)MPR_IF_STATE_DISCONNECTED);
	KUNIT_EXPECT_FALSE(test, iface->want_up);
	mpr_drop_iface(test, iface);
}

/* The clock is watched as long as there are hours, which are looked at when it was set. */
static void mpr_state_clock_is_set(struct kunit *test)
{
	struct mpr_iface *iface = mpr_new_iface(test);
	struct mpr_kunit *w = test->priv;

	if (!iface)
		return;
	KUNIT_EXPECT_FALSE(test, w->mn->clock.armed);
	mpr_happens(test, iface, HOURS_END);
	KUNIT_EXPECT_TRUE(test, w->mn->clock.armed);
	if (iface->hours) {
		mpr_timer_cancel(w->mn, &iface->hours->timer);
		mpr_run_timer(w->mn, &w->mn->clock);
		KUNIT_EXPECT_FALSE(test, iface->hours->timer.armed);
		w->mn->clock_offset -= 10 * (s64)NSEC_PER_SEC;
		mpr_run_timer(w->mn, &w->mn->clock);
		KUNIT_EXPECT_TRUE(test, iface->hours->timer.armed);
	}
	KUNIT_EXPECT_TRUE(test, w->mn->clock.armed);
	mpr_happens(test, iface, HOURS_BEGIN);
	mpr_run_timer(w->mn, &w->mn->clock);
	KUNIT_EXPECT_FALSE(test, w->mn->clock.armed);
	mpr_drop_iface(test, iface);
}

static struct kunit_case mpr_state_cases[] = {
	KUNIT_CASE_PARAM(mpr_state_matrix, mpr_situation_gen_params),
	KUNIT_CASE(mpr_state_reasons_add_up),
	KUNIT_CASE(mpr_state_redials),
	KUNIT_CASE(mpr_state_backoff_grows),
	KUNIT_CASE(mpr_state_persistent),
	KUNIT_CASE(mpr_state_hung_up),
	KUNIT_CASE(mpr_state_enabled_with_link),
	KUNIT_CASE(mpr_state_hold),
	KUNIT_CASE(mpr_state_attempts_are_bounded),
	KUNIT_CASE(mpr_state_clock_is_set),
	{ }
};

struct kunit_suite mpr_state_suite = {
	.name = "mpr-state",
	.init = mpr_kunit_begin,
	.exit = mpr_kunit_end,
	.test_cases = mpr_state_cases,
};
