// SPDX-License-Identifier: GPL-2.0-only
/* Messages as a client could send them, with values at and beyond their limits now and then. */
#include <stdio.h>
#include <string.h>

#include "nl_fuzz.h"

#define NAMES 24

void learn(struct learned *l, enum spec_role role, uint64_t value)
{
	unsigned int i, n = l->n[role] < POOL ? l->n[role] : POOL;

	for (i = 0; i < n; i++)
		if (l->value[role][i] == value)
			return;
	l->value[role][l->n[role]++ % POOL] = value;
}

static uint64_t recall(struct rng *r, const struct learned *l, enum spec_role role)
{
	uint32_t at = rng_next(r) >> 32;
	unsigned int n = l->n[role] < POOL ? l->n[role] : POOL;

	if (!n)
		return 1 + at % 64;
	/* Newest ones first, as the others may be gone. */
	if (at & 1)
		return l->value[role][(l->n[role] - 1 - at / 2 % (n < 4 ? n : 4)) % POOL];
	return l->value[role][at / 2 % n];
}

const char *fuzz_device_name(uint32_t n)
{
	static const char *const names[] = {
		"fz0", "fz1", "fz2", "fz3", "fz4", "fz5", "fz6", "fz7", "fz8", "fz9", "fz10",
		"fz11", "ppp0", "ppp1", "ppp2", "lo",
	};

	return names[n % (sizeof(names) / sizeof(names[0]))];
}

static void put(struct datagram *d, uint16_t type, const void *data, size_t len)
{
	struct nlattr attr = { .nla_len = sizeof(attr) + len, .nla_type = type };

	if (d->len + sizeof(attr) + len + NLA_ALIGNTO > DATAGRAM_MAX)
		return;
	memcpy(d->data + d->len, &attr, sizeof(attr));
	memset(d->data + d->len + sizeof(attr), 0, NLA_ALIGN(len));
	if (len)
		memcpy(d->data + d->len + sizeof(attr), data, len);
	d->len += NLA_ALIGN(sizeof(attr) + len);
}

/* A number within the limits; or one that is not, when there are any. */
static uint64_t gen_number(struct rng *r, const struct learned *l, const struct spec_attr *a,
			   bool valid)
{
	static const uint64_t edges[] = { 0, 1, 0x7fffffff, 0x80000000, 0xffffffff, UINT64_MAX };
	uint64_t value = rng_next(r), pick = rng_next(r);

	if (!valid && a->ranged)
		return pick & 1 ? a->max + 1 + value % 3 : a->min - 1 - value % 3;
	if (!valid)
		return pick & 1 ? edges[value % 6] : value;
	if (a->flags)
		return value & a->flags;
	if (a->n_enum)
		return a->enum_first + value % a->n_enum;
	switch (a->role) {
	case ROLE_INTERFACE:
	case ROLE_CONNECTION:
	case ROLE_PORT:
	case ROLE_DIAL:
	case ROLE_IFINDEX:
		return recall(r, l, a->role);
	case ROLE_AFTER:
		if (pick % 4 == 0)
			return edges[value % 5];
		return recall(r, l, ROLE_INTERFACE + pick % 3);
	case ROLE_SEQ:
		/* The whole journal only now and then. */
		if (pick % 32 == 0)
			return edges[value % 6];
		return recall(r, l, ROLE_SEQ) + pick % 8 - 2;
	case ROLE_TIME:
		if (pick % 16)
			return a->min + value % 400;
		break;
	default:
		break;
	}
	if (a->ranged && pick % 8 == 0)
		return value & 1 ? a->min : a->max;
	if (a->ranged)
		return a->min + value % (a->max - a->min + 1);
	return pick % 4 ? value % 10 : value;
}

static size_t gen_text(struct rng *r, char *buf, size_t max, bool valid)
{
	static const char *const pieces[] = {
		"a", "wan", "0", " ", ".", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "%s%n",
		"-", "Z", "\"", "\\", "1", "x", "_",
	};
	static const char *const odd[] = {
		"/", "\x01", "\x7f", "\xff", "\xc0\x80", "\xed\xa0\x80"
	};
	size_t want = rng_chance(r, 90) ? rng_below(r, 12) : rng_below(r, max + 3);
	size_t len = 0, n;
	const char *piece;

	if (!valid && rng_chance(r, 50))
		want = max + 1 + rng_below(r, 40);
	while (len < want) {
		piece = pieces[rng_below(r, 16)];
		if (!valid && rng_chance(r, 10))
			piece = odd[rng_below(r, 6)];
		n = strlen(piece);
		if (len + n > want)
			break;
		memcpy(buf + len, piece, n);
		len += n;
	}
	buf[len] = '\0';
	return len;
}

