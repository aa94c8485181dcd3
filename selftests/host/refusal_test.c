// SPDX-License-Identifier: GPL-2.0-only
/*
 * libmpr when the system refuses memory or a system call, at each place where it asks for one: the
 * function says what was refused, leaks nothing, and what is kept in files is the old or the new,
 * never a part. Run by refuse.sh.
 */
#include <mprapi.h>
#include <mprevent.h>
#include <sys/wait.h>

#include "refuse.h"
#include "frames.h"

static struct frames script;
static MPR_SERVER_HANDLE server;
static HANDLE event;
static struct mpr *service;
static LPBYTE buffer;
static HANDLE number_5 = (HANDLE)(uintptr_t)5;

/* What each code is for; 1726 is that of a system call that has no code of its own. */
static bool sane(enum refusal what, unsigned int code)
{
	if (what == NO_MEMORY)
		return code == ERROR_NOT_ENOUGH_MEMORY &&
		       !strstr(mpr_last_error()->message, "too large");
	return code == ERROR_NOT_ENOUGH_MEMORY || code == ERROR_TOO_MANY_OPEN_FILES ||
	       code == ERROR_ACCESS_DENIED || code == RPC_S_CALL_FAILED;
}

/* ---- what the kernel answers ---- */

static void put_interface(struct mpr_msg *msg, uint32_t id)
{
	size_t nest;

	mpr_put_u32(msg, MPR_A_INTERFACE_LEFT, 3);
	mpr_put_u32(msg, MPR_A_INTERFACE_ID, id);
	mpr_put_str(msg, MPR_A_INTERFACE_NAME, "wan");
	mpr_put_u32(msg, MPR_A_INTERFACE_TYPE, MPR_IF_TYPE_FULL_ROUTER);
	nest = mpr_nest_begin(msg, MPR_A_INTERFACE_DEVICE);
	mpr_put_u32(msg, MPR_A_DEVICE_INDEX, 1);
	mpr_put_str(msg, MPR_A_DEVICE_TYPE, "modem");
	mpr_put_str(msg, MPR_A_DEVICE_NAME, "ttyS0");
	mpr_put_str(msg, MPR_A_DEVICE_ALTERNATE, "5550100");
	mpr_nest_end(msg, nest);
	nest = mpr_nest_begin(msg, MPR_A_INTERFACE_HOURS);
	mpr_put_u16(msg, MPR_A_HOURS_TO, 1440);
	mpr_nest_end(msg, nest);
}

static void answer_interface(void)
{
	struct mpr_msg msg;

	mpr_msg_init(&msg, MPR_CMD_INTERFACE_GET);
	put_interface(&msg, 5);
	frame_message(&script, 0, SEAM_FLAG_MORE, &msg);
	frame_ack(&script, 0);
}

static void play(void)
{
	seam_play(&script);
	script.len = 0;
}

static void one_interface(void)
{
	answer_interface();
	play();
}

static void two_interfaces(void)
{
	answer_interface();
	answer_interface();
	play();
}

static void interface_then_ack(void)
{
	answer_interface();
	frame_ack(&script, 0);
	play();
}

static void three_interfaces(void)
{
	struct mpr_msg msg;
	uint32_t id;

	for (id = 5; id < 8; id++) {
		mpr_msg_init(&msg, MPR_CMD_INTERFACE_GET);
		put_interface(&msg, id);
		frame_message(&script, 0, id == 6 ? SEAM_FLAG_INTR : 0, &msg);
	}
	frame_done(&script, 0, 0);
	/* It was interrupted: the rest once more. */
	frame_done(&script, 0, 0);
	play();
}

static void put_connection(void)
{
	struct mpr_msg msg;

	mpr_msg_init(&msg, MPR_CMD_CONNECTION_GET);
	mpr_put_u32(&msg, MPR_A_CONNECTION_LEFT, 1);
	mpr_put_u32(&msg, MPR_A_CONNECTION_ID, 9);
	mpr_put_str(&msg, MPR_A_CONNECTION_INTERFACE_NAME, "wan");
	mpr_put_str(&msg, MPR_A_CONNECTION_USER, "alice");
	frame_message(&script, 0, SEAM_FLAG_MORE, &msg);
}

static void one_connection(void)
{
	put_connection();
	frame_ack(&script, 0);
	play();
}

static void all_connections(void)
{
	put_connection();
	frame_done(&script, 0, 0);
	play();
}

static void just_ack(void)
{
	frame_ack(&script, 0);
	play();
}

