/** A tree of processes as the rows to draw: who hangs below whom, and which lines pass a row on its left. */
import type { ProcessNode, StoredEvent } from '../../../src/server/api/contract.ts';

export interface TreeRow {
  readonly node: ProcessNode;
  readonly depth: number;
  /** For each level above this row's: whether a line passes to a later sibling there. */
  readonly rails: readonly boolean[];
  readonly isLast: boolean;
  readonly hasChildren: boolean;
  /** The parent runs as somebody else. */
  readonly userChanged: boolean;
}

/**
 * Rows in the order of drawing, parents first. A node whose parent is not there is a root. Cycles, which a broken
 * answer could have, are cut: each node is drawn once.
 */
export function treeRows(nodes: readonly ProcessNode[], folded: ReadonlySet<string>): readonly TreeRow[] {
  const byKey = new Map(nodes.map((node) => [node.key, node]));
  const children = new Map<string | null, ProcessNode[]>();
  for (const node of nodes) {
    const parent =
      node.parent_key !== null && byKey.has(node.parent_key) && node.parent_key !== node.key ? node.parent_key : null;
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [node]);
    else siblings.push(node);
  }
  const rows: TreeRow[] = [];
  const drawn = new Set<string>();
  const visit = (
    list: readonly ProcessNode[],
    depth: number,
    rails: readonly boolean[],
    parent: ProcessNode | undefined,
  ) => {
    list.forEach((node, index) => {
      if (drawn.has(node.key)) return;
      drawn.add(node.key);
      const isLast = index === list.length - 1;
      const below = children.get(node.key) ?? [];
      rows.push({
        node,
        depth,
        rails,
        isLast,
        hasChildren: below.length > 0,
        userChanged: parent !== undefined && parent.user !== node.user,
      });
      if (!folded.has(node.key)) visit(below, depth + 1, depth === 0 ? [] : [...rails, !isLast], node);
    });
  };
  visit(children.get(null) ?? [], 0, [], undefined);
  return rows;
}

const words = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The line of processes that an event itself carries, for when the rest is not stored any more. Root first. */
export function lineageOf(event: StoredEvent): readonly ProcessNode[] {
  type Run = Readonly<Record<string, unknown>>;
  const subject = (event.json.process ?? {}) as Run;
  const runs = [subject, ...((subject.ancestors ?? []) as readonly Run[])].reverse();
  return runs.map((run, index) => ({
    key: String(index),
    parent_key: index === 0 ? null : String(index - 1),
    host: event.host,
    pid: Number(run.pid ?? 0),
    ppid: Number(run.ppid ?? 0),
    name: words(run.comm),
    path: words((run.executable as Run | undefined)?.path),
    args: Array.isArray(run.args) ? run.args.map(String) : [],
    user: words(run.user),
    uid: Number(run.uid ?? 0),
    tty: words(run.tty),
    container: event.container,
    time_start: words(run.exec_time) || words(run.fork_time) || null,
    time_end: words(run.exit_time) || null,
    exit_code: null,
    signals: 0,
    is_subject: index === runs.length - 1,
    events:
      index === runs.length - 1
        ? [
            {
              id: event.id,
              time: event.time,
              type: event.type,
              what: event.what,
              ...(event.rule_id === undefined ? {} : { rule_id: event.rule_id }),
            },
          ]
        : [],
  }));
}
