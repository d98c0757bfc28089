/** The frame of every page: its title in the window and on top, what stands beside it, and the rest. */
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';

export function Page({
  title,
  beside,
  actions,
  children,
  fill = false,
}: {
  title: string;
  beside?: ComponentChildren;
  actions?: ComponentChildren;
  children: ComponentChildren;
  /** The content has the window's height and scrolls inside. */
  fill?: boolean;
}) {
  useEffect(() => {
    document.title = `${title} · Shrike`;
  }, [title]);
  return (
    <div class={fill ? 'page is-fill' : 'page'}>
      <header class="page-head">
        <h1>{title}</h1>
        {beside !== undefined && <div class="page-beside">{beside}</div>}
        <div class="page-actions">{actions}</div>
      </header>
      {children}
    </div>
  );
}

/** Links to the parts of a page. */
export function Tabs({
  label,
  items,
}: {
  label: string;
  items: readonly { name: ComponentChildren; href: string; here: boolean }[];
}) {
  return (
    <nav class="tabs" aria-label={label}>
      {items.map((item) => (
        <a key={item.href} href={item.href} aria-current={item.here ? 'page' : undefined}>
          {item.name}
        </a>
      ))}
    </nav>
  );
}

/** A number with its name. */
export function Figure({
  name,
  value,
  note,
  tone,
}: {
  name: string;
  value: ComponentChildren;
  note?: ComponentChildren;
  tone?: 'bad' | 'warn' | 'good';
}) {
  return (
    <div class={`figure${tone ? ` tone-${tone}` : ''}`}>
      <dt>{name}</dt>
      <dd>{value}</dd>
      {note !== undefined && <dd class="figure-note">{note}</dd>}
    </div>
  );
}

/** A part of a page with a heading. */
export function Panel({
  title,
  actions,
  children,
  flush = false,
}: {
  title: string;
  actions?: ComponentChildren;
  children: ComponentChildren;
  flush?: boolean;
}) {
  return (
    <section class={flush ? 'panel is-flush' : 'panel'}>
      <header>
        <h2>{title}</h2>
        {actions}
      </header>
      {children}
    </section>
  );
}
