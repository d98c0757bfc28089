#!/bin/sh
# What a container of the image runs. Without arguments: probe and agent together; when one of them ends, so does the
# container, so that whatever started it can start it again. With arguments: that command of shrike alone (`probe`, `agent`,
# `status`, `doctor`, …).
set -u
[ $# = 0 ] || exec shrike "$@"
shrike probe & probe=$!
shrike agent & agent=$!
trap 'kill -TERM "$probe" "$agent" 2>/dev/null' TERM INT
trap 'kill -HUP "$probe" "$agent" 2>/dev/null' HUP
while kill -0 "$probe" 2>/dev/null && kill -0 "$agent" 2>/dev/null; do
  sleep 1 & wait $! || true
done
kill -TERM "$probe" "$agent" 2>/dev/null
wait "$probe"; code=$?
wait "$agent" || true
exit "$code"
