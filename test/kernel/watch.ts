/**
 * What kernel tests share: a probe on the running kernel whose events are kept as JSON, and acts (small programs that do
 * one real system call and tell the truth about it, learnt another way).
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadNative } from '../../src/capture/native.ts';
import type { RuntimeEvent } from '../../src/enrich/event.ts';
import { parseKernelVersion } from '../../src/probe/hooks.ts';
import type { PipelineRule } from '../../src/probe/pipeline.ts';
import { Probe, type ProbeOptions } from '../../src/probe/probe.ts';
import type { SensorOptions } from '../../src/probe/sensor.ts';
import { eventJson } from '../../src/signals/event-json.ts';
import { schemaProblem } from '../event-schema.ts';

/** Test machines under emulation are slow, and slower still when the host is busy. */
const EMULATED = process.env.SHRIKE_VM !== undefined;

/** Longest wait for what happened before. */
const SETTLE_MS_MAX = 100_000;

/** Events of one kind that are held against the schema, per watch. */
const HELD_MAX = 200;

/** The program that acts. */
export const ACTS = fileURLToPath(new URL('../../build/test/programs/acts', import.meta.url));

// biome-ignore lint/suspicious/noExplicitAny: tests read JSON by name
export type EventJson = any;

/** True on kernels at least this new; a test may only skip because of it. */
export function kernelAtLeast(major: number, minor: number): boolean {
  const v = parseKernelVersion(release())!;
  return v.major > major || (v.major === major && v.minor >= minor);
}

/** A probe and what it has seen. */
export class Watch {
  readonly probe: Probe;
  readonly events: EventJson[] = [];
  readonly folder = mkdtempSync(join(tmpdir(), 'shrike-test-'));
  /** First event that was not as published. */
  problem = '';
  readonly #heldByType = new Map<string, number>();
  /** Time of the newest event that was handed over. */
  #lastNs = 0n;
  keep: (event: RuntimeEvent) => boolean = () => true;

  constructor(sensor: SensorOptions = {}, options: Partial<ProbeOptions<PipelineRule>> = {}) {
    this.probe = new Probe({ sensor, ...options });
    // Tests of workloads ask for all that will be known; the others for what is known at once.
    const { pipeline } = this.probe;
    const watch = options.workloads === undefined ? pipeline.watch : pipeline.watchSettled;
    watch.call(pipeline, (event) => {
      if (event.bootTimeNs > this.#lastNs) this.#lastNs = event.bootTimeNs;
      if (!this.keep(event)) return;
      const json = eventJson(event, this.probe.json);
      this.#hold(event.type, json);
      this.events.push(json);
    });
  }

  /** Holds events against the published schema; of a kind that never ends only the first. */
  #hold(type: string, json: EventJson): void {
    const count = this.#heldByType.get(type) ?? 0;
    if (count >= HELD_MAX || this.problem !== '') return;
    this.#heldByType.set(type, count + 1);
    const problem = schemaProblem(json);
    if (problem !== '') this.problem = `${type}: ${problem}`;
  }

  static async start(sensor: SensorOptions = {}, options: Partial<ProbeOptions<PipelineRule>> = {}): Promise<Watch> {
    const watch = new Watch(sensor, options);
    await watch.probe.ready;
    return watch;
  }

  /** Runs an act to its end and returns the JSON that it printed (undefined when it printed none). */
  act(...args: string[]): EventJson {
    const out = execFileSync(ACTS, args, { encoding: 'utf8', timeout: 60_000 }).trim();
    return out === '' ? undefined : JSON.parse(out.split('\n')[0]!);
  }

  /** Runs any program without waiting for output; gives its pid and how it ended. */
  async run(
    program: string,
    args: readonly string[],
    options: { cwd?: string; env?: NodeJS.ProcessEnv; argv0?: string } = {},
  ): Promise<{ pid: number; code: number | null; kill: string | null; out: string }> {
    return new Promise((resolve, reject) => {
      const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], ...options });
      let out = '';
      child.stdout.on('data', (d) => {
        out += d;
      });
      child.on('error', reject);
      child.on('close', (code, kill) => resolve({ pid: child.pid!, code, kill, out }));
    });
  }

  /** Waits until an event fits; fails with what was seen of that process. The bound allows for a very busy machine. */
  async find(what: string, fits: (event: EventJson) => boolean, ms = EMULATED ? 60_000 : 30_000): Promise<EventJson> {
    for (const end = Date.now() + ms; ; ) {
      const event = this.events.find(fits);
      if (event !== undefined) return event;
      if (Date.now() > end) break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const seen = this.events
      .slice(-15)
      .map((e) => `${e.evt.name} ${e.process.pid} ${e.file?.path ?? ''} ${e.process.executable.path}`);
    assert.fail(`no event: ${what}. Last seen:\n${seen.join('\n')}`);
  }

  /** The event of one process. */
  event(type: string, pid: number, fits: (event: EventJson) => boolean = () => true): Promise<EventJson> {
    return this.find(`${type} of ${pid}`, (e) => e.evt.name === type && e.process.pid === pid && fits(e));
  }

  /**
   * Waits until the rings have been empty for a while. As others on the machine never rest, what happened after the call is
   * not waited for longer than some seconds; what happened before it is, as a busy machine falls behind.
   */
  async settle(): Promise<void> {
    const pauseMs = EMULATED ? 150 : 25;
    const calledNs = loadNative().bootTimeNs();
    const start = Date.now();
    const isOver = (): boolean =>
      Date.now() > start + SETTLE_MS_MAX || (Date.now() > start + 200 * pauseMs && this.#lastNs > calledNs);
    for (let same = 0, last = -1; same < 4 && !isOver(); ) {
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      const now = this.probe.pipeline.counts.records;
      same = now === last ? same + 1 : 0;
      last = now;
    }
  }

  /** Stops and checks that nothing went wrong inside. */
  async stop(): Promise<void> {
    await this.probe.stop();
    rmSync(this.folder, { recursive: true, force: true });
    const { counts, firstError } = this.probe.pipeline;
    assert.equal(counts.stageErrors, 0, `a stage failed: ${(firstError as Error)?.stack ?? firstError}`);
    assert.equal(this.problem, '', 'an event is not as docs/reference/event.schema.json says (schema/event-json/)');
    assert.equal(counts.malformed, 0, 'the kernel half wrote a record that the decoder refuses');
  }
}
