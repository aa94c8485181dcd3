#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What is generated from the netlink spec is as the spec says.

. "$(dirname "$0")/common.sh"

bash uapi/gen.sh --check > "$work/generated.log" 2>&1 || sed 's|^|uapi/mpr.yaml:1: error: |' \
	"$work/generated.log" > "$work/generated.out"
touch "$work/generated.out"
report "$work/generated.out"
