/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Attributes, in line. An object has thirty of them, and the calls that each takes through
 * nla_put() are most of what a row of a dump, or an event, costs.
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
 * mpr_put - put bytes into a message
 * @skb: message
 * @type: attribute
 * @len: how many, at least one
 * @from: the bytes
 *
 * Return: 0 or -EMSGSIZE.
 */
static inline int mpr_put(struct sk_buff *skb, int type, int len, const void *from)
{
	u8 *data = mpr_put_room(skb, type, len);

	if (unlikely(!data))
		return -EMSGSIZE;
	/* What pads it is in the last word. */
	*(u32 *)(data + NLA_ALIGN(len) - sizeof(u32)) = 0;
	memcpy(data, from, len);
	return 0;
}

/**
 * mpr_put_string - put a string with its NUL into a message
 * @skb: message
 * @type: attribute
 * @text: the string
 *
 * Return: 0 or -EMSGSIZE.
 */
static inline int mpr_put_string(struct sk_buff *skb, int type, const char *text)
{
	return mpr_put(skb, type, strlen(text) + 1, text);
}

/**
 * mpr_put_nest - begin a nest, which nla_nest_end() ends
 * @skb: message
 * @type: attribute
 *
 * Return: the nest; NULL if there is no room for it.
 */
static inline struct nlattr *mpr_put_nest(struct sk_buff *skb, int type)
{
	struct nlattr *nest = (struct nlattr *)skb_tail_pointer(skb);

	return likely(mpr_put_room(skb, type | NLA_F_NESTED, 0)) ? nest : NULL;
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
	return mpr_put(skb, type, sizeof(value), &value);
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
	return mpr_put(skb, type, sizeof(value), &value);
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
	/* Elsewhere it may need an attribute before it that aligns it. */
	if (!IS_ENABLED(CONFIG_HAVE_EFFICIENT_UNALIGNED_ACCESS))
		return nla_put_u64_64bit(skb, type, value, padattr);
	return mpr_put(skb, type, sizeof(value), &value);
}

#endif /* MPR_PUT_H */
