#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A guest finds a clone that is where it has a file system of its own: below /tmp.

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
top=$here/../..
# shellcheck source=selftests/tap.sh disable=SC2154
. "$here/../tap.sh"

kver=$(bash "$top/scripts/kver.sh")
if [ -z "$kver" ] || ! command -v "qemu-system-$(uname -m)" > /dev/null; then
	skip_all "needs QEMU and a kernel to boot"
fi
clone=$(TMPDIR=/tmp mktemp -d)
at_exit "rm -rf $clone"
mkdir "$clone/scripts" "$clone/selftests"
cp "$top/scripts/kver.sh" "$clone/scripts/"
cp -r "$here/../vm" "$clone/selftests/"
echo found > "$clone/word"
# Another tree's settings are not this one's.
for name in $(compgen -e MPR_VM_); do
	unset "$name"
done
export MPR_BUILD=$clone/build MPR_VM_NOMODULE=1

run bash "$clone/selftests/vm/run.sh" 'cat word; echo changed > word; cat word'
is 'a command runs there' "$status" 0
is 'it sees the files, and can change what it sees' "$out" $'found\nchanged'
is 'the files are as they were' "$(< "$clone/word")" found
finish
