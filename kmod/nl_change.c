// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a create or set request asks of an interface, read and checked before anything is
 * changed.
 */

#include <linux/ctype.h>
#include <linux/slab.h>

#include "mpr_nl_gen.h"
#include "mpr_priv.h"

#define MPR_ALTERNATES_MAX 16
/* All slots and hours of an interface have to fit one message of a dump. */
#define MPR_CHANGE_BYTES_MAX 8192

static void mpr_change_u32(struct genl_info *info, int type, u32 *value)
{
	if (info->attrs[type])
		*value = nla_get_u32(info->attrs[type]);
}

static int mpr_change_dialer(struct genl_info *info, struct mpr_change *change)
{
	const struct nlattr *attr = info->attrs[MPR_A_INTERFACE_DIALER];
	const char *kind, *p;

	if (!attr)
		return 0;
	kind = nla_data(attr);
	for (p = kind; *p; p++) {
		/* isalnum() alone takes letters of Latin-1, too. */
		if (isascii(*p) && (isalnum(*p) || *p == '-' || *p == '_' || *p == '.'))
			continue;
		NL_SET_ERR_MSG_ATTR(info->extack, attr, "dialer kind has an odd character");
		return -EINVAL;
	}
	strscpy(change->set.dialer, kind, sizeof(change->set.dialer));
	return 0;
}

/* How many bytes and strings of @type there are in a device nest. */
static int mpr_alternates_measure(const struct nlattr *nest, u32 *n, size_t *bytes,
				  struct netlink_ext_ack *extack)
{
	const struct nlattr *attr;
	int rem, err;

	nla_for_each_nested(attr, nest, rem) {
		if (nla_type(attr) != MPR_A_DEVICE_ALTERNATE)
			continue;
		err = mpr_nl_text(attr, extack);
		if (err < 0)
			return err;
		if (++*n > MPR_ALTERNATES_MAX) {
			NL_SET_ERR_MSG_ATTR(extack, attr, "more than 16 alternates");
			return -EINVAL;
		}
		*bytes += strnlen(nla_data(attr), nla_len(attr)) + 1;
	}
	return 0;
}

static const char *mpr_slot_put(char **to, const struct nlattr *attr)
{
	const char *start = *to;
	size_t len = attr ? strnlen(nla_data(attr), nla_len(attr)) : 0;

	if (len)
		memcpy(*to, nla_data(attr), len);
	(*to)[len] = '\0';
	*to += len + 1;
	return start;
}

static int mpr_slot_check(struct nlattr *const *tb, const struct nlattr *nest,
			  struct netlink_ext_ack *extack)
{
	static const int texts[] = { MPR_A_DEVICE_TYPE, MPR_A_DEVICE_NAME, MPR_A_DEVICE_PHONE };
	unsigned int i;
	int err;

	if (!tb[MPR_A_DEVICE_INDEX]) {
		NL_SET_ERR_MSG_ATTR(extack, nest, "device slot without an index");
		return -EINVAL;
	}
	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		if (!tb[texts[i]])
			continue;
		err = mpr_nl_text(tb[texts[i]], extack);
		if (err < 0)
			return err;
	}
	/* The type is a dialer's kind unless it has a meaning of its own. */
	if (tb[MPR_A_DEVICE_TYPE] && strlen(nla_data(tb[MPR_A_DEVICE_TYPE])) > MPR_KIND_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, tb[MPR_A_DEVICE_TYPE], "device type is too long");
		return -EINVAL;
	}
	return 0;
}

static struct mpr_slot *mpr_slot_parse(const struct nlattr *nest, struct netlink_ext_ack *extack)
{
	struct nlattr *tb[MPR_A_DEVICE_MAX + 1];
	const struct nlattr *attr;
	struct mpr_slot *slot;
	size_t bytes = 0;
	int err, rem, i;
	u32 n = 0;
	char *to;

	err = mpr_nl_dups(nla_data(nest), nla_len(nest), BIT(MPR_A_DEVICE_ALTERNATE), extack);
	if (!err)
		err = nla_parse_nested(tb, MPR_A_DEVICE_ALTERNATE, nest, mpr_device_nl_policy,
				       extack);
	if (!err)
		err = mpr_slot_check(tb, nest, extack);
	if (!err)
		err = mpr_alternates_measure(nest, &n, &bytes, extack);
	if (err)
		return ERR_PTR(err);

