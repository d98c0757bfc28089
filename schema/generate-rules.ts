/**
 * Writes the reference page of the shipped rules from the policy files and the advice beside them. Reads the YAML itself and
 * leaves expressions alone: whether a rule loads and its cases pass is for `shrike policy check` and `test`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { GeneratedFile } from './generate.ts';

interface WrittenRule {
  readonly id: string;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, unknown>>;
  readonly filters?: readonly string[];
  readonly silent?: boolean;
}

interface WrittenPolicy {
  readonly macros?: readonly { readonly id: string; readonly description?: string }[];
  readonly rules?: readonly WrittenRule[];
}

interface Advice {
  readonly response?: string;
  readonly false_positives?: string;
}

const folder = join(dirname(fileURLToPath(import.meta.url)), '../policies');
const yamlOf = (name: string): unknown => parse(readFileSync(join(folder, name), 'utf8'));
const cell = (value: unknown): string =>
  String(value ?? '')
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ')
    .trim();

/** The comment that opens a file: its first sentence says what the family is about. */
function headOf(name: string): string {
  const text = readFileSync(join(folder, name), 'utf8');
  const comment = /^(?:#.*\n)+/.exec(text)?.[0].replaceAll(/^# ?/gm, '').replaceAll('\n', ' ') ?? '';
  return comment.split(/(?<=\.) /)[0]!.trim();
}

function rowOf({ id, description, tags = {}, filters, silent }: WrittenRule): string {
  const notes = [
    tags.maturity === undefined || tags.maturity === 'stable' ? '' : String(tags.maturity),
    silent ? 'raises no signal, others build on it' : '',
    tags.pack === undefined ? '' : `pack ${tags.pack}`,
    filters === undefined ? '' : `only where ${filters.map((filter) => `\`${filter}\``).join(' or ')}`,
  ].filter((note) => note !== '');
  const techniques = String(tags.technique ?? '').replaceAll(',', ', ');
  return `| \`${id}\` | ${cell(tags.severity)} | ${cell(techniques)} | ${[cell(description), ...notes.map(cell)].join('; ')} |`;
}

function adviceLines(of: Advice | undefined): string[] {
  return [
    ...(of?.response === undefined ? [] : [`What to do: ${cell(of.response)}`, '']),
    ...(of?.false_positives === undefined
      ? []
      : [`What matches without being an attack: ${cell(of.false_positives)}`, '']),
  ];
}

function familyLines(name: string): string[] {
  const { rules = [] } = yamlOf(`${name}.policy`) as WrittenPolicy;
  const advice = yamlOf(`${name}.cases.yaml`) as Readonly<Record<string, Advice>>;
  const own = rules.flatMap(({ id }) => {
    const parts = [advice[id]?.response, advice[id]?.false_positives].filter((text) => text !== undefined);
    return parts.length === 0 ? [] : [`- \`${id}\`: ${parts.map(cell).join(' ')}`];
  });
  return [
    `## ${name}`,
    '',
    headOf(`${name}.policy`),
    '',
    ...adviceLines(advice._family),
    '| Rule | Severity | ATT&CK | Looks for |',
    '| --- | --- | --- | --- |',
    ...rules.map(rowOf),
    '',
    ...(own.length === 0 ? [] : [...own, '']),
  ];
}

/** The page of the shipped rules as it must be. */
export function generateRules(): GeneratedFile[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.policy'))
    .map((name) => name.slice(0, -'.policy'.length))
    .sort();
  const policies = names.map((name) => yamlOf(`${name}.policy`) as WrittenPolicy);
  const count = policies.reduce((sum, { rules = [] }) => sum + rules.length, 0);
  const macros = policies.flatMap(({ macros: own = [] }) => own);
  const lines = [
    '# The shipped rules',
    '',
    `${count} rules in ${names.length} files of \`policies/\`. \`shrike rules explain ID\` shows what a rule says in parts; [rules.md](../rules.md) how to write`,
    'one; [tuning.md](../tuning.md) how to make them fit. This page is generated from the policy files.',
    '',
    ...names.flatMap(familyLines),
    '## Macros',
    '',
    'Lists and conditions that the rules share. A policy of your own extends a list with `combine: merge`.',
    '',
    '| Macro | What it lists |',
    '| --- | --- |',
    ...macros.map(({ id, description }) => `| \`${id}\` | ${cell(description)} |`),
    '',
  ];
  return [{ path: 'docs/reference/rules.md', content: lines.join('\n') }];
}
