// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sockets of dialers and of those who wait: which kinds they serve, and that they have closed.
 *
 * netlink gives the number of a socket that closes away before it calls the release notifier,
 * which knows nothing but that number. So the socket itself is remembered: who speaks from
 * another one is somebody new, and a notification about one that is open is a late one about
 * its predecessor.
 */

#include <linux/netlink.h>
#include <linux/notifier.h>
#include <linux/slab.h>
#include <net/sock.h>

#include "mpr_priv.h"

static bool mpr_client_dead(const struct mpr_client *client)
{
	return sock_flag(client->sk, SOCK_DEAD);
}

static void mpr_client_free_rcu(struct rcu_head *rcu)
{
	struct mpr_client *client = container_of(rcu, struct mpr_client, rcu);

	sock_put(client->sk);
	kfree(client);
}

static void mpr_client_free(struct mpr_net *mn, struct mpr_client *client)
{
	xa_erase(&mn->clients, client->portid);
	list_del(&client->list);
	kfree(client->kinds);
	call_rcu(&client->rcu, mpr_client_free_rcu);
}

static void mpr_client_bury(struct mpr_net *mn, struct mpr_client *client)
{
	u32 portid = client->portid;
	bool served = client->n_kinds;

	mpr_client_free(mn, client);
	mpr_dial_owner_gone(mn, portid);
	if (served && !mn->closing)
		mpr_event_service(mn, MPR_EVENT_KIND_SERVICE_CHANGE);
}

/**
 * mpr_client_speaks - a socket speaks: if its number was that of another one, bury that
 * @mn: namespace
 * @portid: its number
 * @sk: the socket
 *
 * ORDER: before the operation looks anything up. What the dead one leaves behind may end
 * requests.
 */
void mpr_client_speaks(struct mpr_net *mn, u32 portid, struct sock *sk)
{
	struct mpr_client *client = xa_load(&mn->clients, portid);

	mpr_assert_locked(mn);
	mn->speaker = sk;
	if (client && client->sk != sk)
		mpr_client_bury(mn, client);
}

static struct mpr_client *mpr_client_get(struct mpr_net *mn, u32 portid)
{
	struct mpr_client *client;

	mpr_assert_locked(mn);
	client = xa_load(&mn->clients, portid);
	if (client)
		return client;
	client = kzalloc(sizeof(*client), MPR_GFP);
	if (!client)
		return NULL;
	INIT_LIST_HEAD(&client->list);
	client->portid = portid;
	client->sk = mn->speaker;
	if (xa_err(xa_store(&mn->clients, portid, client, MPR_GFP))) {
		kfree(client);
		return NULL;
	}
	sock_hold(client->sk);
	return client;
}

/**
 * mpr_client_register - a socket dials these kinds from now on
 * @mn: namespace
 * @portid: the socket
 * @kinds: array of kinds; taken over on success
 * @n: how many
 *
 * Return: 0 or -ENOMEM.
 */
int mpr_client_register(struct mpr_net *mn, u32 portid, struct mpr_kind *kinds,
			unsigned int n)
{
	struct mpr_client *client = mpr_client_get(mn, portid);

	if (!client)
		return -ENOMEM;
	kfree(client->kinds);
	client->kinds = kinds;
	client->n_kinds = n;
	list_del_init(&client->list);
	if (n)
		list_add_tail(&client->list, &mn->dialers);
	mpr_dial_unserved(mn);
	mpr_event_service(mn, MPR_EVENT_KIND_SERVICE_CHANGE);
	return 0;
}

/**
 * mpr_client_hold - remember a socket, so that its end is noticed
 * @mn: namespace
 * @portid: the socket
 *
 * Return: 0 or -ENOMEM.
 */
int mpr_client_hold(struct mpr_net *mn, u32 portid)
{
	return mpr_client_get(mn, portid) ? 0 : -ENOMEM;
}

