// SPDX-License-Identifier: GPL-2.0-only
/*
 * What libmpr makes of a kernel that loses messages, of a service that goes away in the middle, and
 * of answers that are odd. Run by answers.sh.
 */
#include <errno.h>
#include <mprapi.h>
#include <mprevent.h>
#include <sys/wait.h>
#include <unistd.h>

#include "event.h"
#include "frames.h"
#include "tap.h"

static struct frames script;
static struct mpr *service;
static MPR_SERVER_HANDLE server;

static void play(void)
{
	seam_play(&script);
	script.len = 0;
}

/* SEAM_FAMILY or SEAM_SERVICE is not known by itself: what it is comes from the script too. */
static void play_without(unsigned int known)
{
	seam_begin(script.data, script.len, known);
	script.len = 0;
}

static void answer_interface(uint32_t state, uint32_t attempt, uint32_t last_error)
{
	struct mpr_msg msg;

	mpr_msg_init(&msg, MPR_CMD_INTERFACE_GET);
	mpr_put_u32(&msg, MPR_A_INTERFACE_ID, 5);
	mpr_put_str(&msg, MPR_A_INTERFACE_NAME, "wan");
	mpr_put_u32(&msg, MPR_A_INTERFACE_STATE, state);
	mpr_put_u32(&msg, MPR_A_INTERFACE_ATTEMPT_ID, attempt);
	mpr_put_u32(&msg, MPR_A_INTERFACE_LAST_ERROR, last_error);
	frame_message(&script, 0, SEAM_FLAG_MORE, &msg);
	frame_ack(&script, 0);
}

/* ---- waiting for a connect ---- */

/* Attempt 7 has begun. */
static void started(void)
{
	struct mpr_msg msg;

	mpr_msg_init(&msg, MPR_CMD_INTERFACE_CONNECT);
	mpr_put_u32(&msg, MPR_A_INTERFACE_ATTEMPT_ID, 7);
	mpr_put_u32(&msg, MPR_A_INTERFACE_STATUS, PENDING);
	frame_message(&script, 0, SEAM_FLAG_MORE, &msg);
	frame_ack(&script, 0);
}

static void done(uint32_t id, uint32_t status)
{
	struct mpr_msg msg;

	mpr_msg_init(&msg, MPR_CMD_CONNECT_DONE);
	mpr_put_u32(&msg, MPR_A_INTERFACE_ID, id);
	mpr_put_u32(&msg, MPR_A_INTERFACE_STATUS, status);
	frame_message(&script, SEAM_KIND_EVENT, 0, &msg);
}

static unsigned int wait_for_5(void)
{
	play();
	return mpr_interface_connect(service, 5, 10000);
}

/* The end was lost; then the interface is this. */
static unsigned int lost_then(uint32_t state, uint32_t attempt, uint32_t last_error)
{
	started();
	frame_overrun(&script);
	answer_interface(state, attempt, last_error);
	return wait_for_5();
}

static void test_connect(void)
{
	ok(lost_then(MPR_IF_STATE_CONNECTED, 0, 0) == 0,
	   "a connect whose end was lost: the interface is connected, so it succeeded");
	ok(lost_then(MPR_IF_STATE_UNREACHABLE, 0, 678) == 678,
	   "... it is not, so it failed with its last error");
	ok(lost_then(MPR_IF_STATE_DISCONNECTED, 0, 0) == ERROR_INTERFACE_DISCONNECTED,
	   "... without one, so somebody disconnected it");
	ok(lost_then(MPR_IF_STATE_CONNECTING, 8, 0) == ERROR_INTERFACE_DISCONNECTED,
	   "... somebody connects it anew, so it was disconnected before");
	started();
	frame_overrun(&script);
	frame_none(&script);
	ok(wait_for_5() == ERROR_INVALID_HANDLE, "... there is none any more");
	started();
	frame_overrun(&script);
	answer_interface(MPR_IF_STATE_CONNECTING, 7, 0);
	done(5, 691);
	ok(wait_for_5() == 691, "... it is still being connected, so the waiting goes on");
	frame_overrun(&script);
	started();
	done(5, 0);
	ok(wait_for_5() == 0, "what was lost before the answer does not matter");
	started();
	done(6, 691);
	frame_news(&script, CTRL_CMD_DELFAMILY, "other");
	done(5, 0);
	ok(wait_for_5() == 0, "the end of another interface, or of another family, is not minded");
	started();
	frame_news(&script, CTRL_CMD_DELFAMILY, MPR_FAMILY_NAME);
	ok(wait_for_5() == ERROR_DDM_NOT_RUNNING,
	   "a module that goes without a word ends it with 903");
	frame_news(&script, CTRL_CMD_DELFAMILY, MPR_FAMILY_NAME);
	started();
	done(5, 0);
	ok(wait_for_5() == 0, "one that went before another answered does not");
	started();
	frame(&script, SEAM_KIND_ERRNO, 0, NULL, 0);
	ok(wait_for_5() == RPC_S_CALL_FAILED, "a socket that fails ends it with 1726");
}

