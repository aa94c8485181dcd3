#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Build the kernel of a flavour and print the directory in which it is: "bzImage", "build" (for
# modules), "lib/modules/KVER" and, in the file "kver", its release. What is there already for the
# same fragments, source and compiler is not built again.
#
# usage: kernel.sh FLAVOUR       (debug or kcsan: FLAVOUR.config on top of base.config)
#
# MPR_DEBUG_SOURCE  the Debian package with the kernel's source, default linux-source-6.1

set -euo pipefail

flavour=${1:?usage: kernel.sh FLAVOUR}
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
cache=${MPR_CACHE:-$HOME/.cache/mpr}
fragments=("$here/base.config" "$here/$flavour.config")
cc=${CC:-gcc}
# It may be "make check-debug T=..." that runs this: the kernel's build is none of its business.
unset MAKEFLAGS MFLAGS MAKELEVEL

die() {
	echo "kernel.sh: $*" >&2
	exit 1
}

[ -f "$here/$flavour.config" ] || die "there is no $here/$flavour.config"

src=$(bash "$top/scripts/kernel-source.sh" "${MPR_DEBUG_SOURCE:-linux-source-6.1}")
key=$({
	cat "${fragments[@]}"
	echo "${src##*_}"
	$cc --version | head -n 1
} | sha256sum | cut -c1-16)
out=$cache/debug/$flavour-$key
mkdir -p "$cache/debug"
# One build at a time; who waits finds what the other one made.
exec 8> "$out.lock"
flock 8
if [ -s "$out/kver" ]; then
	echo "$out"
	exit 0
fi

# The source is shared by links. Relative paths are what ccache knows a file again by, so it is
# built in place and not with O=. A build that was interrupted goes on.
echo "kernel.sh: building the $flavour kernel of ${src##*/}, log $out.log" >&2
if [ ! -f "$out/copied" ]; then
	rm -rf "$out"
	mkdir "$out"
	cp -al "$src" "$out/build"
	touch "$out/copied"
fi
cd "$out/build"
make=(make -j"$(nproc)" CC="$cc" HOSTCC="$cc")
configure() {
	"${make[@]}" tinyconfig &&
		scripts/kconfig/merge_config.sh -m .config "${fragments[@]}" &&
		"${make[@]}" olddefconfig
}
configure > "$out.log" 2>&1 8>&- || die "it cannot be configured: $(tail -n 3 "$out.log")"

# What is wanted and did not come about; "=n" and "is not set" want it absent.
missing=$(cat "${fragments[@]}" | while read -r line; do
	symbol=$(grep -oE '^(# )?CONFIG_[A-Z0-9_]+' <<< "$line" | sed 's/# //') || continue
	case $line in
	*=n | *' is not set') ! grep -q "^$symbol=" .config || echo "$line" ;;
	*) grep -qxF "$line" .config || echo "$line" ;;
	esac
done)
[ -z "$missing" ] || die "the configuration did not take: ${missing//$'\n'/, }"

{
	"${make[@]}" bzImage modules &&
		make INSTALL_MOD_PATH="$out" modules_install
} >> "$out.log" 2>&1 < /dev/null 8>&- ||
	die "the build failed, log $out.log: $(tail -n 5 "$out.log")"
kver=$(make -s kernelrelease)
rm -f "$out/lib/modules/$kver/build" "$out/lib/modules/$kver/source"
cp arch/x86/boot/bzImage "$out/bzImage"
# A module's build wants no object but the tools' own.
find . \( -path ./scripts -o -path ./tools \) -prune -o \
	\( -name '*.o' -o -name '*.a' -o -name '.*.cmd' -o -name 'vmlinux*' \) -type f \
	-exec rm -f {} +
echo "$kver" > "$out/kver.tmp"
mv "$out/kver.tmp" "$out/kver"
echo "$out"
