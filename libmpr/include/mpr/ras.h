/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Objects of mpr.h as structures of mprapi.h: for programs that get the one and have to hand on
 * the other, such as a host of admin plugins.
 */
#ifndef MPR_RAS_H
#define MPR_RAS_H

#include <mpr.h>
#include <mprapi.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * mpr_ras_connection - fill in RAS_CONNECTION_0 to RAS_CONNECTION_3
 * @conn: connection, living or as its end event has it
 * @level: 0 to 3
 * @to: the structure of that level
 *
 * Byte and frame counters have 32 bits there and wrap. What was not negotiated has
 * ERROR_PROTOCOL_NOT_CONFIGURED; strings that are too long are cut.
 *
 * Return: size of the structure in bytes; 0 for another level, nothing is filled in then. With
 * @to NULL only the size is returned.
 */
size_t mpr_ras_connection(const struct mpr_connection *conn, unsigned int level, void *to);

/* The same as RAS_CONNECTION_EX, header included. */
void mpr_ras_connection_ex(const struct mpr_connection *conn, RAS_CONNECTION_EX *to);

/* The same for RAS_PORT_0 and RAS_PORT_1; the line speed is not known. */
size_t mpr_ras_port(const struct mpr_port *port, unsigned int level, void *to);

#ifdef __cplusplus
}
#endif

#endif /* MPR_RAS_H */
