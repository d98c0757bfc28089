#!/bin/sh
# Lays out what packages and images carry: stage.sh FOLDER makes FOLDER/shrike (probe and agent) and FOLDER/shrike-server
# (store, API, console), each a file system tree that begins at /.
#
# Nothing lies in /lib or /bin: where those are links, an archive with folders of their names would replace the links.
#
# Surprising: the sources are carried as they are and Node runs them; there is no bundle whose line numbers nobody
# recognises. Compiled code is kept in /var/cache/shrike at the first start.
set -eu
cd "$(dirname "$0")/../.."
stage=${1:?stage.sh FOLDER}
case $(uname -m) in x86_64) node_arch=x64 ;; aarch64) node_arch=arm64 ;; *) echo "stage: unsupported processor $(uname -m)" >&2; exit 69 ;; esac

scripts/build-bpf.sh
scripts/build-native.sh
# Debian 11 has 2.31, RHEL 8 has 2.28.
newest=$(objdump -T build/native/shrike.node | grep -o 'GLIBC_[0-9.]*' | sort -uV | tail -n 1)
[ "$(printf '%s\nGLIBC_2.28\n' "$newest" | sort -V | tail -n 1)" = GLIBC_2.28 ] ||
  { echo "stage: the addon asks for $newest, and packages promise that 2.28 is enough; build them on Debian 12 or older" >&2; exit 1; }
rm -rf "$stage"
base=$stage/shrike
lib=$base/usr/lib/shrike
mkdir -p "$lib/bin" "$lib/build/bpf" "$lib/build/native" "$base/usr/bin" "$base/etc/shrike/runtime-security.d" \
  "$base/usr/lib/systemd/system" "$base/usr/share/doc/shrike" "$base/usr/share/man/man1" "$base/usr/share/bash-completion/completions"

install -m 755 "node_modules/node-linux-$node_arch/bin/node" "$lib/bin/node"
strip "$lib/bin/node"
cp build/bpf/sensor*.bpf.o build/bpf/[!s]*.bpf.o "$lib/build/bpf/" 2>/dev/null || cp build/bpf/*.bpf.o "$lib/build/bpf/"
rm -f "$lib/build/bpf/producer.bpf.o" # the benchmark's
install -m 644 build/native/shrike.node "$lib/build/native/"
# libbpf travels beside the addon (its run path is $ORIGIN); libelf and zlib are on every system under these names.
cp -L "$(ldconfig -p | awk '/libbpf\.so\.1 /{print $NF; exit}')" "$lib/build/native/"
for folder in src schema; do
  find "$folder" -type f ! -name '*.test.ts' ! -path 'src/server/*' -exec cp --parents {} "$lib" \;
done
cp package.json "$lib/"
# copy_modules TREE FOLDER…: the npm packages that sources import, with what those need.
copy_modules() {
  to=$1; shift
  "node_modules/node-linux-$node_arch/bin/node" scripts/package/runtime-modules.ts "$@" | while read -r place; do
    [ -d "$place" ] || continue # another processor's
    case $place in *musl*) continue ;; esac
    mkdir -p "$to/$(dirname "$place")"
    cp -RL "$place" "$to/$(dirname "$place")/"
  done
}
copy_modules "$lib" src schema --without=src/server
find "$lib/node_modules" \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.md' \) -delete
cp policies/*.policy "$base/etc/shrike/runtime-security.d/"
mkdir -p "$lib/policies" && cp policies/*.policy "$lib/policies/"
cp deploy/systemd/shrike.service deploy/systemd/shrike-agent.service "$base/usr/lib/systemd/system/"
sed "s/@VERSION@/$(sed -n 's/.*"version": "\(.*\)".*/\1/p' package.json)/" deploy/shrike.in > "$base/usr/bin/shrike"
chmod 755 "$base/usr/bin/shrike"
cp deploy/shrike.yaml "$base/etc/shrike/shrike.yaml"
cp deploy/completion.bash "$base/usr/share/bash-completion/completions/shrike"
gzip -9nc deploy/shrike.1 > "$base/usr/share/man/man1/shrike.1.gz"
cp LICENSE "$base/usr/share/doc/shrike/copyright"
gzip -9nc CHANGELOG.md > "$base/usr/share/doc/shrike/changelog.gz"
find "$base" -type d -exec chmod 755 {} +
find "$lib/src" "$lib/schema" "$lib/node_modules" "$base/etc" -type f -exec chmod 644 {} +
chmod 640 "$base/etc/shrike/shrike.yaml"

server=$stage/shrike-server
mkdir -p "$server/usr/lib/shrike/src" "$server/usr/lib/systemd/system" "$server/usr/share/doc/shrike-server"
cp -R src/server "$server/usr/lib/shrike/src/"
find "$server" -name '*.test.ts' -delete
copy_modules "$server/usr/lib/shrike" src/server
[ ! -d detections ] || cp -R detections "$server/usr/lib/shrike/"
[ ! -d console/dist ] || { mkdir -p "$server/usr/lib/shrike/console"; cp -R console/dist "$server/usr/lib/shrike/console/"; }
cp deploy/systemd/shrike-server.service "$server/usr/lib/systemd/system/"
cp LICENSE "$server/usr/share/doc/shrike-server/copyright"
