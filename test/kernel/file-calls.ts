/**
 * What tests of file events share: real calls by every door, and comparison of an event with what stat says.
 *
 * `calls` makes them in a process of its own (test/kernel/programs/calls.c), so that the probe sees somebody else.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { type BigIntStats, lstatSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CALLS } from '../../schema/calls.ts';
import type { SensorOptions } from '../../src/probe/sensor.ts';
import { liveFieldNames, readerOf } from '../../src/rules/field-readers.ts';
import type { FieldValue } from '../../src/rules/language/model.ts';
import { type EventJson, Watch } from './watch.ts';

const PROGRAM = fileURLToPath(new URL('../../build/test/programs/calls', import.meta.url));

/** Calls that tests need beside those that the sensor knows: x86_64 numbers, and arm64's. */
const OTHERS: Readonly<Record<string, readonly [x86_64: number, arm64: number]>> = {
  chroot: [161, 51],
  close: [3, 57],
  dup2: [33, 24],
  fsconfig: [431, 431],
  fsopen: [430, 430],
  pipe2: [293, 59],
  pivot_root: [155, 41],
  setresuid: [117, 147],
  unshare: [272, 97],
  write: [1, 64],
  read: [0, 63],
  symlinkat: [266, 36],
  mknodat: [259, 33],
  nanosleep: [35, 101],
  symlink: [88, 0],
  ftruncate: [77, 46],
};

/** Number of a call on this machine's architecture; undefined where there is none. */
export function numberOf(name: string): number | undefined {
  const other = OTHERS[name];
  if (other !== undefined) return process.arch === 'arm64' ? other[1] : other[0];
  const call = CALLS.find((c) => c.name === name);
  return process.arch === 'arm64' ? call?.arm64 : call?.x86_64;
}

/** Argument of a call. */
export const text = (value: string): string => `s:${value}`;
export const num = (value: number): string => `n:${value}`;
export const opened = (path: string): string => `o:${path}`;
export const result = (step: number): string => `r:${step}`;
export const NULL = '0';
export const AT_FDCWD = num(-100);

/** One step of {@link calls}. */
export type Step = readonly string[];

/** A call of this architecture. */
export const call = (name: string, ...args: string[]): Step => {
  const number = numberOf(name);
  assert.ok(number !== undefined, `this architecture has no ${name}`);
  return [String(number), ...args];
};
/** Through the 32-bit entry. */
export const call32 = (name: string, ...args: string[]): Step => [
  `32:${CALLS.find((c) => c.name === name)!.i386}`,
  ...args,
];
/** Through io_uring: fd, addr, len, off, flags, splice_fd, addr3. */
export const uring = (opcode: number, ...args: string[]): Step => [`u:${opcode}`, ...args];
export const uringWorker = (opcode: number, ...args: string[]): Step => [`w:${opcode}`, ...args];
/** A thread swaps the text `f:` between two from now on. */
export const flip = (one: string, other: string): Step => ['flip', one, other];

export interface CallsResult {
  readonly pid: number;
  /** Result and errno per step. */
  readonly steps: readonly (readonly [number, number])[];
}

/** Makes the calls, one after the other, in one process. */
export function calls(steps: readonly Step[], options: { cwd?: string } = {}): CallsResult {
  const args = steps.flatMap((step, i) => (i === 0 ? step : ['--', ...step]));
  const out = execFileSync(PROGRAM, args, { encoding: 'utf8', timeout: 60_000, ...options });
  const { pid, steps: results } = JSON.parse(out) as CallsResult;
  // A flip is a step of its own without a result.
  return { pid, steps: results };
}

/** The same beside the test, for steps that wait; `done` fails when the process does. */
export function callsBeside(steps: readonly Step[]): { child: ChildProcess; pid: number; done: Promise<CallsResult> } {
  const args = steps.flatMap((step, i) => (i === 0 ? step : ['--', ...step]));
  const child = spawn(PROGRAM, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (d) => {
    out += d;
  });
  const done = new Promise<CallsResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, kill) =>
      code === 0 ? resolve(JSON.parse(out)) : reject(new Error(`calls ended with ${code ?? kill}`)),
    );
  });
  // Those that are killed are waited for by nobody.
  done.catch(() => {});
  return { child, pid: child.pid!, done };
}

