# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154
#
# What differs between the machines that QEMU emulates; sourced by run.sh, which has set $arch and
# $accel ("kvm", "tcg" or "count").

serial=(-serial chardev:con)
bus=pci
case $arch in
x86_64)
	machine=(-machine pc)
	console=ttyS0
	# On a busy host the guest measures its TSC wrong, and its clock then runs at three
	# times the speed: it is told, or else uses a clock that is slow to read.
	if [ "$accel" = kvm ]; then
		clock=
	elif [ "$accel" = count ]; then
		clock='tsc=reliable tsc_early_khz=1000000'
	elif khz=$(sh "$here/tsc-khz.sh") && [ -n "$khz" ]; then
		clock="tsc=reliable tsc_early_khz=$khz"
	else
		clock='tsc=unstable clocksource=hpet'
	fi
	clock="reboot=t $clock"
	# Without erms and fsrm the kernel clears and copies eight bytes an instruction, not
	# one. With la57 an interrupt while it identifies its first processor is a wild access
	# to KASAN: how many levels page tables have, which shadow addresses depend on, is
	# forgotten for that time.
	cpu=max,-erms,-fsrm,-la57
	;;
aarch64)
	machine=(-machine 'virt,gic-version=max')
	console=ttyAMA0
	clock=
	# The architecture's own pointer authentication costs software emulation half its speed.
	cpu=max,pauth-impdef=on
	;;
s390x)
	machine=(-machine s390-ccw-virtio)
	console=ttysclp0
	clock=
	serial=(-device 'sclpconsole,chardev=con')
	bus=ccw
	cpu=max
	;;
*)
	die "no machine is known for MPR_VM_ARCH=$arch"
	;;
esac

case $accel in
kvm) accel_args=(-accel kvm -cpu host) ;;
# One nanosecond for each instruction, and no waiting for what is only a matter of time.
count) accel_args=(-accel tcg -cpu "$cpu" -icount 'shift=0,sleep=off') cpus=1 ;;
*) accel_args=(-accel 'tcg,thread=multi' -cpu "$cpu") ;;
esac
