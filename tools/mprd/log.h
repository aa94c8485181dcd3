/* SPDX-License-Identifier: GPL-2.0-only */
/* Messages to standard error with sd-daemon(3) priorities, or to syslog. */
#ifndef LOG_H
#define LOG_H

#include <stdbool.h>
#include <syslog.h>

/* @verbose: LOG_DEBUG messages as well. */
void log_open(bool to_syslog, bool verbose);
/* What messages begin with, such as an interface's name; copied. NULL: nothing. */
void log_about(const char *what);
void log_msg(int priority, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#define log_err(...) log_msg(LOG_ERR, __VA_ARGS__)
#define log_warn(...) log_msg(LOG_WARNING, __VA_ARGS__)
#define log_notice(...) log_msg(LOG_NOTICE, __VA_ARGS__)
#define log_info(...) log_msg(LOG_INFO, __VA_ARGS__)
#define log_debug(...) log_msg(LOG_DEBUG, __VA_ARGS__)

/* "ERROR_NO_ANSWER (678)", or just the number; static storage. */
const char *log_code(unsigned int code);

#endif /* LOG_H */