static size_t gen_string(struct rng *r, const struct spec_attr *a, char *buf, bool valid)
{
	static const char *const kinds[] = { "fuzz0", "fuzz1", "fuzz2", "pppd", "exec", "kernel" };
	static const char *const types[] = {
		"", "GENERIC", "generic", "PPPoE", "modem", "vpn", "fuzz0", "fuzz1", "fuzz2",
		"serial",
	};
	uint32_t pick = rng_next(r) >> 32;
	size_t max = a->max_len ? a->max_len : 64;

	if (!valid || pick % 16 == 0)
		return gen_text(r, buf, max, valid);
	pick /= 16;
	switch (a->role) {
	case ROLE_NAME:
		if (pick % 3 == 0)
			return sprintf(buf, "%s", fuzz_device_name(pick / 3));
		return sprintf(buf, "if%u", pick / 3 % NAMES);
	case ROLE_DEVICE:
		return sprintf(buf, "%s", fuzz_device_name(pick));
	case ROLE_KIND:
		return sprintf(buf, "%s", kinds[pick % 6]);
	case ROLE_DEVTYPE:
		return sprintf(buf, "%s", types[pick % 10]);
	default:
		return gen_text(r, buf, max, valid);
	}
}

static void gen_nest(struct datagram *d, struct rng *r, const struct learned *l,
		     const struct spec_attr *a, unsigned int type, bool valid)
{
	size_t start = d->len;
	struct nlattr *nest;
	unsigned int i, n;

	put(d, type | NLA_F_NESTED, NULL, 0);
	if (d->len == start)
		return;
	for (i = 1; i < a->nested->n; i++) {
		if (a->nested->attrs[i].type == SPEC_PAD ||
		    rng_chance(r, a->nested->attrs[i].ranged ? 4 : 25))
			continue;
		n = a->nested->attrs[i].multi ? rng_below(r, 4) : 1;
		while (n--)
			gen_attr(d, r, l, a->nested, i, valid || rng_chance(r, 70));
	}
	nest = (void *)(d->data + start);
	nest->nla_len = d->len - start;
}

void gen_attr(struct datagram *d, struct rng *r, const struct learned *l,
	      const struct spec_set *set, unsigned int type, bool valid)
{
	const struct spec_attr *a = &set->attrs[type < set->n ? type : 0];
	uint8_t bytes[32];
	char text[2048];
	uint64_t value;
	unsigned int i;

	switch (a->type) {
	case SPEC_U8:
	case SPEC_U16:
	case SPEC_U32:
	case SPEC_S32:
	case SPEC_U64:
		/* Little-endian or not: the low bytes are what counts. */
		value = gen_number(r, l, a, valid);
		if (a->type == SPEC_U8)
			put(d, type, &(uint8_t){ value }, 1);
		else if (a->type == SPEC_U16)
			put(d, type, &(uint16_t){ value }, 2);
		else if (a->type == SPEC_U64)
			put(d, type, &value, 8);
		else
			put(d, type, &(uint32_t){ value }, 4);
		break;
	case SPEC_STRING:
		put(d, type, text, gen_string(r, a, text, valid) + 1);
		break;
	case SPEC_BINARY:
		for (i = 0; i < sizeof(bytes); i++)
			bytes[i] = rng_next(r);
		put(d, type, bytes, !valid ? rng_below(r, 32) : rng_chance(r, 50) ? 4 : 16);
		break;
	case SPEC_NEST:
		gen_nest(d, r, l, a, type, valid);
		break;
	default:
		put(d, type, NULL, 0);
	}
}

