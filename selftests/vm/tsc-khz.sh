#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Print the speed of this machine's time stamp counter in kHz, which is also that of the machines
# emulated on it; nothing where it has no steady one. The answer is kept until the next boot.
#
# usage: tsc-khz.sh

set -eu

here=$(cd "$(dirname "$0")" && pwd)
cache=${MPR_CACHE:-$HOME/.cache/mpr}/vm
answer=$cache/tsc-khz-$(cat /proc/sys/kernel/random/boot_id)

if [ -f "$answer" ]; then
	cat "$answer"
	exit 0
fi

mkdir -p "$cache"
tmp=$(mktemp -d "$cache/tsc.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
khz=
if [ "$(uname -m)" = x86_64 ] && ${CC:-cc} -O2 "$here/tsc_khz.c" -o "$tmp/tsc_khz"; then
	khz=$("$tmp/tsc_khz") || khz=
fi
rm -f "$cache"/tsc-khz-*
echo "$khz" > "$tmp/khz"
mv "$tmp/khz" "$answer"
echo "$khz"
