/** A tree of processes as the rows to draw: who hangs below whom, and which lines pass a row on its left. */
import type { ProcessNode } from '../../../src/server/api/contract.ts';

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
