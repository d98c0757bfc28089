/**
 * What the configuration means for commands that watch: which events, which values may be shown, which rules, where the
 * host's /proc is. Pure where it decides; what is wrong with the configuration is printed once, by `openConfig`.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { type Config, type LoadedConfig, loadConfig, originText, renderConfigDiagnostic } from '../config/index.ts';
import { RecordType } from '../decode/records.gen.ts';
import { ContainerFilter } from '../enrich/container/container-filter.ts';
import { setSensitiveWords } from '../enrich/process/shown-arguments.ts';
import {
  KERNEL_TYPES,
  type ProbeOptions,
  type ResponseOptions,
  type SensorOptions,
  USUAL_TYPES,
  WATCHED_ALWAYS,
  withCompanions,
} from '../probe/index.ts';
import { HASH_ALGORITHMS } from '../respond/file-hasher.ts';
import { networkOptions, networkProbeOptions, networkProblems } from './configured-network.ts';
import { SHIPPED_POLICIES } from './policies.ts';

/** Record types by what switches them off. */
const FILE_TYPES = [
  'open',
  'chmod',
  'chown',
  'link',
  'mkdir',
  'rename',
  'rmdir',
  'unlink',
  'utimes',
  'setxattr',
  'removexattr',
  'chdir',
  'mount',
  'umount',
  'splice',
] as const;
const PROCESS_TYPES = ['fork', 'exec', 'exit', 'exec_failed'] as const;
const NETWORK_TYPES = [
  'dns',
  'failed_dns',
  'imds',
  'connect',
  'accept',
  'bind',
  'socket',
  'setsockopt',
  'packet',
  'network_flow_monitor',
] as const;

/** Loads the configuration and says on standard error what is wrong with it. */
export function openConfig(folder: string | undefined): LoadedConfig {
  const loaded = loadConfig(folder === undefined ? {} : { folder });
  setSensitiveWords(loaded.config.list('event_monitoring_config.custom_sensitive_words'));
  for (const diagnostic of loaded.config.diagnostics) process.stderr.write(`${renderConfigDiagnostic(diagnostic)}\n`);
  return loaded;
}

/** A switch that turns events off: the key, and the events. */
export interface SwitchedOff {
  readonly types: readonly string[];
  readonly key: string;
  /** Off unless somebody asks for it: nothing to tell. */
  readonly byDefault?: boolean;
}

/**
 * Which record types are switched off, and by what. `fim_enabled: false` counts only where `enabled` is not set to true:
 * the latter includes file events, and installers write both.
 */
export function switchedOff(config: Config): SwitchedOff[] {
  const off: SwitchedOff[] = [];
  const isWhole = config.isSet('runtime_security_config.enabled') && config.bool('runtime_security_config.enabled');
  if (!config.bool('events.file.enabled')) off.push({ types: FILE_TYPES, key: 'events.file.enabled' });
  else if (!config.bool('runtime_security_config.fim_enabled') && !isWhole)
    off.push({ types: FILE_TYPES, key: 'runtime_security_config.fim_enabled' });
  if (!config.bool('events.process.enabled')) off.push({ types: PROCESS_TYPES, key: 'events.process.enabled' });
  if (!config.bool('event_monitoring_config.network.enabled')) {
    off.push({ types: NETWORK_TYPES, key: 'event_monitoring_config.network.enabled' });
  } else {
    if (!config.bool('event_monitoring_config.network.raw_packet.enabled'))
      off.push({ types: ['packet'], key: 'event_monitoring_config.network.raw_packet.enabled' });
    if (!config.bool('event_monitoring_config.network.flow_monitor.enabled'))
      off.push({
        types: ['network_flow_monitor'],
        key: 'event_monitoring_config.network.flow_monitor.enabled',
        byDefault: true,
      });
  }
  return off;
}

/** The record types that may be produced: all that are not switched off. */
export function wantedTypes(config: Config): string[] {
  const off = new Set<string>(switchedOff(config).flatMap(({ types }) => types));
  return Object.keys(RecordType).filter((type) => !off.has(type));
}

