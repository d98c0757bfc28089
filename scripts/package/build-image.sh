#!/bin/sh
# Builds the container image: build-image.sh [TAG] (default shrike:VERSION). A Debian 12 from debootstrap, without what only
# installs software, and the staged tree of the packages. With Docker at hand the image is imported under TAG; the root is
# kept as build/package/image.tar in any case, for `docker import` and `podman import` elsewhere.
#
# Surprising: no Dockerfile. Nothing has to run in the image to make it, so a tar and three settings are all there is.
set -eu
cd "$(dirname "$0")/../.."
out=build/package
version=$(sed -n 's/.*"version": "\(.*\)".*/\1/p' package.json)
tag=${1:-shrike:$version}
base=$out/image-base
[ -d "$out/stage/shrike" ] || scripts/package/stage.sh "$out/stage"

if ! [ -e "$base/.complete" ]; then
  command -v debootstrap > /dev/null || { echo 'build-image: debootstrap is missing (Debian package debootstrap)' >&2; exit 72; }
  rm -rf "$base"
  mkdir -p "$base"
  debootstrap --variant=minbase --include=libelf1,zlib1g,libatomic1,libstdc++6,libpcap0.8,ca-certificates bookworm "$base" > "$out/image-base.log" 2>&1 ||
    { tail -5 "$out/image-base.log" >&2; exit 70; }
  # What only serves to install or to boot. dpkg's list stays without these, so that scanners see what is there.
  chroot "$base" dpkg --purge --force-depends --force-remove-essential --force-remove-protected \
    apt libapt-pkg6.0 gpgv debian-archive-keyring e2fsprogs logsave libext2fs2 mount tzdata passwd login init-system-helpers \
    sysvinit-utils adduser openssl perl-base >> "$out/image-base.log" 2>&1 || true
  chroot "$base" sh -c 'command -v cat && command -v chmod && command -v sh' > /dev/null
  rm -rf "$base"/usr/share/doc/* "$base"/usr/share/man "$base"/usr/share/locale "$base"/usr/share/info "$base"/usr/share/i18n \
    "$base"/var/lib/apt "$base"/var/cache/* "$base"/var/log/* "$base"/usr/lib/*-linux-gnu/gconv "$base"/usr/share/zoneinfo \
    "$base"/usr/lib/*-linux-gnu/perl-base "$base"/usr/share/perl5 "$base"/etc/apt
  printf 'shrike:x:998:\n' >> "$base/etc/group"
  printf 'shrike:x:998:998::/var/lib/shrike:/usr/sbin/nologin\n' >> "$base/etc/passwd"
  : > "$base/.complete"
fi

root=$out/image-root
rm -rf "$root"
cp -a "$base" "$root"
rm "$root/.complete"
tar -C "$out/stage/shrike" -c . | tar -C "$root" -x --keep-directory-symlink --no-same-owner --no-overwrite-dir
rm -rf "$root/usr/lib/systemd/system/shrike"* "$root/usr/share/bash-completion" "$root/usr/share/man"
install -m 755 deploy/docker/entrypoint.sh "$root/usr/bin/shrike-container"
install -m 640 deploy/docker/shrike.yaml "$root/etc/shrike/shrike.yaml"
mkdir -p "$root/run/shrike" "$root/var/lib/shrike/agent" "$root/var/cache/shrike" "$root/var/log/shrike"
chown -R 998:998 "$root/var/lib/shrike/agent" "$root/var/log/shrike"
chgrp 998 "$root/etc/shrike" "$root/etc/shrike/shrike.yaml"
# Compiled sources, so that a start in a read-only root is as quick.
mkdir "$root/usr/lib/shrike/scripts"
cp scripts/warm-cache.ts "$root/usr/lib/shrike/scripts/"
chroot "$root" env NODE_COMPILE_CACHE=/var/cache/shrike /usr/lib/shrike/bin/node --max-semi-space-size=4 --heap-growing-percent=30 \
  /usr/lib/shrike/scripts/warm-cache.ts
rm -r "$root/usr/lib/shrike/scripts"
tar -C "$root" --numeric-owner -cf "$out/image.tar" .
rm -rf "$root"
echo "$out/image.tar"
if docker version > /dev/null 2>&1; then
  docker import -c 'ENTRYPOINT ["/usr/bin/shrike-container"]' -c 'ENV PATH=/usr/sbin:/usr/bin:/sbin:/bin' \
    -c "LABEL org.opencontainers.image.title=shrike org.opencontainers.image.version=$version org.opencontainers.image.licenses=Apache-2.0" \
    "$out/image.tar" "$tag" > /dev/null
  echo "$tag"
fi
