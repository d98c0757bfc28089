/**
 * Which records the kernel half is asked for.
 *
 * Three kinds: those that everything else is understood by, which are always produced; the usual ones; and those that are
 * so frequent, or whose hooks cost others so much, that they are produced only while a rule or a person asks for them.
 */
import { RecordType } from '../decode/records.gen.ts';
import type { RuntimeEvent } from '../enrich/event.ts';
import { buildNumberApprover, type FilteredByNumber, NUMBER_FIELDS } from '../rules/engine/number-approvers.ts';
import { liveModel } from '../rules/field-readers.ts';
import type { RuleSet } from '../rules/policy/rule-set.ts';
import type { Sensor } from './sensor.ts';

type RecordName = keyof typeof RecordType;

/** What explains credentials, and acts against the sensor: without rules the kernel half reports only those. */
export const WATCHED_ALWAYS: readonly RecordName[] = [
  ...(['setuid', 'setgid', 'capset', 'prctl', 'unshare', 'setns'] as const),
  ...(['signal', 'ptrace', 'setrlimit', 'process_memory', 'bpf', 'credential_change', 'self_protection'] as const),
];

/** Produced only when asked for by name. */
const ONLY_WHEN_ASKED: ReadonlySet<string> = new Set<RecordName>([
  ...(['mmap', 'mprotect', 'capabilities', 'sysctl', 'selinux', 'io_uring', 'ondemand'] as const),
]);

/** Records of kernel activity: the configuration has no switch for them. */
export const KERNEL_TYPES: readonly RecordName[] = (Object.keys(RecordType) as RecordName[]).filter(
  (name) => RecordType[name] >= 20 && RecordType[name] <= 45,
);

/** What is produced when nobody says what: all but the costly ones. */
export const USUAL_TYPES: readonly string[] = Object.keys(RecordType).filter((name) => !ONLY_WHEN_ASKED.has(name));

/**
 * What is to be produced for what was asked by name: writes into memory files come with the records of foreign memory,
 * and what is made on top of other records comes with those.
 */
export function withCompanions(types: Iterable<string>): string[] {
  const all = new Set(types);
  if (all.has('process_memory')) all.add('memory_file');
  if (all.has('credential_change') || all.has('self_protection')) for (const name of WATCHED_ALWAYS) all.add(name);
  return [...all];
}

/**
 * Gives the kernel half its filters by number and the calls that rules name.
 * @param types what is going to be produced
 */
export function followRules(sensor: Sensor, rules: RuleSet<RuntimeEvent>, types: readonly string[]): void {
  for (const type of Object.keys(NUMBER_FIELDS) as FilteredByNumber[]) {
    const own = rules.byEventType.get(type) ?? [];
    // No rule, but produced all the same: nothing passes but what the kernel half lets pass by itself.
    const approver =
      own.length === 0
        ? { active: types.includes(type), anyBits: [0n, 0n] as const, places: [0n, 0n] as const }
        : buildNumberApprover(type, own, liveModel);
    sensor.setNumberApprover(type, approver);
  }
  sensor.setOndemandCalls(ondemandNames(rules));
}

/** Names of the system calls that rules about `ondemand` are bound to. */
function ondemandNames(rules: RuleSet<RuntimeEvent>): string[] {
  const names: string[] = [];
  for (const { checked } of rules.byEventType.get('ondemand') ?? []) {
    for (const text of JSON.stringify(checked.expression, (_, v) => (typeof v === 'bigint' ? String(v) : v)).matchAll(
      /"syscall:([a-z0-9_]+)"/g,
    ))
      names.push(text[1]!);
  }
  return names;
}
