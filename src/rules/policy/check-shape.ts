/**
 * Compares a YAML document with `policy-shape.ts`. In reading mode wrong types are errors and unknown keys warnings,
 * which is how policies written for other readers still load; in strict mode everything the JSON schema refuses is an
 * error. Numbers and bools are taken where a text is wanted when reading (a version `1.10` is text to everybody).
 */
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from 'yaml';
import { nearestName } from '../language/nearest-name.ts';
import { parseDurationNs } from './duration.ts';
import { type PolicyCode, type PolicyDiagnostic, problem } from './policy-diagnostics.ts';
import type { ObjectShape, Shape } from './policy-shape.ts';
import type { PlaceFinder } from './yaml-places.ts';

export type CheckMode = 'reading' | 'strict';

/** Most diagnostics of one file; a file that is wrong everywhere is not explained better by more. */
const DIAGNOSTICS_MAX = 200;

const NAMES: Readonly<Record<Shape['kind'], string>> = {
  text: 'a text',
  bool: 'true or false',
  int: 'a whole number',
  duration: 'a duration such as 10m, or nanoseconds',
  value: 'a bool, a whole number, a text, or a list of texts or whole numbers',
  list: 'a list',
  map: 'a mapping of texts',
  object: 'a mapping',
};

export class ShapeChecker {
  readonly diagnostics: PolicyDiagnostic[] = [];
  private readonly places: PlaceFinder;
  private readonly document: Document;
  private readonly mode: CheckMode;

  constructor(places: PlaceFinder, document: Document, mode: CheckMode) {
    this.places = places;
    this.document = document;
    this.mode = mode;
  }

  /** Checks a node and everything below it. */
  check(node: Node | null | undefined, shape: Shape, path: string): void {
    const target = this.resolve(node);
    if (this.isNull(target)) {
      if (this.mode === 'strict') this.wrongType(node, shape, path);
      return;
    }
    switch (shape.kind) {
      case 'text':
        this.text(target, shape, path);
        return;
      case 'bool':
      case 'int':
      case 'duration':
        if (!this.isScalarOf(target, shape.kind)) this.wrongType(target, shape, path);
        return;
      case 'value':
        this.value(target, shape, path);
        return;
      case 'list':
        if (!isSeq(target)) {
          this.wrongType(target, shape, path);
          return;
        }
        for (const [index, item] of target.items.entries()) this.check(item as Node, shape.of, `${path}[${index}]`);
        return;
      case 'map':
        this.map(target, shape, path);
        return;
      case 'object':
        this.object(target, shape, path);
        return;
    }
  }

  private report(
    severity: 'error' | 'warning',
    code: PolicyCode,
    node: Node | null | undefined,
    message: string,
    hint?: string,
  ): void {
    if (this.diagnostics.length >= DIAGNOSTICS_MAX) return;
    this.diagnostics.push(problem(severity, code, this.places.of(node), message, hint));
  }

  private wrongType(node: Node | null | undefined, shape: Shape, path: string): void {
    this.report('error', 'POLICY-TYPE', node, `${path} must be ${NAMES[shape.kind]}`);
  }

  private resolve(node: Node | null | undefined): Node | null | undefined {
    return isAlias(node) ? (node.resolve(this.document) as Node | undefined) : node;
  }

  private isNull(node: Node | null | undefined): boolean {
    return node === null || node === undefined || (isScalar(node) && node.value === null);
  }

