/**
 * What others do to the sensor, read from the records of what they did. The kernel half lets records about the sensor's
 * process and BPF objects pass whatever rules ask for.
 *
 * What no record shows: a sensor that is killed can say nothing any more (its absence has to be noticed by who receives
 * its events), and a kernel that was changed may tell anything.
 */
import { internedText } from '../decode/interned.ts';
import type { RecordView } from '../decode/record-view.ts';
import {
  BPF_TOUCHES_SENSOR,
  BpfRecord,
  ProcessMemoryRecord,
  PtraceRecord,
  RecordType,
  SetrlimitRecord,
  SignalRecord,
  SysctlRecord,
} from '../decode/records.gen.ts';
import type { Attack } from './event.ts';

/** Writing 0 into one of these switches off what probes hang on. */
const TRACING_SWITCHES: ReadonlySet<string> = new Set(['kernel/ftrace_enabled', 'debug/kprobes-optimization']);

/**
 * What a record says of an act against the sensor, null for nothing.
 * @param selfPid the sensor's process, 0 for none (a recording)
 * @param actorPid who acted
 * @param targetPid who it was done to, 0 for nobody
 */
export function attackOn(
  type: number,
  r: RecordView,
  selfPid: number,
  actorPid: number,
  targetPid: number,
): Attack | null {
  if (type === RecordType.bpf) {
    if ((BpfRecord.flags(r) & BPF_TOUCHES_SENSOR) === 0 || actorPid === selfPid) return null;
    return { action: 'bpf_object_touched', detail: `bpf command ${BpfRecord.cmd(r)}` };
  }
  if (type === RecordType.sysctl) {
    if (SysctlRecord.action(r) !== 2 || SysctlRecord.valueLength(r) === 0) return null;
    const name = internedText(r.u8, SysctlRecord.nameOffset(r), SysctlRecord.nameLength(r));
    if (!TRACING_SWITCHES.has(name) || r.u8[SysctlRecord.valueOffset(r)] !== 0x30) return null;
    return { action: 'tracing_disabled', detail: `${name} set to 0` };
  }
  if (selfPid === 0 || targetPid !== selfPid || actorPid === selfPid) return null;
  switch (type) {
    case RecordType.signal:
      return { action: 'signalled', detail: `signal ${SignalRecord.number(r)}` };
    case RecordType.ptrace:
      return { action: 'traced', detail: `ptrace request ${PtraceRecord.request(r)}` };
    case RecordType.process_memory:
      return { action: ProcessMemoryRecord.action(r) === 2 ? 'memory_written' : 'memory_read', detail: '' };
    case RecordType.setrlimit:
      return { action: 'limited', detail: `resource ${SetrlimitRecord.resource(r)}` };
    case RecordType.cgroup_write:
      return { action: 'moved', detail: 'to another control group' };
    default:
      return null;
  }
}
