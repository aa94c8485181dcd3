// SPDX-License-Identifier: GPL-2.0-only
/*
 * mprd's main process against a kernel that a script stands in for: doorbells that are lost, a
 * service that cannot be registered with, that goes and that does not listen; and saved interfaces
 * that differ from what is there. Run by mprd_service.sh with a directory for files.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <restore.h>
#include <service.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <workers.h>

#include "frames.h"
#include "log.h"
#include "said.h"
#include "tap.h"

static const char *dir;
static struct frames script;
static struct config config = { .path = "mprd.conf", .n_kinds = 2, .kinds = { "exec", "pppd" } };
static struct ev_loop *loop;
static struct service service;
static uint32_t started[8];
static unsigned int n_started;
static workers_untaken_fn *give_up;
static void *its_data;

/* In the place of a process for each. */
void __wrap_workers_start(struct ev_loop *own_loop, const struct config *own, uint32_t id)
{
	(void)own_loop;
	(void)own;
	if (n_started < 8)
		started[n_started++] = id;
}

int __wrap_workers_init(workers_untaken_fn *untaken, void *data)
{
	give_up = untaken;
	its_data = data;
	return 0;
}

static unsigned int n_sent[MPR_CMD_MAX + 1];

static void see(const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);

	if (nlh->nlmsg_type != GENL_ID_CTRL && genl->cmd <= MPR_CMD_MAX)
		n_sent[genl->cmd]++;
}

static void play(unsigned int hostile)
{
	memset(n_sent, 0, sizeof(n_sent));
	n_started = 0;
	seam_begin(script.data, script.len, hostile);
	script.len = 0;
}

/* ---- the service ---- */

static void pending(uint32_t id)
{
	struct mpr_msg msg;
	size_t nest;

	mpr_msg_init(&msg, MPR_CMD_DIAL_ACCEPT);
	mpr_put_u32(&msg, MPR_A_DIAL_ID, id);
	nest = mpr_nest_begin(&msg, MPR_A_DIAL_INTERFACE);
	mpr_put_u32(&msg, MPR_A_INTERFACE_ID, 7);
	mpr_nest_end(&msg, nest);
	frame_message(&script, 0, SEAM_FLAG_MORE, &msg);
	frame_ack(&script, 0);
}

/* What it says while the loop goes round some times. */
static const char *rounds(unsigned int n)
{
	play(0);
	listen_up();
	while (n--) {
		/* Its descriptor was quiet since the last script ended. */
		if (service.dialer)
			ev_feed_event(loop, &service.bell, EV_READ);
		ev_run(loop, EVRUN_NOWAIT);
	}
	return heard();
}

static bool begin(void)
{
	loop = ev_loop_new(EVFLAG_AUTO);
	return !service_start(&service, loop, &config);
}

static void end(void)
{
	service_stop(&service);
	ev_loop_destroy(loop);
}

static void test_service(void)
{
	ok(begin(), "mprd begins to look for the module");
	/* Registered, and local time told. */
	frame_ack(&script, 0);
	frame_ack(&script, 0);
	ok(strstr(rounds(2), "ready to dial"), "it registers");
	frame_bell(&script, 11, MPR_DIAL_TYPE_DIAL);
	frame_bell(&script, 12, MPR_DIAL_TYPE_DIAL);
	rounds(2);
	ok(n_started == 2 && started[0] == 11 && started[1] == 12, "each doorbell gets a worker");
	/* What pends is taken by a socket that closes. */
	frame_overrun(&script);
	frame_ack(&script, 0);
	pending(21);
	pending(22);
	frame_none(&script);
	frame_bell(&script, 21, MPR_DIAL_TYPE_DIAL);
	ok(strstr(rounds(3), "doorbells were lost; 2 requests ring again") && n_started == 1,
	   "doorbells that were lost ring again");
	frame_overrun(&script);
	frame_ack(&script, EPERM);
	ok(!strstr(rounds(3), "ring again"), "unless nobody may ask for them");
	/* The same for one whose worker was killed before it could take it. */
	pending(12);
	frame_none(&script);
	play(0);
	listen_up();
	give_up(its_data, 12);
	ok(strstr(heard(), "request 12 was not begun; it rings again") &&
	   n_sent[MPR_CMD_DIALER_REGISTER] == 0, "a request that no worker took rings again");
	frame_none(&script);
	play(0);
	listen_up();
	give_up(its_data, 12);
	ok(!*heard(), "one that is over does not");
	/* A reload: another registration before the first goes. */
	frame_ack(&script, 0);
	frame_bell(&script, 31, MPR_DIAL_TYPE_DIAL);
	frame_ack(&script, EPERM);
	play(0);
	listen_up();
	service_reload(&service, &config);
	ok(strstr(heard(), "ready to dial") && n_started == 1 && started[0] == 31 &&
	   strstr(said, "cannot tell the module the offset of local time"),
	   "a reload loses no doorbell; local time that cannot be told is no hindrance");
	frame_ack(&script, EPERM);
	frame_ack(&script, EPERM);
	frame_ack(&script, EPERM);
	play(0);
	listen_up();
	service_reload(&service, &config);
	ok(!*heard() && !service.dialer, "a reload that cannot register is tried again");
	frame_ack(&script, EPERM);
	ok(strstr(rounds(2), "cannot register as dialler, trying again: "),
	   "and says what is in its way");
	frame_ack(&script, EPERM);
	ok(!*rounds(2), "once");
	listen_up();
	service_reload(&service, &config);
	ok(!*heard(), "meanwhile there is nothing to reload");
	end();
}

