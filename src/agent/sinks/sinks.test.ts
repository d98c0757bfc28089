/** Each sink against a receiver on a real socket, which checks the exact bytes. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { createSocket } from 'node:dgram';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, describe, test } from 'node:test';
import { createServer as createTls } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { fromBinary, toBinary, toJson } from '@bufbuild/protobuf';
import { DOCUMENT, HOSTILE_TEXTS, signalRecord } from '../../../test/agent/records.ts';
import { ExportLogsServiceRequestSchema, ExportLogsServiceResponseSchema } from '../../wire/otlp-logs.gen.ts';
import { RecordClass, Severity, type Record as WireRecord } from '../../wire/record.gen.ts';
import { FileSink } from './file.ts';
import { retryAfterMs } from './http-post.ts';
import { OtlpSink } from './otlp.ts';
import { StdoutSink } from './stdout.ts';
import { createSyslogSink, type SyslogSinkOptions } from './syslog.ts';
import { syslogMessage } from './syslog-message.ts';
import { TlsFiles } from './tls-files.ts';
import { WebhookSink } from './webhook.ts';
import { bodyMaker, compileTemplate, type TemplateName } from './webhook-body.ts';

const folder = mkdtempSync(join(tmpdir(), 'shrike-sinks-'));
const closers: (() => void)[] = [];
after(() => {
  for (const close of closers) close();
  rmSync(folder, { recursive: true, force: true });
});
const never = new AbortController().signal;

async function until(holds: () => boolean, what: string): Promise<void> {
  for (const end = Date.now() + 5000; !holds(); ) {
    if (Date.now() > end) assert.fail(`not within 5 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const listen = (server: Server, port = 0): Promise<number> =>
  new Promise((resolve) => {
    closers.push(() => server.close());
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

/** RFC 5424, section 6, as one expression; the parts that have limits have them here too. */
const PARAM = String.raw`[\x21\x23-\x3c\x3e-\x5c\x5e-\x7e]{1,32}="(?:[^"\\\]]|\\["\\\]])*"`;
const RFC5424 = new RegExp(
  String.raw`^<(\d|[1-9]\d|1[0-8]\d|19[01])>([1-9]\d{0,2}) ` +
    String.raw`(-|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)) ` +
    String.raw`(-|[\x21-\x7e]{1,255}) (-|[\x21-\x7e]{1,48}) (-|[\x21-\x7e]{1,128}) (-|[\x21-\x7e]{1,32}) ` +
    String.raw`(-|(?:\[[\x21\x23-\x3c\x3e-\x5c\x5e-\x7e]{1,32}(?: ${PARAM})*\])+)(?: ([\s\S]*))?$`,
  'u',
);

interface Parsed {
  readonly priority: number;
  readonly time: string;
  readonly host: string;
  readonly app: string;
  readonly process: string;
  readonly messageId: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly document: typeof DOCUMENT & { truncated?: boolean };
}

function parse5424(message: Buffer): Parsed {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(message);
  const match = RFC5424.exec(text);
  assert.ok(match, `is a message of RFC 5424: ${text.slice(0, 300)}`);
  assert.equal(match[2], '1');
  const parameters: Record<string, string> = {};
  for (const [, name, value] of match[8]!.matchAll(/ ([^ =]+)="((?:[^"\\\]]|\\.)*)"/g))
    parameters[name!] = value!.replaceAll(/\\(.)/g, '$1');
  return {
    priority: Number(match[1]),
    time: match[3]!,
    host: match[4]!,
    app: match[5]!,
    process: match[6]!,
    messageId: match[7]!,
    parameters,
    document: JSON.parse(match[9]!),
  };
}

const message = { facility: 10, appName: 'shrike', enterpriseNumber: 32473, bytesMax: 1 << 20 };

