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
# Not about what is written.
LEFT_OUT = ("-L", "-l", "-Wl,", "-M", "-fsanitize", "-fno-sanitize")
build = os.environ.get("MPR_BUILD") or os.path.join(top, "build")


def compilations():
    """Yield the folder and the words of each compiler call of a full build."""
    # make would hand its own jobserver and options on
    env = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    goals = [(os.path.dirname(name), "all")
             for name in sorted(glob.glob("tools/*/Makefile", root_dir=top))]
    # The fuzzers' copies of the products come last: of two compilations the first one counts.
    goals += [("libmpr", "all"), ("selftests", "all"), ("selftests/bench", "all"),
              ("selftests/fault", "all"), ("selftests/fuzz", "replay")]
    for folder, goal in goals:
        folder = os.path.join(top, folder)
        make = subprocess.run(["make", "-nB", "CC=cc", "BUILD=" + build, goal], cwd=folder, env=env,
                              stdout=subprocess.PIPE, check=True, text=True)
        for line in make.stdout.replace("\\\n", " ").splitlines():
            if line.startswith("cc "):
                yield folder, shlex.split(line)
    # The host's tests are scripts that build what they run; their compiler here tells its words.
    env |= {"CC": "printf %q\\n", "MPR_BUILD_ONLY": "1", "BUILD": build}
    for test in sorted(glob.glob("selftests/host/*.sh", root_dir=top)):
        with open(os.path.join(top, test), encoding="utf-8") as script:
            if "\nbuild " not in script.read():
                continue
        words = subprocess.run(["bash", test], cwd=top, env=env, stdout=subprocess.PIPE,
                               check=True, text=True).stdout
        yield top, ["cc"] + shlex.split(words)
    # What other scripts compile themselves.
    include = "-I" + build + "/include"
    for name in glob.glob("scripts/coverage/*.c", root_dir=top):
        yield top, ["cc", "-O2", "-fPIC", name]
    yield top, ["cc", "-O2", "selftests/vm/tsc_khz.c"]
    yield top, ["cc", "-std=gnu11", "-DNAME=\"a\"", include, "selftests/host/plugin_told.c"]
    yield top, ["cc", "-O2", include + "/mpr/win32", include, "selftests/host/win_console.c"]


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
            elif word not in ("-c", "-shared", "-Werror") and not word.startswith(LEFT_OUT) \
                    and not word.endswith((".o", ".a", ".so")):
                options.append(word)
        for source in sources:
            if source.startswith(wanted):
                entries.setdefault(source, {"directory": folder, "file": source,
                                            "arguments": options + ["-c", source]})
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        json.dump(list(entries.values()), out, indent=1)


main()
