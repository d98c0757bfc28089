/**
 * What may follow at a place in a SECL text: fields, their constants, operators, key words, macros. Pure, so that it is
 * tested without a browser; secl-editor.tsx shows it.
 *
 * Surprising: fields of the event type that the text already names come first, and other types' fields come last,
 * because a rule is about one event type.
 */
import { CONSTANT_GROUPS, constantsOf } from '../../../schema/constants.ts';
import { type FieldDefinition, fieldTable, findField, PSEUDO_FIELDS } from '../../../schema/fields.ts';
import { scan, type Token } from '../../../src/rules/language/index.ts';

export interface Proposal {
  readonly text: string;
  readonly kind: 'field' | 'constant' | 'operator' | 'keyword' | 'macro';
  /** Type of a field, number of a constant. */
  readonly detail: string;
  readonly doc: string;
  /** Higher comes first; from -10 to 10. */
  readonly rank: number;
}

export interface Completion {
  /** Where the word under the cursor starts. */
  readonly from: number;
  readonly proposals: readonly Proposal[];
}

const COMPARISONS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  string: [
    ['==', 'equals'],
    ['!=', 'differs from'],
    ['=~', 'matches a pattern, as in ~"/etc/*"'],
    ['!~', 'does not match a pattern'],
    ['in', 'is one of a list'],
    ['not in', 'is none of a list'],
  ],
  int: [
    ['==', 'equals'],
    ['!=', 'differs from'],
    ['>', 'is greater than'],
    ['<', 'is less than'],
    ['>=', 'is at least'],
    ['<=', 'is at most'],
    ['in', 'is one of a list'],
    ['&', 'has bits in common, as in `& O_CREAT > 0`'],
  ],
  bool: [
    ['==', 'equals'],
    ['!=', 'differs from'],
  ],
  ip: [
    ['in', 'lies in a network or list, as in `in [10.0.0.0/8]`'],
    ['not in', 'lies in none of them'],
    ['==', 'equals'],
    ['!=', 'differs from'],
  ],
};

/** Fields that people name most; they come before the other two thousand. */
const COMMON =
  /^(process|exec)\.(file\.(name|path)|comm|args|argv|user|uid|tty_name|container\.id)$|^[a-z_]+\.file\.(path|name)$|^(open\.flags|dns\.question\.name|connect\.addr\.(ip|port)|event\.hostname|process\.(parent|ancestors)\.file\.(name|path))$/;

/** Tokens of the text before the cursor, and whether the cursor is inside a literal. */
function tokensBefore(text: string, at: number): { tokens: readonly Token[]; inLiteral: boolean } {
  const { tokens, diagnostics } = scan(text.slice(0, at));
  const open = diagnostics.some(({ code }) => code === 'SECL-UNTERMINATED');
  return { tokens: tokens.filter(({ kind }) => kind !== 'EOF'), inLiteral: open };
}

const isLogic = ({ kind, value }: Token) => kind === 'Ident' && (value === 'and' || value === 'or' || value === 'not');
const isWord = ({ kind, value }: Token) => kind === 'Ident' && (value === 'in' || value === 'allin');
const LITERALS = new Set([
  'String',
  'Pattern',
  'Regexp',
  'Int',
  'Duration',
  'IP',
  'CIDR',
  'FieldReference',
  'Variable',
]);

/** The field that a value at the end of the tokens would be compared with. */
function comparedField(tokens: readonly Token[]): FieldDefinition | undefined {
  for (let index = tokens.length - 1; index >= 0; index--) {
    const token = tokens[index]!;
    if (token.kind !== 'Ident') {
      if (
        token.kind === 'Punct' &&
        (token.value === '&' || token.value === '|') &&
        tokens[index - 1]?.value === token.value
      )
        return undefined;
      continue;
    }
    if (isLogic(token) && token.value !== 'not') return undefined;
    const field = findField(token.value.replaceAll(/\[[^\]]*\]/g, ''));
    if (field !== undefined) return field;
  }
  return undefined;
}

/** Event type that the text is about already. */
function eventTypeOf(tokens: readonly Token[]): string | undefined {
  for (const { kind, value } of tokens) {
    if (kind !== 'Ident') continue;
    const type = findField(value)?.eventType;
    if (type) return type;
  }
  return undefined;
}

let fieldProposals: readonly (Proposal & { readonly eventType: string | null })[] | undefined;

