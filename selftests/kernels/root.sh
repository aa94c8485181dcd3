#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Make the root directory of a Debian release with its kernel and what building and testing need,
# and print its path. It is kept in $MPR_CACHE/roots by what went into it: remove it there to have
# a newer one of a release that moves. The mirrors are those of this machine's apt.
#
# usage: root.sh SUITE [PACKAGE...]     (packages besides the usual ones)
#
# MPR_ROOT_ARCH: Debian's name of the architecture, default the machine's own

set -eu

suite=$1
shift
arch=${MPR_ROOT_ARCH:-$(dpkg --print-architecture)}
cache=${MPR_CACHE:-$HOME/.cache/mpr}/roots
kernel_arch=$arch
[ "$arch" != i386 ] || kernel_arch=686-pae

# building; the kernel; what dials and what is dialled; tests
packages="
build-essential bc ccache clang dkms kmod libelf-dev pkgconf scdoc
libev-dev libinih-dev libmnl-dev libsmartcols-dev ppp-dev
linux-headers-$kernel_arch linux-image-$kernel_arch
busybox-static iproute2 xz-utils
iputils-ping mount ppp pppoe procps wireguard-tools
jq mingw-w64-common perl python3 python3-jsonschema python3-yaml valgrind
$*"
packages=$(echo "$packages" | tr -s "[:space:]" "\n" | sed "/^$/d" | sort -u | paste -sd ,)

fail() {
	echo "root.sh: $*" >&2
	exit 1
}

command -v mmdebstrap > /dev/null ||
	fail 'mmdebstrap is not installed; apt-get install --no-install-recommends mmdebstrap'
[ "$(id -u)" = 0 ] || fail 'only root can make a root directory'

# The machine's own mirrors of Debian and of its security updates.
mirror() {
	# shellcheck disable=SC2016
	apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' |
		awk -F'|' -v label="$1" '$1 == "Debian" && $2 == label { print $3; exit }'
}
main=$(mirror Debian)
security=$(mirror Debian-Security)
[ -n "$main" ] || fail "apt knows no mirror of Debian; see 'apt-cache policy'"
sources="deb $main $suite main"
if [ -n "$security" ] && [ "$suite" != sid ]; then
	sources+=$'\n'"deb $security $suite-security main"
fi
# How the machine reaches them, and whether it takes what an old mirror serves.
options=$(apt-config dump | grep -iE '^Acquire::(Check-Valid-Until|[a-z]+::Proxy|Retries)' || true)
options+=$'\nAPT::Install-Recommends "false";'

# Nothing boots from an initramfs of the release's own making, and it takes a while to make.
# shellcheck disable=SC2016
recipe=(--variant=apt --format=dir --architectures="$arch" --include="$packages"
	--dpkgopt=force-unsafe-io
	--essential-hook='chroot "$1" dpkg-divert --quiet --local --add --no-rename \
		--divert /usr/sbin/update-initramfs.real /usr/sbin/update-initramfs &&
		ln -s /bin/true "$1/usr/sbin/update-initramfs"')

key=$(printf '%s\n' "${recipe[@]}" "$sources" "$options" | sha256sum | cut -c1-12)
out=$cache/$suite-$arch-$key
mkdir -p "$cache"
exec 9> "$out.lock"
flock 9
if [ -d "$out" ]; then
	echo "$out"
	exit 0
fi

tmp=$cache/tmp.$suite-$arch.$$
trap 'rm -rf --one-file-system "$tmp" "$tmp".*' EXIT
printf '%s\n' "$options" > "$tmp.conf"
printf '%s\n' "$sources" > "$tmp.list"
if ! mmdebstrap "${recipe[@]}" --aptopt="$tmp.conf" "$suite" "$tmp" - < "$tmp.list" \
	> "$tmp.log" 2>&1; then
	tail -n 20 "$tmp.log" >&2
	fail "mmdebstrap could not make a root of $suite ($arch)"
fi
mv "$tmp" "$out"
echo "$out"
