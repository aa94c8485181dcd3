/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Attributes, in line. An object has thirty of them, and the calls that each takes through
 * nla_put() are most of what a row of a dump, or an event, costs. mpr_put_*() look for room and
 * fill it; mpr_lay_*() only fill it, for many that room was looked for at once.
 */
#ifndef MPR_PUT_H
#define MPR_PUT_H

#include <net/netlink.h>

/**
 * mpr_lay_head - write the header of an attribute
 * @at: where, 4-aligned, with room for it
 * @type: attribute
 * @len: bytes of its payload
 *
 * Return: where the payload goes.
 */
static inline u8 *mpr_lay_head(u8 *at, int type, int len)
{
	struct nlattr *nla = (struct nlattr *)at;

	nla->nla_type = type;
	nla->nla_len = nla_attr_size(len);
	return at + NLA_HDRLEN;
}

/**
 * mpr_lay - write an attribute
 * @at: where, 4-aligned, with room for it
 * @type: attribute
 * @len: bytes of its payload, at least one
 * @from: the payload
 *
 * Return: where the next one goes.
 */
static inline u8 *mpr_lay(u8 *at, int type, int len, const void *from)
{
	at = mpr_lay_head(at, type, len);
	/* What pads it is in the last word. */
	*(u32 *)(at + NLA_ALIGN(len) - sizeof(u32)) = 0;
	memcpy(at, from, len);
	return at + NLA_ALIGN(len);
}

/**
 * mpr_lay_u32 - write a u32
 * @at: where, as for mpr_lay()
 * @type: attribute
 * @value: its value
 *
 * Return: where the next one goes.
 */
static inline u8 *mpr_lay_u32(u8 *at, int type, u32 value)
{
	return mpr_lay(at, type, sizeof(value), &value);
}

/**
 * mpr_lay_u64 - write a u64
 * @at: where, as for mpr_lay(), with nla_total_size_64bit() bytes of room
 * @type: attribute
 * @value: its value
 * @padattr: attribute that aligns it where that is needed
 *
 * Return: where the next one goes.
 */
static inline u8 *mpr_lay_u64(u8 *at, int type, u64 value, int padattr)
{
	if (!IS_ENABLED(CONFIG_HAVE_EFFICIENT_UNALIGNED_ACCESS) && IS_ALIGNED((unsigned long)at, 8))
		at = mpr_lay_head(at, padattr, 0);
	return mpr_lay(at, type, sizeof(value), &value);
}

/**
 * mpr_lay_begin - look for room
 * @skb: message
 * @size: bytes of attributes at most, their headers and padding included
 *
 * Return: where they go, for mpr_lay_end() in the end; NULL if there is none left.
 */
static inline u8 *mpr_lay_begin(struct sk_buff *skb, int size)
{
	return likely(skb_tailroom(skb) >= size) ? skb_tail_pointer(skb) : NULL;
}

/**
 * mpr_lay_end - what has been written belongs to the message
 * @skb: message
 * @at: where the next attribute would go
 */
static inline void mpr_lay_end(struct sk_buff *skb, const u8 *at)
{
	__skb_put(skb, at - skb_tail_pointer(skb));
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
	u8 *at = mpr_lay_begin(skb, nla_total_size(len));

	if (unlikely(!at))
		return -EMSGSIZE;
	mpr_lay_end(skb, mpr_lay(at, type, len, from));
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
	u8 *at = mpr_lay_begin(skb, nla_total_size(0));

	if (unlikely(!at))
		return NULL;
	mpr_lay_end(skb, mpr_lay_head(at, type | NLA_F_NESTED, 0));
	return (struct nlattr *)at;
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
	u8 *at = mpr_lay_begin(skb, nla_total_size_64bit(sizeof(value)));

	if (unlikely(!at))
		return -EMSGSIZE;
	mpr_lay_end(skb, mpr_lay_u64(at, type, value, padattr));
	return 0;
}

#endif /* MPR_PUT_H */
