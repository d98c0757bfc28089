/** Fields of kernel activity and of what processes do to each other and to themselves. */
import { doorName } from '../../../schema/calls.ts';
import { callName } from '../../../schema/syscall-numbers.ts';
import { decodeText } from '../../base/text.ts';
import { internedInline, internedText } from '../../decode/interned.ts';
import type { RecordView } from '../../decode/record-view.ts';
import {
  BpfRecord,
  CapabilitiesRecord,
  IO_URING_SQPOLL,
  IoUringRecord,
  KernelCallRecord,
  LoadModuleRecord,
  MemfdCreateRecord,
  MmapRecord,
  MODULE_ARGS_TRUNCATED,
  MODULE_FROM_MEMORY,
  MprotectRecord,
  OndemandRecord,
  PRCTL_NAME_TRUNCATED,
  PrctlRecord,
  ProcessMemoryRecord,
  PtraceRecord,
  SetnsRecord,
  SetrlimitRecord,
  SignalRecord,
  SYSCTL_NAME_TRUNCATED,
  SYSCTL_OLD_TRUNCATED,
  SYSCTL_VALUE_TRUNCATED,
  SysctlRecord,
  UnloadModuleRecord,
  UnshareRecord,
} from '../../decode/records.gen.ts';
import type { RuntimeEvent } from '../../enrich/event.ts';
import {
  ioUringOperation,
  isCompat,
  moduleArguments,
  moduleName,
  selinuxWrite,
  sysctlText,
} from '../../enrich/kernel-facts.ts';
import { addElements, addFile, addProcess, CREDENTIALS, readers } from './readers.ts';

/** Lists of the ancestors of who something is done to. */
export const TARGET_LISTS: ReadonlySet<string> = new Set([
  'signal.target.ancestors',
  'ptrace.tracee.ancestors',
  'setrlimit.target.ancestors',
  'process_memory.target.ancestors',
  'setns.target.ancestors',
]);

for (const list of TARGET_LISTS) {
  const target = list.slice(0, list.lastIndexOf('.'));
  addProcess(target, (e) => e.target);
  addProcess(`${target}.parent`, (e) => e.target?.ancestor ?? null);
  addElements(list);
  readers.set(`${list}.length`, (e) => e.targetAncestors.length);
}
for (const type of [
  'signal',
  'setrlimit',
  'prctl',
  'ptrace',
  'mmap',
  'mprotect',
  'bpf',
  'load_module',
  'unload_module',
]) {
  readers.set(`${type}.retval`, (e) => e.retval);
}
for (const type of ['io_uring', 'kernel_call', 'memfd_create', 'process_memory', 'setns', 'self_protection'])
  readers.set(`${type}.retval`, (e) => e.retval);

readers.set('signal.pid', (e) => SignalRecord.addressee(e.record));
readers.set('signal.type', (e) => SignalRecord.number(e.record));

for (const [type, names] of [
  ['setuid', ['uid', 'euid', 'fsuid', 'user', 'euser', 'fsuser']],
  ['setgid', ['gid', 'egid', 'fsgid', 'group', 'egroup', 'fsgroup']],
  ['capset', ['cap_effective', 'cap_permitted']],
] as const) {
  for (const name of names) {
    const read = CREDENTIALS[name]!;
    readers.set(`${type}.${name}`, (e) => read(e.recordCredentials, e.mntNs, e.process.pid));
  }
}

readers.set('setrlimit.resource', (e) => SetrlimitRecord.resource(e.record));
readers.set('setrlimit.rlim_cur', (e) => SetrlimitRecord.rlimCur(e.record));
readers.set('setrlimit.rlim_max', (e) => SetrlimitRecord.rlimMax(e.record));

readers.set('prctl.option', (e) => PrctlRecord.option(e.record));
readers.set('prctl.new_name', (e) => at(e.record, PrctlRecord.newNameOffset, PrctlRecord.newNameLength));
readers.set('prctl.is_name_truncated', (e) => (e.flags & PRCTL_NAME_TRUNCATED) !== 0);

readers.set('ptrace.request', (e) => PtraceRecord.request(e.record));