	for (i = MPR_A_DEVICE_TYPE; i <= MPR_A_DEVICE_PHONE; i++)
		bytes += tb[i] ? nla_len(tb[i]) + 1 : 1;
	slot = kzalloc(struct_size(slot, data, bytes), MPR_GFP);
	if (!slot)
		return ERR_PTR(-ENOMEM);
	to = slot->data;
	slot->index = nla_get_u32(tb[MPR_A_DEVICE_INDEX]);
	slot->type = mpr_slot_put(&to, tb[MPR_A_DEVICE_TYPE]);
	slot->name = mpr_slot_put(&to, tb[MPR_A_DEVICE_NAME]);
	slot->phone = mpr_slot_put(&to, tb[MPR_A_DEVICE_PHONE]);
	slot->n_alternates = n;
	slot->alternates = to;
	nla_for_each_nested(attr, nest, rem)
		if (nla_type(attr) == MPR_A_DEVICE_ALTERNATE)
			mpr_slot_put(&to, attr);
	slot->alternates_len = to - slot->alternates;
	return slot;
}

static size_t mpr_slot_bytes(const struct mpr_slot *slot)
{
	return strlen(slot->type) + strlen(slot->name) + strlen(slot->phone) +
	       slot->alternates_len + 64;
}

static struct mpr_slot *mpr_slot_copy(const struct mpr_slot *from)
{
	size_t bytes = from->alternates + from->alternates_len - from->data;
	struct mpr_slot *slot = kmemdup(from, struct_size(from, data, bytes), MPR_GFP);

	if (!slot)
		return NULL;
	slot->type = slot->data + (from->type - from->data);
	slot->name = slot->data + (from->name - from->data);
	slot->phone = slot->data + (from->phone - from->data);
	slot->alternates = slot->data + (from->alternates - from->data);
	return slot;
}

static void mpr_slot_insert(struct list_head *slots, struct mpr_slot *slot)
{
	struct mpr_slot *pos;

	list_for_each_entry(pos, slots, list)
		if (pos->index > slot->index)
			break;
	list_add_tail(&slot->list, &pos->list);
}

static int mpr_change_slots_copy(const struct mpr_iface *iface, struct mpr_change *change)
{
	const struct mpr_slot *from;
	struct mpr_slot *slot;

	if (!iface)
		return 0;
	list_for_each_entry(from, &iface->slots, list) {
		slot = mpr_slot_copy(from);
		if (!slot)
			return -ENOMEM;
		list_add_tail(&slot->list, &change->slots);
	}
	return 0;
}

static int mpr_change_slot(struct mpr_change *change, const struct nlattr *nest, u64 *seen,
			   struct netlink_ext_ack *extack)
{
	struct mpr_slot *slot, *old;

	slot = mpr_slot_parse(nest, extack);
	if (IS_ERR(slot))
		return PTR_ERR(slot);
	if (*seen & BIT_ULL(slot->index - 1)) {
		NL_SET_ERR_MSG_ATTR(extack, nest, "device slot is given twice");
		kfree(slot);
		return -EINVAL;
	}
	*seen |= BIT_ULL(slot->index - 1);
	old = mpr_slot_find(&change->slots, slot->index);
	if (old) {
		list_del(&old->list);
		kfree(old);
	}
	if (!*slot->type && !*slot->name)
		kfree(slot);
	else
		mpr_slot_insert(&change->slots, slot);
	return 0;
}

static int mpr_change_slots(struct genl_info *info, const struct mpr_iface *iface,
			    struct mpr_change *change)
{
	const struct nlattr *attr;
	struct mpr_slot *slot;
	size_t bytes = 0;
	u64 seen = 0;
	int rem, err;

	if (!info->attrs[MPR_A_INTERFACE_DEVICE])
		return 0;
	change->slots_given = true;
	err = mpr_change_slots_copy(iface, change);
	if (err)
		return err;
	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != MPR_A_INTERFACE_DEVICE)
			continue;
		err = mpr_change_slot(change, attr, &seen, info->extack);
		if (err)
			return err;
	}
	list_for_each_entry(slot, &change->slots, list)
		bytes += mpr_slot_bytes(slot);
	if (bytes > MPR_CHANGE_BYTES_MAX) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[MPR_A_INTERFACE_DEVICE],
				    "device slots are too large together");
		return -EINVAL;
	}
	return 0;
}

static int mpr_period_parse(const struct nlattr *nest, struct mpr_period *period,
			    struct netlink_ext_ack *extack)
{
	struct nlattr *tb[MPR_A_HOURS_MAX + 1];
	u16 from, to;
	int err;

