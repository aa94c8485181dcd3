#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Take out of a tool's findings those that its list says are without ground.

usage: known.py LIST < FINDINGS

A finding is a line "FILE:LINE:... [TAG]". An entry of the list is a line "FILE TAG: TEXT", where
TEXT is the line of source that the finding is about, and below it, after a tab, the reason. An
entry that the tool has no finding for is a finding itself.
"""

import re
import sys


def read_list(path):
    """Return {(file, tag, text): line number}; complain of entries without a reason."""
    entries = {}
    pending = None
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip("\n")
            if line.startswith("\t") and line.strip() and pending:
                entries[pending] = number - 1
                pending = None
                continue
            match = re.fullmatch(r"(\S+) (\S+): (.+)", line)
            if pending or (line and not line.startswith("#") and not match):
                print(f"{path}:{number}: error: wanted FILE TAG: TEXT, and below it a reason")
            pending = match.groups() if match and not line.startswith("#") else None
    if pending:
        print(f"{path}:{number}: error: the last entry has no reason")
    return entries


def source_line(name, number):
    """Return the text of a line of a file, or nothing."""
    try:
        with open(name, encoding="utf-8") as file:
            return file.read().splitlines()[int(number) - 1].strip()
    except (OSError, IndexError):
        return ""


def main():
    """Filter."""
    entries = read_list(sys.argv[1])
    used = set()
    for finding in sys.stdin:
        match = re.match(r"([^:]+):(\d+):.*\[([^][]+)\]$", finding.rstrip("\n"))
        key = match and (match[1], match[3], source_line(match[1], match[2]))
        if key in entries:
            used.add(key)
        else:
            print(finding, end="")
    for key, number in entries.items():
        if key not in used:
            print(f"{sys.argv[1]}:{number}: error: no longer reported: {' '.join(key[:2])}: {key[2]}")


main()
