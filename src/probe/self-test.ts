/**
 * Checks that what happens arrives: rules of its own are in force beside the user's, a child does what they ask for, and each
 * rule must match in time. That covers hooks, rings, decoding, filters in the kernel and the rule engine in one.
 *
 * Surprising: the acts are those of a shell, since a sensor may leave itself out; names are drawn by chance at each start, so
 * that nobody else makes the rules match. What is done with the result is the caller's.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NamedPolicy } from '../rules/policy/load-rules.ts';
import { readPolicy } from '../rules/policy/read-policy.ts';

/** Name of the policy that holds the rules. */
export const SELF_TEST_POLICY = 'self-test';

/** What one kind of event came to. */
export interface SelfTestResult {
  /** Kind of the event. */
  readonly name: string;
  readonly passed: boolean;
  readonly timeUnixNs: bigint;
  /** Why it failed. */
  readonly reason: string;
}

const KINDS = ['exec', 'open', 'chmod'] as const;
const ID_PREFIX = 'shrike_self_test_';
// Events of a container wait until its runtime has described it, and a machine may be busy.
const WAIT_MS_MAX = 20_000;
/** `$0` is the name; chmod is a program, so that nothing depends on which shell this is. */
const ACTS = ': > "$1" && chmod 600 "$1"';

export class SelfTest {
  readonly policy: NamedPolicy;
  /** What the last run found; empty before the first. */
  results: readonly SelfTestResult[] = [];
  readonly #name = `shrike-self-test-${randomBytes(6).toString('hex')}`;
  readonly #waitMsMax: number;
  #missing = new Set<string>();
  #complete: (() => void) | null = null;
  #running: Promise<readonly SelfTestResult[]> | null = null;

  constructor(waitMsMax = WAIT_MS_MAX) {
    this.#waitMsMax = waitMsMax;
    const name = this.#name;
    const rules = [
      ['exec', `exec.argv in ["${name}"]`],
      ['open', `open.file.name == "${name}"`],
      ['chmod', `chmod.file.name == "${name}"`],
    ].map(([kind, text]) => ({ id: `${ID_PREFIX}${kind}`, description: 'Shrike checks itself', expression: text }));
    // JSON is YAML.
    const read = readPolicy(SELF_TEST_POLICY, JSON.stringify({ rules }), 'custom');
    this.policy = { name: SELF_TEST_POLICY, type: 'custom', version: '', read };
  }

  /** How many of some rules are the self-test's. */
  count(rules: ReadonlyMap<string, unknown>): number {
    return KINDS.filter((kind) => rules.has(`${ID_PREFIX}${kind}`)).length;
  }

  /** Takes a match; false when the rule is none of ours. Called on the event path. */
  note(ruleId: string): boolean {
    if (!ruleId.startsWith(ID_PREFIX)) return false;
    this.#missing.delete(ruleId.slice(ID_PREFIX.length));
    if (this.#missing.size === 0) this.#complete?.();
    return true;
  }

  /** Runs it; who asks while it runs gets the same result. Kinds whose rule is not in force are left out. Never rejects. */
  run(inForce: ReadonlyMap<string, unknown>): Promise<readonly SelfTestResult[]> {
    this.#running ??= this.#run(inForce).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #run(inForce: ReadonlyMap<string, unknown>): Promise<readonly SelfTestResult[]> {
    const kinds = KINDS.filter((kind) => inForce.has(`${ID_PREFIX}${kind}`));
    this.#missing = new Set(kinds);
    const problem = kinds.length === 0 ? '' : await this.#act();
    const timeUnixNs = BigInt(Date.now()) * 1_000_000n;
    this.results = kinds.map((name) => {
      const passed = !this.#missing.has(name);
      const late = `no event within ${this.#waitMsMax / 1000} s`;
      return { name, passed, timeUnixNs, reason: passed ? '' : problem === '' ? late : problem };
    });
    return this.results;
  }

  /** Acts and waits for the rules; gives what kept it from acting. */
  async #act(): Promise<string> {
    const { promise: complete, resolve } = Promise.withResolvers<void>();
    this.#complete = resolve;
    let timer: NodeJS.Timeout | undefined;
    let folder = '';
    try {
      folder = mkdtempSync(join(tmpdir(), 'shrike-'));
      const problem = await runShell(this.#name, join(folder, this.#name));
      if (problem !== '') return problem;
      const late = new Promise<void>((done) => {
        timer = setTimeout(done, this.#waitMsMax).unref();
      });
      await Promise.race([complete, late]);
      return '';
    } catch (error) {
      return `it could not act: ${(error as Error).message}`;
    } finally {
      clearTimeout(timer);
      this.#complete = null;
      if (folder !== '') rmSync(folder, { recursive: true, force: true });
    }
  }
}

function runShell(name: string, path: string): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn('/bin/sh', ['-c', ACTS, name, path], { stdio: 'ignore', timeout: 5000 });
    child.on('error', (error) => resolve(`it could not act: ${error.message}`));
    child.on('close', (code) => resolve(code === 0 ? '' : `it could not act: the shell ended with ${code}`));
  });
}
