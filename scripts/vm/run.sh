#!/bin/sh
# Runs the kernel tests in test machines with Debian's kernels: run.sh [--files A,B] [KERNEL…], all four by default.
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

files=
if [ "${1-}" = --files ]; then files=$2; shift 2; fi
# shellcheck disable=SC2086 # a list of names
[ $# -gt 0 ] || set -- $kernels
for kernel do scripts/vm/fetch-kernel.sh "$kernel" > /dev/null; done
scripts/vm/build-disk.sh "$node"
exec "$node" scripts/vm/run-tests.ts ${files:+--files "$files"} "$@"
