#!/bin/sh
# Starts a Docker engine for tests, with its own state, and gives it a small image: start-docker.sh FOLDER
#
# Prints the path of its socket. Everything of it is below FOLDER; end it with: kill "$(cat FOLDER/docker.pid)".
# No bridge and no firewall rules: containers run with --network none. The image `shrike-test:1` is the machine's own
# busybox and, where built, the acting program of the kernel tests, so that nothing is downloaded.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)
PATH=$PATH:/usr/sbin:/sbin
export DOCKER_HOST="unix://$folder/docker.sock"
if ! docker version > /dev/null 2>&1; then
  # A file system of its own where overlays do not nest: the engine falls back to plain copies by itself.
  setsid dockerd --iptables=false --ip6tables=false --bridge=none --data-root "$folder/data" --exec-root "$folder/exec" \
    -H "$DOCKER_HOST" -p "$folder/docker.pid" > "$folder/docker.log" 2>&1 &
  for _ in $(seq 100); do
    docker version > /dev/null 2>&1 && break
    sleep 0.2
  done
fi
docker version > /dev/null 2>&1 || { echo "start-docker: the engine does not start:" >&2; tail -5 "$folder/docker.log" >&2; exit 1; }
if [ -z "$(docker images -q shrike-test:1)" ]; then
  image=$folder/image
  rm -rf "$image"
  mkdir -p "$image/bin" "$image/etc" "$image/tmp" "$image/proc" "$image/sys" "$image/dev" "$image/root"
  cp "$(command -v busybox)" "$image/bin/busybox"
  for name in sh cat ls true sleep touch echo id ps mkdir; do ln -s busybox "$image/bin/$name"; done
  if [ -x "$root/build/test/programs/acts" ]; then cp "$root/build/test/programs/acts" "$image/bin/acts"; fi
  printf 'root:x:0:0:root:/root:/bin/sh\nkestrel:x:1234:1234::/tmp:/bin/sh\n' > "$image/etc/passwd"
  printf 'root:x:0:\nkestrel:x:1234:\n' > "$image/etc/group"
  tar -C "$image" -c . | docker import -c 'LABEL org.opencontainers.image.revision=0123456' - shrike-test:1 > /dev/null
  docker tag shrike-test:1 registry.example/team/web:2.5
fi
echo "$folder/docker.sock"
