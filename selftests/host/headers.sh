#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Every public header compiles by itself, in C and in C++, without a warning.

include=${MPR_BUILD:?}/include
flags=(-Wall -Wextra -Wpedantic -Wno-variadic-macros -Werror -fsyntax-only -I"$include")
flags+=(-I"$include/mpr/win32")
cd "$include" || exit 1
mapfile -t headers < <(find . -name '*.h' | sed 's|^\./||' | sort)

n=0
status=0
echo "1..$((3 * ${#headers[@]}))"
for header in "${headers[@]}"; do
	for compiler in 'gcc -std=gnu11 -x c' 'gcc -std=gnu99 -x c' 'g++ -std=c++11 -x c++'; do
		n=$((n + 1))
		# shellcheck disable=SC2086
		if out=$(printf '#include <%s>\nextern int used;\n' "$header" | $compiler "${flags[@]}" - 2>&1); then
			echo "ok $n <$header> compiles alone with $compiler"
		else
			printf '%s\n' "$out" | sed 's/^/# /'
			echo "not ok $n <$header> compiles alone with $compiler"
			status=1
		fi
	done
done
exit $status
