#!/bin/sh
# Builds build/package/shrike-VERSION-1.ARCH.rpm from the staged tree: build-rpm.sh [VERSION]. Needs rpmbuild, which Debian has
# too (package rpm). The server is not in it: it is a package of Debian, or runs from its container.
set -eu
cd "$(dirname "$0")/../.."
out=$PWD/build/package
version=${1:-$(sed -n 's/.*"version": "\(.*\)".*/\1/p' package.json)}
command -v rpmbuild > /dev/null || { echo 'build-rpm: rpmbuild is missing (package rpm of Debian, rpm-build elsewhere)' >&2; exit 72; }
[ -d "$out/stage/shrike" ] || scripts/package/stage.sh "$out/stage"
top=$out/rpm
rm -rf "$top"
mkdir -p "$top"
cp -a "$out/stage/shrike" "$top/stage"
rm -rf "$top/stage/DEBIAN"
sed -i "s/Shrike [0-9].*\.$/Shrike $version./" "$top/stage/usr/bin/shrike"
sed -e "s,@VERSION@,$version,g" -e "s,@STAGE@,$top/stage,g" deploy/rpm/shrike.spec.in > "$top/shrike.spec"
rpmbuild -bb --quiet --define "_topdir $top" --define "_rpmdir $out" --define '_build_name_fmt %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm' \
  "$top/shrike.spec" > "$out/rpmbuild.log" 2>&1 || { tail -5 "$out/rpmbuild.log" >&2; exit 70; }
rm -rf "$top"
echo "$out/shrike-$version-1.$(uname -m).rpm"
