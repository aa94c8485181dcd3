// SPDX-License-Identifier: GPL-2.0-only
/*
 * The state machine of an interface. What it does (phase) and why it could not be connected
 * (reasons) together give its state:
 *
 *	CONNECTING, CONNECTED	by phase
 *	UNREACHABLE		idle, with a reason
 *	DISCONNECTED		idle, without
 *
 * Every change ends in mpr_state_settle(), which tells the ports and the listeners.
 */

#include "mpr_priv.h"

/* Reasons that end an attempt, and the code that it ends with; the first that applies counts. */
static const struct {
	u32 reason;
	u32 code;
} mpr_blocks[] = {
	{ MPR_REASON_ADMIN_DISABLED, MPR_CODE_INTERFACE_DISABLED },
	{ MPR_REASON_SERVICE_PAUSED, MPR_CODE_SERVICE_IS_PAUSED },
	{ MPR_REASON_DIALOUT_HOURS, MPR_CODE_DIALOUT_HOURS_RESTRICTION },
	{ MPR_REASON_NO_DEVICE, MPR_CODE_INTERFACE_HAS_NO_DEVICES },
};

/**
 * mpr_state - the state of an interface
 * @iface: interface
 *
 * Return: its state, as the API numbers it.
 */
enum mpr_if_state mpr_state(const struct mpr_iface *iface)
{
	if (iface->phase == MPR_CONNECTED)
		return MPR_IF_STATE_CONNECTED;
	if (iface->phase == MPR_CONNECTING)
		return MPR_IF_STATE_CONNECTING;
	return iface->reasons ? MPR_IF_STATE_UNREACHABLE : MPR_IF_STATE_DISCONNECTED;
}

/**
 * mpr_type_dials - can interfaces of this type be dialled
 * @type: enum mpr_if_type
 *
 * Return: whether it is a demand-dial type.
 */
bool mpr_type_dials(u32 type)
{
	return type == MPR_IF_TYPE_HOME_ROUTER || type == MPR_IF_TYPE_FULL_ROUTER;
}

/**
 * mpr_state_reasons - why an interface could not be connected now
 * @iface: interface
 *
 * Return: MPR_REASON_* as things are; the failure of an attempt is carried over.
 */
u32 mpr_state_reasons(const struct mpr_iface *iface)
{
	u32 reasons = iface->reasons & MPR_REASON_CONNECTION_FAILURE;

	if (!iface->set.enabled)
		reasons |= MPR_REASON_ADMIN_DISABLED;
	if (mpr_type_dials(iface->type)) {
		if (iface->mn->paused)
			reasons |= MPR_REASON_SERVICE_PAUSED;
		if (!mpr_hours_now(iface))
			reasons |= MPR_REASON_DIALOUT_HOURS;
	} else if (iface->dev && !netif_carrier_ok(iface->dev)) {
		reasons |= MPR_REASON_NO_MEDIA_SENSE;
	}
	if (!mpr_bind_ready(iface))
		reasons |= MPR_REASON_NO_DEVICE;
	return reasons;
}

static void mpr_state_settle(struct mpr_iface *iface, enum mpr_if_state old)
{
	mpr_ports_refresh(iface);
	mpr_event_iface(iface, MPR_EVENT_KIND_INTERFACE_CHANGE, old);
}

/* A persistent interface that was lost, or whose back-off is over, dials by itself. */
static bool mpr_state_redials(const struct mpr_iface *iface)
{
	return iface->phase == MPR_IDLE && iface->want_up && iface->set.persistent &&
	       !iface->reasons && !iface->backoff.armed && !iface->mn->lan_only &&
	       !iface->mn->closing && mpr_type_dials(iface->type) && mpr_dial_served(iface);
}

static int mpr_state_start(struct mpr_iface *iface)
{
	enum mpr_if_state old = mpr_state(iface);
	int err;

	err = mpr_dial_start(iface);
	if (err)
		return err;
	iface->phase = MPR_CONNECTING;
	iface->want_up = true;
	iface->last_error = 0;
	iface->reasons &= ~MPR_REASON_CONNECTION_FAILURE;
	/* Those of now: one that has passed unnoticed would not be noticed when it comes back. */
	iface->reasons = mpr_state_reasons(iface);
	mpr_timer_cancel(iface->mn, &iface->backoff);
	mpr_state_settle(iface, old);
	return 0;
}

static void mpr_state_persist(struct mpr_iface *iface)
{
	if (mpr_state_redials(iface) && mpr_state_start(iface) == -ENOMEM)
		mpr_resync_later(iface->mn);
}

