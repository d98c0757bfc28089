/** JSON as an indented, coloured text that can be folded; a copy button gives it as it is. */

import { Copy } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Icon } from './icon.tsx';
import { say } from './toast.tsx';

/** Objects below this depth start folded. */
const OPEN_DEPTH = 2;

export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without TLS there is no clipboard API.
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  say('Copied');
}

export function JsonView({ value }: { value: unknown }) {
  return (
    <div class="json">
      <button
        type="button"
        class="button is-quiet json-copy"
        onClick={() => void copyText(JSON.stringify(value, null, 2))}
      >
        <Icon icon={Copy} size={13} /> Copy
      </button>
      <div class="json-text code">
        <Node name={undefined} value={value} depth={0} last={true} />
      </div>
    </div>
  );
}

function Node({
  name,
  value,
  depth,
  last,
}: {
  name: string | undefined;
  value: unknown;
  depth: number;
  last: boolean;
}) {
  const [open, setOpen] = useState(depth < OPEN_DEPTH);
  const key: ComponentChildren = name === undefined ? null : <span class="json-key">{JSON.stringify(name)}: </span>;
  const comma = last ? '' : ',';
  if (typeof value !== 'object' || value === null) {
    return (
      <div class="json-line">
        {key}
        <span class={`json-${value === null ? 'null' : typeof value}`}>{JSON.stringify(value)}</span>
        {comma}
      </div>
    );
  }
  const isList = Array.isArray(value);
  const entries = isList ? value.map((one, index) => [String(index), one] as const) : Object.entries(value);
  const [left, right] = isList ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) {
    return (
      <div class="json-line">
        {key}
        {left}
        {right}
        {comma}
      </div>
    );
  }
  const simple = isList && value.length <= 12 && value.every((one) => typeof one !== 'object' || one === null);
  if (simple) {
    return (
      <div class="json-line">
        {key}
        {left}
        {value.map((one, index) => (
          <span key={index}>
            {index > 0 && ', '}
            <span class={`json-${typeof one}`}>{JSON.stringify(one)}</span>
          </span>
        ))}
        {right}
        {comma}
      </div>
    );
  }
  return (
    <>
      <div class="json-line">
        <button type="button" class="json-fold" aria-expanded={open} onClick={() => setOpen(!open)}>
          <span class="json-arrow" aria-hidden="true" />
          <span class="sr-only">{open ? 'Fold' : 'Unfold'} </span>
          {key}
          {left}
          {!open && (
            <>
              <span class="json-count">
                {entries.length} {isList ? 'items' : 'keys'}
              </span>
              {right}
              {comma}
            </>
          )}
        </button>
      </div>
      {open && (
        <>
          <div class="json-inside">
            {entries.map(([inner, one], index) => (
              <Node
                key={inner}
                name={isList ? undefined : inner}
                value={one}
                depth={depth + 1}
                last={index === entries.length - 1}
              />
            ))}
          </div>
          <div class="json-line">
            {right}
            {comma}
          </div>
        </>
      )}
    </>
  );
}
