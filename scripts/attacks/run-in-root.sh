#!/bin/sh
# Runs a script in a throw-away copy of a root file system, in namespaces of its own (mount, pid, network, host name, IPC).
# run-in-root.sh ROOT WORK SCRIPT: WORK is an empty folder for what it changes; the caller deletes it. Nothing outlives the script.
set -eu
root=$1 work=$2 script=$3
mkdir -p "$work/upper" "$work/work" "$work/merged"
cp "$script" "$work/case.sh"
exec unshare --mount --pid --fork --kill-child --net --uts --ipc sh -euc '
  root=$1 work=$2
  mount --make-rprivate /
  mount -t tmpfs none "$work/work" && mkdir "$work/work/u" "$work/work/w"
  mount -t overlay overlay -o "lowerdir=$root,upperdir=$work/work/u,workdir=$work/work/w" "$work/merged"
  cd "$work/merged"
  mkdir -p old
  cp "$work/case.sh" usr/local/bin/case.sh
  mount -t proc proc proc
  mount -t sysfs -o ro sysfs sys
  mount -t tmpfs -o mode=755 none dev
  for d in null zero full random urandom tty; do : > "dev/$d"; mount --bind "/dev/$d" "dev/$d"; done
  mkdir dev/shm dev/pts && mount -t tmpfs none dev/shm && mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
  ln -s pts/ptmx dev/ptmx && ln -s /proc/self/fd dev/fd && ln -s /proc/self/fd/0 dev/stdin && ln -s /proc/self/fd/1 dev/stdout
  if [ -e /dev/loop-control ]; then
    : > dev/loop-control && mount --bind /dev/loop-control dev/loop-control
    for d in /dev/loop[0-9]*; do : > "dev/${d##*/}" && mount --bind "$d" "dev/${d##*/}"; done
  fi
  ip link set lo up
  hostname workload
  pivot_root . old
  cd /
  umount -l old && rmdir old
  exec env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 SHELL=/bin/bash /bin/bash /usr/local/bin/case.sh
' sh "$root" "$work"