  private isScalarOf(node: Node | null | undefined, kind: 'bool' | 'int' | 'duration'): boolean {
    if (!isScalar(node)) return false;
    const { value } = node;
    const isInt = typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value));
    if (kind === 'bool') return typeof value === 'boolean';
    if (kind === 'int') return isInt;
    return (typeof value === 'string' || isInt) && parseDurationNs(value as string | number | bigint) !== null;
  }

  private text(node: Node | null | undefined, shape: Shape & { kind: 'text' }, path: string): void {
    if (!isScalar(node)) {
      this.wrongType(node, shape, path);
      return;
    }
    if (this.mode === 'reading') return;
    if (typeof node.value !== 'string') {
      this.wrongType(node, shape, path);
      return;
    }
    const text = node.value;
    if (shape.pattern !== undefined && !new RegExp(shape.pattern).test(text)) {
      this.report('error', 'POLICY-ID', node, `${path} takes letters, digits and _ only`);
    }
    if (shape.oneOf === undefined) return;
    if (!shape.oneOf.includes(shape.anyCase ? text.toLowerCase() : text)) {
      this.report(
        'error',
        'POLICY-CHOICE',
        node,
        `${path} is one of ${shape.oneOf.join(', ')}`,
        this.hintFor(text, shape.oneOf),
      );
    }
  }

  private hintFor(word: string, known: readonly string[]): string | undefined {
    const nearest = nearestName(word, known);
    return nearest === undefined ? undefined : `did you mean ${nearest}?`;
  }

  private value(node: Node | null | undefined, shape: Shape, path: string): void {
    const kindOf = (one: unknown): string | null => {
      if (!isScalar(one)) return null;
      if (typeof one.value === 'string') return 'text';
      if (typeof one.value === 'boolean') return 'bool';
      return this.isScalarOf(one, 'int') ? 'int' : null;
    };
    if (!isSeq(node)) {
      if (kindOf(node) === null) this.wrongType(node, shape, path);
      return;
    }
    // What a list holds is the business of the action when reading, so that only the action is lost.
    if (this.mode === 'reading') return;
    const kinds = new Set(node.items.map((item) => kindOf(this.resolve(item as Node))));
    if (kinds.size !== 1 || kinds.has(null) || kinds.has('bool')) this.wrongType(node, shape, path);
  }

  private map(node: Node | null | undefined, shape: Shape, path: string): void {
    if (!isMap(node)) {
      this.wrongType(node, shape, path);
      return;
    }
    for (const { key, value } of node.items) {
      const scalar = this.resolve(value as Node | null);
      const isText = isScalar(scalar) && (this.mode === 'reading' || typeof scalar.value === 'string');
      if (!isText && !(this.mode === 'reading' && this.isNull(scalar))) {
        this.report('error', 'POLICY-TYPE', (value ?? key) as Node, `${path}.${keyText(key)} must be a text`);
      }
    }
  }

  private object(node: Node | null | undefined, shape: ObjectShape, path: string): void {
    if (!isMap(node)) {
      this.wrongType(node, shape, path === '' ? 'a policy' : path);
      return;
    }
    const present = new Set<string>();
    for (const { key, value } of node.items) {
      const name = keyText(key);
      const of = Object.hasOwn(shape.keys, name) ? shape.keys[name] : undefined;
      if (of === undefined) {
        const severity = this.mode === 'strict' ? 'error' : 'warning';
        const where = path === '' ? 'a policy' : path;
        const hint = this.hintFor(name, Object.keys(shape.keys)) ?? `known keys: ${Object.keys(shape.keys).join(', ')}`;
        this.report(severity, 'POLICY-KEY', key as Node, `${where} has no key ${name}`, hint);
        continue;
      }
      if (!this.isNull(this.resolve(value as Node | null))) present.add(name);
      this.check(value as Node | null, of, path === '' ? name : `${path}.${name}`);
    }
    if (this.mode === 'strict') this.required(node, shape, present, path);
  }

  private required(node: YAMLMap, shape: ObjectShape, present: ReadonlySet<string>, path: string): void {
    const missing = (what: string) => this.report('error', 'POLICY-MISSING', node, `${path} needs ${what}`);
    for (const name of shape.required ?? []) if (!present.has(name)) missing(name);
    const any = shape.atLeastOne;
    if (any !== undefined && !any.some((name) => present.has(name))) missing(`one of ${any.join(', ')}`);
    const one = shape.exactlyOne;
    if (one === undefined) return;
    const found = one.filter((name) => present.has(name));
    if (found.length === 0) missing(`one of ${one.join(', ')}`);
    if (found.length > 1) {
      this.report('error', 'POLICY-CHOICE', node, `${path} takes one of ${found.join(', ')}, not several`);
    }
  }
}

/** Text of a mapping's key. */
export function keyText(key: unknown): string {
  return isScalar(key) ? scalarText(key) : String(key);
}

/** Text of a scalar as written: `1.10` stays `1.10`. */
export function scalarText(node: Scalar): string {
  if (typeof node.value === 'string') return node.value;
  return node.source ?? String(node.value ?? '');
}
