/**
 * The machine as `filters` of policies see it: a small model of its own, evaluated once when policies load. All facts
 * are handed in, so that a policy can be checked for another machine than the one at hand.
 */
import { existsSync, readFileSync } from 'node:fs';
import { hostname, release } from 'node:os';
import { architectureOf, buildConstants } from '../../../schema/constants.ts';
import type { FieldSpec, FieldValue, Model, ScalarType } from '../language/model.ts';
import { zeroValue } from '../language/variables.ts';

export interface HostFacts {
  /** `linux`. */
  readonly os: string;
  /** ID of /etc/os-release, such as `debian`. */
  readonly osId: string;
  /** PLATFORM_ID of /etc/os-release, such as `platform:el9`. */
  readonly osPlatformId: string;
  /** VERSION_ID of /etc/os-release, such as `12`. */
  readonly osVersionId: string;
  readonly kernel: {
    readonly major: number;
    readonly minor: number;
    readonly patch: number;
    /** Number behind the patch level in Ubuntu-like releases, as text: `5.15.0-91-generic` has `91`. */
    readonly abi: string;
    readonly flavor: string;
    /** Whether the kernel describes its types (BTF), so that one program fits all kernels. */
    readonly hasTypes: boolean;
  };
  /** Environment of the sensor, as NAME=value. */
  readonly envs: readonly string[];
  /** How events are collected: `ebpf`. */
  readonly origin: string;
  readonly hostname: string;
}

type Reader = (facts: HostFacts) => FieldValue;

interface HostField {
  readonly type: ScalarType;
  readonly array?: boolean;
  readonly doc: string;
  readonly read: Reader;
}

const text = (doc: string, read: Reader): HostField => ({ type: 'string', doc, read });
const int = (doc: string, read: Reader): HostField => ({ type: 'int', doc, read });
const flag = (doc: string, read: (facts: HostFacts) => boolean): HostField => ({ type: 'bool', doc, read });
const isId =
  (...ids: readonly string[]) =>
  (facts: HostFacts) =>
    ids.includes(facts.osId);
const hasVersion = (prefix: string) => (facts: HostFacts) =>
  facts.osVersionId === prefix || facts.osVersionId.startsWith(`${prefix}.`);
const isSuse = isId('sles', 'sled', 'sles_sap');
const isRhel = isId('rhel');

/** The fields that filters can use. */
export const HOST_FIELDS: Readonly<Record<string, HostField>> = {
  os: text('Operating system: linux', ({ os }) => os),
  'os.id': text('Distribution, such as debian', ({ osId }) => osId),
  'os.platform_id': text('Platform of the distribution, such as platform:el9', ({ osPlatformId }) => osPlatformId),
  'os.version_id': text('Version of the distribution, such as 12', ({ osVersionId }) => osVersionId),
  'os.is_amazon_linux': flag('Amazon Linux', isId('amzn')),
  'os.is_cos': flag('Container-Optimized OS', isId('cos')),
  'os.is_debian': flag('Debian', isId('debian')),
  'os.is_oracle': flag('Oracle Linux', isId('ol')),
  'os.is_rhel': flag('Red Hat Enterprise Linux', isRhel),
  'os.is_rhel7': flag('Red Hat Enterprise Linux 7', (facts) => isRhel(facts) && hasVersion('7')(facts)),
  'os.is_rhel8': flag('Red Hat Enterprise Linux 8', (facts) => isRhel(facts) && hasVersion('8')(facts)),
  'os.is_sles': flag('SUSE Linux Enterprise Server', isSuse),
  'os.is_sles12': flag('SUSE Linux Enterprise Server 12', (facts) => isSuse(facts) && hasVersion('12')(facts)),
  'os.is_sles15': flag('SUSE Linux Enterprise Server 15', (facts) => isSuse(facts) && hasVersion('15')(facts)),
  'kernel.version.major': int('First number of the kernel version', ({ kernel }) => kernel.major),
  'kernel.version.minor': int('Second number of the kernel version', ({ kernel }) => kernel.minor),
  'kernel.version.patch': int('Third number of the kernel version', ({ kernel }) => kernel.patch),
  'kernel.version.abi': text('Number behind the kernel version on Ubuntu', ({ kernel }) => kernel.abi),
  'kernel.version.flavor': text('Last part of the kernel version, such as generic', ({ kernel }) => kernel.flavor),
  'kernel.core.enabled': flag('Whether the kernel describes its types (BTF)', ({ kernel }) => kernel.hasTypes),
  envs: { type: 'string', array: true, doc: 'Environment of the sensor, as NAME=value', read: ({ envs }) => envs },
  origin: text('How events are collected: ebpf', ({ origin }) => origin),
  hostname: text('Name of the machine', (facts) => facts.hostname),
};