function allFields() {
  fieldProposals ??= [
    ...fieldTable().fields.map((field) => ({
      text: field.name,
      kind: 'field' as const,
      detail: field.array ? `${field.type} list` : field.type,
      doc: `${field.doc}.${field.constants ? ` Constants: ${field.constants}.` : ''}`,
      rank: COMMON.test(field.name) ? 4 : field.cost > 1000 ? -2 : 0,
      eventType: field.eventType,
    })),
    ...PSEUDO_FIELDS.map((name) => ({
      text: name,
      kind: 'field' as const,
      detail: 'any',
      doc: 'Every way of changing a file.',
      rank: -1,
      eventType: null,
    })),
  ];
  return fieldProposals;
}

function constantsFor(field: FieldDefinition | undefined): Proposal[] {
  if (field === undefined) return [];
  if (field.type === 'bool')
    return ['true', 'false'].map((text) => ({ text, kind: 'constant', detail: 'bool', doc: '', rank: 5 }));
  const group = CONSTANT_GROUPS.find(({ key }) => key === field.constants);
  if (group === undefined) return [];
  // The machine that is written for is the most common one; a name that differs by machine stands once.
  return constantsOf(group)
    .filter(({ architecture }) => architecture !== 'arm64')
    .map(({ name, value }) => ({
      text: name,
      kind: 'constant',
      detail: String(value),
      doc: group.title,
      rank: 5,
    }));
}

/** What fits at `at`. Null when nothing is known, as inside quotes. */
export function complete(text: string, at: number, macros: readonly string[] = []): Completion | null {
  const word = /[A-Za-z_][A-Za-z0-9_.]*$/.exec(text.slice(0, at))?.[0] ?? '';
  const from = at - word.length;
  const { tokens, inLiteral } = tokensBefore(text, from);
  if (inLiteral) return null;
  const type = eventTypeOf(scan(text).tokens);
  const last = tokens.at(-1);
  const inList =
    tokens.reduce(
      (depth, { kind, value }) => depth + (kind !== 'Punct' ? 0 : value === '[' ? 1 : value === ']' ? -1 : 0),
      0,
    ) > 0;
  const field =
    last?.kind === 'Ident' && !isLogic(last) && !isWord(last)
      ? findField(last.value.replaceAll(/\[[^\]]*\]/g, ''))
      : undefined;
  const afterValue =
    last !== undefined &&
    (LITERALS.has(last.kind) ||
      (last.kind === 'Punct' && (last.value === ')' || last.value === ']')) ||
      (last.kind === 'Ident' && !isLogic(last) && !isWord(last)));

  if (field !== undefined && !inList) {
    const before = tokens.at(-2);
    const compared =
      before !== undefined &&
      before.kind === 'Punct' &&
      '=<>~&|'.includes(before.value) &&
      !(tokens.at(-3)?.value === before.value && '&|'.includes(before.value));
    const operators: Proposal[] = (COMPARISONS[field.type] ?? []).map(([operator, doc], index) => ({
      text: operator,
      kind: 'operator',
      detail: doc,
      doc: '',
      rank: 8 - index,
    }));
    if (!compared) return { from, proposals: field.type === 'bool' ? [...operators, ...joins()] : operators };
  }
  if (afterValue && !inList) return { from, proposals: joins() };

  const value = last !== undefined && ((last.kind === 'Punct' && '=<>~&|,[^'.includes(last.value)) || isWord(last));
  const compared = value ? comparedField(tokens) : undefined;
  const macroProposals: Proposal[] = macros.map((name) => ({
    text: name,
    kind: 'macro',
    detail: 'macro',
    doc: '',
    rank: 2,
  }));
  if (compared !== undefined) {
    const constants = constantsFor(compared);
    if (constants.length > 0 || inList) return { from, proposals: [...constants, ...macroProposals] };
    if (word !== '') return { from, proposals: [...macroProposals, ...allFields()] };
    return macroProposals.length === 0 ? null : { from, proposals: macroProposals };
  }
  return {
    from,
    proposals: [
      ...macroProposals,
      ...allFields().map((one) => {
        if (type === undefined || one.eventType === null) return one;
        return { ...one, rank: one.rank + (one.eventType === type ? 4 : -8) };
      }),
      { text: 'not', kind: 'keyword', detail: 'negation', doc: '', rank: -3 },
    ],
  };
}

function joins(): Proposal[] {
  return [
    { text: '&&', kind: 'keyword', detail: 'both hold', doc: '', rank: 5 },
    { text: '||', kind: 'keyword', detail: 'one of them holds', doc: '', rank: 4 },
  ];
}
