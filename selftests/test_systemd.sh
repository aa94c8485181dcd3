#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# mprd under its unit, with a systemd: everything that it dials still works, and what the unit
# denies is denied to the administrator's scripts and plugins too, until a drop-in allows it.

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# shellcheck source=selftests/tap.sh
. "$here/tap.sh"
# shellcheck source=selftests/systemd/boot.sh
. "$here/systemd/boot.sh"
for tool in systemctl journalctl pppd pppoe-server wg jq ip unshare; do
	command -v "$tool" > /dev/null || skip_all "needs $tool"
done
[ -e /sys/module/mpr ] || skip_all "mpr.ko is not loaded"
unset MPR_STATE_DIR MPR_CONF_DIR MPR_PLUGINDIR LD_LIBRARY_PATH
patience=60
isp=isp-$$
password='open sesame'

# shellcheck disable=SC2317 # called at the end
show_logs() {
	if [ "$tap_failed" != 0 ]; then
		sd_log mprd.service | sed 's/^/# mprd: /' >&3
		tail -n 50 "$tap_tmp/systemd.log" | sed 's/^/# systemd: /' >&3
	fi
}
exec 3>&1

get() {
	mprctl -j "${@:1:$#-1}" | jq -r "${*: -1}"
}

state() {
	get interface show "$1" .state
}

connect() {
	run mprctl interface connect "$1" --wait "$patience"
}

# of NAME FIELD: from the status of the process
of() {
	sed -n "s/^$2:[[:space:]]*//p" "/proc/$1/status"
}

named() {
	local dir

	for dir in /proc/[0-9]*; do
		if [ "$(cat "$dir/comm" 2> /dev/null)" = "$1" ]; then
			echo "${dir#/proc/}"
		fi
	done
}

# ---- what there is to dial

modprobe -aq veth dummy
umask 022
mkdir -p "/etc/netns/$isp/ppp" /etc/mpr/wireguard /usr/local/libexec/mpr /home/alice
ip netns add "$isp"
at_exit "kill -9 \$(ip netns pids $isp); ip netns del $isp"
ip link add wan0 type veth peer name isp0 netns "$isp"
ip link set wan0 up
ip -n "$isp" link set isp0 up
: > "/etc/netns/$isp/ppp/options"
install -m 600 /dev/stdin "/etc/netns/$isp/ppp/chap-secrets" <<< "alice * \"$password\" *"
printf '%s\n' 'name concentrator' require-chap > "/etc/netns/$isp/ppp/pppoe-server-options"
ip netns exec "$isp" pppoe-server -F -I isp0 -L 10.67.0.1 -R 10.67.0.100 -N 8 -C provider \
	> "$tap_tmp/isp.log" 2>&1 &
disown $!

install -m 600 /dev/stdin /etc/mpr/wireguard/vpn0.conf << END
[Interface]
PrivateKey = $(wg genkey)
Address = 10.8.0.1/24
[Peer]
PublicKey = $(wg genkey | wg pubkey)
Endpoint = 192.0.2.2:51820
AllowedIPs = 10.8.0.0/24
END

# Tries what is denied; each line to the log is one that was not.
install -m 755 /dev/stdin /usr/local/libexec/mpr/line << 'END'
#!/bin/bash
[ "$MPR_ACTION" = connect ] || { ip link del ex0; exit; }
allowed() { "${@:2}" > /dev/null 2>&1 && echo "allowed: $1"; }
allowed usr touch /usr/mpr-test
allowed etc touch /etc/mpr-test
allowed var touch /var/mpr-test
allowed home ls /home/alice
allowed module modprobe -v bonding
allowed module-files ls /lib/modules/.
allowed mounting mount -t tmpfs none /mnt
allowed namespace unshare --net true
allowed user-namespace unshare --user true
allowed block-device mknod /run/mpr-test.b b 7 0
allowed disk head -c 1 /run/mpr-test.disk
allowed memory head -c 1 /dev/mem
allowed kernel-log dmesg
allowed clock date -s 2030-01-01
allowed host-name hostname other
allowed sysctl sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'
allowed cgroup mkdir /sys/fs/cgroup/mpr-test-2
allowed owner chown nobody /run/mprd
allowed setuid su -s /bin/true nobody
allowed foreign-file cat /run/mpr-test.foreign
allowed foreign-process kill -0 "$(cat /run/mpr-test.pid)"
allowed process-1 cat /proc/1/environ
allowed set-uid-file sh -c 'cp /bin/true /run/mprd/x && chmod 4755 /run/mprd/x'
allowed tmp test -e /tmp/mpr-test.tmp
echo tried
touch /var/lib/mpr/line.ran /run/mprd/line.ran
echo device=ex0
ip link add ex0 type dummy && ip link set ex0 up
END
install -m 600 -o nobody /dev/null /run/mpr-test.foreign
mknod /run/mpr-test.disk b 7 0
touch /tmp/mpr-test.tmp
setpriv --reuid=65534 --regid=65534 --clear-groups sleep 100000 &
echo $! > /run/mpr-test.pid
at_exit "kill $!"
disown $!

# ---- install, boot, start

