/** Reading a real folder: absent, unreadable and odd files; and that the table says truly which keys have an effect. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CONFIG_KEYS } from '../../schema/config.ts';
import { loadConfig } from './load-config.ts';

function inFolder(run: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'shrike-config-'));
  try {
    run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a folder without files gives defaults and no complaint', () => {
  inFolder((folder) => {
    const { config, files } = loadConfig({ folder, environment: {} });
    assert.deepEqual(config.diagnostics, []);
    assert.deepEqual([...new Set(files.map(({ state }) => state))], ['absent']);
    assert.equal(config.bool('runtime_security_config.enabled'), true);
  });
});

test('a folder that was asked for must exist, the usual one need not', () => {
  const asked = loadConfig({ folder: '/nonexistent/shrike', environment: {} });
  assert.match(asked.config.diagnostics[0]!.message, /there is no folder \/nonexistent\/shrike/);
  assert.equal(asked.config.int('runtime_security_config.event_server.burst'), 40);
  assert.ok(!loadConfig({ environment: {} }).config.diagnostics.some(({ message }) => message.includes('no folder')));
});

test('files of the agent are read as they are, and values know where they come from', () => {
  inFolder((folder) => {
    writeFileSync(join(folder, 'datadog.yaml'), 'api_key: x\nsite: datadoghq.eu\n');
    // As an installer appends it to a file that ended without a line break was not there before.
    writeFileSync(join(folder, 'system-probe.yaml'), 'runtime_security_config.enabled: true\n');
    writeFileSync(join(folder, 'security-agent.yaml'), 'runtime_security_config:\n  enabled: true\n');
    const { config } = loadConfig({ folder, environment: { DD_SITE: 'example.org' } });
    assert.equal(config.text('site'), 'example.org');
    const { origin } = config.entry('runtime_security_config.enabled');
    assert.deepEqual(origin, {
      kind: 'file',
      file: join(folder, 'system-probe.yaml'),
      line: 1,
      name: 'runtime_security_config.enabled',
    });
    assert.deepEqual(
      config.diagnostics.map(({ code }) => code),
      ['CONFIG-UNUSED'],
    );
  });
});

test('a folder, a pipe or a huge file in place of a file is an error and hangs nothing', () => {
  inFolder((folder) => {
    mkdirSync(join(folder, 'datadog.yaml'));
    execFileSync('mkfifo', [join(folder, 'system-probe.yaml')]);
    writeFileSync(join(folder, 'shrike.yaml'), Buffer.alloc(3 << 20, '#'));
    const { config, files } = loadConfig({ folder, environment: {} });
    assert.deepEqual(
      config.diagnostics.map(({ severity, code }) => [severity, code]),
      [
        ['error', 'CONFIG-READ'],
        ['error', 'CONFIG-READ'],
        ['error', 'CONFIG-LIMIT'],
      ],
    );
    assert.deepEqual(
      files.map(({ state }) => state),
      ['unreadable', 'absent', 'unreadable', 'read'],
    );
  });
});

test('a key is marked as having an effect exactly when a source outside the tests asks for it', () => {
  const root = fileURLToPath(new URL('../', import.meta.url));
  const sources = globSync('**/*.ts', { cwd: root })
    .filter((path) => !path.endsWith('.test.ts') && !path.startsWith('config/'))
    .map((path) => readFileSync(join(root, path), 'utf8'));
  const asked = new Set(
    sources.flatMap((text) =>
      [...text.matchAll(/\.(?:bool|int|text|list|durationNs|map|entry)\(\s*'([\w.]+)'/g)].map((match) => match[1]!),
    ),
  );
  const known = new Set(CONFIG_KEYS.map(({ name }) => name));
  const honoured = CONFIG_KEYS.filter(({ status }) => status === 'honoured').map(({ name }) => name);
  assert.deepEqual(honoured, [...asked].filter((name) => known.has(name)).sort());
});