/**
 * mpr_client_is_open - is a socket that was remembered still open
 * @mn: namespace
 * @portid: the socket
 *
 * Return: whether it is; if not, its number may be somebody else's.
 */
bool mpr_client_is_open(struct mpr_net *mn, u32 portid)
{
	struct mpr_client *client = xa_load(&mn->clients, portid);

	mpr_assert_locked(mn);
	return client && !mpr_client_dead(client);
}

/**
 * mpr_client_serves - does anybody dial this kind
 * @mn: namespace
 * @kind: kind
 *
 * Return: whether somebody does.
 */
bool mpr_client_serves(struct mpr_net *mn, const char *kind)
{
	struct mpr_client *client;
	unsigned int i;

	mpr_assert_locked(mn);
	list_for_each_entry(client, &mn->dialers, list) {
		if (mpr_client_dead(client))
			continue;
		for (i = 0; i < client->n_kinds; i++)
			if (!strcmp(client->kinds[i].name, kind))
				return true;
	}
	return false;
}

/**
 * mpr_client_won - remember that a socket's request ended in a connection
 * @mn: namespace
 * @portid: the socket
 * @request: number of the request
 */
void mpr_client_won(struct mpr_net *mn, u32 portid, u32 request)
{
	struct mpr_client *client = xa_load(&mn->clients, portid);

	mpr_assert_locked(mn);
	if (client)
		client->won = request;
}

/**
 * mpr_client_is_owner - is the socket that had this request still open
 * @mn: namespace
 * @portid: the socket
 * @request: number of a request that ended in a connection
 *
 * Return: whether it is. The number guards against a portid that now belongs to somebody else.
 */
bool mpr_client_is_owner(struct mpr_net *mn, u32 portid, u32 request)
{
	struct mpr_client *client = xa_load(&mn->clients, portid);

	return mpr_client_is_open(mn, portid) && client->won == request;
}

/**
 * mpr_client_release_run - bury the clients that have died
 * @work: mpr_net.release_work
 */
void mpr_client_release_run(struct work_struct *work)
{
	struct mpr_net *mn = container_of(work, struct mpr_net, release_work);
	struct mpr_client *client;
	unsigned long portid;

	mpr_lock(mn);
	xa_for_each(&mn->clients, portid, client)
		if (mpr_client_dead(client))
			mpr_client_bury(mn, client);
	mpr_unlock(mn);
}

/**
 * mpr_clients_destroy - forget all clients
 * @mn: namespace
 */
void mpr_clients_destroy(struct mpr_net *mn)
{
	struct mpr_client *client;
	unsigned long portid;

	xa_for_each(&mn->clients, portid, client)
		mpr_client_free(mn, client);
	xa_destroy(&mn->clients);
}

/* May run in atomic context: the rest is for the work item. */
static int mpr_client_notify(struct notifier_block *nb, unsigned long event, void *ptr)
{
	const struct netlink_notify *n = ptr;
	struct mpr_client *client;
	struct mpr_net *mn;

	if (event != NETLINK_URELEASE || n->protocol != NETLINK_GENERIC)
		return NOTIFY_DONE;
	mn = mpr_net(n->net);
	rcu_read_lock();
	client = xa_load(&mn->clients, n->portid);
	if (client && mpr_client_dead(client))
		queue_work(mpr_wq, &mn->release_work);
	rcu_read_unlock();
	return NOTIFY_DONE;
}

static struct notifier_block mpr_client_nb = {
	.notifier_call = mpr_client_notify,
};

/**
 * mpr_client_init - begin to notice sockets that close
 *
 * Return: 0 or an error of the notifier chain.
 */
int mpr_client_init(void)
{
	return netlink_register_notifier(&mpr_client_nb);
}

/**
 * mpr_client_exit - the opposite of mpr_client_init()
 */
void mpr_client_exit(void)
{
	netlink_unregister_notifier(&mpr_client_nb);
}
