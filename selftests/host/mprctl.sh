#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# mprctl, with a script in the kernel's place.

# shellcheck source=selftests/program.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../program.sh"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
${OBJCOPY:-objcopy} --redefine-sym main=mprctl_main "$build/obj/mprctl/main.o" "$dir/main.o"
mapfile -t objects < <(find "$build/obj/mprctl" -name '*.o' ! -name main.o)
# shellcheck disable=SC2086 # words
build mprctl_test $seam "$dir/main.o" "${objects[@]}" -linih -lsmartcols -lutil
"$test" "$dir"
