// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dialling: requests to dialers. A doorbell on the group "dialers" only says that there is
 * something; dialers pull the request, and each request ends exactly once, whatever becomes of
 * who took it. Kind "kernel" needs no dialer: the netdevice is brought up once the lock is let
 * go, and the link is waited for.
 */

#include <linux/slab.h>

#include "mpr_priv.h"

#define MPR_KIND_KERNEL "kernel"
#define MPR_HANGUP_MS (10 * MSEC_PER_SEC)

/**
 * mpr_kind_is_kernel - does the kernel dial this kind itself
 * @kind: kind
 *
 * Return: whether it does.
 */
bool mpr_kind_is_kernel(const char *kind)
{
	return !strcmp(kind, MPR_KIND_KERNEL);
}

/**
 * mpr_dial_served - is there anybody who can dial an interface
 * @iface: interface
 *
 * Return: whether there is.
 */
bool mpr_dial_served(const struct mpr_iface *iface)
{
	return mpr_kind_is_kernel(iface->kind) || mpr_client_serves(iface->mn, iface->kind);
}

static struct mpr_request *mpr_request_new(struct mpr_iface *iface, enum mpr_dial_type type)
{
	struct mpr_net *mn = iface->mn;
	struct mpr_request *req;

	req = kzalloc(sizeof(*req), MPR_GFP);
	if (!req)
		return NULL;
	if (mpr_id_alloc(mn, &req->obj, MPR_OBJ_REQUEST)) {
		kfree(req);
		return NULL;
	}
	req->mn = mn;
	req->iface = iface;
	req->type = type;
	INIT_LIST_HEAD(&req->waiters);
	strscpy(req->kind, iface->kind, sizeof(req->kind));
	list_add_tail(&req->list, &mn->requests);
	return req;
}

static void mpr_request_free(struct mpr_request *req)
{
	struct mpr_waiter *waiter, *next;
	struct mpr_net *mn = req->mn;

	list_for_each_entry_safe(waiter, next, &req->waiters, list)
		mpr_waiter_free(waiter);
	nlmsg_free(req->bell);
	mpr_timer_cancel(mn, &req->timer);
	list_del(&req->list);
	mpr_id_free(mn, &req->obj);
	kfree(req->snap);
	kfree(req);
}

/* One dial of an attempt begins. */
static void mpr_dial_go(struct mpr_request *req)
{
	struct mpr_iface *iface = req->iface;
	struct mpr_net *mn = iface->mn;

	req->owner = 0;
	req->pause = false;
	req->again = false;
	req->expect[0] = '\0';
	req->condition = MPR_PORT_COND_INITIALIZING;
	mpr_timer_arm(mn, &req->timer, iface->set.connect_timeout);
	if (iface->hangup) {
		req->state = MPR_REQ_WAIT;
	} else if (mpr_kind_is_kernel(req->kind)) {
		req->state = MPR_REQ_LINK;
		mpr_link_set(mn, req->obj.id, iface->dev->ifindex, true);
	} else {
		req->state = MPR_REQ_RUNG;
		mpr_nl_doorbell(req, req->type, 0);
	}
	mpr_ports_refresh(iface);
}

/* The same after a while, in which the dialer may have gone. */
static void mpr_dial_resume(struct mpr_request *req)
{
	if (mpr_dial_served(req->iface)) {
		mpr_dial_go(req);
	} else {
		req->redials_left = 0;
		mpr_state_failed(req->iface, MPR_CODE_DDM_NOT_RUNNING);
	}
}

static u32 mpr_dial_timeout_code(const struct mpr_request *req)
{
	const struct net_device *dev = req->iface->dev;

	if (req->state == MPR_REQ_LINK && dev && netif_running(dev) && !netif_carrier_ok(dev))
		return MPR_CODE_NO_CARRIER;
	return MPR_CODE_REQUEST_TIMEOUT;
}

static void mpr_dial_give_up(struct mpr_request *req)
{
	if (req->owner && (req->state == MPR_REQ_TAKEN || req->state == MPR_REQ_LINK) &&
	    mpr_client_is_open(req->mn, req->owner))
		mpr_nl_doorbell(req, MPR_DIAL_TYPE_HANGUP, req->owner);
	req->owner = 0;
}

static void mpr_dial_due(struct mpr_net *mn, struct mpr_timer *timer)
{
	struct mpr_request *req = container_of(timer, struct mpr_request, timer);
	u32 code;

	if (req->pause) {
		mpr_dial_resume(req);
		return;
	}
	code = mpr_dial_timeout_code(req);
	mpr_dial_give_up(req);
	mpr_state_failed(req->iface, code);
}