/**
 * Of the wanted record types those that rules need: file and network events that no rule asks for are not even looked at, and
 * of kernel activity only what credentials and acts against the sensor are told by.
 * @param readsNames whether a rule reads names of addresses, which come from DNS answers
 */
export function typesForRules(config: Config, ruleTypes: Iterable<string>, readsNames = false): string[] {
  const asked = new Set(ruleTypes);
  if (readsNames) asked.add('dns');
  const spared = new Set<string>([...FILE_TYPES, ...NETWORK_TYPES, ...KERNEL_TYPES]);
  for (const type of WATCHED_ALWAYS) spared.delete(type);
  const types = wantedTypes(config).filter((type) => !spared.has(type) || asked.has(type));
  return asked.has('process_memory') ? withCompanions(types) : types;
}

/** What is produced when nobody says what. */
export function usualTypes(config: Config): string[] {
  return wantedTypes(config).filter((type) => USUAL_TYPES.includes(type));
}

/** What the sensor is to do. */
export function sensorOptions(config: Config): SensorOptions {
  return {
    types: usualTypes(config),
    network: networkOptions(config),
    failedOpens: config.bool('runtime_security_config.syscalls.capture_all_errors.enabled') ? 'all' : 'refused',
  };
}

/** What rules may do. */
export function responseOptions(config: Config): ResponseOptions {
  const algorithms = config.list('runtime_security_config.hash_resolver.hash_algorithms');
  const dumpFolder = config.text('probe.dump_folder');
  return {
    ...(dumpFolder === '' ? {} : { dumpFolder }),
    signalsPerSecond: config.int('runtime_security_config.event_server.rate'),
    signalsBurst: config.int('runtime_security_config.event_server.burst'),
    enforcement: {
      enabled: config.bool('runtime_security_config.enforcement.enabled'),
      dryRun: config.bool('runtime_security_config.enforcement.dry_run'),
      cgroupKill: config.bool('runtime_security_config.enforcement.cgroup_kill.enabled'),
      excludedBinaries: config.list('runtime_security_config.enforcement.exclude_binaries'),
      allowedSources: config.list('runtime_security_config.enforcement.rule_source_allowed'),
      denyMode: config.text('runtime_security_config.enforcement.deny.mode') === 'enforce' ? 'enforce' : 'audit',
      disarmer: {
        container: {
          enabled: config.bool('runtime_security_config.enforcement.disarmer.container.enabled'),
          max: config.int('runtime_security_config.enforcement.disarmer.container.max_allowed'),
          periodNs: config.durationNs('runtime_security_config.enforcement.disarmer.container.period'),
        },
        executable: {
          enabled: config.bool('runtime_security_config.enforcement.disarmer.executable.enabled'),
          max: config.int('runtime_security_config.enforcement.disarmer.executable.max_allowed'),
          periodNs: config.durationNs('runtime_security_config.enforcement.disarmer.executable.period'),
        },
      },
    },
    hashing: {
      enabled: config.bool('runtime_security_config.hash_resolver.enabled'),
      algorithms: HASH_ALGORITHMS.filter((name) => algorithms.includes(name)),
      fileBytesMax: config.int('runtime_security_config.hash_resolver.max_file_size'),
      hashesPerSecond: config.int('runtime_security_config.hash_resolver.max_hash_rate'),
      cacheEntriesMax: config.int('runtime_security_config.hash_resolver.cache_size'),
    },
  };
}

/** Options of a probe but for what the command itself wants of it. */
export function probeOptions(
  config: Config,
  exists = isFolder,
): Pick<
  ProbeOptions<never>,
  'sensor' | 'procRoot' | 'response' | 'shownVariables' | 'workloads' | 'holdMs' | 'heldMax' | 'network'
> {
  return {
    ...workloadOptions(config, exists),
    sensor: sensorOptions(config),
    network: networkProbeOptions(config),
    procRoot: hostProc(config, exists),
    response: responseOptions(config),
    shownVariables: new Set(config.list('event_monitoring_config.envs_with_value')),
  };
}

const SOCKET = /^(docker|containerd|cri):(\/.+)$/;

