# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# For those who boot a kernel that looks for mistakes: set $flavour (debug or kcsan) and source
# this. The kernel and mpr.ko for it are built when they are not there, and what vm/run.sh has to
# know is exported. MPR_GCOV=y counts the module's lines.

debug_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export MPR_VM_MODULES MPR_VM_KVER
MPR_VM_MODULES=$(bash "$debug_dir/kernel.sh" "${flavour:?}") || exit
MPR_VM_KVER=$(cat "$MPR_VM_MODULES/kver") || exit
export MPR_VM_KERNEL=$MPR_VM_MODULES/bzImage MPR_DEBUG_FLAVOUR=$flavour
# ACPI's byte code takes minutes on these kernels under emulation. Without it they find neither HPET
# nor the timer that is the next best clock; the port is where QEMU's firmware puts that.
export MPR_VM_APPEND="acpi=off pmtmr=0x608 ${MPR_VM_APPEND:-}"
export MPR_GCOV=${MPR_GCOV:-} MPR_PATIENCE=${MPR_PATIENCE:-120}
export MPR_VM_MEM=${MPR_VM_MEM:-3G}
make -s -C "$debug_dir/../.." lib tools selftests || exit
make -s -C "$debug_dir/../.." modules KDIR="$MPR_VM_MODULES/build" KVER="$MPR_VM_KVER" \
	MPR_GCOV="$MPR_GCOV" || exit
