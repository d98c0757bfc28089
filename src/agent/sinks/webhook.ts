/** HTTP webhook: one POST per record. With a secret, the body is signed as GitHub does it, so that receivers know the sender. */
import { createHmac } from 'node:crypto';
import type { Record as WireRecord } from '../../wire/record.gen.ts';
import { HttpPoster, type HttpPosterOptions } from './http-post.ts';
import type { DeliveryResult, Sink } from './sink.ts';
import type { BodyMaker } from './webhook-body.ts';

export interface WebhookSinkOptions extends HttpPosterOptions {
  readonly makeBody: BodyMaker;
  /** Key of an HMAC-SHA256 over the body, sent as `x-shrike-signature: sha256=…`; '' for none. */
  readonly secret: string;
}

export class WebhookSink implements Sink {
  readonly kind = 'webhook';
  readonly entriesMax = 1;
  readonly bytesMax = 8 << 20;
  readonly #options: WebhookSinkOptions;

  constructor(options: WebhookSinkOptions) {
    this.#options = options;
  }

  #poster: HttpPoster | null = null;

  deliver([record]: readonly WireRecord[], signal: AbortSignal): Promise<DeliveryResult> {
    const body = Buffer.from(JSON.stringify(this.#options.makeBody(record!)));
    const { secret } = this.#options;
    if (secret === '') {
      this.#poster ??= new HttpPoster(this.#options);
      return this.#poster.deliver(body, 'application/json', signal);
    }
    const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
    const poster = new HttpPoster({
      ...this.#options,
      headers: { ...this.#options.headers, 'x-shrike-signature': signature },
    });
    return poster.deliver(body, 'application/json', signal).finally(() => poster.close());
  }

  async close(): Promise<void> {
    this.#poster?.close();
  }
}
