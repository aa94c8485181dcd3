#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Install what building and testing need and is not there yet: Debian packages, and the parts
# of the kernel source that Debian ships in no other package. Says nothing when all is there.

set -eu

here=$(cd "$(dirname "$0")" && pwd)

# building; the kernel for the VM; the VM; what dials and what is dialled; tests
packages='
build-essential bc ccache kmod libelf-dev pkgconf scdoc
libev-dev libinih-dev libmnl-dev libsmartcols-dev ppp-dev
linux-headers-amd64 linux-image-amd64
busybox-static cpio iproute2 qemu-system-x86 xz-utils zstd
iputils-ping ppp pppoe wireguard-tools
jq mingw-w64-common perl python3 python3-jsonschema python3-yaml valgrind
'

missing=$(for p in $packages; do
	[ "$(dpkg-query -Wf '${db:Status-Status}' "$p" 2> /dev/null)" = installed ] || echo "$p"
done)

if [ -n "$missing" ]; then
	missing=$(echo $missing)
	if ! command -v apt-get > /dev/null; then
		echo "deps: no Debian system; install what these packages hold: $missing" >&2
		exit 1
	fi
	if [ "$(id -u)" != 0 ]; then
		echo "deps: packages are missing and only root can install them: $missing" >&2
		exit 1
	fi
	echo "deps: installing $missing"
	log=$(mktemp)
	export DEBIAN_FRONTEND=noninteractive
	apt='apt-get -q -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3'
	if ! { $apt update && $apt install -y --no-install-recommends $missing; } \
		> "$log" 2>&1 < /dev/null; then
		tail -n 20 "$log" >&2
		echo "deps: apt-get could not install them; the whole log is $log" >&2
		exit 1
	fi
	rm -f "$log"
fi

bash "$here/kernel-source.sh" > /dev/null
