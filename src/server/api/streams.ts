/** Server-sent events: what is live goes to whoever listens, with a sign of life every 15 seconds. */
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { LiveTopic } from '../live-hub.ts';
import { Problem } from './problem.ts';

const PULSE_MS = 15_000;

/** Streams a topic as events of a name; `convert` may turn one message into several, or into none. */
export function streamTopic<T>(
  http: Context,
  topic: LiveTopic<T>,
  name: string,
  convert: (message: T) => Promise<readonly unknown[]> | readonly unknown[],
): Response {
  const listener = topic.listen();
  if (listener === null)
    throw new Problem('too_many_requests', 'too many live streams are open', 'Close some, or ask again later.');
  http.header('X-Accel-Buffering', 'no');
  return streamSSE(http, async (stream) => {
    stream.onAbort(() => topic.leave(listener));
    const pulse = setInterval(() => void stream.write(': alive\n\n').catch(() => topic.leave(listener)), PULSE_MS);
    try {
      await stream.write(': open\n\n');
      for await (const message of listener) {
        if (listener.dropped > 0) {
          const { dropped } = listener;
          listener.dropped = 0;
          await stream.writeSSE({ event: 'dropped', data: JSON.stringify({ count: dropped }) });
        }
        for (const one of await convert(message)) await stream.writeSSE({ event: name, data: JSON.stringify(one) });
      }
    } finally {
      clearInterval(pulse);
      topic.leave(listener);
    }
  });
}