static void mpr_state_connected(struct mpr_iface *iface)
{
	enum mpr_if_state old = mpr_state(iface);

	if (mpr_conn_begin(iface)) {
		/* An attempt goes on until its deadline. */
		iface->link = false;
		mpr_resync_later(iface->mn);
		return;
	}
	iface->phase = MPR_CONNECTED;
	iface->want_up = true;
	iface->failed = 0;
	iface->last_error = 0;
	iface->reasons &= ~MPR_REASON_CONNECTION_FAILURE;
	mpr_timer_cancel(iface->mn, &iface->backoff);
	mpr_event_conn(iface->conn, MPR_EVENT_KIND_CONNECTION_UP);
	iface->conn->begins = false;
	if (iface->attempt)
		mpr_dial_end(iface, MPR_CODE_OK);
	mpr_state_settle(iface, old);
}

/* The connection ended without anybody's wish. */
static void mpr_state_lost(struct mpr_iface *iface, u32 cause, u32 code)
{
	enum mpr_if_state old = mpr_state(iface);

	iface->phase = MPR_IDLE;
	iface->owner = 0;
	mpr_conn_end(iface, cause, code);
	iface->reasons = mpr_state_reasons(iface);
	mpr_state_settle(iface, old);
}

static void mpr_state_link_apply(struct mpr_iface *iface, bool up)
{
	iface->link = up;
	if (up && iface->set.enabled && iface->phase != MPR_CONNECTED) {
		mpr_state_connected(iface);
	} else if (!up && iface->phase == MPR_CONNECTED) {
		mpr_state_lost(iface, MPR_END_CAUSE_LINK_DOWN, MPR_CODE_LINK_FAILURE);
		mpr_state_persist(iface);
	}
}

/**
 * mpr_state_link - the link of an interface may have changed
 * @iface: interface
 */
void mpr_state_link(struct mpr_iface *iface)
{
	bool up = iface->dev && mpr_link_up(iface->dev);
	struct mpr_net *mn = iface->mn;
	u32 hold = up ? iface->set.hold_up : iface->set.hold_down;

	mpr_assert_locked(mn);
	iface->raw_link = up;
	if (iface->ignore_up && up)
		return;
	iface->ignore_up = false;
	if (up == iface->link) {
		if (iface->hold.armed) {
			mpr_timer_cancel(mn, &iface->hold);
			iface->flaps_hidden++;
		}
	} else if (hold) {
		if (!iface->hold.armed)
			mpr_timer_arm(mn, &iface->hold, hold);
	} else {
		mpr_timer_cancel(mn, &iface->hold);
		mpr_state_link_apply(iface, up);
	}
	mpr_state_refresh(iface);
}

static void mpr_state_hold_due(struct mpr_net *mn, struct mpr_timer *timer)
{
	struct mpr_iface *iface = container_of(timer, struct mpr_iface, hold);

	if (iface->raw_link != iface->link)
		mpr_state_link_apply(iface, iface->raw_link);
	mpr_state_refresh(iface);
}

/**
 * mpr_state_dev_gone - an interface loses its netdevice
 * @iface: interface whose netdevice is still set
 * @cause: enum mpr_end_cause
 * @code: code for the end of the connection
 */
void mpr_state_dev_gone(struct mpr_iface *iface, u32 cause, u32 code)
{
	mpr_timer_cancel(iface->mn, &iface->hold);
	iface->link = false;
	iface->raw_link = false;
	iface->ignore_up = false;
	if (iface->phase == MPR_CONNECTED)
		mpr_state_lost(iface, cause, code);
}

/* Ends the attempt for good. */
static void mpr_state_abort(struct mpr_iface *iface, u32 code)
{
	enum mpr_if_state old = mpr_state(iface);
	bool kernel = iface->dev && mpr_kind_is_kernel(iface->kind);

	iface->phase = MPR_IDLE;
	iface->ignore_up = iface->raw_link;
	iface->link = false;
	mpr_timer_cancel(iface->mn, &iface->hold);
	mpr_ident_free(iface->ident);
	iface->ident = NULL;
	if (kernel)
		mpr_link_set(iface->mn, 0, iface->dev->ifindex, false);
	iface->reasons = mpr_state_reasons(iface);
	mpr_dial_end(iface, code);
	mpr_state_settle(iface, old);
}

/**
 * mpr_state_refresh - look again at what stands in the way of an interface
 * @iface: interface
 */
