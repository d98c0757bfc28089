/**
 * Ancestors in the JSON of events tell only what differs: `credentials` and `envs` of one are left out where they are those of
 * the process below it, which is the rule and would be two thirds of an event. Here is the way back, for whoever reads events.
 */
type Run = { readonly [name: string]: unknown };

const runOf = (value: unknown): Run =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Run) : {};

/** Members that an ancestor takes from the process below it where it has none of its own. */
const TAKEN = ['credentials', 'envs'] as const;

/** The ancestors of a process (`process`, `target` of an event), nearest first, each with everything. Never throws. */
export function wholeAncestors(process: unknown): Run[] {
  let below = runOf(process);
  const { ancestors } = below;
  if (!Array.isArray(ancestors)) return [];
  return ancestors.map((one) => {
    const run = runOf(one);
    const whole: { [name: string]: unknown } = { ...run };
    for (const name of TAKEN) if (!(name in run) && name in below) whole[name] = below[name];
    below = whole;
    return whole;
  });
}
