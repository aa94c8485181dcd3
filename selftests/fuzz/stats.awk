# SPDX-License-Identifier: GPL-2.0-only
#
# One line of libFuzzer's log. Variables: name

/Loaded 1 PC tables/ {
	match($0, /\([0-9]+ PCs\)/)
	pcs = substr($0, RSTART + 1) + 0
}

/ cov: / {
	for (i = 1; i < NF; i++) {
		if ($i == "cov:")
			cov = $(i + 1)
		if ($i == "corp:")
			corp = $(i + 1)
	}
}

/number_of_executed_units/ { runs = $2 }
/average_exec_per_sec/ { rate = $2 }

END {
	printf "%s: %d runs, %d/s, %d of %d edges (%.0f %%), %s inputs\n", name, runs, rate,
		cov, pcs, pcs ? 100 * cov / pcs : 0, corp
}
