/**
 * Whose session a process belongs to, found by following the login process: the first program that the SSH server starts
 * for a client carries what the server knows of it. Its descendants belong to the session whoever they become.
 *
 * Surprising: only the environment that the server itself made is believed, never that of a later process, since every
 * user may set SSH_CONNECTION as they like. How the client proved its identity stands in the file that the server writes
 * with ExposeAuthInfo; no log is read.
 */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { isIP } from 'node:net';
import { addressBytes, type Network, networkAt } from '../network/address.ts';
import type { ProcessEntry } from '../process/process-entry.ts';
import { AUDIT_UNSET } from '../process/types.ts';

/** Kinds of session and ways of SSH authentication, in the numbers of the rule language. */
export const SESSION_TYPES = { UNKNOWN: 0, K8S: 1, SSH: 2 } as const;
export const SSH_AUTH_METHODS = { UNKNOWN: 0, PASSWORD: 1, PUBLIC_KEY: 2 } as const;

/** One session. What is read in the background is filled in place. */
export interface UserSession {
  /** Unique on this machine since it was started. */
  readonly id: string;
  readonly type: number;
  /** User id that logged in, in the initial user namespace. */
  readonly uid: number;
  /** The process that all others of the session come from. */
  readonly leader: ProcessEntry;
  /** As written by the server; '' when it could not tell (a client without a network). */
  readonly clientIp: string;
  readonly clientAddress: Network;
  readonly clientPort: number;
  readonly serverPort: number;
  /** The kernel's audit session where one was set, else made from the start of the session. */
  readonly number: bigint;
  method: number;
  /** `SHA256:…` as ssh-keygen prints it; '' when no key was used or it is not known. */
  publicKey: string;
}

/** A step of a user to another one, by a program that may: sudo and its like. */
export interface Elevation {
  readonly tool: string;
  readonly fromUid: number;
  readonly toUid: number;
}

const SERVERS: ReadonlySet<string> = new Set(['sshd', 'sshd-session', 'dropbear']);
const ELEVATORS: ReadonlySet<string> = new Set(['sudo', 'su', 'doas', 'pkexec', 'run0']);
/** Longest chain that is looked at. */
const DEPTH_MAX = 512;
const AUTH_FILE_BYTES_MAX = 64 * 1024;
const CONNECTION = /^SSH_CONNECTION=(\S+) (\d{1,5}) (\S+) (\d{1,5})$/;

/** Finds sessions and remembers them per process. */
export class UserSessions {
  readonly #procRoot: string;
  /** By the entry that was asked for; gone with it. */
  readonly #known = new WeakMap<ProcessEntry, UserSession | null>();
  #reads: Promise<void> = Promise.resolve();

  constructor(options: { readonly procRoot?: string } = {}) {
    this.#procRoot = options.procRoot ?? '/proc';
  }

  /** The session of a process, null when it belongs to none. The same object for all processes of a session. */
  of(entry: ProcessEntry): UserSession | null {
    const chain: ProcessEntry[] = [];
    let found: UserSession | null = null;
    for (let at: ProcessEntry | null = entry; at !== null && chain.length < DEPTH_MAX; at = at.ancestor) {
      const known = this.#known.get(at);
      if (known !== undefined) {
        found = known;
        break;
      }
      chain.push(at);
      found = this.#begin(at);
      if (found !== null) break;
    }
    // A chain that may still grow at its end (a parent not known yet) is not settled.
    const settled = found !== null || chain.length === 0 || chain.at(-1)!.pid <= 1 || chain.at(-1)!.life.isKthread;
    if (settled) for (const at of chain) this.#known.set(at, found);
    return found;
  }

  /** To be told of each exec, so that what is only there while the session lasts is read in time. */
  noteExec(entry: ProcessEntry): void {
    if (entry.ancestor !== null && isServer(entry.ancestor)) this.of(entry);
  }

  /** Resolves when no read is under way. For tests. */
  settled(): Promise<void> {
    return this.#reads;
  }

