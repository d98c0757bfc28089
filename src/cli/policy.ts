/**
 * `shrike policy check|eval|test` and `shrike rules explain`: what a rule author needs, without root and without a
 * kernel. Everything the loader knows is said; the exit code tells a script whether anything was wrong.
 */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { parse } from 'yaml';
import { coverageOf, isCovered, techniquesOf } from '../rules/attack/coverage.ts';
import { buildApproverTable, buildKernelApprovers } from '../rules/engine/approver-table.ts';
import { compileDeny } from '../rules/engine/deny-clauses.ts';
import { createFieldMapModel, type FieldMap } from '../rules/event-model.ts';
import { liveModel } from '../rules/field-readers.ts';
import { REGISTER_ELEMENTS_MAX } from '../rules/language/index.ts';
import { nearestName } from '../rules/language/nearest-name.ts';
import { createEnvironment } from '../rules/policy/apply-actions.ts';
import { type LoadedPolicies, loadPolicyDirectory } from '../rules/policy/load-policies.ts';
import { type PolicyDiagnostic, problem, renderPolicyDiagnostic } from '../rules/policy/policy-diagnostics.ts';
import {
  caseFiles,
  caseOwners,
  flattenEvent,
  namesProblem,
  presetVariables,
  resolveTimes,
  runCases,
} from '../rules/policy/rule-cases.ts';
import type { DefinitionReport, LoadedRule, RuleSet } from '../rules/policy/rule-set.ts';
import { VariableStore } from '../rules/policy/variable-store.ts';
import { parseArguments } from './arguments.ts';
import { SHIPPED_POLICIES } from './policies.ts';
import { explainRule, judge } from './policy-explain.ts';

