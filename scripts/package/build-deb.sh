#!/bin/sh
# Builds build/package/*.deb from the staged trees. build-deb.sh [VERSION]
set -eu
cd "$(dirname "$0")/../.."
out=build/package
version=${1:-$(sed -n 's/.*"version": "\(.*\)".*/\1/p' package.json)}
arch=$(dpkg --print-architecture)
[ -d "$out/stage/shrike" ] || scripts/package/stage.sh "$out/stage"
maintainer='Shrike developers <shrike@localhost>'

# package NAME DEPENDS SUMMARY TEXT
package() {
  tree=$out/stage/$1
  rm -rf "$tree/DEBIAN"
  mkdir -p "$tree/DEBIAN"
  cat > "$tree/DEBIAN/control" <<CONTROL
Package: $1
Version: $version
Architecture: $arch
Maintainer: $maintainer
Installed-Size: $(du -sk --exclude=DEBIAN "$tree" | cut -f1)
Depends: $2
Recommends: libpcap0.8, ca-certificates
Section: admin
Priority: optional
Description: $3
 $4
CONTROL
  if [ "$1" = shrike ]; then
    for script in postinst prerm postrm; do install -m 755 "deploy/deb/$script" "$tree/DEBIAN/$script"; done
    (cd "$tree" && find etc -type f | sed 's,^,/,' | sort) > "$tree/DEBIAN/conffiles"
  fi
  dpkg-deb --root-owner-group -Zgzip -z6 --build "$tree" "$out/$1_${version}_$arch.deb" >/dev/null
  echo "$out/$1_${version}_$arch.deb"
}
package shrike 'libc6 (>= 2.28), libstdc++6 (>= 5.2), libatomic1, libelf1, zlib1g' 'workload runtime security: probe and agent' \
  'Watches processes, files, network and kernel activity from inside the kernel, evaluates rules and raises signals.'
[ "${SHRIKE_PACKAGES:-}" = base ] || package shrike-server "shrike (= $version)" 'workload runtime security: server and console' \
  'Stores signals and events of a fleet, evaluates detections, serves the API and the console.'
