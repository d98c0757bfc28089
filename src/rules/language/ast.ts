/**
 * The two trees of the language: what the parser read ({@link SyntaxNode}) and what the checker made of it
 * ({@link Expr}). Chains of `&&`/`||` are n-ary in both, so that a long rule does not become a deep tree, and every
 * negative operator is a `not` around its positive form, so that later stages know only positive tests.
 * Nothing here evaluates; see evaluate.ts for what the nodes mean.
 */
import type { FieldSpec, FieldValue, IpNetwork, ScalarType } from './model.ts';
import type { StringMatcher } from './patterns.ts';

/** A stretch of the source, in UTF-16 units. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

export type LogicOperator = '&&' | '||';
export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | '=~' | '!~';
export type MembershipOperator = 'in' | 'not in' | 'allin';
export type ArithmeticOperator = '+' | '-' | '&' | '|' | '^';
export type UnaryOperator = '!' | '-' | '^';

/** How a quoted literal was written: `"x"`, `~"x"` or `r"x"`. */
export type TextForm = 'scalar' | 'pattern' | 'regexp';

/** What the parser read; names are not looked up yet. */
export type SyntaxNode =
  | { readonly kind: 'ident'; readonly name: string; readonly span: Span }
  | { readonly kind: 'variable'; readonly name: string; readonly span: Span }
  | { readonly kind: 'reference'; readonly name: string; readonly span: Span }
  | { readonly kind: 'int'; readonly value: bigint; readonly text: string; readonly span: Span }
  | { readonly kind: 'duration'; readonly ns: bigint; readonly text: string; readonly span: Span }
  | { readonly kind: 'ip'; readonly text: string; readonly span: Span }
  | { readonly kind: 'text'; readonly form: TextForm; readonly text: string; readonly span: Span }
  | { readonly kind: 'list'; readonly items: readonly SyntaxNode[]; readonly span: Span }
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: SyntaxNode; readonly span: Span }
  | {
      readonly kind: 'binary';
      readonly operator: ComparisonOperator | MembershipOperator | ArithmeticOperator;
      readonly left: SyntaxNode;
      readonly right: SyntaxNode;
      readonly span: Span;
      readonly operatorSpan: Span;
    }
  | {
      readonly kind: 'logic';
      readonly operator: LogicOperator;
      readonly operands: readonly SyntaxNode[];
      readonly span: Span;
    }
  /** Stands where the text could not be read; already reported. */
  | { readonly kind: 'error'; readonly span: Span };

/** One constant. Ints are bigint in the tree, whatever the field's accessor gives. */
export type ConstantValue = boolean | bigint | string | IpNetwork;

/**
 * A quoted literal. `span` starts at the opening quote, so without `~` or `r`; absent in a list of a macro, which all rules
 * that name it share: there the place is that of the whole list.
 */
export interface TextLiteral {
  readonly form: TextForm;
  readonly text: string;
  readonly span?: Span;
}

/**
 * What part of the field is read: everything; the element the rule's register stands at; or a fixed element of the
 * iterated list (`process.ancestors[0].pid`).
 */
export type FieldAccess =
  | { readonly kind: 'all' }
  | { readonly kind: 'register' }
  | { readonly kind: 'element'; readonly index: number };

interface Typed {
  readonly type: ScalarType;
  readonly array: boolean;
  readonly span: Span;
}

/** Reading a field. `at` is a subscript at the very end of the name (`process.argv[0]`). */
export interface FieldExpr extends Typed {
  readonly kind: 'field';
  readonly spec: FieldSpec;
  readonly access: FieldAccess;
  readonly at?: number;
}

export interface ConstExpr extends Typed {
  readonly kind: 'const';
  readonly value: ConstantValue | readonly ConstantValue[];
  /** Written as a duration: an ordering with a plain int field compares the field's age. */
  readonly duration?: boolean;
  /** Where each member of a list stands. */
  readonly memberSpans?: readonly Span[];
}

/** Quoted literals that are not yet compared with anything: one, or a list. */
export interface TextsExpr extends Typed {
  readonly kind: 'texts';
  readonly items: readonly TextLiteral[];
}

export interface VariableExpr extends Typed {
  readonly kind: 'variable';
  readonly name: string;
}

/** Byte length of a string, or number of elements of a list. */
export interface LengthExpr extends Typed {
  readonly kind: 'length';
  readonly of: ValueExpr;
}

/** Registrable part of a domain name. */
export interface RootDomainExpr extends Typed {
  readonly kind: 'root-domain';
  readonly of: ValueExpr;
}

/** A string with `${variable}` or `%{field}` inside. */
export interface TemplateExpr extends Typed {
  readonly kind: 'template';
  readonly parts: readonly (string | ValueExpr)[];
  /** As it was written. */
  readonly text: string;
}

