#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Print the image that QEMU boots for a Debian kernel: the ELF file out of
# the compressed one, which saves a software-emulated processor three seconds
# of unpacking, or the file itself where that cannot be had or QEMU could not start
# it (it can where the file has the note that names its 32-bit entry, XEN_ELFNOTE_PHYS32_ENTRY).
# Cached by content.
#
# usage: kernel.sh VMLINUZ

set -eu

vmlinuz=$1
cache=${MPR_CACHE:-$HOME/.cache/mpr}/vm
out=$cache/vmlinux-$(cat "$0" "$vmlinuz" | sha256sum | cut -c1-16)

# An empty file says that the compressed one is the one to use.
answer() {
	if [ -s "$out" ]; then
		echo "$out"
	else
		echo "$vmlinuz"
	fi
	exit 0
}

[ ! -e "$out" ] || answer

mkdir -p "$cache"
tmp=$(mktemp "$cache/vmlinux.XXXXXX")
trap 'rm -f "$tmp"' EXIT

# unpack MAGIC PROGRAM...: the payload ends before the file does, so PROGRAM's status says little
unpack() {
	magic=$1
	shift
	offsets=$(LC_ALL=C grep -obUaP "$magic" "$vmlinuz" | cut -d: -f1)
	for offset in $offsets; do
		tail -c "+$((offset + 1))" "$vmlinuz" | "$@" > "$tmp" 2> /dev/null || true
		[ "$(head -c 4 "$tmp" | tail -c 3)" = ELF ] && return 0
	done
	return 1
}

has_entry() {
	LC_ALL=C readelf -nW "$tmp" 2> /dev/null | grep -A1 '^ *Xen ' | grep -qi '(0x0*12)'
}

if unpack '\xfd7zXZ\x00' xz -dc || unpack '\x28\xb5\x2f\xfd' zstd -dcq ||
	unpack '\x1f\x8b\x08' gzip -dc && has_entry; then
	mv "$tmp" "$out"
else
	: > "$out"
fi
answer