void mpr_state_refresh(struct mpr_iface *iface)
{
	enum mpr_if_state old = mpr_state(iface);
	u32 reasons = mpr_state_reasons(iface);
	unsigned int i;

	mpr_assert_locked(iface->mn);
	if (reasons == iface->reasons)
		goto persist;
	iface->reasons = reasons;
	if (iface->phase == MPR_CONNECTING) {
		for (i = 0; i < ARRAY_SIZE(mpr_blocks); i++) {
			if (!(reasons & mpr_blocks[i].reason))
				continue;
			iface->last_error = mpr_blocks[i].code;
			mpr_state_abort(iface, mpr_blocks[i].code);
			return;
		}
	} else if (iface->phase == MPR_IDLE) {
		mpr_state_settle(iface, old);
	}
persist:
	mpr_state_persist(iface);
}

/**
 * mpr_state_refresh_all - something changed that concerns every interface
 * @mn: namespace
 */
void mpr_state_refresh_all(struct mpr_net *mn)
{
	struct mpr_iface *iface;
	struct mpr_obj *obj;
	unsigned long id;

	mpr_assert_locked(mn);
	xa_for_each_marked(&mn->ids, id, obj, XA_MARK_1) {
		iface = container_of(obj, struct mpr_iface, obj);
		if (mn->lan_only && iface->phase == MPR_CONNECTING) {
			iface->last_error = MPR_CODE_DDM_NOT_RUNNING;
			mpr_state_abort(iface, MPR_CODE_DDM_NOT_RUNNING);
		}
		mpr_state_refresh(iface);
	}
}

/**
 * mpr_backoff - how long a failed interface stays unreachable
 * @set: its settings
 * @failed: failures in a row, at least 1
 *
 * Return: milliseconds; grows by the first one each time up to the longest.
 */
VISIBLE_IF_MPR_KUNIT u64 mpr_backoff(const struct mpr_settings *set, u32 failed)
{
	u64 first = set->backoff_first;

	return min_t(u64, first * failed, max_t(u64, set->backoff_max, first));
}

static void mpr_state_backoff_due(struct mpr_net *mn, struct mpr_timer *timer)
{
	struct mpr_iface *iface = container_of(timer, struct mpr_iface, backoff);
	enum mpr_if_state old = mpr_state(iface);

	if (iface->reasons & MPR_REASON_CONNECTION_FAILURE) {
		iface->reasons &= ~MPR_REASON_CONNECTION_FAILURE;
		if (iface->phase == MPR_IDLE)
			mpr_state_settle(iface, old);
	}
	mpr_state_persist(iface);
}

/**
 * mpr_state_failed - a dial failed
 * @iface: interface with an attempt
 * @code: why
 */
void mpr_state_failed(struct mpr_iface *iface, u32 code)
{
	enum mpr_if_state old = mpr_state(iface);
	struct mpr_net *mn = iface->mn;
	u64 ms;

	mpr_assert_locked(mn);
	if (mpr_dial_redial(iface)) {
		mpr_event_iface(iface, MPR_EVENT_KIND_INTERFACE_CHANGE, old);
		return;
	}
	iface->phase = MPR_IDLE;
	iface->failures++;
	iface->failed++;
	iface->last_error = code;
	mpr_ident_free(iface->ident);
	iface->ident = NULL;
	ms = mpr_backoff(&iface->set, iface->failed);
	if (ms)
		iface->reasons |= MPR_REASON_CONNECTION_FAILURE;
	iface->reasons = mpr_state_reasons(iface);
	/* Without a back-off a persistent interface still pauses before it dials again. */
	if (ms || iface->set.persistent)
		mpr_timer_arm(mn, &iface->backoff,
			      ms ?: max_t(u32, iface->set.redial_interval, MSEC_PER_SEC));
	mpr_dial_end(iface, code);
	mpr_state_settle(iface, old);
}

/**
 * mpr_state_connect - somebody wants an interface connected
 * @iface: interface
 * @extack: for the reason of a refusal
 *
 * Return: 0 when it is connecting or connected; else what stands in the way, in the order in
 * which the API checks: -EOPNOTSUPP, -ENETDOWN, -ESHUTDOWN, -EALREADY, -ETIME, -ENODEV, -ESRCH,
 * -EUSERS, -ENOMEM.
 */
