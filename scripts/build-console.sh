#!/bin/sh
# Builds the console: console/dist, static files that the server hands out. Does nothing when they are newer than all
# sources. Needs only what npm ci brings.
set -eu
cd "$(dirname "$0")/.."
root=$PWD
. scripts/packages.sh
find_node
[ -n "$node" ] || { echo 'build-console: no Node.js; run scripts/test.sh or ./shrike once, or npm ci' >&2; exit 1; }
newest=console/dist/index.html
if [ -f "$newest" ] && [ -z "$(find console/index.html console/vite.config.ts console/src console/public src/rules src/server/api schema package-lock.json -newer "$newest" -type f ! -name '*.test.ts' -print -quit 2>/dev/null)" ]; then
  exit 0
fi
"$node" node_modules/vite/bin/vite.js build console --config console/vite.config.ts --logLevel warn
