// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Dial-out hours.
 */
#include "hours.h"

#define MINUTES 1440
#define DAYS 7
/* " HH:MM-HH:MM" */
#define PERIOD 12

static const WCHAR *parse_number(const WCHAR *at, unsigned int *value)
{
	int i;

	*value = 0;
	for (i = 0; i < 2; i++, at++) {
		if (*at < '0' || *at > '9')
			return NULL;
		*value = *value * 10 + (*at - '0');
	}
	return at;
}

/* HH:MM; the end of a day is 24:00. */
static const WCHAR *parse_time(const WCHAR *at, uint16_t *time)
{
	unsigned int hour, minute;

	at = parse_number(at, &hour);
	if (!at || *at != ':')
		return NULL;
	at = parse_number(at + 1, &minute);
	if (!at || minute > 59 || hour * 60 + minute > MINUTES)
		return NULL;
	*time = hour * 60 + minute;
	return at;
}

static const WCHAR *parse_period(const WCHAR *at, struct mpr_hours *period)
{
	at = parse_time(at, &period->from);
	if (!at || *at != '-')
		return NULL;
	at = parse_time(at + 1, &period->to);
	return at && period->from < period->to ? at : NULL;
}

int mpr_hours_parse(const WCHAR *text, struct mpr_hours *hours)
{
	const WCHAR *at = text;
	int day, n = 0;

	/* Each turn is one string of the list. */
	while (at && *at) {
		day = *at - '0';
		if (day < 0 || day >= DAYS)
			return -1;
		at++;
		if (*at != ' ')
			return -1;
		while (*at == ' ') {
			if (n == MPR_HOURS_MAX)
				return -1;
			hours[n].day = day;
			at = parse_period(at + 1, &hours[n]);
			if (!at)
				return -1;
			n++;
		}
		if (*at)
			return -1;
		at++;
	}
	return n;
}

static WCHAR *put_time(WCHAR *to, unsigned int time)
{
	*to++ = '0' + time / 600;
	*to++ = '0' + time / 60 % 10;
	*to++ = ':';
	*to++ = '0' + time % 60 / 10;
	*to++ = '0' + time % 10;
	return to;
}

/* The next period of a day behind @after, in order of beginning and end; NULL: no more. */
static const struct mpr_hours *next_period(const struct mpr_hours *hours, unsigned int n,
					   unsigned int day, const struct mpr_hours *after)
{
	const struct mpr_hours *next = NULL, *p;

	for (p = hours; p < hours + n; p++) {
		if (p->day != day)
			continue;
		if (after && (p->from < after->from ||
			      (p->from == after->from && p->to <= after->to)))
			continue;
		if (!next || p->from < next->from ||
		    (p->from == next->from && p->to < next->to))
			next = p;
	}
	return next;
}

size_t mpr_hours_format(const struct mpr_hours *hours, unsigned int n, WCHAR *text)
{
	const struct mpr_hours *p;
	unsigned int day;
	size_t len = 0;
	WCHAR *to;

	for (day = 0; day < DAYS; day++) {
		p = next_period(hours, n, day, NULL);
		if (!p)
			continue;
		if (text)
			text[len] = '0' + day;
		len++;
		for (; p; p = next_period(hours, n, day, p)) {
			if (text) {
				to = text + len;
				*to++ = ' ';
				to = put_time(to, p->from);
				*to++ = '-';
				put_time(to, p->to);
			}
			len += PERIOD;
		}
		if (text)
			text[len] = 0;
		len++;
	}
	if (text)
		text[len] = 0;
	return len + 1;
}
