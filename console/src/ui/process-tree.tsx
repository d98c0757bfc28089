/**
 * Processes drawn as a tree, with users and times: who started whom, where the user changed, and what each did. One
 * stop for the Tab key; arrows move, left and right fold.
 */
import { useMemo, useRef, useState } from 'preact/hooks';
import type { ProcessNode } from '../../../src/server/api/contract.ts';
import { type TreeRow, treeRows } from '../events/process-tree.ts';
import { Time } from './time.tsx';
import { duration } from './words.ts';

function ran({ time_start: start, time_end: end, exit_code: code }: ProcessNode): string {
  if (end === null) return 'running';
  if (start === null) return 'ended';
  const ms = Date.parse(end) - Date.parse(start);
  const length = ms < 1000 ? `${Math.max(0, ms)} ms` : duration(ms / 1000);
  return code === null || code === 0 ? length : `${length}, code ${code}`;
}

export function ProcessTree({ nodes, onEvent }: { nodes: readonly ProcessNode[]; onEvent?: (id: string) => void }) {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => treeRows(nodes, folded), [nodes, folded]);
  const [activeKey, setActive] = useState<string | undefined>(undefined);
  const list = useRef<HTMLDivElement>(null);
  const subject = nodes.find((node) => node.is_subject)?.key ?? nodes[0]?.key;
  const active = rows.some(({ node }) => node.key === activeKey) ? activeKey : subject;

  const fold = (key: string, on: boolean) => {
    const next = new Set(folded);
    if (on) next.add(key);
    else next.delete(key);
    setFolded(next);
  };
  const focus = (index: number) => {
    const row = rows[index];
    if (row === undefined) return;
    setActive(row.node.key);
    list.current?.querySelectorAll<HTMLElement>('[role=treeitem]')[index]?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if ((event.target as Element).getAttribute('role') !== 'treeitem') return;
    const index = rows.findIndex(({ node }) => node.key === active);
    const row = rows[index];
    if (row === undefined) return;
    const parentIndex = rows.findIndex(({ node }) => node.key === row.node.parent_key);
    const moves: Record<string, () => void> = {
      ArrowDown: () => focus(index + 1),
      ArrowUp: () => focus(index - 1),
      Home: () => focus(0),
      End: () => focus(rows.length - 1),
      ArrowLeft: () => (row.hasChildren && !folded.has(row.node.key) ? fold(row.node.key, true) : focus(parentIndex)),
      ArrowRight: () => (folded.has(row.node.key) ? fold(row.node.key, false) : focus(index + 1)),
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
  };
  return (
    <div class="tree" role="tree" aria-label="Process tree" ref={list} onKeyDown={onKeyDown}>
      {rows.map((row) => (
        <Row
          key={row.node.key}
          row={row}
          folded={folded.has(row.node.key)}
          isActive={row.node.key === active}
          onFold={(on) => fold(row.node.key, on)}
          onFocus={() => setActive(row.node.key)}
          onEvent={onEvent}
        />
      ))}
    </div>
  );
}

function Row({
  row,
  folded,
  isActive,
  onFold,
  onFocus,
  onEvent,
}: {
  row: TreeRow;
  folded: boolean;
  isActive: boolean;
  onFold: (on: boolean) => void;
  onFocus: () => void;
  onEvent: ((id: string) => void) | undefined;
}) {
  const { node, depth, rails, isLast, hasChildren, userChanged } = row;
  const args = node.args.join(' ');
  return (
    <div
      role="treeitem"
      tabIndex={isActive ? 0 : -1}
      aria-level={depth + 1}
      aria-expanded={hasChildren ? !folded : undefined}
      aria-selected={isActive}
      class={`tree-row${node.is_subject ? ' is-subject' : ''}`}
      onFocus={onFocus}
    >
      <div class="tree-main">
        <span class="tree-rails" aria-hidden="true">
          {rails.map((passes, index) => (
            <i key={index} class={passes ? 'rail' : ''} />
          ))}
          {depth > 0 && <i class={isLast ? 'elbow' : 'tee'} />}
        </span>
        <button
          type="button"
          tabIndex={-1}
          class={hasChildren ? `tree-knot${folded ? ' is-folded' : ''}` : 'tree-knot is-leaf'}
          aria-hidden="true"
          disabled={!hasChildren}
          onClick={() => onFold(!folded)}
        />
        <span class="tree-name">{node.name}</span>
        <span class="tree-line code" title={`${node.path} ${args}`}>
          {node.path} {args}
        </span>
        {node.signals > 0 && (
          <span class="tree-signals" title={`${node.signals} signals`}>
            {node.signals}
          </span>
        )}
      </div>
      <span
        class={userChanged ? 'tree-user is-changed' : 'tree-user'}
        title={userChanged ? 'Another user than its parent' : undefined}
      >
        {node.user}
      </span>
      <span class="tree-pid">{node.pid}</span>
      <span class="tree-time">{node.time_start === null ? 'before the sensor' : <Time at={node.time_start} />}</span>
      <span class={node.exit_code ? 'tree-ran is-failed' : 'tree-ran'}>{ran(node)}</span>
      {node.events.length > 0 && (
        <ul class="tree-events" style={{ paddingInlineStart: `${depth * 20 + 30}px` }}>
          {node.events.slice(-6).map((event) => (
            <li key={event.id} class={event.rule_id === undefined ? undefined : 'has-rule'}>
              <Time at={event.time} precise />
              {onEvent === undefined ? (
                <span class="code">{event.what}</span>
              ) : (
                <button type="button" tabIndex={isActive ? 0 : -1} class="code" onClick={() => onEvent(event.id)}>
                  {event.what}
                </button>
              )}
              {event.rule_id !== undefined && <span class="chip">{event.rule_id}</span>}
            </li>
          ))}
          {node.events.length > 6 && <li class="faint">and {node.events.length - 6} more before</li>}
        </ul>
      )}
    </div>
  );
}
