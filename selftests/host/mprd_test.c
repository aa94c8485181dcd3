// SPDX-License-Identifier: GPL-2.0-only
/* Run by mprd.sh with a directory for files. */
#include <config.h>
#include <dirent.h>
#include <ifconf.h>
#include <limits.h>
#include <ppp_args.h>
#include <pppcode.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wgconf.h>

#include "files.h"
#include "tap.h"

static char error[PATH_MAX + 512];

static const char *put(const char *name, const void *text, size_t len)
{
	const char *path = file(name);
	FILE *f = fopen(path, "w");

	if (!f || fwrite(text, 1, len, f) != len || fclose(f))
		abort();
	return path;
}

/* The file is refused with this in the message. */
static int refused(const char *text, const char *why)
{
	const char *path = put("refused.conf", text, strlen(text));
	struct ifconf *conf = NULL;

	error[0] = '\0';
	if (!ifconf_read(path, &conf, error, sizeof(error))) {
		ifconf_free(conf);
		printf("# \"%s\" was read\n", text);
		return 0;
	}
	if (strncmp(error, path, strlen(path)) || !strstr(error, why)) {
		printf("# \"%s\": %s\n", text, error);
		return 0;
	}
	return 1;
}

#define HEAD "[interface]\nname = x\n"

/* 337 minutes of one day */
static void many_hours(char *to)
{
	unsigned int i;

	to += sprintf(to, HEAD "hours = 1");
	for (i = 0; i < 337; i++)
		to += sprintf(to, " %02u:%02u-%02u:%02u", i / 60, i % 60, (i + 1) / 60,
			      (i + 1) % 60);
	sprintf(to, "\n");
}

