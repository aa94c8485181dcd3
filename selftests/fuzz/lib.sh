#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Run libFuzzer on each target for a while, beginning with its corpus. What it finds new is kept
# below build/fuzz; an input that breaks a target goes to build/fuzz/found.
#
# usage: lib.sh [--merge] [TARGET...]
#
# --merge: afterwards, the smallest set of inputs with the same coverage replaces the corpus in
#	the source tree
# FUZZ_SECONDS: for each target, default 60

set -u

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
out=${BUILD:-$top/build}/fuzz
seconds=${FUZZ_SECONDS:-60}
merge=
if [ "${1:-}" = --merge ]; then
	merge=1
	shift
fi
targets=("$@")
if [ $# = 0 ]; then
	mapfile -t targets < <(cd "$here" && printf '%s\n' fuzz_*.c | sed 's/^fuzz_//; s/\.c$//')
fi

# libFuzzer writes what it finds into the first directory. Leaks of mprctl are those of a process
# that ends. One input may take as long as a busy machine needs.
flags=(-close_fd_mask=3 -timeout=60 -rss_limit_mb=4096 -max_len=4096 -print_final_stats=1)

mkdir -p "$out/found"
/usr/bin/python3 "$here/seeds.py" "$top/uapi/mpr.yaml" "$out/seeds" || exit 2
failed=0
passed=0
for target in "${targets[@]}"; do
	corpus=$here/corpus/$target
	new=$out/corpus/$target
	mkdir -p "$new"
	dirs=("$new" "$out/seeds/$target")
	[ -d "$corpus" ] && dirs+=("$corpus")
	leaks=1
	[ "$target" = mprctl ] && leaks=0
	if ASAN_OPTIONS=detect_leaks=$leaks "$out/fuzz_$target" "${flags[@]}" -detect_leaks=$leaks \
		-max_total_time="$seconds" -artifact_prefix="$out/found/$target-" "${dirs[@]}" \
		> "$out/$target.log" 2>&1; then
		passed=$((passed + 1))
		verdict=ok
	else
		failed=$((failed + 1))
		verdict='not ok'
	fi
	awk -v name="$verdict - $target" -f "$here/stats.awk" "$out/$target.log"
	[ "$verdict" = ok ] ||
		grep -aE '^==.*ERROR|SUMMARY|runtime error|Test unit' "$out/$target.log" |
		sed 's/^/# /'
	if [ -n "$merge" ]; then
		rm -rf "$out/merged" && mkdir -p "$out/merged" "$corpus"
		ASAN_OPTIONS=detect_leaks=0 "$out/fuzz_$target" -merge=1 "${flags[@]}" \
			"$out/merged" "$corpus" "${dirs[@]}" > "$out/$target.merge.log" 2>&1
		# Inputs that broke something once stay; so do those that cover most, at most 99.
		find "$corpus" -type f ! -name 'bug-*' -delete
		find "$out/merged" -type f -printf '%s %p\n' | sort -rn | head -n 99 |
			while read -r _ file; do cp "$file" "$corpus/"; done
		echo "# $target: $(find "$corpus" -type f | wc -l) inputs," \
			"$(du -sb "$corpus" | cut -f1) bytes"
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
