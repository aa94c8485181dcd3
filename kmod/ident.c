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

static void mpr_ident_take(char **to, char **from)
{
	if (*from)
		swap(*to, *from);
}

/**
 * mpr_ident_merge - add what was said to what is known
 * @ident: what is known, may be NULL; replaced
 * @add: what was said; consumed
 *
 * Later statements win, what they leave out stays.
 */
void mpr_ident_merge(struct mpr_ident **ident, struct mpr_ident *add)
{
	struct mpr_ident *to = *ident;
	unsigned int i;

	if (!to) {
		*ident = add;
		return;
	}
	to->flags |= add->flags;
	if (add->end_reason)
		to->end_reason = add->end_reason;
	mpr_ident_take(&to->user, &add->user);
	mpr_ident_take(&to->domain, &add->domain);
	mpr_ident_take(&to->computer, &add->computer);
	if (add->local_len) {
		to->local_len = add->local_len;
		memcpy(to->local, add->local, sizeof(to->local));
	}
	if (add->remote_len) {
		to->remote_len = add->remote_len;
		memcpy(to->remote, add->remote, sizeof(to->remote));
	}
	if (add->ppp && !to->ppp) {
		swap(to->ppp, add->ppp);
	} else if (add->ppp) {
		to->ppp->set |= add->ppp->set;
		for (i = 0; i <= MPR_A_PPP_MAX; i++)
			if (add->ppp->set & BIT(i))
				to->ppp->val[i] = add->ppp->val[i];
	}
	mpr_ident_free(add);
}