static void test_refused(void)
{
	char long_line[20000];

	ok(refused("", ":1: there is no name"), "an empty file");
	ok(refused("[interface]\n", ":1: there is no name"), "a file without a name");
	ok(refused("name = x\n", ":1: sections are"), "a key before the first section");
	ok(refused(HEAD "colour = red\n", ":3: there is no such key"), "an unknown key");
	ok(refused(HEAD "[nonsense]\na = b\n", ":4: sections are"), "an unknown section");
	ok(refused(HEAD "[device 0]\ntype = x\n", ":4: device sections"), "device 0");
	ok(refused(HEAD "[device 65]\ntype = x\n", ":4: device sections"), "device 65");
	ok(refused(HEAD "[device 1x]\ntype = x\n", ":4: device sections"), "device 1x");
	ok(refused(HEAD "[device 1]\nspeed = x\n", ":4: there is no such key"),
	   "an unknown key of a device");
	ok(refused(HEAD "no equals\n", ":3: this is neither"), "a line that is nothing");
	ok(refused(HEAD "[device 1\n", ":3: this is neither"), "a section without its bracket");
	ok(refused(HEAD "type = client\n", ":3: type must be"), "a type that cannot be created");
	ok(refused(HEAD "enabled = maybe\n", ":3: the value must be yes or no"), "no switch");
	ok(refused(HEAD "connect-timeout = soon\n", ":3: the value must be a time"), "no time");
	ok(refused(HEAD "connect-timeout = -1\n", ":3: the value must be a time"),
	   "a negative time");
	ok(refused(HEAD "connect-timeout = 5 weeks\n", ":3: the value must be a time"),
	   "a unit that is none");
	ok(refused(HEAD "connect-timeout = 1194h\n", ":3: "),
	   "a time of more than 49 days");
	ok(refused(HEAD "connect-timeout = 99999999999999999999\n", ":3: "),
	   "a number that does not fit 64 bits");
	ok(refused(HEAD "redial-count = 3x\n", ":3: the value must be a number"), "no number");
	ok(refused(HEAD "hours = 7 09:00-10:00\n", ":3: hours must"), "a day 7");
	ok(refused(HEAD "hours = 1 25:00-26:00\n", ":3: hours must"), "an hour 25");
	ok(refused(HEAD "hours = 1 09:-0-10:00\n", ":3: hours must"), "a sign before minutes");
	ok(refused(HEAD "hours = 1 09: 5-10:00\n", ":3: hours must"), "a blank in a time");
	ok(refused(HEAD "hours = 1 10:00-09:00\n", ":3: a period"), "a period that ends first");
	ok(refused(HEAD "hours = 1\n", ":3: hours must"), "a day without a period");
	ok(refused(HEAD "[device 1]\nalternates = a,,b\n", ":4: an alternate is empty"),
	   "an empty alternate");
	ok(refused(HEAD "name = y\n", ":3: the key is given twice") &&
	   refused(HEAD "type = dedicated\ntype = dedicated\n", ":4: the key is given twice") &&
	   refused(HEAD "enabled = yes\nenabled = no\n", ":4: the key is given twice") &&
	   refused(HEAD "hold-up = 1\nhold-up = 1\n", ":4: the key is given twice") &&
	   refused(HEAD "redial-count = 1\nredial-count = 1\n", ":4: the key is given twice") &&
	   refused(HEAD "hours =\nhours =\n", ":4: the key is given twice") &&
	   refused(HEAD "connect = no\nconnect = no\n", ":4: the key is given twice") &&
	   refused(HEAD "[device 1]\nalternates = a\nalternates = b\n",
		   ":5: the key is given twice"), "any key twice");
	ok(refused(HEAD "[device 1]\nphone = \1\n", ":4: there is a control character") &&
	   refused(HEAD "[device 1]\nalternates = a,\177\n", ":4: there is a control character"),
	   "a control character");
	ok(refused(HEAD "[device 1]\nalternates = 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17\n",
		   ":4: there are more than 16"), "a 17th alternate");
	many_hours(long_line);
	ok(refused(long_line, ":3: there are too many periods"), "a 337th period of hours");
	memset(long_line, 'x', sizeof(long_line) - 1);
	memcpy(long_line, HEAD "dialer = ", strlen(HEAD "dialer = "));
	long_line[sizeof(long_line) - 1] = '\0';
	ok(refused(long_line, ":3: the line is too long"), "a line that is too long");
	put("nul.conf", HEAD "dial\0er = x\n", sizeof(HEAD "dial\0er = x\n") - 1);
	{
		struct ifconf *conf;

		ok(ifconf_read(file("nul.conf"), &conf, error, sizeof(error)) &&
		   strstr(error, "nul.conf:3: there is a NUL"), "a NUL byte");
		ok(ifconf_read(file("nothing.conf"), &conf, error, sizeof(error)) &&
		   strstr(error, "nothing.conf: No such file"), "a file that does not exist");
		ok(ifconf_read(dir, &conf, error, sizeof(error)) && strstr(error, dir),
		   "a directory");
	}
}

