// SPDX-License-Identifier: GPL-2.0-only
/* The one table of pppd's results. */
#include "pppcode.h"

#include <stddef.h>
#include <string.h>

#include <mpr/winerror.h>
#include <mprerror.h>
#include <raserror.h>

/* The statuses of pppd 2.4.9 and 2.5, by number; pppd's header does not export names for all. */
static const struct {
	unsigned short dial;	/* the line did not come up */
	unsigned short up;	/* it had been up */
	bool vague;		/* pppd's log knows more */
} codes[] = {
	/* 0 OK: while up, the other end closed the line in good order */
	[0] = { ERROR_PPP_LCP_TERMINATED, ERROR_REMOTE_DISCONNECTION, true },
	/* 1 fatal error */
	[1] = { ERROR_UNKNOWN, ERROR_UNKNOWN, true },
	/* 2 option error */
	[2] = { ERROR_PORT_NOT_CONFIGURED, ERROR_PORT_NOT_CONFIGURED, true },
	/* 3 not root */
	[3] = { 5, 5, false },
	/* 4 no kernel support */
	[4] = { ERROR_PROTOCOL_NOT_CONFIGURED, ERROR_PROTOCOL_NOT_CONFIGURED, false },
	/* 5 user request */
	[5] = { ERROR_USER_DISCONNECTION, ERROR_USER_DISCONNECTION, false },
	/* 6 device is locked */
	[6] = { ERROR_PORT_NOT_AVAILABLE, ERROR_PORT_NOT_AVAILABLE, false },
	/* 7 cannot open the device */
	[7] = { ERROR_DEVICE_NOT_READY, ERROR_DEVICE_NOT_READY, true },
	/* 8 connect script or channel failed */
	[8] = { ERROR_NO_ANSWER, ERROR_NO_ANSWER, true },
	/* 9 pty command failed */
	[9] = { ERROR_FROM_DEVICE, ERROR_FROM_DEVICE, true },
	/* 10 negotiation failed */
	[10] = { ERROR_PPP_NOT_CONVERGING, ERROR_PPP_NCP_TERMINATED, true },
	/* 11 the peer failed to authenticate itself, or we could not as it demanded */
	[11] = { ERROR_AUTHENTICATION_FAILURE, ERROR_AUTHENTICATION_FAILURE, false },
	/* 12 idle */
	[12] = { ERROR_IDLE_DISCONNECTED, ERROR_IDLE_DISCONNECTED, false },
	/* 13 longest connect time over */
	[13] = { ERROR_PPP_SESSION_TIMEOUT, ERROR_PPP_SESSION_TIMEOUT, false },
	/* 14 will be called back */
	[14] = { ERROR_DISCONNECTION, ERROR_DISCONNECTION, false },
	/* 15 echo requests unanswered */
	[15] = { ERROR_PPP_NO_RESPONSE, ERROR_PPP_NO_RESPONSE, false },
	/* 16 hang-up: carrier lost, PADT */
	[16] = { ERROR_PORT_DISCONNECTED, ERROR_REMOTE_DISCONNECTION, true },
	/* 17 looped back */
	[17] = { ERROR_HARDWARE_FAILURE, ERROR_HARDWARE_FAILURE, false },
	/* 18 init script failed */
	[18] = { ERROR_FROM_DEVICE, ERROR_FROM_DEVICE, false },
	/* 19 we failed to authenticate ourselves */
	[19] = { ERROR_AUTHENTICATION_FAILURE, ERROR_AUTHENTICATION_FAILURE, false },
	/* 20 traffic limit */
	[20] = { ERROR_DISCONNECTION, ERROR_DISCONNECTION, false },
	/* 21 calling number not allowed */
	[21] = { ERROR_NO_DIALIN_PERMISSION, ERROR_NO_DIALIN_PERMISSION, false },
};

static const struct {
	const char *text;
	unsigned int code;
} phrases[] = {
	{ "Timeout waiting for PADO", ERROR_NO_ANSWER },
	{ "Timeout waiting for PADS", ERROR_NO_ANSWER },
	{ "Service-Name-Error", ERROR_UNKNOWN_SERVICE_TYPE },
	{ "System-Error", ERROR_REMOTE_DISCONNECTION },
	{ "Generic-Error", ERROR_REMOTE_DISCONNECTION },
	{ "No such device", ERROR_DEVICE_DOES_NOT_EXIST },
	{ "No such file or directory", ERROR_DEVICE_DOES_NOT_EXIST },
	{ "Network is down", ERROR_NO_CARRIER },
	{ "Device or resource busy", ERROR_PORT_NOT_AVAILABLE },
	{ "authentication failed", ERROR_AUTHENTICATION_FAILURE },
	{ "authentication timed out", ERROR_AUTH_SERVER_TIMEOUT },
	{ "No response to PAP", ERROR_AUTH_SERVER_TIMEOUT },
	{ "No auth is possible", ERROR_NO_AUTH_PROTOCOL_AVAILABLE },
	{ "No CHAP secret found", ERROR_AUTHENTICATION_FAILURE },
	{ "LCP: timeout sending Config-Requests", ERROR_PPP_NO_RESPONSE },
	{ "IPCP: timeout sending Config-Requests", ERROR_PPP_TIMEOUT },
	{ "Could not determine local IP address", ERROR_PPP_NO_ADDRESS_ASSIGNED },
	{ "Could not determine remote IP address", ERROR_PPP_NO_ADDRESS_ASSIGNED },
	{ "Peer refused to agree to", ERROR_IP_CONFIGURATION },
	{ "Unauthorized remote IP address", ERROR_IP_CONFIGURATION },
	{ "MPPE required", ERROR_NO_REMOTE_ENCRYPTION },
	{ "No network protocols running", ERROR_PPP_NO_PROTOCOLS_CONFIGURED },
	{ "Failed (BUSY)", ERROR_LINE_BUSY },
	{ "Failed (NO CARRIER)", ERROR_NO_CARRIER },
	{ "Failed (NO DIALTONE)", ERROR_NO_DIALTONE },
	{ "Failed (NO DIAL TONE)", ERROR_NO_DIALTONE },
	{ "Failed (NO ANSWER)", ERROR_NO_ANSWER },
	{ "LCP terminated by peer", ERROR_PPP_LCP_TERMINATED },
};

unsigned int pppcode_from_status(int status, bool was_up)
{
	if (status < 0 || (size_t)status >= sizeof(codes) / sizeof(codes[0]))
		return ERROR_UNKNOWN;
	return was_up ? codes[status].up : codes[status].dial;
}

bool pppcode_log_is_better(int status)
{
	if (status < 0 || (size_t)status >= sizeof(codes) / sizeof(codes[0]))
		return true;
	return codes[status].vague;
}

unsigned int pppcode_from_log(const char *line)
{
	size_t i;

	for (i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++)
		if (strstr(line, phrases[i].text))
			return phrases[i].code;
	return 0;
}
