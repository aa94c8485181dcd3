#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Run a shell command inside a root directory that root.sh made, with the repository, the
# build directory (MPR_BUILD) and the cache at their own paths, in the repository.
#
# usage: enter.sh ROOT COMMAND

set -eu

root=$1
command=$2
repo=$(cd "$(dirname "$0")/../.." && pwd)
export MPR_CACHE=${MPR_CACHE:-$HOME/.cache/mpr}
export MPR_BUILD=${MPR_BUILD:-$repo/build}
export BUILD=$MPR_BUILD
mkdir -p "$MPR_BUILD" "$MPR_CACHE"

# The mounts are of this process alone and end with it.
if [ "${MPR_ENTERED:-}" != "$root" ]; then
	export MPR_ENTERED=$root
	exec unshare --mount --propagation private bash "$0" "$@"
fi
for dir in "$repo" "$MPR_BUILD" "$MPR_CACHE" /dev /proc /sys; do
	mkdir -p "$root$dir"
	mount --rbind "$dir" "$root$dir"
done
mount -t tmpfs tmp "$root/tmp"
unset BASH_ENV ENV MPR_ENTERED MPR_VM_ROOT MPR_VM_KVER
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
export CCACHE_DIR=$MPR_CACHE/ccache MPR_KERNEL_SOURCE=${MPR_KERNEL_SOURCE:-$MPR_CACHE/linux-source}
# shellcheck disable=SC2016
exec chroot "$root" /bin/bash -c 'cd "$1" && exec /bin/bash -c "$2"' bash "$repo" "$command"
