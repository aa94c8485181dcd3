#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Build everything inside a root directory (see enter.sh) with that release's gcc below
# MPR_BUILD, and once more with its clang below MPR_BUILD/clang. A warning is an error. And with
# gcc below MPR_BUILD/early, as on the first releases of a stable kernel, which took less from
# later ones.
#
# usage: build.sh gcc|clang|early

set -eu

what=$1
kver=$(bash scripts/kver.sh)
args=(--no-print-directory KVER="$kver")
kcflags=-Werror
kernel_args=(W=1)
cc='ccache gcc'

if [ "$what" != gcc ]; then
	export MPR_BUILD=$MPR_BUILD/$what
	export BUILD=$MPR_BUILD
fi
if [ "$what" = early ]; then
	args+=(MPR_WITHOUT=genl_mcgrp_flags)
elif [ "$what" = clang ]; then
	cc='ccache clang'
	# The headers are of a kernel that gcc has built. What its configuration then says about
	# the compiler has to be said of this one, or kbuild gives it gcc's own options.
	version=$(clang -dumpversion | awk -F. '{ printf "%d%02d%02d", $1, $2, $3 }')
	kernel_args+=(CONFIG_CC_IS_GCC= CONFIG_CC_IS_CLANG=y CONFIG_GCC_VERSION=0
		CONFIG_CLANG_VERSION="$version"
		CONFIG_CC_HAS_MIN_FUNCTION_ALIGNMENT=
		CONFIG_CC_IMPLICIT_FALLTHROUGH=-Wimplicit-fallthrough
		CONFIG_UBSAN_BOUNDS_STRICT= CONFIG_UBSAN_ARRAY_BOUNDS=y
		CONFIG_FTRACE_MCOUNT_USE_CC= CONFIG_FTRACE_MCOUNT_USE_OBJTOOL=y
		CONFIG_HAVE_OBJTOOL_NOP_MCOUNT=)
	# The headers of later ones name an address space twice where gcc has them, in the same way.
	kcflags+=" -include $PWD/selftests/kernels/clang.h -Wno-duplicate-decl-specifier"
	# Before 15 it has no return thunks; a module without them is loaded as well.
	[ "$version" -ge 150000 ] || kernel_args+=(CONFIG_RETHUNK= CONFIG_MITIGATION_RETHUNK=)
fi

make "${args[@]}" CC="$cc" "${kernel_args[@]}" KCFLAGS="$kcflags" modules
CFLAGS='-O2 -g -Werror' make "${args[@]}" CC="$cc" lib tools selftests
