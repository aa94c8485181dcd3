/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of mprctl share: the verbs, the exit codes, the ways to print and to fail. */
#ifndef MPRCTL_H
#define MPRCTL_H

#include <getopt.h>
#include <mpr.h>

/* Exit codes; mprctl(8) documents them. */
enum {
	EXIT_FAILED = 1,	/* anything that has no code of its own */
	EXIT_USAGE = 2,		/* the command line is wrong */
	EXIT_NO_OBJECT = 3,	/* no such interface, connection or namespace */
	EXIT_DENIED = 4,	/* not permitted */
	EXIT_NO_SERVICE = 5,	/* module not loaded, or nobody dials this */
	EXIT_CONNECT = 6,	/* a connect was tried and failed */
	EXIT_STATE = 7,		/* refused in the state that the object is in */
	EXIT_TIMEOUT = 8,	/* the time given to wait is over */
};

struct ctl {
	bool json;
	const char *netns;	/* NULL: the caller's */
	const char *server;	/* netns as mpr_open() wants it */
	struct mpr *mpr;	/* what ctl_mpr() opened */
	char prog[64];		/* "mprctl interface add", for messages */
	const struct verb *verb;
};

struct verb {
	const char *name;
	const char *args;	/* after the name, in the usage line */
	const char *summary;	/* one line */
	const char *help;	/* the rest of --help: options and examples */
	int (*run)(struct ctl *ctl, int argc, char **argv);
};

/* One without verbs has one entry in verbs, with its own name. */
struct object {
	const char *name;
	const char *summary;
	const struct verb *verbs;	/* ends with a verb without name */
	const char *help;
};

extern const struct object interface_object;
extern const struct object connection_object;
extern const struct object port_object;
extern const struct object service_object;
extern const struct object events_object;
extern const struct object monitor_object;

/* The service handle, opened at the first call; does not return when that fails. */
struct mpr *ctl_mpr(struct ctl *ctl);

/* ---- args.c ---- */

/*
 * getopt_long() with the verb's own @options (NULL: none) and those that every verb has, which it
 * deals with by itself, as with bad ones: returns the next of the verb's own or -1, and then
 * argv[optind] is the first operand.
 */
int next_option(struct ctl *ctl, int argc, char **argv, const struct option *options);

void set_netns(struct ctl *ctl, const char *name);

/* Print what is wrong with the command line and how to learn more, then exit with EXIT_USAGE. */
void usage_error(struct ctl *ctl, const char *fmt, ...)
	__attribute__((noreturn, format(printf, 2, 3)));

/* The only operand, or a usage error. @what: what it is, for the message. */
const char *one_operand(struct ctl *ctl, int argc, char **argv, const char *what);
void no_operands(struct ctl *ctl, int argc, char **argv);

/* Values of options; all end with a usage error when @text is not one. */
bool parse_yes_no(struct ctl *ctl, const char *option, const char *text);
uint32_t parse_number(struct ctl *ctl, const char *option, const char *text);
uint64_t parse_u64(struct ctl *ctl, const char *option, const char *text);
/* In milliseconds; a number without a unit is in the first one of ms, in the second one of s. */
uint32_t parse_time(struct ctl *ctl, const char *option, const char *text);
uint32_t parse_seconds(struct ctl *ctl, const char *option, const char *text);
bool is_time(const char *text);

/* "id:N": true and the number, which is a usage error when it is not one */
bool parse_id(struct ctl *ctl, const char *text, uint32_t *id);

/* The interface called @name ("NAME" or "id:N"), for mpr_free(); exits when there is none. */
struct mpr_interface *find_interface(struct ctl *ctl, const char *name, const char *doing);

/* ---- secret.c ---- */

/*
 * A password: the first line of @file, or with NULL of standard input (asked for without an echo
 * on a terminal). Wiped and freed with free_secret().
 */
char *read_secret(struct ctl *ctl, const char *file);
void free_secret(char *secret);

/* ---- fail.c ---- */

/*
 * Print "cannot DOING: why" with what the kernel said and what can be done about @code, and return
 * the exit code that says so. @doing is a printf format, such as "connect interface \"%s\"".
 */
int fail(struct ctl *ctl, unsigned int code, const char *doing, ...)
	__attribute__((format(printf, 3, 4)));
/* The same about a failure that is not the last one. */
int fail_as(struct ctl *ctl, const struct mpr_error *error, unsigned int code,
	    const char *doing, ...)
	__attribute__((format(printf, 4, 5)));
