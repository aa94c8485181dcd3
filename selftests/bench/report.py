#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The rows of all benchmarks as a table, OUT.json and, of the curves, OUT.png.

usage: report.py ROWS OUT      exit status 1: a benchmark has failed
"""

import json
import subprocess
import sys


def number(value):
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def table(rows):
    head = ("name", "clock", "unit", "ours", "min..max", "p99", "peer", "min..max", "p99", "ratio",
            "p99", "budget", "met")
    lines = [head]
    for row in rows:
        line = [row["name"], row["clock"], row["unit"]]
        for side in "ours", "peer":
            line.append(number(row[side]))
            if f"{side}_min" in row:
                line.append(f"{number(row[f'{side}_min'])}..{number(row[f'{side}_max'])}")
                line.append(number(row[f"{side}_p99"]))
            else:
                line += ["", ""]
        line += [number(row["ratio"]), number(row.get("ratio_p99")), row["budget"] or "-",
                 {True: "yes", False: "NO", None: ""}[row["met"]]]
        lines.append(line)
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    for line in lines:
        print("  ".join(text.ljust(width) for text, width in zip(line, widths)).rstrip())
    print()
    for row in rows:
        against = f", against {row['against']}" if row["against"] else ""
        print(f"{row['name']}: {row['what']}{against}")


def plot(points, out):
    curves = {}
    for point in points:
        curves.setdefault(point["curve"], []).append((point["x"], point["y"]))
    if not curves:
        return
    data = ""
    for name, values in curves.items():
        data += f"$c_{name.replace('-', '_')} << EOD\n"
        data += "".join(f"{x} {y}\n" for x, y in sorted(values)) + "EOD\n"
    drawn = ", ".join(f"$c_{name.replace('-', '_')} with linespoints title '{name}'"
                      for name in curves)
    script = f"""set terminal pngcairo size 900,600
set output '{out}.png'
set title 'What one costs, among how many interfaces'
set xlabel 'interfaces'
set ylabel 'microseconds each'
set logscale xy
set key outside
set grid
{data}plot {drawn}
"""
    subprocess.run(["gnuplot"], input=script, text=True, check=True)


def main():
    rows, points, failed = [], [], []
    with open(sys.argv[1], encoding="utf-8") as file:
        for line in file:
            if line.startswith('{"curve"'):
                points.append(json.loads(line))
            elif line.startswith("{"):
                rows.append(json.loads(line))
            elif line.startswith("failed: "):
                failed.append(line.strip())
    with open(sys.argv[2] + ".json", "w", encoding="utf-8") as file:
        json.dump(rows, file, indent=1)
        file.write("\n")
    table(rows)
    plot(points, sys.argv[2])
    for line in failed:
        print(line)
    met = [row for row in rows if row["met"]]
    budgets = [row for row in rows if row["met"] is not None]
    print(f"{len(met)} of {len(budgets)} budgets met")
    return 1 if failed or not rows else 0


sys.exit(main())
