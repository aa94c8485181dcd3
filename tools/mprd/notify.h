/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NOTIFY_H
#define NOTIFY_H

/* Tell the service manager, as sd_notify(3) does; nothing without one. */
void notify(const char *state);

#endif /* NOTIFY_H */
