// SPDX-License-Identifier: GPL-2.0-only
#include "ppp_args.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include <mpr/winerror.h>
#include <mprerror.h>
#include <raserror.h>

#include "../common/ifconf.h"
#include "log.h"
#include "netdev.h"

#define CHAT_ABORTS \
	"ABORT BUSY ABORT 'NO CARRIER' ABORT 'NO DIALTONE' ABORT 'NO DIAL TONE' ABORT 'NO ANSWER'"

static void add(struct ppp_args *args, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void add(struct ppp_args *args, const char *fmt, ...)
{
	char **bigger;
	va_list ap;

	if (args->n + 2 > args->size) {
		bigger = realloc(args->argv, (args->size + 64) * sizeof(*bigger));
		if (!bigger) {
			args->no_memory = true;
			return;
		}
		args->argv = bigger;
		args->size += 64;
	}
	va_start(ap, fmt);
	if (vasprintf(&args->argv[args->n], fmt, ap) < 0)
		args->no_memory = true;
	else
		args->n++;
	va_end(ap);
	args->argv[args->n] = NULL;
}

void ppp_args_free(struct ppp_args *args)
{
	unsigned int i;

	for (i = 0; i < args->n; i++)
		free(args->argv[i]);
	free(args->argv);
	memset(args, 0, sizeof(*args));
}

/* Words separated by blanks, as they are. */
static void add_words(struct ppp_args *args, const char *text)
{
	const char *p = text;
	size_t n;

	for (p += strspn(p, " \t"); *p; p += n, p += strspn(p, " \t")) {
		n = strcspn(p, " \t");
		add(args, "%.*s", (int)n, p);
	}
}

/* The number of this try: the alternates follow the phone number in order. */
static const char *number(const struct mpr_device *dev, unsigned int try)
{
	unsigned int n = dev->n_alternates + 1;

	try %= n;
	return try == 0 ? dev->phone : dev->alternates[try - 1];
}

static unsigned int add_pppoe(struct ppp_args *args, const struct mpr_device *dev,
			      unsigned int try)
{
	const char *service = number(dev, try);

	if (!netdev_name_ok(dev->name)) {
		log_err("\"%s\" is not the name of an Ethernet device", dev->name);
		return ERROR_INTERFACE_HAS_NO_DEVICES;
	}
	if (!netdev_exists(dev->name)) {
		log_err("there is no Ethernet device %s", dev->name);
		return ERROR_INTERFACE_HAS_NO_DEVICES;
	}
	add(args, "plugin");
	add(args, "rp-pppoe.so");
	add(args, "pppoe-padi-timeout");	/* 1 s, 2 s, 4 s */
	add(args, "1");
	add(args, "pppoe-padi-attempts");
	add(args, "3");
	if (*service) {
		add(args, "pppoe-service");
		add(args, "%s", service);
	}
	add(args, "nic-%s", dev->name);
	add(args, "mtu");
	add(args, "1492");
	add(args, "mru");
	add(args, "1492");
	add(args, "noaccomp");
	add(args, "default-asyncmap");
	return 0;
}

static bool is_phone_number(const char *text)
{
	return *text && text[strspn(text, "0123456789*#+,.-() ABCDabcdTPWtpw!@")] == '\0';
}

static unsigned int add_tty(struct ppp_args *args, const struct mpr_device *dev, const char *path,
			    unsigned int try)
{
	const char *phone = number(dev, try);
	struct stat st;

	if (stat(path, &st) || !S_ISCHR(st.st_mode)) {
		log_err("there is no tty %s", path);
		return ERROR_INTERFACE_HAS_NO_DEVICES;
	}
	add(args, "%s", path);
	add(args, "115200");
	if (strcasecmp(dev->type, "modem")) {
		add(args, "local");
		add(args, "nocrtscts");
		return 0;
	}
	if (!is_phone_number(phone)) {
		log_err("\"%s\" is not a phone number", phone);
		return ERROR_PORT_NOT_CONFIGURED;
	}
	add(args, "modem");
	add(args, "connect");
	/* pppd gives this to a shell, so the number's characters are limited above. */
	add(args, "exec /usr/sbin/chat -v -t 45 " CHAT_ABORTS " '' ATZ OK 'ATDT%s' CONNECT ''",
	    phone);
	return 0;
}

static bool is_plain_path(const char *path)
{
	for (; *path; path++)
		if (!isalnum((unsigned char)*path) && !strchr("/._+-", *path))
			return false;
	return true;
}

static unsigned int add_device(struct ppp_args *args, const struct mpr_device *dev,
			       unsigned int try)
{
	char path[PATH_MAX];
	struct stat st;

	if (!strcasecmp(dev->type, "pppoe"))
		return add_pppoe(args, dev, try);
	if (snprintf(path, sizeof(path), "%s%s", dev->name[0] == '/' ? "" : "/dev/", dev->name) >=
	    (int)sizeof(path))
		return ERROR_INTERFACE_HAS_NO_DEVICES;
	if (strcasecmp(dev->type, "direct") || (!stat(path, &st) && S_ISCHR(st.st_mode)))
		return add_tty(args, dev, path, try);
	/* pppd gives this to a shell; it must be a path and nothing else. */
	if (!trusted_program(path) || !is_plain_path(path)) {
		log_err("the program \"%s\" cannot be run", path);
		return ERROR_INTERFACE_HAS_NO_DEVICES;
	}
	add(args, "pty");
	add(args, "exec %s", path);
	add(args, "local");
	return 0;
}

/* /etc/mpr/ppp/NAME with options for this interface alone, if there is one. */
static unsigned int add_option_file(struct ppp_args *args, const struct config *config,
				    const char *name)
{
	char encoded[256], path[PATH_MAX];
	struct stat st;

	if (ifconf_file_name(encoded, sizeof(encoded), name) ||
	    config_file(config, path, sizeof(path), "ppp/%s", encoded))
		return 0;
	if (stat(path, &st))
		return errno == ENOENT || errno == ENOTDIR ? 0 : ERROR_PORT_NOT_CONFIGURED;
	if (st.st_uid != 0 || (st.st_mode & 0022)) {
		log_err("%s is not used: others than root can write to it", path);
		return ERROR_PORT_NOT_CONFIGURED;
	}
	add(args, "file");
	add(args, "%s", path);
	return 0;
}

unsigned int ppp_args_make(const struct config *config, const struct mpr_interface *iface,
			   unsigned int unit, unsigned int try, bool secret, struct ppp_args *args)
{
	/*
	 * What a router wants and pppd's defaults are not. A dead server is seen in seconds: LCP
	 * gives up after 6 x 1 s, authentication after 3 x 3 s, a line that is up after 4 x 5 s
	 * without an answer.
	 */
	static const char *const common[] = {
		"nodetach noauth hide-password noipdefault nopersist maxfail 1 nolock",
		"lcp-restart 1 lcp-max-configure 6 lcp-max-terminate 1",
		"lcp-echo-interval 5 lcp-echo-failure 4",
		"pap-restart 3 pap-max-authreq 3 pap-timeout 10 chap-timeout 10",
		"ipcp-restart 1 ipcp-max-configure 8",
	};
	unsigned int i;
	unsigned int err;

	memset(args, 0, sizeof(*args));
	if (iface->n_devices == 0) {
		log_err("the interface has no device");
		return ERROR_INTERFACE_HAS_NO_DEVICES;
	}
	add(args, "pppd");
	for (i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		add_words(args, common[i]);
	add(args, "unit");
	add(args, "%u", unit);
	add(args, "plugin");
	add(args, "%s", config->pppd_plugin);
	add(args, "mpr-interface");
	add(args, "%u", iface->id);
	add(args, "mpr-report-fd");
	add(args, "%d", PPP_REPORT_FD);
	if (secret) {
		add(args, "mpr-secret-fd");
		add(args, "%d", PPP_SECRET_FD);
	}
	err = add_device(args, &iface->devices[0], try);
	if (!err && config->pppd_options)
		add_words(args, config->pppd_options);
	if (!err)
		err = add_option_file(args, config, iface->name);
	if (!err && args->no_memory)
		err = 8;
	if (err)
		ppp_args_free(args);
	return err;
}
