/** Names of numbers in network events, from the constants that rules use. */
import { networkConstants } from '../../../schema/constants-network.ts';

const tables = new Map<string, Map<number, string>>();

/** Name of a number in a group of constants (`dns_type`…); the number itself where it has none. The first name counts. */
export function constantName(group: string, value: number): string {
  let table = tables.get(group);
  if (table === undefined) {
    table = new Map();
    const { values } = networkConstants.find(({ key }) => key === group)!;
    for (const word of values.trim().split(/\s+/)) {
      const [name, number] = word.split('=');
      if (!table.has(Number(number)) || name === 'AF_UNIX') table.set(Number(number), name!);
    }
    tables.set(group, table);
  }
  return table.get(value) ?? String(value);
}

/** `A`, `TXT`, `TYPE1234` (RFC 3597). */
export function dnsTypeName(type: number): string {
  const name = constantName('dns_type', type);
  return name === String(type) ? `TYPE${type}` : name;
}
