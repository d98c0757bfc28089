/**
 * The files and lines that start Shrike in a container, as arguments of `docker run`: the test runs what users are given.
 * What differs is put in by the caller: the test's engine, its image, and no network, since that engine has none.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { project } from './chroot.ts';

/** `linux/capability.h`: numbers of the capabilities that the files add. */
const CAPABILITIES: Readonly<Record<string, number>> = {
  CHOWN: 0,
  NET_BROADCAST: 11,
  NET_ADMIN: 12,
  NET_RAW: 13,
  IPC_LOCK: 14,
  SYS_PTRACE: 19,
  SYS_ADMIN: 21,
  SYS_RESOURCE: 24,
  DAC_READ_SEARCH: 2,
  KILL: 5,
};

/** The eight that the files must add. */
export const CAPABILITY_NAMES: readonly string[] = Object.keys(CAPABILITIES).slice(0, 8);

/** Those of some capabilities that this machine itself holds; others it cannot give. */
export function heldCapabilities(names: readonly string[]): string[] {
  const status = readFileSync('/proc/self/status', 'latin1');
  const bounding = BigInt(`0x${/^CapBnd:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`);
  return names.filter((name) => ((bounding >> BigInt(CAPABILITIES[name]!)) & 1n) === 1n);
}

/** What one of the files says. */
export interface ContainerFile {
  readonly capabilities: readonly string[];
  readonly mounts: readonly string[];
  readonly environment: readonly string[];
  /** Everything else, as options. */
  readonly options: readonly string[];
}

/** A service `shrike` of a compose file. Named volumes are left out: each test begins anew. */
export function fromCompose(path: string): ContainerFile {
  const service = parse(readFileSync(project(path), 'utf8')).services.shrike;
  return {
    capabilities: service.cap_add,
    mounts: service.volumes.filter((volume: string) => volume.startsWith('/')),
    environment: Object.entries(service.environment).map(([name, value]) => `${name}=${value}`),
    options: [
      `--cgroupns=${service.cgroup}`,
      `--pid=${service.pid}`,
      ...service.security_opt.map((option: string) => `--security-opt=${option}`),
      ...(service.mem_limit === undefined ? [] : [`--memory=${service.mem_limit}`]),
    ],
  };
}

/** A Dockerrun.aws.json, version 2. Folders of the host that do not exist here are taken from `places`. */
export function fromDockerrun(path: string, places: Readonly<Record<string, string>>): ContainerFile {
  const { volumes, containerDefinitions } = JSON.parse(readFileSync(project(path), 'utf8'));
  const [definition] = containerDefinitions;
  const source = (name: string): string => {
    const written = volumes.find((volume: { name: string }) => volume.name === name).host.sourcePath;
    return places[written] ?? written;
  };
  return {
    capabilities: definition.linuxParameters.capabilities.add,
    mounts: definition.mountPoints.map(
      (mount: { sourceVolume: string; containerPath: string; readOnly: boolean }) =>
        `${source(mount.sourceVolume)}:${mount.containerPath}${mount.readOnly ? ':ro' : ''}`,
    ),
    environment: definition.environment.map(({ name, value }: { name: string; value: string }) => `${name}=${value}`),
    options: [
      `--memory=${definition.memory}m`,
      ...definition.dockerSecurityOptions.map((option: string) => `--security-opt=${option}`),
    ],
  };
}

/** The `docker run` line of a page: its first code block that begins so. */
export function fromPage(path: string): ContainerFile {
  const block = /```[a-z]*\n(docker run [\s\S]*?)```/.exec(readFileSync(project(path), 'utf8'))?.[1];
  if (block === undefined) throw new Error(`${path} shows no docker run line`);
  // A comment behind a backslash would break the command: nothing may follow one on its line.
  if (/\\[^\n]/.test(block)) throw new Error(`${path}: something follows a backslash`);
  const words = block.replaceAll('\\\n', ' ').trim().split(/\s+/).slice(2);
  const found = {
    capabilities: [] as string[],
    mounts: [] as string[],
    environment: [] as string[],
    options: [] as string[],
  };
  for (let at = 0; at < words.length - 1; at++) {
    const word = words[at]!;
    if (word === '-d') continue;
    const value = words[++at]!;
    if (word === '--cap-add') found.capabilities.push(value);
    else if (word === '-v') found.mounts.push(value);
    else if (word === '-e') found.environment.push(value);
    else if (word !== '--name') found.options.push(word, value);
  }
  return found;
}

/** Arguments of `docker` that start it. */
export function runArguments(
  file: ContainerFile,
  settings: { name: string; image: string; socket: string; mounts: readonly string[] },
): string[] {
  const held = heldCapabilities(file.capabilities);
  const mounts = file.mounts.map((mount) => mount.replace(/^\/var\/run\/docker\.sock:/, `${settings.socket}:`));
  return [
    ...['run', '-d', '--name', settings.name, '--network', 'none'],
    ...file.options,
    ...held.flatMap((name) => ['--cap-add', name]),
    ...[...mounts, ...settings.mounts].flatMap((mount) => ['-v', mount]),
    ...file.environment.flatMap((variable) => ['-e', variable]),
    settings.image,
  ];
}
