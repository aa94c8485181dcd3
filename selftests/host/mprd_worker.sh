#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# mprd's workers, with a script in the kernel's place.

# shellcheck source=selftests/program.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../program.sh"
# shellcheck disable=SC2046,SC2086 # words
build mprd_worker_test $seam $(mprd_objects)
if [ "$(id -u)" != 0 ]; then
	echo '1..0 # SKIP needs root: scripts of others are not run'
	exit 4
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$test" "$dir"
