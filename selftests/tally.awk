# SPDX-License-Identifier: GPL-2.0-only
#
# Count the output of the kselftest runner: each subtest is one, and so is a program that reports
# none. A program that failed without saying where, or ended before its plan did, is one failure.
# Prints the failures and the reasons for skips, then "N passed, N failed, N skipped".
#
# Variables: extra = failures found elsewhere, one line each

function fail(what)
{
	failures[++failed] = what
}

function close_program(name, ok, directive,    missing)
{
	closed++
	missing = planned - seen
	if (planned >= 0 && missing > 0 && !skip_all)
		fail(name ": " missing " of " planned " tests did not report" directive)
	else if (!ok && bad == 0)
		fail(name ": the program failed" directive)
	else if (ok && seen == 0 && directive ~ /SKIP/)
		skips[++skipped] = name ": " (skip_reason == "" ? "no reason given" : skip_reason)
	else if (ok && seen == 0)
		passed++
	planned = -1
	seen = bad = skip_all = 0
	skip_reason = last = ""
}

BEGIN {
	planned = -1
	count = split(extra, lines, "\n")
	for (i = 1; i <= count; i++)
		if (lines[i] != "")
			fail(lines[i])
}

# The runner names the program before its output and gives its verdict after it.
/^# selftests: / {
	program = $NF
	next
}

/^(not )?ok [0-9]+ selftests: / {
	directive = ""
	if (match($0, / # /))
		directive = " (" substr($0, RSTART + 3) ")"
	close_program(program, $1 == "ok", directive)
	program = ""
	next
}

/^1\.\.[0-9]+$/ {
	programs += substr($0, 4)
	next
}

program == "" { next }

/^# 1\.\.[0-9]+/ {
	planned = substr($2, 4) + 0
	if (planned == 0) {
		skip_all = 1
		if (match($0, /# *(SKIP|skip)[: ]*/))
			skip_reason = substr($0, RSTART + RLENGTH)
	}
	next
}

/^# (not )?ok [0-9]+/ {
	seen++
	name = $0
	sub(/^# (not )?ok [0-9]+ *(- )?/, "", name)
	if ($2 == "not") {
		bad++
		fail(program ": " name)
	} else if (match(name, /# *(SKIP|XFAIL)[: ]*/)) {
		reason = substr(name, RSTART + RLENGTH)
		name = substr(name, 1, RSTART - 1)
		skips[++skipped] = program ": " name ": " (reason == "" ? "no reason given" : reason)
	} else {
		passed++
	}
	next
}

# ksft_exit_skip() and shell tests say why before they leave with status 4.
/SKIP/ {
	skip_reason = $0
	sub(/^.*SKIP[: ]*/, "", skip_reason)
}

END {
	if (program != "")
		fail(program ": did not end")
	if (closed < programs)
		fail(programs - closed " test programs did not report")
	for (i = 1; i <= skipped; i++)
		print "skipped: " skips[i]
	for (i = 1; i <= failed; i++)
		print "failed: " failures[i]
	if (passed + failed + skipped == 0) {
		print "failed: no test ran"
		failed = 1
	}
	summary = passed + 0 " passed, " failed + 0 " failed"
	if (skipped)
		summary = summary ", " skipped " skipped"
	print summary
	exit failed > 0
}
