import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecordClass, Severity } from '../../wire/record.gen.ts';
import { HUB_LIMITS, type HubEvent, RecordHub, type Subscriber, type Subscription } from './record-hub.ts';

const limits = { ...HUB_LIMITS, queueEntriesMax: 4, subscribersMax: 3 };

function hub(): { hub: RecordHub<HubEvent>; jsonMade: () => number } {
  let made = 0;
  return {
    hub: new RecordHub<HubEvent>({
      hostId: 'h',
      eventJson: (event) => {
        made++;
        return JSON.stringify({ type: event.type });
      },
      internalJson: (type, facts) => JSON.stringify({ type, ...facts }),
      limits,
      expected: ['agent'],
    }),
    jsonMade: () => made,
  };
}

const want = (more: Partial<Subscription<HubEvent>> = {}): Subscription<HubEvent> => ({
  consumer: '',
  classes: new Set([RecordClass.SIGNAL, RecordClass.EVENT, RecordClass.INTERNAL]),
  eventTypes: null,
  eventFilter: null,
  ...more,
});

const subscribe = (of: RecordHub<HubEvent>, more?: Partial<Subscription<HubEvent>>): Subscriber<HubEvent> => {
  const subscriber = of.subscribe(want(more));
  if (typeof subscriber === 'string') assert.fail(subscriber);
  return subscriber;
};

const signal = (of: RecordHub<HubEvent>): void => {
  of.publishSignal({
    json: Buffer.from('{}'),
    timeUnixNs: 7n,
    type: 'open',
    ruleId: 'r',
    severity: Severity.HIGH,
  });
};

test('an event becomes JSON once for all, and not at all when nobody takes it', () => {
  const { hub: h, jsonMade } = hub();
  h.offerEvent({ type: 'exec', timestampNs: 1n });
  const none = subscribe(h, { eventFilter: () => false });
  h.offerEvent({ type: 'exec', timestampNs: 1n });
  assert.equal(jsonMade(), 0);
  const some = [subscribe(h), subscribe(h, { eventTypes: new Set(['exec']) })];
  h.offerEvent({ type: 'exec', timestampNs: 5n });
  assert.equal(jsonMade(), 1);
  assert.equal(h.take(none).length, 0);
  for (const subscriber of some) assert.equal(h.take(subscriber)[0]!.timeUnixNs, 5n);
});

test('a queue that is full drops, counts, and tells as soon as there is room', () => {
  const { hub: h } = hub();
  const slow = subscribe(h);
  for (let i = 0; i < 10; i++) h.offerEvent({ type: 'exec', timestampNs: 1n });
  signal(h);
  const batch = h.take(slow);
  assert.equal(batch.length, 5);
  assert.equal(batch[0]!.type, 'lost_events');
  assert.deepEqual(JSON.parse(Buffer.from(batch[0]!.json).toString()).lost, {
    'event queue_full': 6,
    'signal queue_full': 1,
  });
  assert.deepEqual(h.take(slow), []);
  h.unsubscribe(slow);
  assert.equal(h.losses().get('event queue_full'), 6, 'losses outlive the stream');
});

test('signals of a named consumer need no room in a queue and are numbered without gaps', () => {
  const { hub: h } = hub();
  for (let i = 0; i < 5; i++) signal(h);
  const agent = subscribe(h, { consumer: 'agent', classes: new Set([RecordClass.SIGNAL]) });
  for (let i = 0; i < 995; i++) signal(h);
  const got: bigint[] = [];
  for (let batch = h.take(agent); batch.length > 0; batch = h.take(agent)) got.push(...batch.map((r) => r.sequence));
  assert.deepEqual(
    got,
    Array.from({ length: 1000 }, (_, i) => BigInt(i + 1)),
  );
  assert.equal(agent.dropped, 0);
});

test('a second stream of a consumer ends its first, and streams are limited', () => {
  const { hub: h } = hub();
  const first = subscribe(h, { consumer: 'agent' });
  const second = subscribe(h, { consumer: 'agent' });
  assert.equal(first.ended, true);
  assert.equal(second.ended, false);
  subscribe(h);
  subscribe(h);
  assert.match(h.subscribe(want()) as string, /3 subscribers/);
});

test('the pipeline is only asked for events while somebody wants them', () => {
  const { hub: h } = hub();
  const told: boolean[] = [];
  h.onDemand = (wants) => told.push(wants);
  subscribe(h, { classes: new Set([RecordClass.SIGNAL]) });
  const events = subscribe(h);
  h.unsubscribe(events);
  assert.deepEqual(told, [true, false]);
});

test('ids are unique and sort by birth', () => {
  const { hub: h } = hub();
  const onlooker = subscribe(h);
  const ids: string[] = [];
  for (let i = 0; i < 100; i++) {
    signal(h);
    ids.push(...h.take(onlooker).map(({ id }) => id));
  }
  assert.equal(new Set(ids).size, 100);
  assert.deepEqual(ids, ids.toSorted());
});
