#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""
Compare the constants, enum values and structures of libmpr's headers with mingw-w64's.

The oracle is compiled, not read: with -fshort-wchar our structures have the layout of 64-bit
Windows, so a program prints what our headers say, and a file of static assertions about it is
compiled against the headers of mingw-w64 by the same compiler.
"""

import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
INCLUDE = os.path.join(HERE, "../../libmpr/include")
TYPES = ["mpr/mprtypes.h", "mpr/mprtypesex.h", "mpr/admindll.h"]
CODES = ["mpr/winerror.h", "raserror.h", "mprerror.h", "mprevent.h"]

# What mingw-w64 10 has not, with where our headers have it from. [R]: MS-RRASM, [M]: metadata of
# newer SDKs, [D]: documentation.
NOT_IN_MINGW = {
    "[R]": """
        PID_IPV6 RAS_FLAGS_RAS_CONNECTION MPRNP_Ipv6 MPR_VS_Ikev2Only MPR_VS_Ikev2First
        MPRIO_UseLogonCredentials MPRIO_RequireMachineCertificates
        MPRIO_UsePreSharedKeyForIkev2Initiator MPRIO_UsePreSharedKeyForIkev2Responder
        PPP_LCP_AES_128 PPP_LCP_AES_192 PPP_LCP_AES_256
        PPP_LCP_GCM_AES_128 PPP_LCP_GCM_AES_192 PPP_LCP_GCM_AES_256
        MPRAPI_PPP_PROJECTION_INFO_TYPE MPRAPI_IKEV2_PROJECTION_INFO_TYPE
        MPRAPI_IKEV2_AUTH_USING_CERT MPRAPI_IKEV2_AUTH_USING_EAP
        IPSEC_CIPHER_TYPE_3DES IPSEC_CIPHER_TYPE_AES_128 IPSEC_CIPHER_TYPE_AES_192
        IPSEC_CIPHER_TYPE_AES_256
        RDT_Modem RDT_X25 RDT_Isdn RDT_Serial RDT_FrameRelay RDT_Atm RDT_Sonet RDT_Sw56
        RDT_Tunnel_Pptp RDT_Tunnel_L2tp RDT_Irda RDT_Parallel RDT_Other RDT_PPPoE RDT_Tunnel_Sstp
        RDT_Tunnel_Ikev2 RDT_Tunnel RDT_Direct RDT_Null_Modem RDT_Broadband""",
    "[M]": """
        ROUTER_IF_TYPE_MAX MPRAPI_OBJECT_TYPE_IF_CUSTOM_CONFIG_OBJECT
        MPRAPI_ADMIN_DLL_VERSION_1 MPRAPI_ADMIN_DLL_VERSION_2
        MPRAPI_SET_CONFIG_PROTOCOL_FOR_PPTP MPRAPI_SET_CONFIG_PROTOCOL_FOR_L2TP
        MPRAPI_SET_CONFIG_PROTOCOL_FOR_SSTP MPRAPI_SET_CONFIG_PROTOCOL_FOR_IKEV2
        MPRAPI_SET_CONFIG_PROTOCOL_FOR_GRE
        PPP_PROJECTION_INFO2 IKEV2_PROJECTION_INFO2 PROJECTION_INFO2 RAS_CONNECTION_4""",
    "[D]": "ERROR_REMOTEACCESS_NOT_CONFIGURED",
}

# Sizes and offsets that the reference gives where mingw-w64 has nothing to compare with.
REFERENCE = {
    "sizeof PPP_PROJECTION_INFO2": 200,
    "sizeof PROJECTION_INFO2": 208,
    "sizeof RAS_CONNECTION_4": 1696,
    "RAS_CONNECTION_4.connectionStartTime": 1136,
    "RAS_CONNECTION_4.ullBytesXmited": 1144,
    "RAS_CONNECTION_4.dwNumSwitchOvers": 1200,
    "RAS_CONNECTION_4.wszLocalEndpointAddress": 1334,
    "RAS_CONNECTION_4.hConnection": 1672,
    "RAS_CONNECTION_4.dwDeviceType": 1688,
}

# The callback table ends with members of newer SDKs, so only its members are compared.
LONGER = ["MPRAPI_ADMIN_DLL_CALLBACKS"]
LONGER_MEMBERS = ["lpfnRasAdminAcceptEndpointChangeEx",
                  "lpfnRASValidatePreAuthenticatedConnectionEx"]

# What mprapi.h of mingw-w64 has and ours leaves out: accounts of dial-in users.
LEFT_OUT = """RASPRIV_NoCallback RASPRIV_AdminSetCallback RASPRIV_CallerSetCallback
    RASPRIV_DialinPrivilege RASPRIV2_DialinPolicy RASPRIV_CallbackType RAS_USER_0 RAS_USER_1
    MprInfoBlockExists CALLBACK DUMMYUNIONNAME""".split()

# Makes the host's compiler read headers that were written for a Windows one.
AS_WINDOWS = """-mabi=ms -fshort-wchar -fms-extensions -U__linux__ -U__unix__ -Ulinux -Uunix
    -D_WIN32 -D_WIN64 -D_AMD64_ -D_WIN32_WINNT=0x0601 -D__cdecl= -D_cdecl=
    -D__stdcall= -D__fastcall= -D__int32=int -D__int16=short -D__int8=char -D__unaligned=
    -D__forceinline=inline""".split() + ["-D__declspec(x)=", "-D__int64=long long"]

tests = 0
failures = 0


def result(good, name, details=()):
    global tests, failures
    tests += 1
    failures += not good
    print("%s %d - %s" % ("ok" if good else "not ok", tests, name))
    for line in [] if good else details:
        print("# " + line)


def read(path):
    with open(path, encoding="utf-8", errors="replace") as f:
        return re.sub(r"/\*.*?\*/", " ", f.read(), flags=re.S)


def parse(text):
    """Macros with a value, enumerators by enum, members by structure."""
    macros = [m.group(1) for m in re.finditer(r"^[ \t]*#[ \t]*define[ \t]+(\w+)[ \t]+\S", text, re.M)]
    enums, structs = {}, {}
    for m in re.finditer(r"typedef enum\s*\w*\s*\{(.*?)\}\s*(\w+)", text, re.S):
        enums[m.group(2)] = re.findall(r"(\w+)\s*(?:=\s*\w+)?\s*(?:,|$)", m.group(1).strip())
    for m in re.finditer(r"typedef struct _\w+\s*\{(.*?)\n\s*\}\s*(\w+)", text, re.S):
        body = re.sub(r"\[[^]]*\]", "", m.group(1))
        members = re.findall(r"(\w+)\s*;", body)
        structs[m.group(2)] = [n for n in members if n != "DUMMYUNIONNAME"]
    return macros, enums, structs


def cc():
    return os.environ.get("CC", "gcc").split()


def ours(tmp, macros, enums, structs):
    """What the headers say: {what: value}, strings as their characters."""
    lines = ["#include <stdio.h>", "#include <mprapi.h>", "#include <raserror.h>",
             "#include <mprerror.h>",
             "#define SHOW(x) _Generic((x), WCHAR *: show_text, default: show_number)"
             "(#x, (const void *)(uintptr_t)(x))",
             "static void show_number(const char *what, const void *v)",
             '{ printf("%s=%llu\\n", what, (unsigned long long)(uintptr_t)v); }',
             "static void show_text(const char *what, const void *v)",
             '{ const WCHAR *s = v; printf("%s=\\"", what);',
             'for (; *s; s++) putchar(*s); puts("\\""); }',
             "int main(void) {"]
    for name in macros:
        lines.append('SHOW(%s);' % name)
    for names in enums.values():
        lines += ["SHOW(%s);" % n for n in names]
    for name, members in structs.items():
        lines.append('printf("sizeof %s=%%zu\\n", sizeof(%s));' % (name, name))
        for m in members:
            lines.append('printf("%s.%s=%%zu/%%zu\\n", offsetof(%s, %s), sizeof(((%s *)0)->%s));'
                         % (name, m, name, m, name, m))
    lines += ["return 0; }"]
    source, program = os.path.join(tmp, "ours.c"), os.path.join(tmp, "ours")
    with open(source, "w", encoding="utf-8") as f:
        f.write("\n".join(lines))
    subprocess.run(cc() + ["-std=gnu11", "-w", "-fshort-wchar", "-I", INCLUDE, "-o", program,
                           source], check=True)
    out = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    values = {}
    for line in out.splitlines():
        what, value = line.split("=", 1)
        values[what] = value
    return values


def assertion(what, value):
    if what.startswith("sizeof "):
        return "sizeof(%s) == %s" % (what[7:], value)
    if "." in what:
        struct, member = what.split(".")
        offset, size = value.split("/")
        return "offsetof(%s, %s) == %s && sizeof(((%s *)0)->%s) == %s" % (
            struct, member, offset, struct, member, size)
    if value.startswith('"'):
        # Without UNICODE their TEXT() is narrow, and comparing narrow strings is a constant.
        return '__builtin_strcmp(%s, %s) == 0' % (what, value)
    return "(unsigned)(unsigned long long)(%s) == %su" % (what, value)


def compare(tmp, mingw, values, winver):
    """(missing, wrong) of mingw-w64's headers."""
    prologue = ["#include <stddef.h>", "#include <windows.h>", "#include <lmcons.h>",
                "#include <ras.h>", "#include <mprapi.h>", "#include <raserror.h>",
                "#include <mprerror.h>", "#include <nb30.h>"]
    asserts = ['_Static_assert(%s, "");' % assertion(w, v) for w, v in values.items()]
    source = os.path.join(tmp, "mingw.c")
    with open(source, "w", encoding="utf-8") as f:
        f.write("\n".join(prologue + asserts) + "\n")
    gcc_include = subprocess.run(cc() + ["-print-file-name=include"], check=True,
                                 capture_output=True, text=True).stdout.strip()
    env = dict(os.environ, LC_ALL="C")
    run = subprocess.run(cc() + ["-fsyntax-only", "-w", "-fmax-errors=0", "-nostdinc", "-O1",
                                 "-isystem", mingw, "-isystem", gcc_include,
                                 "-DWINVER=" + winver] + AS_WINDOWS + [source],
                         capture_output=True, text=True, env=env)
    missing, wrong = set(), set()
    names = list(values)
    for line in run.stderr.splitlines():
        m = re.match(re.escape(source) + r":(\d+):\d+: error: (.*)", line)
        if not m:
            if ": error:" in line or ": fatal error:" in line:
                sys.exit("Bail out! mingw-w64's headers do not compile: " + line)
            continue
        what = names[int(m.group(1)) - len(prologue) - 1]
        if "static assertion failed" in m.group(2):
            wrong.add(what)
        elif "not constant" in m.group(2) and what not in missing:
            sys.exit("Bail out! cannot be compared: " + what)
        else:
            missing.add(what)
    return missing, wrong - missing


