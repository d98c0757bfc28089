/**
 * A small server with the API's paths and shapes over made-up data, so that the console's flows can be tested without
 * a kernel, a store or root. Filters are answered with the real rule language; changes are kept for the run.
 *
 * It stands in for the server only here: the same flows also run against the real one (real-server.test.ts).
 */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createFieldMapModel } from '../../../src/rules/event-model.ts';
import { compileRule, emptyEnvironment, highlight, readRule } from '../../../src/rules/language/index.ts';
import type {
  Connection,
  Container,
  DnsName,
  FileChange,
  Histogram,
  Me,
  Role,
  SignalDetail,
  SignalFacets,
  SignalPatch,
  SignalSummary,
  Suppression,
  Token,
  User,
  View,
} from '../../../src/server/api/contract.ts';
import { freshAttack, HOSTS, type MadeEvent, makeEvents } from './events.ts';
import { coverage, DETECTIONS, health, hosts, MACROS, RULES } from './fleet.ts';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export const PASSWORD = 'correct horse battery';

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}
const ok = (body?: unknown): Answer => ({ status: body === undefined ? 204 : 200, body });
const refuse = (status: number, code: string, message: string, more: object = {}): Answer => ({
  status,
  body: { error: { code, message, ...more } },
});

export interface StandInOptions {
  readonly role?: Role;
  readonly loggedIn?: boolean;
  readonly events?: number;
  /** As a new server: no host, no event, the first password still in use. */
  readonly empty?: boolean;
}

