#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# libmpr without the module, as it is and below valgrind.

# shellcheck source=selftests/program.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../program.sh"
build libmpr_test
run_twice
