#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# mprd's unit: systemd understands all of it, and what it leaves mprd exposed to does not grow.

set -u

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/tap.sh
. "$here/../tap.sh"
build=${BUILD:-$here/../../build}
# The last figure of systemd 252. What is left: root, the network and its sockets, devices, and
# system calls with which pppd drops privileges.
exposure=2.8

command -v systemd-analyze > /dev/null || skip_all "needs systemd-analyze"
unit=$tap_tmp/mprd.service
# As the install makes it, but with programs that there are.
sed "s|@SBINDIR@|$(readlink -f "$build")/sbin|; s|^Documentation=.*||" \
	"$here/../../tools/mprd/mprd.service" > "$unit"

run systemd-analyze verify "$unit"
is "systemd-analyze verify has nothing to say" "$status $out$err" "0 "
run systemd-analyze security --offline=true --no-pager --threshold="${exposure/./}" "$unit"
like "systemd-analyze security gives a figure" "$out" 'Overall exposure level for mprd.service: '
is "mprd is not more exposed than it has to be ($exposure)" "$status" 0
echo "# $(tail -n 1 <<< "$out")"
finish