int mpr_state_connect(struct mpr_iface *iface, struct netlink_ext_ack *extack)
{
	u32 reasons = mpr_state_reasons(iface);
	int err;

	mpr_assert_locked(iface->mn);
	if (!mpr_type_dials(iface->type)) {
		NL_SET_ERR_MSG(extack, "interfaces of this type are not dialled");
		return -EOPNOTSUPP;
	}
	if (reasons & MPR_REASON_ADMIN_DISABLED) {
		NL_SET_ERR_MSG(extack, "interface is disabled");
		return -ENETDOWN;
	}
	if (reasons & MPR_REASON_SERVICE_PAUSED) {
		NL_SET_ERR_MSG(extack, "service is paused");
		return -ESHUTDOWN;
	}
	if (iface->phase == MPR_CONNECTED)
		return 0;
	if (iface->phase == MPR_CONNECTING) {
		NL_SET_ERR_MSG(extack, "a connect is under way already");
		return -EALREADY;
	}
	if (reasons & MPR_REASON_DIALOUT_HOURS) {
		NL_SET_ERR_MSG(extack, "dialling out is not allowed at this hour");
		return -ETIME;
	}
	if (reasons & MPR_REASON_NO_DEVICE) {
		NL_SET_ERR_MSG(extack, "the device is not there");
		return -ENODEV;
	}
	if (!mpr_dial_served(iface)) {
		NL_SET_ERR_MSG(extack, "no dialer for this kind of interface is running");
		return -ESRCH;
	}
	err = mpr_state_start(iface);
	if (err == -EUSERS)
		NL_SET_ERR_MSG(extack, "too many connects are under way");
	return err;
}

/**
 * mpr_state_stop - end what an interface is doing, on somebody's wish
 * @iface: interface
 * @cause: enum mpr_end_cause
 * @code: code for the connection's end and for those who wait for the attempt
 */
void mpr_state_stop(struct mpr_iface *iface, u32 cause, u32 code)
{
	enum mpr_if_state old = mpr_state(iface);

	mpr_assert_locked(iface->mn);
	if (iface->phase == MPR_CONNECTING) {
		mpr_state_abort(iface, code);
	} else if (iface->phase == MPR_CONNECTED) {
		mpr_timer_cancel(iface->mn, &iface->hold);
		iface->phase = MPR_IDLE;
		iface->link = false;
		iface->ignore_up = iface->raw_link;
		/* Nobody dialled a dedicated link, and others may be using it. */
		if (iface->type != MPR_IF_TYPE_DEDICATED)
			mpr_dial_hangup(iface, iface->conn->obj.id);
		mpr_conn_end(iface, cause, code);
		iface->reasons = mpr_state_reasons(iface);
		mpr_state_settle(iface, old);
	}
}

/**
 * mpr_state_disconnect - somebody wants an interface disconnected
 * @iface: interface
 * @extack: for the reason of a refusal
 *
 * Return: 0; -EOPNOTSUPP if it is one that is never dialled; -ENOTCONN if it is neither
 * connected nor connecting.
 */
int mpr_state_disconnect(struct mpr_iface *iface, struct netlink_ext_ack *extack)
{
	bool wanted = iface->want_up;

	if (iface->type == MPR_IF_TYPE_DEDICATED) {
		NL_SET_ERR_MSG(extack, "dedicated interfaces are always connected");
		return -EOPNOTSUPP;
	}
	iface->want_up = false;
	if (iface->phase == MPR_IDLE) {
		/* One that was to dial again does not. */
		if (wanted)
			mpr_event_iface(iface, MPR_EVENT_KIND_INTERFACE_CHANGE, -1);
		NL_SET_ERR_MSG(extack, "interface is not connected");
		return -ENOTCONN;
	}
	mpr_state_stop(iface, MPR_END_CAUSE_ADMIN, MPR_CODE_INTERFACE_DISCONNECTED);
	return 0;
}

/**
 * mpr_state_init - a new interface
 * @iface: interface
 */
void mpr_state_init(struct mpr_iface *iface)
{
	iface->phase = MPR_IDLE;
	iface->hold.fn = mpr_state_hold_due;
	iface->backoff.fn = mpr_state_backoff_due;
	iface->reasons = mpr_state_reasons(iface);
}

/**
 * mpr_state_exit - an interface that does nothing any more goes away
 * @iface: interface
 */
void mpr_state_exit(struct mpr_iface *iface)
{
	mpr_timer_cancel(iface->mn, &iface->hold);
	mpr_timer_cancel(iface->mn, &iface->backoff);
	if (iface->hours)
		mpr_timer_cancel(iface->mn, &iface->hours->timer);
}
