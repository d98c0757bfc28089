#!/bin/sh
# Renders the chart: render.sh [OPTION…] (see render.go), to standard output. Without options: what
# deploy/kubernetes/shrike.yaml holds. Needs Debian's packages golang-go and golang-github-masterminds-sprig-dev.
set -eu
cd "$(dirname "$0")/../.."
binary=build/chart/render
if ! [ -e "$binary" ] || [ scripts/chart/render.go -nt "$binary" ]; then
  mkdir -p build/chart
  GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS= GOCACHE="$PWD/build/chart/cache" go build -o "$binary" scripts/chart/render.go
fi
exec "$binary" "$@" deploy/helm/shrike
