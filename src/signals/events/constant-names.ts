/** Names of numbers in events, from the constants that rules use (`schema/constants.ts`), so that both say the same. */
import { architectureOf, CONSTANT_GROUPS, constantsOf } from '../../../schema/constants.ts';

const ARCHITECTURE = architectureOf(process.arch);

const byGroup = new Map<string, ReadonlyMap<bigint, string>>();

function namesOf(group: string): ReadonlyMap<bigint, string> {
  let names = byGroup.get(group);
  if (names === undefined) {
    const own = CONSTANT_GROUPS.find(({ key }) => key === group);
    if (own === undefined) throw new Error(`there is no group of constants called ${group}`);
    names = longestNames(constantsOf(own).filter((c) => (c.architecture ?? ARCHITECTURE) === ARCHITECTURE));
    byGroup.set(group, names);
  }
  return names;
}

/** Of two names for one value the longer: MAP_ANONYMOUS and not MAP_ANON, SIGABRT and not SIGIOT. */
function longestNames(constants: readonly { readonly name: string; readonly value: number }[]): Map<bigint, string> {
  const names = new Map<bigint, string>();
  for (const { name, value } of constants) {
    const other = names.get(BigInt(value));
    if (other === undefined || name.length > other.length) names.set(BigInt(value), name);
  }
  return names;
}

/** Name of a value; the number as text where it has none. */
export function constantName(group: string, value: number | bigint): string {
  return namesOf(group).get(BigInt(value)) ?? String(value);
}

/** Names of the bits of a value, lowest first; bits without a name as one hexadecimal rest. */
export function flagNames(group: string, value: number | bigint): string[] {
  let rest = BigInt(value);
  const names: string[] = [];
  for (let bit = 1n; bit <= rest; bit <<= 1n) {
    if ((rest & bit) === 0n) continue;
    const name = namesOf(group).get(bit);
    if (name === undefined) continue;
    names.push(name);
    rest &= ~bit;
  }
  if (rest !== 0n) names.push(`0x${rest.toString(16)}`);
  return names;
}
