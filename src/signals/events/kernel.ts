/** How kernel activity is told, and what processes do to each other and to themselves. */
import { doorName } from '../../../schema/calls.ts';
import { callName } from '../../../schema/syscall-numbers.ts';
import { decodeText, printableText } from '../../base/text.ts';
import { internedInline, internedText } from '../../decode/interned.ts';
import type { RecordView } from '../../decode/record-view.ts';
import {
  BPF_HELPERS_CUT,
  BpfRecord,
  CapabilitiesRecord,
  CgroupWriteRecord,
  IO_URING_SQPOLL,
  IoUringRecord,
  KernelCallRecord,
  LoadModuleRecord,
  MemfdCreateRecord,
  MmapRecord,
  MODULE_ARGS_TRUNCATED,
  MODULE_FROM_MEMORY,
  MPROTECT_FORMER_UNKNOWN,
  MprotectRecord,
  OndemandRecord,
  PATH_FROM_KERNEL,
  PRCTL_NAME_TRUNCATED,
  PrctlRecord,
  ProcessMemoryRecord,
  PtraceRecord,
  SelinuxRecord,
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
import type { EventType, RuntimeEvent } from '../../enrich/event.ts';
import {
  ioUringOperation,
  isCompat,
  moduleArguments,
  moduleName,
  selinuxWrite,
  sysctlText,
} from '../../enrich/kernel-facts.ts';
import type { Credentials } from '../../enrich/process/types.ts';
import { constantName, flagNames } from './constant-names.ts';
import { capabilityNames, fileJson, type JsonContext, type JsonObject } from './parts.ts';
import type { EventView } from './view.ts';
import { cut, errnoName, nameOf } from './words.ts';

const hex = (n: bigint): string => `0x${n.toString(16)}`;
const text = (r: RecordView, offset: (r: RecordView) => number, length: (r: RecordView) => number): string =>
  internedText(r.u8, offset(r), length(r));

/** The process that something was done to, in words. */
function targetOf(event: RuntimeEvent, number = 0): string {
  const { target } = event;
  if (target === null) return number === 0 ? 'nobody' : `process ${number}`;
  return target === event.process ? 'itself' : `${nameOf(target)}(${target.pid})`;
}
/** `(EPERM)` of a call that failed. */
const failure = (event: RuntimeEvent): string => (event.retval < 0 ? ` (refused: ${errnoName(-event.retval)})` : '');
const syscall = (event: RuntimeEvent): JsonObject => ({ name: doorName(event.door), retval: event.retval });
const recordFile = (event: RuntimeEvent, context: JsonContext): JsonObject =>
  event.recordFile.inode === 0n ? {} : { file: fileJson(event.recordFile, event.mntNs, event.process.pid, context) };

function userIds(c: Credentials, event: RuntimeEvent, context: JsonContext): JsonObject {
  const name = (id: number): string => context.userName(id, event.mntNs, event.process.pid);
  return {
    ...{ uid: c.uid, user: name(c.uid), euid: c.euid, euser: name(c.euid), suid: c.suid, fsuid: c.fsuid },
    fsuser: name(c.fsuid),
  };
}
function groupIds(c: Credentials, event: RuntimeEvent, context: JsonContext): JsonObject {
  const name = (id: number): string => context.groupName(id, event.mntNs, event.process.pid);
  return {
    ...{ gid: c.gid, group: name(c.gid), egid: c.egid, egroup: name(c.egid), sgid: c.sgid, fsgid: c.fsgid },
    fsgroup: name(c.fsgid),
  };
}
const capabilities = (c: Credentials): JsonObject => ({
  cap_effective: capabilityNames(c.capEffective),
  cap_permitted: capabilityNames(c.capPermitted),
});

const REGISTERED = 2;

export const KERNEL_VIEWS = {
  signal: {
    category: 'Process Activity',
    json: (event, json) => {
      const r = event.record;
      json.signal = {
        type: constantName('signals', SignalRecord.number(r)),
        number: SignalRecord.number(r),
        pid: SignalRecord.addressee(r),
        code: SignalRecord.code(r),
      };
      json.syscall = syscall(event);
    },
    words: (event) =>
      `${nameOf(event.process)} sent ${constantName('signals', SignalRecord.number(event.record))} to ${targetOf(event, SignalRecord.addressee(event.record))}${failure(event)}`,
  },
  setuid: {
    category: 'Process Activity',
    json: (event, json, context) => {
      const { before } = event;
      json.setuid = {
        ...userIds(event.recordCredentials, event, context),
        ...(before === null ? {} : { before: userIds(before.credentials, event, context) }),
      };
      json.syscall = syscall(event);
    },
    words: (event) => {
      const c = event.recordCredentials;
      const from =
        event.before === null ? '' : ` from uid ${event.before.credentials.uid}/${event.before.credentials.euid}`;
      return `${nameOf(event.process)} changed${from} to uid ${c.uid}/${c.euid} (real/effective)`;
    },
  },
  setgid: {
    category: 'Process Activity',
    json: (event, json, context) => {
      const { before } = event;
      json.setgid = {
        ...groupIds(event.recordCredentials, event, context),
        ...(before === null ? {} : { before: groupIds(before.credentials, event, context) }),
      };
      json.syscall = syscall(event);
    },
    words: (event) => {
      const c = event.recordCredentials;
      const from =
        event.before === null ? '' : ` from gid ${event.before.credentials.gid}/${event.before.credentials.egid}`;
      return `${nameOf(event.process)} changed${from} to gid ${c.gid}/${c.egid} (real/effective)`;
    },
  },
  capset: {
    category: 'Process Activity',
    json: (event, json) => {
      json.capset = {
        ...capabilities(event.recordCredentials),
        ...(event.before === null ? {} : { before: capabilities(event.before.credentials) }),
      };
      json.syscall = syscall(event);
    },
    words: (event) => {
      const names = capabilityNames(event.recordCredentials.capEffective);
      return `${nameOf(event.process)} set its capabilities to ${names.length === 0 ? 'none' : cut(names.join(', '), 120)}`;
    },
  },
  setrlimit: {
    category: 'Process Activity',
    json: (event, json) => {
      const r = event.record;
      json.setrlimit = {
        resource: constantName('rlimit', SetrlimitRecord.resource(r)),
        rlim_cur: String(SetrlimitRecord.rlimCur(r)),
        rlim_max: String(SetrlimitRecord.rlimMax(r)),
      };
      json.syscall = syscall(event);
    },
    words: (event) => {
      const r = event.record;
      const limit = (n: bigint): string => (n === 0xffffffffffffffffn ? 'unlimited' : String(n));
      return `${nameOf(event.process)} set ${constantName('rlimit', SetrlimitRecord.resource(r))} of ${targetOf(event, SetrlimitRecord.targetPid(r))} to ${limit(SetrlimitRecord.rlimCur(r))}/${limit(SetrlimitRecord.rlimMax(r))}${failure(event)}`;
    },
  },
  prctl: {
    category: 'Process Activity',
    json: (event, json) => {
      const r = event.record;
      const name = text(r, PrctlRecord.newNameOffset, PrctlRecord.newNameLength);
      json.prctl = {
        option: constantName('prctl', PrctlRecord.option(r)),
        arg2: hex(PrctlRecord.arg2(r)),
        arg3: hex(PrctlRecord.arg3(r)),
        ...(name === '' ? {} : { new_name: name, is_name_truncated: (event.flags & PRCTL_NAME_TRUNCATED) !== 0 }),
      };
      json.syscall = syscall(event);
    },
    words: (event) => {
      const r = event.record;
      const name = text(r, PrctlRecord.newNameOffset, PrctlRecord.newNameLength);
      if (name !== '') return `${nameOf(event.process)} called itself ${printableText(name)}`;
      return `${nameOf(event.process)} did prctl ${constantName('prctl', PrctlRecord.option(r))}${failure(event)}`;
    },
  },
  ptrace: {
    category: 'Kernel Activity',
    json: (event, json) => {
      const r = event.record;
      json.ptrace = {
        request: constantName('ptrace', PtraceRecord.request(r)),
        address: hex(PtraceRecord.address(r)),
        data: hex(PtraceRecord.payload(r)),
      };
      json.syscall = syscall(event);
    },
    words: (event) =>
      `${nameOf(event.process)} did ${constantName('ptrace', PtraceRecord.request(event.record))} on ${targetOf(event, PtraceRecord.targetPid(event.record))}${failure(event)}`,
  },
  mmap: {
    category: 'Kernel Activity',
    json: (event, json, context) => {
      const r = event.record;
      Object.assign(json, recordFile(event, context));
      json.mmap = {
        address: hex(MmapRecord.address(r)),
        length: String(MmapRecord.length(r)),
        offset: String(MmapRecord.offset(r)),
        protection: flagNames('prot', MmapRecord.protection(r)),
        flags: flagNames('mmap_flags', MmapRecord.mapFlags(r)),
      };
      json.syscall = syscall(event);
    },
    words: (event) => {
      const r = event.record;
      const what = event.recordFile.inode === 0n ? 'anonymous memory' : printableText(event.recordFile.path);
      return `${nameOf(event.process)} mapped ${what} as ${protection(MmapRecord.protection(r))}${failure(event)}`;
    },
  },
  mprotect: {
    category: 'Kernel Activity',
    json: (event, json, context) => {
      const r = event.record;
      Object.assign(json, recordFile(event, context));
      json.mprotect = {
        address: hex(MprotectRecord.address(r)),
        length: String(MprotectRecord.length(r)),
        req_protection: flagNames('prot', MprotectRecord.requested(r)),
        ...((event.flags & MPROTECT_FORMER_UNKNOWN) !== 0
          ? {}
          : { vm_protection: flagNames('vm_flags', BigInt.asUintN(32, MprotectRecord.formerFlags(r))) }),
      };
      json.syscall = syscall(event);
    },
    words: (event) => {
      const r = event.record;
      const was =
        (event.flags & MPROTECT_FORMER_UNKNOWN) !== 0
          ? ''
          : ` from ${protection(Number(MprotectRecord.formerFlags(r) & 7n))}`;
      const of = event.recordFile.inode === 0n ? '' : ` of ${printableText(event.recordFile.path)}`;
      return `${nameOf(event.process)} changed the protection of memory${of}${was} to ${protection(MprotectRecord.requested(r))}${failure(event)}`;
    },
  },
  bpf: {
    category: 'Kernel Activity',
    json: (event, json) => {
      const r = event.record;
      const mapName = internedInline(r.u8, BpfRecord.mapNameOffset(r));
      const hasMap = BpfRecord.mapId(r) !== 0 || mapName !== '' || BpfRecord.mapType(r) !== 0;
      const programName = internedInline(r.u8, BpfRecord.programNameOffset(r));
      const hasProgram = BpfRecord.programId(r) !== 0 || programName !== '' || BpfRecord.programType(r) !== 0;
      const helpers = helperNumbers(r);
      json.bpf = {
        cmd: constantName('bpf_cmd', BpfRecord.cmd(r)),
        ...(hasMap
          ? {
              map: {
                ...(BpfRecord.mapId(r) === 0 ? {} : { id: BpfRecord.mapId(r) }),
                name: mapName,
                type: constantName('bpf_map_type', BpfRecord.mapType(r)),
              },
            }
          : {}),
        ...(hasProgram
          ? {
              program: {
                ...(BpfRecord.programId(r) === 0 ? {} : { id: BpfRecord.programId(r) }),
                name: programName,
                type: constantName('bpf_prog_type', BpfRecord.programType(r)),
                attach_type: constantName('bpf_attach_type', BpfRecord.attachType(r)),
                ...(BpfRecord.tag(r) === 0n ? {} : { tag: tagText(r) }),
                ...(helpers.length === 0 ? {} : { helpers: helpers.map((n) => constantName('bpf_helper', n)) }),
                ...((event.flags & BPF_HELPERS_CUT) === 0 ? {} : { helpers_truncated: true }),
              },
            }
          : {}),
        ...(BpfRecord.linkId(r) === 0 ? {} : { link: { id: BpfRecord.linkId(r) } }),
      };
      json.syscall = syscall(event);
    },
    words: (event) => {
      const r = event.record;
      const names = [
        internedInline(r.u8, BpfRecord.programNameOffset(r)),
        internedInline(r.u8, BpfRecord.mapNameOffset(r)),
      ].filter((name) => name !== '');
      return `${nameOf(event.process)} did ${constantName('bpf_cmd', BpfRecord.cmd(r))}${names.length === 0 ? '' : ` ${printableText(names.join(' '))}`}${failure(event)}`;
    },
  },
  load_module: {
    category: 'Kernel Activity',
    json: (event, json, context) => {
      const r = event.record;
      Object.assign(json, recordFile(event, context));
      json.module = {
        name: moduleName(event),
        loaded_from_memory: (event.flags & MODULE_FROM_MEMORY) !== 0,
        args: text(r, LoadModuleRecord.argsOffset, LoadModuleRecord.argsLength),
        argv: moduleArguments(event),
        args_truncated: (event.flags & MODULE_ARGS_TRUNCATED) !== 0,
      };
      json.syscall = syscall(event);
    },
    words: (event) => {
      const from = (event.flags & MODULE_FROM_MEMORY) !== 0 ? 'memory' : printableText(event.recordFile.path);
      return `${nameOf(event.process)} loaded the kernel module ${printableText(moduleName(event)) || 'without a name'} from ${from}${failure(event)}`;
    },
  },
  unload_module: {
    category: 'Kernel Activity',
    json: (event, json) => {
      const r = event.record;
      json.module = { name: text(r, UnloadModuleRecord.nameOffset, UnloadModuleRecord.nameLength) };
      json.syscall = { ...syscall(event), flags: UnloadModuleRecord.callFlags(r) };
    },
    words: (event) =>
      `${nameOf(event.process)} unloaded the kernel module ${printableText(text(event.record, UnloadModuleRecord.nameOffset, UnloadModuleRecord.nameLength))}${failure(event)}`,
  },
  selinux: {
    category: 'Kernel Activity',
    json: (event, json, context) => {
      const r = event.record;
      const write = selinuxWrite(event);
      Object.assign(json, recordFile(event, context));
      json.selinux = {
        written: text(r, SelinuxRecord.writtenOffset, SelinuxRecord.writtenLength),
        ...(write.boolName === '' ? {} : { bool: { name: write.boolName, state: write.boolState } }),
        ...(write.commits ? { bool_commit: true } : {}),
        ...(write.enforceStatus === '' ? {} : { enforce: { status: write.enforceStatus } }),
      };
      json.syscall = syscall(event);
    },
    words: (event) =>
      `${nameOf(event.process)} wrote ${printableText(text(event.record, SelinuxRecord.writtenOffset, SelinuxRecord.writtenLength))} into ${printableText(event.recordFile.path)}${failure(event)}`,
  },
  sysctl: {
    category: 'Kernel Activity',
    json: (event, json) => {
      const r = event.record;
      json.sysctl = {
        name: text(r, SysctlRecord.nameOffset, SysctlRecord.nameLength),
        action: SysctlRecord.action(r) === 2 ? 'write' : 'read',
        file_position: SysctlRecord.filePosition(r),
        value: sysctlText(event, 'value'),
        old_value: sysctlText(event, 'old_value'),
        name_truncated: (event.flags & SYSCTL_NAME_TRUNCATED) !== 0,
        value_truncated: (event.flags & SYSCTL_VALUE_TRUNCATED) !== 0,
        old_value_truncated: (event.flags & SYSCTL_OLD_TRUNCATED) !== 0,
      };
    },
    words: (event) => {
      const r = event.record;
      const name = printableText(text(r, SysctlRecord.nameOffset, SysctlRecord.nameLength));
      const value = (which: 'value' | 'old_value'): string => cut(printableText(sysctlText(event, which)), 60);
      if (SysctlRecord.action(r) !== 2) return `${nameOf(event.process)} reads the kernel parameter ${name}`;
      return `${nameOf(event.process)} sets the kernel parameter ${name} from ${value('old_value')} to ${value('value')}`;
    },
  },
  cgroup_write: {
    category: 'Kernel Activity',
    json: (event, json, context) => {
      const r = event.record;
      Object.assign(json, recordFile(event, context));
      json.cgroup_write = {
        pid: event.target?.pid ?? 0,
        cgroup_id: String(CgroupWriteRecord.movedTo(r)),
        path: cgroupPath(r),
        all_threads: CgroupWriteRecord.threadgroup(r) === 1,
      };
    },
    words: (event) =>
      `${nameOf(event.process)} moved ${targetOf(event)} to the control group ${printableText(cgroupPath(event.record))}`,
  },
  capabilities: {
    category: 'Process Activity',
    json: (event, json) => {
      const r = event.record;
      json.capabilities = {
        attempted: capabilityNames(CapabilitiesRecord.attempted(r)),
        used: capabilityNames(CapabilitiesRecord.used(r)),
      };
    },
    words: (event) => {
      const used = capabilityNames(CapabilitiesRecord.used(event.record));
      const refused = capabilityNames(
        CapabilitiesRecord.attempted(event.record) & ~CapabilitiesRecord.used(event.record),
      );
      const parts = [
        ...(used.length === 0 ? [] : [`used ${used.join(', ')}`]),
        ...(refused.length === 0 ? [] : [`tried ${refused.join(', ')}`]),
      ];
      return `${nameOf(event.process)} ${parts.join(' and ')}`;
    },
  },
  unshare: {
    category: 'Process Activity',
    json: (event, json) => {
      json.unshare = { flags: flagNames('clone_flags', UnshareRecord.unshareFlags(event.record)) };
      json.syscall = syscall(event);
    },
    words: (event) =>
      `${nameOf(event.process)} left namespaces: ${flagNames('clone_flags', UnshareRecord.unshareFlags(event.record)).join(', ')}${failure(event)}`,
  },
  setns: {
    category: 'Process Activity',
    json: (event, json, context) => {
      Object.assign(json, recordFile(event, context));
      json.setns = { flags: flagNames('clone_flags', SetnsRecord.nstype(event.record)) };
      json.syscall = syscall(event);
    },
    words: (event) => {
      const whose = event.target === null ? printableText(event.recordFile.path) : `those of ${targetOf(event)}`;
      return `${nameOf(event.process)} entered namespaces: ${whose}${failure(event)}`;
    },
  },
  memfd_create: {
    category: 'Kernel Activity',
    json: (event, json, context) => {
      const r = event.record;
      Object.assign(json, recordFile(event, context));
      json.memfd_create = {
        name: text(r, MemfdCreateRecord.nameOffset, MemfdCreateRecord.nameLength),
        flags: MemfdCreateRecord.memfdFlags(r),
      };
      json.syscall = syscall(event);
    },
    words: (event) =>
      `${nameOf(event.process)} made a file in memory called ${printableText(text(event.record, MemfdCreateRecord.nameOffset, MemfdCreateRecord.nameLength))}${failure(event)}`,
  },
  process_memory: {
    category: 'Kernel Activity',
    json: (event, json) => {
      const r = event.record;
      json.process_memory = {
        action: ProcessMemoryRecord.action(r) === 2 ? 'write' : 'read',
        address: hex(ProcessMemoryRecord.address(r)),
        size: String(ProcessMemoryRecord.size(r)),
        method: doorName(event.door),
      };
      json.syscall = syscall(event);
    },
    words: (event) => {
      const r = event.record;
      const verb = ProcessMemoryRecord.action(r) === 2 ? 'wrote into' : 'read from';
      return `${nameOf(event.process)} ${verb} the memory of ${targetOf(event, ProcessMemoryRecord.targetPid(r))} at ${hex(ProcessMemoryRecord.address(r))}${failure(event)}`;
    },
  },
  kernel_call: {
    category: 'Kernel Activity',
    json: (event, json, context) => {
      const r = event.record;
      const second = text(r, KernelCallRecord.destinationFilenameOffset, KernelCallRecord.destinationFilenameLength);
      Object.assign(json, recordFile(event, context));
      json.kernel_call = { name: doorName(event.door), args: callArguments(r) };
      json.syscall = {
        ...syscall(event),
        ...(event.passedPath === '' ? {} : { path: event.passedPath }),
        ...(second === '' ? {} : { destination_path: second }),
        ...(event.passedPath === ''
          ? {}
          : { resolution: (event.flags & PATH_FROM_KERNEL) !== 0 ? 'string-exact' : 'user' }),
      };
    },
    words: (event) =>
      `${nameOf(event.process)} called ${doorName(event.door)}${event.passedPath === '' ? '' : ` ${printableText(event.passedPath)}`}${failure(event)}`,
  },
  io_uring: {
    category: 'Kernel Activity',
    json: (event, json, context) => {
      const r = event.record;
      const operation = ioUringOperation(event);
      Object.assign(json, recordFile(event, context));
      json.io_uring = {
        action: ['', 'setup', 'register', 'submit'][IoUringRecord.action(r)] ?? '',
        ...(operation === '' ? {} : { operation }),
        ...(IoUringRecord.action(r) === 1
          ? { entries: IoUringRecord.entries(r) }
          : { opcode: IoUringRecord.opcode(r) }),
        setup_flags: IoUringRecord.setupFlags(r),
        fd: IoUringRecord.fd(r),
        ...(IoUringRecord.userData(r) === 0n ? {} : { user_data: hex(IoUringRecord.userData(r)) }),
        ...((event.flags & IO_URING_SQPOLL) === 0 ? {} : { polled: true }),
      };
      json.syscall = syscall(event);
    },
    words: (event) => {
      const r = event.record;
      const action = IoUringRecord.action(r);
      if (action === 1) return `${nameOf(event.process)} set up an io_uring${failure(event)}`;
      if (action === REGISTERED) return `${nameOf(event.process)} registered with an io_uring${failure(event)}`;
      const polled = (event.flags & IO_URING_SQPOLL) === 0 ? '' : ', picked up by a polling thread';
      return `${nameOf(event.process)} submitted ${ioUringOperation(event)} through io_uring${polled}`;
    },
  },
  ondemand: {
    category: 'Kernel Activity',
    json: (event, json) => {
      const r = event.record;
      json.ondemand = {
        name: `syscall:${callName(OndemandRecord.number(r), process.arch, isCompat(event))}`,
        args: ondemandArguments(r),
      };
      json.syscall = { name: callName(OndemandRecord.number(r), process.arch, isCompat(event)), retval: event.retval };
    },
    words: (event) =>
      `${nameOf(event.process)} called ${callName(OndemandRecord.number(event.record), process.arch, isCompat(event))}${failure(event)}`,
  },
  credential_change: {
    category: 'Process Activity',
    json: (event, json, context) => {
      const { before } = event;
      if (before === null) return;
      json.credential_change = {
        changed: before.changed,
        seen_by: event.seenBy,
        before: {
          ...userIds(before.credentials, event, context),
          ...groupIds(before.credentials, event, context),
          ...capabilities(before.credentials),
          user_ns: before.userNs,
        },
        after: {
          ...userIds(event.recordCredentials, event, context),
          ...groupIds(event.recordCredentials, event, context),
          ...capabilities(event.recordCredentials),
          user_ns: event.userNs,
        },
      };
    },
    words: (event) => {
      const { before } = event;
      const now = event.recordCredentials;
      const ids =
        before === null
          ? ''
          : ` from uid ${before.credentials.uid}/${before.credentials.euid} to ${now.uid}/${now.euid}`;
      return `credentials of ${nameOf(event.process)} changed without a call that explains it: ${before?.changed.join(', ') ?? ''}${ids}`;
    },
  },
  self_protection: {
    category: 'Kernel Activity',
    json: (event, json) => {
      json.self_protection = { ...event.attack, seen_by: event.seenBy };
      json.syscall = syscall(event);
    },
    words: (event) =>
      `${nameOf(event.process)} acted against Shrike: ${event.attack?.action.replaceAll('_', ' ') ?? ''}${event.attack?.detail ? ` (${printableText(event.attack.detail)})` : ''}`,
  },
} satisfies Partial<Record<EventType, EventView>>;

/** `rwx` */
function protection(bits: number): string {
  return `${(bits & 1) !== 0 ? 'r' : '-'}${(bits & 2) !== 0 ? 'w' : '-'}${(bits & 4) !== 0 ? 'x' : '-'}`;
}

function helperNumbers(r: RecordView): number[] {
  const numbers: number[] = [];
  [BpfRecord.helpers0(r), BpfRecord.helpers1(r), BpfRecord.helpers2(r), BpfRecord.helpers3(r)].forEach((bits, word) => {
    for (let rest = bits, bit = 0; rest !== 0n; rest >>= 1n, bit++)
      if ((rest & 1n) === 1n) numbers.push(64 * word + bit);
  });
  return numbers;
}

function tagText(r: RecordView): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BpfRecord.tag(r));
  return bytes.toString('hex');
}

