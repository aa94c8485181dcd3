# SPDX-License-Identifier: GPL-2.0-only
#
# Add up lines that have "N passed, N failed" and perhaps ", N skipped", as tally.awk prints them,
# into one more. Fails when something failed, or nothing was run.

match($0, /[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?/) {
	split(substr($0, RSTART, RLENGTH), n, / /)
	passed += n[1]
	failed += n[3]
	skipped += n[5]
}

END {
	summary = passed + 0 " passed, " failed + 0 " failed"
	if (skipped)
		summary = summary ", " skipped " skipped"
	print summary
	exit failed > 0 || !passed
}
