/**
 * Text of a configuration file to settings: which key is set where to what. The surprising part: a dotted name may begin at
 * any depth, and a section may be written twice; all of it counts, and who wins is decided later. A file that is no YAML
 * sets nothing, because half of it could mean the opposite.
 */
import { basename } from 'node:path';
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, parseAllDocuments, type YAMLMap } from 'yaml';
import type { ConfigKey } from '../../schema/config.ts';
import { printableText } from '../base/text.ts';
import type { Place } from '../rules/policy/policy-diagnostics.ts';
import { PlaceFinder } from '../rules/policy/yaml-places.ts';
import type { ConfigDiagnostic } from './config-diagnostic.ts';
import type { Written } from './config-value.ts';
import { findKey, isMistake, isSection, nearestKey } from './key-names.ts';

/** One place that sets one key. */
export interface Setting {
  readonly key: ConfigKey;
  readonly written: Written;
  /** Name as it was written. */
  readonly name: string;
  readonly isAlias: boolean;
  /** In a file. */
  readonly place?: Place;
  /** In the environment. */
  readonly variable?: string;
}

export interface ReadConfig {
  readonly settings: readonly Setting[];
  readonly diagnostics: readonly ConfigDiagnostic[];
}

/** Limits of one file. */
export const CONFIG_LIMITS = {
  fileBytesMax: 1 << 20,
  nodesMax: 50_000,
  depthMax: 40,
  aliasesMax: 1000,
  syntaxErrorsShown: 5,
  suggestionsMax: 100,
} as const;

/** Stops the walk; caught in this file. */
class LimitReached extends Error {}

/**
 * Reads one file.
 * @param file its path, for places; its last part says whose file it is
 * @param content text, or bytes as they are on disk
 */
