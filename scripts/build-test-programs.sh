#!/bin/sh
# Builds the programs that kernel tests start: each test/kernel/programs/NAME.c becomes build/test/programs/NAME.
# Static, so that the same file runs in a container, a chroot and a test machine without libraries.
set -eu
cd "$(dirname "$0")/.."

mkdir -p build/test/programs
for source in test/kernel/programs/*.c; do
  [ -e "$source" ] || continue
  program=build/test/programs/$(basename "$source" .c)
  if [ "$program" -nt "$source" ] && [ "$program" -nt "$0" ]; then continue; fi
  echo "build-test-programs: $source" >&2
  cc -std=gnu11 -O1 -Wall -static -pthread "$source" -o "$program.new"
  mv "$program.new" "$program"
done
