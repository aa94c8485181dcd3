#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The process that hosts mprd's plugins, with a script in the kernel's place.

# shellcheck source=selftests/program.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../program.sh"
# shellcheck disable=SC2046,SC2086 # words
build mprd_host_test $seam $(mprd_objects)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
for name in a b; do
	gcc -std=gnu11 -Wall -Wextra -Werror "-DNAME=\"$name\"" "-I$build/include" -shared -fPIC \
		-o "$dir/$name.so" "$root/selftests/host/plugin_told.c"
done
"$test" "$dir"