static void test_gone(void)
{
	config.n_kinds = 0;
	begin();
	frame_ack(&script, 0);
	ok(strstr(rounds(2), "mprd dials nothing: there are no dialers in mprd.conf"),
	   "without dialers mprd says that it dials nothing");
	config.n_kinds = 2;
	frame_news(&script, CTRL_CMD_DELFAMILY, MPR_FAMILY_NAME);
	ok(strstr(rounds(1), "the module mpr is gone") && !service.dialer,
	   "a module that goes is noticed, and waited for");
	end();
	config.server = "elsewhere";
	listen_up();
	loop = ev_loop_new(EVFLAG_AUTO);
	ok(service_start(&service, loop, &config) == -1 &&
	   strstr(heard(), "cannot open the service: "), "a namespace that is none ends mprd");
	ev_loop_destroy(loop);
	config.server = NULL;
}

/* ---- saved interfaces ---- */

static struct mpr *mpr;

/* The file of interface "wan", and how it is. */
static void save(const char *text)
{
	char path[PATH_MAX];
	FILE *f;

	snprintf(path, sizeof(path), "%s/interfaces.d/wan.conf", dir);
	f = fopen(path, "w");
	if (!f || fprintf(f, "[interface]\nname = wan\n%s", text) < 0 || fclose(f))
		abort();
}

static void is(void (*more)(struct mpr_msg *msg), uint32_t type)
{
	struct mpr_msg msg;

	mpr_msg_init(&msg, MPR_CMD_INTERFACE_GET);
	mpr_put_u32(&msg, MPR_A_INTERFACE_ID, 7);
	mpr_put_str(&msg, MPR_A_INTERFACE_NAME, "wan");
	mpr_put_u32(&msg, MPR_A_INTERFACE_TYPE, type);
	if (more)
		more(&msg);
	frame_message(&script, 0, SEAM_FLAG_MORE, &msg);
	frame_ack(&script, 0);
}

static void restore_hostile(unsigned int hostile)
{
	play(hostile);
	listen_up();
	restore_interfaces(&config, mpr, true);
	heard();
}

static void restore(void)
{
	restore_hostile(0);
}

static void device(struct mpr_msg *msg, uint32_t index, const char *phone, const char *alternate)
{
	size_t nest = mpr_nest_begin(msg, MPR_A_INTERFACE_DEVICE);

	mpr_put_u32(msg, MPR_A_DEVICE_INDEX, index);
	mpr_put_str(msg, MPR_A_DEVICE_TYPE, "modem");
	mpr_put_str(msg, MPR_A_DEVICE_NAME, "ttyS0");
	mpr_put_str(msg, MPR_A_DEVICE_PHONE, phone);
	if (*alternate)
		mpr_put_str(msg, MPR_A_DEVICE_ALTERNATE, alternate);
	mpr_nest_end(msg, nest);
}

static void same_device(struct mpr_msg *msg)
{
	device(msg, 2, "9", "");
	device(msg, 1, "1", "2");
}

static void other_phone(struct mpr_msg *msg)
{
	device(msg, 1, "9", "2");
}

static void other_alternate(struct mpr_msg *msg)
{
	device(msg, 1, "1", "9");
}

