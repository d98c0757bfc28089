#!/bin/sh
# Builds build/package/shrike-VERSION-ARCH.tar.gz, to be unpacked at / of hosts without dpkg and rpm: build-tarball.sh [VERSION]
set -eu
cd "$(dirname "$0")/../.."
out=build/package
version=${1:-$(sed -n 's/.*"version": "\(.*\)".*/\1/p' package.json)}
[ -d "$out/stage/shrike" ] || scripts/package/stage.sh "$out/stage"
target=$out/shrike-$version-$(uname -m).tar.gz
tar -C "$out/stage/shrike" --exclude=./DEBIAN --owner=0 --group=0 --numeric-owner -cf - etc usr | gzip -6 > "$target"
echo "$target"
