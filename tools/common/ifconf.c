// SPDX-License-Identifier: GPL-2.0-only
/* Read and write saved interfaces. */
#include "ifconf.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_SLOTS 64
#define MAX_ALTERNATES 16
#define MAX_HOURS 336
#define FILE_NAME_MAX 200

struct slot {
	char *type, *name, *phone;
	char *alternates[MAX_ALTERNATES];
	unsigned int n_alternates;
	bool given;
};

/* What is behind the pointers of struct ifconf. */
struct storage {
	struct ifconf conf;
	char *name, *dialer;
	struct slot slots[MAX_SLOTS];
	struct mpr_device devices[MAX_SLOTS];
	struct mpr_hours hours[MAX_HOURS];
	bool type_given, connect_given;
};

/* ---- where files are ---- */

int ifconf_conf_dir(char *buf, size_t len, const char *netns)
{
	const char *top = getenv("MPR_CONF_DIR");
	int n;

	if (!top || !*top)
		top = "/etc/mpr";
	n = netns ? snprintf(buf, len, "%s/netns/%s", top, netns) : snprintf(buf, len, "%s", top);
	return n < 0 || (size_t)n >= len ? -1 : 0;
}

int ifconf_file_name(char *buf, size_t len, const char *name)
{
	uint64_t hash = 0xcbf29ce484222325;	/* FNV-1a */
	char text[3 * 1024 + 1], tail[20] = "";
	const unsigned char *p;
	size_t n = 0;
	int written;

	for (p = (const unsigned char *)name; *p && n + 4 < sizeof(text); p++) {
		hash = (hash ^ *p) * 0x100000001b3;
		if (isalnum(*p) || *p == '-' || *p == '_' || (*p == '.' && n))
			text[n++] = *p;
		else
			n += snprintf(text + n, sizeof(text) - n, "%%%02X", *p);
	}
	text[n] = '\0';
	if (n > FILE_NAME_MAX) {
		snprintf(tail, sizeof(tail), "~%016llx", (unsigned long long)hash);
		text[FILE_NAME_MAX - strlen(tail)] = '\0';
	}
	written = snprintf(buf, len, "%s%s", text, tail);
	return written < 0 || (size_t)written >= len ? -1 : 0;
}

int ifconf_path(char *buf, size_t len, const char *netns, const char *name)
{
	char dir[PATH_MAX], file[FILE_NAME_MAX + 1];
	int n;

	if (ifconf_conf_dir(dir, sizeof(dir), netns) || ifconf_file_name(file, sizeof(file), name))
		return -1;
	n = snprintf(buf, len, "%s/interfaces.d/%s.conf", dir, file);
	return n < 0 || (size_t)n >= len ? -1 : 0;
}

/* ---- reading ---- */

/* Values with blanks at an end, or that begin with a quote, are written in double quotes. */
static char *unquote(const char *value)
{
	size_t n = strlen(value);

	if (n >= 2 && value[0] == '"' && value[n - 1] == '"')
		return strndup(value + 1, n - 2);
	return strdup(value);
}

/* Nothing that writing would refuse. */
static bool is_text(const char *value)
{
	const unsigned char *p;

	for (p = (const unsigned char *)value; *p; p++)
		if (*p < ' ' || *p == 127)
			return false;
	return true;
}

static const char *set_string(char **to, const char *value)
{
	char *text;

	if (*to)
		return "the key is given twice";
	if (!is_text(value))
		return "there is a control character in the value";
	text = unquote(value);
	if (!text)
		return "not enough memory";
	*to = text;
	return NULL;
}

static const char *set_type(struct storage *s, const char *value)
{
	static const char *const names[] = {
		[MPR_IF_TYPE_HOME_ROUTER] = "home-router",
		[MPR_IF_TYPE_FULL_ROUTER] = "full-router",
		[MPR_IF_TYPE_DEDICATED] = "dedicated",
	};
	unsigned int i;

	if (s->type_given)
		return "the key is given twice";
	s->type_given = true;
	for (i = MPR_IF_TYPE_HOME_ROUTER; i <= MPR_IF_TYPE_DEDICATED; i++) {
		if (!strcmp(value, names[i])) {
			s->conf.iface.type = i;
			return NULL;
		}
	}
	return "type must be home-router, full-router or dedicated";
}