addFile('mmap.file', (e) => e.recordFile);
readers.set('mmap.protection', (e) => MmapRecord.protection(e.record));
readers.set('mmap.flags', (e) => MmapRecord.mapFlags(e.record));
readers.set('mprotect.req_protection', (e) => MprotectRecord.requested(e.record));
readers.set('mprotect.vm_protection', (e) => Number(BigInt.asUintN(32, MprotectRecord.formerFlags(e.record))));

readers.set('bpf.cmd', (e) => BpfRecord.cmd(e.record));
readers.set('bpf.map.name', (e) => internedInline(e.record.u8, BpfRecord.mapNameOffset(e.record)));
readers.set('bpf.map.type', (e) => BpfRecord.mapType(e.record));
readers.set('bpf.prog.attach_type', (e) => BpfRecord.attachType(e.record));
readers.set('bpf.prog.helpers', (e) => bpfHelpers(e));
readers.set('bpf.prog.name', (e) => internedInline(e.record.u8, BpfRecord.programNameOffset(e.record)));
readers.set('bpf.prog.tag', (e) => bpfTag(e));
readers.set('bpf.prog.type', (e) => BpfRecord.programType(e.record));

/** Numbers of the helper functions that the loaded program calls. */
function bpfHelpers(e: RuntimeEvent): number[] {
  const r = e.record;
  const helpers: number[] = [];
  [BpfRecord.helpers0(r), BpfRecord.helpers1(r), BpfRecord.helpers2(r), BpfRecord.helpers3(r)].forEach((bits, word) => {
    for (let bit = 0; bits >> BigInt(bit) !== 0n; bit++)
      if (((bits >> BigInt(bit)) & 1n) === 1n) helpers.push(64 * word + bit);
  });
  return helpers;
}

/** The program's tag as bpftool prints it, '' for none. */
function bpfTag(e: RuntimeEvent): string {
  const tag = BpfRecord.tag(e.record);
  if (tag === 0n) return '';
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(tag);
  return bytes.toString('hex');
}

addFile('load_module.file', (e) => e.recordFile);
readers.set('load_module.name', moduleName);
readers.set('load_module.args', (e) => at(e.record, LoadModuleRecord.argsOffset, LoadModuleRecord.argsLength));
readers.set('load_module.argv', moduleArguments);
readers.set('load_module.args_truncated', (e) => (e.flags & MODULE_ARGS_TRUNCATED) !== 0);
readers.set('load_module.loaded_from_memory', (e) => (e.flags & MODULE_FROM_MEMORY) !== 0);
readers.set('unload_module.name', (e) => at(e.record, UnloadModuleRecord.nameOffset, UnloadModuleRecord.nameLength));

readers.set('selinux.bool.name', (e) => selinuxWrite(e).boolName);
readers.set('selinux.bool.state', (e) => selinuxWrite(e).boolState);
readers.set('selinux.bool_commit.state', (e) => selinuxWrite(e).commits);
readers.set('selinux.enforce.status', (e) => selinuxWrite(e).enforceStatus);

readers.set('sysctl.action', (e) => SysctlRecord.action(e.record));
readers.set('sysctl.file_position', (e) => SysctlRecord.filePosition(e.record));
readers.set('sysctl.name', (e) => at(e.record, SysctlRecord.nameOffset, SysctlRecord.nameLength));
readers.set('sysctl.name_truncated', (e) => (e.flags & SYSCTL_NAME_TRUNCATED) !== 0);
readers.set('sysctl.old_value', (e) => sysctlText(e, 'old_value'));
readers.set('sysctl.old_value_truncated', (e) => (e.flags & SYSCTL_OLD_TRUNCATED) !== 0);
readers.set('sysctl.value', (e) => sysctlText(e, 'value'));
readers.set('sysctl.value_truncated', (e) => (e.flags & SYSCTL_VALUE_TRUNCATED) !== 0);

addFile('cgroup_write.file', (e) => e.recordFile);
readers.set('cgroup_write.pid', (e) => e.target?.pid ?? 0);

readers.set('capabilities.attempted', (e) => CapabilitiesRecord.attempted(e.record));
readers.set('capabilities.used', (e) => CapabilitiesRecord.used(e.record));

readers.set('unshare.flags', (e) => Number(BigInt.asUintN(32, UnshareRecord.unshareFlags(e.record))));
addFile('setns.file', (e) => e.recordFile);
readers.set('setns.flags', (e) => SetnsRecord.nstype(e.record));

