/**
 * Accounts, sessions and tokens: who a request comes from and what it may do. A session is a random cookie kept as its
 * digest; it ends after a day without use, after a week in any case, and with every change of the password.
 */
import type { Role, TokenScope } from '../api/contract.ts';
import { ROLES } from '../api/contract.ts';
import { Problem } from '../api/problem.ts';
import type { Documents } from '../store/documents.ts';
import { digestOf, hashPassword, newId, newSecret, verifyPassword } from './secrets.ts';

const IDLE_MS = 86_400_000;
const SESSION_MS = 7 * 86_400_000;
/** How stale the stored time of last use may be. */
const TOUCH_MS = 600_000;
/** Wrong passwords for one account in a row before it rests, and how long. */
const FAILURES_MAX = 8;
const REST_MS = 300_000;

export interface UserDocument {
  readonly name: string;
  readonly display_name: string;
  readonly role: Role;
  readonly source: 'local' | 'oidc';
  readonly disabled: boolean;
  readonly time_created: string;
  readonly time_last_login: string | null;
  /** PHC text; empty for accounts of an identity provider. */
  readonly password: string;
  readonly must_change_password: boolean;
}

interface SessionDocument {
  readonly user: string;
  readonly created: number;
  readonly used: number;
}

export interface TokenDocument {
  readonly id: string;
  readonly name: string;
  readonly digest: string;
  readonly scopes: readonly TokenScope[];
  readonly created_by: string;
  readonly time_created: string;
  readonly expires: string | null;
  readonly time_last_used: string | null;
  readonly disabled: boolean;
}

/** Who asks. */
export interface Identity {
  readonly name: string;
  readonly display_name: string;
  readonly role: Role;
  readonly via: 'session' | 'token';
  /** Null: everything that the role may. */
  readonly scopes: readonly TokenScope[] | null;
  readonly must_change_password: boolean;
}

/** Whether a role includes another. */
export const roleIncludes = (role: Role, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed);

export class Accounts {
  private readonly documents: Documents;
  private readonly failures = new Map<string, { count: number; until: number }>();

  constructor(documents: Documents) {
    this.documents = documents;
  }

  get(name: string): UserDocument | undefined {
    return this.documents.get<UserDocument>('user', name);
  }

  list(): UserDocument[] {
    return this.documents.list<UserDocument>('user');
  }

  /** Makes the first admin when there is nobody. @returns its password, which is shown once; null when there is somebody */
  async ensureAdmin(password?: string): Promise<string | null> {
    if (this.list().length > 0) return null;
    const first = password ?? newSecret('').slice(0, 20);
    await this.documents.put('user', 'admin', {
      name: 'admin',
      display_name: 'Administrator',
      role: 'admin',
      source: 'local',
      disabled: false,
      time_created: new Date().toISOString(),
      time_last_login: null,
      password: await hashPassword(first),
      must_change_password: password === undefined,
    } satisfies UserDocument);
    return first;
  }

  async create(user: { name: string; display_name: string; role: Role; password: string }): Promise<UserDocument> {
    if (this.get(user.name) !== undefined) throw new Problem('conflict', `there is already an account ${user.name}`);
    const made: UserDocument = {
      name: user.name,
      display_name: user.display_name,
      role: user.role,
      source: 'local',
      disabled: false,
      time_created: new Date().toISOString(),
      time_last_login: null,
      password: await hashPassword(user.password),
      must_change_password: true,
    };
    await this.documents.put('user', user.name, made);
    return made;
  }

  /** Changes an account; a new password, another role or disabling ends its sessions. */
  async change(
    name: string,
    change: { display_name?: string; role?: Role; password?: string; disabled?: boolean; mustChange?: boolean },
  ): Promise<UserDocument> {
    const user = this.get(name);
    if (user === undefined) throw new Problem('not_found', `there is no account ${name}`);
    const next: UserDocument = {
      ...user,
      ...(change.display_name === undefined ? {} : { display_name: change.display_name }),
      ...(change.role === undefined ? {} : { role: change.role }),
      ...(change.disabled === undefined ? {} : { disabled: change.disabled }),
      ...(change.password === undefined
        ? {}
        : { password: await hashPassword(change.password), must_change_password: change.mustChange ?? true }),
    };
    this.keepAnAdmin(name, next);
    await this.documents.put('user', name, next);
    if (change.password !== undefined || change.role !== undefined || change.disabled === true)
      await this.endSessions(name);
    return next;
  }

  async remove(name: string): Promise<void> {
    if (this.get(name) === undefined) throw new Problem('not_found', `there is no account ${name}`);
    this.keepAnAdmin(name, undefined);
    await this.endSessions(name);
    await this.documents.delete('user', name);
  }

  private keepAnAdmin(name: string, next: UserDocument | undefined): void {
    const admins = this.list().filter((one) => one.name !== name && one.role === 'admin' && !one.disabled);
    if (admins.length === 0 && (next === undefined || next.role !== 'admin' || next.disabled)) {
      throw new Problem('conflict', 'this is the last admin', 'Make another account an admin first.');
    }
  }