/* ---- a dialer ---- */

static void test_dialer(void)
{
	static const char *const kinds[] = { "exec" };
	struct mpr_dial_request *req;
	struct mpr_dialer *dialer;
	enum mpr_dial_type type;
	struct mpr_msg msg;
	uint32_t id = 0;

	frame_ack(&script, 0);
	frame_overrun(&script);
	frame_bell(&script, 4, MPR_DIAL_TYPE_HANGUP);
	play();
	if (mpr_dialer_open(service, kinds, 1, &dialer)) {
		ok(0, "a dialer");
		return;
	}
	ok(mpr_dialer_ring(dialer, &id, &type) == -2, "lost doorbells are told");
	ok(mpr_dialer_ring(dialer, &id, &type) == 1 && id == 4 && type == MPR_DIAL_TYPE_HANGUP &&
	   mpr_dialer_ring(dialer, &id, &type) == 0, "once, and then what came behind them");
	frame_overrun(&script);
	frame_ack(&script, 0);
	play();
	ok(!mpr_dialer_done(dialer, 4, 0) && mpr_dialer_ring(dialer, &id, &type) == -2,
	   "so are those that were lost while the dialer asked something");
	mpr_msg_init(&msg, MPR_CMD_DIAL_ACCEPT);
	mpr_put_u32(&msg, MPR_A_DIAL_ID, 4);
	frame_message(&script, 0, SEAM_FLAG_MORE, &msg);
	frame_ack(&script, 0);
	play();
	ok(mpr_dialer_accept(dialer, 4, &req) == ERROR_INVALID_DATA,
	   "a request without an interface is none");
	mpr_dialer_close(dialer);
}

/* ---- events ---- */

static uint64_t told[16];
static uint64_t told_lost;
static unsigned int n_told, stop_at;
static bool stopped, told_after_stop;

static int on_event(const struct mpr_event *event, void *data)
{
	(void)data;
	told_after_stop |= stopped;
	told_lost += event->lost;
	if (n_told < sizeof(told) / sizeof(told[0]))
		told[n_told++] = event->seq;
	stopped = n_told == stop_at;
	return stopped;
}

static bool read_events(struct mpr_monitor *mon)
{
	stopped = false;
	return !mpr_monitor_read(mon, on_event, NULL);
}

/* One from the journal is in a datagram with what follows: who stops reading leaves nothing. */
static void put_event_of(uint8_t kind, uint64_t epoch, uint64_t seq)
{
	struct mpr_msg msg;

	mpr_msg_init(&msg, MPR_CMD_SERVICE_CHANGED);
	mpr_put_u64(&msg, MPR_A_EVENT_SEQ, seq);
	mpr_put_u64(&msg, MPR_A_EVENT_EPOCH, epoch);
	mpr_put_u32(&msg, MPR_A_EVENT_KIND, MPR_EVENT_KIND_SERVICE_CHANGE);
	frame_message(&script, kind, kind == SEAM_KIND_EVENT ? 0 : SEAM_FLAG_MORE, &msg);
}

static void put_event(uint8_t kind, uint64_t seq)
{
	put_event_of(kind, 1, seq);
}

/* Opened behind event 1; then datagrams are lost. */
static struct mpr_monitor *overrun(void)
{
	struct mpr_monitor *mon = NULL;

	n_told = 0;
	told_lost = 0;
	play();
	mpr_monitor_open(service, MPR_MONITOR_ALL, &mon);
	frame_overrun(&script);
	return mon;
}

