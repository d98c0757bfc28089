/** `shrike doctor`: what this machine offers and what Shrike makes of it. */
import { existsSync, readFileSync } from 'node:fs';
import { arch, release } from 'node:os';
import process from 'node:process';
import { eventTypes } from '../../schema/fields.ts';
import { loadNative, type ProgramFacts } from '../capture/native.ts';
import { fileProviders, HOOKS, type HookState, Sensor, SensorError, whyNoSensor } from '../probe/index.ts';
import { parseArguments } from './arguments.ts';
import { openConfig } from './configured.ts';
import { hostFacts, judgeHostAccess } from './preflight.ts';
import { wrongUse } from './session.ts';

interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly text: string;
}

function firstLine(path: string): string | null {
  try {
    return readFileSync(path, 'latin1').split('\n')[0]!.trim();
  } catch {
    return null;
  }
}

/** CAP_SYS_ADMIN, CAP_SYS_PTRACE, CAP_SYS_RESOURCE, CAP_PERFMON, CAP_BPF (include/uapi/linux/capability.h). */
const CAPABILITIES: readonly (readonly [number, string, string])[] = [
  [39, 'CAP_BPF', 'load programs'],
  [38, 'CAP_PERFMON', 'attach them'],
  [19, 'CAP_SYS_PTRACE', "read /proc of other users' processes"],
  [24, 'CAP_SYS_RESOURCE', 'lock memory for maps on kernels before 5.11'],
];

function machine(): Finding[] {
  const lockdown = firstLine('/sys/kernel/security/lockdown');
  const level = lockdown === null ? 'none' : (/\[(\w+)\]/.exec(lockdown)?.[1] ?? lockdown);
  const effective = BigInt(
    `0x${/^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1] ?? '0'}`,
  );
  const has = (bit: number): boolean => ((effective >> BigInt(bit)) & 1n) === 1n || ((effective >> 21n) & 1n) === 1n;
  const missing = CAPABILITIES.filter(([bit]) => !has(bit));
  return [
    { name: 'kernel', ok: true, text: `${release()} ${arch()}` },
    {
      name: 'type information',
      ok: existsSync('/sys/kernel/btf/vmlinux'),
      text: existsSync('/sys/kernel/btf/vmlinux')
        ? '/sys/kernel/btf/vmlinux'
        : 'missing: the kernel needs CONFIG_DEBUG_INFO_BTF=y',
    },
    {
      name: 'capabilities',
      ok: missing.length === 0,
      text:
        missing.length === 0
          ? 'all that are needed'
          : `missing: ${missing.map(([, n, why]) => `${n} (to ${why})`).join(', ')}`,
    },
    {
      name: 'lockdown',
      ok: level !== 'confidentiality',
      text: level === 'confidentiality' ? 'confidentiality: the kernel refuses to let BPF read its memory' : level,
    },
    { name: 'cgroups', ok: true, text: cgroupText() },
  ];
}

function cgroupText(): string {
  const mounts = firstLine('/proc/self/mounts') === null ? '' : readFileSync('/proc/self/mounts', 'latin1');
  const v2 = / cgroup2 /.test(mounts);
  const v1 = / cgroup /.test(mounts);
  return v1 && v2 ? 'v1 and v2 (hybrid)' : v2 ? 'v2' : v1 ? 'v1' : 'none mounted';
}

/** Per event: which hooks are live and what that means for its facts. */
function eventRows(hooks: readonly HookState[]): string[] {
  const events = [...new Set(HOOKS.flatMap((h) => h.serves))];
  return events.flatMap((event) => {
    // Of several ways to one check only the one in use is told; where there is none the table of providers says why.
    const mine = hooks.filter(
      (s) => s.hook.serves.includes(event) && (s.hook.check === undefined || s.state === 'live'),
    );
    return mine
      .filter(
        (s) =>
          s.state !== 'unfit' ||
          !mine.some(
            (other) =>
              other !== s &&
              other.state === 'live' &&
              (other.hook.point === s.hook.point || s.hook.unlessTracepoint !== undefined),
          ),
      )
      .map((s) => {
        const mark = s.state === 'live' ? 'live   ' : s.state === 'refused' ? 'refused' : 'absent ';
        const text = s.state === 'live' ? s.hook.gives : `${s.hook.without} (${s.reason})`;
        return `  ${event.padEnd(12)} ${mark} ${s.hook.point.padEnd(28)} ${text}`;
      });
  });
}

