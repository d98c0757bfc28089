/** The server from outside: agents enrol and deliver over TLS, people see signals and events and work with them. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Code, ConnectError } from '@connectrpc/connect';
import Compile from 'typebox/compile';
import { ROUTES } from '../../src/server/api/app.ts';
import { openApiDocument } from '../../src/server/api/openapi.ts';
import type { RunningServer } from '../../src/server/index.ts';
import { eventually } from './eventually.ts';
import {
  type Answer,
  ApiCaller,
  certificateRequest,
  enrolAgent,
  ingestClient,
  madeRecord,
  PASSWORD,
  startTestServer,
  type TestAgent,
} from './test-server.ts';

const HOST = 'a'.repeat(32);

let server: RunningServer;
let admin: ApiCaller;
let stop: () => Promise<void>;
let agent: TestAgent;
let token: string;

before(async () => {
  ({ server, admin, stop } = await startTestServer());
  token = await server.createEnrolToken('test', null);
  agent = await enrolAgent(server.ingestAddress, token, HOST, 'web-1');
});
after(() => stop());

const process = (key: string, name: string, more: object = {}): object => ({
  key,
  pid: Number(key),
  ppid: 1,
  uid: 0,
  user: 'root',
  comm: name,
  executable: { path: `/usr/bin/${name}`, name },
  args: ['/etc/shadow'],
  ancestors: [{ key: '1', pid: 1, comm: 'systemd', executable: { path: '/usr/lib/systemd/systemd', name: 'systemd' } }],
  ...more,
});

const shadowRead = (key: string, context = '/user.slice/session-1.scope'): Record<string, unknown> => ({
  title: 'credential_file_read: cat opened /etc/shadow',
  description: 'A program that does not log users in opened the password hashes.',
  hostname: 'web-1',
  tags: ['severity:high', 'tactic:credential-access', 'technique:T1003.008'],
  agent: { rule_id: 'credential_file_read', policy_name: 'default.policy' },
  process: process(key, 'cat'),
  cgroup: { id: context },
  file: { path: '/etc/shadow', name: 'shadow', flags: ['O_RDONLY'] },
  syscall: { name: 'openat', retval: 3, flags: 0 },
});
const signalRecord = (key: string, context?: string) =>
  madeRecord(HOST, shadowRead(key, context), { class: 1, type: 'open', ruleId: 'credential_file_read', severity: 4 });

/** Holds an answer against the shape that its route promises. */
function checkShape(method: string, path: string, answer: Answer): void {
  const route = ROUTES.find((one) => one.method === method && one.path === path)!;
  assert.ok(route !== undefined && typeof route.answer !== 'string', `${method} ${path} has a shape`);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  const check = Compile(route.answer as never);
  assert.ok(
    check.Check(answer.body),
    `${method} ${path}: ${JSON.stringify(check.Errors(answer.body))} ${JSON.stringify(answer.body).slice(0, 500)}`,
  );
}