/* 2 and 3 are only in the journal, 4 and 5 arrive. */
static struct mpr_monitor *with_a_gap(void)
{
	struct mpr_monitor *mon = overrun();
	int i;

	put_event(SEAM_KIND_EVENT, 4);
	put_event(SEAM_KIND_EVENT, 5);
	/* The journal, as often as it is asked. */
	for (i = 0; i < 4; i++) {
		put_event(0, 2);
		put_event(0, 3);
		put_event(0, 4);
		frame_done(&script, 0, 0);
	}
	play();
	return mon;
}

static bool told_2_to_5(void)
{
	return n_told == 4 && told[0] == 2 && told[1] == 3 && told[2] == 4 && told[3] == 5 &&
	       !told_lost;
}

static void test_monitor(void)
{
	struct mpr_monitor *mon;
	unsigned int code, reads;
	bool fine = true;

	stop_at = 0;
	mon = with_a_gap();
	ok(!mpr_monitor_read(mon, on_event, NULL) && told_2_to_5(),
	   "what an overrun lost comes from the journal, in order and once");
	mpr_monitor_close(mon);
	for (stop_at = 1; stop_at <= 4; stop_at++) {
		mon = with_a_gap();
		for (reads = 0; reads < 3; reads++)
			fine &= read_events(mon);
		fine &= told_2_to_5();
		mpr_monitor_close(mon);
	}
	ok(fine && !told_after_stop,
	   "a callback that stops anywhere in it is told the rest by the next reads");

	stop_at = 0;
	mon = with_a_gap();
	frame_overrun(&script);
	put_event(SEAM_KIND_EVENT, 2);
	frame_ack(&script, ENOENT);
	play_without(SEAM_FAMILY);
	code = mpr_monitor_read(mon, on_event, NULL);
	ok(code == RPC_S_UNKNOWN_IF && n_told == 1 && told[0] == 2,
	   "a service that is gone when the journal is asked: what is there is told, then 1717");
	play_without(SEAM_FAMILY);
	ok(!mpr_monitor_read(mon, on_event, NULL), "1717 is told once");
	mpr_monitor_close(mon);

	mon = with_a_gap();
	frame_overrun(&script);
	/* It is asked again with a socket of now, as who asks may have changed. */
	frame_ack(&script, EPERM);
	frame_ack(&script, EPERM);
	play_without(SEAM_FAMILY);
	ok(mpr_monitor_read(mon, on_event, NULL) == ERROR_ACCESS_DENIED,
	   "other failures to ask are told as they are");
	mpr_monitor_close(mon);
}

static void answer_journal_of_2(void)
{
	int seq;

	for (seq = 1; seq <= 3; seq++)
		put_event_of(0, 2, seq);
	frame_done(&script, 0, 0);
}

/* Of run 1 when the service is asked, of run 2 when the journal is. */
static void test_reload_in_a_gap(void)
{
	struct mpr_monitor *mon;

	stop_at = 0;
	mon = overrun();
	frame_service(&script, 1, 5);
	answer_journal_of_2();
	frame_news(&script, CTRL_CMD_NEWFAMILY, MPR_FAMILY_NAME);
	frame_service(&script, 2, 3);
	answer_journal_of_2();
	play_without(SEAM_SERVICE);
	ok(read_events(mon) && n_told == 3 && told[0] == 1 && told[1] == 2 && told[2] == 3 &&
	   told_lost == UINT64_MAX, "events of a module reloaded meanwhile are told once");
	mpr_monitor_close(mon);
}

/* The family is found, and gone when it is asked. */
static void test_gone_meanwhile(void)
{
	struct mpr *h = NULL;

	frame_ack(&script, ENOENT);
	play();
	ok(!mpr_open(NULL, &h) && mpr_journal_read(h, 0, NULL, on_event, NULL) ==
	   RPC_S_UNKNOWN_IF, "a module that goes between two requests is 1717");
	mpr_close(h);
}

