#!/bin/sh
# Makes the root that the ordinary day runs in: that of the attacks, with Node and Java, and with the packages at hand that
# the day itself installs (nobody has a network there). make-day-root.sh ROOT BASE; does nothing when it is there already.
set -eu
root=${1:?make-day-root.sh ROOT BASE} base=${2:?make-day-root.sh ROOT BASE}
if [ -e "$root/.complete" ]; then exit 0; fi
rm -rf "$root"
cp -a "$base" "$root"
rm -f "$root/.complete"
# Java's installation looks at /proc, which goes away with the namespace.
run() {
  unshare --mount --pid --fork --kill-child sh -euc '
    mount --make-rprivate /; mount -t proc proc "$0/proc"
    exec chroot "$0" env DEBIAN_FRONTEND=noninteractive "$@"' "$root" "$@" >>"$root.log" 2>&1 || { tail -5 "$root.log" >&2; exit 70; }
}
: >"$root.log"
run apt-get update
run apt-get install -y --no-install-recommends nodejs openjdk-17-jdk-headless
# debootstrap installs cron before there is its group, and users cannot enter jobs then.
run apt-get install -y --reinstall cron-daemon-common cron
# A copy may have lost the bits that let users become somebody else.
run chmod 4755 /usr/bin/sudo /usr/bin/su /usr/bin/passwd /usr/bin/chsh /usr/bin/chfn /usr/bin/newgrp /usr/bin/gpasswd
run sh -c 'getent group crontab >/dev/null && chgrp crontab /usr/bin/crontab /var/spool/cron/crontabs && chmod 2755 /usr/bin/crontab && chmod 1730 /var/spool/cron/crontabs'
rm -f "$root"/var/cache/apt/archives/*.deb
run apt-get install -y --no-install-recommends --download-only nginx-light postgresql jq tree
touch "$root/.complete"