/** The running stand-in. */
export class StandIn {
  readonly server: Server;
  readonly requests: string[] = [];
  /** Answers with this instead, for paths that start with the key. */
  readonly failures = new Map<string, Answer>();
  readonly suppressions: Suppression[] = [];
  readonly events: MadeEvent[];
  readonly signals = new Map<string, SignalDetail>();
  #streams = new Map<ServerResponse, string>();
  #views: View[] = [];
  #users: User[];
  #tokens: Token[] = [];
  #audit: {
    id: string;
    time: string;
    actor: string;
    address: string;
    action: string;
    target: string;
    detail: Record<string, unknown>;
  }[] = [];
  #loggedIn: boolean;
  #mustChange: boolean;
  #counter = 0;
  readonly #role: Role;
  readonly #empty: boolean;

  constructor(options: StandInOptions = {}) {
    this.#role = options.role ?? 'admin';
    this.#loggedIn = options.loggedIn ?? true;
    this.#empty = options.empty ?? false;
    this.#mustChange = this.#empty;
    this.events = this.#empty ? [] : makeEvents(options.events ?? 3000, 41);
    for (const event of this.events.toReversed()) if (event.rule_id !== undefined) this.#raise(event);
    const created = new Date(Date.now() - 20 * 86_400_000).toISOString();
    this.#users = [
      {
        name: 'admin',
        display_name: '',
        role: 'admin',
        source: 'local',
        disabled: false,
        time_created: created,
        time_last_login: new Date().toISOString(),
      },
      {
        name: 'night-shift',
        display_name: 'Night shift',
        role: 'analyst',
        source: 'local',
        disabled: false,
        time_created: created,
        time_last_login: null,
      },
    ];
    if (!this.#empty) {
      let index = 0;
      for (const id of this.signals.keys()) {
        const signal = this.signals.get(id)!;
        if (index % 5 === 1) signal.status = 'under_review';
        if (index % 5 === 2) signal.status = 'archived';
        if (index % 5 === 1) signal.assignee = 'night-shift';
        index++;
      }
      this.suppressions.push({
        id: 's1',
        name: 'Backups write to cron.d',
        expression: 'process.file.path == "/usr/local/bin/backup"',
        rules: ['scheduled_task_changed'],
        reason: 'The backup job renews its own schedule.',
        enabled: true,
        expires: new Date(Date.now() + 12 * 86_400_000).toISOString(),
        created_by: 'admin',
        time_created: created,
        suppressed: 412,
      });
      this.#tokens.push({
        id: 't1',
        name: 'Ticket system',
        scopes: ['signals:read', 'signals:write'],
        created_by: 'admin',
        time_created: created,
        expires: null,
        time_last_used: new Date().toISOString(),
        disabled: false,
      });
      this.#note('login', 'admin', {});
    }
    this.server = createServer((request, response) => void this.#handle(request, response));
  }

  async start(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const stream of this.#streams.keys()) stream.end();
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  /** Something happens now: an event, its signal, and word of both to whoever listens. */
  attack(rule: string): SignalDetail {
    const event = freshAttack(rule, ++this.#counter);
    this.events.unshift(event);
    const signal = this.#raise(event);
    this.#tell('/signals/stream', 'signal', this.#summary(signal));
    this.#tell('/events/stream', 'event', event);
    return signal;
  }

  #raise(event: MadeEvent): SignalDetail {
    const rule = RULES.find(({ id }) => id === event.rule_id)!;
    const id =
      `sig-${event.rule_id}-${event.host}`.replaceAll('_', '-') +
      ((event.fields['process.pid'] as number) % 3 === 0 ? '-b' : '');
    const before = this.signals.get(id);
    const stored = this.#stored(event);
    if (before !== undefined) {
      before.events = [stored, ...before.events].slice(0, 200);
      before.count++;
      before.events_total++;
      before.time_last = event.time;
      before.what = event.what;
      return before;
    }
    const suppressible = [
      ['process.file.path', String(event.fields['process.file.path'])],
      ['process.user', event.user],
      ['event.hostname', event.host],
    ] as const;
    const made: SignalDetail = {
      id,
      title: rule.description,
      rule_id: rule.id,
      severity: rule.severity,
      status: 'open',
      host: event.host,
      time_first: event.time,
      time_last: event.time,
      count: 1,
      what: event.what,
      user: event.user,
      process: event.process,
      container: event.container,
      attack: rule.attack,
      assignee: null,
      execution_context: `context-${event.host}`,
      account: `On ${event.host}, ${event.what.replace(/ started$/, ' was started')}. The process is ${event.process} (${event.pid}), running as ${event.user}${event.container === '' ? '' : ` in container ${event.container.slice(0, 12)}`}.\n\n${rule.description} It was started by ${String(event.fields['process.parent.file.name'])}.`,
      description: rule.description,
      playbook:
        '1. Ask whether **this user** was expected to do this.\n2. Look at the parents in the tree: `sudo` and a terminal mean a person.\n3. If not expected, isolate the host and keep its memory.',
      rule: {
        id: rule.id,
        expression: rule.expression,
        policy: rule.policy,
        version: '0.1.0',
        matched: matchedIn(rule.expression, event),
      },
      events: [stored],
      events_total: 1,
      tags: { ...rule.tags, host: event.host },
      group: { host: event.host, user: event.user },
      related: [],
      notes: [],
      history: [{ time: event.time, actor: 'shrike', field: 'created', from: null, to: null }],
      suppressible: suppressible.map(([field, value]) => ({
        field,
        value,
        expression: `${field} == ${JSON.stringify(value)}`,
      })),
    };
    this.signals.set(id, made);
    return made;
  }

  #stored({ fields: _, tree: __, ...event }: MadeEvent) {
    return event;
  }

  #summary(signal: SignalDetail): SignalSummary {
    const {
      id,
      title,
      rule_id,
      severity,
      status,
      host,
      time_first,
      time_last,
      count,
      what,
      user,
      process,
      container,
      attack,
      assignee,
      execution_context,
    } = signal;
    return {
      id,
      title,
      rule_id,
      severity,
      status,
      host,
      time_first,
      time_last,
      count,
      what,
      user,
      process,
      container,
      attack,
      assignee,
      execution_context,
    };
  }

  #tell(path: string, event: string, data: unknown): void {
    for (const [stream, of] of this.#streams)
      if (of === path) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  #note(action: string, target: string, detail: Record<string, unknown>): void {
    this.#audit.unshift({
      id: String(++this.#counter),
      time: new Date().toISOString(),
      actor: 'admin',
      address: '127.0.0.1',
      action,
      target,
      detail,
    });
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (!url.pathname.startsWith('/api/v1')) return this.#static(url.pathname, response);
    const path = decodeURIComponent(url.pathname.slice('/api/v1'.length));
    this.requests.push(`${request.method} ${path}${url.search}`);
    let text = '';
    for await (const part of request) text += part;
    const failure = [...this.failures].find(([start]) => path.startsWith(start))?.[1];
    if (failure === undefined && path.endsWith('/stream') && this.#loggedIn) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(': hello\n\n');
      this.#streams.set(response, path);
      response.on('close', () => this.#streams.delete(response));
      return;
    }
    const answer =
      failure ??
      this.#answer(request.method ?? 'GET', path, url.searchParams, text === '' ? undefined : JSON.parse(text));
    response.writeHead(answer.status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
  }

  #static(path: string, response: ServerResponse): void {
    let file = normalize(join(DIST, path));
    if (!file.startsWith(DIST) || !existsSync(file) || statSync(file).isDirectory()) file = join(DIST, 'index.html');
    response.writeHead(200, {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    });
    createReadStream(file).pipe(response);
  }

  #answer(method: string, path: string, query: URLSearchParams, body: unknown): Answer {
    if (path === '/login/options') return ok({ password: true, oidc: null });
    if (path === '/login') {
      const { user, password } = body as { user: string; password: string };
      if (user !== 'admin' || password !== PASSWORD)
        return refuse(401, 'unauthenticated', 'The account or the password is wrong.');
      this.#loggedIn = true;
      return ok(this.#me());
    }
    if (!this.#loggedIn) return refuse(401, 'unauthenticated', 'Log in first.');
    if (path === '/logout') {
      this.#loggedIn = false;
      return ok();
    }
    if (path === '/me') return ok(this.#me());
    if (path === '/me/password') {
      const { current } = body as { current: string };
      if (current !== PASSWORD) return refuse(403, 'forbidden', 'The current password is wrong.');
      this.#mustChange = false;
      return ok();
    }
    const [, root, id, rest] = path.split('/');
    switch (root) {
      case 'signals':
        return this.#signals(method, id, rest, query, body);
      case 'events':
        return this.#events(id, query);
      case 'processes':
        return this.#processes(id, query);
      case 'containers':
        return page(this.#containers(), query);
      case 'files':
        return page(this.#files(query), query);
      case 'network':
        return page(id === 'dns' ? this.#dns() : this.#connections(), query);
      case 'hosts': {
        const all = this.#empty ? [] : hosts();
        if (id === undefined) return page(all, query);
        const host = all.find((one) => one.id === id);
        return host === undefined ? refuse(404, 'not_found', 'There is no such host.') : ok(host);
      }
      case 'coverage':
        return ok(this.#empty ? { hosts: [], rules: [], tactics: [] } : coverage((rule) => this.#ofRule(rule).length));
      case 'health':
        return ok(this.#empty ? { ...health(), losses: [] } : health());
      case 'rules':
        return this.#rules(id, query, body);
      case 'detections':
        return page(DETECTIONS, query);
      case 'views':
        return this.#list(
          method,
          this.#views,
          id,
          body,
          (given) => ({ ...(given as Partial<View>), id: `v${++this.#counter}`, owner: 'admin' }),
          query,
        );
      case 'suppressions':
        return this.#list(
          method,
          this.suppressions,
          id,
          body,
          (given) => ({
            rules: [],
            reason: '',
            enabled: true,
            expires: null,
            ...(given as Partial<Suppression>),
            id: `s${++this.#counter}`,
            created_by: 'admin',
            time_created: new Date().toISOString(),
            suppressed: 0,
          }),
          query,
        );
      case 'users':
        return this.#list(
          method,
          this.#users as (User & { id?: string })[],
          id,
          body,
          (given) => ({
            display_name: '',
            source: 'local',
            disabled: false,
            time_created: new Date().toISOString(),
            time_last_login: null,
            ...(given as Partial<User>),
          }),
          query,
          'name',
        );
      case 'enrolment':
        return ok({ host: '', port: 4781, is_local: false, ca_fingerprint: 'ab'.repeat(32) });
      case 'tokens':
        return this.#list(
          method,
          this.#tokens,
          id,
          body,
          (given) => ({
            expires: null,
            ...(given as Partial<Token>),
            id: `t${++this.#counter}`,
            created_by: 'admin',
            time_created: new Date().toISOString(),
            time_last_used: null,
            disabled: false,
          }),
          query,
        );
      case 'audit':
        return page(
          this.#audit.filter((entry) => has(JSON.stringify(entry), query)),
          query,
        );
      default:
        return refuse(404, 'not_found', 'There is no such path.');
    }
  }

  #me(): Me {
    return {
      user: 'admin',
      display_name: '',
      role: this.#role,
      via: 'session',
      scopes: [],
      must_change_password: this.#mustChange,
      version: '0.1.0',
    };
  }

  #list<T extends object>(
    method: string,
    list: T[],
    id: string | undefined,
    body: unknown,
    make: (given: unknown) => object,
    query: URLSearchParams,
    key = 'id',
  ): Answer {
    const at = list.findIndex((one) => (one as Record<string, unknown>)[key] === id);
    if (method === 'GET') return page(list, query);
    this.#note(`${method.toLowerCase()}`, id ?? '', {});
    if (method === 'POST') {
      const made = make(body) as T;
      list.push(made);
      return { status: 201, body: { ...made, secret: 'shrike_2Zk9wQvT1y' } };
    }
    if (at === -1) return refuse(404, 'not_found', 'There is no such thing.');
    if (method === 'DELETE') {
      list.splice(at, 1);
      return ok();
    }
    Object.assign(list[at]!, body);
    return ok(list[at]);
  }

  #ofRule(rule: string): SignalDetail[] {
    return [...this.signals.values()].filter(({ rule_id }) => rule_id === rule);
  }

  #signals(
    method: string,
    id: string | undefined,
    rest: string | undefined,
    query: URLSearchParams,
    body: unknown,
  ): Answer {
    if (id === undefined)
      return page(
        this.#fitting(query).map((signal) => this.#summary(signal)),
        query,
      );
    if (id === 'facets') return ok(this.#facets(query));
    const signal = this.signals.get(id);
    if (signal === undefined) return refuse(404, 'not_found', 'There is no such signal.');
    const time = new Date().toISOString();
    if (rest === 'notes') {
      signal.notes.push({ id: `n${++this.#counter}`, time, author: 'admin', text: (body as { text: string }).text });
      return { status: 201, body: signal.notes.at(-1) };
    }
    if (method === 'PATCH') {
      const patch = body as SignalPatch;
      for (const field of ['status', 'assignee'] as const) {
        if (patch[field] === undefined) continue;
        signal.history.push({ time, actor: 'admin', field, from: signal[field], to: patch[field] });
        (signal as Record<string, unknown>)[field] = patch[field];
      }
      this.#tell('/signals/stream', 'signal', this.#summary(signal));
      return ok(this.#summary(signal));
    }
    const related = [...this.signals.values()].filter(
      (other) => other !== signal && other.execution_context === signal.execution_context,
    );
    return ok({ ...signal, related: related.map((other) => this.#summary(other)) });
  }

  #fitting(query: URLSearchParams, except = ''): SignalDetail[] {
    const wanted = (name: string) => (name === except ? [] : (query.get(name) ?? '').split(',').filter(Boolean));
    const fits = (name: string, values: readonly string[]) =>
      wanted(name).length === 0 || wanted(name).some((value) => values.includes(value));
    return [...this.signals.values()]
      .filter(
        (signal) =>
          fits('status', [signal.status]) &&
          fits('severity', [signal.severity]) &&
          fits('rule', [signal.rule_id]) &&
          fits('host', [signal.host]) &&
          fits('user', [signal.user]) &&
          fits('container', [signal.container]) &&
          fits('attack', signal.attack) &&
          fits('assignee', [signal.assignee ?? 'none']) &&
          has(`${signal.title} ${signal.what} ${signal.rule_id} ${signal.host} ${signal.user}`, query),
      )
      .sort((a, b) => (a.time_last < b.time_last ? 1 : -1));
  }

  #facets(query: URLSearchParams): SignalFacets {
    const count = (name: string, of: (signal: SignalDetail) => readonly string[]) => {
      const counts = new Map<string, number>();
      for (const signal of this.#fitting(query, name))
        for (const value of of(signal)) counts.set(value, (counts.get(value) ?? 0) + 1);
      return [...counts].map(([value, total]) => ({ value, count: total })).sort((a, b) => b.count - a.count);
    };
    return {
      status: count('status', ({ status }) => [status]),
      severity: count('severity', ({ severity }) => [severity]),
      rule: count('rule', ({ rule_id }) => [rule_id]),
      host: count('host', ({ host }) => [host]),
      user: count('user', ({ user }) => [user]),
      container: count('container', ({ container }) => [container]),
      attack: count('attack', ({ attack }) => attack),
      assignee: count('assignee', ({ assignee }) => [assignee ?? 'none']),
      total: this.#fitting(query).length,
    };
  }

  #search(query: URLSearchParams): MadeEvent[] | Answer {
    const text = query.get('filter') ?? '';
    const from = timeOf(query.get('from'), -Infinity);
    const to = timeOf(query.get('to'), Infinity);
    let holds: (event: MadeEvent) => boolean = () => true;
    if (text !== '') {
      const model = createFieldMapModel();
      const { rule, diagnostics } = readRule(text, model, { macros: MACROS });
      if (rule === undefined) {
        return refuse(400, 'bad_filter', 'The filter cannot be read.', {
          diagnostics: diagnostics.map((one) => ({ ...one, severity: 'error' })),
        });
      }
      const compiled = compileRule(rule, model);
      const env = emptyEnvironment<MadeEvent['fields']>();
      holds = (event) => (rule.eventType === null || rule.eventType === event.type) && compiled(event.fields, env);
    }
    const wanted = (name: string) => (query.get(name) ?? '').split(',').filter(Boolean);
    return this.events.filter((event) => {
      const at = Date.parse(event.time);
      return (
        at >= from &&
        at < to &&
        (wanted('type').length === 0 || wanted('type').includes(event.type)) &&
        (wanted('class').length === 0 || wanted('class').includes(event.class)) &&
        (wanted('host').length === 0 || wanted('host').includes(event.host)) &&
        has(`${event.what} ${event.user} ${event.process} ${event.host}`, query) &&
        holds(event)
      );
    });
  }

  #events(id: string | undefined, query: URLSearchParams): Answer {
    if (id !== undefined && id !== 'histogram') {
      const event = this.events.find((one) => one.id === id);
      return event === undefined ? refuse(404, 'not_found', 'There is no such event.') : ok(this.#stored(event));
    }
    const found = this.#search(query);
    if (!Array.isArray(found)) return found;
    const report = { exact: true, scanned: 0, searched_from: null };
    if (id === undefined) {
      const answer = page(
        found.map((event) => this.#stored(event)),
        query,
      );
      return ok({ ...(answer.body as object), report });
    }
    const from = timeOf(query.get('from'), Date.now() - 3_600_000);
    const to = timeOf(query.get('to'), Date.now());
    return ok(histogramOf(found, from, to, Number(query.get('buckets') ?? 60), report));
  }

  #processes(id: string | undefined, query: URLSearchParams): Answer {
    if (id === 'tree') {
      const key = query.get('key') ?? '';
      const event = this.events.find((one) => `event:${one.id}` === key || one.tree.some((node) => node.key === key));
      return event === undefined
        ? refuse(404, 'not_found', 'This process is not stored any more.')
        : ok({ nodes: event.tree, truncated: false });
    }
    const runs = new Map<string, MadeEvent['tree'][number]>();
    for (const event of this.events.slice(0, 1500))
      for (const node of event.tree) if (!runs.has(node.key)) runs.set(node.key, node);
    const host = query.get('host');
    return page(
      [...runs.values()]
        .filter(
          (run) =>
            (host === null || run.host === host) &&
            has(`${run.name} ${run.path} ${run.args.join(' ')} ${run.user}`, query),
        )
        .map(({ parent_key: _, is_subject: __, events: ___, ...run }) => run),
      query,
    );
  }

  #containers(): Container[] {
    const inside = this.events.filter(({ container }) => container !== '');
    if (inside.length === 0) return [];
    return [
      {
        id: inside[0]!.container,
        host: inside[0]!.host,
        runtime: 'containerd',
        image: 'registry.example/shop/api:2.4',
        name: 'shop-api',
        time_first: inside.at(-1)!.time,
        time_last: inside[0]!.time,
        events: inside.length,
        signals: 1,
        programs: ['/usr/local/bin/node', '/tmp/.cache/xmr'],
      },
    ];
  }

  #files(query: URLSearchParams): FileChange[] {
    const prefix = query.get('prefix') ?? '';
    return this.events
      .filter((event) => event.type === 'open' && (Number(event.fields['open.flags']) & 3) !== 0)
      .map((event) => ({
        event_id: event.id,
        time: event.time,
        host: event.host,
        action: (Number(event.fields['open.flags']) & 0o100) === 0 ? 'write' : 'create',
        path: String(event.fields['open.file.path']),
        path_to: null,
        user: event.user,
        process: event.process,
        pid: event.pid,
        container: event.container,
        rule_id: event.rule_id ?? null,
        outcome: 'Success',
      }))
      .filter((change) => change.path.startsWith(prefix) && has(`${change.path} ${change.process}`, query));
  }

  #dns(): DnsName[] {
    const found = this.events.filter(({ type }) => type === 'dns');
    if (found.length === 0) return [];
    const one = (name: string, failed: number): DnsName => ({
      name,
      type: 'A',
      count: found.length,
      hosts: [...HOSTS],
      processes: ['git', 'apt', 'curl'],
      addresses: failed > 0 ? [] : ['198.51.100.20', '198.51.100.21', '198.51.100.22'],
      failed,
      time_first: found.at(-1)!.time,
      time_last: found[0]!.time,
      event_id: found[0]!.id,
    });
    return [one('packages.example.org', 0), one('c2.badexample.net', 14)];
  }

  #connections(): Connection[] {
    const found = this.events.filter(({ type }) => type === 'connect');
    if (found.length === 0) return [];
    const times = { time_first: found.at(-1)!.time, time_last: found[0]!.time, event_id: found[0]!.id };
    return [
      {
        direction: 'outbound',
        address: '10.20.0.14',
        port: 9000,
        family: 'AF_INET',
        protocol: 'IPPROTO_TCP',
        host: 'web-1',
        process: 'nginx',
        container: '',
        count: found.length,
        failed: 0,
        ...times,
      },
      {
        direction: 'outbound',
        address: '2001:db8::77',
        port: 4444,
        family: 'AF_INET6',
        protocol: 'IPPROTO_TCP',
        host: 'web-2',
        process: 'bash',
        container: '',
        count: 3,
        failed: 2,
        ...times,
      },
      {
        direction: 'listen',
        address: '0.0.0.0',
        port: 443,
        family: 'AF_INET',
        protocol: 'IPPROTO_TCP',
        host: 'web-1',
        process: 'nginx',
        container: '',
        count: 1,
        failed: 0,
        ...times,
      },
    ];
  }

  #rules(id: string | undefined, query: URLSearchParams, body: unknown): Answer {
    if (id === undefined)
      return page(
        RULES.map((rule) => ({
          ...rule,
          signals: this.#ofRule(rule.id).length,
          hosts_error: rule.id === 'fileless_execution' ? 1 : 0,
        })),
        query,
      );
    if (id === 'check') {
      const { text } = body as { text: string };
      const { rule, diagnostics } = readRule(text, createFieldMapModel(), { eventType: 'required', macros: MACROS });
      return ok({
        ok: diagnostics.length === 0,
        kind: 'expression',
        events: rule?.eventType ? [rule.eventType] : [],
        diagnostics: diagnostics.map((one) => ({ ...one, severity: 'error' })),
      });
    }
    if (id === 'backtest') {
      const { expression, from, to } = body as { expression: string; from: string; to: string };
      const found = this.#search(new URLSearchParams({ filter: expression, from, to }));
      if (!Array.isArray(found)) return found;
      const count = (of: (event: MadeEvent) => string) =>
        [...Map.groupBy(found, of)]
          .map(([value, list]) => ({ value, count: list.length }))
          .sort((a, b) => b.count - a.count);
      const report = { exact: true, scanned: 0, searched_from: null };
      const { buckets } = histogramOf(found, timeOf(from, 0), timeOf(to, Date.now()), 48, report);
      return ok({
        matches: found.length,
        per_day: found.length / 7,
        hosts: count(({ host }) => host),
        processes: count(({ process }) => process),
        users: count(({ user }) => user),
        histogram: buckets.map(({ time, count: total }) => ({ time, count: total })),
        samples: found.slice(0, 50).map((event) => this.#stored(event)),
        report,
      });
    }
    const rule = RULES.find((one) => one.id === id);
    if (rule === undefined) return refuse(404, 'not_found', 'There is no such rule.');
    const found = this.#ofRule(rule.id);
    return ok({
      ...rule,
      signals: found.length,
      source: `id: ${rule.id}\nexpression: ${rule.expression}\n`,
      hosts: hosts().map((host) => ({
        host_id: host.id,
        host: host.name,
        ...host.rules.find(({ rule_id }) => rule_id === rule.id)!,
      })),
      recent: found.map((signal) => this.#summary(signal)),
    });
  }
}

