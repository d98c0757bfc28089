/** `shrike config` from the outside: what it prints and how it ends. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'shrike-config-'));
});
after(() => rmSync(folder, { recursive: true }));

function run(text: string, args: readonly string[], env: Record<string, string> = {}) {
  writeFileSync(join(folder, 'system-probe.yaml'), text);
  const ended = spawnSync(process.execPath, [MAIN, 'config', '--config-dir', folder, ...args], {
    encoding: 'utf8',
    env,
  });
  return { code: ended.status, out: ended.stdout, problems: ended.stderr };
}

test('values are printed with their origin, secrets without their text', () => {
  const { code, out, problems } = run('api_key: hunter2\nruntime_security_config.enabled: false\n', [], {
    DD_SITE: 'example.org',
  });
  assert.equal(code, 0);
  assert.match(out, /^runtime_security_config\.enabled: false +# \S+system-probe\.yaml:2$/m);
  assert.match(out, /^site: "example\.org" +# environment variable DD_SITE; no effect yet$/m);
  assert.match(out, /^runtime_security_config\.policies\.dir: "" +# default$/m);
  assert.match(out, /^api_key: "\*{8}"/m);
  assert.ok(!`${out}${problems}`.includes('hunter2'));
});

test('only the keys and sections that were asked for are printed', () => {
  const { out } = run('', ['runtime_security_config.enabled', 'event_monitoring_config.span_tracking']);
  const names = out.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  assert.deepEqual(
    names.map((line) => line.split(':')[0]),
    [
      'event_monitoring_config.span_tracking.cache_size',
      'event_monitoring_config.span_tracking.enabled',
      'runtime_security_config.enabled',
    ],
  );
});

test('JSON holds values, origins and problems', () => {
  const { code, out } = run('runtime_security_config.event_server: {burst: many, retention: 90s}\n', [
    '--json',
    'runtime_security_config.event_server',
  ]);
  const json = JSON.parse(out);
  assert.equal(code, 1);
  assert.equal(json.folder, folder);
  assert.deepEqual(json.values['runtime_security_config.event_server.burst'], {
    value: 40,
    type: 'int',
    status: 'honoured',
    origin: { kind: 'default' },
  });
  assert.equal(json.values['runtime_security_config.event_server.retention'].value, '1m30s');
  assert.deepEqual(
    json.diagnostics.map((d: { code: string; line?: number }) => [d.code, d.line]),
    [['CONFIG-TYPE', 1]],
  );
});

test('a key that does not exist is wrong use, with the nearest one', () => {
  const { code, problems } = run('', ['runtime_security_config.enabeld']);
  assert.equal(code, 2);
  assert.match(problems, /did you mean runtime_security_config\.enabled\?/);
});
