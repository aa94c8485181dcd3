/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Objects of the service and what its parts offer each other.
 *
 * Locking: mpr_net.lock, one mutex for each network namespace, protects everything in this
 * header unless said otherwise; mpr_lock() takes it. It is taken inside RTNL (the netdevice
 * notifiers hold that), so no code that holds it may take RTNL; what needs RTNL is done afterwards
 * (link_work.c).
 *
 * Lifetimes: all objects live and die under the lock, nothing is reference counted. A struct
 * net_device is pointed to without a reference: it was found under the lock while it was listed,
 * and before it can go away NETDEV_UNREGISTER has to get the lock and detaches it. The only
 * lock-free readers are the address notifiers (atomic context), which set an xarray mark by
 * ifindex and touch no object, and the netlink release notifier, for which struct mpr_client is
 * freed by RCU.
 */
#ifndef MPR_PRIV_H
#define MPR_PRIV_H

#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/rhashtable.h>
#include <linux/timerqueue.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>
#include <uapi/linux/mpr.h>
#include "codes.h"
#include "compat.h"

#define MPR_GFP GFP_KERNEL_ACCOUNT

/**
 * struct mpr_kind - a kind of dialer
 * @name: its name
 */
struct mpr_kind {
	char name[MPR_KIND_MAX + 1];
};

struct mpr_net;
struct mpr_iface;

enum mpr_obj_kind {
	MPR_OBJ_IFACE,
	MPR_OBJ_CONN,
	MPR_OBJ_PORT,
	MPR_OBJ_REQUEST,
};

/**
 * struct mpr_obj - what every numbered object begins with
 * @id: number, unique over all kinds
 * @kind: what it is
 */
struct mpr_obj {
	u32 id;
	enum mpr_obj_kind kind;
};

/**
 * struct mpr_timer - something due at a time (CLOCK_BOOTTIME)
 * @node: place in mpr_net.timers
 * @fn: called with the lock held, after the timer has been taken out
 * @armed: is in mpr_net.timers
 */
struct mpr_timer {
	struct timerqueue_node node;
	void (*fn)(struct mpr_net *mn, struct mpr_timer *timer);
	bool armed;
};

/**
 * struct mpr_client - a socket that dials, or has accepted a request
 * @list: in mpr_net.dialers if it is registered for a kind
 * @portid: its netlink port
 * @sk: the socket, referenced; SOCK_DEAD once it has closed
 * @won: number of its request that ended in a connection, 0 if none
 * @n_kinds: how many kinds it is registered for
 * @kinds: those kinds
 * @rcu: for the release notifier
 */
struct mpr_client {
	struct list_head list;
	u32 portid;
	struct sock *sk;
	u32 won;
	unsigned int n_kinds;
	struct mpr_kind *kinds;
	struct rcu_head rcu;
};

/**
 * struct mpr_net - the service in one network namespace
 * @net: the namespace; it outlives this
 * @lock: protects all that follows, see above
 * @closing: nothing new may begin
 * @ids: all numbered objects; XA_MARK_1 are interfaces, XA_MARK_2 connections
 * @next_id: where the search for a free number begins
 * @names: interfaces by name
 * @watches: interfaces by the netdevice name that they wait for
 * @devs: interface by ifindex of its netdevice; XA_MARK_1: its addresses changed, XA_MARK_2: it has
 *	a connection, which wants to know (own BH-safe lock)
 * @links: port by ifindex of the bond or team slave
 * @requests: requests to dialers, oldest first
 * @clients: struct mpr_client by portid (own lock)
 * @dialers: those that are registered for a kind
 * @speaker: socket whose request is being served
 * @timers: what is due when
 * @clock: looks whether the clock was set, while an interface has dial-out hours
 * @clock_offset: what CLOCK_REALTIME was ahead of CLOCK_BOOTTIME then, ns
 * @timer_work: runs @timers
 * @addr_work: looks at the interfaces marked in @devs
 * @release_work: buries dead clients
 * @link_work: brings netdevices up and down
 * @resync_work: makes up for what failed for want of memory
 * @resyncing: it is doing so
 * @link_jobs: for @link_work, protected by @link_lock
 * @link_lock: innermost, protects @link_jobs
 * @link_mutex: held while jobs are done, outside RTNL and @lock
 * @link_here: who holds @lock calls mpr_link_run() when it has let go
 * @gen: changes whenever a list that can be dumped does
 * @epoch: random number of this run
 * @started: CLOCK_BOOTTIME of the beginning, ns
 * @lan_only: demand dialling is off
 * @paused: new connects are refused
 * @utc_offset: local time minus UTC in seconds
 * @n_ifaces: interfaces
 * @n_configured: configured ones among them
 * @n_conns: connections
 * @n_ports: ports
 * @n_ports_used: ports with a connection
 * @n_attempts: connects under way
 * @max_ifaces: limit for @n_configured
 * @max_attempts: limit for @n_attempts
 * @seq: number of the last event
 * @journal: ring of the last events, NULL before the first
 * @journal_size: its length
 * @journal_first: oldest number that may still be there
 * @draft: attributes of the event that is being told, NULL before the first
 * @payer: memory control group of what no task allocates, NULL before the first request
 * @charged: the one of the lock's holder, until it gives the lock back
 */
