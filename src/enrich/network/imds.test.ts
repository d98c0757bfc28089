import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ImdsExchange, type ImdsMessage } from './imds.ts';

const CRLF = '\r\n';
const request = (line: string, ...headers: string[]): Buffer =>
  Buffer.from([`${line} HTTP/1.1`, 'Host: 169.254.169.254', 'User-Agent: curl/8', ...headers, '', ''].join(CRLF));
const response = (body: string, ...headers: string[]): Buffer =>
  Buffer.from(['HTTP/1.1 200 OK', `Content-Length: ${body.length}`, ...headers, '', body].join(CRLF));

/** What an exchange tells about bytes in both directions, each handed over in pieces of `size`. */
function tell(steps: readonly (readonly ['out' | 'in', Buffer])[], size = 1 << 20): ImdsMessage[] {
  const told: ImdsMessage[] = [];
  const exchange = new ImdsExchange((m) => told.push(m));
  const readers = { out: exchange.reader(), in: exchange.reader() };
  const left = { out: Buffer.alloc(0), in: Buffer.alloc(0) };
  for (const [direction, bytes] of steps) {
    for (let at = 0; at < bytes.length; at += size) {
      left[direction] = Buffer.concat([left[direction], bytes.subarray(at, at + size)]);
      left[direction] = left[direction].subarray(readers[direction].take(left[direction]));
    }
  }
  return told;
}

describe('clouds are told apart by what their clients send', () => {
  for (const [provider, bytes, isV2] of [
    ['aws', request('GET /latest/meta-data/iam/security-credentials/'), false],
    ['aws', request('GET /latest/meta-data/', 'X-aws-ec2-metadata-token: s3cr3t'), true],
    ['aws', request('PUT /latest/api/token', 'X-aws-ec2-metadata-token-ttl-seconds: 60'), true],
    ['gcp', request('GET /computeMetadata/v1/', 'Metadata-Flavor: Google'), false],
    ['azure', request('GET /metadata/instance?api-version=2021-02-01', 'Metadata: true'), false],
    ['ibm', request('PUT /instance_identity/v1/token?version=2022', 'Metadata-Flavor: ibm'), false],
    ['oracle', request('GET /opc/v2/instance/', 'Authorization: Bearer Oracle'), false],
    ['', request('GET /something/else'), false],
  ] as const) {
    test(`${provider || 'none'}: ${bytes.toString().split(CRLF)[0]}`, () => {
      const [m] = tell([['out', bytes]]);
      assert.deepEqual(
        [m!.kind, m!.provider, m!.isV2, m!.host, m!.userAgent],
        ['request', provider, isV2, '169.254.169.254', 'curl/8'],
      );
    });
  }
});

const CREDENTIALS = JSON.stringify({
  Code: 'Success',
  LastUpdated: '2026-01-01T00:00:00Z',
  Type: 'AWS-HMAC',
  AccessKeyId: 'ASIAEXAMPLE',
  SecretAccessKey: 'VERYSECRET',
  Token: 'ALSOSECRET',
  Expiration: '2026-01-01T06:00:00Z',
});

test('an answer with credentials: what names them, never what they are, however it is split', () => {
  const steps = [
    ['out', request('GET /latest/meta-data/iam/security-credentials/role', 'X-aws-ec2-metadata-token: TOKENSECRET')],
    ['in', response(CREDENTIALS, 'Server: EC2ws')],
  ] as const;
  for (const size of [1, 7, 100, 1 << 20]) {
    const told = tell(steps, size);
    assert.equal(told.length, 2, `pieces of ${size}`);
    const [, answer] = told;
    assert.deepEqual(
      [answer!.kind, answer!.provider, answer!.server, answer!.isV2],
      ['response', 'aws', 'EC2ws', true],
    );
    assert.deepEqual(answer!.credentials, {
      type: 'AWS-HMAC',
      code: 'Success',
      accessKeyId: 'ASIAEXAMPLE',
      lastUpdated: '2026-01-01T00:00:00Z',
      expiration: '2026-01-01T06:00:00Z',
    });
    assert.doesNotMatch(JSON.stringify(told), /SECRET/);
  }
});

test('secrets in the query of a URL are taken out', () => {
  const [m] = tell([['out', request('GET /latest/x?token=abc&a=1&X-Sig=zzz')]]);
  assert.equal(m!.url, '/latest/x?token=***&a=1&X-Sig=***');
});

test('several messages on one connection, and bodies that look like requests', () => {
  const told = tell([
    ['out', Buffer.concat([request('GET /latest/a'), request('GET /latest/b')])],
    ['in', Buffer.concat([response('GET /no HTTP/1.1\r\n\r\n'), response('x', 'Server: EC2ws')])],
  ]);
  assert.deepEqual(
    told.map((m) => (m.kind === 'request' ? m.url : m.status)),
    ['/latest/a', '/latest/b', 200, 200],
  );
});

test('what is no HTTP is taken and forgotten', () => {
  const exchange = new ImdsExchange(() => assert.fail());
  const reader = exchange.reader();
  for (const bytes of [Buffer.alloc(9000, 1), Buffer.from(`GET ${'x'.repeat(9000)}`), Buffer.from([22, 3, 1, 0, 5])])
    assert.equal(reader.take(bytes), bytes.length);
});
