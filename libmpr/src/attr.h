/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading attributes without trusting them: one of another size than its type reads as zero or
 * empty.
 */
#ifndef MPR_SRC_ATTR_H
#define MPR_SRC_ATTR_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>

static inline unsigned int mpr_attr_type(const struct nlattr *attr)
{
	return attr->nla_type & NLA_TYPE_MASK;
}

static inline const void *mpr_attr_data(const struct nlattr *attr)
{
	return (const char *)attr + MNL_ATTR_HDRLEN;
}

static inline size_t mpr_attr_len(const struct nlattr *attr)
{
	return attr->nla_len - MNL_ATTR_HDRLEN;
}

/* Attributes from @first to the end of the message or nest, to the byte. */
struct mpr_attrs {
	const struct nlattr *first;
	const char *end;
};

/* Takes the first one off, NULL when there is none left. */
static inline const struct nlattr *mpr_attr_take(struct mpr_attrs *attrs)
{
	const struct nlattr *attr = attrs->first;
	ptrdiff_t left = attrs->end - (const char *)attr;

	if (left < (ptrdiff_t)sizeof(*attr) || attr->nla_len < MNL_ATTR_HDRLEN ||
	    attr->nla_len > left)
		return NULL;
	attrs->first = (const struct nlattr *)((const char *)attr + MNL_ALIGN(attr->nla_len));
	return attr;
}

#define mpr_for_each_attr(attr, attrs) \
	for (struct mpr_attrs __left = (attrs); ((attr) = mpr_attr_take(&__left));)

/* Behind the first @skip bytes of the payload. */
static inline struct mpr_attrs mpr_attrs_behind(const struct nlmsghdr *nlh, size_t skip)
{
	struct mpr_attrs attrs = {
		.first = mnl_nlmsg_get_payload_offset(nlh, skip),
		.end = (const char *)nlh + nlh->nlmsg_len,
	};

	return attrs;
}

static inline struct mpr_attrs mpr_attrs_of_msg(const struct nlmsghdr *nlh)
{
	return mpr_attrs_behind(nlh, sizeof(struct genlmsghdr));
}

static inline struct mpr_attrs mpr_attrs_of_nest(const struct nlattr *nest)
{
	struct mpr_attrs attrs = {
		.first = mpr_attr_data(nest),
		.end = (const char *)nest + nest->nla_len,
	};

	return attrs;
}

static inline uint8_t mpr_attr_u8(const struct nlattr *attr)
{
	uint8_t value = 0;

	if (mpr_attr_len(attr) == sizeof(value))
		memcpy(&value, mpr_attr_data(attr), sizeof(value));
	return value;
}

static inline uint16_t mpr_attr_u16(const struct nlattr *attr)
{
	uint16_t value = 0;

	if (mpr_attr_len(attr) == sizeof(value))
		memcpy(&value, mpr_attr_data(attr), sizeof(value));
	return value;
}

static inline uint32_t mpr_attr_u32(const struct nlattr *attr)
{
	uint32_t value = 0;

	if (mpr_attr_len(attr) == sizeof(value))
		memcpy(&value, mpr_attr_data(attr), sizeof(value));
	return value;
}

static inline uint64_t mpr_attr_u64(const struct nlattr *attr)
{
	uint64_t value = 0;

	if (mpr_attr_len(attr) == sizeof(value))
		memcpy(&value, mpr_attr_data(attr), sizeof(value));
	return value;
}

/* A string, which need not be terminated, and its length without the NUL. */
static inline const char *mpr_attr_str(const struct nlattr *attr, size_t *len)
{
	const char *str = mpr_attr_data(attr);

	*len = strnlen(str, mpr_attr_len(attr));
	return str;
}

#endif /* MPR_SRC_ATTR_H */
