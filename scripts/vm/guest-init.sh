#!/bin/busybox sh
# Process 1 of a test machine, after the initramfs has handed over: mounts what a sensor expects to find, runs each
# kernel test file in a process of its own, reports, switches the machine off.
#
# Results go to the second serial port, because the kernel writes to the first whenever it likes. The lines that start
# with `#file`, `#exit` and `#end` frame the files; scripts/vm/guest-report.ts reads them. `shrike.tests` and
# `shrike.seconds` on the kernel's command line say which files and how long each may take.
export PATH=/bin HOME=/root NODE_COMPILE_CACHE=/tmp/compile-cache SHRIKE_VM=1
# The sources here have lost their types already (strip-types.ts).
export NODE_OPTIONS='--import=/shrike/plain-sources.mjs'

mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev 2>/dev/null
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs shm /dev/shm
mount -t tmpfs tmp /tmp
mount -t tmpfs run /run
mount -t bpf bpf /sys/fs/bpf
mount -t debugfs debug /sys/kernel/debug
mount -t tracefs trace /sys/kernel/tracing 2>/dev/null
mount -t securityfs security /sys/kernel/security
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount -o ro -t ext4 /dev/vdb /lib/modules
ln -sf /proc/self/fd /dev/fd
ln -sf /proc/self/fd/0 /dev/stdin
ln -sf /proc/self/fd/1 /dev/stdout
ln -sf /proc/self/fd/2 /dev/stderr
chmod 1777 /tmp /dev/shm /var/tmp
hostname shrike-test
ip link set lo up
echo 1 > /proc/sys/net/ipv4/ping_group_range 2>/dev/null

tests= seconds=120
# Under emulation V8's checks of its code pages fail when WebAssembly (Node's reader of TypeScript) is compiled a second time.
node_options='--liftoff-only'
for word in $(cat /proc/cmdline); do
  case $word in
    shrike.tests=*) tests=$(echo "${word#*=}" | tr , ' ') ;;
    shrike.seconds=*) seconds=${word#*=} ;;
    shrike.provider=*) export SHRIKE_FILE_PROVIDER="${word#*=}" ;;
  esac
done

milliseconds() { awk '{ print int($1 * 1000) }' /proc/uptime; }

stty -F /dev/ttyS1 raw -echo
cd /shrike
{
  for file in $tests; do
    echo "#file $file"
    echo "guest: $file" > /dev/console
    begin=$(milliseconds)
    timeout -s KILL "$seconds" node $node_options --test-reporter=tap "$file" 2>&1
    code=$?
    # Under emulation Node traps or faults once in a while, before any test ran: once more, and say so.
    if [ "$code" = 133 ] || [ "$code" = 139 ]; then
      echo "# $file: Node trapped, run again"
      timeout -s KILL "$seconds" node $node_options --test-reporter=tap "$file" 2>&1
      code=$?
    fi
    echo
    echo "#exit $code $(($(milliseconds) - begin))"
  done
  echo '#end'
} > /dev/ttyS1
sync
poweroff -f
