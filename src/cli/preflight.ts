/**
 * What a Shrike that itself runs in a container can see of the host: which mount, namespace or right is missing, what that
 * costs, and how to mend it. On the host itself there is one line. Facts are gathered apart from what is concluded.
 */
import { existsSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/index.ts';
import { hostProc, hostRoot, hostSys } from './configured.ts';

/** Numbers of the namespaces that the kernel starts with (include/uapi/linux/nsfs.h). */
const INITIAL = { user: 4026531837, pid: 4026531836, cgroup: 4026531835 } as const;

/** What was found; null where it could not be read. */
export interface HostFacts {
  readonly inHostPidNamespace: boolean | null;
  readonly inHostUserNamespace: boolean | null;
  readonly inHostCgroupNamespace: boolean | null;
  readonly procRoot: string;
  /** Whether `procRoot` shows the processes of the host. */
  readonly procShowsHost: boolean | null;
  readonly cgroupRoot: string;
  readonly cgroupFound: boolean;
  readonly hostRoot: string;
  /** Sockets of container runtimes that were found. */
  readonly sockets: readonly string[];
}

/** One line of the report. */
export interface PreflightFinding {
  readonly name: string;
  readonly ok: boolean;
  readonly text: string;
}

/** What the facts mean. */
export function judgeHostAccess(facts: HostFacts): PreflightFinding[] {
  const findings: PreflightFinding[] = [];
  const outside = facts.inHostPidNamespace === false || facts.procRoot !== '/proc';
  if (facts.inHostUserNamespace === false)
    findings.push({
      name: 'user namespace',
      ok: false,
      text: 'not that of the host: the kernel refuses to load programs. Run it without user namespace (userns-remap, rootless engines)',
    });
  if (facts.procShowsHost === false)
    findings.push({
      name: 'host processes',
      ok: false,
      text: `${facts.procRoot} shows only the processes of a container: those that ran before the start stay unknown, and so do names of users in other containers. Run it in the host's pid namespace (--pid=host, hostPID: true), or mount the host's /proc at /host/proc`,
    });
  else if (outside) findings.push({ name: 'host processes', ok: true, text: `through ${facts.procRoot}` });
  if (!facts.cgroupFound)
    findings.push({
      name: 'host cgroups',
      ok: false,
      text: `no cgroup hierarchy is mounted at ${facts.cgroupRoot}: containers that ran before the start are known from their next program on. Mount the host's /sys/fs/cgroup at /host/sys/fs/cgroup, read-only`,
    });
  else if (facts.inHostCgroupNamespace === false && facts.cgroupRoot === '/sys/fs/cgroup')
    findings.push({
      name: 'host cgroups',
      ok: false,
      text: "this container has a cgroup namespace of its own, so /sys/fs/cgroup shows its part only: containers that ran before the start are known from their next program on. Run it in the host's (--cgroupns=host), or mount the host's /sys/fs/cgroup at /host/sys/fs/cgroup, read-only",
    });
  if (facts.sockets.length > 0) findings.push({ name: 'container runtimes', ok: true, text: facts.sockets.join(', ') });
  else if (outside)
    findings.push({
      name: 'container runtimes',
      ok: false,
      text: `no socket of a runtime below ${facts.hostRoot}: containers have ids, but no names, images or labels, and none is confirmed. Mount /run/docker.sock or /run/containerd/containerd.sock to the same place, or the host's /run below ${join(facts.hostRoot, 'run')}`,
    });
  return findings;
}

const SOCKETS = [
  'run/docker.sock',
  'run/podman/podman.sock',
  'run/containerd/containerd.sock',
  'run/k3s/containerd/containerd.sock',
  'run/crio/crio.sock',
];

/** Looks at this machine. */
export function hostFacts(config: Config): HostFacts {
  const procRoot = hostProc(config);
  const cgroupRoot = join(hostSys(config), 'fs/cgroup');
  const root = hostRoot(config);
  const own = (name: keyof typeof INITIAL): boolean | null => isInitial('/proc/self', name);
  return {
    inHostPidNamespace: own('pid'),
    inHostUserNamespace: own('user'),
    inHostCgroupNamespace: own('cgroup'),
    procRoot,
    procShowsHost: isInitial(join(procRoot, '1'), 'pid') ?? own('pid'),
    cgroupRoot,
    cgroupFound: isCgroupFolder(cgroupRoot),
    hostRoot: root,
    sockets: [
      ...[...new Set([root, '/'])]
        .flatMap((from) => SOCKETS.map((path) => join(from, path)))
        .filter((path) => isSocket(path)),
      ...config
        .list('container_sockets')
        .map((text) => text.slice(text.indexOf(':') + 1))
        .filter((path) => isSocket(path)),
    ],
  };
}

function isInitial(process: string, name: keyof typeof INITIAL): boolean | null {
  try {
    return readlinkSync(join(process, 'ns', name)) === `${name}:[${INITIAL[name]}]`;
  } catch {
    return null;
  }
}

/** The hierarchy itself, or a folder with one hierarchy per controller below it. */
function isCgroupFolder(path: string): boolean {
  try {
    return (
      existsSync(join(path, 'cgroup.procs')) ||
      readdirSync(path).some((name) => existsSync(join(path, name, 'cgroup.procs')))
    );
  } catch {
    return false;
  }
}

function isSocket(path: string): boolean {
  try {
    return statSync(path).isSocket();
  } catch {
    return false;
  }
}
