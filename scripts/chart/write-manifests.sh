#!/bin/sh
# Writes deploy/kubernetes/shrike.yaml: the chart with its defaults, for those who use no Helm.
set -eu
cd "$(dirname "$0")/../.."
{
  echo '# Written by scripts/chart/write-manifests.sh from deploy/helm/shrike; do not edit.'
  echo '# kubectl create namespace shrike; kubectl label namespace shrike pod-security.kubernetes.io/enforce=privileged; kubectl apply -f shrike.yaml'
  scripts/chart/render.sh
} > deploy/kubernetes/shrike.yaml