struct mpr_net {
	struct net *net;
	struct mutex lock;	/* inside RTNL; protects what follows */
	bool closing;
	struct xarray ids;
	u32 next_id;
	struct rhashtable names;
	struct rhltable watches;
	struct xarray devs;
	struct xarray links;
	struct list_head requests;
	struct xarray clients;
	struct list_head dialers;
	struct sock *speaker;
	struct timerqueue_head timers;
	struct mpr_timer clock;
	s64 clock_offset;
	struct delayed_work timer_work;
	struct work_struct addr_work;
	struct work_struct release_work;
	struct work_struct link_work;
	struct delayed_work resync_work;
	bool resyncing;
	struct list_head link_jobs;
	spinlock_t link_lock;	/* inside @lock; protects link_jobs */
	struct mutex link_mutex;	/* outside RTNL: jobs are done in order */
	bool link_here;
	u32 gen;
	u64 epoch;
	u64 started;
	bool lan_only;
	bool paused;
	s32 utc_offset;
	u32 n_ifaces;
	u32 n_configured;
	u32 n_conns;
	u32 n_ports;
	u32 n_ports_used;
	u32 n_attempts;
	u32 max_ifaces;
	u32 max_attempts;
	u64 seq;
	struct mpr_record **journal;
	u32 journal_size;
	u64 journal_first;
	struct sk_buff *draft;
	struct mem_cgroup *payer;
	struct mem_cgroup *charged;
};

#define mpr_assert_locked(mn) lockdep_assert_held(&(mn)->lock)

/**
 * struct mpr_slot - one device slot of an interface
 * @list: in mpr_iface.slots, by index
 * @index: from 1
 * @n_alternates: strings in @alternates
 * @type: device type, "" if none
 * @name: device name
 * @phone: number to dial
 * @alternates: further numbers, each NUL-terminated
 * @alternates_len: bytes of them
 * @data: the strings
 */
struct mpr_slot {
	struct list_head list;
	u32 index;
	u32 n_alternates;
	const char *type;
	const char *name;
	const char *phone;
	const char *alternates;
	u32 alternates_len;
	char data[];
};

/**
 * struct mpr_period - one dial-out period
 * @from: first minute of the week (0 is Sunday 00:00)
 * @to: minute of the week at which it is over
 */
struct mpr_period {
	u16 from;
	u16 to;
};

/**
 * struct mpr_hours - when an interface may dial out
 * @timer: due when the answer may change
 * @iface: whose
 * @n: periods
 * @period: the periods
 */
struct mpr_hours {
	struct mpr_timer timer;
	struct mpr_iface *iface;
	unsigned int n;
	struct mpr_period period[];
};

