// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Extended acknowledgements: the kernel's sentence, and which attribute of the request it is
 * about.
 */
#include <stdio.h>
#include <string.h>

#include "attr.h"
#include "nl.h"

/* NLMSGERR_ATTR_*, which headers of Linux before 6.1 have no names for. */
enum {
	MISS_TYPE = 5,
	MISS_NEST = 6,
};

static const struct mpr_attr_desc *describe(const struct mpr_attr_set *set, unsigned int type)
{
	if (!set || type >= set->n || !set->attrs[type].name)
		return NULL;
	return &set->attrs[type];
}

static void append(char *path, size_t len, const char *name)
{
	size_t used = strlen(path);

	snprintf(path + used, len - used, "%s%s", used ? "." : "", name);
}

/*
 * Adds to @path the names on the way to the attribute at @offset of the request and returns the
 * set that its own attributes are of.
 */
static const struct mpr_attr_set *walk(const struct mpr_attr_set *set,
				       const struct nlmsghdr *req, uint32_t offset,
				       char *path, size_t len)
{
	const char *base = (const char *)req, *end = base + req->nlmsg_len;
	const char *pos = base + MNL_NLMSG_HDRLEN + MNL_ALIGN(sizeof(struct genlmsghdr));
	const struct mpr_attr_desc *desc;
	const struct nlattr *attr;

	while (set && pos < end) {
		attr = (const struct nlattr *)pos;
		if (!mnl_attr_ok(attr, end - pos))
			break;
		if (base + offset >= pos + MNL_ALIGN(attr->nla_len)) {
			pos += MNL_ALIGN(attr->nla_len);
			continue;
		}
		desc = describe(set, mpr_attr_type(attr));
		if (!desc)
			break;
		append(path, len, desc->name);
		set = desc->nested;
		if (base + offset == pos)
			return set;
		end = pos + attr->nla_len;
		pos += MNL_ATTR_HDRLEN;
	}
	return NULL;
}

void mpr_extack_parse(const struct nlmsghdr *nlh, const struct nlmsghdr *req, unsigned int cmd,
		      struct mpr_extack *ext)
{
	const struct nlattr *attr, *miss = NULL, *nest = NULL, *offs = NULL;
	const struct mpr_attr_set *set = mpr_cmd_attrs(cmd);
	const struct mpr_attr_desc *desc;
	size_t skip, len;

	memset(ext, 0, sizeof(*ext));
	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	if (nlh->nlmsg_type == NLMSG_ERROR) {
		const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);

		skip = sizeof(*err);
		if (!(nlh->nlmsg_flags & NLM_F_CAPPED) && err->msg.nlmsg_len > sizeof(err->msg))
			skip += MNL_ALIGN(err->msg.nlmsg_len - sizeof(err->msg));
	} else {
		skip = sizeof(int);
	}
	if (skip > mnl_nlmsg_get_payload_len(nlh))
		return;
	mpr_for_each_attr(attr, mpr_attrs_behind(nlh, skip)) {
		switch (mpr_attr_type(attr)) {
		case NLMSGERR_ATTR_MSG:
			snprintf(ext->message, sizeof(ext->message), "%.*s",
				 (int)strnlen(mpr_attr_data(attr),
					      mpr_attr_len(attr)),
				 (const char *)mpr_attr_data(attr));
			break;
		case NLMSGERR_ATTR_OFFS:
			offs = attr;
			break;
		case MISS_TYPE:
			miss = attr;
			break;
		case MISS_NEST:
			nest = attr;
			break;
		}
	}
	if (miss) {
		if (nest)
			set = walk(set, req, mpr_attr_u32(nest), ext->attr, sizeof(ext->attr));
		desc = describe(set, mpr_attr_u32(miss));
		if (desc)
			append(ext->attr, sizeof(ext->attr), desc->name);
	} else if (offs) {
		walk(set, req, mpr_attr_u32(offs), ext->attr, sizeof(ext->attr));
	}
	len = strlen(ext->message);
	while (len && (ext->message[len - 1] == '\n' || ext->message[len - 1] == ' '))
		ext->message[--len] = '\0';
}
