#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# pppd's plugin, in a pppd that the test plays. Below valgrind.

# shellcheck source=selftests/program.sh disable=SC2119
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../program.sh"
headers=${PPPD_HEADERS:-/usr/include/pppd}
if [ ! -e "$headers/fsm.h" ]; then
	echo '1..0 # SKIP needs the headers of pppd'
	exit 4
fi
# As in the plugin's Makefile
defines=(-isystem "$headers" -DINET6=1 -DCHAPMS=1 -DMPPE=1)
[ ! -e "$headers/pppdconf.h" ] || defines+=(-DMPR_PPPD_2_5)
build pppd_plugin_test "${defines[@]}" "-I$root/tools/pppd-plugin"
run_checked
