#!/bin/sh
# Makes build/vm/disk.img, the test machines' root disk: busybox, Node with its libraries, and what of the product the
# kernel tests run. build-disk.sh NODE, where NODE is the Node.js binary to put in.
#
# Surprising: a disk, although an initramfs would be simpler. Node is 150 MB, and a kernel under emulation unpacks a
# large initramfs for longer than the tests run. Everything in it was built before; this only packs.
set -eu
cd "$(dirname "$0")/../.."

node=$1
tree=build/vm/tree
rm -rf "$tree"
mkdir -p "$tree/bin" "$tree/shrike/build" "$tree/dev" "$tree/proc" "$tree/sys" "$tree/tmp" "$tree/run" "$tree/root" "$tree/etc" "$tree/lib/modules" "$tree/var/tmp"

cp "$(PATH=$PATH:/usr/sbin:/sbin command -v busybox)" "$tree/bin/busybox"
for applet in $("$tree/bin/busybox" --list); do
  [ "$applet" = busybox ] || ln -s busybox "$tree/bin/$applet"
done
ln -s bin "$tree/sbin"
mkdir -p "$tree/usr"
ln -s ../bin "$tree/usr/bin"
ln -s ../bin "$tree/usr/sbin"
cp "$node" "$tree/bin/node"
cp scripts/vm/guest-init.sh "$tree/init"
chmod 755 "$tree/init"
printf 'root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/:/bin/false\nnobody:x:65534:65534:nobody:/:/bin/false\n' > "$tree/etc/passwd"
printf 'root:x:0:\ndaemon:x:1:\nnogroup:x:65534:\n' > "$tree/etc/group"
printf '127.0.0.1 localhost\n' > "$tree/etc/hosts"
printf 'root:*:19000:0:99999:7:::\n' > "$tree/etc/shadow"
chmod 640 "$tree/etc/shadow"

# Each library under the path its users look for it at; the loader itself is among them.
for binary in "$node" build/native/*.node; do
  [ -e "$binary" ] || continue
  ldd "$binary" | grep -oE '/[^ ]+' | while read -r library; do
    [ -e "$tree$library" ] && continue
    mkdir -p "$tree$(dirname "$library")"
    cp -L "$library" "$tree$library"
  done
done

for part in package.json src schema policies docs/reference test bpf build/bpf build/native build/test/programs; do
  [ -e "$part" ] || continue
  mkdir -p "$tree/shrike/$(dirname "$part")"
  cp -R "$part" "$tree/shrike/$part"
done
for part in src schema test; do "$node" --disable-warning=ExperimentalWarning scripts/vm/strip-types.ts "$tree/shrike/$part"; done
cp scripts/vm/plain-sources.mjs "$tree/shrike/"
# What package.json needs at run time, with what that needs; the development tools stay out.
mkdir "$tree/shrike/node_modules"
"$node" scripts/vm/runtime-packages.ts | while read -r package; do
  mkdir -p "$tree/shrike/node_modules/$(dirname "$package")"
  cp -R "node_modules/$package" "$tree/shrike/node_modules/$package"
done

# Half as much again for what tests write. The features left out are newer than 5.10, or cost the guest a module.
kilobytes=$(du -sk "$tree" | awk '{ print int($1 * 1.1) + 262144 }')
rm -f build/vm/disk.img
PATH=$PATH:/usr/sbin:/sbin mke2fs -q -t ext4 -O '^orphan_file,^metadata_csum_seed,^metadata_csum,^has_journal' -m 0 \
  -E root_owner=0:0 -d "$tree" build/vm/disk.img "${kilobytes}k" > /dev/null
rm -rf "$tree"
