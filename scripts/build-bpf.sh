#!/bin/sh
# Builds the kernel half: each bpf/NAME.bpf.c becomes build/bpf/NAME.bpf.o. build-bpf.sh [FILE.bpf.c…] builds those instead
# (a benchmark's, say), into the same folder.
#
# Surprising: objects do not depend on the running kernel. bpf/lib/kernel.h declares what is read and CO-RE finds it at
# load time; only a source that includes vmlinux.h gets one made, from the running kernel's BTF, once per kernel release.
set -eu
cd "$(dirname "$0")/.."

if [ $# = 0 ]; then set -- bpf/*.bpf.c; fi
case $(uname -m) in
  x86_64) arch=x86 ;;
  aarch64) arch=arm64 ;;
  *) echo "build-bpf: Shrike runs on x86_64 and aarch64, not on $(uname -m)" >&2; exit 69 ;;
esac

# vmlinux.h is only as good as the kernel it came from.
make_vmlinux_header() {
  release=$(uname -r)
  made_from=
  [ -r build/vmlinux.release ] && read -r made_from < build/vmlinux.release
  if [ -s build/vmlinux.h ] && [ "$made_from" = "$release" ]; then return; fi
  bpftool=$(PATH=$PATH:/usr/sbin:/sbin command -v bpftool) || { echo 'build-bpf: bpftool is missing (Debian package bpftool); it makes vmlinux.h' >&2; exit 72; }
  [ -r /sys/kernel/btf/vmlinux ] || { echo 'build-bpf: /sys/kernel/btf/vmlinux is missing, and vmlinux.h is made from it' >&2; exit 69; }
  "$bpftool" btf dump file /sys/kernel/btf/vmlinux format c > build/vmlinux.h.new
  mv build/vmlinux.h.new build/vmlinux.h
  echo "$release" > build/vmlinux.release
}

mkdir -p build/bpf
for source in "$@"; do
  name=$(basename "$source" .bpf.c)
  object=build/bpf/$name.bpf.o
  inputs="bpf $(dirname "$source") scripts/build-bpf.sh"
  # shellcheck disable=SC2086 # a list of paths of this repository, without spaces
  if [ -e "$object" ] && [ -z "$(find $inputs -newer "$object" -print -quit)" ]; then continue; fi
  if grep -rqs --include='*.[ch]' 'include.*vmlinux\.h' bpf "$source"; then make_vmlinux_header; fi
  echo "build-bpf: $source" >&2
  # asm/ headers live in the processor's own folder, which a compiler for bpf does not know.
  clang -O2 -g -Wall -Werror -target bpf "-D__TARGET_ARCH_$arch" -mcpu=v3 -I build -I bpf "-I/usr/include/$(uname -m)-linux-gnu" \
    -c "$source" -o "$object.new"
  # Debug sections only: the kernel and CO-RE read .BTF and .BTF.ext, which stay.
  llvm-strip -g "$object.new"
  mv "$object.new" "$object"
done
