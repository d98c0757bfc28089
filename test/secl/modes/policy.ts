/**
 * Runs the cases that are about policies: reading, checking against the schema, loading, merging, filters, actions and
 * what variables hold after a series of events; and the helpers that read command lines.
 */
import { argsFlags, argsOptions } from '../../../src/enrich/process/args.ts';
import { createFieldMapModel, type FieldMap } from '../../../src/rules/event-model.ts';
import { parseMacro, zeroValue } from '../../../src/rules/language/index.ts';
import { applyActions, createEnvironment } from '../../../src/rules/policy/apply-actions.ts';
import { parseDurationNs, printDuration } from '../../../src/rules/policy/duration.ts';
import type { HostFacts } from '../../../src/rules/policy/host-model.ts';
import { inPolicyOrder } from '../../../src/rules/policy/load-policies.ts';
import { loadRules } from '../../../src/rules/policy/load-rules.ts';
import { renderPolicyDiagnostic } from '../../../src/rules/policy/policy-diagnostics.ts';
import { checkPolicyText, readPolicy } from '../../../src/rules/policy/read-policy.ts';
import type { LoadedMacro, RuleSet } from '../../../src/rules/policy/rule-set.ts';
import { type Owner, type OwnerFinder, VariableStore } from '../../../src/rules/policy/variable-store.ts';
import { NOW_NS } from '../map-model.ts';
import { difference, type Modes, type Vector } from '../vector.ts';

const HOST: HostFacts = {
  os: 'linux',
  osId: 'debian',
  osPlatformId: '',
  osVersionId: '12',
  kernel: { major: 6, minor: 1, patch: 0, abi: '13', flavor: 'amd64', hasTypes: true },
  envs: [],
  origin: 'ebpf',
  hostname: 'test-host',
};

/** An event as a case writes it; `null` for `process` or `container` says that there is none. */
type CaseEvent = Readonly<Record<string, unknown>>;

/** Process, container and cgroup of a case's event; a case that says nothing about one means some owner. */
const owners: OwnerFinder<FieldMap> = {
  process: (event) => (event.process === null ? null : `process ${String(event['process.pid'] ?? 0)}`),
  ancestors: function* (event): Iterable<Owner> {
    if (event['process.parent.pid'] !== undefined) yield `process ${String(event['process.parent.pid'])}`;
    const more = event['process.ancestors.pid'];
    if (Array.isArray(more)) for (const pid of more) yield `process ${String(pid)}`;
  },
  container: (event) => {
    const id = event['process.container.id'] ?? event['container.id'];
    return event.container === null || id === '' ? null : `container ${String(id ?? 'some')}`;
  },
  cgroup: (event) => {
    const id = event['process.cgroup.id'] ?? event['cgroup.id'];
    return event.cgroup === null || id === '' ? null : `cgroup ${String(id ?? 'some')}`;
  },
  processById: (pid) => `process ${pid}`,
};

function load(vector: Vector): RuleSet<FieldMap> {
  const files = Object.entries((vector.policies ?? {}) as Readonly<Record<string, unknown>>).map(([name, content]) => {
    const type = name === 'default.policy' ? ('default' as const) : ('custom' as const);
    const read = readPolicy(name, typeof content === 'string' ? content : JSON.stringify(content), type);
    return { name, type, version: read.policy?.version ?? '', read };
  });
  return loadRules(inPolicyOrder(files), createFieldMapModel(), {
    host: HOST,
    ...(typeof vector.agent_version === 'string' ? { agentVersion: vector.agent_version } : {}),
  });
}

/** Members of a macro, be they given as values or as a list in its expression. */
function members({ body }: LoadedMacro): unknown {
  if (typeof body !== 'string') return body;
  const { tree } = parseMacro(body);
  if (tree?.kind !== 'list') return body;
  return tree.items.map((item) => ('text' in item ? item.text : null));
}

function describeRule(rules: RuleSet<FieldMap>, id: string, wanted: Readonly<Record<string, unknown>>): unknown {
  const source = rules.rules.get(id)?.source;
  if (source === undefined) return null;
  const all: Record<string, unknown> = {
    expression: source.expression?.text ?? '',
    tags: Object.fromEntries(source.tags),
    product_tags: source.productTags,
    log_levels: source.actions.flatMap(({ log }) => (log === undefined ? [] : [log.level])),
    disabled: source.disabled,
    silent: source.silent,
    priority: source.priority,
    group_id: source.groupId,
    version: source.version,
    description: source.description,
    actions: source.actions.length,
  };
  // Durations are equal when they last equally long.
  if (typeof wanted.every === 'string' && source.every !== undefined) {
    all.every = parseDurationNs(wanted.every) === source.every.ns ? wanted.every : source.every.text;
  } else if (source.every !== undefined) {
    all.every = typeof wanted.every === 'number' ? Number(source.every.ns) : printDuration(source.every.ns);
  }
  return Object.fromEntries(Object.keys(wanted).map((key) => [key, all[key] ?? null]));
}

function sorted(value: unknown): unknown {
  return [...(value as readonly string[])].sort();
}