function page(items: readonly unknown[], query: URLSearchParams): Answer {
  const limit = Number(query.get('limit') ?? 100);
  const start = Number(query.get('cursor') ?? 0);
  const next = start + limit;
  return ok({ items: items.slice(start, next), next_cursor: next < items.length ? String(next) : null });
}

function has(text: string, query: URLSearchParams): boolean {
  const words = (query.get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => text.toLowerCase().includes(word));
}

function timeOf(text: string | null, otherwise: number): number {
  if (text === null || text === '') return otherwise;
  const relative = /^([-+]\d+)([smhd])$/.exec(text);
  if (relative === null) return Date.parse(text);
  return Date.now() + Number(relative[1]) * { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[relative[2] as 's']!;
}

function histogramOf(
  events: readonly MadeEvent[],
  from: number,
  to: number,
  buckets: number,
  report: Histogram['report'],
): Histogram {
  const width = Math.max(1, Math.ceil((to - from) / buckets));
  const counts = Array.from({ length: buckets }, (_, index) => ({
    time: new Date(from + index * width).toISOString(),
    count: 0,
    signals: 0,
  }));
  for (const event of events) {
    const bucket = counts[Math.floor((Date.parse(event.time) - from) / width)];
    if (bucket === undefined) continue;
    bucket.count++;
    if (event.class === 'signal') bucket.signals++;
  }
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    bucket_ms: width,
    buckets: counts,
    total: events.length,
    report,
  };
}

/** What of the rule held, by the real language. */
function matchedIn(expression: string, event: MadeEvent): NonNullable<SignalDetail['rule']>['matched'] {
  const model = createFieldMapModel();
  const { rule } = readRule(expression, model, { macros: MACROS });
  if (rule === undefined) throw new Error(`the policy has a rule that cannot be read: ${expression}`);
  return highlight(rule, model, event.fields, emptyEnvironment()).fragments.map(({ offset, length, field, value }) => ({
    offset,
    length,
    ...(field === undefined ? {} : { field, value: String(value) }),
  }));
}

if (import.meta.main) {
  const standIn = new StandIn({ empty: process.argv.includes('--empty') });
  console.log(await standIn.start());
}
