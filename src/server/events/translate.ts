/**
 * A checked SECL expression as SQL over the events table, as far as its columns reach.
 *
 * Surprising: the result may be wider than the expression. Then `exact` is false, and whoever asks evaluates the
 * expression on the candidates as well. Under a negation only exact parts may stand, because the opposite of too wide is
 * too narrow. Parts that no column answers are left out of a conjunction, and make a whole disjunction unanswerable.
 */
import type {
  CheckedRule,
  ConstantValue,
  Expr,
  FieldExpr,
  MatchExpr,
  TextLiteral,
} from '../../rules/language/index.ts';
import { EVENT_COLUMNS } from '../store/event-columns.ts';
import { allOf, anyOf, joined, raw, type Sql, sql } from '../store/sql.ts';

/** The condition, and whether it says all that the expression says. */
export interface Translated {
  readonly where: Sql;
  readonly exact: boolean;
}

interface Piece {
  readonly sql: Sql;
  readonly exact: boolean;
}

/** Column by SECL field; of `*` columns by what follows the event type. */
const COLUMN_OF = new Map<string, string>();
for (const { name, secl } of EVENT_COLUMNS) for (const field of secl ?? []) COLUMN_OF.set(field, name);
/** Lists: a value of any element. */
const LIST_OF = new Map([
  ['process.ancestors.file.path', 'ancestor_paths'],
  ['process.ancestors.file.name', 'ancestor_names'],
]);

/** Columns that hold numbers. */
const NUMERIC = new Set(EVENT_COLUMNS.filter(({ type }) => /^U?Int/.test(type)).map(({ name }) => name));

/** Translates a rule. Never throws. */
export function translate(rule: CheckedRule): Translated {
  const types = rule.eventType === null ? rule.onlyEventTypes : [rule.eventType];
  const kind = types === null ? [] : [sql`type IN ${types}`];
  const piece = rule.register === null ? pieceOf(rule.expression) : null;
  return { where: allOf([...kind, ...(piece === null ? [] : [piece.sql])]), exact: piece?.exact === true };
}

function pieceOf(expr: Expr): Piece | null {
  switch (expr.kind) {
    case 'and': {
      const pieces = expr.operands.map(pieceOf);
      const known = pieces.filter((piece) => piece !== null);
      if (known.length === 0) return null;
      return {
        sql: allOf(known.map((piece) => piece.sql)),
        exact: known.length === pieces.length && known.every(({ exact }) => exact),
      };
    }
    case 'or':
      return either(expr.operands.map(pieceOf));
    case 'any-of': {
      // The alternatives (overlay and link paths) are not stored.
      const own = expr.tests.map(pieceOf).filter((piece) => piece !== null);
      return own.length === 0 ? null : { sql: anyOf(own.map((piece) => piece.sql)), exact: false };
    }
    case 'not': {
      const inner = pieceOf(expr.operand);
      return inner?.exact === true ? { sql: sql`NOT (${inner.sql})`, exact: true } : null;
    }
    case 'const':
      return typeof expr.value === 'boolean' ? { sql: raw(expr.value ? '1' : '0'), exact: true } : null;
    case 'compare':
      return compareOf(expr.operator, expr.left, expr.right, expr.ignoreCase);
    case 'member':
      return memberOf(expr.left, expr.right, expr.ignoreCase);
    case 'match':
      return matchOf(expr);
    default:
      return null;
  }
}

function either(pieces: readonly (Piece | null)[]): Piece | null {
  const known = pieces.filter((piece) => piece !== null);
  if (known.length < pieces.length) return null;
  return { sql: anyOf(known.map((piece) => piece.sql)), exact: known.every(({ exact }) => exact) };
}

function columnOf(expr: Expr): string | null {
  if (expr.kind !== 'field' || expr.at !== undefined || expr.access.kind !== 'all') return null;
  const name = (expr as FieldExpr).spec.name;
  const own = COLUMN_OF.get(name) ?? COLUMN_OF.get(name.replace(/^exec\./, 'process.'));
  if (own !== undefined) return own;
  const rest = name.slice(name.indexOf('.'));
  return expr.spec.eventType === null ? null : (COLUMN_OF.get(`*${rest}`) ?? null);
}

/** A numeric column, with the bits of it that the expression takes. */
function numberOf(expr: Expr): Sql | null {
  if (expr.kind === 'arithmetic' && expr.operator === '&') {
    const left = numberOf(expr.left);
    const right =
      expr.right.kind === 'const' && typeof expr.right.value === 'bigint' ? raw(`toInt64(${expr.right.value})`) : null;
    return left === null || right === null ? null : sql`bitAnd(toInt64(${left}), ${right})`;
  }
  const column = columnOf(expr);
  return column !== null && NUMERIC.has(column) ? raw(column) : null;
}

