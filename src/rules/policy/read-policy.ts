/**
 * Text of a policy file to its definitions. A file that is no YAML, or has a value of a wrong type anywhere, gives
 * nothing: half a policy would be worse than none. Everything that is wrong with one rule only is left to the loader.
 */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { type CheckMode, keyText, ShapeChecker, scalarText } from './check-shape.ts';
import { parseDurationNs, printDuration } from './duration.ts';
import type {
  ActionDefinition,
  MacroSource,
  PolicyIdentity,
  PolicySource,
  PolicyType,
  RuleSource,
  SetDefinition,
  SourceText,
  StoredLiteral,
  StoredScalar,
} from './policy-definition.ts';
import { type PolicyDiagnostic, problem } from './policy-diagnostics.ts';
import { ACTION_KINDS, POLICY_SHAPE } from './policy-shape.ts';
import { PlaceFinder } from './yaml-places.ts';

/** Limits of one policy file; the largest public policy has a few hundred rules in 220 kB. */
export const POLICY_LIMITS = { textLengthMax: 8_000_000, rulesMax: 20_000, actionsMax: 256 } as const;

export interface ReadPolicy {
  /** Absent when the file as a whole is refused. */
  readonly policy?: PolicySource;
  readonly diagnostics: readonly PolicyDiagnostic[];
}

interface Parsed {
  readonly document?: Document;
  readonly places: PlaceFinder;
  readonly diagnostics: PolicyDiagnostic[];
}

