#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A line and a provider for bench_pppoe, and how large mprd is that dials it.

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
# shellcheck source=selftests/lib.sh disable=SC2119
. "$here/../lib.sh"
needs pppd pppoe-server
isp_setup
isp_start require-chap
start_mprd
secret='open sesame'
ctl interface add branch --device-type pppoe --device wan0 --user alice --password-stdin \
	--backoff-first 0 <<< "$secret" || exit 1

# What mprd gives to pppd, but for the plugin that tells who connected.
pppd=(pppd plugin rp-pppoe.so pppoe-padi-timeout 1 pppoe-padi-attempts 3 nic-wan0
	mtu 1492 mru 1492 noaccomp default-asyncmap
	nodetach noauth hide-password noipdefault nopersist maxfail 1
	lcp-restart 1 lcp-max-configure 6 lcp-max-terminate 1 lcp-echo-interval 5 lcp-echo-failure 4
	pap-restart 3 pap-max-authreq 3 pap-timeout 10 chap-timeout 10
	ipcp-restart 1 ipcp-max-configure 8 user alice password "$secret")
in_ns "$build/bench/bench_pppoe" branch connect-pppoe "${pppd[@]}" noipv6 || exit 1
in_ns "$build/bench/bench_pppoe" branch connect-pppoe-ipv6 "${pppd[@]}" || exit 1
printf '{"name": "size-mprd", "what": "resident set of mprd with one interface", '
printf '"clock": "%s", ' "${MPR_BENCH_CLOCK:-time}"
printf '"against": null, "unit": "KiB", "ours": %d, "peer": null, "ratio": null, ' \
	"$(awk '/^VmRSS:/ { print $2 }' "/proc/$mprd_pid/status")"
echo '"budget": null, "met": null}'