/**
 * mpr_dial_start - begin an attempt
 * @iface: interface that may be dialled and has a dialer
 *
 * Return: 0; -EUSERS if too many are under way; -ENOMEM.
 */
int mpr_dial_start(struct mpr_iface *iface)
{
	struct mpr_net *mn = iface->mn;
	struct mpr_request *req;

	mpr_assert_locked(mn);
	if (mn->n_attempts >= mn->max_attempts)
		return -EUSERS;
	req = mpr_request_new(iface, MPR_DIAL_TYPE_DIAL);
	if (!req)
		return -ENOMEM;
	req->timer.fn = mpr_dial_due;
	req->redials_left = iface->set.redial_count;
	iface->attempt = req;
	mn->n_attempts++;
	mpr_dial_go(req);
	return 0;
}

/**
 * mpr_dial_redial - a dial failed: is there another one
 * @iface: interface with an attempt
 *
 * Return: false if no redials are left.
 */
bool mpr_dial_redial(struct mpr_iface *iface)
{
	struct mpr_request *req = iface->attempt;

	if (!req->redials_left)
		return false;
	req->redials_left--;
	req->try++;
	req->owner = 0;
	req->state = MPR_REQ_WAIT;
	req->pause = true;
	req->condition = MPR_PORT_COND_DISCONNECTED;
	mpr_timer_arm(iface->mn, &req->timer, iface->set.redial_interval);
	mpr_ports_refresh(iface);
	return true;
}

/**
 * mpr_dial_end - an attempt is over: tell who waits
 * @iface: interface with an attempt
 * @code: 0 if it is connected
 */
void mpr_dial_end(struct mpr_iface *iface, u32 code)
{
	struct mpr_request *req = iface->attempt;
	struct mpr_net *mn = iface->mn;
	struct mpr_waiter *waiter;

	mpr_assert_locked(mn);
	if (code) {
		mpr_dial_give_up(req);
	} else if (req->owner) {
		iface->owner = req->owner;
		iface->dialled = req->obj.id;
		mpr_client_won(mn, req->owner, req->obj.id);
	}
	iface->attempt = NULL;
	mn->n_attempts--;
	list_for_each_entry(waiter, &req->waiters, list) {
		if (!mpr_client_is_open(mn, waiter->portid))
			continue;
		mpr_nl_connect_done(iface, waiter->skb, waiter->portid, req->obj.id, code);
		waiter->skb = NULL;
	}
	mpr_request_free(req);
}

/**
 * mpr_waiter_new - all that it takes to tell a socket when an attempt is over
 * @mn: namespace
 * @portid: the socket
 *
 * Return: for mpr_dial_wait() or mpr_waiter_free(); NULL if there is no memory.
 */
struct mpr_waiter *mpr_waiter_new(struct mpr_net *mn, u32 portid)
{
	struct mpr_waiter *waiter;

	waiter = kmalloc(sizeof(*waiter), MPR_GFP);
	if (!waiter)
		return NULL;
	waiter->portid = portid;
	waiter->skb = mpr_nl_connect_done_new();
	if (waiter->skb && !mpr_client_hold(mn, portid))
		return waiter;
	mpr_waiter_free(waiter);
	return NULL;
}

/**
 * mpr_waiter_free - nobody waits
 * @waiter: waiter or NULL
 */
void mpr_waiter_free(struct mpr_waiter *waiter)
{
	if (!waiter)
		return;
	nlmsg_free(waiter->skb);
	kfree(waiter);
}

/**
 * mpr_dial_wait - tell a socket when the attempt is over
 * @iface: interface with an attempt
 * @waiter: the socket; taken over
 */
void mpr_dial_wait(struct mpr_iface *iface, struct mpr_waiter *waiter)
{
	list_add_tail(&waiter->list, &iface->attempt->waiters);
}

static void mpr_hangup_over(struct mpr_request *req)
{
	struct mpr_iface *iface = req->iface;

	mpr_request_free(req);
	if (!iface)
		return;
	iface->hangup = NULL;
	if (iface->attempt && iface->attempt->state == MPR_REQ_WAIT && !iface->attempt->pause)
		mpr_dial_resume(iface->attempt);
}

/*
 * If the dialer left the netdevice up, or nobody did anything, the kernel takes it down; not
 * before that is done may anybody dial and bring it up again.
 */
