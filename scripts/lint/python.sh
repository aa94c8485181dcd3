#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# All Python compiles.

. "$(dirname "$0")/common.sh"

: > "$work/python.out"
{
	sources '*.py'
	sources '*' | grep -E '/[^.]+$' | xargs grep -lE '^#!.*\bpython3$'
} | while read -r file; do
	python3 -W error - "$file" <<- 'END' 2>> "$work/python.log" >> "$work/python.out"
		import sys
		try:
		    compile(open(sys.argv[1], encoding="utf-8").read(), sys.argv[1], "exec")
		except (SyntaxError, SyntaxWarning) as error:
		    print(f"{sys.argv[1]}:{error.lineno}: error: {error.msg}")
	END
done
report "$work/python.out"
