/** One event in full: its attributes with what can be done with each, its processes, its JSON. */
import { Ban, Copy, Filter, FilterX } from 'lucide';
import { useState } from 'preact/hooks';
import type { StoredEvent, ProcessTree as Tree } from '../../../src/server/api/contract.ts';
import { useResource } from '../api/use-resource.ts';
import { link } from '../app/router.ts';
import { useMay } from '../app/session.ts';
import { Icon } from '../ui/icon.tsx';
import { copyText, JsonView } from '../ui/json-view.tsx';
import { ProcessTree } from '../ui/process-tree.tsx';
import { Failure, Loading } from '../ui/states.tsx';
import { Time } from '../ui/time.tsx';
import { type Attribute, attributesOf, condition } from './attributes.ts';
import { lineageOf } from './process-tree.ts';

export interface AttributeActions {
  /** Adds a condition to the page's filter. */
  readonly onFilter?: (condition: string) => void;
  readonly onSuppress?: (condition: string) => void;
}

function AttributeRow({ attribute, onFilter, onSuppress }: { attribute: Attribute } & AttributeActions) {
  const asked = condition(attribute);
  const may = useMay('analyst');
  return (
    <div class="attribute">
      <dt>{attribute.name}</dt>
      <dd>
        <span class={attribute.kind === 'code' ? 'code' : undefined}>
          {attribute.kind === 'time' ? <Time at={attribute.value} precise /> : attribute.value}
        </span>
        <span class="attribute-actions">
          {asked !== undefined && onFilter && (
            <>
              <button
                type="button"
                aria-label={`Filter for ${asked}`}
                title={`Filter for ${asked}`}
                onClick={() => onFilter(asked)}
              >
                <Icon icon={Filter} size={13} />
              </button>
              <button
                type="button"
                aria-label={`Filter out ${asked}`}
                title={`Filter out ${asked}`}
                onClick={() => onFilter(`!(${asked})`)}
              >
                <Icon icon={FilterX} size={13} />
              </button>
            </>
          )}
          {asked !== undefined && onSuppress && may && (
            <button
              type="button"
              aria-label={`Suppress ${asked}`}
              title={`Suppress ${asked}`}
              onClick={() => onSuppress(asked)}
            >
              <Icon icon={Ban} size={13} />
            </button>
          )}
          <button
            type="button"
            aria-label={`Copy ${attribute.name}`}
            title="Copy"
            onClick={() => void copyText(attribute.value)}
          >
            <Icon icon={Copy} size={13} />
          </button>
        </span>
      </dd>
    </div>
  );
}

export function Attributes({ event, ...actions }: { event: StoredEvent } & AttributeActions) {
  return (
    <div class="attributes">
      {attributesOf(event.json).map((group) => (
        <section key={group.title}>
          <h3>{group.title}</h3>
          <dl>
            {group.rows.map((attribute) => (
              <AttributeRow key={attribute.name} attribute={attribute} {...actions} />
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

/** The tree around an event, asked for when it is shown. */
export function EventTree({ event, onEvent }: { event: StoredEvent; onEvent?: (id: string) => void }) {
  const tree = useResource<Tree>('/processes/tree', { key: `event:${event.id}` });
  if (tree.error?.status === 404) {
    return (
      <>
        <ProcessTree nodes={lineageOf(event)} {...(onEvent ? { onEvent } : {})} />
        <p class="note">Drawn from the event itself: what else these processes did is not stored any more.</p>
      </>
    );
  }
  if (tree.data === undefined) {
    return tree.error === undefined ? <Loading rows={4} /> : <Failure error={tree.error} retry={tree.reload} />;
  }
  return (
    <>
      <ProcessTree nodes={tree.data.nodes} {...(onEvent ? { onEvent } : {})} />
      {tree.data.truncated && <p class="note">There are more processes than are drawn here.</p>}
    </>
  );
}

const PARTS = ['attributes', 'tree', 'json'] as const;
const PART_NAMES = { attributes: 'Attributes', tree: 'Processes', json: 'JSON' } as const;

export function EventDetail({ event, ...actions }: { event: StoredEvent } & AttributeActions) {
  const [part, setPart] = useState<(typeof PARTS)[number]>('attributes');
  return (
    <div class="event-detail">
      <p class="event-what code">{event.what}</p>
      <p class="faint">
        <Time at={event.time} precise /> on {event.host}
        {event.rule_id !== undefined && (
          <>
            {' · matched '}
            <a href={link(`/rules/${encodeURIComponent(event.rule_id)}`)}>{event.rule_id}</a>
          </>
        )}
      </p>
      <div class="segments" role="tablist" aria-label="Parts of the event">
        {PARTS.map((one) => (
          <button key={one} type="button" role="tab" aria-selected={part === one} onClick={() => setPart(one)}>
            {PART_NAMES[one]}
          </button>
        ))}
      </div>
      {part === 'attributes' && <Attributes event={event} {...actions} />}
      {part === 'tree' && <EventTree event={event} />}
      {part === 'json' && <JsonView value={event.json} />}
    </div>
  );
}