/** Path of the control group that a process was moved to. */
function cgroupPath(r: RecordView): string {
  const names = decodeText(r.u8, CgroupWriteRecord.cgroupOffset(r), CgroupWriteRecord.cgroupLength(r))
    .split('\0')
    .filter((name) => name !== '');
  return `/${names.reverse().join('/')}`;
}

function callArguments(r: RecordView): string[] {
  return [
    KernelCallRecord.arg1(r),
    KernelCallRecord.arg2(r),
    KernelCallRecord.arg3(r),
    KernelCallRecord.arg4(r),
    KernelCallRecord.arg5(r),
    KernelCallRecord.arg6(r),
  ].map(hex);
}

function ondemandArguments(r: RecordView): JsonObject[] {
  const one = (value: bigint, offset: number, length: number): JsonObject => {
    const str = length === 0 ? '' : decodeText(r.u8, offset, length);
    return { uint: hex(value), ...(str === '' ? {} : { str }) };
  };
  return [
    one(OndemandRecord.arg1(r), OndemandRecord.text1Offset(r), OndemandRecord.text1Length(r)),
    one(OndemandRecord.arg2(r), OndemandRecord.text2Offset(r), OndemandRecord.text2Length(r)),
    one(OndemandRecord.arg3(r), OndemandRecord.text3Offset(r), OndemandRecord.text3Length(r)),
    one(OndemandRecord.arg4(r), OndemandRecord.text4Offset(r), OndemandRecord.text4Length(r)),
    one(OndemandRecord.arg5(r), OndemandRecord.text5Offset(r), OndemandRecord.text5Length(r)),
    one(OndemandRecord.arg6(r), OndemandRecord.text6Offset(r), OndemandRecord.text6Length(r)),
  ];
}
