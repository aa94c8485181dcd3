#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Print the directory that holds what we use from the kernel source: the netlink generator and
# command line (YNL), the kselftest harness and runner, checkpatch.pl, kernel-doc and the semantic
# patches of coccicheck. Fetch it first when it is not in the cache: Debian has these files only in
# its linux-source packages, and YNL only in those of 6.12 and later. MPR_KERNEL_SOURCE names a
# tree to use instead.
#
# With the name of such a package, print the directory that holds its whole source, in the newest
# version that apt knows; the directory's name ends in that version.
#
# usage: kernel-source.sh [PACKAGE]

set -eu

package=${1:-}
cache=${MPR_CACHE:-$HOME/.cache/mpr}
out=$cache/linux-source

if [ -z "$package" ] && [ -n "${MPR_KERNEL_SOURCE:-}" ]; then
	[ -d "$MPR_KERNEL_SOURCE/tools/net/ynl" ] || {
		echo "kernel-source: there is no tools/net/ynl in $MPR_KERNEL_SOURCE" >&2
		exit 1
	}
	echo "$MPR_KERNEL_SOURCE"
	exit 0
fi
complete() {
	[ -f "$1/scripts/checkpatch.pl" ] && [ -d "$1/scripts/coccinelle" ] &&
		[ -d "$1/tools/net/ynl" ]
}
if [ -z "$package" ] && complete "$out"; then
	echo "$out"
	exit 0
fi

mkdir -p "$cache"
tmp=$(mktemp -d "$cache/linux-source.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
apt='apt-get -q -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 -o APT::Sandbox::User=root'

# fetch PACKAGE [APT OPTION...]
fetch() {
	local package=$1
	shift
	echo "kernel-source: fetching $package" >&2
	(cd "$tmp" && $apt "$@" download "$package") > "$tmp/log" 2>&1 < /dev/null
}

# unpack DIRECTORY [TAR OPTION...]: what was fetched
unpack() {
	local dir=$1
	shift
	mkdir "$dir"
	dpkg-deb --fsys-tarfile "$tmp"/linux-source-*.deb |
		tar -xO --wildcards './usr/src/linux-source-*.tar.xz' |
		tar -xJ -C "$dir" --strip-components=1 "$@" 2> "$tmp/log"
}

update() {
	[ "$(id -u)" != 0 ] || $apt update > "$tmp/log" 2>&1 < /dev/null || true
}

candidate() {
	apt-cache policy "$package" | awk '$1 == "Candidate:" && $2 ~ /^[0-9]/ { print $2 }'
}

if [ -n "$package" ]; then
	version=$(candidate)
	[ -n "$version" ] || { update && version=$(candidate); }
	[ -n "$version" ] || {
		echo "kernel-source: apt knows no package $package" >&2
		exit 1
	}
	out=$cache/${package}_$version
	if [ ! -f "$out/Makefile" ]; then
		fetch "$package=$version" || { update && fetch "$package=$version"; } || {
			tail -n 5 "$tmp/log" >&2
			echo "kernel-source: apt could not download $package $version" >&2
			exit 1
		}
		unpack "$tmp/src"
		mv -T "$tmp/src" "$out" 2> /dev/null || [ -f "$out/Makefile" ]
	fi
	echo "$out"
	exit 0
fi

# download: fetch the newest linux-source of 6.12 or later that apt knows about, if any
download() {
	local package
	package=$(apt-cache "$@" pkgnames linux-source-6. | grep -E '^linux-source-6\.[0-9]+$' |
		sort -V | awk -F. '$2 >= 12' | tail -n 1)
	[ -n "$package" ] || return 1
	fetch "$package" "$@"
}

# A copy of the machine's own package sources with the backports suite added: apt's lists
# and sources in /var and /etc stay as they are.
backports() {
	local apt_dir=$tmp/apt
	mkdir -p "$apt_dir/lists/partial" "$apt_dir/parts"
	for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
		[ -f "$file" ] || continue
		sed -nE '/^deb .*-(security|updates)/d;
			s|^(deb( \[[^]]*\])? [^ ]+/debian/? [a-z]+) .*|\1-backports main|p' "$file"
	done | sort -u > "$apt_dir/parts/backports.list"
	for file in /etc/apt/sources.list.d/*.sources; do
		[ -f "$file" ] && sed -E 's/^Suites: *([a-z]+).*/Suites: \1-backports/' "$file" |
			awk -v RS= '/\/debian\/?\n/ { print $0 "\n" }'
	done > "$apt_dir/parts/backports.sources"
	private=(-o "Dir::Etc::SourceList=/dev/null" -o "Dir::Etc::SourceParts=$apt_dir/parts"
		-o "Dir::State::Lists=$apt_dir/lists" -o "Dir::Cache::PkgCache="
		-o "Dir::Cache::SrcPkgCache=")
	$apt "${private[@]}" update > "$tmp/log" 2>&1 < /dev/null
}

if ! download; then
	update
	if ! download && ! { backports && download "${private[@]}"; }; then
		[ ! -f "$tmp/log" ] || tail -n 5 "$tmp/log" >&2
		echo 'kernel-source: apt knows no linux-source package of 6.12 or later, also not' \
			'in backports; set MPR_KERNEL_SOURCE to a kernel source tree' >&2
		exit 1
	fi
fi

wanted='Documentation/netlink/*.yaml tools/net/ynl/* tools/scripts/*
	tools/testing/selftests/kselftest.h tools/testing/selftests/kselftest_harness.h
	tools/testing/selftests/lib.mk tools/testing/selftests/kselftest/*
	scripts/checkpatch.pl scripts/const_structs.checkpatch scripts/kernel-doc
	scripts/spelling.txt scripts/coccinelle/*'
set -f
patterns=()
for path in $wanted; do
	patterns+=("*/$path")
done
set +f
unpack "$tmp/src" --wildcards "${patterns[@]}" || true
if ! complete "$tmp/src"; then
	tail -n 5 "$tmp/log" >&2
	echo 'kernel-source: the package does not hold what is expected of it' >&2
	exit 1
fi
# Another run may have been faster; what it left is as good.
if ! complete "$out"; then
	[ ! -d "$out" ] || mv -T "$out" "$tmp/old"
	mv -T "$tmp/src" "$out" 2> /dev/null || complete "$out"
fi
echo "$out"
