#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Build everything for another architecture with this machine's cross compiler, against the root
# file system that root.sh made.
#
# usage: build.sh ARCH ROOT BUILD

set -eu

arch=${1:?usage: build.sh ARCH ROOT BUILD}
root=$2
build=$3
top=$(cd "$(dirname "$0")/../.." && pwd)

case $arch in
s390x) triplet=s390x-linux-gnu multiarch=s390x-linux-gnu module=$triplet- ;;
arm64) triplet=aarch64-linux-gnu multiarch=aarch64-linux-gnu module=$triplet- ;;
i386) triplet=i686-linux-gnu multiarch=i386-linux-gnu module= ;;
i686) triplet=i686-linux-gnu multiarch=i386-linux-gnu module=$triplet- ;;
*)
	echo "build.sh: no compiler is known for $arch" >&2
	exit 1
	;;
esac

ccache=$(command -v ccache > /dev/null && echo ccache) || true
kver=$(ls "$root/lib/modules")
headers=$root/usr/src/linux-headers-$kver

export PKG_CONFIG_SYSROOT_DIR=$root
export PKG_CONFIG_LIBDIR=$root/usr/lib/$multiarch/pkgconfig:$root/usr/share/pkgconfig

export MPR_BUILD=$build BUILD=$build
make -s -C "$top" KVER="$kver" KDIR="$headers" CROSS_COMPILE="$module" CC="$ccache ${module}gcc" \
	modules
# Two steps: programs are linked with what is built then.
export CC="$ccache $triplet-gcc --sysroot=$root"
make -s -C "$top" CC="$CC" AR="$triplet-ar" PPPD_HEADERS="$root/usr/include/pppd" tools
make -s -C "$top" CC="$CC" AR="$triplet-ar" selftests
for test in event libmpr mprd; do
	MPR_BUILD_ONLY=1 bash "$top/selftests/host/$test.sh"
done
