#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A NetworkManager that has one dummy device to manage, for bench_connect --nmcli.

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
build=${MPR_BUILD:-$here/../../build}
export PATH=$build/bin:$build/sbin:$PATH LD_LIBRARY_PATH=$build/lib
log=${MPR_VM_OUT:-/tmp}/NetworkManager.log

cat > /tmp/NetworkManager.conf << EOF
[main]
plugins=keyfile
auth-polkit=false
dhcp=internal
dns=none
no-auto-default=*

[keyfile]
unmanaged-devices=*,except:interface-name:nm0
EOF
mkdir -p /run/dbus /run/NetworkManager /var/lib/NetworkManager
dbus-daemon --system --fork --nopidfile || exit 1
# NetworkManager manages no device that udev has not seen.
/lib/systemd/systemd-udevd --daemon || exit 1
ip link add nm0 type dummy
NetworkManager --no-daemon --config /tmp/NetworkManager.conf > "$log" 2>&1 &
manager=$!
trap 'kill $manager' EXIT
nm-online -s -q -t 60
nmcli connection add type dummy ifname nm0 con-name nm0 autoconnect no \
	ipv4.method disabled ipv6.method disabled > /dev/null || {
	tail -n 20 "$log" >&2
	exit 1
}
"$build/bench/bench_connect" --nmcli
