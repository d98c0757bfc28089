#!/bin/sh
# Makes the root that the ordinary day runs in: that of the attacks, with Node and Java, and with the packages at hand that
# the day itself installs (nobody has a network there). make-day-root.sh ROOT BASE; does nothing when it is there already.
set -eu
root=${1:?make-day-root.sh ROOT BASE} base=${2:?make-day-root.sh ROOT BASE}
case $(uname -m) in x86_64) arch=x64 ;; *) arch=arm64 ;; esac
node=$(cd "$(dirname "$0")/../.." && pwd)/node_modules/node-linux-$arch/bin/node
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
# npm is made of its own modules where it came with Node; Debian's own is made of four hundred packages.
npm=$(readlink -f "$(command -v npm)" | sed 's|/bin/npm-cli.js$||')
if [ -d "$npm/node_modules" ]; then
  mkdir -p "$root/opt/node/lib/node_modules" "$root/opt/node/bin"
  cp -L "$node" "$root/opt/node/bin/node"
  cp -a "$npm" "$root/opt/node/lib/node_modules/npm"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/opt/node/bin/npm"
else
  run apt-get install -y --no-install-recommends npm
fi
# debootstrap installs cron before there is its group, and users cannot enter jobs then.
run apt-get install -y --reinstall cron-daemon-common cron
# A copy may have lost the bits that let users become somebody else.
run chmod 4755 /usr/bin/sudo /usr/bin/su /usr/bin/passwd /usr/bin/chsh /usr/bin/chfn /usr/bin/newgrp /usr/bin/gpasswd
run sh -c 'getent group crontab >/dev/null && chgrp crontab /usr/bin/crontab /var/spool/cron/crontabs && chmod 2755 /usr/bin/crontab && chmod 1730 /var/spool/cron/crontabs'
rm -f "$root"/var/cache/apt/archives/*.deb
run apt-get install -y --no-install-recommends --download-only nginx-light postgresql jq tree
touch "$root/.complete"
