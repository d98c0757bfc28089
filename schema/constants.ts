/**
 * Named constants of the rule language, by group. The surprising part: names are global over all groups, so a name may
 * stand in two groups only with one value; the test checks it. Groups are texts of NAME=value because fifteen hundred
 * object keys say nothing more and read worse. Fields name the group that belongs to them in `schema/fields.ts`.
 */
import { bpfConstants } from './constants-bpf.ts';
import { fileConstants } from './constants-file.ts';
import { networkConstants } from './constants-network.ts';
import { processConstants } from './constants-process.ts';

/** Names that belong together, as written in the sources of this folder. */
export interface ConstantGroup {
  /** What fields refer to it by. */
  readonly key: string;
  readonly title: string;
  readonly doc: string;
  /** Where the numbers come from: a header of Linux, a standard, or our own numbering. */
  readonly source: string;
  /** `NAME=value` separated by blanks; decimal, 0x or 0o. */
  readonly values: string;
  /** More of them on x86-64 only. */
  readonly amd64?: string;
  /** More of them on arm64 only. */
  readonly arm64?: string;
}

export type Architecture = 'amd64' | 'arm64';

export interface NamedConstant {
  readonly name: string;
  readonly value: number;
  readonly group: string;
  /** Absent: everywhere. */
  readonly architecture?: Architecture;
}

/** Every group, in the order of the reference page. */
export const CONSTANT_GROUPS: readonly ConstantGroup[] = [
  ...fileConstants,
  ...processConstants,
  ...networkConstants,
  ...bpfConstants,
];

function parseValues(text: string, group: string, architecture?: Architecture): NamedConstant[] {
  return text
    .trim()
    .split(/\s+/)
    .map((pair) => {
      const [name = '', digits = ''] = pair.split('=');
      const value = Number(digits);
      if (name === '' || digits === '' || !Number.isSafeInteger(value))
        throw new Error(`bad constant ${pair} in ${group}`);
      return { name, value, group, ...(architecture === undefined ? {} : { architecture }) };
    });
}

/** The constants of one group on every architecture. */
export function constantsOf(group: ConstantGroup): readonly NamedConstant[] {
  return [
    ...parseValues(group.values, group.key),
    ...(group.amd64 === undefined ? [] : parseValues(group.amd64, group.key, 'amd64')),
    ...(group.arm64 === undefined ? [] : parseValues(group.arm64, group.key, 'arm64')),
  ];
}

/** The architecture rules are compiled for, by Node's name of it; unknown ones get the common numbers of amd64. */
export function architectureOf(nodeArch: string): Architecture {
  return nodeArch === 'arm64' ? 'arm64' : 'amd64';
}

/** Name → value for one architecture; includes `true` and `false`. */
export function buildConstants(architecture: Architecture): ReadonlyMap<string, number | boolean> {
  const table = new Map<string, number | boolean>([
    ['true', true],
    ['false', false],
  ]);
  for (const group of CONSTANT_GROUPS) {
    for (const constant of constantsOf(group)) {
      if (constant.architecture === undefined || constant.architecture === architecture) {
        table.set(constant.name, constant.value);
      }
    }
  }
  return table;
}
