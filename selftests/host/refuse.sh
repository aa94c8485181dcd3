#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The library when the system refuses memory or a system call (refuse.h).

# shellcheck source=selftests/program.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../program.sh"
# shellcheck disable=SC2086 # words
build refusal_test $seam "$root/selftests/fuzz/seam_dir.c" $refusable
exec "$test"