describe('syslog messages', () => {
  test('carry priority, time, host, rule, id and the whole document', () => {
    const record = signalRecord();
    const parsed = parse5424(syslogMessage(record, message));
    assert.equal(parsed.priority, 10 * 8 + 3);
    assert.equal(parsed.time, '2026-11-25T10:11:12.123456Z');
    assert.equal(parsed.host, 'web-1');
    assert.equal(parsed.app, 'shrike');
    assert.equal(parsed.process, '4711');
    assert.equal(parsed.messageId, 'credential_file_read');
    assert.deepEqual(parsed.parameters, {
      id: record.id,
      class: 'signal',
      rule: 'credential_file_read',
      severity: 'high',
      host_id: record.hostId,
    });
    assert.deepEqual(parsed.document, DOCUMENT);
  });

  test('severities map to those of syslog', () => {
    const priorities = [Severity.INFORMATIONAL, Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL].map(
      (severity) => parse5424(syslogMessage(signalRecord({}, { severity }), message)).priority - 80,
    );
    assert.deepEqual(priorities, [6, 5, 4, 3, 2]);
  });

  test('stay within the grammar whatever a process or a rule is called', () => {
    for (const text of HOSTILE_TEXTS) {
      const record = signalRecord({ hostname: text, title: text }, { ruleId: text, hostId: text });
      const parsed = parse5424(syslogMessage(record, message));
      assert.equal(parsed.parameters.host_id, text.replaceAll(/\p{Cc}/gu, ' ').toWellFormed());
    }
  });

  test('that would be too long carry a short document that says so and is whole', () => {
    for (const bytesMax of [480, 600, 1000, 2048, 8192]) {
      const record = signalRecord({ title: 'ä'.repeat(5000), padding: 'x'.repeat(20_000) });
      const bytes = syslogMessage(record, { ...message, bytesMax });
      assert.ok(bytes.length <= bytesMax, `${bytes.length} of ${bytesMax}`);
      const { document, parameters } = parse5424(bytes);
      assert.equal(document.truncated, true);
      assert.equal(parameters.id, record.id);
    }
  });
});

const syslog = (more: Partial<SyslogSinkOptions> & Pick<SyslogSinkOptions, 'transport' | 'port'>) =>
  createSyslogSink({ host: '127.0.0.1', framing: 'octets', message, timeoutMs: 2000, ...more });

/** Takes octet-counted messages apart; fails on anything else. */
function unframe(bytes: Buffer): Buffer[] {
  const messages: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const length = bytes.toString('latin1', at, space);
    assert.match(length, /^[1-9]\d*$/);
    messages.push(bytes.subarray(space + 1, space + 1 + Number(length)));
    assert.equal(messages.at(-1)!.length, Number(length));
    at = space + 1 + Number(length);
  }
  return messages;
}