  /** @returns the session secret for the cookie; null when name or password are wrong */
  async login(name: string, password: string): Promise<string | null> {
    const now = Date.now();
    const failed = this.failures.get(name);
    if (failed !== undefined && failed.count >= FAILURES_MAX && failed.until > now) {
      throw new Problem('too_many_requests', 'too many wrong passwords for this account', 'Wait five minutes.');
    }
    const user = this.get(name);
    const isRight = await verifyPassword(password, user?.source === 'local' ? user.password : undefined);
    if (!isRight || user === undefined || user.disabled) {
      const before = failed === undefined || failed.until < now ? 0 : failed.count;
      this.failures.delete(name);
      this.failures.set(name, { count: before + 1, until: now + REST_MS });
      if (this.failures.size > 10_000) this.failures.delete(this.failures.keys().next().value!);
      return null;
    }
    this.failures.delete(name);
    return this.openSession(user);
  }

  /** Somebody whom the identity provider vouches for; the account is made when it is new. */
  async loginOidc(name: string, displayName: string, role: Role): Promise<string> {
    const known = this.get(name);
    if (known?.source === 'local') throw new Problem('conflict', `the name ${name} belongs to a local account`);
    if (known?.disabled === true) throw new Problem('forbidden', 'this account is switched off');
    const user: UserDocument = {
      ...(known ?? {
        name,
        source: 'oidc',
        disabled: false,
        time_created: new Date().toISOString(),
        time_last_login: null,
        password: '',
        must_change_password: false,
      }),
      display_name: displayName,
      role,
    };
    return this.openSession(user);
  }

  private async openSession(user: UserDocument): Promise<string> {
    const now = Date.now();
    for (const [id, session] of this.sessions()) if (isOver(session, now)) await this.documents.delete('session', id);
    const secret = newSecret('');
    await this.documents.put('user', user.name, { ...user, time_last_login: new Date(now).toISOString() });
    await this.documents.put('session', digestOf(secret), {
      id: digestOf(secret),
      user: user.name,
      created: now,
      used: now,
    });
    return secret;
  }

  private sessions(): [string, SessionDocument][] {
    return this.documents.list<SessionDocument & { id: string }>('session').map((session) => [session.id, session]);
  }

  async endSession(secret: string): Promise<void> {
    await this.documents.delete('session', digestOf(secret));
  }

  private async endSessions(name: string): Promise<void> {
    for (const [id, { user }] of this.sessions()) if (user === name) await this.documents.delete('session', id);
  }

  /** Null when the cookie is no session (any more). */
  bySession(secret: string): Identity | null {
    const id = digestOf(secret);
    const session = this.documents.get<SessionDocument>('session', id);
    const now = Date.now();
    if (session === undefined || isOver(session, now)) return null;
    const user = this.get(session.user);
    if (user === undefined || user.disabled) return null;
    if (now - session.used > TOUCH_MS)
      void this.documents.put('session', id, { ...session, used: now }).catch(() => {});
    return {
      name: user.name,
      display_name: user.display_name,
      role: user.role,
      via: 'session',
      scopes: null,
      must_change_password: user.must_change_password,
    };
  }

  // ── Tokens ──────────────────────────────────────────────────────────────────────────────────────────────────────

  tokens(): TokenDocument[] {
    return this.documents.list<TokenDocument>('token');
  }

  async createToken(
    name: string,
    scopes: readonly TokenScope[],
    createdBy: string,
    expires: string | null,
    given?: string,
  ): Promise<{ token: TokenDocument; secret: string }> {
    const secret = given ?? newSecret('shrike_');
    const token: TokenDocument = {
      id: newId(),
      name,
      digest: digestOf(secret),
      scopes,
      created_by: createdBy,
      time_created: new Date().toISOString(),
      expires,
      time_last_used: null,
      disabled: false,
    };
    await this.documents.put('token', token.id, token);
    return { token, secret };
  }

  async changeToken(id: string, change: { name?: string; disabled?: boolean }): Promise<TokenDocument> {
    const token = this.documents.get<TokenDocument>('token', id);
    if (token === undefined) throw new Problem('not_found', 'there is no such token');
    const next = { ...token, ...change };
    await this.documents.put('token', id, next);
    return next;
  }

  async removeToken(id: string): Promise<void> {
    if (!(await this.documents.delete('token', id))) throw new Problem('not_found', 'there is no such token');
  }

  /** The token of a secret, if it is good now. */
  tokenOf(secret: string): TokenDocument | null {
    const digest = digestOf(secret);
    const token = this.tokens().find((one) => one.digest === digest);
    const now = Date.now();
    if (token === undefined || token.disabled || (token.expires !== null && Date.parse(token.expires) <= now))
      return null;
    if (token.time_last_used === null || now - Date.parse(token.time_last_used) > TOUCH_MS) {
      void this.documents
        .put('token', token.id, { ...token, time_last_used: new Date(now).toISOString() })
        .catch(() => {});
    }
    return token;
  }

  byToken(secret: string): Identity | null {
    const token = this.tokenOf(secret);
    if (token === null) return null;
    // Scopes say what it may; the role only opens the door.
    return {
      name: `token:${token.name}`,
      display_name: token.name,
      role: 'admin',
      via: 'token',
      scopes: token.scopes,
      must_change_password: false,
    };
  }
}

const isOver = ({ created, used }: SessionDocument, now: number): boolean =>
  now - used > IDLE_MS || now - created > SESSION_MS;
