#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# mprctl where there is no module: help, usage, bad input, exit codes.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../tap.sh"
repo=$(cd "$here/../.." && pwd)
build=${MPR_BUILD:-$repo/build}
PATH=$build/bin:$PATH
export LD_LIBRARY_PATH=$build/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export MPR_STATE_DIR=$tap_tmp/state MPR_CONF_DIR=$tap_tmp/conf
command -v mprctl > /dev/null || skip_all "mprctl is not built"

# ---- help that teaches, on every level

exits "-V prints the version" 0 mprctl -V
like "-V names the program" "$out" '^mprctl [0-9]+\.[0-9]+'
for flag in --help -h help; do
	exits "mprctl $flag exits 0" 0 mprctl $flag
	like "mprctl $flag has examples" "$out" '^Examples:'
done
for object in interface connection port service events monitor; do
	like "mprctl --help lists $object" "$(mprctl --help)" "^  $object "
	exits "$object --help exits 0" 0 mprctl $object --help
	like "$object --help has an example" "$out" '^Examples?:'
	like "$object --help has a usage line" "$out" "^Usage: mprctl .*$object"
done
verbs='interface/list interface/show interface/add interface/set interface/del interface/connect
	interface/disconnect interface/credentials connection/list connection/show connection/hangup
	connection/clear-stats port/list service/show service/pause service/resume service/lan-only
	service/set'
for verb in $verbs; do
	exits "${verb/\// } --help exits 0" 0 mprctl "${verb%/*}" "${verb#*/}" --help
	like "${verb/\// } --help shows an example of it" "$out" "^  .*mprctl (-j )?${verb/\// }"
	is "${verb/\// } --help prints no errors" "$err" ""
