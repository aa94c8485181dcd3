#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The generated files are what the spec says.

cd "$(dirname "$0")/../.." || exit 1
echo '1..1'
if bash uapi/gen.sh --check 2>&1 | sed 's/^/# /' && [ "${PIPESTATUS[0]}" = 0 ]; then
	echo 'ok 1 header, policies and operation tables are those of uapi/mpr.yaml'
else
	echo 'not ok 1 header, policies and operation tables are those of uapi/mpr.yaml'
	exit 1
fi
