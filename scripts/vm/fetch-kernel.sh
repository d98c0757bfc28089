#!/bin/sh
# Downloads one of Debian's own kernels and lays it out for boot.sh: fetch-kernel.sh NAME
#
#   NAME  5.10 (bullseye)  6.1 (bookworm)  6.12 (trixie)  sid (the newest)
#
# Prints the folder: build/vm/cache/NAME, with vmlinuz, release and modules/lib/modules/RELEASE (unpacked, indexed).
# Surprising: it keeps package lists of its own in the cache and asks the mirror that this machine already uses, so
# that no system list changes and no host is written down here. A cached kernel is used as it is; remove its folder to
# get a newer one.
set -eu
cd "$(dirname "$0")/../.."

name=${1:?usage: fetch-kernel.sh 5.10|6.1|6.12|sid}
case $name in
  5.10) suite=bullseye ;;
  6.1) suite=bookworm ;;
  6.12) suite=trixie ;;
  sid) suite=sid ;;
  *) echo "fetch-kernel: no kernel is called '$name'; there are 5.10, 6.1, 6.12 and sid" >&2; exit 64 ;;
esac

cache=$PWD/build/vm/cache
out=$cache/$name
if [ -s "$out/vmlinuz" ]; then echo "$out"; exit 0; fi

# The first URI that is not the security archive: deb822 files first, then one-line lists.
mirror=$(
  { cat /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list.d/*.sources 2>/dev/null | awk '$1 == "URIs:" { print $2 }'
    cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null | awk '$1 == "deb" { for (i = 2; i <= NF; i++) if ($i ~ /^[a-z+]+:\//) { print $i; break } }'
  } | grep -E '/debian/?$' | head -1
)
[ -n "$mirror" ] || { echo "fetch-kernel: /etc/apt names no Debian mirror; add one (see sources.list(5)) and try again" >&2; exit 69; }

apt=$cache/apt-$name
mkdir -p "$apt/lists/partial" "$apt/archives/partial" "$apt/packages"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" > "$apt/sources.list"
ask_apt() {
  command=$1; shift
  "$command" -o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null -o "Dir::State::lists=$apt/lists" \
    -o "Dir::Cache=$apt" -o APT::Sandbox::User=root -o Acquire::Languages=none -o Acquire::Retries=3 "$@"
}
log=$apt/log
fail() { echo "fetch-kernel: $1; the whole story is in $log" >&2; exit 69; }

echo "fetch-kernel: getting kernel $name from Debian $suite" >&2
ask_apt apt-get -qq update > "$log" 2>&1 || fail "the package lists of $suite could not be read"
image=$(ask_apt apt-cache search --names-only '^linux-image-[0-9].*-cloud-amd64$' | awk '{ print $1 }' | grep -v -e dbg -e unsigned |
  { [ "$name" = sid ] && cat || grep -F "linux-image-$name." || true; } | sort -V | tail -1)
[ -n "$image" ] || fail "Debian $suite has no cloud kernel $name"

# From 6.13 on an image is a thin package whose content sits in packages it depends on.
parts=$(ask_apt apt-cache depends "$image" | awk '/Depends: linux-(binary|image|modules)/ { print $2 }')
for package in $image $parts; do
  (cd "$apt/packages" && ask_apt apt-get -qq download "$package") >> "$log" 2>&1 || fail "package $package could not be downloaded"
done

rm -rf "$out.new"
mkdir -p "$out.new"
for package in "$apt"/packages/*.deb; do dpkg-deb -x "$package" "$out.new/root"; done
vmlinuz=$(find "$out.new/root" -name 'vmlinuz*' -type f | sort -V | tail -1)
[ -n "$vmlinuz" ] || fail "the packages of $image hold no vmlinuz"
mv "$vmlinuz" "$out.new/vmlinuz"
mkdir -p "$out.new/modules/lib"
modules=$(find "$out.new/root" -path '*/lib/modules' -type d | head -1)
mv "$modules" "$out.new/modules/lib/modules"
release=$(ls "$out.new/modules/lib/modules")
# Newer suites compress modules, which the guest's busybox could not load.
find "$out.new/modules" -name '*.ko.xz' -exec xz -d {} +
# It misses lists of what is built in, which nobody here asks for.
depmod -b "$out.new/modules" "$release" 2>> "$log"
echo "$release" > "$out.new/release"
rm -rf "$out.new/root" "$apt"
rm -rf "$out"
mv "$out.new" "$out"
echo "$out"
