#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Print the image that QEMU boots for a Debian kernel: the ELF file out of
# the compressed one, which saves a software-emulated processor three seconds
# of unpacking, or the file itself where that cannot be had. Cached by content.
#
# usage: kernel.sh VMLINUZ

set -eu

vmlinuz=$1
cache=${MPR_CACHE:-$HOME/.cache/mpr}/vm
out=$cache/vmlinux-$(sha256sum "$vmlinuz" | cut -c1-16)

if [ -s "$out" ]; then
	echo "$out"
	exit 0
fi

mkdir -p "$cache"
tmp=$(mktemp "$cache/vmlinux.XXXXXX")
trap 'rm -f "$tmp"' EXIT

# unpack MAGIC PROGRAM...: the payload ends before the file does, so PROGRAM's status says little
unpack() {
	magic=$1
	shift
	for offset in $(LC_ALL=C grep -obUaP "$magic" "$vmlinuz" | cut -d: -f1); do
		tail -c "+$((offset + 1))" "$vmlinuz" | "$@" > "$tmp" 2> /dev/null || true
		[ "$(head -c 4 "$tmp" | tail -c 3)" = ELF ] && return 0
	done
	return 1
}

if unpack '\xfd7zXZ\x00' xz -dc || unpack '\x28\xb5\x2f\xfd' zstd -dcq ||
	unpack '\x1f\x8b\x08' gzip -dc; then
	mv "$tmp" "$out"
	echo "$out"
else
	echo "$vmlinuz"
fi
