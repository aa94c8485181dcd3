#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Run a shell command in a throw-away QEMU guest: Debian's kernel, the host's
# root file system read-only under an overlay, this repository at its own path, mpr.ko
# loaded. The command's output goes to standard output as it comes; its exit
# status is ours. What stays is the run's directory below build/vm/.
#
# usage: run.sh COMMAND
#
# MPR_BUILD        the build directory whose module and programs are run, default build/
# MPR_VM_ROOT      another Debian system's root directory: its kernel and modules are booted and
#                  it is the guest's root; the repository, MPR_BUILD and the kernel source parts
#                  are at their own paths in it
# MPR_VM_ARCH      the emulated machine: x86_64, aarch64 or s390x, default the host's
# MPR_VM_KVER      kernel to boot (default: the newest one installed with its headers)
# MPR_VM_KERNEL    its image (default: boot/vmlinuz-KVER of the root)
# MPR_VM_MEM       memory, default 1G        MPR_VM_CPUS     processors, default 2
# MPR_VM_TIMEOUT   seconds until a run counts as hung, default 600
# MPR_VM_ACCEL     kvm or tcg (default: kvm where a probe guest starts with it), or count: x86_64,
#                  one processor whose clock counts its instructions, whatever else the host does
# MPR_VM_NOMODULE  1: do not load mpr.ko     MPR_VM_APPEND   more kernel parameters
# MPR_VM_RUN       the run's directory, made by the caller below MPR_BUILD/vm/
# Variables whose names begin with MPR_ or KSFT_ are the command's as well; files that
# it writes to $MPR_VM_OUT are in RUN/out afterwards.
#
# Exit status 99: the guest or its kernel failed (complaint, panic, hang), and the lines that
# say so are on standard error. 98: mpr.ko did not load. 97: the emulator failed, which says nothing
# about the guest; another run may succeed.

set -u

here=$(cd "$(dirname "$0")" && pwd)
repo=$(cd "$here/../.." && pwd)
cmd=${1:?usage: run.sh COMMAND}
timeout=${MPR_VM_TIMEOUT:-600}
# A socket each: the table that a kernel without ACPI finds processors in has one entry a socket.
cpus=${MPR_VM_CPUS:-2}
build=${MPR_BUILD:-$repo/build}
root=${MPR_VM_ROOT:-}
root=${root%/}
arch=${MPR_VM_ARCH:-$(uname -m)}
export MPR_CACHE=${MPR_CACHE:-$HOME/.cache/mpr}

die() {
	echo "vm: $*" >&2
	exit 99
}

kver=${MPR_VM_KVER:-$(bash "$repo/scripts/kver.sh" "$root")}
kernel=${MPR_VM_KERNEL:-$root/boot/vmlinuz-$kver}
{ [ -n "$kver" ] && [ -r "$kernel" ]; } || die "no kernel to boot (${kernel}); run 'make deps'"
command -v "qemu-system-$arch" > /dev/null ||
	die "QEMU for $arch is not installed; run 'make deps'"
image=$(sh "$here/kernel.sh" "$kernel") || die "cannot read $kernel"
initramfs=$(MPR_VM_ROOT=$root sh "$here/initramfs.sh" "$kver") || die 'cannot build the initramfs'
accel=${MPR_VM_ACCEL:-}
if [ -z "$accel" ]; then
	accel=tcg
	[ "$arch" != x86_64 ] || [ "$(uname -m)" != x86_64 ] ||
		accel=$(MPR_VM_ROOT=$root sh "$here/kvm-probe.sh" "$image" "$kver")
fi
# shellcheck source=selftests/vm/arch.sh
. "$here/arch.sh"