/** The model that filters are compiled against. */
export function createHostModel(): Model<HostFacts> {
  const specs = new Map<string, FieldSpec>();
  for (const [name, { type, array, doc }] of Object.entries(HOST_FIELDS)) {
    specs.set(name, { name, type, array: array === true, eventType: null, matching: 'plain', cost: 1, doc });
  }
  const constants = buildConstants(architectureOf(process.arch));
  return {
    field: (name) => specs.get(name),
    fieldNames: () => specs.keys(),
    constant: (name) => constants.get(name),
    constantNames: () => constants.keys(),
    eventTypes: () => [],
    read: (spec) => HOST_FIELDS[spec.name]?.read ?? (() => zeroValue(spec.type, spec.array)),
    readAt: (spec) => () => zeroValue(spec.type, false),
    iteratorLength: () => () => 0,
  };
}

/** Numbers, ABI and flavour of a kernel release: `5.15.0-91-generic`. Ubuntu's own signature is preferred by callers. */
export function parseKernelRelease(text: string): Omit<HostFacts['kernel'], 'hasTypes'> {
  const match = /^(\d+)\.(\d+)(?:\.(\d+))?(?:-([0-9][0-9.]*))?(?:-?([A-Za-z].*))?/.exec(text.trim());
  return {
    major: Number(match?.[1] ?? 0),
    minor: Number(match?.[2] ?? 0),
    patch: Number(match?.[3] ?? 0),
    abi: match?.[4]?.split('.')[0] ?? '',
    flavor: match?.[5] ?? '',
  };
}

/** Values of an os-release file (os-release(5)). */
export function parseOsRelease(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^([A-Z_]+)=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S*))\s*$/.exec(line);
    if (match !== null) values.set(match[1]!, match[2]?.replace(/\\(.)/g, '$1') ?? match[3] ?? match[4] ?? '');
  }
  return values;
}

function readOr(path: string, fallback: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return fallback;
  }
}

/**
 * The facts of this machine. Missing files give empty values.
 * @param root where the machine's own /etc is found, when the sensor runs in a container: `/host`
 */
export function readHostFacts(root = ''): HostFacts {
  const osRelease = parseOsRelease(readOr(`${root}/etc/os-release`, readOr(`${root}/usr/lib/os-release`, '')));
  return {
    os: process.platform,
    osId: osRelease.get('ID') ?? '',
    osPlatformId: osRelease.get('PLATFORM_ID') ?? '',
    osVersionId: osRelease.get('VERSION_ID') ?? '',
    kernel: { ...runningKernel(), hasTypes: existsSync('/sys/kernel/btf/vmlinux') },
    envs: Object.entries(process.env).map(([name, value]) => `${name}=${value}`),
    origin: 'ebpf',
    hostname: hostname(),
  };
}

/**
 * Ubuntu says in /proc/version_signature which upstream release it is built from (`Ubuntu 5.4.0-135.152-generic 5.4.224`);
 * the patch level of uname is always 0 there.
 */
function runningKernel(): Omit<HostFacts['kernel'], 'hasTypes'> {
  const running = parseKernelRelease(release());
  const upstream = /^Ubuntu \S+ (\d+\.\d+\.\d+)/.exec(readOr('/proc/version_signature', ''))?.[1];
  if (upstream === undefined) return running;
  const { major, minor, patch } = parseKernelRelease(upstream);
  return { ...running, major, minor, patch };
}
