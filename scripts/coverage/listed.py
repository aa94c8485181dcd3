# SPDX-License-Identifier: GPL-2.0-only
"""The lines that need not run: a file with reasons, for report.py and module.py.

Below each reason, FILE:FUNCTION: TEXT OF THE LINE. [never] entries that are reached, and any that
are not in the sources, are errors; [sometimes] entries are reached by other means or by chance.
"""
import collections
import re
import sys


def read(path):
    """{(file, function, text): [how often, may be reached]} as the file with the reasons says."""
    listed = collections.defaultdict(lambda: [0, False])
    sometimes = False
    reason = False
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("["):
            tag, _, text = line[1:].partition("]")
            if tag not in ("never", "sometimes") or not text.strip():
                sys.exit(f"{path}:{number}: wanted [never] or [sometimes], and a reason")
            sometimes = tag == "sometimes"
            reason = True
            continue
        parts = line.split(":", 2)
        if len(parts) != 3 or not reason:
            sys.exit(f"{path}:{number}: wanted FILE:FUNCTION: TEXT OF THE LINE below a reason")
        entry = listed[(parts[0], parts[1], parts[2].strip())]
        entry[0] += 1
        entry[1] = sometimes
    return listed


def read_functions(path):
    """{(function, text): how often} of the lines of a source file in kernel style."""
    found = collections.Counter()
    function = ""
    for line in path.read_text().splitlines() if path.exists() else ():
        plain = re.sub(r"__attribute__\(\(.*?\)\)", "", line)
        begins = re.match(r"(?=[A-Za-z]).*?(\w+)\(", plain)
        if begins:
            function = begins[1]
        found[function, line.strip()] += 1
        if line == "}":
            function = ""
    return found


def drop_gone(listed, top):
    """Leave no more in the list than the sources have; return whether there was more."""
    sources = {name: read_functions(top / name) for name, _, _ in listed}
    gone = False
    for (name, function, text), entry in listed.items():
        there = sources[name][function, text]
        if there < entry[0]:
            print(f"listed but not there: {name}:{function}: {text}")
            entry[0] = there
            gone = True
    return gone


def compare(missed, listed):
    """Print what was missed, a list of (file, line, function, text), and is not listed, and what
    is listed and was reached; return how many of each."""
    unlisted = 0
    for name, number, function, text in missed:
        entry = listed.get((name, function, text))
        if entry and entry[0]:
            entry[0] -= 1
            continue
        print(f"not reached: {name}:{number}: {function}: {text}")
        unlisted += 1
    reached = 0
    for (name, function, text), (left, sometimes) in listed.items():
        if left and not sometimes:
            print(f"listed but reached, or not there: {name}:{function}: {text}")
            reached += 1
    return unlisted, reached
