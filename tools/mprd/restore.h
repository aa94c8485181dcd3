/* SPDX-License-Identifier: GPL-2.0-only */
/* Saved interfaces at start. */
#ifndef RESTORE_H
#define RESTORE_H

#include <mpr.h>

#include "config.h"

/*
 * Make the interfaces below interfaces.d what their files say. Those that cannot be restored are
 * left out, with the reason in the log. @dial: start dialling those with connect = yes.
 */
void restore_interfaces(const struct config *config, struct mpr *mpr, bool dial);

#endif /* RESTORE_H */
