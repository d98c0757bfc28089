/**
 * Keys. A page names the keys it knows (`j`, `g s` for one after the other, `mod+k` for Ctrl or Command); they do
 * nothing while somebody types, nor behind a dialogue. The newest page or dialogue with a key gets it.
 */
import { useEffect, useRef } from 'preact/hooks';

export type Shortcuts = Readonly<Record<string, () => void>>;

interface Layer {
  readonly keys: { current: Shortcuts };
  readonly inDialog: boolean;
}

const layers: Layer[] = [];
let waitingFor = '';
let waitingSince = 0;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('textarea, select, input:not([type=checkbox]):not([type=radio])'));

function nameOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? (event.shiftKey ? event.key : event.key.toLowerCase()) : event.key;
  return (event.ctrlKey || event.metaKey ? 'mod+' : '') + key;
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey || event.isComposing) return;
  const name = nameOf(event);
  if (isTyping(event.target) && !name.startsWith('mod+')) return;
  const dialog = document.querySelector('dialog[open]') !== null;
  const both = performance.now() - waitingSince < 1200 && waitingFor !== '' ? `${waitingFor} ${name}` : '';
  waitingFor = '';
  const usable = layers.filter((layer) => layer.inDialog === dialog || name.startsWith('mod+'));
  for (const wanted of [both, name]) {
    if (wanted === '') continue;
    for (const layer of usable.toReversed()) {
      const action = layer.keys.current[wanted];
      if (action === undefined) continue;
      event.preventDefault();
      action();
      return;
    }
  }
  if (usable.some((layer) => Object.keys(layer.keys.current).some((key) => key.startsWith(`${name} `)))) {
    waitingFor = name;
    waitingSince = performance.now();
  }
}

/** Makes keys work while the component is shown. */
export function useShortcuts(keys: Shortcuts, inDialog = false): void {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    const layer = { keys: current, inDialog };
    if (layers.length === 0) document.addEventListener('keydown', onKey);
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
      if (layers.length === 0) document.removeEventListener('keydown', onKey);
    };
  }, [inDialog]);
}
