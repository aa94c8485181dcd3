// SPDX-License-Identifier: GPL-2.0-only
/*
 * Caches of the objects that there are many of: kmalloc() would round them up by a fifth, and
 * what is forgotten shows when the module goes.
 */

#include <linux/slab.h>

#include "mpr_priv.h"

struct kmem_cache *mpr_iface_cache __ro_after_init;
struct kmem_cache *mpr_conn_cache __ro_after_init;
struct kmem_cache *mpr_port_cache __ro_after_init;

/**
 * mpr_slab_exit - take the caches back; all objects are gone
 */
void mpr_slab_exit(void)
{
	kmem_cache_destroy(mpr_iface_cache);
	kmem_cache_destroy(mpr_conn_cache);
	kmem_cache_destroy(mpr_port_cache);
}

/**
 * mpr_slab_init - make the caches
 *
 * Return: 0 or -ENOMEM.
 */
int __init mpr_slab_init(void)
{
	mpr_iface_cache = KMEM_CACHE(mpr_iface, SLAB_ACCOUNT);
	mpr_conn_cache = KMEM_CACHE(mpr_conn, SLAB_ACCOUNT);
	mpr_port_cache = KMEM_CACHE(mpr_port, SLAB_ACCOUNT);
	if (mpr_iface_cache && mpr_conn_cache && mpr_port_cache)
		return 0;
	mpr_slab_exit();
	return -ENOMEM;
}
