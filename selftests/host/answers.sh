#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# libmpr and a kernel that loses messages or answers oddly, below valgrind.

# shellcheck source=selftests/program.sh disable=SC2119
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../program.sh"
# shellcheck disable=SC2086 # words
build answers_test $seam
run_checked
