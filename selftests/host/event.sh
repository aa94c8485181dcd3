#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The event tests, as they are and below valgrind.

# shellcheck source=selftests/program.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../program.sh"
build event_test
run_twice
