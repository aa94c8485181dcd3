#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# All programs by cppcheck.

. "$(dirname "$0")/common.sh"

cppcheck --quiet -j "$jobs" --project="$database" --library=scripts/lint/cppcheck.cfg \
	--enable=warning,portability,performance --inline-suppr --error-exitcode=1 \
	--template='{file}:{line}: {severity}: {message} [{id}]' > "$work/cppcheck.log" 2>&1
report "$work/cppcheck.log" "$?"