static const char *set_bool(struct storage *s, bool *to, const char *value, unsigned int bit)
{
	if (s->conf.settings & bit)
		return "the key is given twice";
	s->conf.settings |= bit;
	return ifconf_parse_bool(value, to) ? "the value must be yes or no" : NULL;
}

static const char *set_time(struct storage *s, uint32_t *to, const char *value, unsigned int bit)
{
	if (s->conf.settings & bit)
		return "the key is given twice";
	s->conf.settings |= bit;
	return ifconf_parse_time(value, to) ?
	       "the value must be a time such as 1500, 250ms, 10s, 5m or 6h" : NULL;
}

static const char *set_count(struct storage *s, uint32_t *to, const char *value, unsigned int bit)
{
	unsigned long long n;
	char *end;

	if (s->conf.settings & bit)
		return "the key is given twice";
	s->conf.settings |= bit;
	errno = 0;
	n = strtoull(value, &end, 10);
	if (errno || *end || !isdigit((unsigned char)value[0]) || n > UINT32_MAX)
		return "the value must be a number";
	*to = n;
	return NULL;
}

/* One or two digits, nothing else; *text ends up behind them. */
static int two_digits(const char **text, unsigned int *value)
{
	const char *p = *text;

	if (!isdigit((unsigned char)*p))
		return -1;
	*value = *p++ - '0';
	if (isdigit((unsigned char)*p))
		*value = 10 * *value + (*p++ - '0');
	*text = p;
	return 0;
}

/* "09:30" as minutes; *text ends up behind it. */
static int clock_time(const char **text, uint16_t *minutes)
{
	const char *p = *text;
	unsigned int h, m;

	if (two_digits(&p, &h) || *p++ != ':' || two_digits(&p, &m) || p - *text < 4)
		return -1;
	if (m > 59 || h > 24 || (h == 24 && m))
		return -1;
	*minutes = h * 60 + m;
	*text = p;
	return 0;
}

const char *ifconf_parse_hours(const char *text, struct mpr_hours *hours, unsigned int max,
			       unsigned int *n)
{
	static const char *const bad =
		"hours must look like 1 09:00-12:00 13:00-17:30; 2 08:00-24:00";
	struct mpr_hours period;
	const char *p = text;
	bool any;

	*n = 0;
	while (*p) {
		p += strspn(p, " \t");
		if (*p < '0' || *p > '6' || (p[1] != ' ' && p[1] != '\t'))
			return bad;
		period.day = *p++ - '0';
		for (any = false;; any = true) {
			p += strspn(p, " \t");
			if (*p == ';' || !*p)
				break;
			if (clock_time(&p, &period.from) || *p++ != '-' ||
			    clock_time(&p, &period.to))
				return bad;
			if (period.to <= period.from)
				return "a period of hours must end after it begins";
			if (*n == max)
				return "there are too many periods in hours";
			hours[(*n)++] = period;
		}
		if (!any)
			return bad;
		if (*p == ';')
			p++;
		p += strspn(p, " \t");
	}
	return NULL;
}

static const char *set_hours(struct storage *s, const char *value)
{
	if (s->conf.settings & MPR_SET_HOURS)
		return "the key is given twice";
	s->conf.settings |= MPR_SET_HOURS;
	s->conf.iface.hours = s->hours;
	return ifconf_parse_hours(value, s->hours, MAX_HOURS, &s->conf.iface.n_hours);
}

