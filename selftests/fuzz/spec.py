#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Writes the fuzzer's tables from the netlink spec.

Usage: spec.py SPEC > spec_gen.c
"""
import sys

import yaml

ROLES = {
    ("interface", "id"): "INTERFACE", ("interface", "connection-id"): "CONNECTION",
    ("connection", "id"): "CONNECTION", ("connection", "interface-id"): "INTERFACE",
    ("port", "id"): "PORT", ("port", "connection-id"): "CONNECTION",
    ("port", "interface-id"): "INTERFACE", ("dial", "id"): "DIAL",
    ("dial", "connection-id"): "CONNECTION", ("event", "seq"): "SEQ",
    ("service", "journal-last"): "SEQ", ("interface", "name"): "NAME",
    ("interface", "dialer"): "KIND", ("device", "type"): "DEVTYPE", ("device", "name"): "DEVICE",
}
ROLES_BY_NAME = {"ifindex": "IFINDEX", "ifname": "DEVICE", "after": "AFTER", "kind": "KIND"}
TIMES = ("connect-timeout", "redial-interval", "backoff-first", "backoff-max", "hold-up",
         "hold-down")
LIMITS = {"s32-max": 2 ** 31 - 1, "u32-max": 2 ** 32 - 1}


def ident(name):
    return name.replace("-", "_")


def const(attrs, attr):
    return f"MPR_A_{ident(attrs)}_{ident(attr)}".upper()


class Spec:
    def __init__(self, path):
        with open(path, encoding="utf-8") as f:
            spec = yaml.safe_load(f)
        self.sets = spec["attribute-sets"]
        self.ops = spec["operations"]["list"]
        self.groups = [g["name"] for g in spec["mcast-groups"]["list"]]
        self.defs = {d["name"]: d for d in spec["definitions"]}

    def limit(self, value):
        if value in LIMITS:
            return LIMITS[value]
        return self.defs[value]["value"] if isinstance(value, str) else value

    def role(self, attrs, attr):
        name = attr["name"]
        if attr["type"] in ("u32", "u64", "string"):
            if name in TIMES:
                return "TIME"
            role = ROLES.get((attrs, name)) or ROLES_BY_NAME.get(name, "NONE")
            return "NONE" if role == "KIND" and attr["type"] != "string" else role
        return "NONE"

    def attr(self, attrs, attr):
        out = [f'"{attr["name"]}"', f"SPEC_{attr['type']}".upper()]
        out.append(f".role = ROLE_{self.role(attrs, attr)}")
        checks = attr.get("checks", {})
        if attr.get("multi-attr"):
            out.append(".multi = true")
        if "min" in checks or "max" in checks:
            top = {"u8": 255, "u16": 65535, "u32": 2 ** 32 - 1, "s32": 2 ** 31 - 1}
            least = self.limit(checks.get("min", 0))
            most = self.limit(checks.get("max", top[attr["type"]]))
            out.append(f".ranged = true, .min = {least}, .max = {most}LL")
        if "max-len" in checks:
            out.append(f".max_len = {self.limit(checks['max-len'])}")
        if "enum" in attr:
            entries = self.defs[attr["enum"]]["entries"]
            first = entries[0].get("value", 0) if isinstance(entries[0], dict) else 0
            if attr.get("enum-as-flags"):
                out.append(f".flags = {hex((1 << len(entries)) - 1)}")
            else:
                out.append(f".n_enum = {len(entries)}, .enum_first = {first}")
        if attr["type"] == "nest":
            out.append(f".nested = &{ident(attr['nested-attributes'])}_set")
        return ", ".join(out)

    def print_set(self, attrs):
        name = attrs["name"]
        print(f"\nstatic const struct spec_attr {ident(name)}_attrs[] = {{")
        for attr in attrs["attributes"]:
            print(f"\t[{const(name, attr['name'])}] = {{ {self.attr(name, attr)} }},")
        print("};\n")
        print(f"static const struct spec_set {ident(name)}_set = {{")
        print(f'\t"{name}", sizeof({ident(name)}_attrs) / sizeof({ident(name)}_attrs[0]),')
        print(f"\t{ident(name)}_attrs\n}};")

    @staticmethod
    def mask(attrs, part):
        names = (part or {}).get("attributes", [])
        return " |\n\t\t\t".join(f"1ULL << {const(attrs, n)}" for n in names) or "0"

    def print_op(self, op):
        attrs, do, dump = op["attribute-set"], op.get("do"), op.get("dump")
        print(f"\t[MPR_CMD_{ident(op['name']).upper()}] = {{")
        print(f'\t\t.name = "{op["name"]}", .set = &{ident(attrs)}_set,')
        print(f"\t\t.can_do = {int(bool(do))}, .can_dump = {int(bool(dump))}, "
              f".event = {int('event' in op)}, .replies = {int('reply' in (do or {}))},")
        print(f"\t\t.group = {self.groups.index(op['mcgrp']) if 'mcgrp' in op else -1},")
        parts = [("do_request", (do or {}).get("request")), ("do_reply", (do or {}).get("reply")),
                 ("dump_request", (dump or {}).get("request")),
                 ("dump_reply", (dump or {}).get("reply")), ("event_attrs", op.get("event"))]
        for field, part in parts:
            print(f"\t\t.{field} = {self.mask(attrs, part)},")
        print("\t},")

    def order(self):
        """Sets with those that they nest before them."""
        done, out = set(), []
        while len(out) < len(self.sets):
            for attrs in self.sets:
                nested = {a.get("nested-attributes") for a in attrs["attributes"]} - {None}
                if attrs["name"] not in done and nested <= done:
                    done.add(attrs["name"])
                    out.append(attrs)
        return out

    def print(self):
        print("/* Generated from uapi/mpr.yaml by selftests/fuzz/spec.py. */")
        print("#include <linux/mpr.h>\n")
        print('#include "spec.h"')
        for attrs in self.order():
            self.print_set(attrs)
        print("\nconst struct spec_op spec_ops[] = {")
        for op in self.ops:
            self.print_op(op)
        print("};\n")
        print("const unsigned int spec_n_ops = sizeof(spec_ops) / sizeof(spec_ops[0]);\n")
        print("const char *const spec_groups[] = {")
        for group in self.groups:
            print(f'\t"{group}",')
        print("};\n")
        print(f"const unsigned int spec_n_groups = {len(self.groups)};")


if __name__ == "__main__":
    Spec(sys.argv[1]).print()