  /** The session that begins with this program: the SSH server's child has become something else. */
  #begin(entry: ProcessEntry): UserSession | null {
    const { ancestor } = entry;
    if (!entry.isExec || ancestor === null || !isServer(ancestor) || isServer(entry)) return null;
    const { envp } = entry.image;
    let connection: RegExpExecArray | null = null;
    let authFile = '';
    for (const variable of envp) {
      connection ??= CONNECTION.exec(variable);
      if (variable.startsWith('SSH_USER_AUTH=/')) authFile = variable.slice('SSH_USER_AUTH='.length);
    }
    if (connection === null) return null;
    const { credentials, life } = entry;
    const written = withoutZone(connection[1]!);
    const clientIp = isIP(written) === 0 ? '' : written;
    const { sessionId } = credentials;
    const session: UserSession = {
      id: `ssh-${entry.pid}-${life.startNs}`,
      type: SESSION_TYPES.SSH,
      uid: credentials.auid === AUDIT_UNSET ? credentials.uid : credentials.auid,
      leader: entry,
      clientIp,
      clientAddress: addressOf(clientIp),
      clientPort: Number(connection[2]),
      serverPort: Number(connection[4]),
      number: sessionId === AUDIT_UNSET ? life.startNs : BigInt(sessionId),
      method: SSH_AUTH_METHODS.UNKNOWN,
      publicKey: '',
    };
    if (authFile !== '') this.#reads = this.#reads.then(() => this.#readAuthFile(session, authFile)).catch(() => {});
    return session;
  }

  async #readAuthFile(session: UserSession, path: string): Promise<void> {
    // Below the root of the session; a name that leads elsewhere, or a pipe, is not followed.
    const file = await open(
      `${this.#procRoot}/${session.leader.pid}/root${path}`,
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    );
    try {
      const facts = await file.stat();
      if (!facts.isFile() || facts.size > AUTH_FILE_BYTES_MAX) return;
      const text = (await file.read(Buffer.alloc(AUTH_FILE_BYTES_MAX), 0, AUTH_FILE_BYTES_MAX, 0)).buffer.toString(
        'latin1',
      );
      Object.assign(session, parseAuthInfo(text));
    } finally {
      await file.close();
    }
  }
}

/** Reads what sshd writes with ExposeAuthInfo: one line per method that succeeded (sshd_config(5)). The last one decides. */
export function parseAuthInfo(text: string): { method: number; publicKey: string } {
  let method: number = SSH_AUTH_METHODS.UNKNOWN;
  let publicKey = '';
  for (const line of text.split('\n')) {
    const [name, , key] = line.split(' ');
    if (name === 'publickey' && key !== undefined) {
      method = SSH_AUTH_METHODS.PUBLIC_KEY;
      const digest = createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64');
      publicKey = `SHA256:${digest.replace(/=+$/, '')}`;
    } else if (name === 'password' || name?.startsWith('keyboard-interactive')) {
      method = SSH_AUTH_METHODS.PASSWORD;
    }
  }
  return { method, publicKey };
}

/** Steps to other users on the way to the process; the earliest first. */
export function elevationsOf(entry: ProcessEntry): Elevation[] {
  const chain: ProcessEntry[] = [];
  for (let at: ProcessEntry | null = entry; at !== null && chain.length < DEPTH_MAX; at = at.ancestor) chain.push(at);
  chain.reverse();
  const steps: Elevation[] = [];
  for (let i = 1; i < chain.length; i++) {
    const tool = programName(chain[i]!);
    if (!ELEVATORS.has(tool) || programName(chain[i - 1]!) === tool) continue;
    // The tool forks and becomes another user before it runs the program.
    const started = chain.findIndex((at, k) => k > i && programName(at) !== tool);
    if (started < 0) break;
    const step = { tool, fromUid: chain[i - 1]!.credentials.uid, toUid: chain[started]!.credentials.uid };
    if (step.fromUid !== step.toUid) steps.push(step);
    i = started - 1;
  }
  return steps;
}

function programName(entry: ProcessEntry): string {
  const { path } = entry.image.file;
  return path.slice(path.lastIndexOf('/') + 1);
}

function isServer(entry: ProcessEntry): boolean {
  return SERVERS.has(programName(entry));
}

/** No address: `::`, as fields of processes without a session read. */
export const NO_ADDRESS: Network = networkAt(new Uint8Array(16), 0);

function addressOf(text: string): Network {
  return text === '' ? NO_ADDRESS : networkAt(addressBytes(text), 0);
}

/** `fe80::1%eth0` has its interface behind it. */
function withoutZone(address: string): string {
  const percent = address.indexOf('%');
  return percent < 0 ? address : address.slice(0, percent);
}