static const char *set_interface(struct storage *s, const char *key, const char *value)
{
	struct mpr_interface *iface = &s->conf.iface;
	const struct {
		const char *key;
		uint32_t *to;
		unsigned int bit;
	} times[] = {
		{ "connect-timeout", &iface->connect_timeout, MPR_SET_CONNECT_TIMEOUT },
		{ "redial-interval", &iface->redial_interval, MPR_SET_REDIAL_INTERVAL },
		{ "backoff-first", &iface->backoff_first, MPR_SET_BACKOFF_FIRST },
		{ "backoff-max", &iface->backoff_max, MPR_SET_BACKOFF_MAX },
		{ "hold-up", &iface->hold_up, MPR_SET_HOLD_UP },
		{ "hold-down", &iface->hold_down, MPR_SET_HOLD_DOWN },
	};
	const char *what;
	size_t i;

	if (!strcmp(key, "name"))
		return set_string(&s->name, value);
	if (!strcmp(key, "type"))
		return set_type(s, value);
	if (!strcmp(key, "enabled"))
		return set_bool(s, &iface->enabled, value, MPR_SET_ENABLED);
	if (!strcmp(key, "persistent"))
		return set_bool(s, &iface->persistent, value, MPR_SET_PERSISTENT);
	if (!strcmp(key, "redial-count"))
		return set_count(s, &iface->redial_count, value, MPR_SET_REDIAL_COUNT);
	if (!strcmp(key, "hours"))
		return set_hours(s, value);
	if (!strcmp(key, "dialer")) {
		what = set_string(&s->dialer, value);
		s->conf.settings |= MPR_SET_DIALER;
		return what;
	}
	if (!strcmp(key, "connect")) {
		if (s->connect_given)
			return "the key is given twice";
		s->connect_given = true;
		return ifconf_parse_bool(value, &s->conf.connect) ?
		       "the value must be yes or no" : NULL;
	}
	for (i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		if (!strcmp(key, times[i].key))
			return set_time(s, times[i].to, value, times[i].bit);
	return "there is no such key in [interface]";
}

static const char *set_alternates(struct slot *slot, const char *value)
{
	const char *p = value;
	size_t n;

	if (slot->n_alternates)
		return "the key is given twice";
	if (!is_text(value))
		return "there is a control character in the value";
	while (*p) {
		p += strspn(p, " \t");
		n = strcspn(p, ",");
		if (slot->n_alternates == MAX_ALTERNATES)
			return "there are more than 16 alternates";
		slot->alternates[slot->n_alternates] = strndup(p, n);
		if (!slot->alternates[slot->n_alternates])
			return "not enough memory";
		while (n && (p[n - 1] == ' ' || p[n - 1] == '\t'))
			n--;
		slot->alternates[slot->n_alternates][n] = '\0';
		if (n == 0)
			return "an alternate is empty";
		slot->n_alternates++;
		p += strcspn(p, ",");
		if (*p == ',')
			p++;
	}
	return NULL;
}

static const char *set_device(struct storage *s, const char *number, const char *key,
			      const char *value)
{
	unsigned long index;
	struct slot *slot;
	char *end;

	index = strtoul(number, &end, 10);
	if (*end || !isdigit((unsigned char)number[0]) || index < 1 || index > MAX_SLOTS)
		return "device sections are [device 1] to [device 64]";
	slot = &s->slots[index - 1];
	slot->given = true;
	s->conf.settings |= MPR_SET_DEVICES;
	if (!strcmp(key, "type"))
		return set_string(&slot->type, value);
	if (!strcmp(key, "name"))
		return set_string(&slot->name, value);
	if (!strcmp(key, "phone"))
		return set_string(&slot->phone, value);
	if (!strcmp(key, "alternates"))
		return set_alternates(slot, value);
	return "there is no such key in [device]";
}

static const char *set(void *data, const char *section, const char *key, const char *value)
{
	struct storage *s = data;

	if (!strcmp(section, "interface"))
		return set_interface(s, key, value);
	if (!strncmp(section, "device ", 7))
		return set_device(s, section + 7, key, value);
	return "sections are [interface] and [device 1], [device 2], ...";
}

int ifconf_read(const char *path, struct ifconf **conf, char *error, size_t len)
{
	struct storage *s = calloc(1, sizeof(*s));
	struct mpr_device *dev;
	unsigned int i;

	if (!s) {
		snprintf(error, len, "%s: not enough memory", path);
		return -1;
	}
	s->conf.iface.type = MPR_IF_TYPE_FULL_ROUTER;
	if (ifconf_parse_file(path, set, s, error, len)) {
		ifconf_free(&s->conf);
		return -1;
	}
	if (!s->name || !*s->name) {
		snprintf(error, len, "%s:1: there is no name in [interface]", path);
		ifconf_free(&s->conf);
		return -1;
	}
	s->conf.iface.name = s->name;
	s->conf.iface.dialer = s->dialer ? s->dialer : "";
	s->conf.iface.devices = s->devices;
	for (i = 0; i < MAX_SLOTS; i++) {
		if (!s->slots[i].given)
			continue;
		dev = &s->devices[s->conf.iface.n_devices++];
		dev->index = i + 1;
		dev->type = s->slots[i].type ? s->slots[i].type : "";
		dev->name = s->slots[i].name ? s->slots[i].name : "";
		dev->phone = s->slots[i].phone ? s->slots[i].phone : "";
		dev->n_alternates = s->slots[i].n_alternates;
		dev->alternates = (const char *const *)s->slots[i].alternates;
	}
	*conf = &s->conf;
	return 0;
}

void ifconf_free(struct ifconf *conf)
{
	struct storage *s = (struct storage *)conf;
	unsigned int i, j;

	if (!s)
		return;
	free(s->name);
	free(s->dialer);
	for (i = 0; i < MAX_SLOTS; i++) {
		free(s->slots[i].type);
		free(s->slots[i].name);
		free(s->slots[i].phone);
		for (j = 0; j < MAX_ALTERNATES; j++)
			free(s->slots[i].alternates[j]);
	}
	free(s);
}

/* ---- writing ---- */

/* A value that could not be read back is not written. */
static int put(FILE *f, const char *key, const char *value)
{
	size_t n = strlen(value);
	bool quote;

	if (!is_text(value))
		return -1;
	quote = n && (value[0] == ' ' || value[n - 1] == ' ' || value[0] == '"');
	fprintf(f, quote ? "%s = \"%s\"\n" : "%s = %s\n", key, value);
	return 0;
}

static void put_time(FILE *f, const char *key, uint32_t ms)
{
	if (ms && ms % 3600000 == 0)
		fprintf(f, "%s = %uh\n", key, ms / 3600000);
	else if (ms && ms % 60000 == 0)
		fprintf(f, "%s = %um\n", key, ms / 60000);
	else if (ms && ms % 1000 == 0)
		fprintf(f, "%s = %us\n", key, ms / 1000);
	else
		fprintf(f, "%s = %ums\n", key, ms);
}

static void put_hours(FILE *f, const struct mpr_interface *iface)
{
	const struct mpr_hours *h;
	unsigned int day, i;
	bool any = false, first;

	fprintf(f, "hours =");
	for (day = 0; day < 7; day++) {
		first = true;
		for (i = 0; i < iface->n_hours; i++) {
			h = &iface->hours[i];
			if (h->day != day)
				continue;
			if (first)
				fprintf(f, "%s %u", any ? ";" : "", day);
			fprintf(f, " %02d:%02d-%02d:%02d", h->from / 60, h->from % 60, h->to / 60,
				h->to % 60);
			first = false;
			any = true;
		}
	}
	fprintf(f, "\n");
}

static int put_device(FILE *f, const struct mpr_device *dev)
{
	unsigned int i;
	int err = 0;

	fprintf(f, "\n[device %u]\n", dev->index);
	if (put(f, "type", dev->type ? dev->type : ""))
		err = -1;
	if (dev->name && *dev->name && put(f, "name", dev->name))
		err = -1;
	if (dev->phone && *dev->phone && put(f, "phone", dev->phone))
		err = -1;
	if (dev->n_alternates) {
		fprintf(f, "alternates = ");
		for (i = 0; i < dev->n_alternates; i++) {
			if (strpbrk(dev->alternates[i], ",\r\n") || dev->alternates[i][0] == ' ')
				err = -1;
			fprintf(f, "%s%s", i ? ", " : "", dev->alternates[i]);
		}
		fprintf(f, "\n");
	}
	return err;
}

static int put_all(FILE *f, const struct ifconf *conf)
{
	static const char *const types[] = {
		[MPR_IF_TYPE_HOME_ROUTER] = "home-router",
		[MPR_IF_TYPE_FULL_ROUTER] = "full-router",
		[MPR_IF_TYPE_DEDICATED] = "dedicated",
	};
	const struct mpr_interface *iface = &conf->iface;
	unsigned int i;
	int err = 0;

	if (iface->type < MPR_IF_TYPE_HOME_ROUTER || iface->type > MPR_IF_TYPE_DEDICATED)
		return -1;
	fprintf(f, "# Saved by mprctl; mprd restores it. See mprd.conf(5).\n[interface]\n");
	if (put(f, "name", iface->name) || put(f, "type", types[iface->type]))
		err = -1;
	if (conf->settings & MPR_SET_ENABLED)
		fprintf(f, "enabled = %s\n", iface->enabled ? "yes" : "no");
	if ((conf->settings & MPR_SET_DIALER) && put(f, "dialer", iface->dialer))
		err = -1;
	if (conf->settings & MPR_SET_CONNECT_TIMEOUT)
		put_time(f, "connect-timeout", iface->connect_timeout);
	if (conf->settings & MPR_SET_REDIAL_COUNT)
		fprintf(f, "redial-count = %u\n", iface->redial_count);
	if (conf->settings & MPR_SET_REDIAL_INTERVAL)
		put_time(f, "redial-interval", iface->redial_interval);
	if (conf->settings & MPR_SET_BACKOFF_FIRST)
		put_time(f, "backoff-first", iface->backoff_first);
	if (conf->settings & MPR_SET_BACKOFF_MAX)
		put_time(f, "backoff-max", iface->backoff_max);
	if (conf->settings & MPR_SET_PERSISTENT)
		fprintf(f, "persistent = %s\n", iface->persistent ? "yes" : "no");
	if (conf->settings & MPR_SET_HOLD_UP)
		put_time(f, "hold-up", iface->hold_up);
	if (conf->settings & MPR_SET_HOLD_DOWN)
		put_time(f, "hold-down", iface->hold_down);
	if (conf->settings & MPR_SET_HOURS)
		put_hours(f, iface);
	if (conf->connect)
		fprintf(f, "connect = yes\n");
	if (conf->settings & MPR_SET_DEVICES)
		for (i = 0; i < iface->n_devices; i++)
			if (put_device(f, &iface->devices[i]))
				err = -1;
	return err;
}

/* On the way to @path, which is shorter than PATH_MAX. */
static int make_directories(const char *path)
{
	char dir[PATH_MAX];
	char *p;

	snprintf(dir, sizeof(dir), "%s", path);
	for (p = strchr(dir + 1, '/'); p; p = strchr(p + 1, '/')) {
		*p = '\0';
		if (mkdir(dir, 0755) && errno != EEXIST)
			return -1;
		*p = '/';
	}
	return 0;
}

int ifconf_write(const char *path, const struct ifconf *conf, char *error, size_t len)
{
	char tmp[PATH_MAX];
	bool bad = false;
	FILE *f = NULL;
	int fd;

	if (snprintf(tmp, sizeof(tmp), "%s.XXXXXX", path) >= (int)sizeof(tmp)) {
		snprintf(error, len, "%s: the path is too long", path);
		return -1;
	}
	if (make_directories(path)) {
		snprintf(error, len, "cannot make the directory of %s: %s", path, strerror(errno));
		return -1;
	}
	fd = mkostemp(tmp, O_CLOEXEC);
	if (fd >= 0)
		f = fdopen(fd, "w");
	if (!f) {
		snprintf(error, len, "cannot write %s: %s", tmp, strerror(errno));
		if (fd >= 0) {
			close(fd);
			unlink(tmp);
		}
		return -1;
	}
	bad = put_all(f, conf);
	errno = 0;
	if (fflush(f) || fchmod(fd, 0644) || fsync(fd) || ferror(f) || bad || rename(tmp, path)) {
		if (bad)
			snprintf(error, len,
				 "%s: a value of interface \"%s\" cannot be written to a file",
				 path, conf->iface.name);
		else
			snprintf(error, len, "cannot write %s: %s", path, strerror(errno));
		fclose(f);
		unlink(tmp);
		return -1;
	}
	fclose(f);
	return 0;
}