static void answer_started(uint8_t more)
{
	struct mpr_msg msg;

	mpr_msg_init(&msg, MPR_CMD_INTERFACE_CONNECT);
	mpr_put_u32(&msg, MPR_A_INTERFACE_ATTEMPT_ID, 7);
	mpr_put_u32(&msg, MPR_A_INTERFACE_STATUS, PENDING);
	frame_message(&script, 0, SEAM_FLAG_MORE, &msg);
	frame(&script, SEAM_KIND_ERROR, SEAM_FLAG_CAPPED | more, "", 1);
}

static void event_done(uint32_t status)
{
	struct mpr_msg msg;

	mpr_msg_init(&msg, MPR_CMD_CONNECT_DONE);
	mpr_put_u32(&msg, MPR_A_INTERFACE_ID, 5);
	mpr_put_u32(&msg, MPR_A_INTERFACE_STATUS, status);
	frame_message(&script, SEAM_KIND_EVENT, 0, &msg);
}

static void started_and_done(void)
{
	answer_started(0);
	event_done(0);
	play();
}

static void started(void)
{
	answer_started(0);
	play();
}

static void put_event(struct mpr_msg *msg, uint64_t seq)
{
	size_t nest;

	mpr_msg_init(msg, MPR_CMD_INTERFACE_CHANGED);
	mpr_put_u64(msg, MPR_A_EVENT_SEQ, seq);
	mpr_put_u64(msg, MPR_A_EVENT_EPOCH, 1);
	mpr_put_u32(msg, MPR_A_EVENT_KIND, MPR_EVENT_KIND_INTERFACE_CHANGE);
	nest = mpr_nest_begin(msg, MPR_A_EVENT_INTERFACE);
	put_interface(msg, 5);
	mpr_nest_end(msg, nest);
}

/* The service's last event is 1: 2 is lost in an overrun, 3 comes. */
static void events_with_a_gap(void)
{
	struct mpr_msg msg;

	frame_overrun(&script);
	put_event(&msg, 3);
	frame_message(&script, SEAM_KIND_EVENT, 0, &msg);
	put_event(&msg, 2);
	frame_message(&script, 0, 0, &msg);
	frame_done(&script, 0, 0);
	/* Without memory for an event it is read once more. */
	put_event(&msg, 3);
	frame_message(&script, 0, 0, &msg);
	frame_done(&script, 0, 0);
	play();
}

static void journal_of_two(void)
{
	struct mpr_msg msg;
	uint64_t seq;

	for (seq = 1; seq <= 2; seq++) {
		put_event(&msg, seq);
		frame_message(&script, 0, 0, &msg);
	}
	frame_done(&script, 0, 0);
	play();
}

/* Registered; a doorbell; what it was about; the end of it. */
static void a_dial(void)
{
	struct mpr_msg msg;
	size_t nest;

	frame_ack(&script, 0);
	frame_bell(&script, 4, MPR_DIAL_TYPE_DIAL);
	mpr_msg_init(&msg, MPR_CMD_DIAL_ACCEPT);
	mpr_put_u32(&msg, MPR_A_DIAL_ID, 4);
	mpr_put_str(&msg, MPR_A_DIAL_KIND, "exec");
	nest = mpr_nest_begin(&msg, MPR_A_DIAL_INTERFACE);
	put_interface(&msg, 5);
	mpr_nest_end(&msg, nest);
	frame_message(&script, 0, SEAM_FLAG_MORE, &msg);
	frame_ack(&script, 0);
	frame_ack(&script, 0);
	play();
}

/* ---- the work ---- */

static void free_buffer(void)
{
	MprAdminBufferFree(buffer);
}

static unsigned int server_connect(void)
{
	MPR_SERVER_HANDLE other;
	unsigned int code = MprAdminServerConnect(NULL, &other);

	if (!code)
		MprAdminServerDisconnect(other);
	return code;
}

static unsigned int server_info(void)
{
	return MprAdminServerGetInfo(server, 0, &buffer);
}

static unsigned int is_initialized(void)
{
	BOOL yes;

	return MprAdminIsServiceInitialized(NULL, &yes);
}

static unsigned int error_string(void)
{
	return MprAdminGetErrorString(ERROR_DDM_NOT_RUNNING, (LPWSTR *)&buffer);
}

static unsigned int get_handle(void)
{
	HANDLE iface;

	return MprAdminInterfaceGetHandle(server, L"wan", &iface, FALSE);
}

