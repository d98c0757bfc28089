#!/bin/sh
# Runs the kernel tests in test machines with Debian's kernels: run.sh [--files A,B] [--providers P,Q] [KERNEL…],
# all four by default. With providers (tracepoint, fentry, lsm, kprobe) each kernel boots once for each of them and learns
# files of changes by nothing else.
# Installs what it needs and builds what is stale first. What the machines said stays in build/vm/KERNEL.log and .tap.
set -eu
cd "$(dirname "$0")/../.."
root=$PWD
. scripts/packages.sh

kernels='5.10 6.1 6.12 sid'
[ "$(uname -m)" = x86_64 ] || { echo "run.sh: test machines are x86_64, and this one is $(uname -m)" >&2; exit 69; }
want_build
want_vm
install_wanted || exit
install_node_modules || exit
for script in scripts/build-*.sh; do "$script"; done

files= providers=
while :; do
  case ${1-} in
    --files) files=$2; shift 2 ;;
    --providers) providers=$2; shift 2 ;;
    *) break ;;
  esac
done
# shellcheck disable=SC2086 # a list of names
[ $# -gt 0 ] || set -- $kernels
for kernel do scripts/vm/fetch-kernel.sh "$kernel" > /dev/null; done
scripts/vm/build-disk.sh "$node"
exec "$node" scripts/vm/run-tests.ts ${files:+--files "$files"} ${providers:+--providers "$providers"} "$@"