def main():
    mingw = sys.argv[1]
    macros, enums, structs, texts = [], {}, {}, {}
    for header in TYPES + CODES:
        texts[header] = parse(read(os.path.join(INCLUDE, header)))
        macros += [m for m in texts[header][0] if m not in macros and not m.endswith("_H")]
        enums.update(texts[header][1])
        structs.update(texts[header][2])

    with tempfile.TemporaryDirectory() as tmp:
        values = ours(tmp, macros, enums, structs)
        checked = {w: v for w, v in values.items() if w not in ["sizeof " + s for s in LONGER]}
        missing, wrong = compare(tmp, mingw, checked, "0x0601")
        # Codes that newer Windows versions dropped, and that old ones do not have yet.
        for winver in ("0x0500", "0x0600"):
            again = {w: checked[w] for w in missing if w.startswith(("ERROR_", "WARNING_"))}
            still, bad = compare(tmp, mingw, again, winver)
            missing -= set(again) - still
            wrong |= bad

    def group(name, items, what):
        items = [i for i in items if i in checked]
        bad = sorted(i for i in items if i in wrong)
        compared = [i for i in items if i not in missing]
        if compared:
            result(not bad, "%s: %d %s as in mingw-w64" % (name, len(compared), what),
                   ["%s is %s here" % (i, checked[i]) for i in bad])

    for header in TYPES + CODES:
        group(header, texts[header][0], "constants")
    for name, names in enums.items():
        group(name, names, "values")
    for name, members in structs.items():
        group(name, ["sizeof " + name] + [name + "." + m for m in members],
              "members, offsets and sizes")

    expected = {n: tag for tag, names in NOT_IN_MINGW.items() for n in names.split()}
    expected.update((m, "[M]") for m in LONGER_MEMBERS)
    gone = {re.sub(r"^sizeof ", "", w) for w in missing}
    gone = {w.split(".")[1] if w.split(".")[0] in LONGER else w.split(".")[0] for w in gone}
    result(gone == set(expected), "all is compared but the %d names that mingw-w64 has not" %
           len(expected), ["not in mingw-w64: " + n for n in sorted(gone - set(expected))] +
           ["is in mingw-w64: " + n for n in sorted(set(expected) - gone)])
    for tag in sorted(NOT_IN_MINGW):
        print("# only here, %s: %s" % (tag, " ".join(sorted(n for n in gone
                                                             if expected.get(n) == tag))))
    bad = ["%s is %s, not %d" % (w, values.get(w), v) for w, v in REFERENCE.items()
           if str(values.get(w)).split("/")[0] != str(v)]
    result(not bad, "structures that mingw-w64 has not are laid out as in the reference", bad)

    left = []
    for header in ("mprapi.h", "mprerror.h", "raserror.h"):
        theirs = parse(read(os.path.join(mingw, header)))
        names = theirs[0] + [n for e in theirs[1].values() for n in e] + list(theirs[2])
        names += ["%s.%s" % (s, m) for s, members in theirs[2].items() if s in structs
                  for m in members]
        known = set(values) | set(structs)
        left += [n for n in names if n not in known and n not in LEFT_OUT
                 and n.split(".")[0] not in LEFT_OUT]
    result(not left, "nothing else of mingw-w64's three headers is left out", left)
    print("1..%d" % tests)
    return failures != 0


if __name__ == "__main__":
    sys.exit(main())
