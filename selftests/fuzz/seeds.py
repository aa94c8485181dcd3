#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Writes inputs that the fuzzers of user space begin with: replies as the spec describes them,
files and arguments as the manual pages do.

Usage: seeds.py SPEC DIRECTORY
"""
import os
import struct
import sys

from spec import Spec

NESTED = 0x8000
# call number of fuzz_replies.c: operation whose replies it reads
CALLS = {
    0: "interface-get", 1: "interface-get", 2: "interface-get", 3: "interface-new",
    4: "interface-set", 5: "interface-connect", 6: "interface-disconnect",
    7: "connection-get", 8: "connection-get", 9: "connection-identify", 10: "port-get",
    11: "port-get", 12: "service-get", 13: "service-set", 14: "journal-get",
    15: "journal-get", 16: "journal-get", 17: "dial-accept", 18: "dial-accept",
}
ADMIN = {**{n: "interface-get" for n in range(19, 25)},
         **{n: "connection-get" for n in range(25, 29)}, 29: "service-get", 30: "service-get",
         31: "connection-get", 32: "connection-get", 33: "connection-get", 34: "interface-get",
         35: "interface-connect", 36: "interface-connect"}
VERBS = """interface list|interface show x|interface add x --device-type pppoe --device eth1 --user u
interface add y --type home-router --device tun0 --hours 1 09:00-12:00; 2 08:00-24:00 --save
interface set x --enabled no --redial-count 3 --redial-interval 10s --backoff-max 6h
interface delete x|interface connect x --wait 5|interface disconnect id:3|-j interface list
interface credentials x --user u --domain d --password-file pw|interface credentials x --remove
connection list|connection show 3|connection hangup 3|connection clear-stats 3|-j connection list
port list|-j port list --connection 4|service show|service pause|service resume
service set --max-interfaces 100 --utc-offset 3600|service lan-only on|events --since 3
events|monitor --count 2|monitor interfaces connections --interface x|-j monitor --timeout 1
-V|--help|help|interface --help|interface add --help|-n none interface list"""
IFCONF = """[interface]
name = branch
type = full-router
enabled = yes
dialer = pppd
connect-timeout = 30s
redial-count = 3
redial-interval = 10s
backoff-first = 10m
backoff-max = 6h
persistent = no
hold-up = 250ms
hold-down = 0
hours = 1 09:00-12:00 13:00-17:30; 2 08:00-24:00
connect = yes