/**
 * struct mpr_settings - what an administrator sets
 * @enabled: administratively enabled
 * @persistent: dial again when lost
 * @connect_timeout: ms for one dial
 * @redial_count: redials of one attempt
 * @redial_interval: ms before a redial
 * @backoff_first: ms of the first back-off and of each increment
 * @backoff_max: longest back-off in ms
 * @hold_up: ms that a link must be up
 * @hold_down: ms that a link must be down
 * @dialer: kind asked for, "" follows the device type
 */
struct mpr_settings {
	bool enabled;
	bool persistent;
	u32 connect_timeout;
	u32 redial_count;
	u32 redial_interval;
	u32 backoff_first;
	u32 backoff_max;
	u32 hold_up;
	u32 hold_down;
	char dialer[MPR_KIND_MAX + 1];
};

/**
 * struct mpr_change - what a create or set request asks for
 * @set: all settings, those that stay included
 * @slots: all device slots, if @slots_given
 * @slots_given: the slots are replaced
 * @hours: the dial-out hours, if @hours_given
 * @hours_given: the hours are replaced
 */
struct mpr_change {
	struct mpr_settings set;
	struct list_head slots;
	bool slots_given;
	struct mpr_hours *hours;
	bool hours_given;
};

/**
 * struct mpr_ppp - what PPP negotiated, indexed by attribute
 * @set: bit n: attribute n was given
 * @val: the values
 */
struct mpr_ppp {
	u32 set;
	u64 val[MPR_A_PPP_MAX + 1];
};

/**
 * struct mpr_ident - who is at the other end
 * @flags: MPR_CONN_FLAG_*
 * @end_reason: code to report when the link goes down, 0 if not said
 * @user: NULL if not said, as the two that follow
 * @domain: logon domain
 * @computer: remote computer
 * @ppp: NULL if not said
 * @local_len: bytes of @local, 0 if not said
 * @remote_len: bytes of @remote, 0 if not said
 * @local: own outer address
 * @remote: outer address of the other end
 */
struct mpr_ident {
	u32 flags;
	u32 end_reason;
	char *user;
	char *domain;
	char *computer;
	struct mpr_ppp *ppp;
	u8 local_len;
	u8 remote_len;
	u8 local[16];
	u8 remote[16];
};

/**
 * struct mpr_addr - one address of a connection
 * @local: own address
 * @remote: the other end's
 * @len: bytes of an address, 4 or 16
 * @prefix_len: bits
 * @has_remote: @remote is known
 */
struct mpr_addr {
	u8 local[16];
	u8 remote[16];
	u8 len;
	u8 prefix_len;
	bool has_remote;
};

#define MPR_ADDRS_MAX 16

#define MPR_STATS_COUNT (MPR_A_STATS_MAX - MPR_A_STATS_RX_BYTES + 1)
/* Where those that are mostly zero begin. */
#define MPR_STATS_ERRORS (MPR_A_STATS_RX_ERRORS - MPR_A_STATS_RX_BYTES)

/**
 * struct mpr_counters - the counters of a connection or port
 * @v: indexed by stats attribute, from MPR_A_STATS_RX_BYTES
 */
struct mpr_counters {
	u64 v[MPR_STATS_COUNT];
};

/**
 * struct mpr_conn - a session on an interface
 * @obj: number
 * @iface: its interface
 * @dev: netdevice that the counters come from
 * @started: CLOCK_BOOTTIME, ns
 * @wall: CLOCK_REALTIME at that moment, ns
 * @ended: CLOCK_BOOTTIME, ns; 0 while it lives
 * @end_reason: code
 * @end_cause: enum mpr_end_cause
 * @n_ports: ports that carry it
 * @n_addrs: addresses
 * @addrs: addresses, NULL if none
 * @n_old: addresses in @old
 * @begins: it has not been told yet; its counters and those of its ports are zero, without asking
 *	the netdevices
 * @old: the addresses before some were taken away, NULL if that did not happen
 * @old_until: CLOCK_BOOTTIME until which @old counts as those of the end, ns
 * @ident: identity, NULL if nobody said
 * @base: the device's counters at the beginning or when cleared
 * @guid: random identifier
 */
