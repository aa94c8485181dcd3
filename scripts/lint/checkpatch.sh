#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# checkpatch.pl --strict over all sources.

. "$(dirname "$0")/common.sh"

bash scripts/checkpatch.sh > "$work/checkpatch.out" 2>&1
report "$work/checkpatch.out"
