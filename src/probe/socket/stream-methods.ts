/** The methods of the socket by which records leave the probe, for whatever events the hub is about. */
import { setTimeout as sleep } from 'node:timers/promises';
import { create } from '@bufbuild/protobuf';
import { Code, ConnectError, type ServiceImpl } from '@connectrpc/connect';
import { type Probe, type SubscribeRequest, SubscribeResponseSchema } from '../../wire/probe.gen.ts';
import type { HubEvent, RecordHub, Subscription } from './record-hub.ts';

/** A stream of events that has woken up lets this much gather, so that a storm does not become a message per event. */
const GATHER_MS = 5;

/** @param readSubscription what a request asks for; throws a `ConnectError` that says what is wrong with it */
export function streamMethods<E extends HubEvent>(
  hub: RecordHub<E>,
  readSubscription: (request: SubscribeRequest) => Subscription<E>,
): Pick<ServiceImpl<typeof Probe>, 'subscribe' | 'acknowledge'> {
  return {
    async *subscribe(request, { signal }) {
      const subscriber = hub.subscribe(readSubscription(request));
      if (typeof subscriber === 'string') throw new ConnectError(subscriber, Code.ResourceExhausted);
      const end = (): void => hub.unsubscribe(subscriber);
      signal.addEventListener('abort', end);
      try {
        // The first message says that the stream is on, and which numbering it follows.
        yield create(SubscribeResponseSchema, { streamId: hub.streamId });
        while (!subscriber.ended) {
          const asleep = subscriber.asleep();
          const records = hub.take(subscriber);
          if (records.length === 0) {
            await asleep;
            if (hub.wantsEvents) await sleep(GATHER_MS);
            continue;
          }
          yield create(SubscribeResponseSchema, { records, streamId: hub.streamId });
        }
        if (!signal.aborted) throw new ConnectError('another stream of this consumer took over', Code.Aborted);
      } finally {
        signal.removeEventListener('abort', end);
        hub.unsubscribe(subscriber);
      }
    },
    acknowledge({ consumer, streamId, sequence }) {
      // Numbers of another run of the probe say nothing about this one's.
      if (streamId !== hub.streamId) throw new ConnectError('this stream has ended', Code.FailedPrecondition);
      const pending = hub.pending.acknowledge(consumer, Number(sequence));
      if (pending === null) throw new ConnectError(`there is no consumer '${consumer}'`, Code.NotFound);
      return { pending: BigInt(pending) };
    },
  };
}
