/** Records 60 to 62: the life of cgroups. They are context and no events: they make the container of later records known. */
import { f, type RecordLayout } from './layout.ts';
import { task } from './shared.ts';

function cgroup(name: string, type: number, doc: string): RecordLayout {
  return {
    name,
    type,
    ring: 'urgent',
    doc,
    fields: [
      task,
      f('cgroup_id', 'u64', 'Id of the cgroup: the inode number of its directory.'),
      f('version', 'u32', '2, or 1 for the v1 hierarchy of the pids controller.'),
      f('pad', 'u32', 'Unused.'),
      f('path', 'text', 'Names of the cgroup from the leaf to the root, each ended by NUL.'),
    ],
  };
}

export const WORKLOAD_RECORDS: readonly RecordLayout[] = [
  cgroup('cgroup_made', 60, 'A cgroup was made; `task` made it.'),
  cgroup('cgroup_removed', 61, 'A cgroup was removed; `task` removed it.'),
  cgroup('cgroup_joined', 62, 'A process was moved into a cgroup; `task` is the moved one, as it is afterwards.'),
];
