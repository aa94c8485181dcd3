#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The netlink spec by yamllint.

. "$(dirname "$0")/common.sh"

mapfile -t files < <(sources '*.yaml' '*.yml')
# No document marker, and 100 columns, as the kernel's own specs have it.
rules='document-start: disable, line-length: {max: 100}, comments: {min-spaces-from-content: 1}'
yamllint -s -f parsable -d "{extends: default, rules: {$rules}}" "${files[@]}" \
	> "$work/yaml.out" 2>&1
report "$work/yaml.out"
