/** Which techniques rules look for, counting only rules whose cases pass: a tag alone is a claim. */
import { parentOf, TECHNIQUES, type Technique } from './techniques.ts';

/** A rule, as coverage needs it. */
export interface TaggedRule {
  readonly id: string;
  /** ATT&CK ids of its tags. */
  readonly techniques: readonly string[];
}

/** A technique with the rules that look for it. */
export interface CoveredTechnique extends Technique {
  /** Rules tagged with exactly this id. */
  readonly exact: readonly string[];
  /** Of a sub-technique: rules tagged with its parent. */
  readonly byParent: readonly string[];
}

export interface Coverage {
  readonly techniques: readonly CoveredTechnique[];
  /** Tags that name no technique of Linux or containers, with their rules. */
  readonly unknown: ReadonlyMap<string, readonly string[]>;
}

/** ATT&CK ids in a rule's tags (`technique: "T1003.008,T1003"`). */
export function techniquesOf(tags: ReadonlyMap<string, string>): string[] {
  return [...new Set((tags.get('technique') ?? tags.get('attack') ?? '').match(/T\d{4}(?:\.\d{3})?/g) ?? [])];
}

/** Puts rules and techniques together. */
export function coverageOf(rules: readonly TaggedRule[]): Coverage {
  const byTechnique = new Map<string, string[]>();
  for (const { id, techniques } of rules)
    for (const technique of techniques) byTechnique.set(technique, [...(byTechnique.get(technique) ?? []), id]);
  return {
    techniques: [...TECHNIQUES.values()].map((technique) => ({
      ...technique,
      exact: byTechnique.get(technique.id) ?? [],
      byParent: technique.id.includes('.') ? (byTechnique.get(parentOf(technique.id)) ?? []) : [],
    })),
    unknown: new Map([...byTechnique].filter(([id]) => !TECHNIQUES.has(id))),
  };
}

/** Whether some rule looks for a technique or for its parent. */
export function isCovered({ exact, byParent }: CoveredTechnique): boolean {
  return exact.length > 0 || byParent.length > 0;
}