static void mpr_hangup_finish(struct mpr_request *req)
{
	mpr_timer_cancel(req->mn, &req->timer);
	req->owner = 0;
	req->state = MPR_REQ_LINK;
	if (req->ifindex)
		mpr_link_set(req->mn, req->obj.id, req->ifindex, false);
	else
		mpr_hangup_over(req);
}

/**
 * mpr_dial_link_set - the netdevice of a request has been brought up or down
 * @mn: namespace
 * @id: number of the request, which may be over
 * @err: 0 or why that failed
 */
void mpr_dial_link_set(struct mpr_net *mn, u32 id, int err)
{
	struct mpr_request *req = mpr_request_by_id(mn, id);

	mpr_assert_locked(mn);
	if (!req || req->state != MPR_REQ_LINK)
		return;
	if (req->type == MPR_DIAL_TYPE_HANGUP)
		mpr_hangup_over(req);
	else if (err)
		mpr_state_failed(req->iface, MPR_CODE_FROM_DEVICE);
}

static void mpr_hangup_due(struct mpr_net *mn, struct mpr_timer *timer)
{
	mpr_hangup_finish(container_of(timer, struct mpr_request, timer));
}

static int mpr_hangup_snapshot(struct mpr_request *req)
{
	struct sk_buff *skb;
	int err = -ENOMEM;

	skb = alloc_skb(mpr_fill_iface_size(req->iface), GFP_KERNEL);
	if (!skb)
		return err;
	if (!mpr_fill_iface(skb, req->iface)) {
		req->snap = kmemdup(skb->data, skb->len, MPR_GFP);
		req->snap_len = skb->len;
		err = req->snap ? 0 : -ENOMEM;
	}
	kfree_skb(skb);
	return err;
}

/**
 * mpr_dial_hangup - take the link of an interface down
 * @iface: interface whose connection ends
 * @conn_id: that connection
 *
 * Goes to the socket that dialled it, or to any dialer of the kind, or is done by the kernel.
 */
void mpr_dial_hangup(struct mpr_iface *iface, u32 conn_id)
{
	struct mpr_net *mn = iface->mn;
	int ifindex = iface->dev ? iface->dev->ifindex : 0;
	struct mpr_request *req = NULL;
	u32 to = 0;

	mpr_assert_locked(mn);
	if (iface->owner && mpr_client_is_owner(mn, iface->owner, iface->dialled))
		to = iface->owner;
	iface->owner = 0;
	if (iface->hangup) {
		/* What takes the netdevice down for that one may have done so already. */
		if (ifindex && iface->hangup->state == MPR_REQ_LINK)
			mpr_link_set(mn, 0, ifindex, false);
		return;
	}
	if (!mpr_kind_is_kernel(iface->kind))
		req = mpr_request_new(iface, MPR_DIAL_TYPE_HANGUP);
	if (!req) {
		if (ifindex)
			mpr_link_set(mn, 0, ifindex, false);
		return;
	}
	req->conn_id = conn_id;
	req->ifindex = ifindex;
	iface->hangup = req;
	if (to)
		req->bell = mpr_nl_doorbell_new();
	if ((to ? !req->bell : !mpr_client_serves(mn, iface->kind)) || mpr_hangup_snapshot(req)) {
		mpr_hangup_finish(req);
		return;
	}
	req->state = MPR_REQ_RUNG;
	req->to = to;
	req->timer.fn = mpr_hangup_due;
	mpr_timer_arm(mn, &req->timer, MPR_HANGUP_MS);
	mpr_nl_doorbell(req, req->type, to);
}

/**
 * mpr_dial_forget - an interface goes away while a hang-up is under way
 * @iface: interface
 */
void mpr_dial_forget(struct mpr_iface *iface)
{
	if (iface->hangup)
		iface->hangup->iface = NULL;
	iface->hangup = NULL;
}

/**
 * mpr_dial_pending - find a request that waits for a dialer
 * @mn: namespace
 * @kind: kind
 * @portid: who asks
 *
 * Return: the oldest one, or NULL.
 */
struct mpr_request *mpr_dial_pending(struct mpr_net *mn, const char *kind, u32 portid)
{
	struct mpr_request *req;

	mpr_assert_locked(mn);
	list_for_each_entry(req, &mn->requests, list)
		if (req->state == MPR_REQ_RUNG && !strcmp(req->kind, kind) &&
		    (!req->to || req->to == portid))
			return req;
	return NULL;
}

