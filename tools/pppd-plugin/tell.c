// SPDX-License-Identifier: GPL-2.0-only
#include "tell.h"

#include <mpr.h>
#include <mpr/winerror.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../common/pppcode.h"

#define DOMAIN_MAX_BYTES 60

static struct mpr *service;

/* "DOMAIN\user" in its parts, when the domain can be one. */
static const char *split(const char *user, char *domain)
{
	const char *slash = user ? strchr(user, '\\') : NULL;

	domain[0] = '\0';
	if (!slash || slash == user || slash - user > DOMAIN_MAX_BYTES || !slash[1])
		return user;
	memcpy(domain, user, slash - user);
	domain[slash - user] = '\0';
	return slash + 1;
}

const char *tell(const struct tell *t)
{
	struct mpr_ppp ppp = {
		.ipcp_error = t->ipcp_error,
		.ipcp_options = t->ipcp_options,
		.ipcp_remote_options = t->ipcp_remote_options,
		.ipv6cp_error = t->ipv6cp_error,
		.ipv6_local_id = t->ipv6_local_id,
		.ipv6_remote_id = t->ipv6_remote_id,
		.ccp_error = t->ccp_error,
		.ccp_algorithm = t->ccp_algorithm,
		.ccp_options = t->ccp_options,
		.ccp_remote_algorithm = t->ccp_remote_algorithm,
		.ccp_remote_options = t->ccp_remote_options,
		.lcp_error = t->lcp_error,
		.auth_protocol = t->auth_protocol,
		.auth_data = t->auth_data,
		.remote_auth_protocol = t->remote_auth_protocol,
		.remote_auth_data = t->remote_auth_data,
		.lcp_options = t->lcp_options,
		.lcp_remote_options = t->lcp_remote_options,
		.eap_type = t->eap_type,
		.remote_eap_type = t->remote_eap_type,
	};
	char domain[DOMAIN_MAX_BYTES + 1];
	struct mpr_identity who = {
		.interface_id = t->interface_id,
		.flags = MPR_CONN_FLAG_PPP,
		.user = split(t->user, domain),
		.domain = *domain ? domain : NULL,
		.remote_computer = t->remote_computer,
		.ppp = t->has_ppp ? &ppp : NULL,
		.end_reason = t->end_reason,
	};
	unsigned int code = 0;

	if (!service)
		code = mpr_open(NULL, &service);
	if (!code && who.interface_id)
		code = mpr_connection_identify(service, &who);
	/*
	 * The interface may be another one since the module was loaded again; the device is the
	 * same.
	 */
	if (t->ifindex && (!who.interface_id || code == ERROR_INVALID_HANDLE)) {
		who.interface_id = 0;
		who.ifindex = t->ifindex;
		code = mpr_connection_identify(service, &who);
	}
	return code ? mpr_strerror(code) : NULL;
}

uint32_t tell_end_reason(int status)
{
	return pppcode_from_status(status, true);
}