static void test_round_trip(void)
{
	static const char *const alternates[] = { "b", "c d" };
	static const struct mpr_device devices[] = {
		{ 1, "PPPoE", "eth0", "service # 1", 2, alternates },
		{ 64, "modem", " ttyS0 ", "; 5", 0, NULL },
	};
	static const struct mpr_hours hours[] = { { 1, 540, 720 }, { 6, 0, 1440 } };
	const struct ifconf out = {
		.iface = {
			.name = " \"quoted\"; Überall = # ",
			.type = MPR_IF_TYPE_HOME_ROUTER,
			.enabled = false,
			.dialer = "exec",
			.connect_timeout = 90000,
			.redial_count = 4294967295u,
			.redial_interval = 1,
			.backoff_first = 0,
			.backoff_max = 21600000,
			.persistent = true,
			.hold_up = 1500,
			.hold_down = 3600000,
			.n_devices = 2,
			.devices = devices,
			.n_hours = 2,
			.hours = hours,
		},
		.settings = 0xfff,
		.connect = true,
	};
	static const char blanks[] = HEAD "[device 1]\nalternates = a ,  b  ,c\n";
	const struct mpr_interface *in;
	struct ifconf *conf = NULL;
	char path[PATH_MAX];
	struct stat st;

	snprintf(path, sizeof(path), "%s", file("a/b/c/round.conf"));
	ok(!ifconf_write(path, &out, error, sizeof(error)), "directories are made");
	ok(!stat(path, &st) && (st.st_mode & 0777) == 0644, "the file is readable by all");
	if (!ok(!ifconf_read(path, &conf, error, sizeof(error)),
		"what was written can be read")) {
		printf("# %s\n", error);
		return;
	}
	in = &conf->iface;
	ok(!strcmp(in->name, out.iface.name), "a name with blanks, quotes and signs stays itself");
	ok(conf->settings == out.settings && conf->connect, "the settings are the same");
	ok(in->type == out.iface.type && !in->enabled && in->persistent, "type and switches");
	ok(in->connect_timeout == 90000 && in->redial_interval == 1 && in->backoff_first == 0 &&
	   in->backoff_max == 21600000 && in->hold_up == 1500 && in->hold_down == 3600000, "times");
	ok(in->redial_count == 4294967295u, "numbers");
	ok(!strcmp(in->dialer, "exec"), "dialer");
	ok(in->n_devices == 2 && in->devices[0].index == 1 && in->devices[1].index == 64,
	   "device slots");
	ok(!strcmp(in->devices[0].phone, "service # 1") &&
	   !strcmp(in->devices[1].name, " ttyS0 ") && !strcmp(in->devices[1].phone, "; 5"),
	   "values with signs and blanks");
	ok(in->devices[0].n_alternates == 2 && !strcmp(in->devices[0].alternates[1], "c d"),
	   "alternates");
	ok(in->n_hours == 2 && in->hours[0].to == 720 && in->hours[1].to == 1440, "hours");
	ifconf_free(conf);
	put("round.conf", blanks, sizeof(blanks) - 1);
	ok(!ifconf_read(file("round.conf"), &conf, error, sizeof(error)) &&
	   conf->iface.devices[0].n_alternates == 3 &&
	   !strcmp(conf->iface.devices[0].alternates[0], "a") &&
	   !strcmp(conf->iface.devices[0].alternates[1], "b"), "blanks around commas are nothing");
	ifconf_free(conf);
	ifconf_free(NULL);
}

/* With this at its place, there is neither a file nor a part of one. */
static bool not_written(const struct ifconf *out)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s", file("never.conf"));
	return ifconf_write(path, out, error, sizeof(error)) == -1 &&
	       strstr(error, "cannot be written to a file") && access(path, F_OK);
}

static void test_cannot_write(void)
{
	static const char *const commas[] = { "1,2" }, *const blank[] = { " 1" };
	struct mpr_device dev = { .index = 1, .type = "x" };
	struct ifconf out = { .iface = { .name = "a\nb", .type = MPR_IF_TYPE_DEDICATED } };
	char path[PATH_MAX], dirs[PATH_MAX];
	struct dirent *ent;
	bool whole = true;
	DIR *d;

	snprintf(path, sizeof(path), "%s", file("never.conf"));
	ok(ifconf_write(path, &out, error, sizeof(error)) && access(path, F_OK),
	   "a value that could not be read back is not written");
	out.iface.name = "x";
	out.iface.type = MPR_IF_TYPE_CLIENT;
	ok(ifconf_write(path, &out, error, sizeof(error)) && access(path, F_OK),
	   "a type that could not be read back is not written");
	out = (struct ifconf){ .iface = { .name = "x", .type = MPR_IF_TYPE_DEDICATED,
					  .dialer = "a\nb", .n_devices = 1, .devices = &dev } };
	out.settings = MPR_SET_DIALER;
	ok(not_written(&out), "nor a dialer");
	out.settings = MPR_SET_DEVICES;
	dev.type = "a\nb";
	ok(not_written(&out), "nor a device's type");
	dev.type = "x";
	dev.name = "a\nb";
	ok(not_written(&out), "nor its name");
	dev.name = "x";
	dev.phone = "a\nb";
	ok(not_written(&out), "nor its phone number");
	dev.phone = "";
	dev.n_alternates = 1;
	dev.alternates = commas;
	ok(not_written(&out), "nor an alternate with a comma");
	dev.alternates = blank;
	ok(not_written(&out), "nor one that begins with a blank");
	out.settings = 0;
	snprintf(path, sizeof(path), "%s/a-file/x/y.conf", dir);
	put("a-file", "", 0);
	ok(ifconf_write(path, &out, error, sizeof(error)) == -1 &&
	   strstr(error, "cannot make the directory"), "a file where a directory is to be");
	snprintf(path, sizeof(path), "%s", file("a-dir"));
	if (mkdir(path, 0700))
		abort();
	ok(ifconf_write(path, &out, error, sizeof(error)) == -1 && strstr(error, "cannot write"),
	   "a directory where the file is to be");
	memset(dirs, 'd', sizeof(dirs) - 1);
	dirs[sizeof(dirs) - 1] = '\0';
	ok(ifconf_write(dirs, &out, error, sizeof(error)) == -1 && strstr(error, "too long"),
	   "a path that is too long");
	memcpy(path, dir, strlen(dir) + 1);
	d = opendir(path);
	while (d && (ent = readdir(d)))
		whole &= !strstr(ent->d_name, ".conf.") && !strstr(ent->d_name, "a-dir.");
	ok(d && whole, "nothing that was begun is left");
	if (d)
		closedir(d);
}

