#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Write the compilation database of the user-space programs: what make would run, so that the
analyzers see the options of the Makefiles and these are written down nowhere else.

usage: compile-commands.py OUTPUT [FOLDER...]    only sources below these folders of the repository
"""

import glob
import json
import os
import shlex
import subprocess
import sys

top = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
build = os.environ.get("MPR_BUILD") or os.path.join(top, "build")


def compilations():
    """Yield the folder and the words of each compiler call of a full build."""
    # make would hand its own jobserver and options on
    env = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    goals = [(os.path.dirname(name), "all")
             for name in sorted(glob.glob("tools/*/Makefile", root_dir=top))]
    # The fuzzers' copies of the products come last: of two compilations the first one counts.
    goals += [("libmpr", "all"), ("selftests", "all"), ("selftests/fault", "all"),
              ("selftests/fuzz", "replay")]
    for folder, goal in goals:
        folder = os.path.join(top, folder)
        make = subprocess.run(["make", "-nB", "CC=cc", "BUILD=" + build, goal], cwd=folder, env=env,
                              stdout=subprocess.PIPE, check=True, text=True)
        for line in make.stdout.replace("\\\n", " ").splitlines():
            if line.startswith("cc "):
                yield folder, shlex.split(line)
    # What a script compiles that runs it.
    for name in glob.glob("scripts/coverage/*.c", root_dir=top):
        yield top, ["cc", "-O2", "-fPIC", name]
    for test in glob.glob("selftests/host/*.c", root_dir=top):
        words = ["cc", "-std=gnu11", "-O2", "-D_GNU_SOURCE", "-I" + build + "/include"]
        words += ["-I" + build + "/include/mpr/win32"] if "win" in test else \
            ["-I" + os.path.join(top, inner) for inner in ("libmpr/src", "tools/common",
                                                           "tools/mprd")]
        yield top, words + [test]


def main():
    """Write the list, one entry a source."""
    wanted = tuple(os.path.join(top, folder) + "/" for folder in sys.argv[2:]) or (top + "/",)
    entries = {}
    for folder, words in compilations():
        options, sources = [], []
        rest = iter(words)
        for word in rest:
            if word == "-o":
                next(rest)
            elif word.endswith(".c"):
                sources.append(os.path.normpath(os.path.join(folder, word)))
            elif word[:2] not in ("-L", "-l") \
                    and not word.startswith(("-Wl,", "-M", "-fsanitize", "-fno-sanitize")) \
                    and not word.endswith((".o", ".a", ".so")) and word not in ("-c", "-shared"):
                options.append(word)
        for source in sources:
            if source.startswith(wanted):
                entries.setdefault(source, {"directory": folder, "file": source,
                                            "arguments": options + ["-c", source]})
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        json.dump(list(entries.values()), out, indent=1)


main()