done
widest=$(for verb in $verbs events/ monitor/; do
	# shellcheck disable=SC2086 # events and monitor have no second word
	mprctl "${verb%/*}" ${verb#*/} --help
done |
	grep -v '^Usage' | wc -L)
ok "help fits into 100 columns" test "$widest" -le 100

# ---- wrong usage is 2, and says how to learn more

while IFS='|' read -r words what; do
	eval "exits \"usage: \$what\" 2 mprctl $words"
	like "usage: $what: says where help is" "$err" '^Try "mprctl.*--help"'
	is "usage: $what: nothing on standard output" "$out" ""
done << 'END'
|no object
nonsense|an object that there is not
interface|no verb
interface nonsense|a verb that there is not
--nonsense|an option that there is not
-n|an option without its value
-n '' interface list|a namespace without a name
-n a/b interface list|a namespace with a slash
-n .. interface list|a namespace that is a directory
interface list --nonsense|an unknown option behind the verb
interface list --names=1|a value for an option that takes none
interface list extra|a word too many
interface list --names --json|options that exclude one another
interface show|no name
interface show a b|two names
interface show id:0|number zero
interface show id:x|a number that is none
interface show id:4294967296|a number that is too great
interface add|nothing to add
interface add id:3|a name that looks like a number
interface add a --type client|a type that cannot be created
interface add a --type 2|a type that is no name
interface add a --slot 0|slot zero
interface add a --slot 65|slot 65
interface add a --hold-up 1x|a time with an unknown unit
interface add a --hold-up -1|a negative time
interface add a --hold-up 99999999h|a time that is too long
interface add a --hold-up ''|a time that is empty
interface add a --redial-count many|a count that is no number
interface add a --redial-count 4294967296|a count that is too great
interface add a --persistent perhaps|neither yes nor no
interface add a --hours '7 09:00-12:00'|a day that there is not
interface add a --hours '1 09:00-25:00'|an hour that there is not
interface add a --hours '1 12:00-09:00'|a period that ends before it begins
interface add a --hours '1'|a day without a period
interface add a --hours '1 09:00'|a period without an end
interface add a --autoconnect yes|--autoconnect without --save
interface add a --domain d|--domain without --user
interface add a --password secret|a password on the command line
interface set|nothing to set it on
interface connect|nothing to connect
interface connect a --wait=0|waiting for no time
interface connect a --wait=x|waiting for a time that is none
interface credentials a --remove --user u|removing and setting
connection show 0|connection zero
connection hangup|nothing to hang up
port list --connection 0|the ports of connection zero
service lan-only|neither on nor off
service lan-only perhaps|perhaps LAN-only
service set|nothing to set
service set --max-interfaces x|a limit that is no number
events --since x|a sequence number that is none
events nonsense|a group that there is not
monitor nonsense|a group to monitor that there is not
monitor --until nonsense|a kind that there is not
monitor --count 0|no events at all
monitor --timeout x|a time-out that is none
END

# What is echoed of the command line cannot drive the terminal.
run mprctl $'\e[31mred\u202e\xff'
unlike "no escape sequence comes back" "$err" $'\e'
like "control characters are shown escaped" "$err" '\\x1b\[31mred\\u202e\\xff'

exits "an unknown namespace is exit 3" 3 mprctl -n "no-such-$$" interface list
like "... and says how to see those there are" "$err" 'ip netns list'

# ---- the module is not there: 5, in a sentence

if [ -e /sys/module/mpr ]; then
	skip "the module is loaded here"
else
	while read -r words; do
		eval "exits \"without the module: mprctl \$words\" 5 mprctl $words"
		like "without the module: $words: says what to do" "$err" 'modprobe mpr'
		like "without the module: $words: names the code" "$err" '1717 RPC_S_UNKNOWN_IF'
		[[ $words == *-j* ]] || is "without the module: $words: no output" "$out" ""
	done <<- 'END'
		interface list
		-j interface list
		interface list --names
		interface show a
		interface show id:7
		interface add a
		interface add a --hours '1 09:00-12:00 13:00-17:30; 2 08:00-24:00' --hold-up 250ms
		interface set a --enabled yes
		interface del a
		interface connect a --wait 5
		interface connect --wait 5 a
		interface disconnect a
		interface credentials a
		connection list
		connection show 12
		connection show a
		connection hangup id:12
		connection clear-stats 12
		port list
		service show
		service pause
		service lan-only on
		service set --journal-size 5
		events
		monitor --timeout 5
	END
	printf 'secret\n' | mprctl interface add a --user u --password-stdin > /dev/null 2>&1
	is "without the module: add with a password exits 5" $? 5
	ok "without the module: nothing was stored" test ! -e "$MPR_STATE_DIR"
fi

# ---- passwords

printf 'secret\n' > "$tap_tmp/open"
chmod 666 "$tap_tmp/open"
if [ ! -e /sys/module/mpr ]; then
	exits "a password file for everybody is refused" 1 \
		mprctl interface add a --user u --password-file "$tap_tmp/open"
	like "... and says so" "$err" 'is open to everybody; "chmod 600" it'
	exits "a password file that is not there" 1 \
		mprctl interface add a --user u --password-file "$tap_tmp/none"
	like "... is named" "$err" "$tap_tmp/none.*No such file"
	: > "$tap_tmp/empty"
	chmod 600 "$tap_tmp/empty"
	exits "an empty password file" 1 \
		mprctl interface add a --user u --password-file "$tap_tmp/empty"
	head -c 2000 /dev/zero | tr '\0' x > "$tap_tmp/empty"
	exits "a password that is too long" 1 \
		mprctl interface add a --user u --password-file "$tap_tmp/empty"
	like "... is said to be so" "$err" 'longer than 1024'
	printf 'a\0b\n' > "$tap_tmp/empty"
	exits "a password with a zero byte" 1 \
		mprctl interface add a --user u --password-file "$tap_tmp/empty"
fi

# ---- pipes

run bash -c 'mprctl --help > /dev/full'
is "a full disk is exit 1" "$status" 1
like "... and says so" "$err" 'cannot write the output: '
run bash -c 'trap "" PIPE; mprctl --help 2> "$1" | true; echo "${PIPESTATUS[0]}" > /dev/null' - \
	"$tap_tmp/pipe"
is "a closed pipe is quiet" "$(cat "$tap_tmp/pipe")" ""

# ---- the names of numbers are those of the spec

/usr/bin/python3 - "$repo" << 'END' > "$tap_tmp/names" 2>&1
import re, sys
import yaml

spec = yaml.safe_load(open(sys.argv[1] + '/uapi/mpr.yaml'))
text = open(sys.argv[1] + '/tools/mprctl/names.c').read()
pairs = dict(re.findall(r'\[(MPR_\w+)\] = "([^"]*)"', text))
lists = {m[0]: re.findall(r'"([^"]*)"', m[1])
	 for m in re.findall(r'(\w+)\[\] = \{\n((?:\t"[^\n]*\n)+)', text)}
bad = 0

def name(entry):
    return entry['name'] if isinstance(entry, dict) else entry

for d in spec['definitions']:
    entries = [name(e) for e in d.get('entries', [])]
    if d['type'] == 'enum' and d['name'] != 'dial-type':
        for e in entries:
            const = 'MPR_%s_%s' % (d['name'].upper().replace('-', '_'), e.upper().replace('-', '_'))
            if pairs.get(const) != e:
                print('%s is %r in names.c, %r in the spec' % (const, pairs.get(const), e))
                bad = 1
    for flag, array in ('reason', 'reasons'), ('conn-flag', 'flags'):
        if d['name'] == flag and lists.get(array) != entries:
            print('%s are %r in names.c, %r in the spec' % (array, lists.get(array), entries))
            bad = 1
sys.exit(bad)
END
is "names.c and uapi/mpr.yaml agree" "$?$(cat "$tap_tmp/names")" 0

# ---- what is installed besides

ok "the completion is a bash script" bash -n "$repo/tools/mprctl/mprctl.bash-completion"
complete_words() {
	(
		. "$repo/tools/mprctl/mprctl.bash-completion"
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_mprctl
		printf '%s\n' "${COMPREPLY[@]}"
	)
}
like "completion knows the objects" "$(complete_words mprctl '')" '^monitor$'
like "completion knows the verbs" "$(complete_words mprctl interface c)" '^credentials$'
like "completion knows the options" "$(complete_words mprctl -n x interface add a --ho)" '^--hours$'
for verb in interface/add interface/set events/ monitor/ service/set; do
	for option in $(mprctl ${verb/\// } --help | grep -Eo '^  (-., )?--[a-z-]+' |
			grep -Eo -- '--[a-z-]+' | sort -u); do
		like "completion of ${verb/\// } has $option" \
			"$(complete_words mprctl ${verb/\// } "$option")" "^$option\$"
		like "the manual page has $option" \
			"$(cat "$repo/tools/mprctl/mprctl.8.scd")" "(\*|\[|\{| )$option"
	done
done

finish
