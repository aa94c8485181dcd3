# SPDX-License-Identifier: GPL-2.0-only
"""What gcov makes of counters, for report.py and module.py."""
import json
import os
import subprocess
import sys


def read(paths, folder, mismatch):
    """Yield (source path, lines) for the counters or notes at paths, which are relative to folder.

    Ends the program with the message mismatch when counters are of another build than their notes.
    """
    run = subprocess.run(["gcov", "--json-format", "--stdout", *paths], cwd=folder,
                         capture_output=True, check=True)
    if b"mismatch" in run.stderr:
        sys.exit(f"coverage: {mismatch}")
    for unit in map(json.loads, run.stdout.splitlines()):
        for source in unit["files"]:
            yield os.path.join(unit["current_working_directory"], source["file"]), source["lines"]


def add(counts, lines):
    """Add what read() said of lines to counts, which are line number -> [count, function]."""
    for line in lines:
        entry = counts.setdefault(line["line_number"], [0, line.get("function_name", "")])
        entry[0] += line["count"]