readers.set('ondemand.name', (e) => `syscall:${callName(OndemandRecord.number(e.record), process.arch, isCompat(e))}`);
(
  [
    [OndemandRecord.arg1, OndemandRecord.text1Offset, OndemandRecord.text1Length],
    [OndemandRecord.arg2, OndemandRecord.text2Offset, OndemandRecord.text2Length],
    [OndemandRecord.arg3, OndemandRecord.text3Offset, OndemandRecord.text3Length],
    [OndemandRecord.arg4, OndemandRecord.text4Offset, OndemandRecord.text4Length],
    [OndemandRecord.arg5, OndemandRecord.text5Offset, OndemandRecord.text5Length],
    [OndemandRecord.arg6, OndemandRecord.text6Offset, OndemandRecord.text6Length],
  ] as const
).forEach(([arg, offset, length], i) => {
  readers.set(`ondemand.arg${i + 1}.uint`, (e) => arg(e.record));
  readers.set(`ondemand.arg${i + 1}.str`, (e) => decodeText(e.record.u8, offset(e.record), length(e.record)));
});

addFile('memfd_create.file', (e) => e.recordFile);
readers.set('memfd_create.name', (e) => at(e.record, MemfdCreateRecord.nameOffset, MemfdCreateRecord.nameLength));
readers.set('memfd_create.flags', (e) => MemfdCreateRecord.memfdFlags(e.record));

readers.set('process_memory.action', (e) => ProcessMemoryRecord.action(e.record));
readers.set('process_memory.address', (e) => ProcessMemoryRecord.address(e.record));
readers.set('process_memory.size', (e) => ProcessMemoryRecord.size(e.record));
readers.set('process_memory.method', (e) => doorName(e.door));

addFile('kernel_call.file', (e) => e.recordFile);
readers.set('kernel_call.name', (e) => doorName(e.door));
[
  KernelCallRecord.arg1,
  KernelCallRecord.arg2,
  KernelCallRecord.arg3,
  KernelCallRecord.arg4,
  KernelCallRecord.arg5,
  KernelCallRecord.arg6,
].forEach((arg, i) => {
  readers.set(`kernel_call.arg${i + 1}`, (e) => arg(e.record));
});
readers.set('kernel_call.syscall.path', (e) => e.passedPath);
readers.set('kernel_call.syscall.destination.path', (e) =>
  at(e.record, KernelCallRecord.destinationFilenameOffset, KernelCallRecord.destinationFilenameLength),
);

addFile('io_uring.file', (e) => e.recordFile);
readers.set('io_uring.action', (e) => IoUringRecord.action(e.record));
readers.set('io_uring.opcode', (e) => IoUringRecord.opcode(e.record));
readers.set('io_uring.operation', ioUringOperation);
readers.set('io_uring.setup_flags', (e) => IoUringRecord.setupFlags(e.record));
readers.set('io_uring.fd', (e) => IoUringRecord.fd(e.record));
readers.set('io_uring.polled', (e) => (e.flags & IO_URING_SQPOLL) !== 0);

readers.set('credential_change.changed', (e) => e.before?.changed ?? []);
readers.set('credential_change.old_uid', (e) => e.before?.credentials.uid ?? 0);
readers.set('credential_change.old_euid', (e) => e.before?.credentials.euid ?? 0);
readers.set('credential_change.old_gid', (e) => e.before?.credentials.gid ?? 0);
readers.set('credential_change.old_egid', (e) => e.before?.credentials.egid ?? 0);
readers.set('credential_change.old_cap_effective', (e) => e.before?.credentials.capEffective ?? 0n);
readers.set('credential_change.old_cap_permitted', (e) => e.before?.credentials.capPermitted ?? 0n);
readers.set('credential_change.seen_by', (e) => e.seenBy);

readers.set('self_protection.action', (e) => e.attack?.action ?? '');
readers.set('self_protection.detail', (e) => e.attack?.detail ?? '');
readers.set('self_protection.seen_by', (e) => e.seenBy);

function at(r: RecordView, offset: (r: RecordView) => number, length: (r: RecordView) => number): string {
  return internedText(r.u8, offset(r), length(r));
}
