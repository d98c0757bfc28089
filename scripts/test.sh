#!/bin/sh
# Runs the tests: test.sh runs every stage in order, test.sh STAGE… runs some. `test.sh --list` names them.
#
# Installs what the tests need first (Debian packages as root, npm's packages with the development tools). The last line
# is always `N passed, N failed`: the totals of node:test, plus one for each check that is a stage by itself (types, lint…).
# Surprising: a stage that cannot run here is SKIPPED, said so, and makes the exit code 2; where CI=true it has failed.
#
# Exit codes: 0 everything passed; 1 something failed; 2 what ran passed, but stages were skipped; 64 no such stage.
set -u
cd "$(dirname "$0")/.." || exit 1
root=$PWD
. scripts/packages.sh

# Stages in order: name and what it does. One function `stage_NAME` each, below.
stages='build types lint layers generated unit server console replay agent browser kernel containers attacks silence install vm'
describe() {
  case $1 in
    build) echo 'kernel half, native addon and test programs build' ;;
    types) echo 'TypeScript types' ;;
    lint) echo 'lint and format' ;;
    layers) echo 'import directions' ;;
    generated) echo 'generated files are fresh' ;;
    unit) echo 'unit tests' ;;
    server) echo 'the server with its store, from outside' ;;
    console) echo 'the console: types and build' ;;
    replay) echo 'replay of recordings' ;;
    agent) echo 'agent processes: killed, on full disks, with sinks that are down' ;;
    browser) echo 'the console in a real browser' ;;
    kernel) echo 'the running kernel' ;;
    containers) echo 'containers of real runtimes' ;;
    attacks) echo 'emulated attacks, each in a root of its own' ;;
    silence) echo 'an ordinary day, which must stay quiet' ;;
    install) echo 'packages, installed and used' ;;
    vm) echo 'other kernels in test machines' ;;
  esac
}

# A check passes or fails as a whole; node_tests leaves its totals in $totals itself.
stage_build() { check build_all; }
stage_types() { check node_modules/.bin/tsc --noEmit -p tsconfig.json; }
stage_lint() { check node_modules/.bin/biome ci --colors=off .; }
stage_layers() { check "$node" scripts/check-layers.ts; }
stage_generated() { check "$node" scripts/check-generated.ts; }
stage_unit() { node_tests 'src/**/*.test.ts' 'console/src/**/*.test.ts' 'schema/**/*.test.ts' 'native/**/*.test.ts' 'scripts/**/*.test.ts' 'bench/**/*.test.ts' 'test/secl/**/*.test.ts' 'test/cli/**/*.test.ts'; }
# One file at a time: each has a store of its own, and stores are hungry.
stage_server() { node_tests --test-concurrency=1 'test/server/**/*.test.ts'; }
stage_console() {
  check node_modules/.bin/tsc --noEmit -p console/tsconfig.json
  check scripts/build-console.sh
}
# One at a time: they measure time, and kill what they start.
stage_agent() { node_tests --test-concurrency=1 'test/agent/**/*.test.ts'; }
stage_replay() { node_tests 'test/replay/**/*.test.ts'; }
stage_browser() {
  want_browser
  if ! install_wanted; then skip 'chromium could not be installed'; wanted=; return; fi
  if ! scripts/build-console.sh; then check false; return; fi
  node_tests --test-concurrency=2 'console/test/**/*.test.ts'
}
# One file at a time: they watch the whole machine, and would see each other.
stage_kernel() {
  if [ "$(id -u)" != 0 ]; then skip 'needs root'; return; fi
  if ! [ -r /sys/kernel/btf/vmlinux ]; then skip 'this kernel has no /sys/kernel/btf/vmlinux'; return; fi
  node_tests --test-concurrency=1 'test/kernel/**/*.test.ts' 'test/host/**/*.test.ts'
}
# Real runtimes, started by the tests with a state of their own; what still runs afterwards is ended here.
stage_containers() {
  if [ "$(id -u)" != 0 ]; then skip 'needs root'; return; fi
  if ! [ -r /sys/kernel/btf/vmlinux ]; then skip 'this kernel has no /sys/kernel/btf/vmlinux'; return; fi
  want_containers
  if ! install_wanted; then skip 'container runtimes could not be installed'; wanted=; return; fi
  node_tests --test-concurrency=1 'test/workloads/**/*.test.ts'
  end_runtimes
}
end_runtimes() {
  for pid_file in build/docker/docker.pid build/containerd/containerd.pid; do
    if [ -r "$pid_file" ]; then kill "$(cat "$pid_file")" 2>/dev/null; fi
  done
}
stage_attacks() { in_debian_roots attacks; }
stage_silence() {
  want_containers
  in_debian_roots silence
  end_runtimes
}
stage_install() {
  want_containers
  want rpm rpmbuild 'makes and installs the RPM package'
  want golang-go go 'renders the Helm chart'
  want golang-github-masterminds-sprig-dev /usr/share/gocode/src/github.com/Masterminds/sprig 'has the functions that charts use'
  in_debian_roots install
  end_runtimes
}
# in_debian_roots FOLDER: tests that need a Debian of their own, made by debootstrap once.
in_debian_roots() {
  if [ "$(id -u)" != 0 ]; then skip 'needs root'; return; fi
  if ! [ -r /sys/kernel/btf/vmlinux ]; then skip 'this kernel has no /sys/kernel/btf/vmlinux'; return; fi
  want debootstrap debootstrap 'makes the Debian systems that tests act in'
  if ! install_wanted; then skip 'debootstrap could not be installed'; wanted=; return; fi
  node_tests --test-concurrency=1 "test/$1/**/*.test.ts"
}
stage_vm() {
  if [ "$(uname -m)" != x86_64 ]; then skip "test machines are x86_64, and this one is $(uname -m)"; return; fi
  want_vm
  # shellcheck disable=SC2154 # want_vm sets it
  if [ -n "$wanted" ]; then skip "Debian packages are missing:$wanted"; wanted=; return; fi
  mkdir -p build/vm
  rm -f build/vm/totals
  scripts/vm/run.sh
  add_up build/vm/totals $?
}