	err = mpr_nl_dups(nla_data(nest), nla_len(nest), 0, extack);
	if (!err)
		err = nla_parse_nested(tb, MPR_A_HOURS_TO, nest, mpr_hours_nl_policy, extack);
	if (err)
		return err;
	if (!tb[MPR_A_HOURS_DAY] || !tb[MPR_A_HOURS_FROM] || !tb[MPR_A_HOURS_TO]) {
		NL_SET_ERR_MSG_ATTR(extack, nest, "period without day, from or to");
		return -EINVAL;
	}
	from = nla_get_u16(tb[MPR_A_HOURS_FROM]);
	to = nla_get_u16(tb[MPR_A_HOURS_TO]);
	if (from >= to) {
		NL_SET_ERR_MSG_ATTR(extack, nest, "period ends before it begins");
		return -EINVAL;
	}
	period->from = nla_get_u8(tb[MPR_A_HOURS_DAY]) * 1440 + from;
	period->to = nla_get_u8(tb[MPR_A_HOURS_DAY]) * 1440 + to;
	return 0;
}

static int mpr_change_hours(struct genl_info *info, const struct mpr_iface *iface,
			    struct mpr_change *change)
{
	/* A create request has no such attribute, and no place for it. */
	bool clear = iface && info->attrs[MPR_A_INTERFACE_HOURS_CLEAR];
	unsigned int n = 0, kept = 0;
	const struct nlattr *attr;
	int rem, err;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem)
		if (nla_type(attr) == MPR_A_INTERFACE_HOURS)
			n++;
	if (!n && !clear)
		return 0;
	change->hours_given = true;
	if (!clear && iface && iface->hours)
		kept = iface->hours->n;
	if (n + kept > MPR_HOURS_MAX) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[MPR_A_INTERFACE_HOURS],
				    "too many dial-out periods");
		return -EINVAL;
	}
	if (!(n + kept))
		return 0;
	change->hours = kzalloc(struct_size(change->hours, period, n + kept), MPR_GFP);
	if (!change->hours)
		return -ENOMEM;
	if (kept)
		memcpy(change->hours->period, iface->hours->period,
		       kept * sizeof(*change->hours->period));
	change->hours->n = kept;
	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != MPR_A_INTERFACE_HOURS)
			continue;
		err = mpr_period_parse(attr, &change->hours->period[change->hours->n++],
				       info->extack);
		if (err)
			return err;
	}
	return 0;
}

/**
 * mpr_change_parse - read a create or set request
 * @info: the request
 * @iface: interface to change, NULL for a new one
 * @change: filled in; the caller frees it with mpr_change_free(), also after an error
 *
 * Return: 0, -EINVAL, -EILSEQ or -ENOMEM.
 */
int mpr_change_parse(struct genl_info *info, const struct mpr_iface *iface,
		     struct mpr_change *change)
{
	struct mpr_settings *set = &change->set;
	int err;

	memset(change, 0, sizeof(*change));
	INIT_LIST_HEAD(&change->slots);
	if (iface)
		*set = iface->set;
	else
		mpr_settings_default(set);
	if (info->attrs[MPR_A_INTERFACE_ENABLED])
		set->enabled = nla_get_u8(info->attrs[MPR_A_INTERFACE_ENABLED]);
	if (info->attrs[MPR_A_INTERFACE_PERSISTENT])
		set->persistent = nla_get_u8(info->attrs[MPR_A_INTERFACE_PERSISTENT]);
	mpr_change_u32(info, MPR_A_INTERFACE_CONNECT_TIMEOUT, &set->connect_timeout);
	mpr_change_u32(info, MPR_A_INTERFACE_REDIAL_COUNT, &set->redial_count);
	mpr_change_u32(info, MPR_A_INTERFACE_REDIAL_INTERVAL, &set->redial_interval);
	mpr_change_u32(info, MPR_A_INTERFACE_BACKOFF_FIRST, &set->backoff_first);
	mpr_change_u32(info, MPR_A_INTERFACE_BACKOFF_MAX, &set->backoff_max);
	mpr_change_u32(info, MPR_A_INTERFACE_HOLD_UP, &set->hold_up);
	mpr_change_u32(info, MPR_A_INTERFACE_HOLD_DOWN, &set->hold_down);
	err = mpr_change_dialer(info, change);
	if (!err)
		err = mpr_change_slots(info, iface, change);
	if (!err)
		err = mpr_change_hours(info, iface, change);
	return err;
}