mkdir -p "$build/vm"
find "$build/vm" -mindepth 1 -maxdepth 1 -type d -mmin +1440 -exec rm -rf {} +
run=${MPR_VM_RUN:-$(mktemp -d "$build/vm/$(date +%H%M%S).XXXX")}
mkdir -p "$run/out"
ln -sfn "${run##*/}" "$build/vm/last"
printf '%s\n' "$repo" > "$run/repo"
printf '%s\n' "$cmd" > "$run/cmd"
for name in $(compgen -e | grep -E '^(MPR|KSFT)_'); do
	case $name in
	MPR_VM_OUT | MPR_VM_RUN | MPR_VM_ROOT) ;;
	MPR_BUILD | MPR_MODULE | MPR_LIBEXECDIR | MPR_PLUGINDIR) ;;
	*) printf 'export %s=%q\n' "$name" "${!name}" ;;
	esac
done > "$run/env"
printf 'export MPR_BUILD=%q\n' "$build" >> "$run/env"

# What the guest needs of the host's and does not find in its root is mounted there: all of it in a
# root that is not the host's, else what is where the guest has file systems of its own.
readonly=security_model=none,readonly=on,multidevs=remap
shares=()
: > "$run/shares"
for dir in "$repo" "$build" "${MPR_KERNEL_SOURCE:-$MPR_CACHE/linux-source}"; do
	case $root:$dir/ in
	*:"$repo"/?*) continue ;;
	:/tmp/* | :/run/* | :/dev/shm/*) ;;
	:*) continue ;;
	esac
	[ -d "$dir" ] || continue
	tag=share$((${#shares[@]} / 4))
	printf '%s %s\n' "$tag" "$dir" >> "$run/shares"
	shares+=(-fsdev "local,id=$tag,path=$dir,$readonly"
		-device "virtio-9p-$bus,fsdev=$tag,mount_tag=$tag")
done

append="console=$console loglevel=5 log_buf_len=4M panic=-1 oops=panic"
started=$EPOCHREALTIME
# The pipe keeps QEMU's non-blocking mode away from a descriptor that others share.
timeout --foreground -k 5 "$timeout" "qemu-system-$arch" "${accel_args[@]}" \
	"${machine[@]}" -smp "cpus=$cpus,sockets=$cpus" -m "${MPR_VM_MEM:-1G}" \
	-nodefaults -no-user-config -no-reboot -display none \
	-kernel "$image" -initrd "$initramfs" \
	-append "$append $clock ${MPR_VM_APPEND:-}" \
	-chardev "file,id=con,path=$run/console.log" "${serial[@]}" \
	-fsdev "local,id=host,path=${root:-/},$readonly" \
	-device "virtio-9p-$bus,fsdev=host,mount_tag=host" \
	"${shares[@]}" \
	-fsdev "local,id=run,path=$run,security_model=none" \
	-device "virtio-9p-$bus,fsdev=run,mount_tag=run" \
	-device "virtio-rng-$bus" \
	-device "virtio-serial-$bus" \
	-chardev file,id=out,path=/dev/fd/9 -device virtserialport,chardev=out,name=mpr.out \
	9>&1 > "$run/qemu.log" 2>&1 < /dev/null | cat
qemu=${PIPESTATUS[0]}
ended=$EPOCHREALTIME
awk "BEGIN { printf \"%.1f\n\", $ended - $started }" > "$run/seconds"

logs=("$run/console.log")
[ -f "$run/kmsg.log" ] && logs=("$run/kmsg.log")
if ! complaints=$(sh "$here/kmsg-check.sh" "${logs[@]}"); then
	printf 'vm: the kernel complained (%s):\n%s\n' "${logs[*]}" "$complaints" >&2
	sh "$here/stale-code.sh" "${logs[@]}" || exit 99
	echo "vm: the emulator ran code that was not there any more, see stale-code.sh" >&2
	exit 97
fi
if [ ! -s "$run/status" ]; then
	if [ "$qemu" = 124 ] || [ "$qemu" = 137 ]; then
		echo "vm: the guest did not end within $timeout seconds (MPR_VM_TIMEOUT)" >&2
	else
		echo "vm: the guest died before the command ended (QEMU's status $qemu)" >&2
	fi
	echo "vm: end of $run/console.log and qemu.log:" >&2
	tail -n 30 "$run/console.log" "$run/qemu.log" >&2
	exit 99
fi
exit "$(cat "$run/status")"