describe('the syslog sink', () => {
  test('sends a datagram per record over UDP', async () => {
    const receiver = createSocket('udp4');
    closers.push(() => receiver.close());
    const got: Buffer[] = [];
    receiver.on('message', (bytes) => got.push(bytes));
    await new Promise<void>((resolve) => receiver.bind(0, '127.0.0.1', resolve));
    const sink = syslog({ transport: 'udp', port: receiver.address().port });
    const records = [signalRecord(), signalRecord()];
    assert.deepEqual(await sink.deliver(records, never), { kind: 'done' });
    await until(() => got.length === 2, 'two datagrams');
    assert.deepEqual(
      got.map((bytes) => parse5424(bytes).parameters.id),
      records.map(({ id }) => id),
    );
    await sink.close();
  });

  test('reports a closed UDP port and works again when somebody listens', async () => {
    const taken = createSocket('udp4');
    await new Promise<void>((resolve) => taken.bind(0, '127.0.0.1', resolve));
    const { port } = taken.address();
    await new Promise<void>((resolve) => taken.close(resolve));
    const sink = syslog({ transport: 'udp', port });
    const kinds: string[] = [];
    for (let i = 0; i < 5; i++) {
      kinds.push((await sink.deliver([signalRecord()], never)).kind);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.ok(kinds.includes('retry'), kinds.join());
    const receiver = createSocket('udp4');
    closers.push(() => receiver.close());
    let got = 0;
    receiver.on('message', () => got++);
    await new Promise<void>((resolve) => receiver.bind(port, '127.0.0.1', resolve));
    for (let i = 0; i < 3 && got === 0; i++) {
      await sink.deliver([signalRecord()], never);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.ok(got > 0);
    await sink.close();
  });

  test('counts octets over TCP, and ends lines where that is wanted', async () => {
    const pieces: Buffer[] = [];
    const port = await listen(createTcp((socket) => socket.on('data', (piece: Buffer) => pieces.push(piece))));
    const sink = syslog({ transport: 'tcp', port });
    const records = Array.from({ length: 50 }, () => signalRecord({ title: 'ä\n"' }));
    assert.equal((await sink.deliver(records, never)).kind, 'done');
    await sink.close();
    await until(() => pieces.length > 0 && unframeable(pieces, 50), 'fifty messages');
    assert.deepEqual(
      unframe(Buffer.concat(pieces)).map((bytes) => parse5424(bytes).parameters.id),
      records.map(({ id }) => id),
    );

    pieces.length = 0;
    const lines = syslog({ transport: 'tcp', port, framing: 'lines' });
    assert.equal((await lines.deliver(records.slice(0, 3), never)).kind, 'done');
    await lines.close();
    await until(() => Buffer.concat(pieces).toString().split('\n').length === 4, 'three lines');
    for (const line of Buffer.concat(pieces).toString().trimEnd().split('\n')) parse5424(Buffer.from(line));
  });

  test('speaks TLS with a client certificate, and refuses a receiver that it cannot trust', async () => {
    const { ca, key, certificate, other } = makeCertificates();
    let received = Buffer.alloc(0);
    const peers: unknown[] = [];
    const server = createTls(
      { key: readFileSync(key), cert: readFileSync(certificate), ca: readFileSync(ca), requestCert: true },
      (socket) => {
        peers.push(socket.getPeerCertificate().subject?.CN);
        socket.on('data', (piece: Buffer) => {
          received = Buffer.concat([received, piece]);
        });
        socket.on('error', () => {});
      },
    );
    server.on('tlsClientError', () => {});
    const port = await listen(server);
    const tls = new TlsFiles({ caFile: ca, certificateFile: certificate, keyFile: key });
    const sink = syslog({ transport: 'tls', host: 'localhost', port, tls });
    const record = signalRecord();
    assert.deepEqual(await sink.deliver([record], never), { kind: 'done' });
    await until(() => received.length > 0, 'a message');
    assert.equal(parse5424(unframe(received)[0]!).parameters.id, record.id);
    assert.deepEqual(peers, ['localhost']);
    await sink.close();

    const wary = syslog({ transport: 'tls', host: 'localhost', port, tls: new TlsFiles({ caFile: other }) });
    const result = await wary.deliver([record], never);
    assert.equal(result.kind, 'retry');
    assert.match(result.kind === 'retry' ? result.reason : '', /certificate|self.signed/i);
    await wary.close();
  });

  test('sends again what was under way when a connection broke', async () => {
    const seen: string[] = [];
    const sockets: Socket[] = [];
    const server = createTcp((socket) => {
      sockets.push(socket);
      let bytes = Buffer.alloc(0);
      socket.on('error', () => {});
      socket.on('data', (piece: Buffer) => {
        bytes = Buffer.concat([bytes, piece]);
        for (const one of wholeFrames(bytes)) seen.push(parse5424(one).parameters.id!);
        bytes = Buffer.alloc(0);
      });
      // The first connection never reads, and is reset: what was written to it is lost.
      if (sockets.length === 1) socket.pause();
    });
    const port = await listen(server);
    const sink = syslog({ transport: 'tcp', port });
    const lost = signalRecord();
    assert.equal((await sink.deliver([lost], never)).kind, 'done');
    sockets[0]!.resetAndDestroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const next = signalRecord();
    for (let i = 0; i < 3 && (await sink.deliver([next], never)).kind !== 'done'; i++);
    await until(() => seen.includes(lost.id) && seen.includes(next.id), 'both messages on the second connection');
    await sink.close();
  });

  test('gives up on a receiver that takes nothing', async () => {
    const server = createTcp((socket) => {
      socket.pause();
      socket.on('error', () => {});
      closers.push(() => socket.destroy());
    });
    const port = await listen(server);
    const sink = syslog({ transport: 'tcp', port, timeoutMs: 300 });
    let result = await sink.deliver([signalRecord()], never);
    const big = signalRecord({ padding: 'x'.repeat(900_000) });
    for (let i = 0; i < 30 && result.kind === 'done'; i++) result = await sink.deliver([big], never);
    assert.equal(result.kind, 'retry');
    await sink.close();
  });
});

const wholeFrames = (bytes: Buffer): Buffer[] => {
  try {
    return unframe(bytes);
  } catch {
    return [];
  }
};
const unframeable = (pieces: readonly Buffer[], count: number): boolean =>
  wholeFrames(Buffer.concat(pieces)).length === count;

/** A self-signed certificate for localhost, which is its own authority, and another one. Made by openssl. */
function makeCertificates(): { ca: string; key: string; certificate: string; other: string } {
  const make = (name: string): void => {
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
        ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
        ...['-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.crt`)],
      ],
      { stdio: 'ignore' },
    );
  };
  make('own');
  make('other');
  const path = (name: string): string => join(folder, name);
  return { ca: path('own.crt'), key: path('own.key'), certificate: path('own.crt'), other: path('other.crt') };
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

async function httpReceiver(
  answer: (call: Call, response: ServerResponse) => void,
): Promise<{ url: string; calls: Call[] }> {
  const calls: Call[] = [];
  const server = createHttp((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const body = Buffer.concat(pieces);
      const call = {
        method: request.method!,
        path: request.url!,
        headers: request.headers,
        body: request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body,
      };
      calls.push(call);
      answer(call, response);
    });
  });
  closers.push(() => server.closeAllConnections());
  return { url: `http://127.0.0.1:${await listen(server)}`, calls };
}

