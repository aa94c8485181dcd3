#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What mprd runs and says: command lines, children, the log; as it is and below
# valgrind, without the children there.

# shellcheck source=selftests/program.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../program.sh"
# shellcheck disable=SC2046 # words
build mprd_run_test $(mprd_objects)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
run_twice "$dir"
