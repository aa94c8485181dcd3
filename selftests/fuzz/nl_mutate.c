// SPDX-License-Identifier: GPL-2.0-only
/* Damage of every kind that a hostile or broken client could send. */
#include <string.h>

#include "nl_fuzz.h"

#define ATTRS_MAX 64

struct place {
	size_t at[ATTRS_MAX];
	unsigned int n;
};

/* Where attributes are, nested ones too. */
static void find_attrs(const struct datagram *d, size_t from, size_t to, struct place *p, int depth)
{
	const struct nlattr *attr;

	while (from + sizeof(*attr) <= to && p->n < ATTRS_MAX) {
		attr = (const void *)(d->data + from);
		if (attr->nla_len < sizeof(*attr) || from + attr->nla_len > to)
			return;
		p->at[p->n++] = from;
		if (attr->nla_type & NLA_F_NESTED && depth < 4)
			find_attrs(d, from + sizeof(*attr), from + attr->nla_len, p, depth + 1);
		from += NLA_ALIGN(attr->nla_len);
	}
}

static struct nlattr *pick_attr(struct datagram *d, struct rng *r)
{
	struct place p = { .n = 0 };
	uint32_t pick = rng_next(r) >> 32;

	find_attrs(d, NLMSG_HDRLEN + GENL_HDRLEN, d->len, &p, 0);
	return p.n ? (void *)(d->data + p.at[pick % p.n]) : NULL;
}

static struct nlmsghdr *head(struct datagram *d)
{
	return (void *)d->data;
}

static void grow(struct datagram *d, struct rng *r, size_t n)
{
	size_t i;

	if (d->len + n > DATAGRAM_MAX)
		return;
	for (i = 0; i < n; i++)
		d->data[d->len++] = rng_next(r);
	head(d)->nlmsg_len += n;
}

static void flip_bits(struct datagram *d, struct rng *r)
{
	unsigned int n = 1 + rng_below(r, 8);
	uint32_t at;

	while (n--) {
		at = NLMSG_HDRLEN + rng_below(r, d->len - NLMSG_HDRLEN);
		d->data[at] ^= 1 << rng_below(r, 8);
	}
}

static void attr_length(struct datagram *d, struct rng *r)
{
	static const uint16_t lens[] = { 0, 1, 3, 4, 5, 7, 8, 12, 0xfff0, 0xffff };
	struct nlattr *attr = pick_attr(d, r);
	uint32_t pick = rng_next(r) >> 32;

	if (!attr)
		return;
	if (pick & 1)
		attr->nla_len = lens[pick / 2 % 10];
	else
		attr->nla_len += (int)(pick / 2 % 9) - 4;
}

static void attr_type(struct datagram *d, struct rng *r)
{
	struct nlattr *attr = pick_attr(d, r);
	uint32_t pick = rng_next(r) >> 32;

	if (!attr)
		return;
	switch (pick % 5) {
	case 0:
		attr->nla_type ^= NLA_F_NESTED;
		break;
	case 1:
		attr->nla_type ^= NLA_F_NET_BYTEORDER;
		break;
	case 2:
		attr->nla_type = pick / 5 % 48;
		break;
	case 3:
		attr->nla_type = pick / 5;
		break;
	default:
		attr->nla_type = 0;
	}
}

static void attr_twice(struct datagram *d, struct rng *r)
{
	const struct nlattr *attr = pick_attr(d, r);
	size_t len;

	if (!attr)
		return;
	len = NLA_ALIGN(attr->nla_len);
	if ((const uint8_t *)attr + len > d->data + d->len || d->len + len > DATAGRAM_MAX)
		return;
	memcpy(d->data + d->len, attr, len);
	d->len += len;
	head(d)->nlmsg_len = d->len;
}

static void attr_bytes(struct datagram *d, struct rng *r)
{
	struct nlattr *attr = pick_attr(d, r);
	uint32_t pick = rng_next(r) >> 32;
	uint8_t *p, *end;

	if (!attr)
		return;
	end = (uint8_t *)attr + attr->nla_len;
	for (p = (uint8_t *)attr + sizeof(*attr); p < end && p < d->data + d->len; p++)
		*p = pick % 3 == 0 ? 0xff : pick % 3 == 1 ? 0 : rng_next(r);
}