/** Feeds the events of a case to the rules and compares what matched and what variables hold. */
function runSteps(rules: RuleSet<FieldMap>, steps: readonly Readonly<Record<string, unknown>>[]): string | null {
  const store = new VariableStore(rules.declarations);
  let nowNs = NOW_NS;
  let last: CaseEvent = {};
  for (const [index, step] of steps.entries()) {
    if (typeof step.wait === 'string') nowNs += parseDurationNs(step.wait) ?? 0n;
    const where = `step ${index + 1}`;
    if (step.event !== undefined) {
      last = step.event as CaseEvent;
      const env = createEnvironment(store, owners, nowNs);
      const matched: string[] = [];
      const key = Object.keys(last).find((name) => !/^(process|container|cgroup|event|network)(\.|$)/.test(name));
      const eventType = String(last['event.type'] ?? key?.split('.')[0] ?? '');
      for (const rule of rules.byEventType.get(eventType) ?? []) {
        if (!rule.matches(last, env)) continue;
        matched.push(rule.id);
        applyActions(rule, last, env);
      }
      if (typeof step.match === 'boolean' && step.match !== matched.length > 0) {
        return `${where}: expected match ${step.match}, matched: ${matched.join() || 'nothing'}`;
      }
      if (Array.isArray(step.match)) {
        const differs = difference(sorted(matched), sorted(step.match));
        if (differs !== null) return `${where}: ${differs}`;
      }
    }
    for (const [name, wanted] of Object.entries((step.after ?? {}) as Readonly<Record<string, unknown>>)) {
      const declaration = rules.declarations.get(name);
      if (declaration === undefined) return `${where}: ${name} is not declared`;
      const scope = declaration.scope;
      const owner = scope === 'global' ? null : owners[scope](last);
      const value = store.read(name, last, owners, nowNs);
      if (wanted === null) {
        if (store.has(name, owner)) return `${where}: ${name} should not be stored`;
        continue;
      }
      const differs = difference(value ?? zeroValue(declaration.type, declaration.array), wanted);
      if (differs !== null) return `${where}: ${name}: ${differs}`;
    }
  }
  return null;
}

function runPolicy(vector: Vector): string | null {
  const rules = load(vector);
  const told = rules.errors.flatMap(({ diagnostics }) => diagnostics.map(renderPolicyDiagnostic)).join('\n');
  if (vector.expect === 'ok') return rules.errors.length === 0 ? null : `expected no error, got\n${told}`;
  if (vector.expect === 'error') return rules.errors.length > 0 ? null : 'expected an error, got none';
  const expect = vector.expect as Readonly<Record<string, unknown>>;
  const loaded = [...new Set([...rules.rules.values()].map(({ source }) => source.id))];
  const filtered = rules.policies.flatMap(({ definitions }) =>
    definitions.filter(({ kind, outcome }) => kind === 'rule' && outcome === 'filtered').map(({ id }) => id),
  );
  const checks: Readonly<Record<string, (wanted: unknown) => string | null>> = {
    loaded: (wanted) => difference(sorted(loaded), sorted(wanted)),
    not_loaded: (wanted) =>
      difference(
        (wanted as string[]).filter((id) => loaded.includes(id)),
        [],
      ),
    filtered: (wanted) => difference(sorted([...new Set(filtered)]), sorted(wanted)),
    errors: (wanted) => difference(rules.errors.length, wanted),
    macros: (wanted) => {
      const names = Object.keys(wanted as object);
      return difference(
        Object.fromEntries(
          names.map((name) => [name, rules.macros.has(name) ? members(rules.macros.get(name)!) : null]),
        ),
        wanted,
      );
    },
    rules: (wanted) => {
      const entries = Object.entries(wanted as Readonly<Record<string, Readonly<Record<string, unknown>>>>);
      return difference(Object.fromEntries(entries.map(([id, parts]) => [id, describeRule(rules, id, parts)])), wanted);
    },
    steps: (wanted) => runSteps(rules, wanted as readonly Readonly<Record<string, unknown>>[]),
  };
  for (const [key, wanted] of Object.entries(expect)) {
    const check = checks[key];
    if (check === undefined) return `nobody checks ${key}`;
    const differs = check(wanted);
    if (differs !== null) return `${key}: ${differs}${told === '' ? '' : `\n${told}`}`;
  }
  return null;
}

function verdict(hasErrors: boolean, expect: unknown): string | null {
  return difference(hasErrors ? 'error' : 'ok', expect);
}

const FUNCTIONS: Readonly<Record<string, (input: readonly string[]) => unknown>> = {
  args_flags: argsFlags,
  args_options: argsOptions,
};

export const modes: Modes = {
  policy: runPolicy,
  'policy-yaml': ({ yaml, expect }) => {
    const { diagnostics } = readPolicy('case.policy', String(yaml), 'custom');
    return verdict(
      diagnostics.some(({ severity }) => severity === 'error'),
      expect,
    );
  },
  'json-schema': ({ yaml, expect }) => {
    const diagnostics = checkPolicyText('case.policy', String(yaml), 'strict');
    return verdict(
      diagnostics.some(({ severity }) => severity === 'error'),
      expect,
    );
  },
  'args-helper/function': (vector) => {
    const run = FUNCTIONS[String(vector.function)];
    if (run === undefined) return `there is no function ${String(vector.function)}`;
    return difference(run(vector.input as readonly string[]), vector.expect);
  },
};
