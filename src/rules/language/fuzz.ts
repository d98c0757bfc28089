/**
 * Makes random rules and random events that have something to do with each other: literals and values come from the
 * same small pools, so comparisons hold often enough to mean something. Seeded, so that a failure can be repeated.
 * Rules are well typed nearly always; {@link mangle} makes texts that are not.
 */
import type { FieldSpec, ScalarType } from './model.ts';
import type { VariableSpec } from './variables.ts';

/** Gives the next integer from 0 to `below` - 1. */
export type Random = (below: number) => number;

/** A small reproducible generator (xorshift32). */
export function seededRandom(seed: number): Random {
  let state = seed | 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

export interface FuzzWorld {
  readonly fields: readonly FieldSpec[];
  readonly variables: readonly VariableSpec[];
  readonly intConstants: readonly string[];
}

const TEXTS = [
  '',
  'a',
  'ab',
  'abc',
  'AbC',
  'abcb',
  '/etc/passwd',
  '/etc/',
  '/usr/bin/cat',
  '/tmp/x/y',
  '日本',
  'a,b',
  '12',
];
const PATTERNS = ['a*', '*b', '*', 'a*c', '/etc/*', '*/bin/*', '/tmp/*/y', '*ab*b', 'abc', '*日*'];
const REGEXPS = ['^a', 'b$', '[a-c]+', 'etc|usr', '(?i)ABC', '.*'];
const INTS = [
  '0',
  '1',
  '2',
  '5',
  '10',
  '64',
  '0100',
  '-1',
  '200',
  '4294967295',
  '9007199254740993',
  '9223372036854775807',
  '-9223372036854775808',
];
const ADDRESSES = ['10.0.0.1', '192.168.0.1', '::1', '::ffff:10.0.0.1', '2001:db8::1'];
const NETWORKS = [
  '10.0.0.0/8',
  '192.168.0.0/16',
  '0.0.0.0/0',
  '2001:db8::/32',
  '::/0',
  '10.0.0.1/32',
  '::ffff:10.0.0.0/104',
];
const DURATIONS = ['1s', '5s', '10ms', '2m', '1h'];

/** Text of a random rule over the world's fields. `depth` bounds its nesting. */
export function randomRule(random: Random, world: FuzzWorld, depth: number): string {
  return new Generator(random, world).condition(depth);
}

/** A random value for a field, in the form a table event has it: 64-bit ints as bigint, addresses as text. */
export function randomValue(random: Random, type: ScalarType, wide: boolean): boolean | bigint | string {
  switch (type) {
    case 'bool':
      return random(2) === 0;
    case 'string':
      return TEXTS[random(TEXTS.length)]!;
    case 'ip':
      return (random(2) === 0 ? ADDRESSES : NETWORKS)[random(5)]!;
    case 'int': {
      const text = INTS[random(INTS.length)]!;
      const value = text.startsWith('0') && text.length > 1 ? BigInt(`0o${text.slice(1)}`) : BigInt(text);
      return wide ? value : BigInt.asIntN(33, value);
    }
  }
}

/** Damages a text: drops, repeats, swaps or replaces pieces, or adds odd characters. */
export function mangle(random: Random, text: string): string {
  const odd = [
    '"',
    '(',
    ')',
    '[',
    ']',
    '~',
    '\\',
    '${',
    '%{',
    '}',
    '\0',
    '\ud800',
    '😀',
    '&&',
    '!',
    '-',
    '08',
    '1.2.3.4',
    '::',
    'not',
    'in',
    ',',
  ];
  let result = text;
  for (let round = random(4) + 1; round > 0; round--) {
    const at = random(result.length + 1);
    const length = random(6);
    const piece = random(2) === 0 ? odd[random(odd.length)]! : result.slice(random(result.length + 1)).slice(0, 8);
    result = result.slice(0, at) + (random(3) === 0 ? '' : piece) + result.slice(at + (random(2) === 0 ? length : 0));
  }
  return result;
}

class Generator {
  private readonly random: Random;
  private readonly world: FuzzWorld;
  /** One iterated list per rule, or none. */
  private readonly iterator: string | undefined;

  constructor(random: Random, world: FuzzWorld) {
    this.random = random;
    this.world = world;
    const iterators = [...new Set(world.fields.flatMap(({ iterator }) => (iterator === undefined ? [] : [iterator])))];
    this.iterator = iterators.length > 0 && random(3) === 0 ? iterators[random(iterators.length)] : undefined;
  }

  condition(depth: number): string {
    if (depth <= 0) return this.leaf();
    switch (this.random(8)) {
      case 0:
      case 1:
        return `${this.operand(depth)} ${this.pick(['&&', 'and'])} ${this.operand(depth)}`;
      case 2:
      case 3:
        return `${this.operand(depth)} ${this.pick(['||', 'or'])} ${this.operand(depth)}`;
      case 4:
        return `${this.operand(depth)} && ${this.operand(depth)} || ${this.operand(depth)}`;
      case 5:
        return `${this.pick(['!', 'not '])}(${this.condition(depth - 1)})`;
      case 6:
        return `(${this.condition(depth - 1)}) ${this.pick(['==', '!='])} (${this.condition(depth - 1)})`;
      default:
        return this.leaf();
    }
  }

  private operand(depth: number): string {
    return this.random(2) === 0 ? this.leaf() : `(${this.condition(depth - 1)})`;
  }

  private pick(choices: readonly string[]): string {
    return choices[this.random(choices.length)]!;
  }

  private list(member: () => string): string {
    return `[ ${Array.from({ length: this.random(4) + 1 }, member).join(', ')} ]`;
  }

  private leaf(): string {
    switch (this.random(10)) {
      case 0:
        return this.boolLeaf();
      case 1:
      case 2:
      case 3:
        return this.intLeaf();
      case 4:
        return this.ageLeaf();
      case 5:
      case 6:
        return this.ipLeaf();
      default:
        return this.stringLeaf();
    }
  }

  /** Name of a random field, with a subscript where one is possible. */
  private field(type: ScalarType, array: boolean): string | undefined {
    const fits = this.world.fields.filter((spec) => spec.type === type && (array ? spec.array : true));
    for (let attempt = 0; attempt < 5 && fits.length > 0; attempt++) {
      const spec = fits[this.random(fits.length)]!;
      if (!array && spec.array) {
        if (this.random(2) === 0) return `${spec.name}[${this.random(3)}]`;
        if (spec.iterator !== undefined && spec.elementArray !== true) return this.inList(spec, String(this.random(3)));
        continue;
      }
      if (spec.array && spec.iterator === this.iterator && this.iterator !== undefined && this.random(2) === 0) {
        return this.inList(spec, 'A');
      }
      return spec.name;
    }
    return undefined;
  }

  private inList(spec: FieldSpec, subscript: string): string {
    return `${spec.iterator}[${subscript}]${spec.name.slice((spec.iterator ?? '').length)}`;
  }

  private variable(type: ScalarType, array: boolean): string | undefined {
    const fits = this.world.variables.filter((spec) => spec.type === type && spec.array === array);
    return fits.length === 0 ? undefined : `\${${fits[this.random(fits.length)]!.name}}`;
  }

  private boolLeaf(): string {
    const one = this.field('bool', false) ?? 'true';
    const list = this.field('bool', true);
    switch (this.random(5)) {
      case 0:
        return `${one} == ${this.pick(['true', 'false'])}`;
      case 1:
        return list === undefined ? one : `${list} ${this.pick(['==', '!='])} true`;
      case 2:
        return list === undefined ? one : `true ${this.pick(['in', 'not in'])} ${list}`;
      case 3:
        return this.variable('bool', false) ?? one;
      default:
        return one;
    }
  }

  private int(depth: number): string {
    switch (this.random(depth > 0 ? 10 : 6)) {
      case 0:
        return this.pick(INTS);
      case 1:
        return this.pick(this.world.intConstants);
      case 2:
        return this.variable('int', false) ?? '7';
      case 3:
      case 4:
      case 5:
        return this.field('int', false) ?? '3';
      case 6:
        return `${this.pick(['- ', '^'])}(${this.int(depth - 1)})`;
      default:
        return `(${this.int(depth - 1)} ${this.pick(['+', '-', '&', '|', '^'])} ${this.int(depth - 1)})`;
    }
  }

  private intLeaf(): string {
    const order = this.pick(['==', '!=', '<', '<=', '>', '>=']);
    const list = this.field('int', true);
    switch (this.random(6)) {
      case 0:
        return `${this.int(1)} ${this.pick(['in', 'not in', 'allin'])} ${this.list(() => this.pick(INTS))}`;
      case 1:
        return list === undefined ? 'true' : `${list} ${order} ${this.int(1)}`;
      case 2:
        return list === undefined ? 'true' : `${this.int(1)} ${order} ${list}`;
      case 3:
        return list === undefined
          ? 'true'
          : `${list} ${this.pick(['in', 'not in'])} ${this.list(() => this.pick(INTS))}`;
      case 4:
        return `${this.field('int', false) ?? '1'} ${this.pick(['in', 'not in'])} ${this.variable('int', true) ?? list ?? '[ 1 ]'}`;
      default:
        return `${this.int(2)} ${order} ${this.int(2)}`;
    }
  }

  private ageLeaf(): string {
    const order = this.pick(['<', '<=', '>', '>=']);
    const field = this.field('int', this.random(4) === 0) ?? 'true';
    return field === 'true' ? 'true' : `${field} ${order} ${this.pick(DURATIONS)}`;
  }

  private ipLeaf(): string {
    const one = this.field('ip', false) ?? '10.0.0.1';
    const list = this.field('ip', true) ?? '10.0.0.0/8';
    const literal = this.pick(this.random(2) === 0 ? ADDRESSES : NETWORKS);
    switch (this.random(4)) {
      case 0:
        return `${one} ${this.pick(['==', '!='])} ${literal}`;
      case 1:
        return `${this.pick([one, list])} ${this.pick(['in', 'not in', 'allin'])} ${this.list(() => this.pick(this.random(2) === 0 ? ADDRESSES : NETWORKS))}`;
      case 2:
        return `${this.pick([one, list])} ${this.pick(['in', 'not in', 'allin'])} ${this.pick(NETWORKS)}`;
      default:
        return `${one} ${this.pick(['in', 'allin'])} ${list}`;
    }
  }

  private quoted(form: number): string {
    if (form === 0) return `"${this.pick(TEXTS)}"`;
    return form === 1 ? `~"${this.pick(PATTERNS)}"` : `r"${this.pick(REGEXPS)}"`;
  }

  private stringLeaf(): string {
    const one = this.field('string', false) ?? '"a"';
    const list = this.field('string', true);
    const any = list !== undefined && this.random(3) === 0 ? list : one;
    switch (this.random(8)) {
      case 0:
        return `${any} ${this.pick(['==', '!='])} ${this.quoted(this.random(3))}`;
      case 1:
        return `${any} ${this.pick(['=~', '!~'])} ${this.random(2) === 0 ? this.quoted(1) : `"${this.pick(PATTERNS)}"`}`;
      case 2:
      case 3:
        return `${any} ${this.pick(['in', 'not in', 'allin'])} ${this.list(() => this.quoted(this.random(3)))}`;
      case 4:
        return `${this.quoted(0)} == ${one}`;
      case 5:
        return list === undefined ? 'true' : `${this.random(2) === 0 ? one : this.quoted(this.random(3))} in ${list}`;
      case 6:
        return `${any} == ${this.field('string', false) ?? '"a"'}`;
      default:
        return `${one} ${this.pick(['==', '!='])} "${this.pick(['', 'a'])}${this.pick([this.variable('string', false) ?? '', this.variable('int', true) ?? '', '%{process.argv0}', '%{process.uid}'])}${this.pick(['', 'c'])}"`;
    }
  }
}
