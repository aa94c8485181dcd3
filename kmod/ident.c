// SPDX-License-Identifier: GPL-2.0-only
/* Identity of the other end of a connection, as a dialer reports it. */

#include <linux/slab.h>

#include "mpr_priv.h"

/**
 * mpr_ident_free - free an identity
 * @ident: identity or NULL
 */
void mpr_ident_free(struct mpr_ident *ident)
{
	if (!ident)
		return;
	kfree(ident->user);
	kfree(ident->domain);
	kfree(ident->computer);
	kfree(ident->ppp);
	kfree(ident);
}

static bool mpr_ident_take_text(char **to, char **from)
{
	if (!*from || (*to && !strcmp(*to, *from)))
		return false;
	swap(*to, *from);
	return true;
}

static bool mpr_ident_take_addr(u8 *to, u8 *to_len, const u8 *from, u8 from_len)
{
	if (!from_len || (*to_len == from_len && !memcmp(to, from, from_len)))
		return false;
	memcpy(to, from, from_len);
	*to_len = from_len;
	return true;
}

static bool mpr_ident_take_ppp(struct mpr_ppp **to, struct mpr_ppp **from)
{
	bool news = false;
	unsigned int i;

	if (!*from)
		return false;
	if (!*to) {
		swap(*to, *from);
		return true;
	}
	for (i = 0; i <= MPR_A_PPP_MAX; i++) {
		if (!((*from)->set & BIT(i)))
			continue;
		if ((*to)->set & BIT(i) && (*to)->val[i] == (*from)->val[i])
			continue;
		(*to)->set |= BIT(i);
		(*to)->val[i] = (*from)->val[i];
		news = true;
	}
	return news;
}

/**
 * mpr_ident_merge - add what was said to what is known
 * @ident: what is known, may be NULL; replaced
 * @add: what was said; consumed
 *
 * Later statements win, what they leave out stays.
 *
 * Return: whether anything is known now that was not before. A reason given in advance is nobody's
 * news.
 */
bool mpr_ident_merge(struct mpr_ident **ident, struct mpr_ident *add)
{
	struct mpr_ident *to = *ident;
	bool news;

	if (!to) {
		*ident = add;
		return add->flags || add->user || add->domain || add->computer || add->ppp ||
		       add->local_len || add->remote_len;
	}
	news = add->flags & ~to->flags;
	to->flags |= add->flags;
	if (add->end_reason)
		to->end_reason = add->end_reason;
	news |= mpr_ident_take_text(&to->user, &add->user);
	news |= mpr_ident_take_text(&to->domain, &add->domain);
	news |= mpr_ident_take_text(&to->computer, &add->computer);
	news |= mpr_ident_take_addr(to->local, &to->local_len, add->local, add->local_len);
	news |= mpr_ident_take_addr(to->remote, &to->remote_len, add->remote, add->remote_len);
	news |= mpr_ident_take_ppp(&to->ppp, &add->ppp);
	mpr_ident_free(add);
	return news;
}
