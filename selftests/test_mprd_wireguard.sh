#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# mprd dials WireGuard: the device is made, configured and deleted; keys are kept from everybody
# else.

# shellcheck source=selftests/lib.sh disable=SC2119
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib.sh"
needs wg ping
modprobe -aq wireguard veth
ip -n "$ns" link add wgtest type wireguard 2> /dev/null || skip_all "the kernel has no WireGuard"
ip -n "$ns" link del wgtest
ip netns add "$isp"
at_exit "ip netns del $isp"
ip -n "$ns" link add v0 type veth peer name v1 netns "$isp"
ip -n "$ns" addr add 192.0.2.1/24 dev v0
ip -n "$isp" addr add 192.0.2.2/24 dev v1
ip -n "$ns" link set v0 up
ip -n "$isp" link set v1 up
start_mprd

own=$(wg genkey)
other=$(wg genkey)
ip -n "$isp" link add wg9 type wireguard
ip netns exec "$isp" wg set wg9 listen-port 51820 private-key /dev/stdin \
	peer "$(wg pubkey <<< "$own")" allowed-ips 10.8.0.1/32 <<< "$other"
ip -n "$isp" addr add 10.8.0.2/24 dev wg9
ip -n "$isp" link set wg9 up

# write_conf LINE: another line of [Interface]
write_conf() {
	mkdir -p "$conf/wireguard"
	install -m 600 /dev/stdin "$conf/wireguard/vpn0.conf" << END
# a comment
[Interface]
PrivateKey = $own
Address = 10.8.0.1/24, fd00:8::1/64
MTU = 1380
DNS = 10.8.0.53
$1
[Peer]
PublicKey = $(wg pubkey <<< "$other")
Endpoint = 192.0.2.2:51820
AllowedIPs = 10.8.0.0/24
END
}

dial() {
	run ctl interface connect tunnel --wait "$patience"
	code=$(iface tunnel .last_error.code)
}

ctl interface add tunnel --device-type wireguard --device vpn0 --backoff-first 0
dial
is "without a configuration the dial ends in 623" "$code" 623
write_conf ""
dial
is "a WireGuard interface connects" "$status" 0
is "the device is the one that the slot names" "$(iface tunnel .ifname)" vpn0
is "the device has the peer" "$(in_ns wg show vpn0 peers)" "$(wg pubkey <<< "$other")"
like "the device has the IPv4 address" "$(ip -n "$ns" -br addr show vpn0)" '10\.8\.0\.1/24'
like "the device has the IPv6 address" "$(ip -n "$ns" -br addr show vpn0)" 'fd00:8::1/64'
like "the device has the MTU" "$(ip -n "$ns" link show vpn0)" 'mtu 1380'
ok "data goes through the tunnel" in_ns ping -q -c 1 -W 10 10.8.0.2
is "the log has no key" "$(grep -c -e "$own" -e "$other" "$mprd_log")" 0
ok "disconnect hangs up" ctl interface disconnect tunnel
wait_log 'tunnel: hanging up'
gone mprd-worker
is "disconnect deletes the device" "$(ip -n "$ns" -br link show vpn0 2> /dev/null)" ""
is "an administrator's disconnect ends the connection with 929" "$(end_reason)" 929

chmod 644 "$conf/wireguard/vpn0.conf"
dial
is "a configuration that others can read is refused with 625" "$code" 625
ok "and the log says why" wait_log 'others than root can read it' 5
write_conf "PostUp = touch $tap_tmp/ran"
dial
is "a command in the configuration is refused with 625" "$code" 625
ok "and the log has file and line" wait_log 'vpn0\.conf:7: commands are not run' 5
write_conf "Nonsense = 1"
dial
is "a configuration that wg does not understand is refused with 665" "$code" 665
is "a dial that fails leaves no device behind" "$(ip -n "$ns" -br link show vpn0 2> /dev/null)" ""
in_ns sysctl -qw net.ipv6.conf.default.disable_ipv6=1
write_conf ""
dial
is "an address that the kernel refuses is 716" "$code" 716
is "and the device with the other one is gone" "$(ip -n "$ns" -br link show vpn0 2> /dev/null)" ""
ctl interface set tunnel --device-type wireguard --device 'no/such'
dial
is "a name that no device can have is refused with 925" "$code" 925
stop_mprd
finish
