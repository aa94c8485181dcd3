# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# TAP for tests in bash: source it, call "run" and "ok" or "is", end with "finish".

tap_count=0
tap_failed=0
tap_tmp=$(mktemp -d)
tap_exits=()
# Seconds that anything may take, unless a test says otherwise: more where all is slow.
# shellcheck disable=SC2034 # of those who source this
patience=${MPR_PATIENCE:-30}

# Commands given to at_exit run at the end, last one first.
at_exit() {
	tap_exits=("$*" "${tap_exits[@]}")
}

tap_cleanup() {
	local command

	for command in "${tap_exits[@]}"; do
		eval "$command"
	done > /dev/null 2>&1
	rm -rf "$tap_tmp"
}
trap tap_cleanup EXIT

# Run a command; $status, $out and $err have what became of it.
run() {
	printf -v ran '%q ' "$@"
	"$@" > "$tap_tmp/out" 2> "$tap_tmp/err"
	status=$?
	out=$(< "$tap_tmp/out")
	err=$(< "$tap_tmp/err")
}

tap_result() {
	tap_count=$((tap_count + 1))
	if [ "$1" = 0 ]; then
		echo "ok $tap_count - $2"
		return 0
	fi
	tap_failed=$((tap_failed + 1))
	echo "not ok $tap_count - $2"
	printf '%s\n' "$3" "last command: $ran" "its status: $status" "its output: $out" \
		"its errors: $err" | sed 's/^/# /'
	return 1
}

# ok NAME COMMAND...: it succeeds
ok() {
	local name=$1 said

	shift
	said=$("$@" 2>&1)
	tap_result $? "$name" "failed: $*${said:+ ($said)}"
}

# is NAME GOT WANTED
is() {
	[ "$2" = "$3" ]
	tap_result $? "$1" "got \"$2\", wanted \"$3\""
}

# As grep -q, without a process: they are dear in an emulated machine.
some_line() {
	local line

	while IFS= read -r line; do
		[[ $line =~ $2 ]] && return 0
	done <<< "$1"
	return 1
}

# like NAME TEXT PATTERN: an extended regular expression that some line has
like() {
	some_line "$2" "$3"
	tap_result $? "$1" "no line matches: $3"
}

unlike() {
	! some_line "$2" "$3"
	tap_result $? "$1" "a line matches: $3"
}

# exits NAME STATUS COMMAND...: run it and look at its exit status
exits() {
	local name=$1 wanted=$2

	shift 2
	run "$@"
	is "$name" "$status" "$wanted"
}

skip() {
	tap_count=$((tap_count + 1))
	echo "ok $tap_count # SKIP $*"
}

skip_all() {
	echo "1..0 # SKIP $*"
	exit 4	# kselftest's code for it
}

finish() {
	echo "1..$tap_count"
	echo "# $((tap_count - tap_failed)) of $tap_count passed"
	[ "$tap_failed" = 0 ]
	exit
}
