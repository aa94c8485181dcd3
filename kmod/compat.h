/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every difference between kernel versions 5.10 and 7.2, and nothing else. What is a macro in
 * the kernel is tested for by name; what is not is found by a compile probe (compat/).
 */
#ifndef MPR_COMPAT_H
#define MPR_COMPAT_H

#include <net/genetlink.h>
#include <net/netlink.h>

/* 6.7 and stable trees; before that a group takes the flag of operations. */
#ifndef GENL_MCAST_CAP_NET_ADMIN
#define GENL_MCAST_CAP_NET_ADMIN GENL_UNS_ADMIN_PERM
#endif

/* 6.1 */
#ifndef GENL_REQ_ATTR_CHECK
#define GENL_REQ_ATTR_CHECK(info, attr) ({				\
	struct genl_info *__info = (info);				\
	bool __missing = !__info->attrs[(attr)];			\
									\
	if (__missing)							\
		NL_SET_ERR_MSG(__info->extack, "attribute missing");	\
	__missing;							\
})
#endif

#endif /* MPR_COMPAT_H */