describe('ingest', () => {
  test('refuses to enrol without a good token', async () => {
    const { request } = await certificateRequest();
    for (const wrong of ['', 'shrike_wrong', admin.cookie]) {
      await assert.rejects(
        ingestClient(server.ingestAddress).enroll({
          token: wrong,
          certificateRequest: request,
          host: { hostId: HOST },
        }),
        (error) => error instanceof ConnectError && error.code === Code.Unauthenticated,
      );
    }
  });

  test('refuses a token of the API, and the API refuses a token to enrol with', async () => {
    const made = await admin.call('POST', '/tokens', { name: 'reader', scopes: ['events:read'] });
    const { request } = await certificateRequest();
    await assert.rejects(
      ingestClient(server.ingestAddress).enroll({
        token: made.body.secret,
        certificateRequest: request,
        host: { hostId: HOST },
      }),
      (error) => error instanceof ConnectError && error.code === Code.Unauthenticated,
    );
    const caller = new ApiCaller(server.url);
    caller.token = token;
    assert.equal((await caller.get('/events')).status, 403);
  });

  test('refuses to take records without a certificate', async () => {
    await assert.rejects(
      ingestClient(server.ingestAddress).deliver({ records: [signalRecord('7')] }),
      (error) => error instanceof ConnectError && error.code === Code.Unauthenticated,
    );
  });

  test('stores each record once, however often and in whatever batches it comes', async () => {
    const records = Array.from({ length: 50 }, (_, index) =>
      madeRecord(HOST, { process: process('500', 'once') }, { atMs: Date.now() - index * 1000 }),
    );
    const first = await agent.client.deliver({ records: records.slice(0, 30) });
    const second = await agent.client.deliver({ records: records.slice(10) });
    const third = await agent.client.deliver({ records: [...records, ...records] });
    assert.deepEqual([first.accepted, first.duplicate], [30, 0]);
    assert.deepEqual([second.accepted, second.duplicate], [20, 20]);
    assert.deepEqual([third.accepted, third.duplicate], [0, 100]);
    const found = await admin.get(`/events?limit=1000&filter=${encodeURIComponent('process.comm == "once"')}`);
    assert.equal(found.body.items.length, 50);
    assert.equal(new Set(found.body.items.map((one: { id: string }) => one.id)).size, 50);
  });

  test('names records that can never be stored, and stores the others', async () => {
    const good = madeRecord(HOST, { process: process('501', 'good') });
    const text = (value: string) => new TextEncoder().encode(value);
    const wrong = [
      { ...good, id: 'no-uuid' },
      { ...madeRecord(HOST, {}), hostId: 'b'.repeat(32) },
      { ...madeRecord(HOST, {}), json: text('[]') },
      { ...madeRecord(HOST, {}), json: Uint8Array.from([0x7b, 0xff, 0x7d]) },
      { ...madeRecord(HOST, {}), type: 'tab\tin it' },
    ];
    const answer = await agent.client.deliver({ records: [good, ...wrong] });
    assert.equal(answer.accepted, 1);
    assert.deepEqual(answer.rejected.map(({ id }) => id).sort(), wrong.map(({ id }) => id).sort());
  });

  test('keeps documents with tabs, backslashes and quotes as they are', async () => {
    const odd = {
      args: ['tab\there', 'back\\slash\\n', '"quoted"', "it's", '\u0001\u007f', 'ünïcode \u{1f426}', 'null\u0000'],
    };
    const record = madeRecord(HOST, { process: { ...process('502', 'odd'), ...odd } });
    const pretty = {
      ...record,
      json: new TextEncoder().encode(JSON.stringify(JSON.parse(new TextDecoder().decode(record.json)), null, '\t')),
    };
    await agent.client.deliver({ records: [pretty] });
    const found = await admin.get(`/events/${record.id}`);
    assert.deepEqual(found.body.json.process.args, odd.args);
  });

  test('takes heartbeats and shows the host', async () => {
    await agent.client.heartbeat({
      host: { hostId: HOST, hostname: 'web-1', kernelRelease: '6.1.0' },
      probe: {
        hooks: [
          { program: 'on_open', point: 'sys_exit', state: 1 },
          { program: 'x', point: 'lsm', state: 2, reason: 'not allowed' },
        ],
        rules: [
          { id: 'credential_file_read', state: 1 },
          { id: 'other', state: 3, reason: 'broken' },
        ],
        counts: [{ type: 'open', seen: 10n, delivered: 7n, lost: { ring_full: 3n } }],
        selfTests: [{ name: 'open', passed: true }],
      },
    });
    const list = await admin.get('/hosts');
    checkShape('GET', '/hosts', list);
    const host = list.body.items.find((one: { id: string }) => one.id === HOST);
    assert.deepEqual(
      [host.name, host.state, host.hooks_live, host.hooks_total, host.rules_loaded, host.rules_error, host.losses],
      ['web-1', 'online', 1, 2, 1, 1, 3],
    );
    checkShape('GET', '/hosts/:id', await admin.get(`/hosts/${HOST}`));
    const coverage = await admin.get('/coverage');
    checkShape('GET', '/coverage', coverage);
    assert.equal(
      coverage.body.rules.find((one: { id: string }) => one.id === 'credential_file_read').hosts[HOST],
      'loaded',
    );
    const techniques = coverage.body.tactics.flatMap((one: { techniques: object[] }) => one.techniques);
    assert.ok(techniques.length > 0);
    for (const { id, name } of techniques) assert.notEqual(name, '', `${id} has no name`);
  });

  test('says what an agent of another machine needs to enrol', async () => {
    const facts = await admin.get('/enrolment');
    checkShape('GET', '/enrolment', facts);
    assert.deepEqual([`127.0.0.1:${facts.body.port}`, facts.body.is_local], [server.ingestAddress, true]);
    assert.equal(facts.body.ca_fingerprint, server.fingerprint);
  });

  test('refuses a host that was switched off', async () => {
    const other = await enrolAgent(server.ingestAddress, token, 'c'.repeat(32));
    assert.equal((await admin.call('PATCH', `/hosts/${other.hostId}`, { disabled: true })).status, 204);
    await assert.rejects(
      other.client.deliver({ records: [] }),
      (error) => error instanceof ConnectError && error.code === Code.PermissionDenied,
    );
  });
});

