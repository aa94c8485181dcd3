#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Build the module inside a root directory as DKMS does: plain kbuild in a copy of the sources,
# with nothing of the top Makefile.

set -eu

kver=$(bash scripts/kver.sh)
copy=$MPR_BUILD/kbuild
pattern=$(sed -n 's/^BUILD_EXCLUSIVE_KERNEL="\(.*\)"$/\1/p' dkms.conf)
[[ $kver =~ $pattern ]] || {
	echo "dkms.conf does not want $kver"
	exit 1
}
mkdir -p "$copy"
cp -ru --preserve=timestamps Kbuild kmod uapi "$copy/"
make -C "/lib/modules/$kver/build" M="$copy" modules
modinfo "$copy/mpr.ko"
