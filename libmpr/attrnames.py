#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Writes src/attrnames.c: the names of the attributes in uapi/mpr.yaml, for error messages.

Usage: attrnames.py SPEC > src/attrnames.c
"""
import sys

import yaml


def ident(name):
    return name.replace("-", "_")


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        spec = yaml.safe_load(f)
    out = ["// SPDX-License-Identifier: LGPL-2.1-or-later",
           "/* Generated from uapi/mpr.yaml by libmpr/attrnames.py. Do not edit. */",
           '#include "nl.h"', "",
           "#define MPR_ATTR_SET(name) \\",
           "\tstatic const struct mpr_attr_set name##_set = { \\",
           "\t\tsizeof(name##_attrs) / sizeof(name##_attrs[0]), name##_attrs \\",
           "\t}"]
    for attrs in spec["attribute-sets"]:
        name = ident(attrs["name"])
        out += ["", f"static const struct mpr_attr_desc {name}_attrs[] = {{"]
        for attr in attrs["attributes"]:
            if attr["type"] == "pad":
                continue
            nested = attr.get("nested-attributes")
            nested = f"&{ident(nested)}_set" if nested else "NULL"
            const = f"MPR_A_{name}_{ident(attr['name'])}".upper()
            out.append(f"\t[{const}] = {{ \"{attr['name']}\", {nested} }},")
        out += ["};", "", f"MPR_ATTR_SET({name});"]
    out += ["", "const struct mpr_attr_set *mpr_cmd_attrs(unsigned int cmd)", "{",
            "\tswitch (cmd) {"]
    sets = {}
    for op in spec["operations"]["list"]:
        sets.setdefault(op["attribute-set"], []).append(op["name"])
    for name, ops in sets.items():
        out += [f"\tcase MPR_CMD_{ident(op).upper()}:" for op in ops]
        out.append(f"\t\treturn &{ident(name)}_set;")
    out += ["\tdefault:", "\t\treturn NULL;", "\t}", "}"]
    print("\n".join(out))


main()
