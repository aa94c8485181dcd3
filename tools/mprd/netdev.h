/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of netdevices. */
#ifndef NETDEV_H
#define NETDEV_H

#include <stdbool.h>

/* Whether @name can be the name of a netdevice, and an operand of a command line. */
bool netdev_name_ok(const char *name);
bool netdev_exists(const char *name);

#endif /* NETDEV_H */
