#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Put the counters that a coverage build left beside its object files into an archive, and begin
# again at zero.
#
# usage: collect.sh ARCHIVE

set -eu

archive=$1
cd "$MPR_BUILD"
dirs=(lib bin obj sbin selftests)
[ ! -d fuzz ] || dirs+=(fuzz)
find "${dirs[@]}" -name '*.gcda' -print0 | tar --null -cf "$archive" -T -
find "${dirs[@]}" -name '*.gcda' -delete