export const lstat = (path: string): BigIntStats => lstatSync(path, { bigint: true });
export const stat = (path: string): BigIntStats => statSync(path, { bigint: true });

/** Whether this architecture has a 32-bit entry that the sensor knows. */
export const NO_COMPAT = process.arch === 'x64' ? false : 'int 0x80 exists on x86 only';

/** A watch that also keeps the rule fields of each file event, in `fields`. */
export async function watchFiles(types: readonly string[], sensor: SensorOptions = {}): Promise<Watch> {
  const watch = new Watch({ passedText: true, types: [...types, 'fork', 'exec', 'exit'], ...sensor });
  const names = new Map(types.map((type) => [type, liveFieldNames().filter((name) => name.startsWith(`${type}.`))]));
  watch.probe.pipeline.watch((event) => {
    const last = watch.events.at(-1);
    if (last === undefined || last.evt.name !== event.type) return;
    const fields: Record<string, FieldValue> = {};
    for (const name of names.get(event.type) ?? []) fields[name] = readerOf(name)!(event);
    last.fields = fields;
  });
  await watch.probe.ready;
  return watch;
}

const nanoseconds = (iso: string): bigint => {
  const [seconds, fraction] = iso.slice(0, -1).split('.');
  return BigInt(`${Date.parse(`${seconds}Z`) / 1000}${fraction}`);
};

/** Compares all facts of a file in an event with what stat said, JSON and rule fields alike. */
export function sameFile(event: EventJson, at: 'file' | 'file.destination', path: string, truth: BigIntStats): void {
  const file = at === 'file' ? event.file : event.file.destination;
  assert.equal(file.path, path);
  assert.equal(file.name, path.slice(path.lastIndexOf('/') + 1));
  assert.equal(file.inode, String(truth.ino), `inode of ${path}`);
  assert.equal(file.mode, Number(truth.mode), `mode of ${path}: 0${file.mode.toString(8)}`);
  assert.equal(file.uid, Number(truth.uid));
  assert.equal(file.gid, Number(truth.gid));
  assert.equal(file.hard_links, Number(truth.nlink));
  assert.deepEqual(file.device, {
    major: Number((truth.dev >> 8n) & 0xfffn),
    minor: Number((truth.dev & 0xffn) | ((truth.dev >> 12n) & 0xfff00n)),
  });
  assert.equal(nanoseconds(file.modification_time), truth.mtimeNs);
  assert.equal(nanoseconds(file.change_time), truth.ctimeNs);
  sameFields(event.fields, `${event.evt.name}.${at}`, path, truth);
}

/** Compares the rule fields of a file with what stat said. */
export function sameFields(
  fields: Readonly<Record<string, FieldValue>>,
  prefix: string,
  path: string,
  truth: BigIntStats,
): void {
  assert.equal(fields[`${prefix}.path`], path);
  assert.equal(fields[`${prefix}.inode`], truth.ino, `inode of ${path}`);
  assert.equal(fields[`${prefix}.mode`], Number(truth.mode), `mode of ${path}`);
  assert.equal(fields[`${prefix}.rights`], Number(truth.mode) & 0o7777);
  assert.equal(fields[`${prefix}.uid`], Number(truth.uid));
  assert.equal(fields[`${prefix}.gid`], Number(truth.gid));
  assert.equal(fields[`${prefix}.modification_time`], truth.mtimeNs);
  assert.equal(fields[`${prefix}.change_time`], truth.ctimeNs);
  assert.equal(fields[`${prefix}.mount_visible`], true);
  assert.equal(fields[`${prefix}.mount_detached`], false);
}

/** One way to make a call, for tables. */
export interface Door {
  readonly name: string;
  /** `syscall.name` of the event. */
  readonly door: string;
  readonly steps: () => readonly Step[];
  readonly skip?: string | false;
}