describe('signals', () => {
  test('a match of an agent rule is a signal within two seconds, and more of it join', async () => {
    const began = performance.now();
    await agent.client.deliver({ records: [signalRecord('601', '/s1')] });
    const list = await eventually(
      () => admin.get('/signals?rule=credential_file_read&q=session'),
      () => true,
    );
    assert.equal(list.status, 200);
    const first = await eventually(
      () => admin.get('/signals?rule=credential_file_read'),
      ({ body }) => body.items.some((one: { execution_context: string }) => one.execution_context.endsWith('/s1')),
    );
    assert.ok(performance.now() - began < 2000, `took ${performance.now() - began} ms`);
    checkShape('GET', '/signals', first);
    await agent.client.deliver({
      records: [signalRecord('602', '/s1'), signalRecord('603', '/s1'), signalRecord('604', '/s2')],
    });
    const grown = await eventually(
      () => admin.get('/signals?rule=credential_file_read'),
      ({ body }) =>
        body.items.some((one: { count: number }) => one.count === 3) &&
        body.items.some((one: { execution_context: string }) => one.execution_context.endsWith('/s2')),
    );
    const signal = grown.body.items.find((one: { execution_context: string }) => one.execution_context.endsWith('/s1'));
    assert.deepEqual(
      [signal.severity, signal.status, signal.host, signal.attack, signal.what, signal.process, signal.user],
      ['high', 'open', 'web-1', ['T1003.008'], 'cat opened /etc/shadow', 'cat', 'root'],
    );
  });

  test('a signal tells its story, what matched, and what can be suppressed', async () => {
    const { body } = await admin.get('/signals?rule=credential_file_read');
    const signal = body.items.find((one: { execution_context: string }) => one.execution_context.endsWith('/s1'));
    const detail = await admin.get(`/signals/${signal.id}`);
    checkShape('GET', '/signals/:id', detail);
    assert.equal(detail.body.events.length, 3);
    assert.match(detail.body.account, /cat opened \/etc\/shadow.*\/usr\/bin\/cat/s);
    assert.match(detail.body.playbook, /Password hashes/);
    const { expression, matched } = detail.body.rule;
    const texts = matched.map(({ offset, length }: { offset: number; length: number }) =>
      expression.slice(offset, offset + length),
    );
    assert.ok(texts.includes('open.file.path') && texts.includes('"/etc/shadow"'), texts.join());
    assert.ok(
      detail.body.suppressible.some(
        (one: { expression: string }) => one.expression === 'process.file.path == "/usr/bin/cat"',
      ),
    );
    const tree = await admin.get(`/processes/tree?key=event:${detail.body.events[0].id}`);
    checkShape('GET', '/processes/tree', tree);
    assert.deepEqual(
      tree.body.nodes.map((one: { name: string }) => one.name),
      ['systemd', 'cat'],
    );
  });

  test('triage is kept, told and recorded; the next event of an archived signal opens another', async () => {
    await agent.client.deliver({ records: [signalRecord('610', '/triage')] });
    const find = () => admin.get('/signals?status=open&rule=credential_file_read');
    const { body } = await eventually(find, (answer) =>
      answer.body.items.some((one: { execution_context: string }) => one.execution_context.endsWith('/triage')),
    );
    const { id } = body.items.find((one: { execution_context: string }) => one.execution_context.endsWith('/triage'));
    const patched = await admin.call('PATCH', `/signals/${id}`, {
      status: 'archived',
      assignee: 'admin',
      reason: 'a test',
    });
    checkShape('PATCH', '/signals/:id', patched);
    checkShape(
      'POST',
      '/signals/:id/notes',
      await admin.call('POST', `/signals/${id}/notes`, { text: 'seen\tand "done"' }),
    );
    const detail = await admin.get(`/signals/${id}`);
    assert.deepEqual(
      [detail.body.status, detail.body.assignee, detail.body.notes[0].text],
      ['archived', 'admin', 'seen\tand "done"'],
    );
    assert.ok(
      detail.body.history.some(
        (one: { field: string; to: string; reason: string }) =>
          one.field === 'status' && one.to === 'archived' && one.reason === 'a test',
      ),
    );
    await agent.client.deliver({ records: [signalRecord('611', '/triage')] });
    const again = await eventually(find, (answer) =>
      answer.body.items.some((one: { execution_context: string }) => one.execution_context.endsWith('/triage')),
    );
    assert.notEqual(
      again.body.items.find((one: { execution_context: string }) => one.execution_context.endsWith('/triage')).id,
      id,
    );
    assert.equal((await admin.get(`/signals/${id}`)).body.count, 1);
    const audit = await admin.get('/audit?q=signal.patch');
    checkShape('GET', '/audit', audit);
    assert.ok(
      audit.body.items.some((one: { target: string; actor: string }) => one.target === id && one.actor === 'admin'),
    );
  });

  test('facets count under the other filters', async () => {
    const facets = await admin.get('/signals/facets?severity=high');
    checkShape('GET', '/signals/facets', facets);
    assert.equal(facets.body.host[0].value, 'web-1');
    assert.equal(facets.body.attack[0].value, 'T1003.008');
    assert.ok(facets.body.total > 0);
    assert.equal((await admin.get('/signals/facets?host=elsewhere')).body.total, 0);
  });

  test('a suppression keeps its events from being signals, and counts them', async () => {
    const made = await admin.call('POST', '/suppressions', {
      name: 'cron reads it',
      expression: 'process.comm == "backup"',
      rules: ['credential_file_read'],
    });
    checkShape('POST', '/suppressions', made);
    assert.equal(
      (await admin.call('POST', '/suppressions', { name: 'x', expression: 'process.nam == 1' })).body.error.code,
      'bad_filter',
    );
    const record = madeRecord(
      HOST,
      { ...shadowRead('620', '/suppressed'), process: process('620', 'backup') },
      { class: 1, type: 'open', ruleId: 'credential_file_read', severity: 4 },
    );
    await agent.client.deliver({ records: [record, signalRecord('621', '/not-suppressed')] });
    await eventually(
      () => admin.get('/signals?rule=credential_file_read'),
      ({ body }) =>
        body.items.some((one: { execution_context: string }) => one.execution_context.endsWith('/not-suppressed')),
    );
    const { body } = await admin.get('/signals?limit=1000');
    assert.ok(!body.items.some((one: { execution_context: string }) => one.execution_context.endsWith('/suppressed')));
    await eventually(
      () => admin.get('/suppressions'),
      (answer) => answer.body.items[0].suppressed === 1,
    );
  });

  test('the stream tells of new signals', async () => {
    const abort = new AbortController();
    const response = await fetch(`${server.url}api/v1/signals/stream`, {
      headers: { cookie: admin.cookie },
      signal: abort.signal,
    });
    assert.match(response.headers.get('content-type') ?? '', /event-stream/);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    await agent.client.deliver({ records: [signalRecord('630', '/streamed')] });
    let text = '';
    const deadline = setTimeout(() => abort.abort(), 10_000);
    while (!text.includes('/streamed')) text += (await reader.read()).value ?? '';
    clearTimeout(deadline);
    abort.abort();
    assert.match(text, /event: signal\ndata: \{/);
  });
});

describe('events', () => {
  const enc = encodeURIComponent;

  test('filters give what the rule language gives, whether the store answers or the server', async () => {
    const at = Date.now();
    const documents = [
      {
        process: process('701', 'f-alpha', { args: ['-x', 'one'] }),
        file: { path: '/etc/passwd', name: 'passwd' },
        syscall: { retval: 3, flags: 0 },
      },
      {
        process: process('702', 'f-beta', { args: [] }),
        file: { path: '/etc/ssh/sshd_config', name: 'sshd_config' },
        syscall: { retval: -13, flags: 1 },
      },
      {
        process: process('703', 'f-gamma', { user: 'www', uid: 33 }),
        file: { path: '/tmp/abcb', name: 'abcb' },
        syscall: { retval: 4, flags: 577 },
        container: { id: 'c'.repeat(64) },
      },
    ];
    await agent.client.deliver({
      records: documents.map((document) => madeRecord(HOST, document, { type: 'open', atMs: at })),
    });
    const cases: readonly (readonly [string, string[]])[] = [
      ['open.file.path == "/etc/passwd"', ['f-alpha']],
      ['open.file.path != "/etc/passwd"', ['f-beta', 'f-gamma']],
      ['open.file.path in [~"/etc/*", "/tmp/abcb"]', ['f-alpha', 'f-gamma']],
      ['open.file.path =~ "/etc/**"', ['f-alpha', 'f-beta']],
      ['open.file.path =~ "/tmp/*b"', []],
      ['open.file.path =~ "/tmp/abc*"', ['f-gamma']],
      ['open.file.name =~ r".*ss.*"', ['f-alpha', 'f-beta']],
      ['open.file.name not in ["passwd", "abcb"]', ['f-beta']],
      ['open.retval < 0', ['f-beta']],
      ['open.flags & O_CREAT > 0', ['f-gamma']],
      ['process.uid == 33 && open.file.name != ""', ['f-gamma']],
      ['open.file.path == "/etc/passwd" || process.user == "www"', ['f-alpha', 'f-gamma']],
      ['process.ancestors.file.name == "systemd" && open.file.name == "passwd"', ['f-alpha']],
      ['process.args_flags == "x" && open.file.path != ""', ['f-alpha']],
      ['process.container.id != "" && open.file.path != ""', ['f-gamma']],
      ['!(open.file.path =~ "/etc/*") && open.file.path.length < 20', ['f-gamma']],
    ];
    for (const [filter, expected] of cases) {
      const answer = await admin.get(`/events?q=f-&filter=${enc(filter)}`);
      checkShape('GET', '/events', answer);
      const names = answer.body.items
        .map((one: { process: string }) => one.process)
        .filter((name: string) => name.startsWith('f-'));
      assert.deepEqual(names.sort(), expected, filter);
    }
  });

  test('pages follow one another without gap or repetition', async () => {
    const at = Date.now() - 5000;
    await agent.client.deliver({
      records: Array.from({ length: 25 }, () => madeRecord(HOST, { process: process('800', 'paged') }, { atMs: at })),
    });
    const ids: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body }: Answer = await admin.get(
        `/events?limit=7&filter=${enc('process.comm == "paged"')}${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      ids.push(...body.items.map((one: { id: string }) => one.id));
      cursor = body.next_cursor;
    }
    assert.deepEqual([ids.length, new Set(ids).size], [25, 25]);
  });

  test('the histogram counts what the list shows', async () => {
    const answer = await admin.get(`/events/histogram?from=-1h&buckets=12&filter=${enc('process.comm == "paged"')}`);
    checkShape('GET', '/events/histogram', answer);
    assert.deepEqual([answer.body.total, answer.body.buckets.length], [25, 12]);
  });

  test('a filter that cannot be read says where', async () => {
    const { status, body } = await admin.get(`/events?filter=${enc('open.file.pth == "x"')}`);
    assert.deepEqual([status, body.error.code, body.error.diagnostics[0].offset], [400, 'bad_filter', 0]);
  });

  test('a back-test says what a rule would have matched', async () => {
    const answer = await admin.call('POST', '/rules/backtest', {
      expression: 'open.file.path =~ "/etc/**" && process.args_flags == "x"',
      from: '-1h',
      to: 'now',
    });
    checkShape('POST', '/rules/backtest', answer);
    assert.equal(answer.body.matches, 1);
  });

  test('views of activity have their shapes', async () => {
    await agent.client.deliver({
      records: [
        madeRecord(
          HOST,
          {
            process: process('901', 'dig'),
            dns: { question: { name: 'example.org', type: 1 }, response: { code: 0, ips: ['192.0.2.1'] } },
          },
          { type: 'dns' },
        ),
        madeRecord(
          HOST,
          {
            process: process('902', 'curl'),
            connect: { addr: { ip: '192.0.2.1', port: 443, family: 'AF_INET' } },
            syscall: { retval: 0 },
          },
          { type: 'connect' },
        ),
        madeRecord(
          HOST,
          { process: process('903', 'rm'), file: { path: '/srv/gone', name: 'gone' } },
          { type: 'unlink' },
        ),
      ],
    });
    for (const path of [
      '/processes',
      '/containers',
      '/files',
      '/network/dns',
      '/network/connections',
      '/health',
      '/rules',
      '/detections',
      '/suppressions',
      '/views',
      '/users',
      '/tokens',
      '/me',
    ]) {
      checkShape('GET', path, await admin.get(path));
    }
    const dns = await admin.get('/network/dns');
    assert.deepEqual(
      [dns.body.items[0].name, dns.body.items[0].type, dns.body.items[0].addresses],
      ['example.org', 'A', ['192.0.2.1']],
    );
    const connections = await admin.get('/network/connections');
    assert.deepEqual(
      [connections.body.items[0].address, connections.body.items[0].port, connections.body.items[0].direction],
      ['192.0.2.1', 443, 'outbound'],
    );
    const files = await admin.get('/files?prefix=/srv/');
    assert.deepEqual([files.body.items[0].action, files.body.items[0].path], ['unlink', '/srv/gone']);
    checkShape('GET', '/rules/:id', await admin.get('/rules/credential_file_read'));
    checkShape('POST', '/rules/check', await admin.call('POST', '/rules/check', { text: 'exec.file.name == "x"' }));
    const policy = await admin.call('POST', '/rules/check', {
      text: 'version: 1.0.0\nrules:\n  - id: a\n    expression: exec.file.nam == "x"\n',
    });
    assert.deepEqual([policy.body.kind, policy.body.ok, policy.body.diagnostics.length > 0], ['policy', false, true]);
  });
});

describe('people', () => {
  test('without a login nothing is told', async () => {
    const stranger = new ApiCaller(server.url);
    for (const route of ROUTES) {
      if (route.role === null) continue;
      const answer = await stranger.call(
        route.method,
        route.path.replaceAll(/:\w+/g, 'x'),
        route.body === undefined ? undefined : {},
      );
      assert.equal(answer.status, 401, `${route.method} ${route.path}`);
    }
  });

  test('each role may do what it may, and no more', async () => {
    const callers = new Map<string, ApiCaller>();
    for (const role of ['viewer', 'analyst'] as const) {
      const made = await admin.call('POST', '/users', { name: role, role, password: `${role} password here` });
      assert.equal(made.status, 200, JSON.stringify(made.body));
      callers.set(role, await new ApiCaller(server.url).login(role, `${role} password here`));
    }
    const ranks = { viewer: 0, analyst: 1, admin: 2 };
    for (const [role, caller] of callers) {
      for (const route of ROUTES) {
        if (route.role === null || route.answer === 'stream' || route.path === '/logout') continue;
        const answer = await caller.call(
          route.method,
          route.path.replaceAll(/:\w+/g, 'x'),
          route.body === undefined ? undefined : {},
        );
        const mayNot = ranks[role as 'viewer'] < ranks[route.role];
        assert.equal(answer.status === 403, mayNot, `${role} ${route.method} ${route.path}: ${answer.status}`);
      }
    }
  });

  test('a token may do what its scopes say', async () => {
    const made = await admin.call('POST', '/tokens', { name: 'events', scopes: ['events:read'], expires: '+1d' });
    checkShape('POST', '/tokens', made);
    const caller = new ApiCaller(server.url);
    caller.token = made.body.secret;
    assert.equal((await caller.get('/events')).status, 200);
    assert.equal((await caller.get('/me')).status, 200);
    assert.equal((await caller.get('/signals')).status, 403);
    assert.equal((await caller.call('POST', '/tokens', { name: 'x', scopes: ['events:read'] })).status, 403);
    await admin.call('PATCH', `/tokens/${made.body.id}`, { disabled: true });
    assert.equal((await caller.get('/events')).status, 401);
  });

  test('a change of the password ends other sessions, and the last admin stays', async () => {
    await admin.call('POST', '/users', { name: 'second', role: 'viewer', password: 'the first password' });
    const [one, two] = [
      await new ApiCaller(server.url).login('second', 'the first password'),
      await new ApiCaller(server.url).login('second', 'the first password'),
    ];
    const changed = await one.call('POST', '/me/password', { current: 'the first password', next: 'another password' });
    assert.deepEqual([changed.status, changed.body.must_change_password], [200, false]);
    assert.equal((await one.get('/me')).status, 200);
    assert.equal((await two.get('/me')).status, 401);
    assert.equal((await admin.call('PATCH', '/users/admin', { role: 'viewer' })).status, 409);
    assert.equal((await admin.call('DELETE', '/users/admin')).status, 409);
  });

  test('requests of other sites and to other names are refused', async () => {
    assert.equal(
      (
        await admin.call(
          'POST',
          '/views',
          { name: 'x', page: 'events', query: {} },
          { origin: 'https://elsewhere.example' },
        )
      ).status,
      403,
    );
    const status = await new Promise<number>((resolve, reject) => {
      import('node:http').then(({ request }) => {
        const { port } = new URL(server.url);
        request(
          { host: '127.0.0.1', port, path: '/api/v1/login/options', headers: { host: 'rebound.example' } },
          (response) => resolve(response.statusCode ?? 0),
        )
          .on('error', reject)
          .end();
      }, reject);
    });
    assert.equal(status, 403);
  });

  test('wrong shapes are refused with the name of what is wrong', async () => {
    const answer = await admin.call('POST', '/tokens', { name: 'x', scopes: ['everything'] });
    assert.equal(answer.status, 400);
    assert.match(answer.body.error.message, /scopes/);
    assert.equal((await admin.get('/events?limit=0')).status, 400);
    assert.equal((await admin.get('/events?unknown=1')).status, 400);
    assert.equal((await admin.call('PUT', '/events')).status, 405);
    assert.equal((await admin.get('/nothing')).status, 404);
  });

  test('logins are limited', async () => {
    const caller = new ApiCaller(server.url);
    const statuses: number[] = [];
    for (let index = 0; index < 14; index++)
      statuses.push((await caller.call('POST', '/login', { user: 'nobody', password: 'wrong' })).status);
    assert.ok(statuses.includes(429), statuses.join());
    assert.ok(!statuses.includes(200));
  });
});

test('the OpenAPI document names every route and resolves every reference', async () => {
  const { body } = await admin.get('/openapi.json');
  assert.deepEqual(body, JSON.parse(JSON.stringify(openApiDocument(ROUTES, '0.0.0-test'))));
  const ids = new Set<string>();
  for (const route of ROUTES) {
    const operation = body.paths[route.path.replaceAll(/:(\w+)/g, '{$1}')][route.method.toLowerCase()];
    assert.ok(operation.responses.default !== undefined && typeof operation.summary === 'string');
    assert.ok(!ids.has(operation.operationId), `${operation.operationId} is there twice`);
    ids.add(operation.operationId);
  }
  for (const [, reference] of JSON.stringify(body).matchAll(/"\$ref":"([^"]+)"/g)) {
    const found = reference!
      .split('/')
      .slice(1)
      .reduce((at, name) => at?.[name], body);
    assert.ok(found !== undefined, reference);
  }
});

test('the password of the tests is not the way in by accident', async () => {
  assert.equal(
    (await new ApiCaller(server.url).call('POST', '/login', { user: 'viewer', password: PASSWORD })).status >= 400,
    true,
  );
});