/* mprd.conf is refused with this in the message. */
static bool config_refused(const char *text, const char *why)
{
	const char *path = put("mprd.conf", text, strlen(text));
	struct config *config = NULL;

	error[0] = '\0';
	if (!config_read(path, true, NULL, &config, error, sizeof(error))) {
		printf("# \"%s\" was read\n", text);
		config_free(config);
		return false;
	}
	if (strncmp(error, path, strlen(path)) || !strstr(error, why)) {
		printf("# \"%s\": %s\n", text, error);
		return false;
	}
	return true;
}

static void test_config(void)
{
	static const char good[] =
		"[mprd]\nhangup-on-exit = yes\ndialers = exec, wireguard\n"
		"[pppd]\nprogram = /opt/pppd\nplugin = /opt/mpr.so\noptions = debug  mtu 1400\n"
		"[plugins]\nplugin = /a.so ; /b c.so\t;\nplugin = /d.so\ntimeout = 2s\n";
	char many[33 * 16 + 64], path[PATH_MAX];
	struct config *config = NULL;
	unsigned int i;
	char *p = many;

	snprintf(path, sizeof(path), "%s", put("mprd.conf", good, sizeof(good) - 1));
	if (!ok(!config_read(path, true, "red", &config, error, sizeof(error)),
		"mprd.conf is read")) {
		printf("# %s\n", error);
		return;
	}
	ok(config->hangup_on_exit && config->n_kinds == 2 && !strcmp(config->kinds[0], "exec") &&
	   !strcmp(config->kinds[1], "wireguard"), "[mprd]");
	ok(!strcmp(config->pppd, "/opt/pppd") && !strcmp(config->pppd_plugin, "/opt/mpr.so") &&
	   !strcmp(config->pppd_options, "debug  mtu 1400"), "[pppd]");
	ok(config->n_plugins == 3 && !strcmp(config->plugins[0], "/a.so") &&
	   !strcmp(config->plugins[1], "/b c.so") && !strcmp(config->plugins[2], "/d.so") &&
	   config->plugin_timeout == 2000, "[plugins], in the order given");
	ok(!strcmp(config->netns, "red") && !strcmp(config->server, "netns:red"), "the namespace");
	setenv("MPR_CONF_DIR", "/c", 1);
	ok(!config_file(config, path, sizeof(path), "ppp/%s", "x") &&
	   !strcmp(path, "/c/netns/red/ppp/x") && config_file(config, path, 10, "ppp/x") == -1 &&
	   config_file(config, path, sizeof(path), "%5000s", "x") == -1,
	   "its files are in a directory of its own, or nowhere when the path is too long");
	unsetenv("MPR_CONF_DIR");
	ok(config_file(config, path, 5, "x") == -1, "also with the directory of the system");
	config_free(config);
	unsetenv("MPR_PLUGINDIR");
	ok(!config_read("/nonexistent/mprd.conf", false, NULL, &config, error, sizeof(error)) &&
	   !strcmp(config->pppd_plugin, "mpr.so") && config->n_kinds == 3,
	   "without a file, and where mprd is installed, all is as it is by default");
	config_free(config);
	ok(config_read("/nonexistent/mprd.conf", true, NULL, &config, error, sizeof(error)) == -1 &&
	   strstr(error, "No such file"), "unless the file was asked for");

	ok(config_refused("[mprd]\nhangup-on-exit = perhaps\n", ":2: the value must be yes or no"),
	   "no switch in mprd.conf");
	ok(config_refused("[mprd]\ndialers = exec, smoke\n", ":2: dialers are"), "no dialer");
	ok(config_refused("[mprd]\ndialers = exec pppd exec pppd\n", ":2: a dialer is given"),
	   "a dialer too many");
	ok(config_refused("[mprd]\ncolour = red\n", ":2: there is no such key in [mprd]") &&
	   config_refused("[pppd]\ncolour = red\n", ":2: there is no such key in [pppd]") &&
	   config_refused("[plugins]\ncolour = red\n", ":2: there is no such key in [plugins]"),
	   "unknown keys");
	ok(config_refused("[nonsense]\na = b\n", ":2: sections are [mprd], [pppd] and [plugins]"),
	   "an unknown section in mprd.conf");
	ok(config_refused("[plugins]\nplugin = a.so\n", ":2: a plugin must be given with"),
	   "a plugin without its path");
	ok(config_refused("[plugins]\ntimeout = 0\n", ":2: the value must be a time") &&
	   config_refused("[plugins]\ntimeout = soon\n", ":2: the value must be a time"),
	   "no time for plugins");
	p += sprintf(p, "[plugins]\nplugin = ");
	for (i = 0; i < 33; i++)
		p += sprintf(p, "/%u.so;", i);
	sprintf(p, "\n");
	ok(config_refused(many, ":2: there are more than 32 plugins"), "a 33rd plugin");
	config_free(NULL);
}

