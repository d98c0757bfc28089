#!/bin/sh
# Makes the root file system that attack emulations and ordinary days run in: Debian 12 with the tools they use.
# make-root.sh FOLDER; does nothing when it is there already. About two minutes.
set -eu
root=${1:?make-root.sh FOLDER}
if [ -e "$root/.complete" ]; then exit 0; fi
command -v debootstrap >/dev/null || { echo 'make-root: debootstrap is missing (Debian package debootstrap)' >&2; exit 72; }
rm -rf "$root"
mkdir -p "$root"
packages=ca-certificates,curl,wget,netcat-openbsd,telnet,net-tools,iproute2,iputils-ping,procps,psmisc,python3,perl,zip,unzip,p7zip-full
packages=$packages,gnupg,openssl,sudo,at,cron,rsync,openssh-client,openssh-server,xxd,binutils,gcc,libc6-dev,make,auditd,ufw,kmod,passwd
packages=$packages,e2fsprogs,systemd,busybox-static,rsyslog,logrotate,git,less,vim-tiny,file,lsof
debootstrap --variant=minbase --include="$packages" bookworm "$root" >"$root.log" 2>&1 || { tail -5 "$root.log" >&2; exit 70; }
# upx-ucl is not in bookworm's main archive of every architecture: without it the cases that pack a program say so.
chroot "$root" apt-get install -y --no-install-recommends upx-ucl >>"$root.log" 2>&1 || echo 'make-root: no upx-ucl here' >&2
rm -f "$root"/var/cache/apt/archives/*.deb
touch "$root/.complete"
