#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Print the accelerator that guests on this machine can use: "kvm" when a
# real guest reached its first process with it within ten seconds, "tcg" if not.
# /dev/kvm being there says little: there are machines on which the guest then
# hangs at its first instruction. The answer is kept until the next boot.
#
# usage: kvm-probe.sh KERNEL KVER

set -eu

kernel=$1
kver=$2
here=$(cd "$(dirname "$0")" && pwd)
cache=${MPR_CACHE:-$HOME/.cache/mpr}/vm
answer=$cache/accel-$(cat /proc/sys/kernel/random/boot_id)

if [ -s "$answer" ]; then
	cat "$answer"
	exit 0
fi

mkdir -p "$cache"
accel=tcg
if [ -r /dev/kvm ] && [ -w /dev/kvm ]; then
	tmp=$(mktemp -d "$cache/probe.XXXXXX")
	trap 'rm -rf "$tmp"' EXIT
	printf '%s\n' '#!/bin/busybox sh' 'echo mpr-kvm-works > /dev/console' \
		'/bin/busybox reboot -f' > "$tmp/init"
	image=$(MPR_CACHE=$tmp sh "$here/initramfs.sh" "$kver" "$tmp/init")
	timeout -k 1 10 qemu-system-x86_64 -accel kvm -cpu host -m 256 -nodefaults -no-user-config \
		-no-reboot -display none -kernel "$kernel" -initrd "$image" \
		-chardev file,id=con,path="$tmp/console" -serial chardev:con \
		-append 'console=ttyS0 quiet panic=-1' < /dev/null > /dev/null 2>&1 || true
	if grep -aq mpr-kvm-works "$tmp/console" 2> /dev/null; then
		accel=kvm
	fi
fi
rm -f "$cache"/accel-*
echo "$accel" > "$answer.$$"
mv "$answer.$$" "$answer"
echo "$accel"
