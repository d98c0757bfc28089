/** Turns `calls.ts` into the header that the kernel half takes its doors from. */
import { CALL_FAMILIES, CALLS, DOOR_IO_URING } from './calls.ts';
import type { GeneratedFile } from './generate.ts';

/** `bpf/lib/calls.gen.h`. Throws when two calls share a door or a number: a mistake of the table. */
export function generateCalls(): GeneratedFile[] {
  refuseDoubles();
  const lines = [
    '/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */',
    '/* Generated from schema/calls.ts by `npm run generate`. Do not edit. */',
    '#pragma once',
    '',
    ...CALLS.map((c) => `#define DOOR_${c.name.toUpperCase()} ${c.door}`),
    `#define DOOR_IO_URING ${DOOR_IO_URING}`,
    '',
    'enum call_family {',
    ...CALL_FAMILIES.map((family, i) => `\tCALL_FAMILY_${family.toUpperCase()} = ${i},`),
    `\tCALL_FAMILIES = ${CALL_FAMILIES.length},`,
    '};',
    '',
    '/* Family by door. */',
    '#define DOOR_FAMILIES { \\',
    ...CALLS.map((c) => `\t[DOOR_${c.name.toUpperCase()}] = CALL_FAMILY_${c.family.toUpperCase()}, \\`),
    '}',
    '',
  ];
  return [{ path: 'bpf/lib/calls.gen.h', content: lines.join('\n') }];
}

function refuseDoubles(): void {
  for (const key of ['door', 'x86_64', 'i386', 'arm64', 'name'] as const) {
    const seen = new Map<number | string, string>();
    for (const c of CALLS) {
      const value = c[key];
      if (value === undefined) continue;
      const other = seen.get(value);
      if (other !== undefined) throw new Error(`schema/calls.ts: ${other} and ${c.name} share ${key} ${value}`);
      seen.set(value, c.name);
    }
  }
  if (CALLS.some((c) => c.door === DOOR_IO_URING || c.door > 255 || c.door < 1))
    throw new Error('schema/calls.ts: a door is out of range');
}
