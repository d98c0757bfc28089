/**
 * A policy as written, before anything is looked up: what the reader gives and the loader works on. Every part keeps its
 * place in the file, for diagnostics long after the text is gone.
 */
import type { Place } from './policy-diagnostics.ts';
import type { ActionKind } from './policy-shape.ts';

/** `default` for the policy that ships with the product, which custom ones may switch rules of off. */
export type PolicyType = 'default' | 'custom' | 'internal';

/** Text of an expression with a way from an offset in it to a place in the file. */
export interface SourceText {
  readonly text: string;
  readonly place: Place;
  /** @param offset UTF-16 offset in `text` */
  readonly placeAt: (offset: number, length: number) => Place;
}

/** A scalar or list of a `value`, `default_value`: ints are bigint. */
export type StoredScalar = boolean | bigint | string;
export type StoredLiteral = StoredScalar | readonly StoredScalar[];

export interface SetDefinition {
  readonly name: string;
  readonly value?: StoredLiteral;
  readonly field?: string;
  readonly expression?: SourceText;
  readonly defaultValue?: StoredLiteral;
  readonly append: boolean;
  readonly scope: string;
  readonly scopeField?: string;
  /** Most elements of a list; 0 for the default. */
  readonly size: number;
  readonly ttlNs: bigint;
  readonly private: boolean;
  readonly inherited: boolean;
}

export interface KillDefinition {
  readonly signal: string;
  readonly scope: string;
  readonly disableContainerDisarmer: boolean;
  readonly disableExecutableDisarmer: boolean;
}

export interface CoreDumpDefinition {
  readonly process: boolean;
  readonly mount: boolean;
  readonly dentry: boolean;
  readonly noCompression: boolean;
}

export interface HashDefinition {
  readonly field: string;
  readonly maxFileSizeBytes: number;
}

export interface LogDefinition {
  readonly level: string;
  readonly message: string;
}

export interface NetworkFilterDefinition {
  readonly filter: string;
  readonly policy: string;
  readonly scope: string;
}

export interface DenyDefinition {
  /** As written: `audit` or `enforce`, the default. */
  readonly mode: string;
}

export interface ActionDefinition {
  readonly place: Place;
  readonly filter?: SourceText;
  /** Kinds that are there; a usable action has one. */
  readonly kinds: readonly ActionKind[];
  readonly set?: SetDefinition;
  readonly kill?: KillDefinition;
  readonly coredump?: CoreDumpDefinition;
  readonly hash?: HashDefinition;
  readonly log?: LogDefinition;
  readonly networkFilter?: NetworkFilterDefinition;
  readonly deny?: DenyDefinition;
  /** The action as written, for comparing two. */
  readonly key: string;
}

interface Definition {
  readonly place: Place;
  readonly id: string;
  readonly description: string;
  readonly agentVersion: string;
  readonly filters: readonly SourceText[];
  readonly combine: string;
  readonly policy: PolicyIdentity;
}

export interface MacroSource extends Definition {
  readonly expression?: SourceText;
  readonly values?: readonly string[];
}

/** How often a rule may give a signal: the text it was written as, and nanoseconds. */
export interface RateLimit {
  readonly text: string;
  readonly ns: bigint;
}

export interface RuleSource extends Definition {
  readonly version: string;
  readonly expression?: SourceText;
  readonly tags: ReadonlyMap<string, string>;
  readonly productTags: readonly string[];
  readonly disabled: boolean;
  readonly overrideFields: readonly string[];
  readonly actions: readonly ActionDefinition[];
  readonly every?: RateLimit;
  readonly limiterToken: readonly string[];
  readonly silent: boolean;
  readonly groupId: string;
  readonly priority: number;
}

export interface PolicyIdentity {
  /** File name, or the name a provider gives it. */
  readonly name: string;
  readonly type: PolicyType;
  readonly version: string;
}

export interface PolicySource extends PolicyIdentity {
  readonly place: Place;
  readonly replacePolicyId: string;
  readonly macros: readonly MacroSource[];
  readonly rules: readonly RuleSource[];
}