static unsigned int create(void)
{
	MPR_INTERFACE_0 info = { .wszInterfaceName = L"wan", .fEnabled = TRUE,
				 .dwIfType = ROUTER_IF_TYPE_FULL_ROUTER };
	HANDLE iface;

	return MprAdminInterfaceCreate(server, 0, (LPBYTE)&info, &iface);
}

static unsigned int get_info_0(void)
{
	return MprAdminInterfaceGetInfo(server, number_5, 0, &buffer);
}

static unsigned int get_info_1(void)
{
	return MprAdminInterfaceGetInfo(server, number_5, 1, &buffer);
}

static unsigned int get_info_3(void)
{
	return MprAdminInterfaceGetInfo(server, number_5, 3, &buffer);
}

static unsigned int set_info(void)
{
	MPR_INTERFACE_0 info = { .wszInterfaceName = L"wan", .fEnabled = TRUE,
				 .dwIfType = ROUTER_IF_TYPE_FULL_ROUTER };

	return MprAdminInterfaceSetInfo(server, number_5, 0, (LPBYTE)&info);
}

static unsigned int interface_enum(void)
{
	DWORD n, total;

	return MprAdminInterfaceEnum(server, 0, &buffer, (DWORD)-1, &n, &total, NULL);
}

static unsigned int device_get_0(void)
{
	return MprAdminInterfaceDeviceGetInfo(server, number_5, 1, 0, &buffer);
}

static unsigned int device_get_1(void)
{
	return MprAdminInterfaceDeviceGetInfo(server, number_5, 1, 1, &buffer);
}

static unsigned int device_set(void)
{
	MPR_DEVICE_1 info = { .szDeviceType = L"modem", .szDeviceName = L"ttyS0",
			      .szLocalPhoneNumber = L"1" };

	return MprAdminInterfaceDeviceSetInfo(server, number_5, 1, 1, (LPBYTE)&info);
}

static unsigned int connection_enum(void)
{
	DWORD n, total;

	return MprAdminConnectionEnum(server, 0, &buffer, (DWORD)-1, &n, &total, NULL);
}

static unsigned int connection_info(void)
{
	return MprAdminConnectionGetInfo(server, 0, (HANDLE)(uintptr_t)9, &buffer);
}

static unsigned int clear_stats(void)
{
	return MprAdminConnectionClearStats(server, (HANDLE)(uintptr_t)9);
}

static unsigned int do_register(void)
{
	return MprAdminRegisterConnectionNotification(server, event);
}

static void deregister(void)
{
	MprAdminDeregisterConnectionNotification(server, event);
}

/* With a server of its own, which makes room for events when the first one comes. */
static unsigned int first_register(void)
{
	MPR_SERVER_HANDLE other;
	unsigned int code = MprAdminServerConnect(NULL, &other);

	if (code)
		return code;
	code = MprAdminRegisterConnectionNotification(other, event);
	MprAdminServerDisconnect(other);
	return code;
}

/* More than a request has room for at first. */
static unsigned int large_request(void)
{
	static const char phone[] = "555 555 555 555 555 555 555 555 555 555 555 555 555 555 555 5";
	const char *alternates[16];
	struct mpr_device dev = { .index = 1, .n_alternates = 16, .alternates = alternates };
	struct mpr_interface new = { .devices = &dev, .n_devices = 1 };
	unsigned int i;

	for (i = 0; i < 16; i++)
		alternates[i] = phone;
	return mpr_interface_set(service, 5, &new, MPR_SET_DEVICES);
}

static unsigned int connect_and_wait(void)
{
	return MprAdminInterfaceConnect(server, number_5, NULL, TRUE);
}

/* The event is closed, which ends the waiting. */
static unsigned int connect_with_event(void)
{
	HANDLE own = MprEventCreate(FALSE, FALSE);
	unsigned int code = own ? MprAdminInterfaceConnect(server, number_5, own, FALSE) :
			    MprEventGetLastError();

	if (own)
		MprEventClose(own);
	return code;
}

static unsigned int event_create(void)
{
	HANDLE own = MprEventCreate(TRUE, FALSE);

	return own ? MprEventClose(own) : MprEventGetLastError();
}

static unsigned int event_wait(void)
{
	MprEventSet(event);
	return MprEventWait(event, 1000);
}

static int nothing(const struct mpr_event *ev, void *data)
{
	(void)ev;
	(void)data;
	return 0;
}

