# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# A systemd of the test's own: process 1 of a process, mount and control group namespace, on the
# file system and in the network namespace that there are. Its processes are seen from outside.
# Source it behind tap.sh; only for a machine that no systemd runs on, which is the VM.

sd_units=/run/systemd/system

# Nothing that the test machine is too slow, or has no hardware, for.
sd_masked='systemd-udevd.service systemd-udevd-kernel.socket systemd-udevd-control.socket
systemd-udev-trigger.service systemd-udev-settle.service systemd-random-seed.service
systemd-binfmt.service proc-sys-fs-binfmt_misc.automount systemd-hwdb-update.service
systemd-update-utmp.service systemd-pstore.service systemd-repart.service systemd-sysusers.service
systemd-tmpfiles-setup-dev.service systemd-tmpfiles-setup.service systemd-timesyncd.service
systemd-journal-flush.service systemd-sysctl.service systemd-modules-load.service
systemd-remount-fs.service dev-hugepages.mount dev-mqueue.mount sys-fs-fuse-connections.mount
sys-kernel-config.mount sys-kernel-debug.mount sys-kernel-tracing.mount ifupdown-pre.service
networking.service dbus.service dbus.socket keyboard-setup.service apparmor.service'

# sd_unit NAME: from standard input
sd_unit() {
	mkdir -p "$sd_units"
	cat > "$sd_units/$1"
}

# Boots; returns when basic.target is reached.
sd_boot() {
	local unit up=/run/mpr-test.up

	[ "$MPR_VM" = 1 ] || skip_all "needs the VM: systemd runs here already"
	[ -x /lib/systemd/systemd ] || skip_all "needs systemd"
	[ -e /sys/fs/cgroup/cgroup.controllers ] || skip_all "needs control groups"
	# What systemd-tmpfiles-setup-dev.service makes, so that opening it loads the module.
	[ -e /dev/ppp ] || mknod -m 600 /dev/ppp c 108 0
	mkdir -p "$sd_units" /run/systemd/journald.conf.d
	for unit in $sd_masked; do
		ln -sfn /dev/null "$sd_units/$unit"
	done
	printf '[Journal]\nStorage=volatile\nRateLimitIntervalSec=0\n' \
		> /run/systemd/journald.conf.d/mpr-test.conf
	rm -f "$up"
	mkfifo "$up"
	sd_unit mpr-test.service <<- END
		[Unit]
		Requires=basic.target
		After=basic.target
		[Service]
		Type=oneshot
		ExecStart=/bin/sh -c 'echo up > $up'
	END
	mkdir -p /sys/fs/cgroup/mpr-test
	sd_first "$tap_tmp/systemd.log" &
	sd_pid=$!
	disown "$sd_pid"
	at_exit "kill -9 $sd_pid"
	if ! read -r < <(timeout 240 cat "$up"); then
		sed 's/^/# systemd: /' "$tap_tmp/systemd.log"
		echo "Bail out! systemd does not boot"
		exit 1
	fi
	sd_1=$(pgrep -P "$sd_pid")
}

# As the machine that it runs sees it: it answers nobody whose process it cannot name.
sd() {
	nsenter --target "$sd_1" --pid --mount --cgroup --ipc --uts "$@"
}

# Process 1, and what it takes to be that.
sd_first() {
	echo "$BASHPID" > /sys/fs/cgroup/mpr-test/cgroup.procs
	exec env -i container=mpr-test PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
		unshare --pid --mount --uts --ipc --cgroup --fork --kill-child bash -c '
			mount -t proc none /proc
			umount -l /sys/fs/cgroup
			mount -t cgroup2 none /sys/fs/cgroup
			exec /lib/systemd/systemd --system --unit=mpr-test.service \
				--log-target=console --log-level=notice --show-status=false
		' > "$1" 2>&1 < /dev/null
}

# What a unit has logged.
sd_log() {
	sd journalctl --sync
	sd journalctl -q --no-pager -o cat -u "$1"
}
