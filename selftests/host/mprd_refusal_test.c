// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parts of mprd when the system refuses memory or a system call, at each place where they ask for
 * one: they say so, nothing leaks, no child is left, and files are the old or the new. Run by
 * mprd_refuse.sh.
 */
#include <config.h>
#include <ifconf.h>
#include <limits.h>
#include <log.h>
#include <place.h>
#include <plugin_call.h>
#include <plugin_links.h>
#include <plugins.h>
#include <ppp_args.h>
#include <spawn.h>
#include <wgconf.h>
#include <workers.h>

#include "files.h"
#include "refuse.h"
#include "frames.h"

static char error[PATH_MAX + 256], said[4096];
static int log_fd;

static void put(const char *name, const char *text)
{
	seam_file(name, text, strlen(text));
}

/* The log is empty before each run. */
static void quiet(void)
{
	if (ftruncate(log_fd, 0))
		abort();
}

static const char *log_says(void)
{
	ssize_t n = pread(log_fd, said, sizeof(said) - 1, 0);

	said[n < 0 ? 0 : n] = '\0';
	return said;
}

/* ---- files that are read ---- */

/* The error says which file, and why. */
static bool says_why(enum refusal what, unsigned int code)
{
	return code == 1 && strstr(error, seam_dir()) &&
	       (what != NO_MEMORY || strstr(error, "not enough memory") ||
		strstr(error, "annot allocate"));
}

static unsigned int read_config(void)
{
	struct config *config;

	error[0] = '\0';
	if (config_read(file("mprd.conf"), true, "red", &config, error, sizeof(error)))
		return 1;
	config_free(config);
	return 0;
}

static unsigned int read_interface(void)
{
	struct ifconf *conf;

	error[0] = '\0';
	if (ifconf_read(file("wan.conf"), &conf, error, sizeof(error)))
		return 1;
	ifconf_free(conf);
	return 0;
}

/* Without memory for a line it ends there, which is said as a file that is too large. */
static bool refuses_file(enum refusal what, unsigned int code)
{
	(void)what;
	return code == 1 && strstr(error, "wg.conf");
}

static unsigned int read_wireguard(void)
{
	struct wgconf conf;

	error[0] = '\0';
	if (wgconf_read(file("wg.conf"), &conf, error, sizeof(error)))
		return 1;
	wgconf_free(&conf);
	return 0;
}

/* ---- files that are written ---- */

static struct ifconf saved = { .iface = { .type = MPR_IF_TYPE_DEDICATED },
			       .settings = MPR_SET_REDIAL_COUNT };

static void old_interface(void)
{
	put("saved.conf", "[interface]\nname = old\n");
}

static bool interface_is_whole(enum refusal what, unsigned int code)
{
	struct ifconf *conf;
	struct dirent *ent;
	bool fine = true;
	DIR *list;

	(void)what;
	if (ifconf_read(file("saved.conf"), &conf, error, sizeof(error)))
		return false;
	fine = !strcmp(conf->iface.name, code ? "old" : "new");
	ifconf_free(conf);
	list = opendir(seam_dir());
	while (list && (ent = readdir(list)))
		fine &= !strstr(ent->d_name, ".conf.");
	if (list)
		closedir(list);
	return fine;
}

static unsigned int write_interface(void)
{
	saved.iface.name = "new";
	return ifconf_write(file("saved.conf"), &saved, error, sizeof(error)) ? 1 : 0;
}

static struct mpr *mpr;

static unsigned int keep_place(void)
{
	struct place place;
	unsigned int code;
	int fd;

	fd = place_open(mpr, &place);
	code = fd < 0 ? 1 : 0;
	if (!code) {
		place.epoch = 1;
		place.seq++;
		code = place_save(&place) ? 1 : 0;
		close(fd);
	}
	return code;
}

/* Nobody is told less than there is, and the log says so. */
static bool place_is_whole(enum refusal what, unsigned int code)
{
	struct place place;
	bool fine;
	int fd;

	(void)what;
	fine = !code || strstr(log_says(), "cannot ");
	quiet();
	fd = place_open(mpr, &place);
	if (fd >= 0)
		close(fd);
	return fine && fd >= 0 && (!place.seq || place.epoch == 1) && !*log_says();
}

/* ---- command lines and children ---- */

static unsigned int make_args(void)
{
	struct mpr_device dev = { .index = 1, .type = "serial", .name = "null", .phone = "" };
	struct mpr_interface iface = { .id = 7, .name = "wan", .n_devices = 1, .devices = &dev };
	static char many[400] = "";
	struct config config = { .pppd_plugin = "mpr.so", .pppd_options = many };
	struct ppp_args args;
	unsigned int code;

	if (!*many)
		for (code = 0; code < sizeof(many) - 1; code++)
			many[code] = code % 2 ? ' ' : 'x';
	code = ppp_args_make(&config, &iface, 0, 0, false, &args);
	if (!code)
		ppp_args_free(&args);
	return code;
}

