#!/bin/sh
# Boots one kernel on build/vm/disk.img and waits until it switches itself off:
#   boot.sh KERNEL SECONDS TESTS SECONDS_PER_FILE
# KERNEL is a name that fetch-kernel.sh knows, SECONDS bounds the whole boot, TESTS are paths joined by commas.
# Leaves build/vm/KERNEL.log (what the kernel said) and build/vm/KERNEL.tap (what the tests said). Exit 124: out of time.
#
# Surprising: the disk is never written (snapshot=on), so one image serves every kernel. Emulation is the default even
# where /dev/kvm is: nested KVM often opens and then fails on its first odd instruction. SHRIKE_VM_ACCEL=kvm takes it.
# SHRIKE_FILE_PROVIDER is handed on to the tests. bpf is put among the LSMs, as a machine that wants BPF LSM would have it.
set -eu
cd "$(dirname "$0")/../.."
PATH=$PATH:/usr/sbin:/sbin

kernel=$1 seconds=$2 tests=$3 file_seconds=$4
from=$(scripts/vm/fetch-kernel.sh "$kernel")
release=$(cat "$from/release")

# The first root: just enough to find the disk. Order matters, so depmod's order is kept.
modprobe_order() { modprobe -d "$from/modules" -S "$release" -D --ignore-install "$1" | awk '$1 == "insmod" { print $2 }'; }
early=build/vm/early-$kernel
rm -rf "$early"
mkdir -p "$early/bin" "$early/proc" "$early/dev" "$early/new"
cp "$(command -v busybox)" "$early/bin/busybox"
for module in virtio_pci virtio_blk crc32c_generic ext4; do modprobe_order "$module" 2>/dev/null || true; done | awk '!seen[$0]++' |
  while read -r path; do cp "$path" "$early/"; basename "$path"; done > "$early/order"
cat > "$early/init" <<'INIT'
#!/bin/busybox sh
B=/bin/busybox
$B mount -t proc proc /proc
$B mount -t devtmpfs dev /dev
while read -r module; do $B insmod "/$module"; done < /order
tries=0
until [ -b /dev/vda ] || [ $tries = 100 ]; do $B sleep 0.1; tries=$((tries + 1)); done
$B mount -t ext4 /dev/vda /new || { echo "no disk"; $B poweroff -f; }
$B umount /proc
$B mount --move /dev /new/dev
exec $B switch_root /new /init
INIT
chmod 755 "$early/init"
(cd "$early" && find . | cpio -o -H newc --quiet | gzip -1) > "build/vm/early-$kernel.img"
rm -rf "$early"

# The kernel's own modules are a second disk, for tests that need one (overlay, veth…).
if ! [ -s "$from/modules.img" ]; then
  mke2fs -q -t ext4 -O '^orphan_file,^metadata_csum_seed,^metadata_csum,^has_journal' -m 0 -E root_owner=0:0 \
    -d "$from/modules/lib/modules" "$from/modules.img.new" "$(du -sk "$from/modules" | awk '{ print int($1 * 1.2) + 16384 }')k"  > /dev/null
  mv "$from/modules.img.new" "$from/modules.img"
fi

# With SHRIKE_VM_ICOUNT time is the number of instructions run: ratios of times are exact then, however busy this machine is.
if [ -n "${SHRIKE_VM_ICOUNT:-}" ]; then speed='-accel tcg,thread=single -icount shift=0,sleep=off -smp 1'; else speed="-accel ${SHRIKE_VM_ACCEL:-tcg,thread=multi} -smp 2"; fi
# shellcheck disable=SC2086 # several arguments
exec timeout -k 5 "$seconds" qemu-system-x86_64 $speed -cpu max -m 2048 -display none -monitor none -no-reboot -nic none \
  -serial "file:build/vm/$kernel.log" -serial "file:build/vm/$kernel.tap" \
  -drive file=build/vm/disk.img,format=raw,if=virtio,snapshot=on \
  -drive "file=$from/modules.img,format=raw,if=virtio,readonly=on" \
  -kernel "$from/vmlinuz" -initrd "build/vm/early-$kernel.img" \
  -append "console=ttyS0 panic=-1 lsm=landlock,lockdown,yama,integrity,apparmor,bpf shrike.tests=$tests shrike.seconds=$file_seconds shrike.provider=${SHRIKE_FILE_PROVIDER:-}" < /dev/null