function parseYaml(file: string, text: string): Parsed {
  const places = new PlaceFinder(file, text);
  const refuse = (diagnostic: PolicyDiagnostic): Parsed => ({ places, diagnostics: [diagnostic] });
  if (text.length > POLICY_LIMITS.textLengthMax) {
    const message = `the file has ${text.length} characters; ${POLICY_LIMITS.textLengthMax} are the limit`;
    return refuse(problem('error', 'POLICY-LIMIT', { file, line: 1, column: 1 }, message));
  }
  const documents = parseAllDocuments(text, {
    lineCounter: places.lines,
    intAsBigInt: true,
    merge: true,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const [document] = documents as readonly Document[];
  if (document === undefined) {
    return refuse(problem('error', 'POLICY-YAML', { file, line: 1, column: 1 }, 'the file is empty'));
  }
  const diagnostics = document.errors.map(({ message, pos }) =>
    problem('error', 'POLICY-YAML', places.at(pos[0], Math.max(1, pos[1] - pos[0])), message.split('\n')[0]!),
  );
  if (diagnostics.length > 0) return { places, diagnostics };
  if (documents.length > 1) {
    const place = places.of((documents[1] as Document).contents as Node | null);
    diagnostics.push(problem('warning', 'POLICY-YAML', place, 'only the first document of the file is read'));
  }
  return { document, places, diagnostics };
}

/** Checks a text against the shape of policies without loading it, as the published JSON schema does. */
export function checkPolicyText(file: string, text: string, mode: CheckMode = 'strict'): readonly PolicyDiagnostic[] {
  const { document, places, diagnostics } = parseYaml(file, text);
  if (document === undefined) return diagnostics;
  const checker = new ShapeChecker(places, document, mode);
  const contents = document.contents as Node | null;
  if (!isMap(contents)) {
    checker.diagnostics.push(problem('error', 'POLICY-TYPE', places.of(contents), 'a policy must be a mapping'));
  } else checker.check(contents, POLICY_SHAPE, '');
  return [...diagnostics, ...checker.diagnostics];
}

/**
 * Reads the text of one policy file. Never throws.
 * @param file name for diagnostics
 */
export function readPolicy(file: string, text: string, type: PolicyType): ReadPolicy {
  const { document, places, diagnostics } = parseYaml(file, text);
  if (document === undefined) return { diagnostics };
  const contents = document.contents as Node | null;
  if (!isMap(contents)) {
    const message = contents === null ? 'the file is empty' : 'a policy must be a mapping';
    return { diagnostics: [...diagnostics, problem('error', 'POLICY-TYPE', places.of(contents), message)] };
  }
  const checker = new ShapeChecker(places, document, 'reading');
  checker.check(contents, POLICY_SHAPE, '');
  const all = [...diagnostics, ...checker.diagnostics];
  if (checker.diagnostics.some(({ severity }) => severity === 'error')) return { diagnostics: all };
  const reader = new DefinitionReader(places, document);
  const root = reader.view(contents);
  const rules = root.list('rules').length + root.list('macros').length;
  if (rules > POLICY_LIMITS.rulesMax) {
    const message = `the policy has ${rules} rules and macros; ${POLICY_LIMITS.rulesMax} are the limit`;
    return { diagnostics: [...all, problem('error', 'POLICY-LIMIT', places.at(0), message)] };
  }
  return { policy: reader.policy(root, file, type), diagnostics: all };
}

/** Typed access to one mapping whose shape was checked. */
class View {
  readonly map: YAMLMap;
  readonly reader: DefinitionReader;
  private readonly values = new Map<string, Node>();

  constructor(map: YAMLMap, reader: DefinitionReader) {
    this.map = map;
    this.reader = reader;
    for (const { key, value } of map.items) {
      const node = reader.resolve(value as Node | null);
      if (node !== null && node !== undefined && !(isScalar(node) && node.value === null)) {
        this.values.set(keyText(key), node);
      }
    }
  }

  node(key: string): Node | undefined {
    return this.values.get(key);
  }

  text(key: string): string {
    const node = this.values.get(key);
    return isScalar(node) ? scalarText(node) : '';
  }

  source(key: string): SourceText | undefined {
    const node = this.values.get(key);
    if (!isScalar(node)) return undefined;
    return this.reader.places.source(node, scalarText(node));
  }

  bool(key: string): boolean {
    const node = this.values.get(key);
    return isScalar(node) && node.value === true;
  }

  int(key: string): number {
    const node = this.values.get(key);
    return isScalar(node) ? Number(node.value) : 0;
  }

  list(key: string): readonly Node[] {
    const node = this.values.get(key);
    if (!isSeq(node)) return [];
    return node.items
      .map((item) => this.reader.resolve(item as Node))
      .filter((item): item is Node => item !== null && item !== undefined);
  }

  texts(key: string): readonly string[] {
    return this.list(key).map((item) => scalarText(item as Scalar));
  }

  sources(key: string): readonly SourceText[] {
    return this.list(key).map((item) => this.reader.places.source(item, scalarText(item as Scalar)));
  }

  views(key: string): readonly View[] {
    return this.list(key)
      .filter((item) => isMap(item))
      .map((item) => this.reader.view(item as YAMLMap));
  }

  object(key: string): View | undefined {
    const node = this.values.get(key);
    return isMap(node) ? this.reader.view(node) : undefined;
  }
}

class DefinitionReader {
  readonly places: PlaceFinder;
  private readonly document: Document;

  constructor(places: PlaceFinder, document: Document) {
    this.places = places;
    this.document = document;
  }

  resolve(node: Node | null | undefined): Node | null | undefined {
    return isAlias(node) ? (node.resolve(this.document) as Node | undefined) : node;
  }

  view(map: YAMLMap): View {
    return new View(map, this);
  }

  policy(root: View, file: string, type: PolicyType): PolicySource {
    const own = root.text('type') === 'default' ? 'default' : type;
    const identity: PolicyIdentity = { name: file, type: own, version: root.text('version') };
    return {
      ...identity,
      place: this.places.at(0, 0),
      replacePolicyId: root.text('replace_policy_id'),
      macros: root.views('macros').map((view) => this.macro(view, identity)),
      rules: root.views('rules').map((view) => this.rule(view, identity)),
    };
  }

  private common(view: View, policy: PolicyIdentity) {
    return {
      place: this.places.of(view.node('id') ?? view.map),
      id: view.text('id'),
      description: view.text('description'),
      agentVersion: view.text('agent_version'),
      filters: view.sources('filters'),
      combine: view.text('combine'),
      policy,
    };
  }

  private macro(view: View, policy: PolicyIdentity): MacroSource {
    const expression = view.source('expression');
    const values = view.node('values') === undefined ? undefined : view.texts('values');
    return {
      ...this.common(view, policy),
      ...(expression === undefined ? {} : { expression }),
      ...(values === undefined ? {} : { values }),
    };
  }

  private rule(view: View, policy: PolicyIdentity): RuleSource {
    const expression = view.source('expression');
    const every = view.node('every');
    const tags = new Map<string, string>();
    const tagMap = view.node('tags');
    if (isMap(tagMap)) {
      for (const { key, value } of tagMap.items) {
        const node = this.resolve(value as Node | null);
        tags.set(keyText(key), isScalar(node) && node.value !== null ? scalarText(node) : '');
      }
    }
    return {
      ...this.common(view, policy),
      version: view.text('version'),
      ...(expression === undefined ? {} : { expression }),
      tags,
      productTags: view.texts('product_tags'),
      disabled: view.bool('disabled'),
      overrideFields: view.object('override_options')?.texts('fields') ?? [],
      actions: view
        .views('actions')
        .slice(0, POLICY_LIMITS.actionsMax)
        .map((action) => this.action(action)),
      ...(every === undefined ? {} : { every: rateLimit(every as Scalar) }),
      limiterToken: view.texts('limiter_token'),
      silent: view.bool('silent'),
      groupId: view.text('group_id'),
      priority: view.int('priority'),
    };
  }

  private action(view: View): ActionDefinition {
    const filter = view.source('filter');
    const kinds = ACTION_KINDS.filter((kind) => view.object(kind) !== undefined);
    const [set, kill, coredump, hash, log, networkFilter, deny] = [
      view.object('set'),
      view.object('kill'),
      view.object('coredump'),
      view.object('hash'),
      view.object('log'),
      view.object('network_filter'),
      view.object('deny'),
    ];
    return {
      place: this.places.of(view.map),
      kinds,
      ...(filter === undefined || filter.text === '' ? {} : { filter }),
      ...(set === undefined ? {} : { set: this.set(set) }),
      ...(kill === undefined
        ? {}
        : {
            kill: {
              signal: kill.text('signal'),
              scope: kill.text('scope') || 'process',
              disableContainerDisarmer: kill.bool('disable_container_disarmer'),
              disableExecutableDisarmer: kill.bool('disable_executable_disarmer'),
            },
          }),
      ...(coredump === undefined
        ? {}
        : {
            coredump: {
              process: coredump.bool('process'),
              mount: coredump.bool('mount'),
              dentry: coredump.bool('dentry'),
              noCompression: coredump.bool('no_compression'),
            },
          }),
      ...(hash === undefined
        ? {}
        : { hash: { field: hash.text('field'), maxFileSizeBytes: hash.int('max_file_size') } }),
      ...(log === undefined ? {} : { log: { level: log.text('level'), message: log.text('message') } }),
      ...(networkFilter === undefined
        ? {}
        : {
            networkFilter: {
              filter: networkFilter.text('filter'),
              policy: networkFilter.text('policy') || 'drop',
              scope: networkFilter.text('scope') || 'process',
            },
          }),
      ...(deny === undefined ? {} : { deny: { mode: deny.text('mode') || 'enforce' } }),
      key: stableKey(view.map.toJS(this.document)),
    };
  }

  private set(view: View): SetDefinition {
    const field = view.text('field');
    const expression = view.source('expression');
    const scopeField = view.text('scope_field');
    const value = this.literal(view.node('value'));
    const defaultValue = this.literal(view.node('default_value'));
    const ttl = view.node('ttl');
    return {
      name: view.text('name'),
      ...(value === undefined ? {} : { value }),
      ...(field === '' ? {} : { field }),
      ...(expression === undefined || expression.text === '' ? {} : { expression }),
      ...(defaultValue === undefined ? {} : { defaultValue }),
      append: view.bool('append'),
      scope: view.text('scope'),
      ...(scopeField === '' ? {} : { scopeField }),
      size: view.int('size'),
      ttlNs: ttl === undefined ? 0n : rateLimit(ttl as Scalar).ns,
      private: view.bool('private'),
      inherited: view.bool('inherited'),
    };
  }

  /** A member that is no bool, int or text reads as a bool, which no list may hold: the action is then refused. */
  private literal(node: Node | undefined): StoredLiteral | undefined {
    if (node === undefined) return undefined;
    if (!isSeq(node)) return (node as Scalar).value as StoredScalar;
    return node.items.map((item) => {
      const scalar = this.resolve(item as Node);
      const value = isScalar(scalar) ? scalar.value : null;
      return typeof value === 'bigint' || typeof value === 'string' || typeof value === 'boolean' ? value : false;
    });
  }
}

function rateLimit(node: Scalar): { text: string; ns: bigint } {
  const ns = parseDurationNs(node.value as string | bigint) ?? 0n;
  return { text: typeof node.value === 'string' ? node.value : printDuration(ns), ns };
}

/** JSON with keys in order and bigint as text, so that equal actions have equal keys. */
function stableKey(value: unknown): string {
  return JSON.stringify(value, (_, part) => {
    if (typeof part === 'bigint') return `${part}n`;
    if (part === null || typeof part !== 'object' || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)));
  });
}
