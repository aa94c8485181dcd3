#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Make a Debian root file system of another architecture, to build against and to run guests from,
# and print its path. None of its programs run for that: packages are only unpacked, and what
# their maintainer scripts would have done is done here as far as the tests need it. It stays in
# the cache until this script changes.
#
# usage: root.sh ARCH     (as Debian calls it; i386 has a 64-bit kernel, i686 a 32-bit one)

set -eu

arch=${1:?usage: root.sh ARCH}
cache=${MPR_CACHE:-$HOME/.cache/mpr}/roots

# what a guest and its tests run; what is dialled with; what we are built against
packages='
base-files base-passwd bash busybox-static coreutils dash diffutils findutils grep gzip hostname
kmod libc-bin make mawk mount ncurses-base perl procps sed tar udev util-linux
iproute2 iputils-ping jq ppp pppoe wireguard-tools
python3 python3-jsonschema python3-yaml
libc6-dev libev-dev libinih-dev libmnl-dev libsmartcols-dev linux-libc-dev ppp-dev
'
# user space; the kernel's packages and what they are called
case $arch in
i386) user=i386 kernel=amd64 flavour=amd64 ;;
i686) user=i386 kernel=i386 flavour=686-pae ;;
*) user=$arch kernel=$arch flavour=$arch ;;
esac

out=$cache/$arch-$(sha256sum "$0" | cut -c1-12)
mkdir -p "$cache"
exec 9> "$cache/$arch.lock"
flock 9
if [ -e "$out/.complete" ]; then
	echo "$out"
	exit 0
fi
tmp=$cache/tmp.$arch
rm -rf "$tmp"
mkdir "$tmp" "$tmp/root"
root=$tmp/root
log=$cache/$arch.log

# The machine's own package sources, but only Debian's.
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
	[ ! -f "$file" ] || grep -E '^deb .*/debian/? ' "$file" || true
done > "$tmp/list"
for file in /etc/apt/sources.list.d/*.sources; do
	[ ! -f "$file" ] || awk -v RS= '/\/debian\/?\n/ { print $0 "\n" }' "$file"
done > "$tmp/sources"
sources=()
for file in "$tmp/list" "$tmp/sources"; do
	[ ! -s "$file" ] || sources+=("$file")
done

# The kernel and its headers alone: they would bring a compiler and an initramfs of their own.
cat > "$tmp/kernel" << 'END'
set -eu
export APT_CONFIG=$MMDEBSTRAP_APT_CONFIG
image=$(apt-cache depends "linux-image-$flavour:$kernel" |
	awk '$1 == "Depends:" && $2 ~ /^linux-image-/ { sub(/:.*/, "", $2); print $2; exit }')
headers=linux-headers-${image#linux-image-}
common=${headers%-"$flavour"}-common
cd "$tmp"
apt-get -q -o APT::Sandbox::User=root download "$image:$kernel" "$headers:$kernel" "$common"
for deb in *.deb; do
	dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$root" --keep-directory-symlink
done
END
export tmp root kernel flavour

fail() {
	tail -n 20 "$log" >&2
	echo "root.sh: cannot make the root file system of $arch; the whole log is $log" >&2
	exit 1
}

# shellcheck disable=SC2016
links='cd "$1" && mkdir -p usr/bin usr/lib usr/sbin && ln -s usr/bin usr/lib usr/sbin .'
# shellcheck source=/dev/null
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
# shellcheck disable=SC2016,SC2086
mmdebstrap --variant=extract --skip=check/qemu --aptopt='Acquire::Retries "3"' \
	--architectures="$user$([ "$kernel" = "$user" ] || echo ",$kernel")" \
	--include="$(echo $packages | tr ' ' ,)" \
	--setup-hook="$links" --extract-hook='sh "$tmp/kernel"' \
	"$suite" "$root" "${sources[@]}" > "$log" 2>&1 < /dev/null || fail

# ---- what maintainer scripts do

for file in passwd group; do
	cp "$root/usr/share/base-passwd/$file.master" "$root/etc/$file"
done
ln -s mawk "$root/usr/bin/awk"
rmdir "$root/var/run" "$root/var/lock"
ln -s /run /run/lock "$root/var/"
printf '127.0.0.1 localhost mpr-vm\n' > "$root/etc/hosts"
: > "$root/etc/resolv.conf"
# In the builds, links lead where they would in the guest.
find "$root/usr" -lname '/*' -printf '%p %l\n' | while read -r link target; do
	ln -sfnr "$root$target" "$link"
done

# ---- the kernel's build tree, for this machine's compilers

headers=$(echo "$root"/usr/src/linux-headers-*-"$flavour")
kver=${headers##*/linux-headers-}
depmod -b "$root" "$kver" >> "$log" 2>&1 || fail
# Its scripts are programs of this machine; those for files of any word length and byte order are
# among them.
ln -s /usr/lib/linux-kbuild-* "$root/usr/lib/"
sed -i "s|/usr/src/|$out/usr/src/|" "$headers/Makefile"

touch "$root/.complete"
mv "$root" "$out"
rm -rf "$tmp"
echo "$out"