/** Per event type of rules: whether anything gives it on this kernel, and what is missing where nothing does. */
export function typeRows(hooks: readonly HookState[]): string[] {
  const missing: string[] = [];
  const types = eventTypes();
  for (const type of types) {
    // The way out of system calls only leads to the programs that give events.
    const mine = hooks.filter((s) => s.hook.serves.includes(type) && s.hook.program !== 'on_sys_exit');
    if (mine.some((s) => s.state === 'live')) continue;
    const reasons = new Set(mine.map((s) => s.reason).filter((reason) => reason !== ''));
    missing.push(`  ${type.padEnd(12)} cannot be had: ${[...reasons].join('; ') || 'nothing gives it'}`);
  }
  const limits: string[] = [];
  if (!existsSync('/proc/modules'))
    limits.push('  load_module  this kernel was built without modules: only refused attempts');
  if (!existsSync('/sys/fs/selinux/enforce')) limits.push('  selinux      SELinux does not run on this machine');
  limits.push('  ondemand     system calls; functions inside the kernel cannot be named');
  const count = missing.length === 0 ? `all ${types.length}` : `${types.length - missing.length} of ${types.length}`;
  return [`  ${count} event types of rules are live`, ...missing, ...limits];
}

/** Per type of change: what its files are learnt from, and why it is nothing stronger. */
export function providerRows(hooks: readonly HookState[]): string[] {
  const live = (program: string): boolean => hooks.some((s) => s.state === 'live' && s.hook.program === program);
  const providers = fileProviders(live);
  const rows = providers.map(({ type, ways, exact }) => {
    const quality = exact
      ? 'exact: the object that the call changes'
      : 'paths followed inside the call; by descriptor exact';
    return `  ${type.padEnd(12)} ${ways.join('+').padEnd(14)} ${quality}`;
  });
  const reasons = new Set(
    hooks
      .filter(({ hook, state }) => hook.check !== undefined && state !== 'live')
      .filter(({ hook }) => providers.some(({ type, exact }) => !exact && hook.serves.includes(type)))
      .map(({ hook, reason }) => `  not by ${hook.check!.way}: ${reason}`),
  );
  return [...rows, ...reasons];
}

export function doctor(args: readonly string[]): number {
  const parsed = parseArguments(args, { switches: ['json', 'verbose'], options: ['config-dir'] });
  if (typeof parsed === 'string') return wrongUse('doctor', parsed);
  const { config } = openConfig(parsed.options.get('config-dir'));
  const findings = [...machine(), ...judgeHostAccess(hostFacts(config))];
  let hooks: readonly HookState[] = [];
  let programs: readonly ProgramFacts[] = [];
  let obstacle = whyNoSensor();
  if (obstacle === null) {
    try {
      ({ hooks, programs } = Sensor.inspect());
    } catch (error) {
      if (!(error instanceof SensorError)) throw error;
      obstacle = error.message;
    }
  }
  const features = obstacle === null ? loadNative().kernelFeatures() : null;
  if (parsed.switches.has('json')) {
    const rows = hooks.map(({ hook, state, reason }) => ({
      program: hook.program,
      point: hook.point,
      serves: hook.serves,
      state,
      reason,
    }));
    process.stdout.write(
      `${JSON.stringify({ machine: findings, features, hooks: rows, programs: programs.map(printableProgram), obstacle }, null, 2)}\n`,
    );
    return obstacle === null ? 0 : 3;
  }
  const lines = findings.map((f) => `  ${f.ok ? 'ok ' : 'NO '} ${f.name.padEnd(18)} ${f.text}`);
  if (features !== null) {
    const types = Object.entries(features.programTypes);
    lines.push(
      `  ok  ${'programs that load'.padEnd(18)} ${types
        .filter(([, on]) => on)
        .map(([n]) => n)
        .join(', ')}`,
    );
    const off = types.filter(([, on]) => !on).map(([n]) => n);
    if (off.length > 0) lines.push(`  -   ${'not offered'.padEnd(18)} ${off.join(', ')} (Shrike does not need them)`);
  }
  process.stdout.write(`machine\n${lines.join('\n')}\n`);
  if (obstacle !== null) {
    process.stdout.write(`\n${obstacle}\n`);
    return 3;
  }
  process.stdout.write(`\nevent types\n${typeRows(hooks).join('\n')}\n`);
  process.stdout.write(`\nproviders of file events\n${providerRows(hooks).join('\n')}\n`);
  process.stdout.write(`\nevents\n${eventRows(hooks).join('\n')}\n\nprograms\n`);
  for (const p of programs) {
    if (p.id !== undefined)
      process.stdout.write(`  ${p.name.padEnd(28)} ${String(p.instructions).padStart(6)} instructions\n`);
  }
  if (parsed.switches.has('verbose'))
    for (const s of hooks) if (s.log !== '') process.stdout.write(`\n${s.hook.program}:\n${s.log}\n`);
  return 0;
}

function printableProgram(p: ProgramFacts): object {
  return {
    name: p.name,
    section: p.section,
    instructions: p.instructions ?? null,
    verifiedInstructions: p.verifiedInstructions ?? null,
  };
}
