#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# mprd's main process, with a script in the kernel's place. Below valgrind.

# shellcheck source=selftests/program.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../program.sh"
# shellcheck disable=SC2046,SC2086 # words
build mprd_service_test $seam $(wraps workers_init workers_start) $(mprd_objects)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
run_checked "$dir"
