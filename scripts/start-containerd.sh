#!/bin/sh
# Starts a containerd for tests, with its own state and with its Kubernetes interface (CRI) on: start-containerd.sh FOLDER DOCKER-FOLDER
#
# Prints the path of its socket. Images come from the test's Docker engine (start-docker.sh DOCKER-FOLDER), so that nothing is
# downloaded: shrike-test:1, and shrike-pause:1 for the sandboxes of pods. End it with: kill "$(cat FOLDER/containerd.pid)".
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)
docker_socket=$("$root/scripts/start-docker.sh" "$2")
PATH=$PATH:/usr/sbin:/sbin
socket=$folder/containerd.sock
ctr() { command ctr --address "$socket" "$@"; }
if ! ctr version > /dev/null 2>&1; then
  cat > "$folder/config.toml" <<CONFIG
version = 2
root = "$folder/root"
state = "$folder/state"
[grpc]
  address = "$socket"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "docker.io/library/shrike-pause:1"
  disable_apparmor = true
  restrict_oom_score_adj = true
  disable_hugetlb_controller = true
  stream_server_port = "0"
[plugins."io.containerd.grpc.v1.cri".containerd]
  snapshotter = "native"
[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "$folder/cni"
  conf_dir = "$folder/cni"
CONFIG
  setsid containerd --config "$folder/config.toml" > "$folder/containerd.log" 2>&1 &
  echo $! > "$folder/containerd.pid"
  for _ in $(seq 100); do
    ctr version > /dev/null 2>&1 && break
    sleep 0.2
  done
fi
ctr version > /dev/null 2>&1 || { echo "start-containerd: it does not start:" >&2; tail -5 "$folder/containerd.log" >&2; exit 1; }
if ! ctr -n k8s.io images ls -q | grep -q shrike-pause; then
  export DOCKER_HOST="unix://$docker_socket"
  docker save shrike-test:1 > "$folder/test.tar"
  docker export "$(docker create --name "pause-$$" shrike-test:1 true)" | docker import -c 'ENTRYPOINT ["/bin/sh","-c","trap \"exit 0\" TERM; sleep 1000000 & wait"]' - shrike-pause:1 > /dev/null
  docker rm "pause-$$" > /dev/null
  docker save shrike-pause:1 > "$folder/pause.tar"
  for namespace in k8s.io default; do
    ctr -n "$namespace" images import --snapshotter native "$folder/test.tar" > /dev/null
    ctr -n "$namespace" images import --snapshotter native "$folder/pause.tar" > /dev/null
  done
fi
echo "$socket"
