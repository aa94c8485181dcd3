#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Admin plugins as mprd sees them. Below valgrind.

# shellcheck source=selftests/program.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../program.sh"
# shellcheck disable=SC2046 # words
build mprd_plugins_test $(mprd_objects)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# plugin NAME FUNCTION...: what it exports, with the prefix MprAdmin
plugin() {
	printf 'int MprAdmin%s(void) { return 0; }\n' "${@:2}" |
		gcc -shared -fPIC -x c -o "$dir/$1.so" -
}
links='AcceptNewLink LinkHangupNotification'
begin="InitializeDll TerminateDll $links"
# shellcheck disable=SC2086 # words
{
	plugin nothing TerminateDll
	plugin endless InitializeDll
	plugin linkless InitializeDll TerminateDll
	plugin half-linked InitializeDll TerminateDll AcceptNewLink
	plugin unconnected $begin
	plugin half-1 $begin AcceptNewConnection
	one="$begin AcceptNewConnection ConnectionHangupNotification"
	plugin one $one
	plugin half-ip $one GetIpAddressForUser
	plugin half-3 $one ConnectionHangupNotification3
	two="$one AcceptNewConnection2 ConnectionHangupNotification2"
	plugin two $two
	plugin all $two AcceptNewConnection3 ConnectionHangupNotification3
	plugin ex InitializeDllEx
}
run_checked "$dir"
