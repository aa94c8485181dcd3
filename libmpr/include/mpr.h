/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The native interface of libmpr: everything that the netlink family "mpr" offers, typed.
 * mprapi.h offers the Windows names on top of it.
 *
 * Strings are UTF-8. Functions that return unsigned int return 0 or a code of mprerror.h,
 * raserror.h or winerror (reference, section 1); mpr_last_error() has what the kernel said.
 * Nothing here prints or exits, no thread is started, no signal is touched. A struct mpr may be
 * used by several threads at a time; in the child of a fork it goes on with sockets of the
 * child's own. Monitors and dialers are for one thread at a time and need the struct mpr that they
 * were opened with.
 */
#ifndef MPR_H
#define MPR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/mpr.h>

#ifdef __cplusplus
extern "C" {
#endif

struct mpr;

/**
 * struct mpr_error - what is known about the last failed call of this thread
 * @code: the code that the call returned
 * @sys: errno behind it, 0 if there was none
 * @message: the kernel's own words, "" if there were none
 * @attr: name of the attribute that the kernel refused, "" if none was named
 */
struct mpr_error {
	unsigned int code;
	int sys;
	char message[256];
	char attr[64];
};

/*
 * Details of the last failure in this thread; valid until the thread's next call. Never NULL. An
 * attribute inside of others is named with its path, such as "device.index".
 */
const struct mpr_error *mpr_last_error(void);

/* A sentence about @code in English; "unknown error" for codes without text. Static storage. */
const char *mpr_strerror(unsigned int code);

/*
 * The name of @code, such as "ERROR_AUTHENTICATION_FAILURE"; NULL if it has none. Static
 * storage.
 */
const char *mpr_code_name(unsigned int code);

/*
 * Open the service of a network namespace. @server: NULL, "" or "localhost" is the caller's
 * namespace, "netns:NAME" the one that ip-netns(8) calls NAME. Does not ask the module anything:
 * a handle opened before the module is loaded works once it is. Errors: 87 @h is NULL; 2 no such
 * namespace; 5 not allowed to enter it; 53 a server name that is none of these; 8 out of memory.
 */
unsigned int mpr_open(const char *server, struct mpr **h);
void mpr_close(struct mpr *h);

/*
 * Directory of the persistent state of this namespace's service (credentials, saved interfaces,
 * place in the journal): $MPR_STATE_DIR or /var/lib/mpr, then "netns/NAME" for a named namespace
 * that is not the initial one. Copies at most @len bytes. Errors: 122 the buffer is too small.
 */
unsigned int mpr_state_dir(struct mpr *h, char *buf, size_t len);

/* Free what a function here allocated; NULL is fine. */
void mpr_free(void *object);

/* ---- interfaces ---- */

struct mpr_device {
	uint32_t index;			/* slot, from 1 */
	const char *type;		/* never NULL */
	const char *name;
	const char *phone;
	unsigned int n_alternates;
	const char *const *alternates;
};

struct mpr_hours {
	uint8_t day;			/* 0 is Sunday */
	uint16_t from;			/* minute of the day */
	uint16_t to;			/* minute at which it is over */
};

struct mpr_interface {
	uint32_t id;
	const char *name;
	enum mpr_if_type type;
	enum mpr_origin origin;
	bool enabled;
	bool persistent;
	bool want_up;
	enum mpr_if_state state;
	uint32_t reasons;		/* MPR_REASON_* */
	uint32_t last_error;
	const char *dialer;
	uint32_t ifindex;		/* 0: none */
	const char *ifname;		/* "": none */
	uint32_t connection_id;		/* 0: none */
	uint32_t attempt_id;		/* 0: none */
	uint32_t redials_left;
	/* milliseconds */
	uint32_t connect_timeout;
	uint32_t redial_interval;
	uint32_t backoff_first;
	uint32_t backoff_max;
	uint32_t backoff_left;
	uint32_t hold_up;
	uint32_t hold_down;
	uint32_t redial_count;
	uint32_t carrier_ups;
	uint32_t carrier_downs;
	uint32_t flaps_hidden;
	uint32_t connects;
	uint32_t failures;
	unsigned int n_devices;
	const struct mpr_device *devices;
	unsigned int n_hours;
	const struct mpr_hours *hours;
};

/* Which members of struct mpr_interface a create or set request carries. */
enum mpr_setting {
	MPR_SET_ENABLED = 1 << 0,
	MPR_SET_DIALER = 1 << 1,
	/* the slots listed; others stay; empty type and name clear a slot */
	MPR_SET_DEVICES = 1 << 2,
	MPR_SET_CONNECT_TIMEOUT = 1 << 3,
	MPR_SET_REDIAL_COUNT = 1 << 4,
	MPR_SET_REDIAL_INTERVAL = 1 << 5,
	MPR_SET_BACKOFF_FIRST = 1 << 6,
	MPR_SET_BACKOFF_MAX = 1 << 7,
	MPR_SET_PERSISTENT = 1 << 8,
	MPR_SET_HOLD_UP = 1 << 9,
	MPR_SET_HOLD_DOWN = 1 << 10,
	MPR_SET_HOURS = 1 << 11,	/* replaces all; n_hours 0 allows dialling always */
};

/* Return nonzero to stop, which is no error. The object is valid during the call only. */
typedef int mpr_interface_cb(const struct mpr_interface *iface, void *data);

/*
 * One interface, freed with mpr_free(). Errors: 6 no such id / 905 no such name; 5; 1717 module
 * not loaded.
 */
unsigned int mpr_interface_get(struct mpr *h, uint32_t id, struct mpr_interface **iface);
unsigned int mpr_interface_find(struct mpr *h, const char *name, bool no_clients,
				struct mpr_interface **iface);

/*
 * All interfaces behind id @after (0: all), in order of id. A dump that the kernel calls
 * interrupted is repeated from the last id seen. @left, if not NULL, receives how many there are
 * behind @after.
 */
unsigned int mpr_interface_list(struct mpr *h, uint32_t after, uint32_t *left,
				mpr_interface_cb *cb, void *data);

/*
 * Create an interface from @iface->name, @iface->type and the members in @settings. @id receives
 * its number. Errors: 87 bad name, type or value; 123 name with a slash or control character;
 * 904 name exists; 903 the service is LAN-only; 934 too many; 8; 5; 1717.
 */
unsigned int mpr_interface_add(struct mpr *h, const struct mpr_interface *iface,
			       unsigned int settings, uint32_t *id);
/*
 * Change the members in @settings, all or nothing. Errors: 6 no such id; 87 bad value; 8; 5;
 * 1717.
 */
unsigned int mpr_interface_set(struct mpr *h, uint32_t id, const struct mpr_interface *iface,
			       unsigned int settings);
/* Errors: 6; 908 connected; 87 not a configured interface; 5; 1717. */
unsigned int mpr_interface_del(struct mpr *h, uint32_t id);

/*
 * Connect. @timeout_ms < 0 waits for the result, 0 does not wait (600 is then "started"), any
 * other time waits so long (600 when it is over; the attempt goes on). Errors: 6, 916, 928, 910,
 * 944, 925, 903, 5, 1717, the attempt's own code, 929 disconnected meanwhile.
 */
unsigned int mpr_interface_connect(struct mpr *h, uint32_t id, int timeout_ms);
/* Errors: 6; 906 neither connected nor connecting; 903; 5; 1717. */
unsigned int mpr_interface_disconnect(struct mpr *h, uint32_t id);

/* ---- connections ---- */

struct mpr_address {
	int family;			/* AF_INET or AF_INET6 */
	uint8_t local[16];
	uint8_t remote[16];
	bool has_remote;
	uint8_t prefix_len;
};

struct mpr_stats {
	uint64_t rx_bytes, tx_bytes, rx_packets, tx_packets, rx_errors, tx_errors;
	uint64_t crc_errors, frame_errors, length_errors, fifo_errors, over_errors;
};

struct mpr_ppp {
	uint32_t ipcp_error, ipcp_options, ipcp_remote_options;
	uint32_t ipv6cp_error;
	uint64_t ipv6_local_id, ipv6_remote_id;
	uint32_t ccp_error, ccp_algorithm, ccp_options, ccp_remote_algorithm, ccp_remote_options;
	uint32_t lcp_error, auth_protocol, auth_data, remote_auth_protocol, remote_auth_data;
	uint32_t lcp_options, lcp_remote_options, eap_type, remote_eap_type;
};

struct mpr_connection {
	uint32_t id;
	uint32_t interface_id;
	const char *interface_name;
	enum mpr_if_type interface_type;
	uint32_t ifindex;
	const char *ifname;
	uint64_t start_time;		/* ns since 1970 */
	uint64_t duration;		/* ms */
	uint32_t flags;			/* MPR_CONN_FLAG_* */
	uint8_t guid[16];
	const char *user, *domain, *remote_computer;
	unsigned int n_addresses;
	const struct mpr_address *addresses;
	struct mpr_stats stats;
	bool has_ppp;
	struct mpr_ppp ppp;
	uint32_t ports;
	uint32_t end_reason;		/* in events that end it */
	uint32_t end_cause;		/* enum mpr_end_cause, 0 while it lives */
	/* outer addresses of a tunnel; family 0 when not known */
	struct { int family; uint8_t addr[16]; } local_endpoint, remote_endpoint;
};

typedef int mpr_connection_cb(const struct mpr_connection *conn, void *data);

/* Errors: 906 no such id; 5; 1717. */
unsigned int mpr_connection_get(struct mpr *h, uint32_t id, struct mpr_connection **conn);
unsigned int mpr_connection_list(struct mpr *h, uint32_t after, uint32_t *left,
				 mpr_connection_cb *cb, void *data);
unsigned int mpr_connection_clear_stats(struct mpr *h, uint32_t id);
unsigned int mpr_connection_hangup(struct mpr *h, uint32_t id);

/*
 * Who is at the other end. Exactly one of id, interface_id, ifindex is nonzero; NULL strings
 * stay as they are.
 */
struct mpr_identity {
	uint32_t id, interface_id, ifindex;
	uint32_t flags;			/* added to those there are */
	const char *user, *domain, *remote_computer;
	const struct mpr_ppp *ppp;
	/* reason to report when the link goes down next; 0: not given */
	uint32_t end_reason;
};

/*
 * Say so of the connection, or of the one that is coming up on the interface or device. Errors: 87
 * not exactly one of the three; 906 no such connection, interface or device; 8; 5; 1717.
 */
unsigned int mpr_connection_identify(struct mpr *h, const struct mpr_identity *who);

/* ---- ports ---- */

struct mpr_port {
	uint32_t id;
	uint32_t interface_id;
	uint32_t connection_id;		/* 0: idle */
	uint32_t slot;			/* 0: link of a bond or team */
	const char *name, *media, *device_type, *device_name;
	uint32_t ifindex;
	enum mpr_port_cond condition;
	uint32_t calls;
	uint64_t duration;		/* ms */
	struct mpr_stats stats;
};

typedef int mpr_port_cb(const struct mpr_port *port, void *data);

/* Freed with mpr_free(). Errors: 601 no such id; 8; 5; 1717. */
unsigned int mpr_port_get(struct mpr *h, uint32_t id, struct mpr_port **port);
/* @connection 0: all. */
unsigned int mpr_port_list(struct mpr *h, uint32_t connection, uint32_t after, uint32_t *left,
			   mpr_port_cb *cb, void *data);

/* ---- service ---- */

struct mpr_service {
	bool lan_only, paused;
	uint64_t uptime;		/* ms */
	uint64_t epoch;
	uint32_t interfaces, connections, attempts, ports, ports_in_use;
	uint32_t max_interfaces, max_attempts, journal_size;
	uint64_t journal_first, journal_last;
	int32_t utc_offset;		/* s */
	unsigned int n_kinds;
	const char *const *kinds;
};

enum mpr_service_setting {
	MPR_SERVICE_LAN_ONLY = 1 << 0,
	MPR_SERVICE_PAUSED = 1 << 1,
	MPR_SERVICE_MAX_INTERFACES = 1 << 2,
	MPR_SERVICE_MAX_ATTEMPTS = 1 << 3,
	MPR_SERVICE_JOURNAL_SIZE = 1 << 4,
	MPR_SERVICE_UTC_OFFSET = 1 << 5,
};

/* Freed with mpr_free(). Errors: 8; 5; 1717. */
unsigned int mpr_service_get(struct mpr *h, struct mpr_service **service);
/* Change the members in @settings, all or nothing. Errors: 87 bad value; 8; 5; 1717. */
unsigned int mpr_service_set(struct mpr *h, const struct mpr_service *service,
			     unsigned int settings);

/* ---- events ---- */

struct mpr_event {
	uint64_t seq;
	uint64_t epoch;
	uint64_t time;			/* ns since 1970 */
	uint64_t boot_time;		/* ns */
	enum mpr_event_kind kind;
	int old_state;			/* enum mpr_if_state, -1: not given */
	/*
	 * the one that the kind names, and for a connection its interface if the kernel sent it;
	 * else NULL
	 */
	const struct mpr_interface *interface;
	const struct mpr_connection *connection;
	const struct mpr_port *port;
	const struct mpr_service *service;
	/*
	 * How many events before this one are lost for good: they were missed and the journal no
	 * longer had them. UINT64_MAX: unknown, the service has been restarted.
	 */
	uint64_t lost;
};

typedef int mpr_event_cb(const struct mpr_event *event, void *data);

/*
 * The events behind number @since that the journal still has, oldest first. @lost, if not NULL,
 * receives how many of those asked for it no longer has.
 */
unsigned int mpr_journal_read(struct mpr *h, uint64_t since, uint64_t *lost,
			      mpr_event_cb *cb, void *data);

enum mpr_monitor_group {
	MPR_MONITOR_CONNECTIONS = 1 << 0,
	MPR_MONITOR_INTERFACES = 1 << 1,
	MPR_MONITOR_PORTS = 1 << 2,
	MPR_MONITOR_SERVICE = 1 << 3,
	MPR_MONITOR_ALL = 0xf,
};

struct mpr_monitor;

/*
 * Follow the events of some groups. Poll mpr_monitor_fd() for reading and call
 * mpr_monitor_read(), which hands over every event that has come, in order and without gaps:
 * after an overrun or a missed sequence number it reads the journal, and where that is too short
 * the next event says so in @lost (exact with MPR_MONITOR_ALL; with fewer groups it counts the
 * events of the others too). A callback that stops gets the rest at the next call, which need not
 * wait for the descriptor. When the service goes away (module unloaded) mpr_monitor_read() returns
 * 1717 once; it goes on by itself when the service is back, with @lost UINT64_MAX. Errors of
 * mpr_monitor_open(): 5; 8; 87 no or unknown groups; 1717.
 */
unsigned int mpr_monitor_open(struct mpr *h, unsigned int groups, struct mpr_monitor **mon);
int mpr_monitor_fd(const struct mpr_monitor *mon);
unsigned int mpr_monitor_read(struct mpr_monitor *mon, mpr_event_cb *cb, void *data);
void mpr_monitor_close(struct mpr_monitor *mon);

/* ---- dialling ---- */

struct mpr_dial_request {
	uint32_t id;
	enum mpr_dial_type request;
	const char *kind;
	const struct mpr_interface *interface;
	uint32_t connection_id;
	uint32_t timeout;		/* ms left */
	uint32_t attempt_try;		/* 0: first dial of the attempt */
};

struct mpr_dialer;

/*
 * Open a dialer's socket. With @n kinds, it is registered for them and hears their doorbell:
 * poll mpr_dialer_fd() for reading, then call mpr_dialer_ring() until it returns 0. With none,
 * it can accept one request by its id (for the process that does the work). A request that was
 * accepted belongs to this socket: closing it, also by dying, gives the request up.
 */
unsigned int mpr_dialer_open(struct mpr *h, const char *const *kinds, unsigned int n,
			     struct mpr_dialer **dialer);
int mpr_dialer_fd(const struct mpr_dialer *dialer);
/*
 * Take one doorbell: returns 1 and fills @id, @request; 0 none waiting; -1 the service is gone
 * (told once); -2 bells were lost, or the service is back and the dialer has registered again
 * (accept with id 0 until there is none).
 */
int mpr_dialer_ring(struct mpr_dialer *dialer, uint32_t *id, enum mpr_dial_type *request);
/* @id 0: any of the kinds registered. Errors: 259 nothing pending (or taken by somebody else). */
unsigned int mpr_dialer_accept(struct mpr_dialer *dialer, uint32_t id,
			       struct mpr_dial_request **req);
/* @ifindex 0 or @ifname NULL: not said. Errors: 6 the request is over: stop working on it. */
unsigned int mpr_dialer_progress(struct mpr_dialer *dialer, uint32_t id, uint32_t ifindex,
				 const char *ifname, enum mpr_port_cond condition);
unsigned int mpr_dialer_done(struct mpr_dialer *dialer, uint32_t id, unsigned int status);
void mpr_dialer_close(struct mpr_dialer *dialer);

/* ---- credentials ---- */

struct mpr_credentials {
	char user[1025];
	char domain[64];
	char password[1025];
};

/*
 * Credentials of an interface, kept in a file below mpr_state_dir() that only root can read;
 * they never enter the kernel. In set, NULL leaves an item as it is and three NULLs remove the
 * credentials. The caller wipes what get filled in (mpr_credentials_wipe()). Errors: 623 none
 * stored; 625 the file is damaged (get only); 905 no such interface (set only); 87 too long; 5;
 * 1717 (set only).
 */
unsigned int mpr_credentials_get(struct mpr *h, const char *interface,
				 struct mpr_credentials *cred);
unsigned int mpr_credentials_set(struct mpr *h, const char *interface, const char *user,
				 const char *domain, const char *password);
void mpr_credentials_wipe(struct mpr_credentials *cred);

#ifdef __cplusplus
}
#endif

#endif /* MPR_H */
