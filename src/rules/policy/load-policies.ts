/**
 * Policies of a directory: `default.policy` first, then the other `*.policy` by name. A file that cannot be read is
 * reported like one that makes no sense; the others load.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Model } from '../language/index.ts';
import { type LoadOptions, loadRules, type NamedPolicy } from './load-rules.ts';
import { type PolicyDiagnostic, problem } from './policy-diagnostics.ts';
import { POLICY_LIMITS, readPolicy } from './read-policy.ts';
import type { RuleSet } from './rule-set.ts';

export const DEFAULT_POLICY = 'default.policy';

export interface LoadedPolicies<E> {
  readonly rules: RuleSet<E>;
  /** Policies in their order. */
  readonly policies: readonly NamedPolicy[];
  /** What is wrong with the directory itself. */
  readonly diagnostics: readonly PolicyDiagnostic[];
}

/** `default.policy`, then other default policies, then by name; the order in which later definitions meet earlier ones. */
export function inPolicyOrder<P extends Pick<NamedPolicy, 'name' | 'type'>>(policies: readonly P[]): readonly P[] {
  const rank = ({ name, type }: P) => (type !== 'default' ? 2 : name === DEFAULT_POLICY ? 0 : 1);
  return [...policies].sort(
    (left, right) => rank(left) - rank(right) || (left.name < right.name ? -1 : left.name > right.name ? 1 : 0),
  );
}

/** Reads one policy file; its name, or `type: default` in it, makes it a default policy. Never throws. */
export function readPolicyFile(directory: string, name: string): NamedPolicy {
  const type = name === DEFAULT_POLICY ? ('default' as const) : ('custom' as const);
  const refuse = (message: string): NamedPolicy => ({
    name,
    type,
    version: '',
    read: { diagnostics: [problem('error', 'POLICY-READ', { file: name, line: 1, column: 1 }, message)] },
  });
  let bytes: Buffer;
  try {
    const path = join(directory, name);
    const { size } = statSync(path);
    if (size > POLICY_LIMITS.textLengthMax) {
      return refuse(`the file has ${size} bytes; ${POLICY_LIMITS.textLengthMax} are the limit`);
    }
    bytes = readFileSync(path);
  } catch (error) {
    return refuse(`the file cannot be read: ${(error as Error).message}`);
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const at = firstBadByte(bytes);
    return refuse(`the file is no UTF-8 text: byte ${at} (0x${bytes[at]?.toString(16)}) does not fit`);
  }
  const read = readPolicy(name, text, type);
  return { name, type: read.policy?.type ?? type, version: read.policy?.version ?? '', read };
}

/** Offset of the first byte that is not part of UTF-8 text. */
function firstBadByte(bytes: Buffer): number {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    try {
      // `stream` forgives a character that is cut at the end.
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, middle + 1), { stream: true });
      low = middle + 1;
    } catch {
      high = middle;
    }
  }
  return low;
}

/** Names of the policy files of a directory, sorted; null when it cannot be listed. */
export function policyFileNames(directory: string): readonly string[] | null {
  try {
    return readdirSync(directory)
      .filter((name) => name.endsWith('.policy') && !name.startsWith('.'))
      .sort();
  } catch {
    return null;
  }
}

/** Reads the policies of a directory, in their order. */
export function readPolicyDirectory(directory: string): Omit<LoadedPolicies<never>, 'rules'> {
  const names = policyFileNames(directory);
  if (names === null) {
    const message = `the directory of policies ${directory} cannot be listed`;
    const hint = 'it must exist and be readable; --policies names another';
    return {
      policies: [],
      diagnostics: [problem('error', 'POLICY-READ', { file: directory, line: 1, column: 1 }, message, hint)],
    };
  }
  return { policies: inPolicyOrder(names.map((name) => readPolicyFile(directory, name))), diagnostics: [] };
}

/**
 * The policies of a directory, with those of an earlier reading in place of files that have broken since. A file that
 * is being written, or a slip in an editor, must not switch its rules off. A file that is gone is gone.
 */
export function keepLastGood(now: readonly NamedPolicy[], before: readonly NamedPolicy[]): readonly NamedPolicy[] {
  return now.map((policy) => {
    if (policy.read.policy !== undefined) return policy;
    const good = before.find(({ name }) => name === policy.name)?.read.policy;
    if (good === undefined) return policy;
    const place = { file: policy.name, line: 1, column: 1 };
    const note = problem('warning', 'POLICY-READ', place, 'the rules of the last readable version stay in force');
    return {
      ...policy,
      version: good.version,
      read: { policy: good, diagnostics: [...policy.read.diagnostics, note] },
    };
  });
}

/**
 * Loads the policies of a directory against a model of events.
 * What is wrong is in the result: `rules.errors`, `rules.policies` and `diagnostics`. Never throws.
 */
export function loadPolicyDirectory<E>(
  directory: string,
  model: Model<E>,
  options: LoadOptions = {},
): LoadedPolicies<E> {
  const { policies, diagnostics } = readPolicyDirectory(directory);
  return { policies, diagnostics, rules: loadRules(policies, model, options) };
}
