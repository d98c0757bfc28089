# What Shrike needs from Debian, and how it is installed. Sourced by `shrike` and the scripts, with $root set; plain POSIX sh.
#
# Surprising: things are looked for by what they provide (a command, a header), never by package name, so that a tool
# installed another way counts. apt and npm write to build/log, because their errors name hosts.

PATH=$PATH:/usr/sbin:/sbin
wanted= wanted_why=

# want PACKAGE PROVIDES WHY: remembers a package unless PROVIDES (a command, or a path) is there.
want() {
  case $2 in
    /*) [ -e "$2" ] && return 0 ;;
    *) command -v "$2" >/dev/null 2>&1 && return 0 ;;
  esac
  wanted="$wanted $1"
  wanted_why="$wanted_why
  $1: $3"
}

# The sets of packages, each for one purpose.
want_npm() { want npm npm 'brings the JavaScript packages and the Node.js that Shrike runs on'; }
want_build() {
  want clang clang 'compiles the kernel half (bpf/)'
  want llvm llvm-strip 'drops what the kernel does not read from the compiled objects'
  want g++ g++ 'compiles the native addon (native/)'
  want libbpf-dev /usr/include/bpf/libbpf.h 'loads the kernel half'
  want libelf-dev /usr/include/libelf.h 'libbpf reads objects with it'
  want zlib1g-dev /usr/include/zlib.h 'libbpf reads compressed kernel configuration with it'
  want libpcap0.8 "/usr/lib/$(uname -m)-linux-gnu/libpcap.so.0.8" 'reads packet filter expressions of rules'
}
want_containers() {
  want runc runc 'runs containers for tests'
  want containerd containerd 'runs containers for tests'
  want docker.io dockerd 'runs containers for tests'
  want busybox-static busybox 'is the user land of test containers and machines'
  want openssh-server /usr/sbin/sshd 'is logged in to by tests of sessions'
  want openssh-client ssh 'logs in'
  want sudo sudo 'changes the user in tests of sessions'
}
want_vm() {
  want qemu-system-x86 qemu-system-x86_64 'boots other kernels'
  want busybox-static busybox 'is the user land of the test machines'
  want cpio cpio 'packs their first root file system'
  want e2fsprogs mke2fs 'makes their disk'
  want kmod depmod 'orders their kernel modules'
  want xz-utils xz 'unpacks their kernel modules'
}

want_browser() { want chromium chromium 'is the browser that the console is tested in'; }

# install_wanted: installs what want remembered; says what and why, once. Returns 72 with one sentence when it cannot.
install_wanted() {
  [ -n "$wanted" ] || return 0
  if ! command -v apt-get >/dev/null 2>&1; then
    printf 'shrike: these tools are missing, and only Debian and its relatives get them installed by themselves. Please install (names as in Debian 12):%s\n' "$wanted_why" >&2
    return 72
  fi
  if [ "$(id -u)" != 0 ]; then
    printf 'shrike: these Debian packages are missing and only root can install them; run: sudo apt-get install%s%s\n' "$wanted" "$wanted_why" >&2
    return 72
  fi
  printf 'shrike: installing Debian packages%s\n' "$wanted_why" >&2
  mkdir -p "$root/build/log"
  # shellcheck disable=SC2086 # a list of names
  if ! apt_install $wanted > "$root/build/log/apt.log" 2>&1 &&
    { ! apt-get -qq update >> "$root/build/log/apt.log" 2>&1 || ! apt_install $wanted >> "$root/build/log/apt.log" 2>&1; }; then
    printf 'shrike: apt-get could not install%s; its own words are in %s\n' "$wanted" "$root/build/log/apt.log" >&2
    return 72
  fi
  wanted= wanted_why=
}
apt_install() { DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$@" < /dev/null; }

# install_node_modules [dev]: npm's packages exactly as package-lock.json has them; development tools only when asked for,
# and never taken away again. Does nothing when the lock file is the one that was installed. Sets $node.
install_node_modules() {
  stamp=$root/build/stamp/npm
  set -- "${1-}" "$(cksum < "$root/package-lock.json")"
  installed= kind=
  [ -r "$stamp" ] && { IFS= read -r installed; IFS= read -r kind; } < "$stamp"
  find_node
  if [ "$installed" != "$2" ] || [ -z "$node" ] || { [ "$1" = dev ] && [ "$kind" != dev ]; }; then
    [ "$kind" = dev ] && set -- dev "$2"
    want_npm
    install_wanted || return
    if [ "$1" = dev ]; then omit=; echo 'shrike: installing JavaScript packages with npm, with the tools for development' >&2
    else omit=--omit=dev; echo 'shrike: installing JavaScript packages with npm, among them the Node.js that Shrike runs on' >&2; fi
    mkdir -p "$root/build/log" "$root/build/stamp"
    npm_ci npm || return
    find_node
    if [ -z "$node" ]; then
      echo "shrike: npm brought no Node.js for this machine ($(uname -m)); Shrike runs on x86_64 and aarch64 with glibc" >&2
      return 72
    fi
    # npm leaves out native parts that want a newer Node.js than the one it runs on, such as Debian 12's: again, on ours.
    if start_node && [ -n "$("$node" "$root/scripts/missing-packages.ts" "$1")" ]; then
      cp "$node" "$root/build/npm-node" || return
      npm_ci "$root/build/npm-node" "$(readlink -f "$(command -v npm)")" || return
      rm -f "$root/build/npm-node"
      missing=$("$node" "$root/scripts/missing-packages.ts" "$1")
      if [ -n "$missing" ]; then
        printf 'shrike: npm did not install %s; its own words are in %s\n' "$(echo $missing)" "$root/build/log/npm.log" >&2
        return 72
      fi
    fi
    # Made by root in a folder of somebody else: theirs, so that their own npm and git can work with it.
    if [ "$(id -u)" = 0 ]; then chown -R --reference="$root" "$root/node_modules" "$root/build"; fi
    printf '%s\n%s\n' "$2" "$1" > "$stamp"
  fi
  start_node || return
  touch "$stamp"
}

# npm_ci NPM…: installs what package-lock.json has, by that command. Wants $omit.
npm_ci() {
  # shellcheck disable=SC2154,SC2086 # install_node_modules sets it; may be nothing
  (cd "$root" && "$@" ci $omit --no-audit --no-fund --no-update-notifier) > "$root/build/log/npm.log" 2>&1 < /dev/null && return
  printf 'shrike: npm could not install the JavaScript packages; its own words are in %s\n' "$root/build/log/npm.log" >&2
  return 72
}

# start_node: sees to it that the Node.js that npm brought starts.
start_node() {
  "$node" --version > /dev/null 2>&1 && return
  # The one library beyond libc and libstdc++ that it links.
  wanted=' libatomic1' wanted_why='
  libatomic1: Node.js links it'
  install_wanted || return
  if ! "$node" --version > /dev/null; then echo "shrike: $node does not start on this machine" >&2; return 72; fi
}

# find_node: sets $node to the installed Node.js, or to nothing. npm installed only the one for this processor.
find_node() {
  node=
  for candidate in "$root"/node_modules/node-linux-*/bin/node; do
    if [ -x "$candidate" ]; then node=$candidate; fi
  done
}
