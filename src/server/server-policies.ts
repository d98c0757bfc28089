/** The agent rules as the server has them: read from its policy folder, again when files change. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { loadPolicyDirectory, policyFileNames } from '../rules/policy/load-policies.ts';
import type { LoadedRule } from '../rules/policy/rule-set.ts';
import { SEVERITIES, type Severity } from './api/contract.ts';
import { type EventDocument, jsonModel } from './events/json-fields.ts';
import type { Macros } from './events/search.ts';

/** A rule, for people. */
export interface ServerRule {
  readonly id: string;
  readonly description: string;
  readonly expression: string;
  readonly policy: string;
  readonly event: string;
  readonly severity: Severity;
  readonly attack: readonly string[];
  readonly tactic: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly loaded: LoadedRule<EventDocument>;
}

export class ServerPolicies {
  private readonly folder: string;
  private stamp = '';
  private rules: ReadonlyMap<string, ServerRule> = new Map();
  private macroTable: Macros = new Map();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Rules by id. Cheap: files are read again only when one changed. */
  all(): ReadonlyMap<string, ServerRule> {
    const names = policyFileNames(this.folder) ?? [];
    const stamp = names
      .map((name) => `${name} ${statSync(join(this.folder, name), { throwIfNoEntry: false })?.mtimeMs}`)
      .join();
    if (stamp !== this.stamp) {
      this.stamp = stamp;
      const { rules } = loadPolicyDirectory<EventDocument>(this.folder, jsonModel);
      this.macroTable = new Map([...rules.macros].map(([id, { definition }]) => [id, definition]));
      this.rules = new Map([...rules.rules.values()].map((rule) => [rule.source.id, ruleOf(rule)]));
    }
    return this.rules;
  }

  /** Macros that filters and rules of people may name. */
  macros(): Macros {
    this.all();
    return this.macroTable;
  }

  get(id: string): ServerRule | undefined {
    return this.all().get(id);
  }
}

function ruleOf(loaded: LoadedRule<EventDocument>): ServerRule {
  const { source, policy } = loaded;
  const tags = Object.fromEntries(source.tags);
  const word = tags.severity?.toLowerCase();
  return {
    id: source.id,
    description: source.description ?? '',
    expression: loaded.checked.source,
    policy: policy.name,
    event: loaded.eventType,
    severity: SEVERITIES.find((one) => one === word) ?? (word === 'info' ? 'informational' : 'medium'),
    attack: (tags.technique ?? tags.attack ?? '').match(/T\d{4}(?:\.\d{3})?/g) ?? [],
    tactic: tags.tactic ?? '',
    tags,
    loaded,
  };
}
