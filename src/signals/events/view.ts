/** What a kind of event adds to the outputs: its part of the JSON, and its words. */
import type { RuntimeEvent } from '../../enrich/event.ts';
import type { JsonContext, JsonObject } from './parts.ts';

export interface EventView {
  /** Category in `evt.category`. */
  readonly category: 'Process Activity' | 'File Activity' | 'Network Activity' | 'Kernel Activity';
  /** Adds what only this kind of event has. */
  readonly json?: (event: RuntimeEvent, json: JsonObject, context: JsonContext) => void;
  /** What happened, in words: `cat opened /etc/shadow`. */
  readonly words: (event: RuntimeEvent) => string;
  /** Detail for the live tail. */
  readonly detail?: (event: RuntimeEvent) => string;
}
