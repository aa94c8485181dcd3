#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Build the initramfs that a test guest boots from, and print its path.
# It holds busybox, the init script beside this file and the modules that
# reach the host's file system; the result is cached by what went into it.
#
# usage: initramfs.sh KVER [INIT]
#
# MPR_VM_ROOT: the root directory that holds the kernel's modules and busybox, default the host's
# MPR_VM_MODULES: a directory that holds lib/modules/KVER, default that root directory

set -eu

kver=$1
here=$(cd "$(dirname "$0")" && pwd)
init=${2:-$here/init}
cache=${MPR_CACHE:-$HOME/.cache/mpr}/vm
modules='virtio_pci 9pnet_virtio 9p overlay virtio_console'
base=${MPR_VM_ROOT:-}
modroot=${MPR_VM_MODULES:-$base}

if [ -n "$base" ]; then
	busybox=$base/bin/busybox
	[ -x "$busybox" ]
else
	busybox=$(command -v busybox)
fi || {
	echo "initramfs.sh: busybox is not installed${base:+ in $base}; run 'make deps'" >&2
	exit 1
}
[ -d "$modroot/lib/modules/$kver" ] || {
	echo "initramfs.sh: $modroot/lib/modules/$kver is not there; run 'make deps'" >&2
	exit 1
}

key=$(cat "$0" "$init" "$busybox" "$modroot/lib/modules/$kver/modules.dep" | sha256sum | cut -c1-16)
out=$cache/initramfs-$kver-$key.cpio.gz
if [ -s "$out" ]; then
	echo "$out"
	exit 0
fi

mkdir -p "$cache"
tmp=$(mktemp -d "$cache/initramfs.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
root=$tmp/root
mkdir -p "$root/bin" "$root/dev" "$root/proc" "$root/sys" "$root/modules" "$root/lower" \
	"$root/rw" "$root/newroot"
cp "$busybox" "$root/bin/busybox"
for applet in chmod insmod ln mkdir mount reboot switch_root; do
	ln -s busybox "$root/bin/$applet"
done
cp "$init" "$root/init"
chmod 755 "$root/init"

# modprobe -D names the dependencies first; init loads the files in this order. There are none in
# a kernel that has everything built in.
: > "$root/modules/order"
for m in $modules; do
	/sbin/modprobe -d "$modroot/" -S "$kver" -D "$m"
done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' > "$tmp/list"
while read -r file; do
	name=$(basename "$file")
	name=${name%%.ko*}.ko
	case $file in
	*.xz) xz -dc "$file" > "$root/modules/$name" ;;
	*.zst) zstd -dcq "$file" > "$root/modules/$name" ;;
	*.gz) gzip -dc "$file" > "$root/modules/$name" ;;
	*) cp "$file" "$root/modules/$name" ;;
	esac
	echo "$name" >> "$root/modules/order"
done < "$tmp/list"

(cd "$root" && find . | cpio --quiet -o -H newc | gzip -1) > "$tmp/image"
# Runs at the same time may build the same image: the last rename wins, both are right.
mv "$tmp/image" "$out"
echo "$out"