# Stages that only exist where they have tests are not listed without them.
has_tests() {
  case $1 in replay) [ -n "$(find test/replay -name '*.test.ts' -print -quit 2>/dev/null)" ] ;; esac
}

build_all() { for script in scripts/build-*.sh; do "$script" || return; done; }
check() { if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); failures="$failures $stage"; fi; }
skip() {
  if [ "${CI:-}" = true ]; then
    printf 'FAILED: %s, and nothing may be skipped here (CI=true)\n' "$1"
    failed=$((failed + 1)); failures="$failures $stage"
  else
    printf 'SKIPPED: %s\n' "$1"
    skipped="$skipped
  $stage: $1"
  fi
}
node_tests() {
  mkdir -p build/test
  rm -f "build/test/$stage.tap"
  "$node" --test --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=tap --test-reporter-destination="build/test/$stage.tap" "$@"
  add_up "build/test/$stage.tap" $?
}
# add_up FILE CODE: adds the last totals in FILE. No test at all, or an error that no total shows, is a failure too.
add_up() {
  totals=$(tail -n 20 "$1" 2>/dev/null | awk '
    /^# (pass|fail|cancelled|skipped) [0-9]+$/ { n[$2] = $3 }
    END { print n["pass"] + 0, n["fail"] + n["cancelled"] + 0, n["skipped"] + 0 }')
  # shellcheck disable=SC2086 # three numbers
  set -- "$2" $totals
  passed=$((passed + $2)) failed=$((failed + $3)) left_out=$((left_out + $4))
  if [ "$1" != 0 ] && [ "$3" = 0 ]; then failed=$((failed + 1)); echo "FAILED: the test run left with code $1"; set -- "$1" "$2" 1 "$4"; fi
  if [ "$1" = 0 ] && [ $(($2 + $3)) = 0 ]; then failed=$((failed + 1)); echo 'FAILED: no test ran'; set -- "$1" "$2" 1 "$4"; fi
  [ "$3" = 0 ] || failures="$failures $stage"
}

if [ "${1-}" = --list ]; then
  for stage in $stages; do printf '%-10s %s\n' "$stage" "$(describe "$stage")"; done
  exit 0
fi
for stage do
  case " $stages " in *" $stage "*) ;; *) echo "test.sh: there is no stage '$stage'; there are: $stages" >&2; exit 64 ;; esac
done
everything=
[ $# -gt 0 ] || everything=yes
[ $# -gt 0 ] || set -- $stages

passed=0 failed=0 left_out=0 skipped='' failures='' timings=''
begin=$(date +%s)

want_build
want gcc cc 'compiles the programs that kernel tests start'
want libc6-dev /usr/include/stdlib.h 'those programs link it'
want bpftool bpftool 'makes vmlinux.h for the benchmarks, and checks what tests see'
case " $* " in *' vm '*) [ "$(id -u)" != 0 ] || want_vm ;; esac
if ! install_wanted || ! install_node_modules dev; then
  echo '0 passed, 1 failed'
  exit 1
fi

for stage do
  if [ -n "$everything" ] && ! has_tests "$stage"; then continue; fi
  printf '\n=== %s: %s\n' "$stage" "$(describe "$stage")"
  stage_begin=$(date +%s)
  "stage_$stage"
  took=$(($(date +%s) - stage_begin))
  printf '=== %s took %s s\n' "$stage" "$took"
  timings="$timings
  $(printf '%-10s %5s s' "$stage" "$took")"
done

printf '\n=== summary\nstages:%s\n  %-10s %5s s\n' "$timings" all $(($(date +%s) - begin))
[ "$left_out" = 0 ] || printf 'tests that skipped themselves: %s\n%s\n' "$left_out" "$(grep -hE '^ *ok [0-9]+ - .* # SKIP' build/test/*.tap build/vm/*.tap 2>/dev/null | sed -E 's/^ *ok [0-9]+ - /  /; s/\r$//' | sort | uniq -c)"
[ -z "$skipped" ] || printf 'SKIPPED stages:%s\n' "$skipped"
[ -z "$failures" ] || printf 'FAILED stages:%s\n' "$(printf '%s' "$failures" | tr ' ' '\n' | awk 'NF && !seen[$0]++ { printf " %s", $0 }')"
printf '%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" = 0 ] || exit 1
[ -z "$skipped" ] || exit 2
exit 0