/**
 * mpr_dial_accept - a dialer takes a request
 * @req: request
 * @portid: the dialer's socket
 *
 * Return: 0; -ENOENT if somebody else has it; -ENOMEM.
 */
int mpr_dial_accept(struct mpr_request *req, u32 portid)
{
	if (req->state != MPR_REQ_RUNG || (req->to && req->to != portid))
		return -ENOENT;
	/* To be told when it has to stop. */
	if (!req->bell)
		req->bell = mpr_nl_doorbell_new();
	if (!req->bell || mpr_client_hold(req->mn, portid))
		return -ENOMEM;
	req->state = MPR_REQ_TAKEN;
	req->owner = portid;
	if (req->type == MPR_DIAL_TYPE_DIAL) {
		req->condition = MPR_PORT_COND_AUTHENTICATING;
		mpr_ports_refresh(req->iface);
	}
	return 0;
}

/**
 * mpr_dial_done - a dialer has finished a request that it accepted
 * @req: request
 * @status: 0 or a code
 */
void mpr_dial_done(struct mpr_request *req, u32 status)
{
	if (req->type == MPR_DIAL_TYPE_HANGUP) {
		mpr_hangup_finish(req);
	} else if (status) {
		req->owner = 0;
		req->state = MPR_REQ_LINK;
		mpr_state_failed(req->iface, status);
	} else {
		req->state = MPR_REQ_LINK;
	}
}

static void mpr_request_orphaned(struct mpr_request *req)
{
	bool served = mpr_client_serves(req->mn, req->kind);

	req->owner = 0;
	req->to = 0;
	if (served && !req->again) {
		req->again = true;
		req->state = MPR_REQ_RUNG;
		mpr_nl_doorbell(req, req->type, 0);
	} else if (req->type == MPR_DIAL_TYPE_HANGUP) {
		mpr_hangup_finish(req);
	} else {
		if (!served)
			req->redials_left = 0;
		req->state = MPR_REQ_LINK;
		mpr_state_failed(req->iface, MPR_CODE_DDM_NOT_RUNNING);
	}
}

static void mpr_waiters_forget(struct mpr_request *req, u32 portid)
{
	struct mpr_waiter *waiter, *next;

	list_for_each_entry_safe(waiter, next, &req->waiters, list) {
		if (waiter->portid != portid)
			continue;
		list_del(&waiter->list);
		mpr_waiter_free(waiter);
	}
}

/* A request that @portid leaves behind. */
static struct mpr_request *mpr_request_left_by(struct mpr_net *mn, u32 portid)
{
	struct mpr_request *req;

	list_for_each_entry(req, &mn->requests, list)
		if ((req->state == MPR_REQ_TAKEN && req->owner == portid) ||
		    (req->state == MPR_REQ_RUNG && req->to == portid))
			return req;
	return NULL;
}

/**
 * mpr_dial_owner_gone - a socket has closed: nothing of its may be left hanging
 * @mn: namespace
 * @portid: the socket
 */
void mpr_dial_owner_gone(struct mpr_net *mn, u32 portid)
{
	struct mpr_request *req;

	mpr_assert_locked(mn);
	list_for_each_entry(req, &mn->requests, list) {
		mpr_waiters_forget(req, portid);
		if (req->state == MPR_REQ_LINK && req->owner == portid)
			req->owner = 0;
	}
	while ((req = mpr_request_left_by(mn, portid)))
		mpr_request_orphaned(req);
	mpr_dial_unserved(mn);
}

static struct mpr_request *mpr_request_unserved(struct mpr_net *mn)
{
	struct mpr_request *req;

	list_for_each_entry(req, &mn->requests, list)
		if (req->state == MPR_REQ_RUNG && !req->to && !mpr_client_serves(mn, req->kind))
			return req;
	return NULL;
}

/**
 * mpr_dial_unserved - end the requests that nobody will take any more
 * @mn: namespace
 */
void mpr_dial_unserved(struct mpr_net *mn)
{
	struct mpr_request *req;

	while ((req = mpr_request_unserved(mn))) {
		req->again = true;
		mpr_request_orphaned(req);
	}
}

/**
 * mpr_dial_drain - end everything, the service stops
 * @mn: namespace without interfaces
 */
void mpr_dial_drain(struct mpr_net *mn)
{
	struct mpr_request *req, *next;

	list_for_each_entry_safe(req, next, &mn->requests, list) {
		mpr_dial_give_up(req);
		mpr_request_free(req);
	}
}