struct mpr_conn {
	struct mpr_obj obj;
	struct mpr_iface *iface;
	struct net_device *dev;
	u64 started;
	u64 wall;
	u64 ended;
	u32 end_reason;
	u32 end_cause;
	u32 n_ports;
	u32 n_addrs;
	struct mpr_addr *addrs;
	u32 n_old;
	bool begins;
	struct mpr_addr *old;
	u64 old_until;
	struct mpr_ident *ident;
	struct mpr_counters base;
	u8 guid[16];
};

/**
 * struct mpr_port - one link of a connection, or an idle slot
 * @obj: number
 * @list: in mpr_iface.ports
 * @iface: its interface
 * @conn: the connection that it carries, or NULL
 * @slot: device slot, 0 for a bond or team slave
 * @dev: its netdevice, or NULL
 * @devname: of a bond or team slave, its name when it was last told
 * @condition: enum mpr_port_cond
 * @calls: calls so far
 * @started: CLOCK_BOOTTIME of the present call, ns
 * @base: the device's counters then
 */
struct mpr_port {
	struct mpr_obj obj;
	struct list_head list;
	struct mpr_iface *iface;
	struct mpr_conn *conn;
	u32 slot;
	struct net_device *dev;
	char devname[IFNAMSIZ];
	u32 condition;
	u32 calls;
	u64 started;
	struct mpr_counters base;
};

/**
 * enum mpr_request_state - how far a request to a dialer is
 * @MPR_REQ_WAIT: not to be rung yet (a hang-up is still under way, or the pause before a redial)
 * @MPR_REQ_RUNG: waits for a dialer
 * @MPR_REQ_TAKEN: a dialer is at it
 * @MPR_REQ_LINK: the dialer is done (or the kernel dials), the link has to come, or after a hang-up
 *	to go
 */
enum mpr_request_state {
	MPR_REQ_WAIT,
	MPR_REQ_RUNG,
	MPR_REQ_TAKEN,
	MPR_REQ_LINK,
};

/**
 * struct mpr_request - something for a dialer to do: an attempt's dial, or a hang-up
 * @obj: number
 * @mn: its namespace
 * @list: in mpr_net.requests
 * @iface: the interface; NULL once a hang-up outlives it
 * @type: enum mpr_dial_type
 * @state: how far it is
 * @owner: portid of the socket that accepted it, 0 if none
 * @to: portid of the only socket that may accept it, 0 for anybody
 * @pause: waits for the time of a redial
 * @again: it was given to a second dialer already
 * @try: number of the dial
 * @redials_left: dials that may follow
 * @conn_id: connection to hang up
 * @ifindex: netdevice that a hang-up is to take down
 * @expect: name of the netdevice that the dialer expects
 * @condition: condition of the port meanwhile
 * @timer: deadline, or end of the pause before a redial
 * @waiters: struct mpr_waiter
 * @kind: kind of dialer
 * @bell: message for the socket that has it, or is to have it
 * @snap: of a hang-up, the interface as netlink attributes
 * @snap_len: bytes of them
 */
struct mpr_request {
	struct mpr_obj obj;
	struct mpr_net *mn;
	struct list_head list;
	struct mpr_iface *iface;
	enum mpr_dial_type type;
	enum mpr_request_state state;
	u32 owner;
	u32 to;
	bool pause;
	bool again;
	u32 try;
	u32 redials_left;
	u32 conn_id;
	int ifindex;
	char expect[IFNAMSIZ];
	u32 condition;
	struct mpr_timer timer;
	struct list_head waiters;
	char kind[MPR_KIND_MAX + 1];
	struct sk_buff *bell;
	void *snap;
	u32 snap_len;
};

/**
 * struct mpr_waiter - a socket to tell when an attempt is over
 * @list: in mpr_request.waiters
 * @portid: the socket
 * @skb: the message that will tell it
 */
struct mpr_waiter {
	struct list_head list;
	u32 portid;
	struct sk_buff *skb;
};

