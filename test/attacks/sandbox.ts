/**
 * Workloads in throw-away roots, watched by a probe of this process: what ran, and the signals that its processes raised.
 * A signal belongs to a workload when its process tree leads to the workload's first process.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { RuntimeEvent } from '../../src/enrich/event.ts';
import { RuleRunner } from '../../src/probe/index.ts';
import { Probe } from '../../src/probe/probe.ts';
import { buildKernelApprovers } from '../../src/rules/engine/approver-table.ts';
import { liveModel } from '../../src/rules/field-readers.ts';
import { loadPolicyDirectory } from '../../src/rules/policy/load-policies.ts';
import type { LoadedRule } from '../../src/rules/policy/rule-set.ts';
import { type Severity, severityOf } from '../../src/signals/signal.ts';
import { whatHappened } from '../../src/signals/signal-line.ts';

const file = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
export const ROOT = file('build/debian-root');

/** One signal of a workload. */
export interface Raised {
  readonly rule: string;
  readonly severity: Severity;
  /** ATT&CK ids of the rule's tag. */
  readonly techniques: readonly string[];
  readonly what: string;
  /** Names of the process and its ancestors, nearest first. */
  readonly by: string;
  /** From the event in the kernel to here, ms. */
  readonly latencyMs: number;
}

export interface Outcome {
  readonly code: number | null;
  readonly output: string;
  readonly signals: readonly Raised[];
}

/** A running probe with the shipped rules. */
export class Sandbox {
  readonly probe: Probe<LoadedRule<RuntimeEvent>>;
  #signals: (Raised & {
    readonly isInContainer: boolean;
    readonly line: readonly { readonly pid: number; readonly comm: string }[];
  })[] = [];

  private constructor() {
    this.probe = new Probe<LoadedRule<RuntimeEvent>>({ onSignal: (rule, event) => this.#note(rule, event) });
    const [began, used] = [performance.now(), process.cpuUsage()];
    const { rules } = loadPolicyDirectory<RuntimeEvent>(file('policies'), liveModel);
    const { user, system } = process.cpuUsage(used);
    console.log(
      `${rules.rules.size} rules loaded in ${(performance.now() - began).toFixed(0)} ms, ${((user + system) / 1000).toFixed(0)} ms of processor time`,
    );
    this.probe.pipeline.setRules(new RuleRunner(rules, this.probe.pipeline.tree));
    this.probe.sensor.setApprovers(buildKernelApprovers(rules.byEventType, liveModel));
  }

  static async start(): Promise<Sandbox> {
    const sandbox = new Sandbox();
    await sandbox.probe.ready;
    return sandbox;
  }

  #note(rule: LoadedRule<RuntimeEvent>, event: RuntimeEvent): void {
    this.#signals.push({
      rule: rule.source.id,
      severity: severityOf(rule),
      techniques: (rule.source.tags.get('technique') ?? '').match(/T\d{4}(?:\.\d{3})?/g) ?? [],
      what: whatHappened(event),
      by: [event.process, ...event.ancestors].map(({ comm }) => comm).join(' <- '),
      latencyMs: performance.timeOrigin + performance.now() - Number(event.timestampNs / 1000n) / 1000,
      isInContainer: event.cgroup.containerId !== '',
      line: [event.process, ...event.ancestors].map(({ pid, comm }) => ({ pid, comm })),
    });
  }

  /** Runs a shell script as root of a fresh copy of a root file system. */
  async run(script: string, secondsMax: number, root: string = ROOT): Promise<Outcome> {
    const folder = mkdtempSync(join(tmpdir(), 'shrike-workload-'));
    const prelude =
      'stand_in() { printf "#!/bin/sh\\n%s\\n" "${2:-exit 0}" > "/usr/local/bin/$1"; chmod +x "/usr/local/bin/$1"; hash -r; }\n';
    writeFileSync(join(folder, 'script.sh'), prelude + script);
    const child = spawn('sh', [file('scripts/attacks/run-in-root.sh'), root, folder, join(folder, 'script.sh')], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-60_000);
      });
    const limit = setTimeout(() => child.kill('SIGKILL'), secondsMax * 1000);
    // Descriptors that background processes keep open do not delay: the first process takes its pid namespace along.
    const code = await new Promise<number | null>((resolve) => child.on('exit', resolve));
    clearTimeout(limit);
    // The last events are still on their way.
    await new Promise((resolve) => setTimeout(resolve, 150));
    // The script runs in bash; what makes its root, in sh.
    const signals = this.#signals.filter(({ line }) => {
      const first = line.findIndex(({ pid }) => pid === child.pid);
      return line.slice(0, Math.max(first, 0)).some(({ comm }) => comm === 'bash');
    });
    this.#signals = [];
    rmSync(folder, { recursive: true, force: true });
    return { code, output, signals };
  }

  /** What is raised about containers, and about what this process starts, while something happens. */
  async observe(act: () => Promise<void>): Promise<readonly Raised[]> {
    this.#signals = [];
    await act();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const signals = this.#signals.filter(
      ({ isInContainer, line }) =>
        isInContainer ||
        line.some(({ pid, comm }) => pid === process.pid || comm === 'dockerd' || comm.startsWith('containerd')),
    );
    this.#signals = [];
    return signals;
  }

  async stop(): Promise<void> {
    await this.probe.stop();
  }
}
