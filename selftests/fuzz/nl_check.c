// SPDX-License-Identifier: GPL-2.0-only
/* Holds attributes that the kernel sent against the spec. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nl_fuzz.h"

static char wrong[200];

static const char *bad(const struct spec_set *set, unsigned int type, const char *what)
{
	const struct spec_attr *a = type < set->n ? &set->attrs[type] : NULL;

	snprintf(wrong, sizeof(wrong), "%s.%s (%u): %s", set->name, a && a->name ? a->name : "?",
		 type, what);
	return wrong;
}

static const char *check_number(const struct spec_attr *a, uint64_t value)
{
	int64_t number = a->type == SPEC_S32 ? (int32_t)value : (int64_t)value;

	if (a->ranged && (number < a->min || number > a->max))
		return "the number is out of range";
	if (a->flags && value & ~(uint64_t)a->flags)
		return "an unknown flag is set";
	if (a->n_enum && (number < a->enum_first || number >= a->enum_first + a->n_enum))
		return "the number is none of the enumeration";
	return NULL;
}

static const char *check_string(const struct spec_attr *a, const char *text, unsigned int len)
{
	if (!len || text[len - 1])
		return "the string has no NUL";
	if (strlen(text) != len - 1)
		return "there is a NUL in the string";
	if (a->max_len && len - 1 > a->max_len)
		return "the string is too long";
	/* main() has said that the locale's characters are those of UTF-8. */
	if (mbstowcs(NULL, text, 0) == (size_t)-1)
		return "the string is not UTF-8";
	return NULL;
}

static unsigned int width(enum spec_type type)
{
	switch (type) {
	case SPEC_U8:
		return 1;
	case SPEC_U16:
		return 2;
	case SPEC_U64:
		return 8;
	default:
		return 4;
	}
}

static const char *check_value(const struct spec_set *set, unsigned int type,
			       const struct nlattr *attr, struct learned *l)
{
	const struct spec_attr *a = &set->attrs[type];
	const void *data = (const uint8_t *)attr + NLA_HDRLEN;
	unsigned int len = attr->nla_len - NLA_HDRLEN;
	const char *what = NULL;
	uint64_t value = 0;

	switch (a->type) {
	case SPEC_PAD:
	case SPEC_FLAG:
		what = len ? "it has a value" : NULL;
		break;
	case SPEC_STRING:
		what = check_string(a, data, len);
		break;
	case SPEC_BINARY:
		what = len != 4 && len != 16 ? "it has neither 4 nor 16 bytes" : NULL;
		break;
	case SPEC_NEST:
		if (!(attr->nla_type & NLA_F_NESTED))
			return bad(set, type, "a nest without its flag");
		return check_attrs(a->nested, UINT64_MAX, data, len, l);
	default:
		if (len != width(a->type))
			return bad(set, type, "the length is wrong");
		if (len == 1)
			value = *(const uint8_t *)data;
		else if (len == 2)
			value = *(const uint16_t *)data;
		else if (len == 4)
			value = *(const uint32_t *)data;
		else
			memcpy(&value, data, len);
		what = check_number(a, value);
		if (a->role && a->role < ROLE_AFTER)
			learn(l, a->role, value);
	}
	if (!what && attr->nla_type & ~NLA_TYPE_MASK)
		what = "a flag that does not belong there";
	return what ? bad(set, type, what) : NULL;
}

const char *check_attrs(const struct spec_set *set, uint64_t mask, const void *head, int len,
			struct learned *l)
{
	const uint8_t *p = head;
	const struct nlattr *attr;
	const char *what;
	unsigned int type;
	uint64_t seen = 0;

	while (len > 0) {
		attr = (const void *)p;
		if (len < NLA_HDRLEN || attr->nla_len < NLA_HDRLEN || attr->nla_len > len)
			return bad(set, 0, "an attribute that is cut off");
		type = attr->nla_type & NLA_TYPE_MASK;
		if (!type || type >= set->n || type > 63 || !set->attrs[type].type)
			return bad(set, type, "no such attribute");
		if (!(mask & 1ULL << type) && set->attrs[type].type != SPEC_PAD)
			return bad(set, type, "it does not belong in this message");
		if (seen & 1ULL << type && !set->attrs[type].multi &&
		    set->attrs[type].type != SPEC_PAD)
			return bad(set, type, "it is there twice");
		seen |= 1ULL << type;
		what = check_value(set, type, attr, l);
		if (what)
			return what;
		p += NLA_ALIGN(attr->nla_len);
		len -= NLA_ALIGN(attr->nla_len);
	}
	return NULL;
}
