/** One box for going anywhere: pages, hosts, rules, and a search in signals, events and processes. */
import { Search } from 'lucide';
import { useId, useMemo, useState } from 'preact/hooks';
import type { HostSummary, Page, RuleSummary } from '../../../src/server/api/contract.ts';
import { useResource } from '../api/use-resource.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { DESTINATIONS } from './frame.tsx';
import { link, navigate } from './router.ts';

interface Choice {
  readonly name: string;
  readonly kind: string;
  readonly to: string;
}

const SHOWN_MAX = 9;

export function Palette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const id = useId();
  const hosts = useResource<Page<HostSummary>>('/hosts');
  const rules = useResource<Page<RuleSummary>>('/rules');
  const choices = useMemo(() => {
    const all: Choice[] = [
      ...DESTINATIONS.map((one) => ({ name: one.name, kind: 'Page', to: one.path })),
      ...(hosts.data?.items ?? []).map((host) => ({
        name: host.name,
        kind: 'Host',
        to: `/hosts/${encodeURIComponent(host.id)}`,
      })),
      ...(rules.data?.items ?? []).map((rule) => ({
        name: rule.id,
        kind: 'Rule',
        to: `/rules/${encodeURIComponent(rule.id)}`,
      })),
    ];
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const found = all.filter(({ name, kind }) => words.every((word) => `${name} ${kind}`.toLowerCase().includes(word)));
    if (text.trim() === '') return found.slice(0, DESTINATIONS.length);
    return [
      ...found.slice(0, SHOWN_MAX - 3),
      {
        name: `Signals with “${text.trim()}”`,
        kind: 'Search',
        to: link('/signals', { q: text.trim(), status: 'all' }),
      },
      { name: `Events with “${text.trim()}”`, kind: 'Search', to: link('/events', { q: text.trim() }) },
      { name: `Processes with “${text.trim()}”`, kind: 'Search', to: link('/processes', { q: text.trim() }) },
    ];
  }, [text, hosts.data, rules.data]);
  const go = (choice: Choice | undefined) => {
    if (choice === undefined) return;
    onClose();
    navigate(choice.to);
  };
  return (
    <Dialog title="Go to or search" onClose={onClose}>
      <div class="search is-large">
        <Icon icon={Search} />
        <input
          data-focus
          type="text"
          role="combobox"
          aria-label="Go to or search"
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={`${id}-${chosen}`}
          placeholder="A page, a host, a rule, or any words"
          value={text}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setChosen(0);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') go(choices[chosen]);
            else if (event.key === 'ArrowDown') setChosen((chosen + 1) % choices.length);
            else if (event.key === 'ArrowUp') setChosen((chosen + choices.length - 1) % choices.length);
            else return;
            event.preventDefault();
          }}
        />
      </div>
      <div class="palette" id={id} role="listbox" aria-label="Choices">
        {choices.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the box above has the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the box above has the focus
          <div
            key={choice.to}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === chosen}
            onClick={() => go(choice)}
            onMouseMove={() => setChosen(index)}
          >
            <span>{choice.name}</span>
            <small>{choice.kind}</small>
          </div>
        ))}
      </div>
    </Dialog>
  );
}