export interface ArithmeticExpr extends Typed {
  readonly kind: 'arithmetic';
  readonly operator: ArithmeticOperator;
  readonly left: Expr;
  readonly right: Expr;
}

/** Unary `-` (negative) or `^` (complement) on a 64-bit integer. */
export interface UnaryIntExpr extends Typed {
  readonly kind: 'negative' | 'complement';
  readonly operand: Expr;
}

export type ValueExpr =
  | ConstExpr
  | TextsExpr
  | FieldExpr
  | VariableExpr
  | LengthExpr
  | RootDomainExpr
  | TemplateExpr
  | ArithmeticExpr
  | UnaryIntExpr;

interface Condition extends Typed {
  /** Relative cost of evaluating, for the order of operands. */
  readonly cost: number;
}

export interface LogicExpr extends Condition {
  readonly kind: 'and' | 'or';
  /** In the order of the text. */
  readonly operands: readonly Expr[];
  /** The same, cheapest first: the order of evaluation. */
  readonly planned: readonly Expr[];
}

export interface NotExpr extends Condition {
  readonly kind: 'not';
  readonly operand: Expr;
  /** `!` for a negation that was written out, else the negative operator that this stands for. */
  readonly from: '!' | '!=' | '!~' | 'not in';
}

/** Order or equality; with an array on one side, "any element". Strings here are both computed at run time. */
export interface CompareExpr extends Condition {
  readonly kind: 'compare';
  readonly operator: '==' | '<' | '<=' | '>' | '>=';
  readonly left: Expr;
  readonly right: Expr;
  readonly ignoreCase: boolean;
}

/** A string, or any string of an array, against literals. */
export interface MatchExpr extends Condition {
  readonly kind: 'match';
  readonly value: Expr;
  readonly literals: readonly TextLiteral[];
  /** Where the literals stand together. */
  readonly literalsSpan: Span;
  readonly matcher: StringMatcher;
  /** True when the literal was written on the left. */
  readonly swapped: boolean;
}

/** Intersection of two sets of ints, bools, or strings; the left may be a scalar. */
export interface MemberExpr extends Condition {
  readonly kind: 'member';
  readonly left: Expr;
  readonly right: Expr;
  readonly ignoreCase: boolean;
}

/** Addresses: `any` pair overlaps, or `every` element of the left overlaps every member of the right. */
export interface NetworkExpr extends Condition {
  readonly kind: 'network';
  readonly quantifier: 'any' | 'every';
  readonly left: Expr;
  readonly right: Expr;
}

/** `now - field OP duration`; on arrays, any element. */
export interface AgeExpr extends Condition {
  readonly kind: 'age';
  readonly operator: '==' | '<' | '<=' | '>' | '>=';
  readonly field: FieldExpr;
  readonly ns: bigint;
}

/** One comparison spread over a field and its alternatives (see FieldSpec.alternatives): true if any is true. */
export interface AnyOfExpr extends Condition {
  readonly kind: 'any-of';
  readonly primary: FieldSpec;
  readonly tests: readonly Expr[];
}

/** Leaves of the boolean tree, besides bare bool fields, variables and constants. */
export type LeafExpr = CompareExpr | MatchExpr | MemberExpr | NetworkExpr | AgeExpr;

/** The checked tree. Every node has a type; a rule's root is a scalar bool. */
export type Expr = ValueExpr | LogicExpr | NotExpr | AnyOfExpr | LeafExpr;

/** A literal that a rule compares a field with, as approvers and documentation need it. */
export interface FieldLiteral {
  readonly field: string;
  readonly kind: 'scalar' | 'pattern' | 'glob' | 'regexp' | 'bitmask' | 'range' | 'ip' | 'variable';
  readonly value: FieldValue;
}

/** The iterator variable of a rule. The whole rule holds if it holds for one index. */
export interface RegisterUse {
  readonly name: string;
  /** Name of the iterated list, e.g. `process.ancestors`. */
  readonly iterator: string;
}

/** A rule that passed every check. */
export interface CheckedRule {
  readonly source: string;
  readonly expression: Expr;
  /** The event type its fields belong to; null when it uses generic fields only. */
  readonly eventType: string | null;
  /** Every event type the rule can be about, when generic fields restrict it; null for no restriction. */
  readonly onlyEventTypes: readonly string[] | null;
  /** Newest names of the fields it reads, in order of first use. Alternatives are not listed. */
  readonly fields: readonly string[];
  readonly variables: readonly string[];
  readonly literals: readonly FieldLiteral[];
  readonly register: RegisterUse | null;
}

/** Most elements of an iterated list that a register looks at. */
export const REGISTER_ELEMENTS_MAX = 100;