/**
 * enum mpr_phase - what an interface is doing; its state follows from this and the reasons
 * @MPR_IDLE: DISCONNECTED, or UNREACHABLE when there is a reason
 * @MPR_CONNECTING: has an attempt
 * @MPR_CONNECTED: has a connection
 */
enum mpr_phase {
	MPR_IDLE,
	MPR_CONNECTING,
	MPR_CONNECTED,
};

/**
 * struct mpr_iface - a WAN interface
 * @obj: number
 * @mn: its namespace
 * @name_node: in mpr_net.names
 * @watch_node: in mpr_net.watches if @watch is not empty
 * @type: enum mpr_if_type
 * @origin: enum mpr_origin
 * @phase: what it is doing
 * @devname_len: bytes of @devname without the NUL
 * @name_len: bytes of @name without the NUL
 * @reasons: why it is unreachable (MPR_REASON_*)
 * @last_error: code
 * @want_up: a connect came after the last disconnect
 * @watched: is in mpr_net.watches
 * @stale_name: a discovered interface that could not follow its netdevice's name
 * @binds: the netdevice named by @watch carries it (else it is only dialled over)
 * @needs: without the netdevice named by @watch it cannot be dialled
 * @link: the link counts as up (after hold-up and hold-down)
 * @raw_link: the link as last seen
 * @ignore_up: hung up; the link is not looked at before it has been down
 * @dev: the netdevice that carries it, or NULL
 * @devname: its name when it was last told; dev->name itself changes under RTNL only
 * @conn: its connection
 * @attempt: its connect under way
 * @hangup: a hang-up that a dialer has still to finish
 * @owner: portid of the socket that dialled @conn, 0 if none did
 * @dialled: number of the request that it had
 * @failed: failures in a row
 * @connects: connections so far
 * @failures: failed attempts so far
 * @flaps_hidden: link changes that nobody was told
 * @backoff: end of the back-off
 * @hold: end of hold-up or hold-down
 * @set: settings
 * @slots: struct mpr_slot
 * @ports: struct mpr_port
 * @hours: NULL if it may dial always
 * @ident: identity for the connection to come
 * @watch: see @binds and @needs
 * @kind: kind of dialer in force
 * @name: the name
 */
struct mpr_iface {
	struct mpr_obj obj;
	struct mpr_net *mn;
	struct rhash_head name_node;
	struct rhlist_head watch_node;
	u8 type;
	u8 origin;
	u8 phase;
	u8 devname_len;
	u16 name_len;
	u32 reasons;
	u32 last_error;
	bool want_up;
	bool watched;
	bool stale_name;
	bool binds;
	bool needs;
	bool link;
	bool raw_link;
	bool ignore_up;
	struct net_device *dev;
	char devname[IFNAMSIZ];
	struct mpr_conn *conn;
	struct mpr_request *attempt;
	struct mpr_request *hangup;
	u32 owner;
	u32 dialled;
	u32 failed;
	u32 connects;
	u32 failures;
	u32 flaps_hidden;
	struct mpr_timer backoff;
	struct mpr_timer hold;
	struct mpr_settings set;
	struct list_head slots;
	struct list_head ports;
	struct mpr_hours *hours;
	struct mpr_ident *ident;
	char watch[IFNAMSIZ];
	char kind[MPR_KIND_MAX + 1];
	char *name;
};

/* main.c */
extern struct workqueue_struct *mpr_wq;
struct mpr_net *mpr_net(const struct net *net);

/* charge.c */
void mpr_payer_set(struct mpr_net *mn);
void mpr_payer_put(struct mpr_net *mn);
void mpr_lock(struct mpr_net *mn);
void mpr_unlock(struct mpr_net *mn);

/* ids.c */
int mpr_id_alloc(struct mpr_net *mn, struct mpr_obj *obj, enum mpr_obj_kind kind);
void mpr_id_free(struct mpr_net *mn, struct mpr_obj *obj);
struct mpr_iface *mpr_iface_by_id(struct mpr_net *mn, u32 id);
struct mpr_conn *mpr_conn_by_id(struct mpr_net *mn, u32 id);
struct mpr_port *mpr_port_by_id(struct mpr_net *mn, u32 id);
struct mpr_request *mpr_request_by_id(struct mpr_net *mn, u32 id);

