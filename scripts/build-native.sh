#!/bin/sh
# Builds the native addon: native/*.cc -> build/native/shrike.node, only when a source is newer. Uses the distribution's
# libbpf and the headers of the Node that the product runs on. The C++ library is the one that Node itself loads: linked in, today's
# would ask for today's C library, and the addon of a package must run on older distributions too (scripts/package/stage.sh sees to it).
set -eu
cd "$(dirname "$0")/.."
case $(uname -m) in x86_64) arch=x64 ;; aarch64) arch=arm64 ;; *) echo "shrike: unsupported processor $(uname -m)" >&2; exit 1 ;; esac
out=build/native/shrike.node
if [ -e "$out" ] && [ -z "$(find native scripts/build-native.sh -newer "$out" -type f | head -n 1)" ]; then exit 0; fi
mkdir -p build/native
echo "building the native addon"
g++ -std=c++17 -O2 -g1 -fPIC -shared -fvisibility=hidden -Wall -Wextra -Wno-missing-field-initializers \
  -DNAPI_VERSION=9 -DNODE_GYP_MODULE_NAME=shrike -I "node_modules/node-linux-$arch/include/node" \
  native/*.cc -o "$out.new" -lbpf -lelf -lz -Wl,-rpath,'$ORIGIN'
mv "$out.new" "$out"