/* The journal has only the last event, 4; 3 arrives, and 2 is nowhere. */
static void test_short_journal(void)
{
	struct mpr_monitor *mon;
	bool fine = true;
	int reads, i;

	for (stop_at = 0; stop_at <= 2; stop_at++) {
		mon = overrun();
		put_event(SEAM_KIND_EVENT, 3);
		for (i = 0; i < 3; i++) {
			put_event(0, 4);
			frame_done(&script, 0, 0);
		}
		play();
		for (reads = 0; reads < 3; reads++)
			fine &= read_events(mon);
		fine &= n_told == 2 && told[0] == 3 && told[1] == 4 && told_lost == 1;
		mpr_monitor_close(mon);
	}
	ok(fine && !told_after_stop,
	   "what is neither in the socket nor in the journal is counted, wherever it stops");
}

static void test_notification(void)
{
	HANDLE event = MprEventCreate(FALSE, FALSE), many[12];
	struct mpr_msg msg;
	unsigned int i, wrong = 0;

	play();
	ok(!MprAdminRegisterConnectionNotification(server, event), "a registration");
	frame(&script, SEAM_KIND_EVENT, 0, NULL, 0);
	mpr_msg_init(&msg, MPR_CMD_SERVICE_CHANGED);
	frame_message(&script, SEAM_KIND_EVENT, 0, &msg);
	play();
	ok(MprEventWaitMany(1, &event, FALSE, 0) == WAIT_TIMEOUT,
	   "messages about something else, or about nothing, do not signal");
	frame_overrun(&script);
	play();
	ok(MprEventWait(event, 0) == WAIT_OBJECT_0, "lost messages do");
	frame(&script, SEAM_KIND_ERRNO, 0, NULL, 0);
	play();
	ok(MprEventWait(event, 0) == WAIT_OBJECT_0, "so does a socket that fails");
	MprEventClose(event);
	/* Closed ones make room for others. */
	for (i = 0; i < 12; i++) {
		many[i] = MprEventCreate(FALSE, FALSE);
		wrong += MprAdminRegisterConnectionNotification(server, many[i]) != 0;
		if (i < 8)
			MprEventClose(many[i]);
	}
	for (i = 8; i < 12; i++)
		wrong += MprAdminDeregisterConnectionNotification(server, many[i]) != 0 ||
			 MprEventClose(many[i]) != 0;
	ok(!wrong, "events that are closed while they are registered are forgotten");
}

/* ---- odd answers ---- */

static void test_answers(void)
{
	struct mpr_interface new = { .name = "x", .type = MPR_IF_TYPE_FULL_ROUTER };
	struct nlmsghdr noop = { .nlmsg_len = sizeof(noop), .nlmsg_type = NLMSG_NOOP };
	HANDLE iface;

	frame_ack(&script, 0);
	play();
	ok(mpr_interface_add(service, &new, 0, NULL) == ERROR_INVALID_DATA,
	   "an interface that is created without a number is 13");
	frame_ack(&script, EINVAL);
	play();
	ok(MprAdminInterfaceGetHandle(server, L"x", &iface, FALSE) == ERROR_NO_SUCH_INTERFACE,
	   "a name that a newer kernel calls invalid is that of no interface: 905");
	frame(&script, SEAM_KIND_RAW, 0, &noop, sizeof(noop));
	frame_ack(&script, EBUSY);
	play();
	ok(mpr_interface_del(service, 5) == ERROR_INVALID_DATA && mpr_last_error()->sys == EBUSY,
	   "an errno that no operation has is 13, and is kept");
	frame_refusal(&script, SEAM_KIND_DONE, ERANGE, "too far");
	play();
	ok(mpr_journal_read(service, 5, NULL, on_event, NULL) == ERROR_INVALID_PARAMETER &&
	   !strcmp(mpr_last_error()->message, "too far"), "the end of a dump can say why it ends");
	ok(MprAdminServerConnect((WCHAR[]){ 0xd800, 0 }, &server) == ERROR_BAD_NETPATH,
	   "a server whose name is no text is 53");
}

