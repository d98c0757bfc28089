/**
 * What a cgroup path claims about its member: container id, runtime, Kubernetes pod, systemd unit. A pure function of
 * text, read from the leaf towards the root so that the innermost container wins. Everything here is a claim, because
 * anybody who may create a cgroup may name it; whether a runtime vouches for the id is asked elsewhere (`container.ts`).
 * Reading /proc and remembering paths by cgroup id is left to `cgroup-resolver.ts`.
 */

/** Who made the container; '' when the path has an id but does not tell the runtime. */
export type ContainerRuntime =
  | ''
  | 'docker'
  | 'containerd'
  | 'cri-o'
  | 'podman'
  | 'lxc'
  | 'ecs'
  | 'garden'
  | 'nspawn'
  | 'runc'
  | 'crun';

/** Who runs the life cycle of the cgroup. */
export type CgroupManager = ContainerRuntime | 'systemd';

/** What one cgroup path claims. */
export interface CgroupClaim {
  /** The path as the kernel gives it, without the mark of a removed cgroup. */
  readonly path: string;
  /** Innermost container id; '' outside of containers and in monitors such as conmon. */
  readonly containerId: string;
  readonly runtime: ContainerRuntime;
  readonly manager: CgroupManager;
  /** Ids of the containers around the innermost one, from the inside to the outside. */
  readonly outerContainerIds: readonly string[];
  /** Kubernetes pod uid with dashes (or 32 digits for static pods), '' outside of pods. */
  readonly podUid: string;
  readonly qosClass: '' | 'guaranteed' | 'burstable' | 'besteffort';
  /** Name of the innermost systemd unit that is not a container's scope, '' when none. */
  readonly unit: string;
}

const HEX64 = /^[0-9a-fA-F]{64}$/;
/** ECS on Fargate names containers <task id>-<number>. */
const HEX32_NUMBER = /^[0-9a-fA-F]{32}-\d+$/;
/** Garden handles: like a UUID, but with four digits at the end. */
const GARDEN = /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){4}$/;
const PREFIXED_ID = /^([A-Za-z][A-Za-z0-9_.-]*?)-([0-9a-fA-F]{64}|[0-9a-fA-F]{32}-\d+)(?:\.scope)?$/;
const POD = /^(?:.*-)?pod([0-9a-fA-F]{8}(?:[-_][0-9a-fA-F]{4}){3}[-_][0-9a-fA-F]{12}|[0-9a-fA-F]{32})(?:\.slice)?$/;
const NSPAWN = /^(?:systemd-nspawn@(.+)\.service|machine-(.+)\.scope)$/;
const UNIT = /\.(?:service|scope|slice|socket|mount|swap)$/;
const DELETED = ' (deleted)';
/** Longest path worth looking at; PATH_MAX of the kernel. */
const PATH_LENGTH_MAX = 4096;

const RUNTIME_BY_PREFIX: ReadonlyMap<string, ContainerRuntime> = new Map([
  ['docker', 'docker'],
  ['cri-dockerd', 'docker'],
  ['cri-containerd', 'containerd'],
  ['containerd', 'containerd'],
  ['nerdctl', 'containerd'],
  ['crio', 'cri-o'],
  ['cri-o', 'cri-o'],
  ['libpod', 'podman'],
  ['podman', 'podman'],
  ['ecs', 'ecs'],
  ['garden', 'garden'],
]);

/** Runtime by the name of the directory above a bare id; 'default' and 'k8s.io' are containerd's namespaces. */
const RUNTIME_BY_PARENT: ReadonlyMap<string, ContainerRuntime> = new Map([
  ['docker', 'docker'],
  ['default', 'containerd'],
  ['k8s.io', 'containerd'],
  ['containerd', 'containerd'],
  ['libpod', 'podman'],
  ['libpod_parent', 'podman'],
  ['garden', 'garden'],
]);

/** `docker-<64 hex>.scope` and `crio-conmon-<64 hex>.scope` differ in what they hold: the second is a watcher outside. */
function isMonitorPrefix(prefix: string): boolean {
  return prefix === 'conmon' || prefix.endsWith('-conmon') || prefix.endsWith('-monitor') || prefix.endsWith('-shim');
}

interface SegmentClaim {
  readonly id: string;
  readonly runtime: ContainerRuntime;
}

function readSegment(segment: string, parent: string): SegmentClaim | null {
  let name = segment;
  let prefixFromColon = '';
  // "<slice>:cri-containerd:<id>": the systemd notation, taken literally by a runtime with the cgroupfs driver.
  const lastColon = name.lastIndexOf(':');
  if (lastColon >= 0) {
    const before = name.slice(0, lastColon);
    prefixFromColon = before.slice(before.lastIndexOf(':') + 1);
    name = name.slice(lastColon + 1);
    if (isMonitorPrefix(prefixFromColon)) return null;
  }
  if (HEX64.test(name)) {
    const runtime =
      RUNTIME_BY_PREFIX.get(prefixFromColon) ?? (lastColon < 0 ? RUNTIME_BY_PARENT.get(parent) : undefined);
    return { id: name, runtime: runtime ?? '' };
  }
  if (HEX32_NUMBER.test(name)) return { id: name, runtime: parent === 'garden' ? 'garden' : 'ecs' };
  if (GARDEN.test(name)) return { id: name, runtime: 'garden' };
  const prefixed = PREFIXED_ID.exec(name);
  if (prefixed) {
    const prefix = prefixed[1]!;
    if (isMonitorPrefix(prefix)) return null;
    return { id: prefixed[2]!, runtime: RUNTIME_BY_PREFIX.get(prefix) ?? '' };
  }
  // systemd-nspawn: machine-NAME.scope below machine.slice, or systemd-nspawn@NAME.service.
  const machine = parent === 'machine.slice' ? NSPAWN.exec(name) : null;
  if (machine) return { id: machine[1] ?? machine[2]!, runtime: 'nspawn' };
  if (name.startsWith('lxc.payload.') && name.length > 12) return { id: name.slice(12), runtime: 'lxc' };
  // LXC before 4.0 used /lxc/<name>.
  if (parent === 'lxc' && !UNIT.test(name)) return { id: name, runtime: 'lxc' };
  return null;
}