/* An attribute of some set at the end of the message. */
static void attr_foreign(struct datagram *d, struct rng *r, const struct learned *l)
{
	const struct spec_set *set = spec_ops[1 + rng_below(r, spec_n_ops - 1)].set;
	unsigned int type = 1 + rng_below(r, 50);

	gen_attr(d, r, l, set, type, rng_chance(r, 50));
	if (type >= set->n)
		grow(d, r, 4UL * rng_below(r, 4));
	head(d)->nlmsg_len = d->len;
}

static void cut_off(struct datagram *d, struct rng *r)
{
	d->len = 1 + rng_below(r, d->len);
	if (d->len >= NLMSG_HDRLEN && rng_chance(r, 80))
		head(d)->nlmsg_len = d->len;
}

static void message_length(struct datagram *d, struct rng *r)
{
	static const uint32_t lens[] = { 0, 1, 15, 16, 17, 19, 20, 21, 0xffff, 0xffffffff };

	head(d)->nlmsg_len = lens[rng_below(r, 10)];
}

static void message_header(struct datagram *d, struct rng *r)
{
	struct genlmsghdr *genl = mnl_nlmsg_get_payload(head(d));
	uint32_t pick = rng_next(r) >> 32;

	switch (pick % 6) {
	case 0:
		genl->cmd = pick / 6;
		break;
	case 1:
		genl->version = pick / 6;
		break;
	case 2:
		genl->reserved = pick / 6;
		break;
	case 3:
		head(d)->nlmsg_flags = pick / 6;
		break;
	case 4:
		/* Nothing but our own family and the numbers that no family has. */
		head(d)->nlmsg_type = pick & 64 ? pick / 128 % NLMSG_MIN_TYPE :
						  1024 + pick / 128 % 60000;
		break;
	default:
		head(d)->nlmsg_flags ^= 1 << pick / 6 % 16;
	}
}

/* Everything behind the header goes into nests. */
static void bury(struct datagram *d, struct rng *r, unsigned int depth)
{
	const size_t at = NLMSG_HDRLEN + GENL_HDRLEN;
	struct nlattr attr;
	unsigned int type;

	if (d->len < at)
		return;
	while (depth--) {
		type = 1 + rng_below(r, 40);
		if (d->len + sizeof(attr) > DATAGRAM_MAX)
			break;
		memmove(d->data + at + sizeof(attr), d->data + at, d->len - at);
		attr.nla_len = d->len - at + sizeof(attr);
		attr.nla_type = type | NLA_F_NESTED;
		memcpy(d->data + at, &attr, sizeof(attr));
		d->len += sizeof(attr);
	}
	head(d)->nlmsg_len = d->len;
}

static void mutate_once(struct datagram *d, struct rng *r, const struct learned *l)
{
	uint32_t kind = rng_below(r, 16);

	if (d->len <= NLMSG_HDRLEN)
		return;
	switch (kind) {
	case 0:
	case 1:
		flip_bits(d, r);
		break;
	case 2:
	case 3:
		attr_length(d, r);
		break;
	case 4:
	case 5:
		attr_type(d, r);
		break;
	case 6:
		attr_twice(d, r);
		break;
	case 7:
	case 8:
		attr_foreign(d, r, l);
		break;
	case 9:
		attr_bytes(d, r);
		break;
	case 10:
		cut_off(d, r);
		break;
	case 11:
		message_length(d, r);
		break;
	case 12:
	case 13:
		message_header(d, r);
		break;
	case 14:
		bury(d, r, 1 + rng_below(r, 12));
		break;
	default:
		/* Trailing bytes, many at times. */
		grow(d, r, rng_chance(r, 90) ? 1 + rng_below(r, 9) : rng_below(r, 20000));
	}
}

void mutate(struct datagram *d, struct rng *r, const struct learned *l)
{
	unsigned int n = 1 + rng_below(r, 3);

	while (n--)
		mutate_once(d, r, l);
}
