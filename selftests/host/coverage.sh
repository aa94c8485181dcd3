#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The report on the module's line coverage adds up what several runs counted, names what none of
# them reached, and insists on a true list of reasons.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/tap.sh disable=SC2154
. "$here/../tap.sh"

program=$here/../../scripts/coverage/module.py
dir=$tap_tmp/tree
mkdir -p "$dir/kmod" "$dir/run1" "$dir/run2"
cd "$dir" || exit 1
cat > kmod/sign.c << 'END'
int sign(int n)
{
	if (n < 0)
		return -1;
	if (n > 0)
		return 1;
	return 0;
}

int main(int argc, char **argv)
{
	(void)argv;
	return sign(argc - 2) == 9;
}
END
gcc -O0 --coverage -c -o kmod/sign.o kmod/sign.c && gcc --coverage -o prog kmod/sign.o
# Below, two arguments are three words: above zero; none is below.
./prog a b && mv kmod/sign.gcda run1/
./prog && mv kmod/sign.gcda run2/

# report LIST RUN...: with these lines as the list of reasons
report() {
	printf '%b' "$1" > list
	shift
	run python3 -B "$program" --top . --gcno kmod --uncovered list "$@"
}
reason='[never] It is so.\n'
zero='kmod/sign.c:sign: return 0;\n'

report '' run1
is 'a line that is not reached and not listed is an error' "$status" 1
like 'it is named' "$out" '^not reached: kmod/sign.c:7: sign: return 0;$'
like 'so is one that only the other run reaches' "$out" '^not reached: kmod/sign.c:4:'
report "$reason$zero" run1 run2
is 'runs are added up, and what is listed may be missing' "$status:$out" \
	"0:kmod/sign.c                  7 of     8 lines   87.5 %
all                          7 of     8 lines   87.5 %"
report "$reason$zero$zero" run1 run2
is 'a line listed once too often is an error' "$status" 1
report "${reason}kmod/sign.c:sign: return 1;\n$zero" run1 run2
is 'a line listed that is reached is an error' "$status" 1
like 'and is named' "$out" '^listed but reached, or not there: kmod/sign.c:sign: return 1;$'
report "[sometimes] By chance.\nkmod/sign.c:sign: return 1;\n$zero" run1 run2
is 'unless it is reached sometimes' "$status" 0
report "[sometimes] By chance.\nkmod/sign.c:sign: return 2;\n$zero" run1 run2
is 'but it must be there' "$status" 1
like 'and is named when it is not' "$out" '^listed but not there: kmod/sign.c:sign: return 2;$'
report "[sometimes] By chance.\nkmod/sign.c:main: return 1;\nkmod/none.c:sign: return 1;\n$zero"
is 'in its function and file, which takes no counters' "$out" \
	"listed but not there: kmod/sign.c:main: return 1;
listed but not there: kmod/none.c:sign: return 1;"
report "$zero" run1 run2
is 'a line without a reason is an error' "$status" 1
report "$reason$zero" --least 95 run1 run2
is 'less than is asked for is an error' "$status" 1

run python3 -B "$program" --top "$here/../.." --uncovered "$here/../debug/uncovered.txt"
is 'the lines of the module that need not run are there' "$status:$out" 0:
run python3 -B "$program" --top "$here/../.." --uncovered \
	"$here/../../scripts/coverage/uncovered.txt"
is 'and so are those of the library and the tools' "$status:$out" 0:
finish
