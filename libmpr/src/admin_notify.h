/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Registrations for connection notification. */
#ifndef MPR_SRC_ADMIN_NOTIFY_H
#define MPR_SRC_ADMIN_NOTIFY_H

#include "admin.h"

/* Ends all registrations of a server handle that is being closed; there will be no new ones. */
void mpr_notify_end(struct mpr_server *srv);

#endif /* MPR_SRC_ADMIN_NOTIFY_H */