const ok = (_: Call, response: ServerResponse): void => {
  response.end('ok');
};

const webhook = (
  url: string,
  template: TemplateName,
  more: { secret?: string; headers?: Record<string, string> } = {},
) =>
  new WebhookSink({
    url,
    headers: more.headers ?? {},
    timeoutMs: 1000,
    secret: more.secret ?? '',
    makeBody: bodyMaker(template, { routingKey: 'k'.repeat(32) }),
  });

// biome-ignore lint/suspicious/noExplicitAny: tests read JSON by name
type AnyJson = any;

describe('the webhook sink', () => {
  test('posts the document with its id and the headers of the configuration', async () => {
    const { url, calls } = await httpReceiver(ok);
    const sink = webhook(`${url}/hook?x=1`, 'json', { headers: { 'x-team': 'soc' } });
    const record = signalRecord();
    assert.deepEqual(await sink.deliver([record], never), { kind: 'done' });
    await sink.close();
    const [call] = calls;
    assert.equal(`${call!.method} ${call!.path}`, 'POST /hook?x=1');
    assert.equal(call!.headers['content-type'], 'application/json');
    assert.equal(call!.headers['x-team'], 'soc');
    assert.deepEqual(JSON.parse(call!.body.toString()), { id: record.id, ...DOCUMENT });
  });

  test('signs the body with a secret', async () => {
    const { url, calls } = await httpReceiver(ok);
    const sink = webhook(url, 'json', { secret: 'hush' });
    await sink.deliver([signalRecord()], never);
    await sink.close();
    const expected = `sha256=${createHmac('sha256', 'hush').update(calls[0]!.body).digest('hex')}`;
    assert.equal(calls[0]!.headers['x-shrike-signature'], expected);
  });

  test('has the shape that Slack takes, within its limits, with no markup from processes', () => {
    for (const text of HOSTILE_TEXTS) {
      const body = bodyMaker('slack', { routingKey: '' })(
        signalRecord({ title: text, description: text, process: { ...DOCUMENT.process, user: text, args: [text] } }),
      ) as AnyJson;
      const [{ blocks, color }] = body.attachments;
      assert.match(color, /^#[0-9a-f]{6}$/);
      assert.ok(blocks.length <= 50);
      const [header, ...rest] = blocks;
      assert.equal(header.type, 'header');
      assert.ok(header.text.text.length >= 1 && header.text.text.length <= 150);
      for (const block of rest) {
        if (block.text !== undefined) assert.ok(block.text.text.length <= 3000);
        for (const field of block.fields ?? []) {
          assert.ok(field.text.length <= 2000);
          assert.doesNotMatch(field.text, /<[!@#h]/);
        }
        assert.ok((block.fields ?? []).length <= 10);
      }
      assert.doesNotMatch(body.text, /<!channel>/);
    }
  });

  test('has the shape that Teams takes, with Markdown escaped', () => {
    const body = bodyMaker('teams', { routingKey: '' })(signalRecord({ title: '[x](http://evil)' })) as AnyJson;
    assert.equal(body.type, 'message');
    const [{ contentType, content }] = body.attachments;
    assert.equal(contentType, 'application/vnd.microsoft.card.adaptive');
    assert.equal(content.type, 'AdaptiveCard');
    assert.equal(content.body[0].text, 'HIGH: \\[x\\]\\(http://evil\\)');
    assert.ok(content.body.some((part: AnyJson) => part.type === 'FactSet' && part.facts.length > 5));
  });

  test('has the shape that PagerDuty takes, one incident per rule and host', () => {
    const maker = bodyMaker('pagerduty', { routingKey: 'k'.repeat(32) });
    const body = maker(signalRecord({ title: 'x'.repeat(3000) })) as AnyJson;
    assert.equal(body.routing_key, 'k'.repeat(32));
    assert.equal(body.event_action, 'trigger');
    assert.ok(body.payload.summary.length <= 1024);
    assert.equal(body.payload.severity, 'error');
    assert.equal(body.payload.source, 'web-1');
    assert.equal(body.payload.timestamp, '2026-11-25T10:11:12.123Z');
    assert.equal(body.dedup_key, (maker(signalRecord()) as AnyJson).dedup_key);
    assert.ok(body.dedup_key.length <= 255);
  });

  test('fills a template of the user, and no value can break out of its string', () => {
    const maker = compileTemplate(
      '{"text": "{{severity}}: {{title}} by {{process.user}}", "all": "{{.}}", "n": "{{process.pid}}", "none": "{{a.b}}", "k": [1, null, {"x": "{{file.path}}"}]}',
    );
    assert.ok(typeof maker !== 'string');
    for (const text of HOSTILE_TEXTS) {
      const body = maker(signalRecord({ title: text })) as AnyJson;
      assert.equal(body.text, `high: ${text || 'open'} by root`);
      assert.equal(body.n, 4711);
      assert.equal(body.none, '');
      assert.deepEqual(body.k, [1, null, { x: '/etc/shadow' }]);
      assert.equal(body.all.title, text);
    }
    assert.match(compileTemplate('{"a": }') as string, /no JSON/);
  });

  test('tells answers that may change from those that will not', async () => {
    const cases: [number, Record<string, string>, string, number?][] = [
      [200, {}, 'done'],
      [204, {}, 'done'],
      [301, { location: 'http://127.0.0.1:1/' }, 'retry'],
      [400, {}, 'refused'],
      [401, {}, 'retry'],
      [404, {}, 'retry'],
      [413, {}, 'refused'],
      [429, { 'retry-after': '7' }, 'retry', 7000],
      [500, {}, 'retry'],
      [503, { 'retry-after': '99999' }, 'retry', 3_600_000],
    ];
    for (const [status, headers, kind, afterMs] of cases) {
      const { url, calls } = await httpReceiver((_, response) => {
        response.writeHead(status, headers).end(status === 204 ? undefined : 'why\nnot');
      });
      const sink = webhook(url, 'json');
      const result = await sink.deliver([signalRecord()], never);
      assert.equal(result.kind, kind, String(status));
      if (result.kind === 'retry') assert.equal(result.afterMs, afterMs, String(status));
      if (result.kind !== 'done') assert.match(result.reason, new RegExp(`${status}: why not`));
      assert.equal(calls.length, 1, 'a redirect is not followed');
      await sink.close();
    }
  });

  test('gives up on a receiver that does not answer, and on one that is not there', async () => {
    const { url } = await httpReceiver(() => {});
    const sink = webhook(url, 'json');
    const result = await sink.deliver([signalRecord()], never);
    assert.match(result.kind === 'retry' ? result.reason : '', /no answer within 1000 ms/);
    await sink.close();
    const nobody = webhook('http://127.0.0.1:1/', 'json');
    const refused = await nobody.deliver([signalRecord()], never);
    assert.match(refused.kind === 'retry' ? refused.reason : '', /ECONNREFUSED/);
    await nobody.close();
  });

  test('reads Retry-After as seconds and as a date', () => {
    assert.equal(retryAfterMs('120'), 120_000);
    assert.equal(retryAfterMs('Wed, 25 Nov 2026 10:00:10 GMT', Date.parse('2026-11-25T10:00:00Z')), 10_000);
    assert.equal(retryAfterMs('Wed, 25 Nov 2020 10:00:10 GMT', Date.parse('2026-11-25T10:00:00Z')), 0);
    assert.equal(retryAfterMs('soon'), null);
    assert.equal(retryAfterMs(undefined), null);
  });
});

describe('the OTLP sink', () => {
  const otlp = (url: string, encoding: 'protobuf' | 'json', gzip = false) =>
    new OtlpSink({
      url,
      headers: {},
      timeoutMs: 1000,
      encoding,
      version: '1.2.3',
      ...(gzip ? { gzipFromBytes: 100 } : {}),
    });

  test('sends the same logs as protobuf and as JSON', async () => {
    const { url, calls } = await httpReceiver((_, response) => {
      response.setHeader('content-type', 'application/x-protobuf').end();
    });
    const record = signalRecord({ tricky: [null, 1.5, -3, true, { a: [] }, 2 ** 60] });
    for (const [encoding, gzip] of [
      ['protobuf', true],
      ['json', false],
    ] as const) {
      const sink = otlp(url, encoding, gzip);
      assert.deepEqual(await sink.deliver([record], never), { kind: 'done' });
      await sink.close();
    }
    assert.equal(calls[0]!.headers['content-type'], 'application/x-protobuf');
    assert.equal(calls[0]!.headers['content-encoding'], 'gzip');
    const binary = toJson(
      ExportLogsServiceRequestSchema,
      fromBinary(ExportLogsServiceRequestSchema, calls[0]!.body),
    ) as AnyJson;
    const json = JSON.parse(calls[1]!.body.toString());
    for (const one of [binary, json]) delete one.resourceLogs[0].scopeLogs[0].logRecords[0].observedTimeUnixNano;
    assert.deepEqual(json, binary);
    const [log] = json.resourceLogs[0].scopeLogs[0].logRecords;
    assert.equal(log.timeUnixNano, '1795601472123456789');
    assert.equal(log.severityNumber, 17);
    assert.equal(log.severityText, 'HIGH');
    const body = Object.fromEntries(log.body.kvlistValue.values.map((pair: AnyJson) => [pair.key, pair.value]));
    assert.equal(body.title.stringValue, DOCUMENT.title);
    assert.deepEqual(body.tricky.arrayValue.values, [
      {},
      { doubleValue: 1.5 },
      { intValue: '-3' },
      { boolValue: true },
      { kvlistValue: { values: [{ key: 'a', value: { arrayValue: {} } }] } },
      { doubleValue: 2 ** 60 },
    ]);
    const attributes = Object.fromEntries(
      log.attributes.map((pair: AnyJson) => [pair.key, Object.values(pair.value)[0]]),
    );
    assert.equal(attributes['log.record.uid'], record.id);
    assert.equal(attributes['process.pid'], '4711');
  });

  test('the bytes are those that the field numbers of the protocol say', async () => {
    const { url, calls } = await httpReceiver(ok);
    const sink = otlp(url, 'protobuf');
    await sink.deliver([signalRecord({}, { json: Buffer.from('{"a":"b"}') })], never);
    await sink.close();
    // Read without our definition: resource_logs 1 > scope_logs 2 > log_records 2 > {1 fixed64, 2 varint, 3 text, 5 body}.
    const record = field(field(field(calls[0]!.body, 1), 2), 2);
    assert.equal(fixed64(record, 1), 1_795_601_472_123_456_789n);
    assert.equal(field(record, 3).toString(), 'HIGH');
    // body 5 > kvlist_value 6 > values 1 > {key 1, value 2 > string_value 1}
    const pair = field(field(field(record, 5), 6), 1);
    assert.equal(field(pair, 1).toString(), 'a');
    assert.equal(field(field(pair, 2), 1).toString(), 'b');
  });

  test('a partial success refuses the batch, so that the runner can find the culprit', async () => {
    const { url } = await httpReceiver((_, response) => {
      response
        .setHeader('content-type', 'application/x-protobuf')
        .end(
          toBinary(
            ExportLogsServiceResponseSchema,
            fromBinary(ExportLogsServiceResponseSchema, Buffer.from('0a07080212036f6464', 'hex')),
          ),
        );
    });
    const sink = otlp(url, 'protobuf');
    const result = await sink.deliver([signalRecord(), signalRecord()], never);
    assert.equal(result.kind, 'refused');
    assert.match(result.kind === 'refused' ? result.reason : '', /rejected 2 of 2: odd/);
    await sink.close();
  });
});

/** The first field of a number in protobuf bytes, length-delimited. */
function field(bytes: Buffer, wanted: number): Buffer {
  for (const [number, value] of fields(bytes)) if (number === wanted && Buffer.isBuffer(value)) return value;
  assert.fail(`no field ${wanted}`);
}

function fixed64(bytes: Buffer, wanted: number): bigint {
  for (const [number, value] of fields(bytes)) if (number === wanted && typeof value === 'bigint') return value;
  assert.fail(`no field ${wanted}`);
}

/** protobuf.dev/programming-guides/encoding */
function* fields(bytes: Buffer): Generator<[number, Buffer | bigint | number]> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    switch (tag & 7) {
      case 0:
        yield [tag >> 3, varint()];
        break;
      case 1:
        yield [tag >> 3, bytes.readBigUInt64LE(at)];
        at += 8;
        break;
      case 2: {
        const length = varint();
        yield [tag >> 3, bytes.subarray(at, at + length)];
        at += length;
        break;
      }
      default:
        assert.fail(`wire type ${tag & 7}`);
    }
  }
}

describe('the file sink', () => {
  const lines = (path: string): AnyJson[] =>
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  const sinkAt = (path: string, more: { sizeBytesMax?: number; filesMax?: number } = {}) =>
    new FileSink({ path, sizeBytesMax: 1 << 20, filesMax: 3, mode: 0o640, ...more });
  const deliver = async (sink: FileSink, records: readonly WireRecord[]): Promise<void> => {
    assert.deepEqual(await sink.deliver(records), { kind: 'done' });
  };

  test('writes one document per line, whatever it holds, with the mode of the configuration', async () => {
    const path = join(folder, 'plain', 'signals.json');
    const sink = sinkAt(path);
    await deliver(
      sink,
      HOSTILE_TEXTS.map((title) => signalRecord({ title })),
    );
    assert.deepEqual(
      lines(path).map(({ title }) => title),
      HOSTILE_TEXTS,
    );
    assert.equal(statSync(path).mode & 0o777, 0o640);
    await sink.close();
  });

  test('rotates by size, loses nothing that it keeps, and keeps no more than it is told', async () => {
    const path = join(folder, 'rotate', 'signals.json');
    const sink = sinkAt(path, { sizeBytesMax: 10_000 });
    const records = Array.from({ length: 40 }, (_, n) => signalRecord({ n }));
    for (const record of records) await deliver(sink, [record]);
    await sink.close();
    const names = readdirSync(join(folder, 'rotate')).sort();
    assert.deepEqual(names, ['signals.json', 'signals.json.1', 'signals.json.2', 'signals.json.3']);
    const kept = names.toReversed().flatMap((name) => lines(join(folder, 'rotate', name)).map(({ n }) => n));
    assert.deepEqual(
      kept,
      Array.from({ length: kept.length }, (_, i) => 40 - kept.length + i),
    );
    for (const name of names) assert.ok(statSync(join(folder, 'rotate', name)).size <= 10_000);
  });

  test('notices that somebody else rotated the file', async () => {
    const path = join(folder, 'moved.json');
    const sink = sinkAt(path);
    await deliver(sink, [signalRecord({ n: 1 })]);
    renameSync(path, `${path}.old`);
    await deliver(sink, [signalRecord({ n: 2 })]);
    rmSync(path);
    await deliver(sink, [signalRecord({ n: 3 })]);
    assert.deepEqual([lines(`${path}.old`)[0].n, lines(path).map(({ n }) => n)], [1, [3]]);
    await sink.close();
  });

  test('cuts off the half line that a crash left', async () => {
    const path = join(folder, 'torn.json');
    writeFileSync(path, '{"n":1}\n{"n":2,"half');
    const sink = sinkAt(path);
    await deliver(sink, [signalRecord({ n: 2 })]);
    assert.deepEqual(
      lines(path).map(({ n }) => n),
      [1, 2],
    );
    await sink.close();
  });

  test('does not write through a link, nor into a pipe or a folder', async () => {
    const target = join(folder, 'target');
    writeFileSync(target, '');
    symlinkSync(target, join(folder, 'link.json'));
    execFileSync('mkfifo', [join(folder, 'pipe.json')]);
    mkdirSync(join(folder, 'folder.json'));
    for (const name of ['link.json', 'pipe.json', 'folder.json']) {
      const sink = sinkAt(join(folder, name));
      assert.equal((await sink.deliver([signalRecord()])).kind, 'retry', name);
      await sink.close();
    }
    assert.equal(statSync(target).size, 0);
    chmodSync(target, 0o600);
  });
});

describe('the sink to standard output', () => {
  test('writes lines and waits for a slow reader', async () => {
    const stream = new PassThrough({ highWaterMark: 10 });
    const sink = new StdoutSink(stream);
    let done = false;
    const delivery = sink.deliver([signalRecord({ n: 1 }), signalRecord({ n: 2 })]).then((result) => {
      done = true;
      return result;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(done, false);
    const text = await new Promise<string>((resolve) => {
      stream.once('data', (piece: Buffer) => resolve(piece.toString()));
    });
    assert.deepEqual(await delivery, { kind: 'done' });
    assert.deepEqual(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).n),
      [1, 2],
    );
  });
});

test('internal records pass through every format', () => {
  const record = signalRecord(
    { title: 'lost_events', process: undefined, severity: undefined },
    { class: RecordClass.INTERNAL, severity: Severity.UNSPECIFIED, ruleId: '', type: 'lost_events' },
  );
  assert.equal(parse5424(syslogMessage(record, message)).messageId, 'lost_events');
  for (const template of ['json', 'slack', 'teams', 'pagerduty'] as const) {
    assert.match(JSON.stringify(bodyMaker(template, { routingKey: 'x' })(record)), /lost\\*_events/);
  }
});
