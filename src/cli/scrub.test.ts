import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { scrub } from './scrub.ts';

describe('what leaves the machine', () => {
  const secret = 'Zx9-hunter2-Qw';
  for (const text of [
    `api_key: ${secret}`,
    `  routing_key: "${secret}"`,
    `DD_API_KEY=${secret}`,
    `{"password":"${secret}","user":"kestrel"}`,
    `"client_secret": '${secret}'`,
    `sinks.oncall.token: ${secret} # a comment`,
    `clickhouse://user:${secret}@store:8123/db`,
    `https://collector.example.org/in?token=${secret}&x=1`,
    `url: https://hooks.example.org/services/T0/${secret}`,
    `url: https://chat.example.org/api/webhooks/12/${secret}`,
    `Authorization: Bearer ${secret}abcdef`,
    `curl --password ${secret} https://example.org`,
    `-----BEGIN EC PRIVATE KEY-----\n${secret}\n-----END EC PRIVATE KEY-----`,
    `-----BEGIN PRIVATE KEY-----\n${secret}`,
    'AKIAIOSFODNN7EXAMPLE hunter2'.replace(' hunter2', ''),
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJodW50ZXIyIn0.c2lnbmF0dXJl',
  ]) {
    test(`holds no secret: ${text.slice(0, 40).replaceAll('\n', ' ')}`, () => {
      const clean = scrub(text);
      assert.doesNotMatch(clean, /hunter2|AKIAIOSF|eyJzdWIi/);
      assert.match(clean, /\*{8}/);
    });
  }

  for (const text of [
    'routing_key_file: /etc/shrike/pagerduty.key',
    'runtime_security_config.enabled: true',
    'sockets: https://example.org/signals',
    'rule credential_file_read, 3 matches',
    '{"keys":12,"title":"cat opened /etc/shadow"}',
    'user: kestrel',
  ]) {
    test(`keeps what is none: ${text}`, () => assert.equal(scrub(text), text));
  }

  test('is left alone the second time', () => {
    const once = scrub(`api_key: ${secret}\nurl: amqp://a:${secret}@b/c`);
    assert.equal(scrub(once), once);
  });
});