static void test_devices(void)
{
	WCHAR many[17 * 2 + 1] = L"";
	MPR_DEVICE_1 info = { .szDeviceType = L"modem", .szDeviceName = L"ttyS0",
			      .szAlternates = many };
	HANDLE five = (HANDLE)(uintptr_t)5;
	size_t i;

	for (i = 0; i < 17; i++)
		many[2 * i] = L'1' + (WCHAR)i;
	play();
	ok(MprAdminInterfaceDeviceSetInfo(server, five, 1, 1, (LPBYTE)&info) ==
	   ERROR_INVALID_PARAMETER, "a 17th alternate is 87");
	info.szAlternates = NULL;
	info.szDeviceName[0] = 0xd800;
	ok(MprAdminInterfaceDeviceSetInfo(server, five, 1, 1, (LPBYTE)&info) ==
	   ERROR_INVALID_PARAMETER, "so is a device whose name is no text");
}

/* ---- processes ---- */

static bool no_sockets(int error, bool interruptible)
{
	(void)interruptible;
	errno = error;
	return error == EMFILE;
}

static int any_interface(const struct mpr_interface *iface, void *data)
{
	(void)iface;
	(void)data;
	return 0;
}

static unsigned int list_without_sockets(void)
{
	unsigned int code;

	frame_done(&script, 0, 0);
	play();
	seam_refuses = no_sockets;
	code = mpr_interface_list(service, 0, NULL, any_interface, NULL);
	seam_refuses = NULL;
	return code;
}

/* The kernel goes on with a dump whose first part found no memory. */
static void test_idle_sockets(void)
{
	struct mpr *old = service;
	unsigned int code;

	play();
	if (mpr_open(NULL, &service))
		abort();
	frame_done(&script, 0, 0);
	play();
	ok(!mpr_interface_list(service, 0, NULL, any_interface, NULL) && !list_without_sockets(),
	   "the socket of a dump is kept for the next request");
	frame_ack(&script, ENOBUFS);
	play();
	code = mpr_interface_list(service, 0, NULL, any_interface, NULL);
	ok(code && list_without_sockets() == ERROR_TOO_MANY_OPEN_FILES,
	   "... but not if the dump was refused");
	started();
	done(5, 0);
	code = wait_for_5();
	started();
	done(5, 691);
	play();
	seam_refuses = no_sockets;
	ok(!code && mpr_interface_connect(service, 5, 10000) == 691,
	   "the socket that waited for a connect is kept for the next one");
	started();
	play();
	code = mpr_interface_connect(service, 5, 0);
	seam_refuses = NULL;
	ok(code == ERROR_TOO_MANY_OPEN_FILES, "... and for nothing else");
	mpr_close(service);
	service = old;
}

/* Handles are another matter: the child has none, and with them it loses what they stand for. */
static void test_fork(void)
{
	struct mpr_service *got;
	int status;

	play();
	ok(!mpr_service_get(service, &got), "a socket is kept for the next request");
	mpr_free(got);
	/* No other can be had: who has that one needs none. */
	seam_refuses = no_sockets;
	fflush(stdout);
	if (!fork()) {
		play();
		_exit(mpr_service_get(service, &got));
	}
	wait(&status);
	ok(WEXITSTATUS(status) == ERROR_TOO_MANY_OPEN_FILES,
	   "the child of a fork does not use its parent's");
	play();
	status = mpr_service_get(service, &got);
	seam_refuses = NULL;
	if (!status)
		mpr_free(got);
	ok(!status, "the parent does");
	fflush(stdout);
	if (!fork()) {
		play();
		status = mpr_service_get(service, &got);
		if (!status)
			mpr_free(got);
		_exit(status);
	}
	wait(&status);
	ok(!status, "nor does it need it");
}

/* ---- what needs no kernel ---- */

static int any(const void *object, void *data)
{
	(void)object;
	(void)data;
	return 0;
}

