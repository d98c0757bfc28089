/**
 * Finds where cgroup hierarchies are mounted: the unified one, and the v1 hierarchy of the pids controller, which are the two
 * that records name. Inside a container the host's are looked for where container installations mount them.
 */
import { readFile } from 'node:fs/promises';

/** One hierarchy. */
export interface CgroupMount {
  readonly version: 1 | 2;
  readonly path: string;
  readonly mountId: number;
}

/** Reads the cgroup mounts out of a mountinfo file (proc_pid_mountinfo(5)); at most one per version, the first of each. */
export function parseCgroupMounts(mountinfo: string): CgroupMount[] {
  const mounts: CgroupMount[] = [];
  for (const line of mountinfo.split('\n')) {
    const separator = line.indexOf(' - ');
    if (separator < 0) continue;
    const left = line.slice(0, separator).split(' ');
    const [filesystem, , options = ''] = line.slice(separator + 3).split(' ');
    // Mounts of a part of a hierarchy do not show every cgroup.
    if (left[3] !== '/') continue;
    const version =
      filesystem === 'cgroup2' ? 2 : filesystem === 'cgroup' && options.split(',').includes('pids') ? 1 : 0;
    if (version === 0 || mounts.some((m) => m.version === version)) continue;
    const path = (left[4] ?? '').replaceAll(/\\([0-7]{3})/g, (_, o: string) =>
      String.fromCharCode(Number.parseInt(o, 8)),
    );
    mounts.push({ version, path, mountId: Number(left[0]) });
  }
  return mounts;
}

/**
 * The mounts as this process sees them. Never fails: none where nothing can be read.
 * @param preferBelow folders that are preferred, e.g. `/host/sys/fs/cgroup`
 */
export async function findCgroupMounts(preferBelow: readonly string[] = []): Promise<CgroupMount[]> {
  const text = await readFile('/proc/self/mountinfo', 'latin1').catch(() => '');
  const lines = text.split('\n');
  const isPreferred = (line: string): boolean => {
    const path = line.split(' ')[4] ?? '';
    return preferBelow.some((folder) => path === folder || path.startsWith(`${folder}/`));
  };
  return parseCgroupMounts([...lines.filter(isPreferred), ...lines.filter((l) => !isPreferred(l))].join('\n'));
}
