#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Parts of mprd when the system refuses memory or a system call (refuse.h).

# shellcheck source=selftests/program.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../program.sh"
# shellcheck disable=SC2046,SC2086 # words
build mprd_refusal_test $seam "$root/selftests/fuzz/seam_dir.c" $refusable $(mprd_objects)
exec "$test"