static void other_slot(struct mpr_msg *msg)
{
	device(msg, 2, "1", "2");
}

static void hours(struct mpr_msg *msg, uint8_t day, uint16_t to)
{
	size_t nest = mpr_nest_begin(msg, MPR_A_INTERFACE_HOURS);

	mpr_put_u8(msg, MPR_A_HOURS_DAY, day);
	mpr_put_u16(msg, MPR_A_HOURS_TO, to);
	mpr_nest_end(msg, nest);
}

static void same_hours(struct mpr_msg *msg)
{
	hours(msg, 1, 60);
}

static void other_hours(struct mpr_msg *msg)
{
	hours(msg, 1, 61);
}

/* Whether it is changed when it is like that. */
static bool changes(void (*more)(struct mpr_msg *msg))
{
	is(more, MPR_IF_TYPE_FULL_ROUTER);
	frame_ack(&script, 0);
	restore();
	return n_sent[MPR_CMD_INTERFACE_SET] &&
	       strstr(said, "1 saved interfaces restored, 0 refused");
}

static void test_restore(void)
{
	char path[PATH_MAX], other[PATH_MAX];

	snprintf(path, sizeof(path), "%s/interfaces.d", dir);
	setenv("MPR_CONF_DIR", dir, 1);
	if (mpr_open(NULL, &mpr) || mkdir(path, 0755))
		abort();
	save("[device 1]\ntype = MODEM\nname = ttyS0\nphone = 1\nalternates = 2\n");
	ok(!changes(same_device), "an interface that is as it was saved is left alone");
	ok(changes(other_phone) && changes(other_alternate) && changes(other_slot) && changes(NULL),
	   "one whose device is another is changed");
	save("hours = 1 00:00-01:00\n");
	ok(!changes(same_hours) && changes(other_hours) && changes(NULL),
	   "one with other hours, too");
	save("redial-count = 3\n");
	is(NULL, MPR_IF_TYPE_FULL_ROUTER);
	frame_ack(&script, EINVAL);
	restore();
	ok(strstr(said, "wan.conf:1: cannot restore interface \"wan\": ") &&
	   strstr(said, "0 saved interfaces restored, 1 refused"),
	   "what cannot be changed is said with its file");
	is(NULL, MPR_IF_TYPE_DEDICATED);
	restore();
	ok(strstr(said, "wan.conf:1: interface \"wan\" exists with another type") &&
	   !n_sent[MPR_CMD_INTERFACE_SET], "one of another type is left as it is");
	save("connect = yes\n");
	is(NULL, MPR_IF_TYPE_FULL_ROUTER);
	frame_ack(&script, ENODEV);
	restore();
	ok(n_sent[MPR_CMD_INTERFACE_CONNECT] == 1 && strstr(said, "cannot dial \"wan\": "),
	   "a dial that cannot begin is said");
	is(NULL, MPR_IF_TYPE_FULL_ROUTER);
	frame_ack(&script, EALREADY);
	restore();
	ok(!strstr(said, "cannot dial"), "unless it is under way");
	/* Another file, behind the one at which the module went. */
	snprintf(path, sizeof(path), "%s/interfaces.d/wan.conf", dir);
	snprintf(other, sizeof(other), "%s/interfaces.d/x.conf", dir);
	if (link(path, other))
		abort();
	frame_ack(&script, ENOENT);
	frame_ack(&script, ENOENT);
	restore_hostile(SEAM_FAMILY);
	ok(n_sent[MPR_CMD_INTERFACE_GET] == 1 &&
	   strstr(said, "0 saved interfaces restored, 1 refused"),
	   "when the module goes meanwhile, the rest is left");
	unlink(other);
	unlink(path);
	restore();
	ok(!*said, "an empty directory is no word worth");
	*strrchr(path, '/') = '\0';
	rmdir(path);
	restore();
	ok(!*said, "nor is none");
	close(open(path, O_WRONLY | O_CREAT, 0644));
	restore();
	ok(strstr(said, "cannot read ") && strstr(said, path), "one that cannot be read is");
	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	setenv("MPR_CONF_DIR", path, 1);
	restore();
	ok(!*said, "where none can be there is none");
	mpr_close(mpr);
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	dir = argv[1];
	setenv("MPR_CONF_DIR", dir, 1);
	seam_sees = see;
	log_open(false, false);
	test_service();
	test_gone();
	test_restore();
	return tap_done();
}
