#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Misspelt words.

. "$(dirname "$0")/common.sh"

mapfile -t files < <(sources '*' | grep -v '^LICENSES/')
codespell "${files[@]}" > "$work/codespell.out" 2>&1
report "$work/codespell.out"