static unsigned int monitor(void)
{
	struct mpr_monitor *mon;
	unsigned int code = mpr_monitor_open(service, MPR_MONITOR_ALL, &mon);

	if (code)
		return code;
	code = mpr_monitor_read(mon, nothing, NULL);
	mpr_monitor_close(mon);
	return code;
}

static unsigned int journal(void)
{
	return mpr_journal_read(service, 0, NULL, nothing, NULL);
}

static unsigned int dialer(void)
{
	static const char *const kinds[] = { "exec" };
	struct mpr_dial_request *req;
	struct mpr_dialer *d;
	enum mpr_dial_type type;
	unsigned int code;
	uint32_t id = 0;

	code = mpr_dialer_open(service, kinds, 1, &d);
	if (code)
		return code;
	/* Bells that are lost can be asked for: 0 is any. */
	mpr_dialer_ring(d, &id, &type);
	code = mpr_dialer_accept(d, id, &req);
	if (!code) {
		code = mpr_dialer_done(d, req->id, 0);
		mpr_free(req);
	}
	mpr_dialer_close(d);
	return code;
}

static unsigned int service_get(void)
{
	struct mpr_service *got;
	unsigned int code = mpr_service_get(service, &got);

	if (!code)
		mpr_free(got);
	return code;
}

static unsigned int identify(void)
{
	struct mpr_ppp ppp = { 0 };
	struct mpr_identity who = { .id = 9, .ppp = &ppp, .user = "alice" };

	return mpr_connection_identify(service, &who);
}

/* ---- from another network namespace ---- */

static int away;

/* A refusal may have left the thread in the service's. */
static void from_away(void)
{
	__real_setns(away, CLONE_NEWNET);
	just_ack();
}

static bool sane_and_away(enum refusal what, unsigned int code)
{
	struct stat now, st;

	/* It is here as before, or says that it is not. */
	return sane(what, code) &&
	       (strstr(mpr_last_error()->message, "cannot return") ||
		(!stat("/proc/thread-self/ns/net", &now) && !fstat(away, &st) &&
		 now.st_ino == st.st_ino));
}

static unsigned int monitor_open(void)
{
	struct mpr_monitor *mon;
	unsigned int code = mpr_monitor_open(service, MPR_MONITOR_ALL, &mon);

	if (!code)
		mpr_monitor_close(mon);
	return code;
}

static void test_away(void)
{
	static const struct work work = { "a monitor of another namespace", from_away,
					  monitor_open, NULL, sane_and_away };

	if (unshare(CLONE_NEWNET)) {
		printf("# no other network namespace can be made here\n");
		return;
	}
	away = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
	refuse_each(&work);
	close(away);
}

/* ---- credentials ---- */

static char state_dir[64];

/* The user is the old or the new one, and the password goes with it. */
static bool credentials_are_whole(void)
{
	struct mpr_credentials cred;
	char path[128];
	struct dirent *ent;
	bool fine;
	DIR *dir;

	fine = !mpr_credentials_get(service, "wan", &cred) &&
	       ((!strcmp(cred.user, "old") && !strcmp(cred.password, "secret")) ||
		(!strcmp(cred.user, "new") && !strcmp(cred.password, "other")));
	snprintf(path, sizeof(path), "%s/credentials", state_dir);
	dir = opendir(path);
	while (dir && (ent = readdir(dir)))
		fine &= strncmp(ent->d_name, ".tmp", 4) != 0;
	if (dir)
		closedir(dir);
	return fine;
}

static bool sane_and_whole(enum refusal what, unsigned int code)
{
	return credentials_are_whole() && sane(what, code);
}

static void old_credentials(void)
{
	answer_interface();
	play();
	if (mpr_credentials_set(service, "wan", "old", "", "secret"))
		abort();
	one_interface();
}

static unsigned int credentials_set(void)
{
	return mpr_credentials_set(service, "wan", "new", NULL, "other");
}

static unsigned int credentials_get(void)
{
	struct mpr_credentials cred;

	return mpr_credentials_get(service, "wan", &cred);
}

static unsigned int credentials_remove(void)
{
	return mpr_credentials_set(service, "wan", NULL, NULL, NULL);
}

static unsigned int admin_credentials_set(void)
{
	return MprAdminInterfaceSetCredentials(NULL, L"wan", L"new", NULL, L"other");
}

static unsigned int admin_credentials_get(void)
{
	WCHAR user[UNLEN + 1], password[PWLEN + 1], domain[DNLEN + 1];

	return MprAdminInterfaceGetCredentials(NULL, L"wan", user, password, domain);
}