/* timer.c */
void mpr_timer_arm(struct mpr_net *mn, struct mpr_timer *timer, u64 ms);
void mpr_timer_cancel(struct mpr_net *mn, struct mpr_timer *timer);
u32 mpr_timer_left(const struct mpr_timer *timer);
void mpr_timer_run(struct work_struct *work);

/* iface.c */
struct mpr_iface *mpr_iface_by_name(struct mpr_net *mn, const char *name);
int mpr_iface_add(struct mpr_net *mn, const char *name, u32 type, enum mpr_origin origin,
		  struct mpr_change *change, struct mpr_iface **iface);
void mpr_iface_commit(struct mpr_iface *iface, struct mpr_change *change);
void mpr_iface_remove(struct mpr_iface *iface, u32 cause, u32 code);
int mpr_iface_rename(struct mpr_iface *iface, const char *name);
void mpr_settings_default(struct mpr_settings *set);
void mpr_change_free(struct mpr_change *change);
struct mpr_slot *mpr_slot_find(const struct list_head *slots, u32 index);
int mpr_iface_tables_init(struct mpr_net *mn);
void mpr_iface_tables_destroy(struct mpr_net *mn);

/* bind.c */
void mpr_bind_resolve(struct mpr_iface *iface);
void mpr_bind_watch(struct mpr_iface *iface);
bool mpr_bind_differs(const struct mpr_iface *iface, const struct mpr_change *change);
struct net_device *mpr_bind_drop(struct mpr_iface *iface, u32 cause, u32 code);
void mpr_bind_detach(struct mpr_iface *iface, u32 cause, u32 code);
void mpr_bind_search(struct mpr_iface *iface);
void mpr_bind_unwatch(struct mpr_iface *iface);
int mpr_bind_expect(struct mpr_request *req, const char *name, int ifindex,
		    struct netlink_ext_ack *extack);
void mpr_bind_dev(struct mpr_net *mn, struct net_device *dev);
void mpr_bind_follow_name(struct mpr_net *mn, struct net_device *dev);
void mpr_bind_dev_renamed(struct mpr_net *mn, struct net_device *dev);
void mpr_bind_dev_gone(struct mpr_net *mn, struct net_device *dev);
bool mpr_bind_ready(const struct mpr_iface *iface);
int mpr_bind_tables_init(struct mpr_net *mn);
void mpr_bind_tables_destroy(struct mpr_net *mn);

/* state.c */
enum mpr_if_state mpr_state(const struct mpr_iface *iface);
bool mpr_type_dials(u32 type);
u32 mpr_state_reasons(const struct mpr_iface *iface);
void mpr_state_refresh(struct mpr_iface *iface);
void mpr_state_refresh_all(struct mpr_net *mn);
void mpr_state_link(struct mpr_iface *iface);
void mpr_state_dev_gone(struct mpr_iface *iface, u32 cause, u32 code);
int mpr_state_connect(struct mpr_iface *iface, struct netlink_ext_ack *extack);
int mpr_state_disconnect(struct mpr_iface *iface, struct netlink_ext_ack *extack);
void mpr_state_failed(struct mpr_iface *iface, u32 code);
void mpr_state_stop(struct mpr_iface *iface, u32 cause, u32 code);
void mpr_state_init(struct mpr_iface *iface);
void mpr_state_exit(struct mpr_iface *iface);

/* hours.c */
bool mpr_hours_now(const struct mpr_iface *iface);
void mpr_hours_arm(struct mpr_iface *iface);

/* conn.c */
int mpr_conn_begin(struct mpr_iface *iface);
void mpr_conn_end(struct mpr_iface *iface, u32 cause, u32 reason);
void mpr_conn_stats(const struct mpr_conn *conn, struct mpr_counters *now);
void mpr_conn_clear(struct mpr_conn *conn);
u64 mpr_lasted(u64 started, u64 ended);
bool mpr_conn_read_addrs(struct mpr_conn *conn);
void mpr_conn_addrs_run(struct work_struct *work);
void mpr_counters_read(struct net_device *dev, struct mpr_counters *now);
void mpr_counters_since(struct net_device *dev, const struct mpr_counters *base,
			struct mpr_counters *diff);

