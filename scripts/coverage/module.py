#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""
Line coverage of the module: what gcov counted in one or more guests, added up.

Prints how many lines of each file ran, and file:line of those that did not. With --uncovered, these
must be the ones that the file lists, each with a reason; exit status 1 when one is not listed, when
one is listed that is reached or not in the sources any more, or when less than --least percent ran
in all. Without counters, only the list is held against the sources.
"""
import argparse
import collections
import pathlib
import sys
import tempfile

import gcov
import listed


def read_gcov(gcda, gcno):
    """Yield (source path, lines) for an object file's counters."""
    with tempfile.TemporaryDirectory() as tmp:
        work = pathlib.Path(tmp)
        for path in (gcda, gcno):
            (work / path.name).symlink_to(path.resolve())
        yield from gcov.read([gcda.name], work, f"{gcda} belongs to another build than {gcno}")


def collect(gcno_dir, directories):
    """{file: {line: [count, function]}} of the module's own sources."""
    files = collections.defaultdict(dict)
    for directory in directories:
        for gcda in sorted(directory.glob("*.gcda")):
            gcno = directory / f"{gcda.stem}.gcno"
            if not gcno.exists():
                gcno = gcno_dir / gcno.name
            for source, lines in read_gcov(gcda, gcno):
                path = pathlib.Path(source)
                if path.parent.name != "kmod":
                    continue
                gcov.add(files[f"kmod/{path.name}"], lines)
    return files


def report(files, top):
    """Print the table; return the lines that did not run, and the percentage of those that did."""
    missed = []
    total = ran = 0
    for name in sorted(files):
        source = (top / name).read_text().splitlines()
        lines = files[name]
        here = sum(1 for count, _ in lines.values() if count)
        total += len(lines)
        ran += here
        print(f"{name:24} {here:5} of {len(lines):5} lines {100 * here / len(lines):6.1f} %")
        for number in sorted(lines):
            count, function = lines[number]
            if not count:
                missed.append((name, number, function, source[number - 1].strip()))
    if not total:
        sys.exit("coverage: there are no counters")
    print(f"{'all':24} {ran:5} of {total:5} lines {100 * ran / total:6.1f} %")
    return missed, 100 * ran / total


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--top", type=pathlib.Path, required=True, help="the repository")
    parser.add_argument("--gcno", type=pathlib.Path, default=pathlib.Path(),
                        help="where the compiler left *.gcno")
    parser.add_argument("--uncovered", type=pathlib.Path, help="the lines that need not run, with reasons")
    parser.add_argument("--least", type=float, default=0, help="percent of all lines that must run")
    parser.add_argument("gcda", type=pathlib.Path, nargs="*", help="directory with *.gcda")
    args = parser.parse_args()

    reasons = listed.read(args.uncovered) if args.uncovered else {}
    bad = listed.drop_gone(reasons, args.top)
    if not args.gcda:
        return 1 if bad else 0
    missed, percent = report(collect(args.gcno, args.gcda), args.top)
    if percent < args.least:
        bad = True
        print(f"coverage: less than {args.least} % of the lines ran")
    unlisted, reached = listed.compare(missed, reasons)
    bad |= reached > 0 or (unlisted > 0 and args.uncovered is not None)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
