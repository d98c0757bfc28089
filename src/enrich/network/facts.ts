/** What a network event knows beside its record: one packet may be several events, or none yet. */
import type { DnsFailure, DnsMessage } from '../dns/message.ts';
import { NO_QUERIES, type QueryCounts } from '../dns/query-statistics.ts';
import type { ImdsMessage } from './imds.ts';

export interface NetworkFacts {
  readonly dns: DnsMessage | null;
  /** What the process has asked lately, this message included. */
  readonly queries: QueryCounts;
  /** Why the bytes are no DNS, '' when they are. */
  readonly failure: DnsFailure | '';
  readonly imds: ImdsMessage | null;
  /** Expression of the packet filter that matched. */
  readonly filter: string;
}

export const NO_NETWORK: NetworkFacts = { dns: null, queries: NO_QUERIES, failure: '', imds: null, filter: '' };