export function readConfigFile(file: string, content: string | Uint8Array): ReadConfig {
  const diagnostics: ConfigDiagnostic[] = [];
  const whole: Place = { file, line: 1, column: 1 };
  if (content.length > CONFIG_LIMITS.fileBytesMax) {
    const message = `the file has ${content.length} bytes; ${CONFIG_LIMITS.fileBytesMax} are the limit, so it is ignored`;
    return { settings: [], diagnostics: [{ severity: 'error', code: 'CONFIG-LIMIT', message, place: whole }] };
  }
  const text = (typeof content === 'string' ? content : new TextDecoder().decode(content)).replace(/^\ufeff/, '');
  const places = new PlaceFinder(file, text);
  if (typeof content !== 'string' && !isUtf8(content)) {
    diagnostics.push({
      severity: 'warning',
      code: 'CONFIG-READ',
      message: 'the file is no UTF-8 text',
      place: { ...whole, line: text.slice(0, text.indexOf('\ufffd')).split('\n').length },
      hint: 'save it as UTF-8',
    });
  }
  const document = parseYaml(text, places, diagnostics);
  if (document === null) return { settings: [], diagnostics };
  const walk = new Walk(document, places, diagnostics);
  try {
    walk.run();
  } catch (error) {
    if (!(error instanceof LimitReached) && !(error instanceof RangeError)) throw error;
    const message = `the file has more than ${CONFIG_LIMITS.nodesMax} parts or ${CONFIG_LIMITS.aliasesMax} aliases, or is nested deeper than ${CONFIG_LIMITS.depthMax}; it is ignored`;
    return { settings: [], diagnostics: [{ severity: 'error', code: 'CONFIG-LIMIT', message, place: whole }] };
  }
  return { settings: walk.settings, diagnostics };
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** The first document, or null when there is none to use. */
function parseYaml(text: string, places: PlaceFinder, diagnostics: ConfigDiagnostic[]): Document | null {
  let documents: Document[];
  try {
    const parsed = parseAllDocuments(text, {
      lineCounter: places.lines,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
    });
    documents = 'empty' in parsed ? [] : [...parsed];
  } catch {
    // The parser is recursive: only nesting beyond all reason gets here.
    const place = places.at(0, 0);
    diagnostics.push({
      severity: 'error',
      code: 'CONFIG-YAML',
      message: 'the file cannot be parsed, so it is ignored',
      place,
    });
    return null;
  }
  const [document, second] = documents;
  if (document === undefined) return null;
  if (document.errors.length > 0) {
    for (const { message, pos, code } of document.errors.slice(0, CONFIG_LIMITS.syntaxErrorsShown)) {
      const at = Math.min(pos[0], text.length);
      diagnostics.push({
        severity: 'error',
        code: 'CONFIG-YAML',
        message: `this is no YAML, so the whole file is ignored: ${printableText(message.split('\n')[0]!)}`,
        place: places.at(at, Math.max(1, pos[1] - pos[0])),
        hint:
          code === 'TAB_AS_INDENT' || text[at] === '\t'
            ? 'indent with blanks, not with tabs'
            : 'a line is `name: value`; what stands below a name is indented more than the name',
      });
    }
    return null;
  }
  if (second !== undefined) {
    const place = places.at(Math.min(second.range?.[0] ?? 0, text.length));
    diagnostics.push({
      severity: 'warning',
      code: 'CONFIG-YAML',
      message: 'only what stands before the first line of --- counts; the rest is ignored',
      place,
    });
  }
  return document;
}

/** One pass over a document. */
class Walk {
  readonly settings: Setting[] = [];
  readonly #document: Document;
  readonly #places: PlaceFinder;
  readonly #diagnostics: ConfigDiagnostic[];
  readonly #file: string;
  #nodes = 0;
  #aliases = 0;
  #unknown = 0;

  constructor(document: Document, places: PlaceFinder, diagnostics: ConfigDiagnostic[]) {
    this.#document = document;
    this.#places = places;
    this.#diagnostics = diagnostics;
    this.#file = basename(places.file);
  }

  run(): void {
    const root = this.#resolve(this.#document.contents, 0);
    if (root === null || (isScalar(root) && root.value === null)) return;
    if (isMap(root)) this.#section(root, '', 0);
    else
      this.#diagnostics.push({
        severity: 'error',
        code: 'CONFIG-YAML',
        message: `the file holds ${isSeq(root) ? 'a list' : 'text'}, not names with values, so it is ignored`,
        place: this.#places.of(root),
        hint: 'write lines such as `runtime_security_config.enabled: true`',
      });
  }

  /** The node itself, or what an alias stands for. */
  #resolve(node: unknown, depth: number): Node | null {
    if (++this.#nodes > CONFIG_LIMITS.nodesMax || depth > CONFIG_LIMITS.depthMax) throw new LimitReached();
    if (!isAlias(node)) return (node as Node | null | undefined) ?? null;
    // Each alias costs a search of the document.
    if (++this.#aliases > CONFIG_LIMITS.aliasesMax) throw new LimitReached();
    const target = node.resolve(this.#document);
    if (target === undefined)
      this.#diagnostics.push({
        severity: 'error',
        code: 'CONFIG-YAML',
        message: `*${shortName(node.source)} stands for nothing before it; it is ignored`,
        place: this.#places.of(node),
        hint: 'put the value in quotes if it begins with *',
      });
    return target ?? null;
  }

  #section(map: YAMLMap, prefix: string, depth: number): void {
    for (const { key: keyNode, value: valueNode } of map.items) {
      const keyScalar = this.#resolve(keyNode, depth);
      const value = this.#resolve(valueNode, depth);
      if (!isScalar(keyScalar)) continue;
      const part = scalarText(keyScalar);
      if (part === '<<' && keyScalar.type === 'PLAIN') {
        this.#merge(value, prefix, depth);
        continue;
      }
      this.#entry(
        prefix === '' ? part : `${prefix}.${part}`,
        keyScalar as Node,
        value,
        valueNode as Node | null,
        depth,
      );
    }
  }

  /** `<<: *other` takes over the entries of another section, or of several. */
  #merge(value: Node | null, prefix: string, depth: number): void {
    if (isMap(value)) this.#section(value, prefix, depth + 1);
    else if (isSeq(value))
      for (const item of value.items) {
        const one = this.#resolve(item, depth + 1);
        if (isMap(one)) this.#section(one, prefix, depth + 1);
      }
  }

  #entry(name: string, keyNode: Node, value: Node | null, valueNode: Node | null, depth: number): void {
    const found = findKey(name);
    const isNothing = value === null || (isScalar(value) && value.value === null && value.type === 'PLAIN');
    if (found !== undefined) {
      if (isNothing) return;
      const content = this.#written(value, depth + 1);
      const written: Written = found.entry === undefined ? content : { kind: 'map', entries: [[found.entry, content]] };
      const place = isMap(value) || isSeq(value) ? this.#places.of(keyNode) : this.#places.of(valueNode ?? keyNode);
      this.settings.push({ key: found.key, written, name, isAlias: found.isAlias, place: hide(found.key, place) });
      return;
    }
    if (isSection(name)) {
      if (isMap(value)) this.#section(value, name, depth + 1);
      else if (!isNothing && isMistake(name, this.#file))
        this.#diagnostics.push({
          severity: 'error',
          code: 'CONFIG-TYPE',
          message: `${printableText(name)} is a section, not a value; this line is ignored`,
          place: this.#places.of(keyNode),
          hint: 'write its keys below it, indented',
        });
      return;
    }
    if (!isMistake(name, this.#file)) return;
    const nearest = ++this.#unknown > CONFIG_LIMITS.suggestionsMax ? undefined : nearestKey(name);
    this.#diagnostics.push({
      severity: 'warning',
      code: 'CONFIG-KEY',
      message: `there is no key ${shortName(name)}; it has no effect`,
      place: this.#places.of(keyNode),
      ...(nearest === undefined ? {} : { hint: `did you mean ${nearest}?` }),
    });
  }

  #written(given: unknown, depth: number): Written {
    const node = this.#resolve(given, depth);
    if (node === null) return { kind: 'nothing' };
    if (isMap(node)) {
      const entries = node.items.map(({ key, value }): [string, Written] => {
        const name = this.#resolve(key, depth + 1);
        return [isScalar(name) ? scalarText(name) : '', this.#written(value, depth + 1)];
      });
      return { kind: 'map', entries };
    }
    if (isSeq(node)) return { kind: 'list', items: node.items.map((item) => this.#written(item, depth + 1)) };
    if (!isScalar(node)) return { kind: 'nothing' };
    const isPlain = node.type === 'PLAIN';
    if (node.value === null && isPlain) return { kind: 'nothing' };
    return { kind: 'scalar', text: scalarText(node), isPlain };
  }
}

/** A scalar as it was written: YAML's own reading of numbers would lose zeros. */
function scalarText(scalar: { value: unknown; source?: string; type?: unknown }): string {
  if (typeof scalar.value === 'string') return scalar.value;
  return scalar.source ?? String(scalar.value);
}

function shortName(name: string): string {
  const text = printableText(name);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

/** The place of a secret does not carry its line. */
function hide(key: ConfigKey, place: Place): Place {
  return key.isSecret ? { file: place.file, line: place.line, column: place.column } : place;
}