static const struct work works[] = {
	{ "MprAdminServerConnect", just_ack, server_connect, NULL, sane },
	{ "MprAdminServerGetInfo", just_ack, server_info, free_buffer, sane },
	{ "MprAdminIsServiceInitialized", just_ack, is_initialized, NULL, sane },
	{ "MprAdminGetErrorString", NULL, error_string, free_buffer, sane },
	{ "MprAdminInterfaceGetHandle", one_interface, get_handle, NULL, sane },
	{ "MprAdminInterfaceCreate", one_interface, create, NULL, sane },
	{ "MprAdminInterfaceGetInfo 0", one_interface, get_info_0, free_buffer, sane },
	{ "MprAdminInterfaceGetInfo 1", one_interface, get_info_1, free_buffer, sane },
	{ "MprAdminInterfaceGetInfo 3", one_interface, get_info_3, free_buffer, sane },
	{ "MprAdminInterfaceSetInfo", two_interfaces, set_info, NULL, sane },
	{ "MprAdminInterfaceEnum", three_interfaces, interface_enum, free_buffer, sane },
	{ "MprAdminInterfaceDeviceGetInfo 0", one_interface, device_get_0, free_buffer, sane },
	{ "MprAdminInterfaceDeviceGetInfo 1", one_interface, device_get_1, free_buffer, sane },
	{ "MprAdminInterfaceDeviceSetInfo", interface_then_ack, device_set, NULL, sane },
	{ "MprAdminInterfaceConnect, waiting", started_and_done, connect_and_wait, NULL, sane },
	{ "MprAdminInterfaceConnect with an event", started, connect_with_event, NULL, sane },
	{ "MprAdminConnectionEnum", all_connections, connection_enum, free_buffer, sane },
	{ "MprAdminConnectionGetInfo", one_connection, connection_info, free_buffer, sane },
	{ "MprAdminConnectionClearStats", just_ack, clear_stats, NULL, sane },
	{ "MprAdminRegisterConnectionNotification", just_ack, do_register, deregister, sane },
	{ "the first of them", just_ack, first_register, NULL, sane },
	{ "a large request", just_ack, large_request, NULL, sane },
	{ "MprEventCreate", NULL, event_create, NULL, sane },
	{ "MprEventWait", NULL, event_wait, NULL, sane },
	{ "mpr_monitor_read over a gap", events_with_a_gap, monitor, NULL, sane },
	{ "mpr_journal_read", journal_of_two, journal, NULL, sane },
	{ "a dialer", a_dial, dialer, NULL, sane },
	{ "mpr_service_get", just_ack, service_get, NULL, sane },
	{ "mpr_connection_identify", just_ack, identify, NULL, sane },
	{ "mpr_credentials_set", old_credentials, credentials_set, NULL, sane_and_whole },
	{ "mpr_credentials_get", old_credentials, credentials_get, NULL, sane_and_whole },
	{ "mpr_credentials_set of nothing", old_credentials, credentials_remove, NULL, sane },
	{ "MprAdminInterfaceSetCredentials", old_credentials, admin_credentials_set, NULL,
	  sane_and_whole },
	{ "MprAdminInterfaceGetCredentials", old_credentials, admin_credentials_get, NULL,
	  sane_and_whole },
};

/* The table of handles is made once for a process, by two of the calls. */
static void test_no_table(void)
{
	unsigned int n, without = 0;
	int status;

	for (n = 1; n < 10; n++) {
		if (!fork()) {
			refuse->nth = n;
			_exit(!MprEventCreate(FALSE, FALSE) &&
			      MprEventGetLastError() == ERROR_NOT_ENOUGH_MEMORY &&
			      MprAdminServerConnect(NULL, &server) == ERROR_NOT_ENOUGH_MEMORY);
		}
		wait(&status);
		without += WEXITSTATUS(status);
	}
	refuse->nth = 0;
	ok(without == 2, "without room for handles there are none, and 8 says so");
}

int main(void)
{
	size_t i;

	refuse_init();
	snprintf(state_dir, sizeof(state_dir), "%s/state", seam_dir());
	setenv("MPR_STATE_DIR", state_dir, 1);
	test_no_table();
	if (mpr_open(NULL, &service) || MprAdminServerConnect(NULL, &server))
		return 2;
	event = MprEventCreate(FALSE, FALSE);
	for (i = 0; i < sizeof(works) / sizeof(works[0]); i++)
		refuse_each(&works[i]);
	test_away();
	MprEventClose(event);
	MprAdminServerDisconnect(server);
	mpr_close(service);
	return tap_done();
}
