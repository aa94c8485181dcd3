#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What "make check-debug" and "make check-kcsan" run: the suite in guests whose kernel looks for
# mistakes, and of the first the line coverage of the module.
#
# usage: check.sh debug|kcsan [TEST...]

set -eu

flavour=${1:?usage: check.sh debug|kcsan [TEST...]}
shift
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)

MPR_GCOV=
[ "$flavour" != debug ] || MPR_GCOV=y
# shellcheck source=selftests/debug/env.sh
. "$here/env.sh"

export MPR_VM_TIMEOUT=${MPR_VM_TIMEOUT:-7200} MPR_CHECK_TIMEOUT=${MPR_CHECK_TIMEOUT:-2400}
# The host's tests run on the host's kernel, as in "make check".
export MPR_CHECK_HOST=0 MPR_CHECK_AFTER="bash selftests/debug/after.sh"
# To race on; and one is too slow, with such a kernel, for what has to be done in ten seconds.
export MPR_VM_CPUS=${MPR_VM_CPUS:-2}
if [ "$flavour" = debug ]; then
	what=part
	[ $# -gt 0 ] || [ -n "${MPR_TESTS:-}" ] || what=whole
	export MPR_CHECK_FINALLY="bash $here/coverage.sh $what"
fi
exec bash "$top/selftests/check.sh" "$@"
