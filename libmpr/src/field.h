/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Attributes that are members of a structure as they are: numbers, and bytes of a fixed size.
 */
#ifndef MPR_SRC_FIELD_H
#define MPR_SRC_FIELD_H

#include "attr.h"

/* Where the attribute goes that has this place in a table; length 0: it is none of these. */
struct mpr_field {
	uint16_t offset;
	uint16_t nla_len;
};

#define MPR_FIELD(object, member) \
	{ offsetof(object, member), MNL_ATTR_HDRLEN + sizeof(((object *)NULL)->member) }

/* True for an attribute of the table; it leaves @object as it is when it has another size. */
static inline bool mpr_field_take(const struct mpr_field *fields, size_t n, void *object,
				  const struct nlattr *attr)
{
	unsigned int type = mpr_attr_type(attr);
	const void *from = mpr_attr_data(attr);
	const struct mpr_field *field;
	char *to;

	if (type >= n || !fields[type].nla_len)
		return false;
	field = &fields[type];
	if (attr->nla_len != field->nla_len)
		return true;
	to = (char *)object + field->offset;
	/* They have one of these sizes, and a copy of a known size is an instruction or two. */
	if (field->nla_len == MNL_ATTR_HDRLEN + 4)
		memcpy(to, from, 4);
	else if (field->nla_len == MNL_ATTR_HDRLEN + 8)
		memcpy(to, from, 8);
	else
		memcpy(to, from, 16);
	return true;
}

/* The same for a nest that has no others. */
static inline void mpr_fields_take(const struct mpr_field *fields, size_t n, void *object,
				   const struct nlattr *nest)
{
	const struct nlattr *attr;

	mpr_for_each_attr(attr, mpr_attrs_of_nest(nest))
		mpr_field_take(fields, n, object, attr);
}

#define mpr_field_of(fields, object, attr) \
	mpr_field_take(fields, sizeof(fields) / sizeof((fields)[0]), object, attr)
#define mpr_fields_of_nest(fields, object, nest) \
	mpr_fields_take(fields, sizeof(fields) / sizeof((fields)[0]), object, nest)

#endif /* MPR_SRC_FIELD_H */