static void test_paths(void)
{
	char path[PATH_MAX], other[PATH_MAX], name[1025];

	setenv("MPR_CONF_DIR", "/c", 1);
	ok(!ifconf_path(path, sizeof(path), NULL, "a b/../ü") &&
	   !strcmp(path, "/c/interfaces.d/a%20b%2F..%2F%C3%BC.conf"), "names are encoded");
	ok(!ifconf_path(path, sizeof(path), "red", "..") &&
	   !strcmp(path, "/c/netns/red/interfaces.d/%2E..conf"),
	   "a namespace has its own directory, and no name is hidden or leads out");
	memset(name, 'n', 1024);
	name[1024] = '\0';
	ok(!ifconf_path(path, sizeof(path), NULL, name) &&
	   strlen(strrchr(path, '/') + 1) <= 255, "the longest name fits a file name");
	name[1023] = 'm';
	ok(!ifconf_path(other, sizeof(other), NULL, name) && strcmp(path, other),
	   "long names are told apart");
	ok(ifconf_path(path, 10, NULL, "x") == -1, "a buffer that is too small is noticed");
	unsetenv("MPR_CONF_DIR");
}

static void test_pppcode(void)
{
	int i;

	ok(pppcode_from_status(19, false) == 691 && pppcode_from_status(11, false) == 691,
	   "authentication is 691");
	ok(pppcode_from_status(5, true) == 631, "user request is 631");
	ok(pppcode_from_status(8, false) == 678, "connect failed is 678");
	ok(pppcode_from_status(12, true) == 926, "idle is 926");
	ok(pppcode_from_status(13, true) == 932, "connect time is 932");
	ok(pppcode_from_status(15, true) == 721, "peer dead is 721");
	ok(pppcode_from_status(16, true) == 629, "hang-up of a line that was up is 629");
	ok(pppcode_from_status(99, false) == 635 && pppcode_from_status(-1, true) == 635,
	   "an unknown status is 635");
	for (i = 0; i < 256; i++)
		if (!pppcode_from_status(i, false))
			break;
	ok(i == 256, "a line that did not come up never has code 0");
	ok(pppcode_from_log("Timeout waiting for PADO packets") == 678, "no PADO is 678");
	ok(pppcode_from_log("CHAP authentication failed: no") == 691, "CHAP failure is 691");
	ok(pppcode_from_log("LCP: timeout sending Config-Requests") == 721, "mute LCP is 721");
	ok(pppcode_from_log("all is well") == 0, "other lines say nothing");
	ok(!pppcode_log_is_better(19) && pppcode_log_is_better(8) && pppcode_log_is_better(99),
	   "a clear status is believed");
}

