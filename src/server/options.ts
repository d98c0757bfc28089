/** What a server is started with, and which combinations it refuses. */
import type { Role } from './api/contract.ts';
import type { Retention } from './store/schema.ts';

export interface OidcOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Text of the button. */
  readonly name: string;
  /** Where the provider sends people back to: `https://console.example/api/v1/login/oidc/callback`. */
  readonly redirectUrl: string;
  /** Claim that says the role, and its values. */
  readonly roleClaim: string;
  readonly roles: Readonly<Record<string, Role>>;
  /** Role of somebody whose claim says none; null: no entry. */
  readonly defaultRole: Role | null;
  /** Plain HTTP to the provider; for tests on loopback alone. */
  readonly insecure?: boolean;
}

export interface ServerOptions {
  /** Holds the store, keys and certificates. */
  readonly directory: string;
  /** API and console. */
  readonly listen: { readonly host: string; readonly port: number };
  /** Ingest of agents; always TLS. */
  readonly ingest: { readonly host: string; readonly port: number };
  /** TLS of API and console: PEM files. Needed beyond loopback. */
  readonly tls?: { readonly certificateFile: string; readonly keyFile: string };
  /** More names for the ingest's certificate. */
  readonly names: readonly string[];
  /** `clickhouse://…`; undefined: embedded. */
  readonly storeUrl?: string;
  readonly retention: Retention;
  /** Folders of detections; later ones win. */
  readonly detectionFolders: readonly string[];
  readonly policiesFolder: string;
  /** Built console; undefined: API alone. */
  readonly consoleFolder?: string;
  /** Whether this server runs detections; of a cluster exactly one does. */
  readonly runDetections: boolean;
  readonly oidc?: OidcOptions;
  /** Password for the first admin; without one a random one is made and must be changed. */
  readonly adminPassword?: string;
  /** A proxy in front terminates TLS and sets X-Forwarded-For. */
  readonly behindProxy?: boolean;
}

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|localhost)$/;
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);

/** Why a server may not start so; null when it may. */
export function refusalOf(options: ServerOptions, hasOwnPassword: boolean): string | null {
  if (isLoopback(options.listen.host)) return null;
  if (options.tls === undefined && options.behindProxy !== true) {
    return `the API would listen on ${options.listen.host}, which others can reach, without TLS; give --tls-cert and --tls-key, or listen on 127.0.0.1`;
  }
  if (!hasOwnPassword) {
    return `the API would listen on ${options.listen.host}, which others can reach, while the first password is still in use; start once on 127.0.0.1 and change it, or give SHRIKE_ADMIN_PASSWORD (12 characters or more)`;
  }
  return null;
}
