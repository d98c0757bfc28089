/** The views of all events, by their name. A record without a view does not pass the type check. */
import type { EventType } from '../../enrich/event.ts';
import { FILE_VIEWS } from './file.ts';
import { KERNEL_VIEWS } from './kernel.ts';
import { NETWORK_VIEWS } from './network.ts';
import { PROCESS_VIEWS } from './process.ts';
import type { EventView } from './view.ts';

export const EVENT_VIEWS: Readonly<Record<EventType, EventView>> = {
  ...PROCESS_VIEWS,
  ...FILE_VIEWS,
  ...NETWORK_VIEWS,
  ...KERNEL_VIEWS,
};