/** Where a command writes. */
export interface CommandIo {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

const EXIT_OK = 0;
const EXIT_WRONG = 1;
const EXIT_USAGE = 2;

const USAGE = `usage: shrike policy check DIR [--json]
       shrike policy eval [DIR] --rule ID --event FILE
       shrike policy test DIR
       shrike policy coverage [DIR] [--all] [--json]
       shrike rules explain ID [--policies DIR]
`;

/**
 * Runs a subcommand: `check …`, `eval …`, `test …`, or `rules explain …`.
 * @returns exit code: 0 fine, 1 something is wrong with the policies (or the rule does not match), 2 wrong use
 */
export function policyCommand(args: readonly string[], io: CommandIo = standardIo()): number {
  const [name, ...rest] = args;
  switch (name) {
    case 'check':
      return check(rest, io);
    case 'eval':
      return evaluate(rest, io);
    case 'test':
      return test(rest, io);
    case 'coverage':
      return coverage(rest, io);
    case 'explain':
      return explain(rest, io);
    case 'rules':
      if (rest[0] === 'explain') return explain(rest.slice(1), io);
  }
  return misuse(io, name === undefined ? 'which one?' : `there is no policy ${name}`);
}

function standardIo(): CommandIo {
  return { out: (text) => process.stdout.write(`${text}\n`), err: (text) => process.stderr.write(`${text}\n`) };
}

function misuse(io: CommandIo, message: string): number {
  io.err(`shrike policy: ${message}\n${USAGE}`);
  return EXIT_USAGE;
}

/** Every diagnostic of a load once, errors first. */
function allDiagnostics<E>({ rules, diagnostics }: LoadedPolicies<E>): readonly PolicyDiagnostic[] {
  const all = new Set<PolicyDiagnostic>(diagnostics);
  for (const error of rules.errors) for (const one of error.diagnostics) all.add(one);
  for (const policy of rules.policies) {
    for (const one of policy.diagnostics) all.add(one);
    for (const definition of policy.definitions) for (const one of definition.diagnostics) all.add(one);
  }
  const isWarning = ({ severity }: PolicyDiagnostic) => (severity === 'warning' ? 1 : 0);
  return [...all].sort((left, right) => isWarning(left) - isWarning(right));
}

function count(
  definitions: readonly DefinitionReport[],
  kind: 'rule' | 'macro',
  outcome: string,
  reason?: string,
): number {
  return definitions.filter(
    (d) => d.kind === kind && d.outcome === outcome && (reason === undefined || d.reason === reason),
  ).length;
}

function check(args: readonly string[], io: CommandIo): number {
  const parsed = parseArguments(args, { switches: ['json'], plain: [0, 1] });
  if (typeof parsed === 'string') return misuse(io, parsed);
  const loaded = loadPolicyDirectory(parsed.plain[0] ?? SHIPPED_POLICIES, liveModel);
  const { rules } = loaded;
  const diagnostics = allDiagnostics(loaded);
  const isWrong = diagnostics.some(({ severity }) => severity === 'error');
  if (parsed.switches.has('json')) {
    io.out(JSON.stringify(checkJson(loaded, diagnostics), null, 2));
    return isWrong ? EXIT_WRONG : EXIT_OK;
  }
  for (const diagnostic of diagnostics) io.out(`${renderPolicyDiagnostic(diagnostic)}\n`);
  for (const { name, type, version, outcome, definitions } of rules.policies) {
    const parts = [
      `${count(definitions, 'rule', 'loaded')} rules loaded`,
      `${count(definitions, 'macro', 'loaded')} macros`,
      ...[
        ['rule', 'disabled', 'disabled'],
        ['rule', 'error', 'with errors'],
        ['macro', 'error', 'macros with errors'],
        ['rule', 'merged', 'changing other rules'],
        ['rule', 'ignored', 'without effect'],
      ].flatMap(([kind, of, words]) => {
        const number = count(definitions, kind as 'rule' | 'macro', of!);
        return number === 0 ? [] : [`${number} ${words}`];
      }),
      ...(['agent version', 'agent filter', 'event type disabled', 'other'] as const).flatMap((reason) => {
        const number = count(definitions, 'rule', 'filtered', reason);
        return number === 0 ? [] : [`${number} filtered by ${reason === 'other' ? 'id' : reason}`];
      }),
    ];
    io.out(
      `${name} (${type}${version === '' ? '' : `, version ${version}`}): ${outcome === 'error' ? 'not read' : parts.join(', ')}`,
    );
  }
  for (const [type, list] of rules.byEventType)
    io.out(`${type}: ${list.length} rules${type === 'open' ? `; ${approverText(rules)}` : ''}`);
  const unread = unreadFields(rules);
  for (const [field, ids] of unread) {
    const which = ids.length <= 3 ? ids.join(', ') : `${ids.slice(0, 3).join(', ')} and ${ids.length - 3} more rules`;
    io.out(`${field} has no live source yet and reads as empty: ${which}`);
  }
  for (const { rule, problem: cause } of denials(rules)) {
    if (cause === null) io.out(`${rule.id}: enforced in the kernel (${rule.eventType})`);
    else io.out(`${rule.id} does not deny:\n${renderPolicyDiagnostic(cause)}\n`);
  }
  if (rules.policies.length === 0 && loaded.diagnostics.length === 0) io.out('there are no *.policy files');
  return isWrong ? EXIT_WRONG : EXIT_OK;
}

/** Rules that deny, with the part that prevents the kernel from deciding; such a rule signals all the same. */
function denials<E>(rules: RuleSet<E>): readonly { rule: LoadedRule<E>; problem: PolicyDiagnostic | null }[] {
  return [...rules.rules.values()]
    .filter(({ actions }) => actions.some(({ step }) => step.kind === 'deny'))
    .map((rule) => {
      const plan = compileDeny(rule.checked, rule.eventType);
      if (!('problem' in plan)) return { rule, problem: null };
      const { span, reason, hint } = plan.problem;
      const { expression, place } = rule.source;
      const at = expression?.text === rule.checked.source ? expression.placeAt(span.offset, span.length) : place;
      return { rule, problem: problem('warning', 'POLICY-ACTION', at, reason, hint) };
    });
}

/** What the kernel checks of an open before it reports one. */
function approverText<E>(rules: RuleSet<E>): string {
  const { active, names, bits, unfilterable } = approverJson(rules);
  if (active) {
    const flags = bits === 0 ? '' : ` and the flags 0${bits.toString(8)}`;
    return `the kernel reports only opens with one of ${names.length} names${flags}`;
  }
  const [first] = unfilterable;
  return first === undefined
    ? 'no open is filtered'
    : `the kernel reports every open because of ${first.ruleId}: ${first.reason}`;
}

function approverJson<E>(rules: RuleSet<E>) {
  const table = buildApproverTable(rules.byEventType.get('open') ?? [], liveModel);
  return { ...table, names: table.names.map(({ kind, text, writing }) => ({ kind, name: text, writing })) };
}

/** Fields without a live source, with the rules that use them; most used first. */
function unreadFields<E>(rules: RuleSet<E>): readonly (readonly [string, readonly string[]])[] {
  const byField = new Map<string, string[]>();
  for (const { definitions } of rules.policies) {
    for (const { id, unreadFields: fields } of definitions) {
      for (const field of fields ?? []) byField.set(field, [...(byField.get(field) ?? []), id]);
    }
  }
  return [...byField].sort(([, left], [, right]) => right.length - left.length);
}

function diagnosticJson({ severity, code, message, place, hint }: PolicyDiagnostic) {
  const { file, line, column } = place;
  return { severity, code, message, file, line, column, ...(hint === undefined ? {} : { hint }) };
}

function checkJson<E>({ rules }: LoadedPolicies<E>, diagnostics: readonly PolicyDiagnostic[]) {
  return {
    ok: !diagnostics.some(({ severity }) => severity === 'error'),
    errors: diagnostics.filter(({ severity }) => severity === 'error').length,
    warnings: diagnostics.filter(({ severity }) => severity === 'warning').length,
    eventTypes: Object.fromEntries([...rules.byEventType].map(([type, list]) => [type, list.length])),
    approvers: { open: approverJson(rules) },
    denials: denials(rules).map(({ rule, problem: cause }) => ({
      rule: rule.id,
      enforced: cause === null,
      ...(cause === null ? {} : { problem: diagnosticJson(cause) }),
    })),
    unfilterable: buildKernelApprovers(rules.byEventType, liveModel).unfilterable,
    policies: rules.policies.map(({ name, type, version, outcome, definitions }) => ({
      name,
      type,
      version,
      outcome,
      definitions: definitions.map(({ diagnostics: own, ...rest }) => ({
        ...rest,
        diagnostics: own.map(diagnosticJson),
      })),
    })),
    diagnostics: diagnostics.map(diagnosticJson),
  };
}

/** The rules of an id: one, or those it was expanded to. Says so when there is none. */
function findRules<E>(rules: RuleSet<E>, id: string, io: CommandIo): readonly LoadedRule<E>[] {
  const found = [...rules.rules.values()].filter((rule) => rule.id === id || rule.source.id === id);
  if (found.length > 0) return found;
  const report = rules.policies.flatMap(({ definitions }) => definitions).find((d) => d.kind === 'rule' && d.id === id);
  if (report !== undefined) {
    io.err(`rule ${id} is not in force: ${report.outcome}${report.reason === undefined ? '' : ` (${report.reason})`}`);
    for (const diagnostic of report.diagnostics) io.err(renderPolicyDiagnostic(diagnostic));
    return [];
  }
  const near = nearestName(
    id,
    [...rules.rules.values()].map(({ source }) => source.id),
  );
  io.err(`there is no rule ${id}${near === undefined ? '' : `; did you mean ${near}?`}`);
  return [];
}

function readEvent(file: string): FieldMap | string {
  let content: unknown;
  try {
    content = parse(readFileSync(file === '-' ? 0 : file, 'utf8'), { intAsBigInt: true });
  } catch (error) {
    return `${file}: ${(error as Error).message.split('\n')[0]}`;
  }
  if (content === null || typeof content !== 'object' || Array.isArray(content)) {
    return `${file}: an event is a mapping of fields to values, as JSON or YAML`;
  }
  return flattenEvent(valuesOf(content as FieldMap));
}

/** Event files of Datadog's agent hold `{"Type": …, "Values": {…}}`; the type follows from the rule. */
function valuesOf(content: FieldMap): FieldMap {
  const names = Object.keys(content);
  const values = names.find((name) => name.toLowerCase() === 'values');
  if (values === undefined || names.some((name) => !['type', 'values'].includes(name.toLowerCase()))) return content;
  return (content[values] ?? {}) as FieldMap;
}

function evaluate(args: readonly string[], io: CommandIo): number {
  const parsed = parseArguments(args, { options: ['rule', 'event', 'policies'], plain: [0, 1] });
  if (typeof parsed === 'string') return misuse(io, parsed);
  const [id, file] = [parsed.options.get('rule'), parsed.options.get('event')];
  if (id === undefined || file === undefined) return misuse(io, 'eval needs --rule and --event');
  const nowNs = BigInt(Date.now()) * 1_000_000n;
  const given = readEvent(file);
  if (typeof given === 'string') {
    io.err(`shrike policy: ${given}`);
    return EXIT_USAGE;
  }
  const event = resolveTimes(given, nowNs);
  const wrongNames = namesProblem(event);
  if (wrongNames !== null) {
    io.err(`shrike policy: ${file}: ${wrongNames}`);
    return EXIT_USAGE;
  }
  const model = createFieldMapModel();
  const { rules, diagnostics } = loadPolicyDirectory(
    parsed.plain[0] ?? parsed.options.get('policies') ?? SHIPPED_POLICIES,
    model,
  );
  for (const diagnostic of diagnostics) io.err(renderPolicyDiagnostic(diagnostic));
  const found = findRules(rules, id, io);
  if (found.length === 0) return EXIT_USAGE;
  const store = new VariableStore(rules.declarations);
  const wrongVariables = presetVariables(event, store, rules, nowNs);
  if (wrongVariables !== null) {
    io.err(`shrike policy: ${file}: ${wrongVariables}`);
    return EXIT_USAGE;
  }
  const environment = createEnvironment(store, caseOwners, nowNs);
  let matched = false;
  for (const rule of found) {
    const matches = rule.matches(event, environment);
    matched ||= matches;
    io.out(`${rule.id}: ${matches ? 'matches' : 'does not match'}`);
    const iterator = rule.checked.register?.iterator;
    const elements =
      iterator === undefined ? 1 : Math.min(model.iteratorLength(iterator)(event), REGISTER_ELEMENTS_MAX);
    if (elements === 0) io.out(`  ${iterator} is empty, and the rule needs an element of it`);
    const judged = Array.from({ length: elements }, (_, index) => judge(rule, model, event, environment, index));
    const shown = judged.find(([root]) => root?.holds === true) ?? judged[0] ?? [];
    for (const { depth, holds, text, values } of shown) {
      io.out(`  ${'  '.repeat(depth)}${holds ? 'yes' : 'no '}  ${text}`);
      for (const value of values) io.out(`  ${'  '.repeat(depth)}       ${value}`);
    }
  }
  return matched ? EXIT_OK : EXIT_WRONG;
}

function test(args: readonly string[], io: CommandIo): number {
  const parsed = parseArguments(args, { plain: [0, 1] });
  if (typeof parsed === 'string') return misuse(io, parsed);
  const directory = parsed.plain[0] ?? SHIPPED_POLICIES;
  const loaded = loadPolicyDirectory(directory, createFieldMapModel());
  const errors = allDiagnostics(loaded).filter(({ severity }) => severity === 'error');
  for (const diagnostic of errors) io.out(`${renderPolicyDiagnostic(diagnostic)}\n`);
  if (loaded.diagnostics.length > 0) return EXIT_WRONG;
  const { cases, problems, untried } = runCases(directory, loaded.rules);
  for (const { file, rule, where, message } of problems)
    io.out(`${file}: ${rule === '' ? '' : `${rule}, `}${where}: ${message}`);
  if (untried.length > 0) io.out(`not tried on this machine: ${untried.join(', ')}`);
  const rules = new Set([...loaded.rules.rules.values()].map(({ source }) => source.id)).size;
  io.out(
    `${cases} cases of ${rules} rules in ${caseFiles(directory).length} files: ${problems.length === 0 ? 'all as expected' : `${problems.length} problems`}`,
  );
  return problems.length > 0 || errors.length > 0 ? EXIT_WRONG : EXIT_OK;
}

/** Which ATT&CK techniques the rules look for; rules with a failing or missing case do not count. */
function coverage(args: readonly string[], io: CommandIo): number {
  const parsed = parseArguments(args, { switches: ['json', 'all'], plain: [0, 1] });
  if (typeof parsed === 'string') return misuse(io, parsed);
  const directory = parsed.plain[0] ?? SHIPPED_POLICIES;
  const loaded = loadPolicyDirectory(directory, createFieldMapModel());
  for (const diagnostic of allDiagnostics(loaded).filter(({ severity }) => severity === 'error'))
    io.err(renderPolicyDiagnostic(diagnostic));
  const { problems } = runCases(directory, loaded.rules);
  const failing = new Set(problems.map(({ rule }) => rule));
  const sources = new Map([...loaded.rules.rules.values()].map(({ source }) => [source.id, source]));
  const proven = [...sources.values()].filter(({ id }) => !failing.has(id));
  const { techniques, unknown } = coverageOf(proven.map(({ id, tags }) => ({ id, techniques: techniquesOf(tags) })));
  const visible = techniques.filter((technique) => technique.visible === 'yes');
  const covered = visible.filter(isCovered);
  const exact = covered.filter((technique) => technique.exact.length > 0);
  if (parsed.switches.has('json')) {
    io.out(
      JSON.stringify(
        {
          visible: visible.length,
          covered: covered.length,
          exact: exact.length,
          rules: proven.length,
          rulesWithoutProof: [...failing].filter((id) => id !== ''),
          unknownTags: Object.fromEntries(unknown),
          techniques,
        },
        null,
        2,
      ),
    );
    return EXIT_OK;
  }
  const width = Math.max(...visible.map(({ name }) => name.length));
  for (const technique of parsed.switches.has('all') ? techniques : visible) {
    const rules = technique.exact.length > 0 ? technique.exact : technique.byParent;
    const named = rules.length <= 3 ? rules.join(', ') : `${rules.slice(0, 3).join(', ')} and ${rules.length - 3} more`;
    const note =
      technique.visible === 'yes' ? '-' : `- (${technique.visible === 'no' ? 'not visible here' : 'weak signs only'})`;
    const how = technique.exact.length === 0 && rules.length > 0 ? ' (by its parent)' : '';
    io.out(`${technique.id.padEnd(10)} ${technique.name.padEnd(width)}  ${rules.length === 0 ? note : named}${how}`);
  }
  for (const [id, rules] of unknown) io.out(`${id} is no technique of Linux or containers: ${rules.join(', ')}`);
  for (const id of failing) if (id !== '') io.out(`${id} does not count: 'shrike policy test' says why`);
  io.out(
    `${covered.length} of ${visible.length} techniques that a sensor can see, ${exact.length} by rules with their exact id; ${proven.length} rules with passing cases`,
  );
  return EXIT_OK;
}

function explain(args: readonly string[], io: CommandIo): number {
  const parsed = parseArguments(args, { options: ['policies'], plain: [1, 1] });
  if (typeof parsed === 'string') return misuse(io, parsed);
  const { rules, diagnostics } = loadPolicyDirectory(parsed.options.get('policies') ?? SHIPPED_POLICIES, liveModel);
  for (const diagnostic of diagnostics) io.err(renderPolicyDiagnostic(diagnostic));
  const found = findRules(rules, parsed.plain[0]!, io);
  for (const [index, rule] of found.entries()) {
    if (index > 0) io.out('');
    for (const line of explainRule(rule, liveModel.unimplemented(rule.checked.fields))) io.out(line);
  }
  return found.length > 0 ? EXIT_OK : EXIT_WRONG;
}