/* How often each operation is asked for, where it is not the usual 8. */
static unsigned int weight(unsigned int cmd)
{
	switch (cmd) {
	case MPR_CMD_INTERFACE_CONNECT:
		return 14;
	case MPR_CMD_SERVICE_SET:
	case MPR_CMD_INTERFACE_DEL:
		return 3;
	case MPR_CMD_JOURNAL_GET:
		return 5;
	default:
		return spec_ops[cmd].can_do ? 8 : 0;
	}
}

static unsigned int pick_cmd(struct rng *r)
{
	unsigned int cmd, total = 0, at;

	for (cmd = 0; cmd < spec_n_ops; cmd++)
		total += weight(cmd);
	at = rng_below(r, total);
	for (cmd = 0; cmd < spec_n_ops; cmd++) {
		if (at < weight(cmd))
			return cmd;
		at -= weight(cmd);
	}
	return 1;
}

/* What an operation needs is given nearly always, settings now and then. */
static unsigned int percent(const struct spec_attr *a, unsigned int cmd)
{
	/* Settings that leave nothing to do are rare. */
	if (cmd == MPR_CMD_SERVICE_SET)
		return 15;
	if (cmd == MPR_CMD_CONNECTION_IDENTIFY)
		return 35;
	if (cmd == MPR_CMD_DIAL_DONE && a->ranged)
		return 90;
	if (a->nested && a->multi && a->nested->n < 5)
		return 5;
	switch (a->role) {
	case ROLE_INTERFACE:
	case ROLE_CONNECTION:
	case ROLE_PORT:
	case ROLE_DIAL:
	case ROLE_SEQ:
	case ROLE_NAME:
	case ROLE_KIND:
		return cmd == MPR_CMD_DIAL_ACCEPT ? 60 : 92;
	default:
		return a->n_enum && cmd == MPR_CMD_INTERFACE_NEW ? 96 : 25;
	}
}

/* What leaves something to do: types that can be made; off again more often than on. */
static void calm(struct datagram *d, struct rng *r, size_t start, unsigned int cmd)
{
	struct nlattr *attr = (void *)(d->data + start);
	uint32_t *value = (void *)(d->data + start + NLA_HDRLEN);
	bool on = rng_chance(r, 15);

	if (cmd == MPR_CMD_INTERFACE_NEW && attr->nla_type == MPR_A_INTERFACE_TYPE && !on)
		*value = 1 + *value % 3;
	if (cmd != MPR_CMD_SERVICE_SET)
		return;
	if (attr->nla_type == MPR_A_SERVICE_LAN_ONLY || attr->nla_type == MPR_A_SERVICE_PAUSED)
		d->data[start + NLA_HDRLEN] &= on;
	if (attr->nla_type == MPR_A_SERVICE_JOURNAL_SIZE && !on)
		*value %= 2048;
}

void gen_message(struct datagram *d, struct rng *r, const struct learned *l)
{
	unsigned int cmd = pick_cmd(r), i, n;
	const struct spec_op *op = &spec_ops[cmd];
	bool dump = op->can_dump && rng_chance(r, 25);
	uint64_t mask = dump ? op->dump_request : op->do_request;
	bool valid = rng_chance(r, 85);
	size_t start = d->len, at;
	struct nlmsghdr *nlh = (void *)(d->data + start);
	struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);

	if (start + 4096 > DATAGRAM_MAX)
		return;
	memset(nlh, 0, NLMSG_HDRLEN + GENL_HDRLEN);
	nlh->nlmsg_type = config.family;
	nlh->nlmsg_flags = NLM_F_REQUEST | (dump ? NLM_F_DUMP : 0);
	if (rng_chance(r, 90))
		nlh->nlmsg_flags |= NLM_F_ACK;
	genl->cmd = cmd;
	genl->version = 1;
	d->len += NLMSG_HDRLEN + GENL_HDRLEN;
	for (i = 1; i < op->set->n; i++) {
		if (!(mask & 1ULL << i) || !rng_chance(r, percent(&op->set->attrs[i], cmd)))
			continue;
		n = op->set->attrs[i].multi ? 1 + rng_below(r, 3) : 1;
		while (n--) {
			at = d->len;
			gen_attr(d, r, l, op->set, i, valid || rng_chance(r, 60));
			if (valid && d->len > at)
				calm(d, r, at, cmd);
		}
	}
	nlh->nlmsg_len = d->len - start;
	d->len = start + NLMSG_ALIGN(nlh->nlmsg_len);
}
