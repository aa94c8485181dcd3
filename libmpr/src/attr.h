/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading attributes without trusting them: one of another size than its type reads as zero or
 * empty.
 */
#ifndef MPR_SRC_ATTR_H
#define MPR_SRC_ATTR_H

#include <stdint.h>
#include <string.h>

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>

/* Attributes from @first to the end of the message or nest, to the byte. */
struct mpr_attrs {
	const struct nlattr *first;
	const char *end;
};

/* Takes the first one off, NULL when there is none left. */
static inline const struct nlattr *mpr_attr_take(struct mpr_attrs *attrs)
{
	const struct nlattr *attr = attrs->first;

	if (!mnl_attr_ok(attr, attrs->end - (const char *)attr))
		return NULL;
	attrs->first = mnl_attr_next(attr);
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
		.first = mnl_attr_get_payload(nest),
		.end = (const char *)mnl_attr_get_payload(nest) + mnl_attr_get_payload_len(nest),
	};

	return attrs;
}

static inline uint8_t mpr_attr_u8(const struct nlattr *attr)
{
	return mnl_attr_get_payload_len(attr) == 1 ? mnl_attr_get_u8(attr) : 0;
}

static inline uint16_t mpr_attr_u16(const struct nlattr *attr)
{
	return mnl_attr_get_payload_len(attr) == 2 ? mnl_attr_get_u16(attr) : 0;
}

static inline uint32_t mpr_attr_u32(const struct nlattr *attr)
{
	return mnl_attr_get_payload_len(attr) == 4 ? mnl_attr_get_u32(attr) : 0;
}

static inline uint64_t mpr_attr_u64(const struct nlattr *attr)
{
	return mnl_attr_get_payload_len(attr) == 8 ? mnl_attr_get_u64(attr) : 0;
}

/* A string, which need not be terminated, and its length without the NUL. */
static inline const char *mpr_attr_str(const struct nlattr *attr, size_t *len)
{
	const char *str = mnl_attr_get_payload(attr);

	*len = strnlen(str, mnl_attr_get_payload_len(attr));
	return str;
}

#endif /* MPR_SRC_ATTR_H */
