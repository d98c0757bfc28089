/**
 * Keeps a rule set fresh while the sensor runs: watches the policy directory, waits until writers have gone quiet, loads,
 * and hands the whole new set over at once. The surprising part: a file that has become unreadable keeps its rules of
 * before, and a directory that has gone keeps everything, because an attacker or a slip must not silence the sensor.
 *
 *     watching ──change──► waiting ──quiet for a while──► loading ──content differs──► swapped ─┐
 *         ▲                   ▲ └──────another change──┘      └──the same──┐                    │
 *         └───────────────────┴───────────────────────────────────────────┴────────────────────┘
 */
import { createHash } from 'node:crypto';
import { type FSWatcher, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import type { Model } from '../language/index.ts';
import { keepLastGood, type LoadedPolicies, policyFileNames, readPolicyDirectory } from './load-policies.ts';
import { type LoadOptions, loadRules, type NamedPolicy } from './load-rules.ts';

/** Why a load happened: the first, a changed file, or somebody asking for it (SIGHUP, an API). */
export type ReloadReason = 'start' | 'changed' | 'asked';

export interface ReloadOptions<E> extends LoadOptions {
  readonly directory: string;
  readonly model: Model<E>;
  /** Policies that are in force beside those of the directory. */
  readonly builtIn?: readonly NamedPolicy[];
  /** Gets every new set, the first included. It must only swap: nothing of the old set is used after it returns. */
  readonly onLoad: (loaded: LoadedPolicies<E>, reason: ReloadReason) => void;
  /** Told when a reload found nothing usable and the old set stays. */
  readonly onFailure?: (loaded: Omit<LoadedPolicies<E>, 'rules'>) => void;
  /** How long files must be quiet before they are read. */
  readonly quietMs?: number;
  /** The longest that a stream of changes can put a load off. */
  readonly delayMsMax?: number;
  /** How often to look even when no change was reported; network file systems report none. */
  readonly pollMs?: number;
}

const QUIET_MS = 500;
const DELAY_MS_MAX = 5_000;
const POLL_MS = 60_000;

/** Watches one directory of policies. Start it once; stop it before the process ends. */
export class PolicyReloader<E> {
  #loaded: LoadedPolicies<E> | undefined;
  #fingerprint = '';
  #watcher: FSWatcher | undefined;
  #quiet: NodeJS.Timeout | undefined;
  #poll: NodeJS.Timeout | undefined;
  #firstChangeMs = 0;
  readonly #options: ReloadOptions<E>;

  constructor(options: ReloadOptions<E>) {
    this.#options = options;
  }

  /** The set in force; undefined before `start`. */
  get loaded(): LoadedPolicies<E> | undefined {
    return this.#loaded;
  }

  /** Loads for the first time and begins to watch. */
  start(): LoadedPolicies<E> {
    this.#load('start');
    this.#watch();
    this.#poll = setInterval(() => this.#tick(), this.#options.pollMs ?? POLL_MS);
    this.#poll.unref();
    return this.#loaded!;
  }

  /** Ends watching. The set in force stays. */
  stop(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
    clearTimeout(this.#quiet);
    clearInterval(this.#poll);
    this.#quiet = undefined;
    this.#poll = undefined;
  }

  /** Loads now, also when nothing changed: for SIGHUP and the API. Returns the set in force afterwards. */
  reload(): LoadedPolicies<E> {
    clearTimeout(this.#quiet);
    this.#quiet = undefined;
    this.#load('asked');
    return this.#loaded!;
  }

  /** Watching fails where the directory is not there yet, or the kernel has no watch left; the poll then tries again. */
  #watch(): void {
    this.#watcher?.close();
    try {
      this.#watcher = watch(this.#options.directory, { persistent: false }, () => this.#changed());
      this.#watcher.on('error', () => {
        this.#watcher?.close();
        this.#watcher = undefined;
      });
    } catch {
      this.#watcher = undefined;
    }
  }

  #changed(): void {
    const nowMs = performance.now();
    const quietMs = this.#options.quietMs ?? QUIET_MS;
    if (this.#quiet === undefined) this.#firstChangeMs = nowMs;
    clearTimeout(this.#quiet);
    const leftMs = this.#firstChangeMs + (this.#options.delayMsMax ?? DELAY_MS_MAX) - nowMs;
    this.#quiet = setTimeout(() => this.#settled(), Math.max(0, Math.min(quietMs, leftMs)));
    this.#quiet.unref();
  }

  #settled(): void {
    this.#quiet = undefined;
    this.#load('changed');
    // A directory that was replaced as a whole needs a new watch.
    this.#watch();
  }

  #tick(): void {
    if (this.#watcher === undefined) this.#watch();
    if (this.#quiet === undefined) this.#load('changed');
  }

  #load(reason: ReloadReason): void {
    const { directory, model, onLoad, onFailure } = this.#options;
    // Taken before reading, so that a change in between makes the next look differ.
    const fingerprint = fingerprintOf(directory);
    if (reason === 'changed' && fingerprint === this.#fingerprint) return;
    this.#fingerprint = fingerprint;
    const { policies: read, diagnostics } = readPolicyDirectory(directory);
    if (diagnostics.length > 0 && this.#loaded !== undefined) {
      onFailure?.({ policies: read, diagnostics });
      return;
    }
    const policies = keepLastGood(read, this.#loaded?.policies ?? []);
    const rules = loadRules([...policies, ...(this.#options.builtIn ?? [])], model, this.#options);
    const loaded: LoadedPolicies<E> = { policies, diagnostics, rules };
    this.#loaded = loaded;
    onLoad(loaded, reason);
  }
}

/** Names and contents in one digest. Files are read twice for it, which a change is rare enough for. */
function fingerprintOf(directory: string): string {
  const hash = createHash('sha256');
  for (const name of policyFileNames(directory) ?? []) {
    let content: Buffer | string;
    try {
      content = readFileSync(join(directory, name));
    } catch (error) {
      content = String(error);
    }
    hash.update(`${name}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}
