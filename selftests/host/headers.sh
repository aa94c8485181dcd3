#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Every public header compiles alone, in C and C++, without a warning; libmpr exports what it says
# and nothing else; a program of the pkg-config modules builds (TAP).

set -u

here=$(cd "$(dirname "$0")" && pwd)
build=${BUILD:-$here/../../build}
tests=0
failed=0
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# result STATUS NAME: the diagnostics are in $tmp/log
result()
{
	tests=$((tests + 1))
	if [ "$1" = 0 ]; then
		echo "ok $tests - $2"
	else
		echo "not ok $tests - $2"
		sed 's/^/# /' "$tmp/log" | head -n 20
		failed=1
	fi
}

compilers=("gcc -std=c99" "gcc -std=c11" "g++ -x c++ -std=c++11" "g++ -x c++ -std=c++20")
if command -v clang > /dev/null; then
	compilers+=("clang -std=c99" "clang -x c++ -std=c++17")
fi

flags=(-Wall -Wextra -pedantic -Werror -fsyntax-only "-I$build/include")
for cc in "${compilers[@]}"; do
	: > "$tmp/log"
	status=0
	for header in "$build"/include/*.h "$build"/include/mpr/*.h; do
		name=${header#"$build"/include/}
		# twice: the guard, and a declaration for ISO C's sake
		printf '#include <%s>\n#include <%s>\nextern int unused;\n' "$name" "$name" \
			> "$tmp/test.c"
		$cc "${flags[@]}" "$tmp/test.c" >> "$tmp/log" 2>&1 || status=1
	done
	result $status "every header compiles alone: $cc"
done

for cc in "gcc -std=gnu11" "g++ -x c++ -std=gnu++17"; do
	: > "$tmp/log"
	status=0
	for name in windows tchar; do
		printf '#include <%s.h>\nextern int unused;\n' "$name" > "$tmp/test.c"
		$cc "${flags[@]}" "-I$build/include/mpr/win32" -Wno-unused-function "$tmp/test.c" \
			>> "$tmp/log" 2>&1 || status=1
	done
	result $status "windows.h and tchar.h compile alone: $cc"
done

nm -D --defined-only "$build/lib/libmpr.so" | awk '$2 != "A" { print $3 }' |
	grep -vE '^(MprAdmin|MprEvent|mpr_)[A-Za-z_]*@@LIBMPR_0\.1$' > "$tmp/log"
result $((! $?)) "libmpr.so exports versioned MprAdmin*, MprEvent* and mpr_* names only"

nm -D --defined-only "$build/lib/libmpr.so" | awk '{ sub(/@.*/, "", $3); print $3 }' |
	sort > "$tmp/exported"
sed -n 's/^\t\([A-Za-z_]*\);$/\1/p' "$here/../../libmpr/libmpr.map" | sort > "$tmp/listed"
comm -13 "$tmp/exported" "$tmp/listed" > "$tmp/log"
[ ! -s "$tmp/log" ]
result $? "libmpr.so has every name that libmpr.map lists"

# One declaration each for what the headers declare; callbacks are the plugin's.
printf '#include <%s>\n' mprapi.h mpr.h mpr/ras.h | gcc -E -P "-I$build/include" - |
	tr '\n;' ' \n' | grep -v '^ *typedef' |
	sed -n 's/^[^({]*\b\(Mpr[A-Za-z]*\|mpr_[a-z_]*\)(.*/\1/p' | sort -u > "$tmp/declared"
grep -oE '\bMprAdmin[A-Za-z0-9]+\(' "$build/include/mpr/admindll.h" | tr -d '(' | sort -u \
	> "$tmp/callbacks"
sort -u "$tmp/exported" "$tmp/callbacks" | comm -23 "$tmp/declared" - > "$tmp/log"
[ -s "$tmp/declared" ] && [ ! -s "$tmp/log" ]
result $? "every function that the headers declare is there"

export PKG_CONFIG_PATH=$build/lib/pkgconfig
read -ra cflags < <(pkg-config --cflags libmpr)
read -ra libs < <(pkg-config --libs libmpr)
read -ra win_cflags < <(pkg-config --cflags libmpr-win32)
read -ra win_libs < <(pkg-config --libs libmpr-win32)
printf '#include <mprapi.h>\nint main(void) { return !MprEventCreate(0, 1); }\n' > "$tmp/test.c"
gcc -Wall -Wextra -Werror "${cflags[@]}" -o "$tmp/test" "$tmp/test.c" \
	"${libs[@]}" > "$tmp/log" 2>&1 && LD_LIBRARY_PATH=$build/lib "$tmp/test"
result $? "a program builds with pkg-config libmpr"
${CC:-gcc} -Wall -Wextra -Werror "${cflags[@]}" -o "$tmp/test" "$tmp/test.c" \
	-L"$build/lib" -l:libmpr.a -lmnl -pthread > "$tmp/log" 2>&1 && "$tmp/test"
result $? "and with libmpr.a"

gcc -Wall -Wextra -Werror "${win_cflags[@]}" -o "$tmp/win" "$here/win_console.c" \
	"${win_libs[@]}" > "$tmp/log" 2>&1
result $? "a Windows console program builds unchanged with pkg-config libmpr-win32"
g++ -x c++ -Wall -Wextra -Werror "${win_cflags[@]}" -o "$tmp/winxx" \
	"$here/win_console.c" "${win_libs[@]}" > "$tmp/log" 2>&1
result $? "and as C++"
LD_LIBRARY_PATH=$build/lib "$tmp/win" > "$tmp/log" 2>&1
result $? "and its events work ($(grep -c '^ok' "$tmp/log") checks)"
LC_ALL=C LD_LIBRARY_PATH=$build/lib "$tmp/win" | grep -q 'a narrow line, narrow and grün, 7'
result $? "wide and narrow output mix, in UTF-8 whatever the locale"

echo "1..$tests"
exit $failed