const MIRRORED: Readonly<Record<string, string>> = { '==': '==', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

function compareOf(operator: string, left: Expr, right: Expr, ignoreCase: boolean): Piece | null {
  if (left.kind === 'const' && right.kind !== 'const') return compareOf(MIRRORED[operator]!, right, left, ignoreCase);
  if (right.kind !== 'const' || right.duration === true) return null;
  const number = numberOf(left);
  if (number !== null && typeof right.value === 'bigint') {
    return { sql: sql`${number} ${raw(operator === '==' ? '=' : operator)} ${right.value}`, exact: true };
  }
  const column = columnOf(left);
  if (column !== null && !NUMERIC.has(column) && operator === '==' && typeof right.value === 'string' && !ignoreCase) {
    return { sql: sql`${raw(column)} = ${right.value}`, exact: true };
  }
  return null;
}

function memberOf(left: Expr, right: Expr, ignoreCase: boolean): Piece | null {
  if (right.kind !== 'const' || !Array.isArray(right.value) || ignoreCase) return null;
  const values = right.value as readonly ConstantValue[];
  const number = numberOf(left);
  if (number !== null && values.every((value) => typeof value === 'bigint')) {
    return { sql: sql`${number} IN ${values as bigint[]}`, exact: true };
  }
  const column = columnOf(left);
  if (column !== null && !NUMERIC.has(column) && values.every((value) => typeof value === 'string')) {
    return { sql: sql`${raw(column)} IN ${values as string[]}`, exact: true };
  }
  return null;
}

function matchOf(expr: MatchExpr): Piece | null {
  const column = columnOf(expr.value);
  const listed =
    expr.value.kind === 'field' && expr.value.access.kind === 'all' && expr.value.at === undefined
      ? LIST_OF.get(expr.value.spec.name)
      : undefined;
  if ((column === null || NUMERIC.has(column)) && listed === undefined) return null;
  const subject = raw(listed === undefined ? column! : 'element');
  const { ignoreCase, scalars, refusesEmpty } = expr.matcher;
  const spec = expr.value.kind === 'field' ? expr.value.spec : undefined;
  const isPath = spec?.matching === 'path';
  const pieces: Piece[] = [];
  if (scalars.size > 0) {
    const exactly = [...scalars.keys()];
    pieces.push({
      sql: ignoreCase ? sql`lowerUTF8(${subject}) IN ${exactly}` : sql`${subject} IN ${exactly}`,
      exact: true,
    });
  }
  for (const literal of expr.literals) {
    if (literal.form === 'scalar') continue;
    pieces.push(
      literal.form === 'regexp'
        ? { sql: sql`match(${subject}, ${literal.text})`, exact: true }
        : globOf(subject, literal, isPath, ignoreCase),
    );
  }
  const test = anyOf(pieces.map((piece) => piece.sql));
  const whole = refusesEmpty || isPath ? sql`${subject} != '' AND ${test}` : test;
  // Regular expressions of the two engines differ at the edges, so candidates of one are looked at again.
  const exact = pieces.every((piece) => piece.exact) && !expr.literals.some(({ form }) => form === 'regexp');
  return {
    sql: listed === undefined ? whole : sql`arrayExists(element -> ${joined([whole], '')}, ${raw(listed)})`,
    exact,
  };
}

/** A glob as a condition. Exact where every star ends its segment; the language's first-match rule does not matter there. */
function globOf(subject: Sql, { text }: TextLiteral, isPath: boolean, ignoreCase: boolean): Piece {
  const prefix = /^([^*]*)\*+$/.exec(text)?.[1];
  if (prefix !== undefined && !ignoreCase && (!isPath || (text.endsWith('/**') && !text.slice(0, -2).includes('*')))) {
    return { sql: sql`startsWith(${subject}, ${prefix})`, exact: true };
  }
  const quoted = (part: string): string => part.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&');
  const segments = isPath ? text.split('/') : [text];
  const any = isPath ? '[^/]*' : '.*';
  const exact = segments.every((segment) => segment === '**' || /^[^*]*\**$/.test(segment));
  const startsWithStar = isPath && segments.length > 1 && segments[0] === '*';
  const pattern = segments
    .map((segment) => (isPath && segment === '**' ? '.*' : segment.split(/\*+/).map(quoted).join(any)))
    .join('/');
  return {
    sql: sql`match(${subject}, ${`(?s${ignoreCase ? 'i' : ''})^${startsWithStar ? '/?' : ''}${pattern}$`})`,
    exact: exact && !startsWithStar && !ignoreCase,
  };
}
