#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Each C source of user space is in the list of what clang, cppcheck and their like look at.

. "$(dirname "$0")/common.sh"

comm -23 <(sources '*.c' ':!kmod' ':!selftests/bench/floor' | sort) \
	<(jq -r '.[].file' "$database" | sed "s|^$top/||" | sort) |
	sed 's|$|:1: error: compile-commands.py knows no compilation of it|' > "$work/compiled.out"
report "$work/compiled.out"
