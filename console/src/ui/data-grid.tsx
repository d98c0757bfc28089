/**
 * A table of any length: only the rows in view are in the page. Rows are equally high, so that a place in the list is
 * a multiplication; that is why this is not a library.
 *
 * The grid is one stop for the Tab key; arrows, j and k move inside it, Enter opens. The row it stands on is told to
 * screen readers by `aria-activedescendant`.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useShortcuts } from '../app/shortcuts.ts';

export interface Column<T> {
  readonly key: string;
  readonly title: string;
  /** A track of CSS grid: `88px`, `minmax(160px, 2fr)`. */
  readonly width: string;
  readonly cell: (item: T, index: number) => ComponentChildren;
  readonly align?: 'end';
  /** For columns whose heading is only for screen readers. */
  readonly silent?: boolean;
}

export interface DataGridProps<T> {
  readonly label: string;
  readonly items: readonly T[];
  readonly columns: readonly Column<T>[];
  readonly keyOf: (item: T) => string;
  readonly rowHeight?: number;
  readonly onOpen?: (item: T, index: number) => void;
  readonly onActive?: (item: T | undefined, index: number) => void;
  /** Called when the end comes near. */
  readonly onNearEnd?: () => void;
  readonly selected?: ReadonlySet<string>;
  /** The open one, marked. */
  readonly current?: string | undefined;
  readonly rowClass?: (item: T) => string;
  readonly footer?: ComponentChildren;
}

const EXTRA_ROWS = 8;

export function DataGrid<T>(props: DataGridProps<T>) {
  const { items, columns, keyOf, rowHeight = 36, selected, current } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const [activeKey, setActiveKey] = useState<string | undefined>(undefined);
  const found = activeKey === undefined ? -1 : items.findIndex((item) => keyOf(item) === activeKey);
  const active = found === -1 ? 0 : found;

  useLayoutEffect(() => {
    const element = scroller.current!;
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const first = Math.max(0, Math.floor(view.top / rowHeight) - EXTRA_ROWS);
  const last = Math.min(items.length, Math.ceil((view.top + view.height) / rowHeight) + EXTRA_ROWS);
  const nearEnd = items.length > 0 && last >= items.length - 20;
  const { onNearEnd } = props;
  // Asks again whenever the list has grown.
  useEffect(() => {
    if (nearEnd) onNearEnd?.();
  }, [nearEnd, items.length, onNearEnd]);

  const { onActive } = props;
  // Tells of the row, not of the function.
  useEffect(() => {
    onActive?.(items[active], active);
  }, [active, items]);

  const go = (to: number) => {
    const index = Math.max(0, Math.min(items.length - 1, to));
    const item = items[index];
    if (item === undefined) return;
    setActiveKey(keyOf(item));
    // At once, not when it is drawn: the next key may follow before.
    onActive?.(item, index);
    const element = scroller.current!;
    const head = element.querySelector<HTMLElement>('.grid-head')?.offsetHeight ?? 0;
    const top = index * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight > element.scrollTop + element.clientHeight - head) {
      element.scrollTop = top + rowHeight - element.clientHeight + head;
    }
  };
  const open = () => {
    const item = items[active];
    if (item !== undefined) props.onOpen?.(item, active);
  };
  useShortcuts({
    j: () => go(found === -1 ? 0 : active + 1),
    k: () => go(active - 1),
    ...(props.onOpen && activeKey !== undefined && document.activeElement === document.body ? { Enter: open } : {}),
  });
  const page = Math.max(1, Math.floor(view.height / rowHeight) - 1);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== scroller.current) return;
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(found === -1 ? 0 : active + 1),
      ArrowUp: () => go(active - 1),
      PageDown: () => go(active + page),
      PageUp: () => go(active - page),
      Home: () => go(0),
      End: () => go(items.length - 1),
      Enter: open,
    };
    const move = moves[event.key];
    if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move();
  };

  const template = columns.map((column) => column.width).join(' ');
  return (
    <div
      class="grid"
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={items.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={items.length > 0 && active >= first && active < last ? `${id}-${active}` : undefined}
      onScroll={(event) => setView({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })}
      onKeyDown={onKeyDown}
    >
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus for all its rows */}
      <div class="grid-head" role="row" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
        {columns.map((column) => (
          // biome-ignore lint/a11y/useFocusableInteractive: as above
          <div key={column.key} role="columnheader" class={column.align === 'end' ? 'end' : undefined}>
            {column.silent ? <span class="sr-only">{column.title}</span> : column.title}
          </div>
        ))}
      </div>
      <div class="grid-body" role="rowgroup" style={{ height: `${items.length * rowHeight}px` }}>
        {items.slice(first, last).map((item, offset) => {
          const index = first + offset;
          const key = keyOf(item);
          const classes = ['grid-row', props.rowClass?.(item) ?? ''];
          if (found === index) classes.push('is-active');
          if (selected?.has(key)) classes.push('is-selected');
          if (current === key) classes.push('is-current');
          return (
            // biome-ignore lint/a11y/useFocusableInteractive: as above
            // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys
            <div
              key={key}
              id={`${id}-${index}`}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={selected === undefined ? undefined : selected.has(key)}
              class={classes.join(' ')}
              style={{ gridTemplateColumns: template, height: `${rowHeight}px`, top: `${index * rowHeight}px` }}
              onClick={(event) => {
                if ((event.target as Element).closest('a, button, input, label')) return;
                if (getSelection()?.isCollapsed === false) return;
                setActiveKey(key);
                props.onOpen?.(item, index);
              }}
            >
              {columns.map((column) => (
                // biome-ignore lint/a11y/useFocusableInteractive: as above
                <div key={column.key} role="gridcell" class={column.align === 'end' ? 'cell end' : 'cell'}>
                  {column.cell(item, index)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
      {props.footer !== undefined && <div class="grid-foot">{props.footer}</div>}
    </div>
  );
}
