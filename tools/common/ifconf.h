/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Saved interfaces: the files below /etc/mpr/interfaces.d that mprctl writes and mprd restores,
 * one interface a file. The format is described in mprd.conf(5).
 */
#ifndef IFCONF_H
#define IFCONF_H

#include <mpr.h>

/*
 * One saved interface. @iface has the name, the type and the members that @settings (enum
 * mpr_setting) names; its other members are zero. Everything belongs to the struct.
 */
struct ifconf {
	struct mpr_interface iface;
	unsigned int settings;
	bool connect;		/* dial it when mprd starts */
};

/*
 * Directory of the configuration: $MPR_CONF_DIR or /etc/mpr, then netns/NAME for the namespace
 * @netns (NULL: the initial one). Returns 0, or -1 when @buf is too small.
 */
int ifconf_conf_dir(char *buf, size_t len, const char *netns);

/*
 * The file in which the interface @name is saved: interfaces.d/NAME.conf below the directory above,
 * with bytes that do not belong in a file name as %XX. A name that gets too long for one is
 * cut and told apart by a hash. Returns 0, or -1 when @buf is too small.
 */
int ifconf_path(char *buf, size_t len, const char *netns, const char *name);

/* The last component of ifconf_path() without .conf, for other files named after an interface. */
int ifconf_file_name(char *buf, size_t len, const char *name);

/*
 * Read @path. Returns 0 and a new object, or -1 and a sentence with the file and the line that
 * cannot be understood in @error.
 */
int ifconf_read(const char *path, struct ifconf **conf, char *error, size_t len);

/*
 * Write @conf to @path in one step, directories included: readers see the old file or the new one.
 * Returns 0, or -1 and a sentence in @error.
 */
int ifconf_write(const char *path, const struct ifconf *conf, char *error, size_t len);

void ifconf_free(struct ifconf *conf);

/* ---- values, as other configuration files have them too; 0 or -1 ---- */

/* "250", "250ms", "10s", "5m", "6h"; a plain number is milliseconds. */
int ifconf_parse_time(const char *text, uint32_t *ms);
/* yes, true, on, 1 and their opposites */
int ifconf_parse_bool(const char *text, bool *value);
/*
 * "1 09:00-12:00 13:00-17:30; 2 08:00-24:00": days, 0 is Sunday, each with its periods. Fills in
 * at most @max periods and their number @n. Returns NULL or what is wrong.
 */
const char *ifconf_parse_hours(const char *text, struct mpr_hours *hours, unsigned int max,
			       unsigned int *n);

/*
 * Parse @path with inih and no surprises: lines of any length, no continuation lines, no comments
 * behind a value, strict about everything else. @set is called for each key; it returns NULL or
 * what is wrong, without file and line. Returns 0, or -1 and "FILE:LINE: what" in @error.
 */
typedef const char *ifconf_set(void *data, const char *section, const char *key, const char *value);
int ifconf_parse_file(const char *path, ifconf_set *set, void *data, char *error, size_t len);

#endif /* IFCONF_H */
