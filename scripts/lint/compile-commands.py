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
build = os.path.join(top, "build")


def compilations():
    """Yield the folder and the words of each compiler call of a full build."""
    # make would hand its own jobserver and options on
    env = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    makefiles = ["libmpr/Makefile", "selftests/Makefile"] + glob.glob("tools/*/Makefile", root_dir=top)
    for folder in sorted(os.path.join(top, os.path.dirname(name)) for name in makefiles):
        make = subprocess.run(["make", "-nB", "CC=cc", "BUILD=" + build], cwd=folder, env=env,
                              stdout=subprocess.PIPE, check=True, text=True)
        for line in make.stdout.replace("\\\n", " ").splitlines():
            if line.startswith("cc "):
                yield folder, shlex.split(line)
    # The host's tests are compiled by the scripts that run them.
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
            elif word[:2] not in ("-L", "-l") and not word.startswith(("-Wl,", "-M")) \
                    and not word.endswith((".o", ".a", ".so")) and word not in ("-c", "-shared"):
                options.append(word)
        for source in sources:
            if source.startswith(wanted):
                entries.setdefault(source, {"directory": folder, "file": source,
                                            "arguments": options + ["-c", source]})
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        json.dump(list(entries.values()), out, indent=1)


main()