static int wg(const char *text, mode_t mode, struct wgconf *conf)
{
	const char *path = put("wg.conf", text, strlen(text));

	chmod(path, mode);
	return wgconf_read(path, conf, error, sizeof(error));
}

static void test_wgconf(void)
{
	static char large[1024 * 1024 + 1];
	static const char good[] =
		"[Interface]\nPrivateKey = k\nAddress = 10.0.0.1/24 , fd00::1/64\nmtu=1400\n"
		"DNS = 1.1.1.1\nTable = off\n[Peer]\nAddress = kept\n";
	struct wgconf conf;

	ok(!wg(good, 0600, &conf), "a file of wg-quick is read");
	ok(conf.n_addresses == 2 && !strcmp(conf.addresses[1], "fd00::1/64") && conf.mtu == 1400,
	   "Address and MTU are taken out");
	ok(!strcmp(conf.text, "[Interface]\nPrivateKey = k\n[Peer]\nAddress = kept\n"),
	   "the rest is for wg");
	wgconf_free(&conf);
	ok(wg(good, 0640, &conf) == -1 && strstr(error, "others than root"),
	   "a file that others can read is refused");
	ok(wg("[Interface]\nPostUp = x\n", 0600, &conf) == -1 && strstr(error, ":2: commands"),
	   "commands are refused with their line");
	ok(wg("[Interface]\nAddress = 1.2.3.4; rm\n", 0600, &conf) == -1 && strstr(error, ":2: "),
	   "an address that is none is refused");
	ok(wg("[Interface]\nMTU = 9x\n", 0600, &conf) == -1 && strstr(error, ":2: "),
	   "an MTU that is none is refused");
	snprintf(large, sizeof(large), "[Interface]\nAddress = 10.0.0.1/%0100u\n", 24U);
	ok(wg(large, 0600, &conf) == -1 && strstr(error, ":2: this is no address"),
	   "nor one that is longer than any");
	ok(wg("[Interface]\nAddress = 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17\n", 0600,
	      &conf) == -1 && strstr(error, ":2: there are more than 16"), "nor a 17th");
	snprintf(large, sizeof(large), "#%02000u\n", 0U);
	ok(wg(large, 0600, &conf) == -1 && strstr(error, ":1: the line is too long"),
	   "a line that is too long is refused");
	memset(large, '\n', sizeof(large) - 1);
	ok(wg(large, 0600, &conf) == -1 && strstr(error, "the file is too large"),
	   "a file that is too large is refused");
	/* 2^32 + 1400 */
	ok(wg("[Interface]\nMTU = 4294968696\n", 0600, &conf) == -1 && strstr(error, ":2: "),
	   "an MTU is not taken modulo 2^32");
}

static void test_trusted(void)
{
	const char *path;

	if (geteuid()) {
		printf("# not root: trusted programs are not tested\n");
		return;
	}
	path = put("prog", "#!/bin/sh\n", 10);
	chmod(path, 0755);
	ok(trusted_program(path), "a program of root's is trusted");
	ok(!trusted_program("prog"), "a relative path is not");
	chmod(path, 0757);
	ok(!trusted_program(path), "one that others can write to is not");
	chmod(path, 0644);
	ok(!trusted_program(path), "one that cannot be executed is not");
	chmod(path, 0755);
	if (chown(path, 65534, -1))
		abort();
	ok(!trusted_program(path), "one of another user's is not");
	if (chown(path, 0, 0))
		abort();
	chmod(dir, 0777);
	ok(!trusted_program(path), "one in a directory that others can write to is not");
	chmod(dir, 0700);
	ok(!trusted_program(file("nothing")), "nor one that is not there");
	ok(!trusted_program(dir), "a directory is not");
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	dir = argv[1];
	test_refused();
	test_round_trip();
	test_cannot_write();
	test_config();
	test_paths();
	test_pppcode();
	test_wgconf();
	test_trusted();
	return tap_done();
}