/** The root cgroup claims nothing. */
export const NO_CLAIM: CgroupClaim = {
  path: '/',
  containerId: '',
  runtime: '',
  manager: '',
  outerContainerIds: [],
  podUid: '',
  qosClass: '',
  unit: '',
};

/**
 * Reads one cgroup path, v1 or v2, e.g. `/system.slice/docker-<64 hex>.scope`.
 * Never fails: text that tells nothing gives empty facts.
 */
export function parseCgroupPath(text: string): CgroupClaim {
  const path = stripDeleted(text).slice(0, PATH_LENGTH_MAX);
  if (path === '' || path === '/') return NO_CLAIM;
  const segments = path.split('/');
  let containerId = '';
  let runtime: ContainerRuntime = '';
  const outerContainerIds: string[] = [];
  let podUid = '';
  let qosClass: CgroupClaim['qosClass'] = '';
  let unit = '';
  for (let i = segments.length - 1; i >= 0; i--) {
    const segment = segments[i]!;
    if (segment === '' || segment === '.' || segment === '..') continue;
    const claim = readSegment(segment, i > 0 ? segments[i - 1]! : '');
    if (claim) {
      if (containerId === '') {
        containerId = claim.id;
        runtime = claim.runtime;
      } else if (claim.id !== containerId) outerContainerIds.push(claim.id);
    } else if (unit === '' && containerId === '' && UNIT.test(segment) && !segment.includes(':')) unit = segment;
    if (podUid !== '') continue;
    // In the colon form the slice stands before the first colon of the same segment.
    const sliceName = segment.split(':', 1)[0]!;
    const pod = POD.exec(sliceName);
    if (!pod) continue;
    podUid = pod[1]!.replaceAll('_', '-');
    const around = `${i > 0 ? segments[i - 1]! : ''}/${sliceName}`;
    qosClass = around.includes('besteffort') ? 'besteffort' : around.includes('burstable') ? 'burstable' : 'guaranteed';
  }
  let manager: CgroupManager = '';
  if (containerId !== '') manager = runtime;
  else if (unit !== '') manager = 'systemd';
  return { path, containerId, runtime, manager, outerContainerIds, podUid, qosClass, unit };
}

function stripDeleted(path: string): string {
  return path.endsWith(DELETED) ? path.slice(0, -DELETED.length) : path;
}

/**
 * The cgroup of a container itself, from the path of one of its members: `/docker/<id>/init.scope` gives `/docker/<id>`.
 * '' when no segment names the container.
 */
export function cgroupOfContainer(path: string, containerId: string): string {
  const segments = stripDeleted(path).split('/');
  for (let i = segments.length - 1; i > 0; i--) {
    if (readSegment(segments[i]!, segments[i - 1]!)?.id === containerId) return segments.slice(0, i + 1).join('/');
  }
  return '';
}

/** One line of /proc/PID/cgroup. */
export interface CgroupLine {
  /** 0 is the unified hierarchy. */
  readonly hierarchy: number;
  /** '' for the unified hierarchy, `name=systemd` for systemd's own, else comma-separated controllers. */
  readonly controllers: string;
  readonly path: string;
}

/** Splits the text of /proc/PID/cgroup (cgroups(7)); lines of another form are left out. */
export function parseCgroupFile(text: string): CgroupLine[] {
  const lines: CgroupLine[] = [];
  for (const line of text.split('\n')) {
    // Only the first two colons separate: names may hold more of them.
    const first = line.indexOf(':');
    const second = line.indexOf(':', first + 1);
    if (first <= 0 || second < 0) continue;
    const hierarchy = Number(line.slice(0, first));
    if (!Number.isInteger(hierarchy)) continue;
    lines.push({ hierarchy, controllers: line.slice(first + 1, second), path: stripDeleted(line.slice(second + 1)) });
    if (lines.length >= 64) break;
  }
  return lines;
}

/** Unified first, then systemd's own, then the controllers that runtimes always use. */
function rank(line: CgroupLine): number {
  if (line.hierarchy === 0) return 0;
  if (line.controllers === 'name=systemd') return 1;
  const controllers = line.controllers.split(',');
  if (controllers.includes('pids')) return 2;
  if (controllers.includes('memory')) return 3;
  return 4;
}

/**
 * Chooses among the hierarchies of one process: on hybrid systems a process may stand in its container's cgroup in one
 * hierarchy only. The first line in rank order that names a container wins, then the first one that is not the root.
 */
export function parseProcessCgroups(text: string): CgroupClaim {
  const lines = parseCgroupFile(text).sort((a, b) => rank(a) - rank(b));
  let best: CgroupClaim | null = null;
  for (const line of lines) {
    const facts = parseCgroupPath(line.path);
    if (facts.containerId !== '') return facts;
    if (best === null && facts.path !== '/') best = facts;
  }
  return best ?? NO_CLAIM;
}

/** The better of two paths of one process (v2 and v1): see {@link parseProcessCgroups}. */
export function chooseCgroup(unifiedPath: string, legacyPath: string): CgroupClaim {
  const unified = parseCgroupPath(unifiedPath);
  if (unified.containerId !== '' || legacyPath === '') return unified;
  const legacy = parseCgroupPath(legacyPath);
  if (legacy.containerId !== '') return legacy;
  return unified.path === '/' ? legacy : unified;
}
