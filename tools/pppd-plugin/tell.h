/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the plugin tells the kernel module. The types are plain because the headers of pppd and of
 * libmpr cannot be included together (both have a bool).
 */
#ifndef TELL_H
#define TELL_H

#include <stdint.h>

struct tell {
	uint32_t interface_id;	/* of the interface being dialled; 0: not dialled by mprd */
	uint32_t ifindex;
	const char *user;	/* may begin with DOMAIN\ */
	const char *remote_computer;
	uint32_t end_reason;	/* 0: not ending */
	int has_ppp;
	/* struct mpr_ppp */
	uint32_t ipcp_error, ipcp_options, ipcp_remote_options;
	uint32_t ipv6cp_error;
	uint64_t ipv6_local_id, ipv6_remote_id;
	uint32_t ccp_error, ccp_algorithm, ccp_options, ccp_remote_algorithm, ccp_remote_options;
	uint32_t lcp_error, auth_protocol, auth_data, remote_auth_protocol, remote_auth_data;
	uint32_t lcp_options, lcp_remote_options, eap_type, remote_eap_type;
};

/*
 * Returns NULL, or why the module could not be told; a service that is not there is no reason to
 * hang up.
 */
const char *tell(const struct tell *what);

/* The code of pppd's exit status @status for a line that had been up. */
uint32_t tell_end_reason(int status);

/* Codes that the PPP side needs, which are in libmpr's headers. */
enum {
	TELL_NOT_NEGOTIATED = 733,	/* ERROR_PPP_CP_REJECTED */
	TELL_CCP_COMPRESSION = 0x1,	/* PPP_CCP_* */
	TELL_CCP_40BIT = 0x20,
	TELL_CCP_128BIT = 0x40,
	TELL_CCP_HISTORYLESS = 0x01000000,
	TELL_CCPCA_MPPC = 6,		/* RASCCPCA_MPPC */
	TELL_LCP_MULTILINK = 0x1,	/* PPP_LCP_* */
	TELL_LCP_PFC = 0x2,
	TELL_LCP_ACFC = 0x4,
	TELL_LCP_SSHF = 0x8,
	TELL_IPCP_VJ = 0x1,		/* PPP_IPCP_VJ */
};

#endif /* TELL_H */
