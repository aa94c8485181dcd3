#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The kernel's own netlink command line (YNL) drives the family by its spec: it asks, changes,
# dumps, subscribes, and shows what the kernel says about a refusal.

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
# shellcheck source=selftests/tap.sh
. "$here/tap.sh"
[ "$(id -u)" = 0 ] || skip_all "needs root"
[ -e /sys/module/mpr ] || skip_all "mpr.ko is not loaded"
for tool in ip jq mprctl; do
	command -v $tool > /dev/null || skip_all "needs $tool"
done
/usr/bin/python3 -c 'import yaml, jsonschema' 2> /dev/null ||
	skip_all "needs python3-yaml and python3-jsonschema"

ns=ynl-$$
ip netns add "$ns" || skip_all "needs network namespaces"
at_exit "ip netns del $ns"

# Without checking the spec against its schema each time: "make check-gen" does that.
ynl() {
	ip netns exec "$ns" bash "$here/../uapi/ynl" --no-schema "$@"
}

# Somebody in the namespace listens to a group of generic netlink
listens() {
	# shellcheck disable=SC2016
	ip netns exec "$ns" awk '$2 == 16 && $4 != "00000000" { found = 1 }
		END { exit !found }' /proc/net/netlink
}

# as JSON: value FILTER of the last output
value() {
	jq -r "$1" <<< "$out"
}

run ynl --output-json --do interface-new --json '{
	"name": "branch", "type": "full-router", "redial-count": 3, "persistent": 1,
	"device": [{"index": 1, "type": "PPPoE", "name": "eth9", "alternate": ["a", "b"]}],
	"hours": [{"day": 1, "from": 540, "to": 1080}]}'
is "an interface is created" "$status" 0
is "names of enums are understood" "$(value .type)" full-router
is "flags are names too" "$(value '.reasons | sort | join(",")')" \
	"$(value 'if (.reasons | index("dialout-hours")) then "dialout-hours,no-device"
	else "no-device" end')"
is "nests that repeat come back" "$(value '.device[0].alternate | join(",")')" a,b
is "hours come back" "$(value '.hours[0].to')" 1080

# It listens from the subscription on and reads when it has slept, which is the time for the change.
ynl --output-json --sleep "$((patience / 5))" --subscribe interfaces > "$tap_tmp/events" 2>&1 &
reader=$!
for ((i = 0; i < 600; i++)); do
	listens && break
	sleep 0.1
done
run mprctl -n "$ns" interface set branch --redial-count 5
is "a setting is changed meanwhile" "$status" 0
wait "$reader"
out=$(cat "$tap_tmp/events")
is "the event of the change arrives" "$(value '.[0].name')" interface-changed
is "with the object as it was" "$(value '.[0].msg.interface["redial-count"]')" 5
like "and its number" "$(value '.[0].msg.seq')" '^[1-9]'

run ynl --output-json --dump interface-get
is "interfaces are dumped" "$(value 'map(.name) | join(",")')" branch
is "how many there are is said" "$(value '.[0].left')" 1

run ynl --output-json --dump journal-get --json '{"seq": 0}'
is "so is the journal" "$(value '[.[].kind] | index("interface-new") != null')" true

run ynl --do interface-connect --json '{"id": 2147483647}'
is "a refusal is a failure" "$status" 1
like "with the kernel's words" "$out$err" 'no such interface'
like "and the attribute" "$out$err" "bad-attr.*\.id|extack.*\.id"

finish
