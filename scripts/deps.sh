#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Install what is needed and is not there yet: Debian packages, and the parts of the kernel source
# that Debian ships in no other package. Says nothing when all is there.
#
# usage: deps.sh [LIST...]	lists of the table below; what "make check" and "make demo" need is
#				always included

set -eu

here=$(cd "$(dirname "$0")" && pwd)

declare -A lists=(
# building; the kernel for the VM; the VM; what dials and what is dialled; tests
[default]='
	build-essential bc ccache kmod libelf-dev pkgconf scdoc
	libev-dev libinih-dev libmnl-dev libsmartcols-dev ppp-dev
	linux-headers-amd64 linux-image-amd64
	busybox-static cpio iproute2 qemu-system-x86 xz-utils zstd
	iputils-ping ppp pppoe wireguard-tools
	jq mingw-w64-common perl python3 python3-jsonschema python3-yaml valgrind'
# "make lint"; the last line is for its compilations with clang and of what tests use
[lint]='
	codespell coccinelle cppcheck mandoc shellcheck sparse yamllint
	clang clang-tidy libclang-rt-14-dev'
# fuzzing with libFuzzer and the sanitizers
[fuzz]='clang libclang-rt-14-dev'
# other kernels in the VM
[kernels]='mmdebstrap debian-archive-keyring'
# other machines: cross compilers, and QEMU for what they make
[arches]='
	qemu-system-misc qemu-system-arm qemu-user-static mmdebstrap
	gcc-s390x-linux-gnu gcc-aarch64-linux-gnu gcc-i686-linux-gnu'
# "make bench"
[bench]='dbus gnuplot-nox network-manager'
# building a kernel with all its checks
[debug]='flex bison libelf-dev libssl-dev bc'
)

packages=${lists[default]}
for list; do
	[ -n "${lists[$list]:-}" ] || {
		echo "deps: there is no list \"$list\"; there are: ${!lists[*]}" >&2
		exit 1
	}
	packages+=" ${lists[$list]}"
done

missing=()
for p in $packages; do
	[ "$(dpkg-query -Wf '${db:Status-Status}' "$p" 2> /dev/null)" = installed ] ||
		missing+=("$p")
done

if [ ${#missing[@]} -gt 0 ]; then
	if ! command -v apt-get > /dev/null; then
		echo "deps: no Debian system; install what these packages hold: ${missing[*]}" >&2
		exit 1
	fi
	if [ "$(id -u)" != 0 ]; then
		echo "deps: packages are missing and only root can install them: ${missing[*]}" >&2
		exit 1
	fi
	echo "deps: installing ${missing[*]}"
	log=$(mktemp)
	export DEBIAN_FRONTEND=noninteractive
	apt='apt-get -q -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3'
	if ! { $apt update && $apt install -y --no-install-recommends "${missing[@]}"; } \
		> "$log" 2>&1 < /dev/null; then
		tail -n 20 "$log" >&2
		echo "deps: apt-get could not install them; the whole log is $log" >&2
		exit 1
	fi
	rm -f "$log"
fi

bash "$here/kernel-source.sh" > /dev/null
