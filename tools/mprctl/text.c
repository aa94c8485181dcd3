// SPDX-License-Identifier: GPL-2.0-only
/* Values as text for people. */
#include <arpa/inet.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "mprctl.h"
#include "utf8.h"

#define RING 128

/* Slots grow as needed and are kept: names are long at times, but never many at once. */
static char **ring_slot(void)
{
	static char *ring[RING];
	static unsigned int next;

	return &ring[next++ % RING];
}

const char *show_format(const char *fmt, ...)
{
	char **slot = ring_slot(), *text;
	va_list args;

	va_start(args, fmt);
	if (vasprintf(&text, fmt, args) < 0)
		abort();
	va_end(args);
	free(*slot);
	*slot = text;
	return text;
}

const char *show_text(const char *text)
{
	/* the longest escape of one byte is \xff, of one character \u{10ffff} */
	char **slot = ring_slot(), *out = malloc(strlen(text) * 4 + 1), *p = out;
	uint32_t c;
	int n;

	if (!out)
		abort();
	while (*text) {
		n = utf8_char(text, &c);
		if (!n) {
			p += sprintf(p, "\\x%02x", (uint8_t)*text);
			n = 1;
		} else if (!utf8_shown(c)) {
			p += c < 0x80 ? sprintf(p, "\\x%02x", c) : sprintf(p, "\\u%04x", c);
		} else {
			memcpy(p, text, n);
			p += n;
		}
		text += n;
	}
	*p = 0;
	free(*slot);
	*slot = out;
	return out;
}

const char *show_duration(uint64_t ms)
{
	uint64_t s = ms / 1000;

	if (ms < 10000 && ms % 1000)
		return show_format("%" PRIu64 ".%03us", s, (unsigned int)(ms % 1000));
	if (s < 60)
		return show_format("%" PRIu64 "s", s);
	if (s < 3600)
		return show_format("%" PRIu64 "m %02us", s / 60, (unsigned int)(s % 60));
	if (s < 86400)
		return show_format("%" PRIu64 "h %02um %02us", s / 3600,
				   (unsigned int)(s / 60 % 60), (unsigned int)(s % 60));
	return show_format("%" PRIu64 "d %02uh %02um %02us", s / 86400,
			   (unsigned int)(s / 3600 % 24), (unsigned int)(s / 60 % 60),
			   (unsigned int)(s % 60));
}

const char *show_bytes(uint64_t bytes)
{
	static const char units[] = "KMGTPE";
	double value = (double)bytes / 1024;
	int unit = 0;

	if (bytes < 1024)
		return show_format("%" PRIu64 " B", bytes);
	while (value >= 1023.95 && units[unit + 1]) {
		value /= 1024;
		unit++;
	}
	return show_format("%.1f %ciB", value, units[unit]);
}

const char *show_code(uint32_t code)
{
	const char *name = mpr_code_name(code);

	return name ? show_format("%u %s", code, name) : show_format("%u", code);
}

const char *show_addr(int family, const uint8_t *addr)
{
	char text[INET6_ADDRSTRLEN];

	return show_format("%s", inet_ntop(family, addr, text, sizeof(text)) ? text : "?");
}

const char *show_time(uint64_t ns)
{
	time_t s = ns / 1000000000;
	char text[32];
	struct tm tm;

	strftime(text, sizeof(text), "%F %T", localtime_r(&s, &tm));
	return show_format("%s.%03u", text, (unsigned int)(ns / 1000000 % 1000));
}

const char *show_time_utc(uint64_t ns)
{
	time_t s = ns / 1000000000;
	char text[32];
	struct tm tm;

	strftime(text, sizeof(text), "%FT%T", gmtime_r(&s, &tm));
	return show_format("%s.%09uZ", text, (unsigned int)(ns % 1000000000));
}

const char *show_hours(const struct mpr_interface *iface)
{
	const char *text = "";

	for (unsigned int i = 0; i < iface->n_hours; i++) {
		const struct mpr_hours *h = &iface->hours[i];

		if (!i)
			text = show_format("%u", h->day);
		else if (h->day != h[-1].day)
			text = show_format("%s; %u", text, h->day);
		text = show_format("%s %02u:%02u-%02u:%02u", text, h->from / 60, h->from % 60,
				   h->to / 60, h->to % 60);
	}
	return text;
}

const char *yes_no(bool value)
{
	return value ? "yes" : "no";
}

bool use_colours(void)
{
	const char *off = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && !(off && *off);
}