[device 1]
type = PPPoE
name = eth1
phone = 555
alternates = 556, 557
"""
MPRD = """# comment
[mprd]
hangup-on-exit = yes
dialers = pppd, exec wireguard
[pppd]
program = /usr/sbin/pppd
plugin = mpr.so
options = debug noipx
[plugins]
plugin = /a.so; /b.so
timeout = 30s
"""
WG = """[Interface]
PrivateKey = aGVsbG8=
Address = 10.0.0.1/24, fd00::1/64
MTU = 1420
DNS = 1.1.1.1
[Peer]
PublicKey = d29ybGQ=
AllowedIPs = 0.0.0.0/0
"""


class Replies(Spec):
    def __init__(self, path):
        super().__init__(path)
        self.seq = self.status = 1
        self.by_name = {s["name"]: s["attributes"] for s in self.sets}

    def value(self, attr, depth):
        kind = attr["type"]
        if kind == "string":
            return b"x\0"
        if kind == "nest":
            return self.attrs(attr["nested-attributes"], None, depth + 1)
        if kind == "binary":
            return bytes(range(16)) if attr["name"] == "guid" else bytes([10, 0, 0, 1])
        number = {"seq": self.seq, "status": self.status}.get(attr["name"], 1)
        size = {"u8": 1, "u16": 2, "u32": 4, "s32": 4, "u64": 8, "flag": 0}[kind]
        return number.to_bytes(size, "little") if size else b""

    def attrs(self, name, wanted, depth=0):
        out = b""
        for number, attr in enumerate(self.by_name[name], 1):
            if attr["type"] == "pad" or (wanted is not None and attr["name"] not in wanted):
                continue
            # Events nest objects that nest more; once is enough.
            for _ in range(2 if attr.get("multi-attr") and depth < 2 else 1):
                data = self.value(attr, depth)
                kind = number | (NESTED if attr["type"] == "nest" else 0)
                out += struct.pack("<HH", len(data) + 4, kind) + data + bytes(-len(data) % 4)
        return out

    def reply(self, op, status=1):
        self.status = status
        op = next(o for o in self.ops if o["name"] == op)
        wanted = op.get("do", {}).get("reply", {}).get("attributes")
        cmd = [o["name"] for o in self.ops].index(op["name"]) + 1
        return struct.pack("<BBH", cmd, 1, 0) + self.attrs(op["attribute-set"], wanted or [])

    def unasked(self, op, attrs):
        op = next(o for o in self.ops if o["name"] == op)
        cmd = [o["name"] for o in self.ops].index(op["name"]) + 1
        return struct.pack("<BBH", cmd, 1, 0) + self.attrs(attrs, op["event"]["attributes"])

    def event(self, kind, seq=[1]):
        seq[0] += 1
        self.seq = seq[0]
        attrs = self.attrs("event", None)
        # The kind decides which object counts.
        number = [a["name"] for a in self.by_name["event"]].index("kind") + 1
        at = attrs.find(struct.pack("<HHI", 8, number, 1))
        return struct.pack("<BBH", 20 + kind, 1, 0) + attrs[:at + 4] + \
            struct.pack("<I", kind) + attrs[at + 8:]


def frame(kind, flags, payload):
    return struct.pack("<BBH", kind, flags, len(payload)) + payload


def ack(error=0, text=None):
    tlv = b""
    if text:
        data = text.encode() + b"\0"
        tlv = struct.pack("<HH", len(data) + 4, 1) + data + bytes(-len(data) % 4)
        tlv += struct.pack("<HHI", 8, 2, 20)
    return frame(3, 6 if text else 0, bytes([error]) + tlv)


def replies(spec):
    names = {**CALLS, **ADMIN}
    for call, op in names.items():
        # The Windows names look the interface up first.
        first = frame(0, 8, spec.reply("interface-get")) + ack() if call in ADMIN else b""
        answer = frame(0, 8, spec.reply(op))
        mode = 0x40 if op.startswith("service") else 0
        yield f"call-{call}", bytes([mode, call]) + first + answer + ack() + answer + ack()
        yield f"dump-{call}", bytes([mode, call]) + first + answer * 3 + frame(4, 1, b"\0") + \
            answer + frame(4, 0, b"\0")
        yield f"refused-{call}", bytes([mode, call]) + first + ack(2, "no such thing")
    service = frame(0, 8, spec.reply("service-get")) + ack()
    for kind in range(1, 12):
        event = frame(5, 0, spec.event(kind))
        journal = frame(0, 0, spec.event(kind))
        yield f"event-{kind}", bytes([0x40, 15]) + service + event * 3 + frame(7, 0, b"\1") + \
            service + journal * 2 + frame(4, 0, b"\0") + event
    done = frame(5, 0, spec.unasked("connect-done", "interface"))
    bell = frame(5, 0, spec.unasked("dial-ready", "dial"))
    iface = frame(0, 8, spec.reply("interface-get")) + ack()
    started = frame(0, 8, spec.reply("interface-connect", 600)) + ack()
    accepted = frame(0, 8, spec.reply("dial-accept")) + ack()
    ups = b"".join(frame(5, 0, spec.event(kind)) for kind in (1, 2, 3))
    yield "dial", bytes([0, 17]) + ack() + (bell + accepted + ack() * 2) * 3
    yield "dial-id", bytes([0, 18]) + (accepted + ack() * 2) * 3
    yield "wait", bytes([0, 5]) + started + done
    yield "wait-lost", bytes([0, 5]) + started + frame(7, 0, b"\1") + iface + done
    yield "wait-admin", bytes([0, 35]) + iface + started + done
    yield "notify", bytes([0, 36]) + iface + started + done + ups + ack()
    yield "notify-lost", bytes([0, 36]) + iface + frame(7, 0, b"\1") + started + ups * 2 + done
    yield "notify-gone", bytes([0, 36]) + iface + started + frame(5, 0, spec.event(11)) + ack()
    for kind in (1, 4, 7, 10):
        journal = frame(0, 0, spec.event(kind))
        yield f"gap-{kind}", bytes([0, 15]) + frame(7, 0, b"\1") + frame(5, 0, spec.event(kind)) * 2 + \
            journal * 3 + frame(4, 0, b"\0") + ups
    yield "family", bytes([0xc0, 2]) + frame(0, 8, bytes(40)) + ack()


def files(spec):
    for name, data in replies(spec):
        yield "replies", name, data
    reply = frame(0, 8, spec.reply("interface-get")) + ack()
    conn = frame(0, 0, spec.reply("connection-get")) + frame(4, 0, b"\0")
    for number, line in enumerate(VERBS.replace("\n", "|").split("|")):
        args = [line[:line.index("1 09")], "1 09:00-12:00; 2 08:00-24:00", "--save"] \
            if "1 09" in line else [line]
        text = "\n".join(args[0].split() + args[1:])
        answer = conn if "connection" in line else reply
        if "port" in line or "service" in line:
            op = "port-get" if "port" in line else "service-get"
            answer = frame(0, 0, spec.reply(op)) + (frame(4, 0, b"\0") if "list" in line else ack())
        if "events" in line or "monitor" in line:
            answer = frame(0, 8, spec.reply("service-get")) + ack() + \
                b"".join(frame(5, 0, spec.event(k)) for k in range(1, 12))
        yield "mprctl", f"verb-{number}", text.encode() + b"\n\n" + answer * 2
    yield "ifconf", "full", IFCONF.encode()
    yield "config", "full", MPRD.encode()
    yield "wgconf", "full", WG.encode()
    yield "wgconf", "address", b"[Interface]\nAddress = " + b"f" * 200 + b"\n"
    yield "wgconf", "addresses", b"[interface]\naddress=" + b"10.0.0.1/8," * 17
    yield "wgconf", "mtu", b"[Interface]\nMTU = 67\n"
    yield "wgconf", "command", b"[Interface]\nPostUp = reboot"
    yield "wgconf", "line", b"[Interface]\n" + b"x" * 1100 + b" = y\n"
    yield "wgconf", "nul", b"[Interface]\nMTU = 1500\0\nAddress = 1.1.1.1\n"
    yield "credfile", "full", b"user=al%69ce\ndomain=D\npassword=%25%20x\n"
    yield "exec", "full", b"\x20device=ppp0\nuser=me\nremote-computer=you\nerror=678\nhello\n"
    yield "exec", "hangup", b"\x03device=ppp0\nerror=x\n"


def main():
    for target, name, data in files(Replies(sys.argv[1])):
        path = os.path.join(sys.argv[2], target)
        os.makedirs(path, exist_ok=True)
        with open(os.path.join(path, name), "wb") as f:
            f.write(data)


main()
