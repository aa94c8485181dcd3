/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Attributes of fixed size, in line. An object has thirty of them, and the calls that each takes
 * through nla_put() are most of what a row of a dump, or an event, costs.
 */
#ifndef MPR_PUT_H
#define MPR_PUT_H

#include <net/netlink.h>

/**
 * mpr_put_room - room for the payload of an attribute
 * @skb: message
 * @type: attribute
 * @len: its bytes
 *
 * Return: where it goes, not cleared; NULL if there is none left.
 */
static inline void *mpr_put_room(struct sk_buff *skb, int type, int len)
{
	struct nlattr *nla;

	if (unlikely(skb_tailroom(skb) < nla_total_size(len)))
		return NULL;
	nla = __skb_put(skb, nla_total_size(len));
	nla->nla_type = type;
	nla->nla_len = nla_attr_size(len);
	return nla_data(nla);
}

/**
 * mpr_put_u32 - put a u32 into a message
 * @skb: message
 * @type: attribute
 * @value: its value
 *
 * Return: 0 or -EMSGSIZE.
 */
static inline int mpr_put_u32(struct sk_buff *skb, int type, u32 value)
{
	u32 *data = mpr_put_room(skb, type, sizeof(value));

	if (unlikely(!data))
		return -EMSGSIZE;
	*data = value;
	return 0;
}

/**
 * mpr_put_u8 - put a u8 into a message
 * @skb: message
 * @type: attribute
 * @value: its value
 *
 * Return: 0 or -EMSGSIZE.
 */
static inline int mpr_put_u8(struct sk_buff *skb, int type, u8 value)
{
	u8 *data = mpr_put_room(skb, type, sizeof(value));

	if (unlikely(!data))
		return -EMSGSIZE;
	/* With what pads it. */
	memset(data, 0, NLA_ALIGN(sizeof(value)));
	*data = value;
	return 0;
}

/**
 * mpr_put_u64 - put a u64 into a message
 * @skb: message
 * @type: attribute
 * @value: its value
 * @padattr: attribute that aligns it where that is needed
 *
 * Return: 0 or -EMSGSIZE.
 */
static inline int mpr_put_u64(struct sk_buff *skb, int type, u64 value, int padattr)
{
	void *data;

	/* Elsewhere it may need an attribute before it that aligns it. */
	if (!IS_ENABLED(CONFIG_HAVE_EFFICIENT_UNALIGNED_ACCESS))
		return nla_put_u64_64bit(skb, type, value, padattr);
	data = mpr_put_room(skb, type, sizeof(value));
	if (unlikely(!data))
		return -EMSGSIZE;
	memcpy(data, &value, sizeof(value));
	return 0;
}

#endif /* MPR_PUT_H */