/* ident.c */
void mpr_ident_free(struct mpr_ident *ident);
bool mpr_ident_merge(struct mpr_ident **ident, struct mpr_ident *add);

/* port.c */
void mpr_ports_sync(struct mpr_iface *iface);
void mpr_ports_remove(struct mpr_iface *iface);
void mpr_ports_refresh(struct mpr_iface *iface);
void mpr_ports_attach(struct mpr_conn *conn);
void mpr_ports_detach(struct mpr_conn *conn);
void mpr_port_link(struct mpr_port *port);
void mpr_port_gone(struct mpr_port *port);

/* dial.c */
bool mpr_kind_is_kernel(const char *kind);
bool mpr_dial_served(const struct mpr_iface *iface);
int mpr_dial_start(struct mpr_iface *iface);
void mpr_dial_end(struct mpr_iface *iface, u32 code);
bool mpr_dial_redial(struct mpr_iface *iface);
struct mpr_waiter *mpr_waiter_new(struct mpr_net *mn, u32 portid);
void mpr_waiter_free(struct mpr_waiter *waiter);
void mpr_dial_wait(struct mpr_iface *iface, struct mpr_waiter *waiter);
void mpr_dial_hangup(struct mpr_iface *iface, u32 conn_id);
void mpr_dial_forget(struct mpr_iface *iface);
struct mpr_request *mpr_dial_pending(struct mpr_net *mn, const char *kind, u32 portid);
int mpr_dial_accept(struct mpr_request *req, u32 portid);
void mpr_dial_done(struct mpr_request *req, u32 status);
void mpr_dial_link_set(struct mpr_net *mn, u32 id, int err);
void mpr_dial_owner_gone(struct mpr_net *mn, u32 portid);
void mpr_dial_unserved(struct mpr_net *mn);
void mpr_dial_drain(struct mpr_net *mn);

/* client.c */
int mpr_client_register(struct mpr_net *mn, u32 portid, struct mpr_kind *kinds, unsigned int n);
void mpr_client_speaks(struct mpr_net *mn, u32 portid, struct sock *sk);
int mpr_client_hold(struct mpr_net *mn, u32 portid);
bool mpr_client_is_open(struct mpr_net *mn, u32 portid);
bool mpr_client_serves(struct mpr_net *mn, const char *kind);
void mpr_client_won(struct mpr_net *mn, u32 portid, u32 request);
bool mpr_client_is_owner(struct mpr_net *mn, u32 portid, u32 request);
void mpr_client_release_run(struct work_struct *work);
void mpr_clients_destroy(struct mpr_net *mn);
int mpr_client_init(void);
void mpr_client_exit(void);

/* link.c */
bool mpr_link_up(const struct net_device *dev);
bool mpr_link_is_wan(const struct net_device *dev, u32 *type);
bool mpr_link_is_master(const struct net_device *dev);
unsigned int mpr_link_name(const struct net_device *dev, char *name);
int mpr_link_init(void);
void mpr_link_exit(void);

/* resync.c */
void mpr_resync_later(struct mpr_net *mn);
void mpr_resync_run(struct work_struct *work);

/* slab.c */
extern struct kmem_cache *mpr_iface_cache;
extern struct kmem_cache *mpr_conn_cache;
extern struct kmem_cache *mpr_port_cache;
int mpr_slab_init(void);
void mpr_slab_exit(void);

/* link_work.c */
void mpr_link_set(struct mpr_net *mn, u32 request, int ifindex, bool up);
void mpr_link_run(struct mpr_net *mn);
void mpr_link_work_run(struct work_struct *work);
void mpr_link_work_flush(struct mpr_net *mn);

/* journal.c */
struct mpr_record {
	u64 seq;
	u32 len;
	u8 data[];
};