/** How containers are found out about, and which are wanted. */
export function workloadOptions(
  config: Config,
  exists = isFolder,
): Pick<ProbeOptions<never>, 'workloads' | 'holdMs' | 'heldMax'> {
  const sockets = config.list('container_sockets').map((text) => SOCKET.exec(text));
  return {
    workloads: {
      hostRoot: hostRoot(config, exists),
      procRoot: hostProc(config, exists),
      cgroupRoot: join(hostSys(config, exists), 'fs/cgroup'),
      sockets: sockets.flatMap((match) =>
        match === null ? [] : [[match[1] as 'docker' | 'containerd' | 'cri', match[2]!]],
      ),
      queueMax: config.int('runtime_security_config.tags_resolver.queue_size'),
      filter: {
        include: config.list('runtime_security_config.container_include'),
        exclude: config.list('runtime_security_config.container_exclude'),
        excludePause: config.bool('runtime_security_config.exclude_pause_container'),
      },
    },
    holdMs: Number(config.durationNs('runtime_security_config.event_server.retention') / 1_000_000n),
    heldMax: Math.max(1, config.int('runtime_security_config.event_retry_queue_threshold')),
  };
}

/** Where the host's root is mounted: as configured, else where container installations mount it, else here. */
export function hostRoot(config: Config, exists = isFolder): string {
  const given = config.text('host.root');
  if (given !== '') return given;
  return exists('/host/root') ? '/host/root' : '/';
}

/** Where the host's /sys is. */
export function hostSys(config: Config, exists = isFolder): string {
  const given = config.text('host.sys');
  if (given !== '') return given;
  const root = config.text('host.root');
  const places = ['/host/sys', ...(root === '' ? [] : [join(root, 'sys')])];
  return places.find((place) => exists(join(place, 'fs/cgroup'))) ?? '/sys';
}

/**
 * Where the host's /proc is: as configured, else the place where container installations mount it. A place counts when
 * process 1 is in it, so that an empty folder does not blind the process tree.
 */
export function hostProc(config: Config, exists = isFolder): string {
  const given = config.text('host.proc');
  if (given !== '') return given;
  const root = config.text('host.root');
  const places = ['/host/proc', ...(root === '' ? [] : [join(root, 'proc')])];
  return places.find((place) => exists(join(place, '1'))) ?? '/proc';
}

/** Where rules are, and a sentence when that is not where the configuration says. */
export function policiesFolder(
  config: Config,
  folder: string,
  exists = isFolder,
): { path: string; problem: string | null } {
  const { value, origin } = config.entry('runtime_security_config.policies.dir');
  const usual = ['policies', 'runtime-security.d'].map((name) => join(folder, name)).find(exists) ?? SHIPPED_POLICIES;
  if (value === '') return { path: usual, problem: null };
  const path = value as string;
  if (exists(path)) return { path, problem: null };
  // No rules at all would be worse than others than those meant.
  const problem = `runtime_security_config.policies.dir (${originText(origin)}) names ${path}, which is no folder; the rules of ${usual} are used`;
  return { path: usual, problem };
}

/** What a person who starts to watch must know of the configuration. */
export function watchNotes(config: Config): string[] {
  const notes: string[] = [];
  const enabled = config.entry('runtime_security_config.enabled');
  if (enabled.value === false)
    notes.push(
      `runtime_security_config.enabled is false (${originText(enabled.origin)}); this command watches all the same`,
    );
  for (const text of config.list('container_sockets'))
    if (!SOCKET.test(text))
      notes.push(
        `container_sockets: '${text}' must be docker:, containerd: or cri: and a path, e.g. docker:/run/docker.sock`,
      );
  for (const problem of new ContainerFilter({
    include: config.list('runtime_security_config.container_include'),
    exclude: config.list('runtime_security_config.container_exclude'),
  }).problems)
    notes.push(`runtime_security_config.${problem}`);
  notes.push(...networkProblems(config));
  for (const { types, key, byDefault } of switchedOff(config))
    if (byDefault !== true)
      notes.push(`no ${types.join(', ')} events: ${key} is false (${originText(config.entry(key).origin)})`);
  return notes;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
