#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Compare the rows of two revisions; fail when one has lost more than a tenth.

usage: compare.py ROWS      lines "base JSON" and "this JSON", see compare_guest.sh
"""

import json
import statistics
import sys

LOSS = 1.10


def main():
    sides = {"base": {}, "this": {}}
    with open(sys.argv[1], encoding="utf-8") as file:
        for line in file:
            side, _, text = line.partition(" ")
            if side not in sides or not text.startswith("{"):
                continue
            row = json.loads(text)
            # What has no peer is a size, which is the same whenever it is measured.
            value = row["ours"] if row["ratio"] is None else row["ratio"]
            better = "more" if row["unit"] == "rows/s" else "less"
            sides[side].setdefault((row["name"], better), []).append(value)
    lost = 0
    rows = 0
    for key in sides["base"]:
        if key not in sides["this"]:
            continue
        name, better = key
        base, this = (statistics.median(sides[side][key]) for side in ("base", "this"))
        cost = base / this if better == "more" else this / base
        rows += 1
        lost += cost > LOSS
        print(f"{name:20} base {base:10.4g}  this {this:10.4g}  cost {cost:5.2f}"
              f"{'  LOST' if cost > LOSS else ''}")
    print(f"{rows} compared, {lost} lost more than a tenth")
    return 1 if lost or not rows else 0


sys.exit(main())
