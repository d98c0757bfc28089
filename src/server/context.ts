/** Everything that answers of the server are made of. Built once in index.ts. */
import type { Detection, DetectionFault } from './detections/definition.ts';
import type { DetectionRunner } from './detections/runner.ts';
import type { EventSearch } from './events/search.ts';
import type { Authority } from './ingest/authority.ts';
import type { HostRegistry } from './ingest/host-registry.ts';
import type { LiveHub } from './live-hub.ts';
import type { ServerOptions } from './options.ts';
import type { Accounts } from './people/accounts.ts';
import type { AuditLog } from './people/audit.ts';
import type { OidcLogin } from './people/oidc.ts';
import type { ServerPolicies } from './server-policies.ts';
import type { SignalStore } from './signals/signal-store.ts';
import type { Database } from './store/database.ts';
import type { Documents } from './store/documents.ts';
import type { EventWriter } from './store/event-writer.ts';

export interface ServerContext {
  readonly version: string;
  readonly startedAt: number;
  readonly options: ServerOptions;
  /** Where agents deliver: the port is the real one once the server listens. */
  readonly ingest: { readonly host: string; port: number };
  readonly database: Database;
  readonly documents: Documents;
  readonly writer: EventWriter;
  readonly search: EventSearch;
  readonly signals: SignalStore;
  readonly detections: { readonly list: readonly Detection[]; readonly faults: readonly DetectionFault[] };
  readonly runner: DetectionRunner | null;
  readonly hosts: HostRegistry;
  readonly hub: LiveHub;
  readonly authority: Authority;
  readonly accounts: Accounts;
  readonly audit: AuditLog;
  readonly oidc: OidcLogin | null;
  readonly policies: ServerPolicies;
}