void mpr_event_iface(struct mpr_iface *iface, enum mpr_event_kind kind, int old_state);
void mpr_event_conn(struct mpr_conn *conn, enum mpr_event_kind kind);
void mpr_event_port(struct mpr_port *port, enum mpr_event_kind kind);
void mpr_event_service(struct mpr_net *mn, enum mpr_event_kind kind);
void mpr_event_exit(struct mpr_net *mn);
int mpr_journal_resize(struct mpr_net *mn, u32 size);
const struct mpr_record *mpr_journal_at(struct mpr_net *mn, u64 seq);

/* nl.c */
extern struct genl_family mpr_family;
int mpr_nl_init(void);
void mpr_nl_exit(void);
struct mpr_net *mpr_nl_begin(const struct sk_buff *skb, struct genl_info *info, u64 multi);
int mpr_nl_end(struct mpr_net *mn, struct netlink_ext_ack *extack, int err);
int mpr_nl_nomem(struct netlink_ext_ack *extack);
struct mpr_net *mpr_nl_dump_begin(struct netlink_callback *cb);
int mpr_nl_dump_grow(struct sk_buff *skb);
struct nlattr *mpr_nl_dump_attr(const struct netlink_callback *cb, int type);
int mpr_nl_dups(const struct nlattr *head, int len, u64 multi, struct netlink_ext_ack *extack);
int mpr_nl_text(const struct nlattr *attr, struct netlink_ext_ack *extack);
int mpr_nl_name(const struct nlattr *attr, struct netlink_ext_ack *extack);
struct sk_buff *mpr_nl_reply(struct genl_info *info, size_t size, u8 cmd, void **hdr);
int mpr_nl_send(struct sk_buff *skb, void *hdr, struct genl_info *info);
bool mpr_nl_listeners(struct mpr_net *mn, unsigned int group);
struct sk_buff *mpr_nl_connect_done_new(void);
void mpr_nl_connect_done(struct mpr_iface *iface, struct sk_buff *skb, u32 portid, u32 attempt,
			 u32 status);
struct sk_buff *mpr_nl_doorbell_new(void);
void mpr_nl_doorbell(struct mpr_request *req, enum mpr_dial_type type, u32 portid);

/* nl_change.c */
int mpr_change_parse(struct genl_info *info, const struct mpr_iface *iface,
		     struct mpr_change *change);

/* utf8.c */
int mpr_utf8_chars(const char *text, size_t len);
bool mpr_utf8_odd(const char *text);

/* nl_fill.c */
size_t mpr_fill_iface_room(const char *name, const struct list_head *slots,
			   const struct mpr_hours *hours);
size_t mpr_fill_iface_size(const struct mpr_iface *iface);
int mpr_fill_iface(struct sk_buff *skb, const struct mpr_iface *iface);
size_t mpr_fill_conn_size(const struct mpr_conn *conn);
int mpr_fill_conn(struct sk_buff *skb, const struct mpr_conn *conn);
int mpr_fill_port(struct sk_buff *skb, const struct mpr_port *port);
int mpr_fill_service(struct sk_buff *skb, struct mpr_net *mn);
#define MPR_FILL_PORT_SIZE 4096
#define MPR_FILL_SERVICE_SIZE 4096

/* What the tests in kunit/ call beside all this. */
#ifdef MPR_KUNIT
#define VISIBLE_IF_MPR_KUNIT
void mpr_kunit_init(void);
void mpr_kunit_exit(void);
int mpr_net_setup(struct mpr_net *mn, struct net *net);
void mpr_net_drain(struct mpr_net *mn);
void mpr_net_teardown(struct mpr_net *mn);
bool mpr_hours_allow(const struct mpr_hours *hours, s64 local);
u32 mpr_hours_next(const struct mpr_hours *hours, s64 local);
u64 mpr_backoff(const struct mpr_settings *set, u32 failed);
#else
#define VISIBLE_IF_MPR_KUNIT static
static inline void mpr_kunit_init(void) { }
static inline void mpr_kunit_exit(void) { }
#endif

#endif /* MPR_PRIV_H */