run make -s -C "$here/../libmpr" BUILD="${MPR_BUILD:-$here/../build}" install
run make -s -C "$here/../tools" BUILD="${MPR_BUILD:-$here/../build}" install
is "make install installs" "$status" 0
ldconfig
printf '%s\n' '[pppd]' "options = lcp-max-configure $patience" \
	'[plugins]' 'plugin = /usr/local/lib/mpr/hangup-plugin.so' > /etc/mpr/mprd.conf
mkdir -p "$sd_units/mprd.service.d"
printf '[Service]\nExecStart=\nExecStart=/usr/local/sbin/mprd -v\n%s\n' \
	Environment=MPR_HANGUP_LOG=/var/lib/mpr/hangups \
	> "$sd_units/mprd.service.d/10-test.conf"
sd_boot
at_exit show_logs
is "systemd boots" "$(sd systemctl show -P ActiveState basic.target)" active
exits "systemctl start mprd" 0 sd systemctl start mprd.service
is "the unit is active" "$(sd systemctl show -P ActiveState mprd.service)" active
pid=$(named mprd)
ok "there is one mprd" [ -e "/proc/$pid/status" ]
is "mprd has no capability but CAP_NET_ADMIN and CAP_NET_RAW" \
	"$(of "$pid" CapEff) $(of "$pid" CapPrm) $(of "$pid" CapBnd)" \
	"0000000000003000 0000000000003000 0000000000003000"
is "mprd can gain no privileges" "$(of "$pid" NoNewPrivs)" 1
is "mprd's system calls are filtered" "$(of "$pid" Seccomp)" 2

# ---- PPPoE

mprctl interface add branch --device-type pppoe --device wan0 --user alice --password-stdin \
	--backoff-first 0 <<< "$password"
connect branch
is "a PPPoE interface connects" "$status" 0
is "the connection says who authenticated, with which addresses" \
	"$(get connection list '.[0] | [.user, (.addresses[0] | .local, .remote)] | join(" ")')" \
	"alice 10.67.0.100 10.67.0.1"
ok "a ping goes through" ping -q -c 1 -W 10 10.67.0.1
before=$(named pppd | tr '\n' ' ')
exits "systemctl restart mprd" 0 sd systemctl restart mprd.service
is "the line outlives a restart" "$(state branch) $(named pppd | tr '\n' ' ')" \
	"connected $before"
exits "systemctl reload mprd" 0 sd systemctl reload mprd.service
exits "the line can be hung up" 0 mprctl interface disconnect branch
for pid in $(named mprd-worker); do
	timeout "$patience" tail --pid="$pid" -f /dev/null
done
ok "nothing of it is left" [ ! -e /sys/class/net/ppp0 ]
for ((i = 0; i < 50; i++)); do
	[ -s /var/lib/mpr/hangups ] && break
	sleep 0.2
done
like "the admin plugin was told" "$(cat /var/lib/mpr/hangups)" 'hangup .*user=alice'
mprctl interface credentials branch --user alice --password-stdin <<< wrong
connect branch
is "a wrong password ends in 691" "$(get interface show branch .last_error.code)" 691

# ---- WireGuard

mprctl interface add tunnel --device-type wireguard --device vpn0 --backoff-first 0
connect tunnel
is "a WireGuard interface connects" "$status" 0
like "the device has its address" "$(ip -br addr show vpn0)" '10\.8\.0\.1/24'
mprctl interface disconnect tunnel
for pid in $(named mprd-worker); do
	timeout "$patience" tail --pid="$pid" -f /dev/null
done
ok "the device is deleted at hang-up" [ ! -e /sys/class/net/vpn0 ]

# ---- a script, and what it may not do

mprctl interface add line --device-type exec --device /usr/local/libexec/mpr/line --backoff-first 0
connect line
is "a script connects" "$status" 0
log=$(sd_log mprd.service)
like "the script has tried everything" "$log" 'script: tried'
is "the script was allowed none of it" "$(grep 'script: allowed:' <<< "$log")" ""
ok "a script can write to mprd's own directories" \
	ls /var/lib/mpr/line.ran /run/mprd/line.ran
mprctl interface disconnect line

# The drop-in that mprd(8) shows for a script that needs more.
printf '%s\n' '[Service]' 'CapabilityBoundingSet=CAP_CHOWN' 'SystemCallFilter=@chown' \
	'ReadWritePaths=/var' 'ProtectKernelTunables=no' > "$sd_units/mprd.service.d/20-script.conf"
sd systemctl daemon-reload
sd systemctl restart mprd.service
connect line
log=$(sd_log mprd.service | sed -n 's/.*script: allowed: //p' | sort | tr '\n' ' ')
is "a drop-in allows what it names and nothing else" "$log" "owner sysctl var "
mprctl interface disconnect line
# The other one: a network namespace.
printf '%s\n' '[Service]' 'CapabilityBoundingSet=CAP_SYS_ADMIN' RestrictNamespaces=net \
	ExecStart= "ExecStart=/usr/local/sbin/mprd --netns $isp" \
	> "$sd_units/mprd.service.d/20-script.conf"
sd systemctl daemon-reload
exits "with a drop-in mprd can serve another network namespace" 0 sd systemctl restart mprd.service
is "it is dialled there" "$(get -n "$isp" service show '.kinds | contains(["pppd"])')" true

exits "systemctl stop mprd" 0 sd systemctl stop mprd.service
for i in branch tunnel line; do
	mprctl interface del "$i"
done
finish
