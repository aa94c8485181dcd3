#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Parts of mprd that need no module: its configuration, saved interfaces, the table of pppd's
# results, WireGuard's files, which programs are trusted. Below valgrind.

# shellcheck source=selftests/program.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../program.sh"
# shellcheck disable=SC2046 # words
build mprd_test $(mprd_objects)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
run_checked "$dir"