static bool is_no_memory(enum refusal what, unsigned int code)
{
	return what == NO_MEMORY && code == 8;
}

static unsigned int run_program(void)
{
	char *argv[2] = { (char *)"true", NULL };
	int status;

	status = spawn_run(argv, -1, 10000);
	return status;
}

static bool has_children(void)
{
	siginfo_t info;

	return !waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT);
}

/* Not run, and said; or ended by the child itself before it was "true". */
static bool not_run(enum refusal what, unsigned int code)
{
	(void)what;
	return !has_children() &&
	       (code == 125 || (code == (unsigned int)-1 && strstr(log_says(), "cannot run true")));
}

static unsigned int hand_over(void)
{
	int fd = spawn_memfd("secret", 6);

	if (fd < 0)
		return errno ? 1 : 2;
	close(fd);
	return 0;
}

static bool has_errno(enum refusal what, unsigned int code)
{
	(void)what;
	return code == 1;
}

static unsigned int time_limit(void)
{
	return call_init(STDERR_FILENO, 1000, NULL) ? 1 : 0;
}

static unsigned int remember(void)
{
	bool all = !!links_add(10, 1);

	links_know_connection(1);
	all &= links_knows_connection(1);
	links_clear();
	return all ? 0 : 1;
}

/* ---- processes of mprd's own ---- */

static struct config no_plugin = { .n_plugins = 1, .plugin_timeout = 1000 };

static void stop_loop(void *data)
{
	ev_break(data, EVBREAK_ALL);
}

static unsigned int host_plugins(void)
{
	struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);

	plugins_start(loop, &no_plugin);
	plugins_stop(stop_loop, loop);
	/* Without a host it has stopped already. */
	while (has_children())
		ev_run(loop, EVRUN_ONCE);
	ev_loop_destroy(loop);
	return 0;
}

static unsigned int n_untaken;

static void count_untaken(void *data, uint32_t id)
{
	(void)data;
	n_untaken += id == 4;
}

/* Nothing is there to be taken: the worker ends without, if it is there at all. */
static unsigned int start_worker(void)
{
	struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);

	n_untaken = 0;
	workers_start(loop, &no_plugin, 4);
	while (workers_count(false))
		ev_run(loop, EVRUN_ONCE);
	ev_loop_destroy(loop);
	/* Whatever is refused: a code could be the refusal's. */
	if (n_untaken != 1)
		abort();
	return has_children();
}

static void nobody(void)
{
	quiet();
	seam_begin(NULL, 0, 0);
}

static const struct work works[] = {
	{ "config_read", NULL, read_config, NULL, says_why },
	{ "ifconf_read", NULL, read_interface, NULL, says_why },
	{ "ifconf_write", old_interface, write_interface, NULL, interface_is_whole },
	{ "wgconf_read", NULL, read_wireguard, NULL, refuses_file },
	{ "place_open and place_save", quiet, keep_place, NULL, place_is_whole },
	{ "ppp_args_make", NULL, make_args, NULL, is_no_memory },
	{ "spawn_memfd", NULL, hand_over, NULL, has_errno },
	{ "call_init", NULL, time_limit, NULL, has_errno },
	{ "links_add", NULL, remember, NULL, NULL },
};

/* With fork(), which needs memory when lines are counted, and libev, which cannot do without. */
static const struct work with_memory[] = {
	{ "spawn_run", quiet, run_program, NULL, not_run },
	{ "plugins_start", nobody, host_plugins, NULL, NULL },
	{ "workers_start", nobody, start_worker, NULL, NULL },
};

int main(void)
{
	size_t i;

	refuse_init();
	dir = seam_dir();
	put("mprd.conf", "[mprd]\nhangup-on-exit = yes\n[pppd]\nprogram = /x\nplugin = y\n"
	    "options = z\n[plugins]\nplugin = /a.so; /b.so\n");
	put("wan.conf", "[interface]\nname = wan\ndialer = exec\n[device 1]\ntype = x\nname = y\n"
	    "alternates = 1, 2\n");
	put("wg.conf", "[Interface]\nPrivateKey = x\n");
	setenv("MPR_STATE_DIR", file("state"), 1);
	no_plugin.plugins[0] = (char *)"/no/such/plugin.so";
	log_fd = open(file("log"), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (log_fd < 0 || dup2(log_fd, STDERR_FILENO) < 0 || mpr_open(NULL, &mpr) ||
	    workers_init(count_untaken, NULL))
		return 2;
	for (i = 0; i < sizeof(works) / sizeof(works[0]); i++)
		refuse_each(&works[i]);
	for (i = 0; i < sizeof(with_memory) / sizeof(with_memory[0]); i++)
		refuse_from(REFUSED, &with_memory[i]);
	mpr_close(mpr);
	return tap_done();
}
