/** Search as you type: the address follows after a short pause, so that every letter does not become a request. */

import { Search, X } from 'lucide';
import { useEffect, useRef, useState } from 'preact/hooks';
import { setQuery, usePlace } from '../app/router.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { Icon } from './icon.tsx';

const PAUSE_MS = 180;

export function SearchBox({ name = 'q', label, placeholder }: { name?: string; label: string; placeholder?: string }) {
  const inPlace = usePlace().query.get(name) ?? '';
  const [text, setText] = useState(inPlace);
  const input = useRef<HTMLInputElement>(null);
  const sent = useRef(inPlace);
  useShortcuts({ '/': () => input.current?.focus() });
  useEffect(() => {
    if (inPlace !== sent.current) {
      sent.current = inPlace;
      setText(inPlace);
    }
  }, [inPlace]);
  useEffect(() => {
    if (text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text;
      setQuery({ [name]: text }, true);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, name]);
  return (
    <div class="search">
      <Icon icon={Search} size={15} />
      <input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={placeholder ?? label}
        value={text}
        spellcheck={false}
        autocomplete="off"
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          if (text === '') event.currentTarget.blur();
          else setText('');
        }}
      />
      {text === '' ? (
        <kbd aria-hidden="true">/</kbd>
      ) : (
        <button type="button" aria-label="Clear the search" onClick={() => setText('')}>
          <Icon icon={X} size={14} />
        </button>
      )}
    </div>
  );
}