static void test_parameters(void)
{
	struct mpr_identity nobody = { .user = "x" };
	struct mpr_interface *iface, new = { 0 };
	struct mpr_credentials cred;
	struct mpr_connection *conn;
	struct mpr_monitor *mon;
	struct mpr_dialer *dialer;
	struct mpr_service *svc;
	struct mpr_port *port;
	struct mpr *h = service;
	char dir[8];

	ok(mpr_open(NULL, NULL) == 87 && mpr_interface_get(NULL, 1, &iface) == 87 &&
	   mpr_interface_get(h, 1, NULL) == 87 && mpr_interface_find(h, NULL, true, &iface) == 87 &&
	   mpr_interface_list(h, 0, NULL, NULL, NULL) == 87 &&
	   mpr_interface_add(h, &new, 0, NULL) == 87 && mpr_interface_set(h, 1, NULL, 0) == 87 &&
	   mpr_interface_del(NULL, 1) == 87 && mpr_interface_connect(NULL, 1, 0) == 87 &&
	   mpr_connection_get(h, 1, NULL) == 87 &&
	   mpr_connection_list(NULL, 0, NULL, (mpr_connection_cb *)any, NULL) == 87 &&
	   mpr_connection_hangup(NULL, 1) == 87 && mpr_connection_identify(h, &nobody) == 87 &&
	   mpr_port_get(h, 1, NULL) == 87 && mpr_port_list(h, 0, 0, NULL, NULL, NULL) == 87 &&
	   mpr_service_get(h, NULL) == 87 && mpr_service_set(h, NULL, 0) == 87 &&
	   mpr_journal_read(h, 0, NULL, NULL, NULL) == 87 && mpr_monitor_open(h, 0, &mon) == 87 &&
	   mpr_monitor_read(NULL, on_event, NULL) == 87 &&
	   mpr_dialer_open(h, NULL, 1, &dialer) == 87 &&
	   mpr_dialer_accept(NULL, 1, NULL) == 87 && mpr_dialer_done(NULL, 1, 0) == 87 &&
	   mpr_dialer_progress(NULL, 1, 0, NULL, 0) == 87 && mpr_state_dir(NULL, dir, 8) == 87 &&
	   mpr_credentials_get(h, NULL, &cred) == 87 &&
	   mpr_credentials_set(NULL, "x", NULL, NULL, NULL) == 87, "what must be given is: 87");
	ok(mpr_interface_get(h, 0, &iface) == ERROR_INVALID_HANDLE &&
	   mpr_interface_set(h, 0, &new, 0) == ERROR_INVALID_HANDLE &&
	   mpr_interface_del(h, 0) == ERROR_INVALID_HANDLE &&
	   mpr_interface_connect(h, 0, 0) == ERROR_INVALID_HANDLE &&
	   mpr_connection_get(h, 0, &conn) == ERROR_INTERFACE_NOT_CONNECTED &&
	   mpr_connection_hangup(h, 0) == ERROR_INTERFACE_NOT_CONNECTED &&
	   mpr_port_get(h, 0, &port) == ERROR_INVALID_PORT_HANDLE,
	   "nothing has the number 0: the code of what is not there");
	mpr_monitor_close(NULL);
	mpr_dialer_close(NULL);
	mpr_close(NULL);
	ok(mpr_monitor_fd(NULL) == -1 && mpr_dialer_fd(NULL) == -1 &&
	   mpr_service_get(NULL, &svc) == 87, "nothing can be closed, and has no descriptor");
}

/* One handle stays while the numbers go all the way round its slot. */
static void test_numbers_go_round(void)
{
	HANDLE kept = MprEventCreate(TRUE, TRUE), other;
	unsigned int i, wrong = 0;

	for (i = 0; i < 40000; i++) {
		other = MprEventCreate(FALSE, FALSE);
		wrong += !other || other == kept;
		MprEventClose(other);
	}
	ok(!wrong && MprEventWait(kept, 0) == WAIT_OBJECT_0 && !MprEventClose(kept),
	   "40,000 handles later, the one that was kept is still itself");
}

static void test_attach(void)
{
	struct mpr_event_source src = { .fd = -1, .key = 1 };
	HANDLE handle = MprEventCreate(FALSE, FALSE);
	struct mpr_event_object *event = mpr_event_get(handle);

	ok(mpr_event_attach(event, &src) == ERROR_INVALID_PARAMETER, "no descriptor is no source");
	mpr_event_put(event);
	MprEventClose(handle);
}

int main(void)
{
	if (mpr_open(NULL, &service))
		return 2;
	test_idle_sockets();
	test_fork();
	if (MprAdminServerConnect(NULL, &server))
		return 2;
	test_connect();
	test_dialer();
	test_monitor();
	test_reload_in_a_gap();
	test_gone_meanwhile();
	test_short_journal();
	test_notification();
	test_answers();
	test_devices();
	test_parameters();
	test_numbers_go_round();
	test_attach();
	MprAdminServerDisconnect(server);
	mpr_close(service);
	return tap_done();
}