int exit_code(unsigned int code);
/* A plain message on standard error. */
void complain(struct ctl *ctl, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Close standard output at the end: @status, or EXIT_FAILED when something was not written. */
int finish_output(struct ctl *ctl, int status);

/* ---- text.c ---- */

/*
 * All return text in a buffer of a ring of 128: good for one line of output. The first shows text
 * from elsewhere without anything that a terminal would act on.
 */
const char *show_text(const char *text);
const char *show_duration(uint64_t ms);
const char *show_bytes(uint64_t bytes);
const char *show_code(uint32_t code);		/* "691 ERROR_AUTHENTICATION_FAILURE" */
const char *show_addr(int family, const uint8_t *addr);
const char *show_time(uint64_t ns);		/* local, for people */
const char *show_time_utc(uint64_t ns);		/* ISO 8601, for programs */
const char *show_hours(const struct mpr_interface *iface);
const char *show_format(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
const char *yes_no(bool value);
bool use_colours(void);

/* ---- names.c: the names that uapi/mpr.yaml gives to numbers ---- */

const char *type_name(uint32_t type);
const char *state_name(uint32_t state);
const char *origin_name(uint32_t origin);
const char *cause_name(uint32_t cause);
const char *condition_name(uint32_t condition);
const char *kind_name(uint32_t kind);
int type_value(const char *name);	/* -1: no such name */
int state_value(const char *name);
int kind_value(const char *name);
const char *reason_name(unsigned int bit);
const char *flag_name(unsigned int bit);
/* The names of the bits in @flags with @separator between them, "" for none. */
const char *show_reasons(uint32_t reasons, const char *separator);
const char *show_flags(uint32_t flags, const char *separator);
/* enum mpr_monitor_group to which events of @kind belong; MPR_MONITOR_ALL for the last one */
unsigned int kind_groups(uint32_t kind);

/* ---- json.c: one value after the other to standard output ---- */

void json_open(const char *key, char bracket);	/* '{' or '['; @key NULL inside of arrays */
void json_close(char bracket);			/* '}' or ']' */
void json_string(const char *key, const char *text);
void json_number(const char *key, uint64_t number);
void json_signed(const char *key, int64_t number);
void json_bool(const char *key, bool value);
void json_null(const char *key);
void json_code(const char *key, uint32_t code);
/* End the outermost value: a new line, flushed when @flush. */
void json_end(bool flush);

/* ---- table.c: tables for people ---- */

struct libscols_table;

enum { COL_LEFT, COL_RIGHT };

struct column {
	const char *name;
	int align;
};

struct libscols_table *table_new(const struct column *columns);	/* ends with a NULL name */
/* Add a row of @n cells. A colour, such as "green", goes to the cell @coloured. */
void table_row(struct libscols_table *table, const char *const *cells, unsigned int n,
	       unsigned int coloured, const char *colour);
void table_print(struct libscols_table *table);
/* Two columns without a heading: what and its value. */
struct libscols_table *list_new(void);
void list_row(struct libscols_table *list, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* ---- the objects, as JSON members and as text; each in the file of its object ---- */

void json_interface(const struct mpr_interface *iface);
void json_connection(const struct mpr_connection *conn);
void json_port(const struct mpr_port *port);
void json_service(const struct mpr_service *service);
void json_stats(const char *key, const struct mpr_stats *stats);
const char *state_colour(uint32_t state);
const char *show_detail(const struct mpr_interface *iface);
const char *show_addresses(const struct mpr_connection *conn);
const char *show_user(const struct mpr_connection *conn);

/* One event as a line for people or as one JSON object on a line. */
void print_event(const struct ctl *ctl, const struct mpr_event *event);
/*
 * Something about the stream of events itself: @kind for programs, @text for people; @lost 0: not
 * about losses.
 */
void print_notice(const struct ctl *ctl, const char *kind, const char *text, uint64_t lost);

/* ---- groups.c ---- */

struct filter {
	unsigned int groups;	/* enum mpr_monitor_group */
	const char *name;	/* of an interface, NULL: any */
	uint32_t id;		/* of an interface, 0: any */
	uint32_t known;		/* number of the one called @name: ports have only that */
};

unsigned int parse_groups(struct ctl *ctl, int argc, char **argv);
const char *show_groups(unsigned int wanted);
void parse_interface_filter(struct ctl *ctl, struct filter *filter, const char *text);
bool is_wanted(const struct mpr_event *event, struct filter *filter);

/* Parts of the object "interface" that have files of their own. */
int interface_add(struct ctl *ctl, int argc, char **argv);
int interface_set(struct ctl *ctl, int argc, char **argv);
int interface_del(struct ctl *ctl, int argc, char **argv);
int interface_connect(struct ctl *ctl, int argc, char **argv);
int interface_disconnect(struct ctl *ctl, int argc, char **argv);
int interface_credentials(struct ctl *ctl, int argc, char **argv);
extern const char interface_add_help[];
extern const char interface_set_help[];

#endif /* MPRCTL_H */
