#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""How many lines of the library and of the tools the tests reached.

usage: report.py BUILD LIMIT [REASONS]

Each archive of counters that is found below BUILD (see collect.sh) is laid over a copy of the
compiler's notes and read by gcov; the sum is printed for each file and each part. The lines that
nothing reached go to BUILD/uncovered.txt, as FILE:LINE: FUNCTION: TEXT. Fails when a part is below
LIMIT per cent, and when REASONS (see listed.py) does not list just those lines.
"""

import glob
import os
import pathlib
import shutil
import sys
import tarfile

import gcov
import listed

top = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PARTS = {"library": "libmpr/src/", "tools": "tools/"}


def read_notes(build, folder, patterns, archive):
    """Yield (source path, lines) for the notes that match below BUILD, and counters in folder."""
    notes = []
    for pattern in patterns:
        for note in glob.glob(os.path.join(build, pattern), recursive=True):
            notes.append(os.path.join(folder, os.path.relpath(note, build)))
            os.makedirs(os.path.dirname(notes[-1]), exist_ok=True)
            shutil.copy(note, notes[-1])
    if notes:
        for path, lines in gcov.read(notes, folder, f"{archive} belongs to another build"):
            yield os.path.relpath(os.path.realpath(path), top), lines


def read_run(build, archive, number, counts):
    """Add what one archive counted to file -> line -> [count, function]."""
    folder = os.path.join(build, "runs", str(number))
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    with tarfile.open(archive) as tar:
        tar.extractall(folder)
    for name, lines in read_notes(build, folder, ["obj/**/*.gcno", "selftests/host/*.gcno"],
                                  archive):
        gcov.add(counts.setdefault(name, {}), lines)
    # With sanitizers, declarations count as lines, too.
    for name, lines in read_notes(build, folder, ["fuzz/gcc/**/*.gcno"], archive):
        known = counts.get(name, {})
        gcov.add(known, [line for line in lines if line["line_number"] in known])

def main():
    """Print the table."""
    build, limit = sys.argv[1], float(sys.argv[2])
    archives = sorted(glob.glob(build + "/runs/*.tar") +
                      glob.glob(build + "/vm/check.*/out/*.tar"))
    counts = {}
    for i, archive in enumerate(archives):
        read_run(build, archive, i, counts)
    low = False
    missed = []
    for part, prefix in PARTS.items():
        total = reached = 0
        for name in sorted(n for n in counts if n.startswith(prefix) and counts[n]):
            lines = counts[name]
            hit = sum(1 for count, _ in lines.values() if count)
            total += len(lines)
            reached += hit
            print(f"{name:44} {hit:5} of {len(lines):5} lines {100 * hit / len(lines):6.1f} %")
            with open(os.path.join(top, name), encoding="utf-8") as file:
                text = file.read().splitlines()
            missed += [(name, n, lines[n][1], text[n - 1].strip())
                       for n in sorted(lines) if not lines[n][0]]
        share = 100 * reached / total if total else 0
        low |= share <= limit
        print(f"{part:44} {reached:5} of {total:5} lines {share:6.1f} %"
              f"{'' if share > limit else f': not above {limit:g} %'}")
    with open(build + "/uncovered.txt", "w", encoding="utf-8") as out:
        out.write("".join(f"{name}:{n}: {function}: {text}\n"
                          for name, n, function, text in missed))
    print(f"{len(missed)} lines that no test reached: {os.path.relpath(build, top)}/uncovered.txt")
    bad = low
    if len(sys.argv) > 3:
        reasons = listed.read(pathlib.Path(sys.argv[3]))
        bad |= listed.drop_gone(reasons, pathlib.Path(top))
        bad |= listed.compare(missed, reasons) != (0, 0)
    sys.exit(bad)


main()
