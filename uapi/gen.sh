#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Generate uapi/linux/mpr.h and kmod/mpr_nl_gen.{c,h} from uapi/mpr.yaml with the kernel's own
# generator, and libmpr/src/attrnames.c. With --check nothing is written: exit 1, and the
# difference on standard output, when a committed file is not what the spec says.
#
# usage: gen.sh [--check] [SPEC OUTDIR]     (SPEC and OUTDIR: for trying another spec)

set -eu

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$here")
check=
if [ "${1:-}" = --check ]; then
	check=1
	shift
fi
spec=$(realpath "${1:-$here/mpr.yaml}")
outdir=${2:-$top}

src=$(bash "$top/scripts/kernel-source.sh")
for gen in "$src/tools/net/ynl/pyynl/ynl_gen_c.py" "$src/tools/net/ynl/ynl-gen-c.py"; do
	[ -f "$gen" ] && break
done

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# The generator looks for the schema in the directory above the spec's, and writes the spec's
# path relative to the next directory upwards with a MAINTAINERS file (forever, without one).
mkdir -p "$tmp/uapi/specs" "$tmp/uapi/linux" "$tmp/kmod"
touch "$tmp/MAINTAINERS"
cp "$src"/Documentation/netlink/*.yaml "$tmp/uapi/"

# The spec is genetlink-legacy with a policy for each operation: that makes plain genl_ops, which
# fit 5.10 and everything after it ("genetlink" makes split operations, from 6.2 on). The family
# itself is written by hand: the generator drops the capability flags of groups.
#
# What the generator reads is the spec with these changes:
# - do and dump of an operation share one policy.
# - It cannot nest a set that is also an operation's, as events do with the objects they are about.
#   Only parsers of replies would care, and none is made here: such a nest becomes plain bytes.
# - It cannot make the policy of a request without attributes, and an operation without a policy
#   takes any. A pad attribute alone makes a policy that refuses everything.
/usr/bin/python3 - "$spec" "$tmp/uapi/specs/mpr.yaml" << 'EOF' || exit 1
import sys
import yaml

with open(sys.argv[1], encoding='utf-8') as file:
    license_line = file.readline()
    spec = yaml.safe_load(file)
roots = {op.get('attribute-set') for op in spec['operations']['list']}
for attr_set in spec['attribute-sets']:
    for attr in attr_set['attributes']:
        if attr.get('nested-attributes') in roots:
            attr['type'] = 'binary'
            del attr['nested-attributes']
for op in spec['operations']['list']:
    request = op.get('do', {}).get('request')
    if request is None:
        continue
    dump = op.get('dump', {}).pop('request', {'attributes': []})
    both = dict.fromkeys(request['attributes'] + dump['attributes'])
    request['attributes'] = list(both) or ['pad']
with open(sys.argv[2], 'w', encoding='utf-8') as file:
    file.write(license_line)
    yaml.safe_dump(spec, file, sort_keys=False, width=100)
EOF
ynl() {
	local out=$1
	shift
	/usr/bin/python3 -B "$gen" --spec "$tmp/uapi/specs/mpr.yaml" -o "$tmp/$out" "$@" || {
		echo "gen: the kernel's generator rejects $spec (for $out)" >&2
		exit 1
	}
	[ -s "$tmp/$out" ] || {
		echo "gen: the kernel's generator made no $out" >&2
		exit 1
	}
	# Before 6.7 a policy points to its range as not const; the generator forgets that the
	# macro for a signed range has a name of its own; and the family has its own groups.
	sed -i -E 's/^static const (struct netlink_range_validation)/static \1/
		s/NLA_POLICY_FULL_RANGE\((NLA_S[0-9]+)/NLA_POLICY_FULL_RANGE_SIGNED(\1/
		/^static const struct genl_multicast_group/,/^};/d
		s|uapi/specs/mpr\.yaml|uapi/mpr.yaml|' "$tmp/$out"
	sed -i -e :a -e '/^\n*$/{$d;N;ba' -e '}' "$tmp/$out"
}

ynl uapi/linux/mpr.h --mode uapi --header
ynl kmod/mpr_nl_gen.h --mode kernel --header
ynl kmod/mpr_nl_gen.c --mode kernel --source

# The names of the attributes, for the library's error messages.
mkdir -p "$tmp/libmpr/src"
/usr/bin/python3 -B "$top/libmpr/attrnames.py" "$spec" > "$tmp/libmpr/src/attrnames.c"

status=0
for file in uapi/linux/mpr.h kmod/mpr_nl_gen.h kmod/mpr_nl_gen.c libmpr/src/attrnames.c; do
	if [ -n "$check" ]; then
		if ! diff -u "$outdir/$file" "$tmp/$file"; then
			echo "gen: $file is not what $spec says; run 'make gen'" >&2
			status=1
		fi
	elif ! cmp -s "$tmp/$file" "$outdir/$file"; then
		mkdir -p "$(dirname "$outdir/$file")"
		cp "$tmp/$file" "$outdir/$file"
		echo "gen: $file"
	fi
done
exit $status
