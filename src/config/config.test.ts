/** Files and environment in, values with their origin and diagnostics out. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CONFIG_KEYS } from '../../schema/config.ts';
import { type Config, createConfig, originText } from './config.ts';
import { renderConfigDiagnostic } from './config-diagnostic.ts';
import { CONFIG_LIMITS } from './read-config-file.ts';

const ENABLED = 'runtime_security_config.enabled';
const BURST = 'runtime_security_config.event_server.burst';
const RETENTION = 'runtime_security_config.event_server.retention';
const WINDOW = 'event_monitoring_config.flush_discarder_window';
const COOKIES = 'runtime_security_config.cookie_cache_size';
const VARIABLES = 'event_monitoring_config.envs_with_value';

const one = (content: string | Uint8Array, file = 'system-probe.yaml'): Config =>
  createConfig([{ path: file, content }], {});
const codes = (config: Config): string[] =>
  config.diagnostics.filter((d) => d.code !== 'CONFIG-UNUSED').map((d) => d.code.replace('CONFIG-', ''));
const rendered = (config: Config): string => config.diagnostics.map(renderConfigDiagnostic).join('\n');

describe('one file: what is written, the value of a key, the complaints', () => {
  const CASES: readonly (readonly [
    name: string,
    text: string | Uint8Array,
    key: string,
    value: unknown,
    ...codes: string[],
  ])[] = [
    ['an empty file', '', ENABLED, true],
    ['only comments', '# nothing\n', ENABLED, true],
    ['a flat name', `${BURST}: 5\n`, BURST, 5],
    ['nested names', 'runtime_security_config:\n  event_server:\n    burst: 5\n', BURST, 5],
    ['a dotted name inside a section', 'runtime_security_config:\n  event_server.burst: 5\n', BURST, 5],
    ['flow style', '{runtime_security_config: {event_server: {burst: 5}}}', BURST, 5],
    ['letter case does not count', 'Runtime_Security_Config.Event_Server.BURST: 5\n', BURST, 5],
    ['both forms alike', `${BURST}: 5\nruntime_security_config:\n  event_server:\n    burst: 5\n`, BURST, 5],
    [
      'both forms in conflict: the later wins',
      `runtime_security_config:\n  event_server:\n    burst: 4\n${BURST}: 5\n`,
      BURST,
      5,
      'CONFLICT',
    ],
    [
      'the same the other way round',
      `${BURST}: 5\nruntime_security_config:\n  event_server:\n    burst: 4\n`,
      BURST,
      4,
      'CONFLICT',
    ],
    ['a key twice: the later wins', `${ENABLED}: false\n${ENABLED}: true\n`, ENABLED, true, 'CONFLICT'],
    ['a key twice with the same value', `${ENABLED}: false\n${ENABLED}: no\n`, ENABLED, false],
    [
      'a section twice counts as one',
      'runtime_security_config:\n  enabled: false\nruntime_security_config:\n  fim_enabled: false\n',
      ENABLED,
      false,
    ],
    ['a number in quotes', `${BURST}: "5"\n`, BURST, 5],
    ['yes', `${ENABLED}: no\n`, ENABLED, false],
    ['off', `${ENABLED}: off\n`, ENABLED, false],
    ['a key without value counts as not set', `${ENABLED}:\n`, ENABLED, true],
    ['a section without anything', 'runtime_security_config:\n#  enabled: false\n', ENABLED, true],
    ['null', `${BURST}: ~\n`, BURST, 40],
    ['a wrong type', `${BURST}: many\n`, BURST, 40, 'TYPE'],
    ['a wrong value loses to the right one before it', `${BURST}: 5\n${BURST}: many\n`, BURST, 5, 'TYPE'],
    ['a list where a truth value belongs', `${ENABLED}: [true]\n`, ENABLED, true, 'TYPE'],
    ['a value where a section belongs', 'runtime_security_config: true\n', ENABLED, true, 'TYPE'],
    ['an alias', 'runtime_security_config.envs_with_value: [A]\n', VARIABLES, ['A']],
    [
      'a name wins over its alias, wherever it stands',
      `${VARIABLES}: [B]\nruntime_security_config.envs_with_value: [A]\n`,
      VARIABLES,
      ['B'],
      'CONFLICT',
    ],
    ['a list as text', `${VARIABLES}: A, B\n`, VARIABLES, ['A', 'B']],
    ['a block list', `${VARIABLES}:\n- A\n- 1.10\n`, VARIABLES, ['A', '1.10']],
    ['a duration', `${RETENTION}: 1m\n`, RETENTION, 60_000_000_000n],
    ['a duration without unit', `${RETENTION}: 6\n`, RETENTION, 6n, 'TYPE'],
    ['an unknown key of ours', 'runtime_security_config.enabeld: false\n', ENABLED, true, 'KEY'],
    ['an unknown section of ours', 'runtime_security_config:\n  polices:\n    dir: x\n', ENABLED, true, 'KEY'],
    ['a slip in the section', 'runtime_securty_config:\n  enabled: false\n', ENABLED, true, 'KEY'],
    [
      'sections of other products',
      'network_config:\n  enabled: true\nlog_level: debug\nsystem_probe_config:\n  foo: 1\nlist: [1]\n',
      ENABLED,
      true,
    ],
    ['an obsolete key', 'runtime_security_config.debug: true\n', ENABLED, true, 'OBSOLETE'],
    ['a byte order mark', `\ufeff${ENABLED}: false\n`, ENABLED, false],
    ['a byte order mark in bytes', Buffer.from(`\ufeff${ENABLED}: false\n`), ENABLED, false],
    ['Windows line ends', `runtime_security_config:\r\n  enabled: false\r\n`, ENABLED, false],
    ['a tab after the colon', `${ENABLED}:\tfalse\n`, ENABLED, false],
    ['a tab as indentation', 'runtime_security_config:\n\tenabled: false\n', ENABLED, true, 'YAML'],
    ['no YAML', 'a: b: c\n', ENABLED, true, 'YAML'],
    ['a list', '- a\n', ENABLED, true, 'YAML'],
    ['text', 'hello\n', ENABLED, true, 'YAML'],
    ['two documents: the first counts', `${ENABLED}: false\n---\n${ENABLED}: true\n`, ENABLED, false, 'YAML'],
    ['an anchor', `x: &v 5\n${BURST}: *v\n`, BURST, 5],
    ['a merge', 'base: &b\n  burst: 5\nruntime_security_config:\n  event_server:\n    <<: *b\n', BURST, 5],
    ['an unknown anchor', `${BURST}: *nobody\n`, BURST, 40, 'YAML'],
    ['a wrong key that is a list', '? [a, b]\n: c\n', ENABLED, true],
    [
      'no UTF-8',
      Buffer.concat([Buffer.from(`${ENABLED}: false # `), Buffer.from([0xff, 0x0a])]),
      ENABLED,
      false,
      'READ',
    ],
    ['too large', Buffer.alloc(CONFIG_LIMITS.fileBytesMax + 1, '#'), ENABLED, true, 'LIMIT'],
    [
      'too many parts',
      `x: [${'1,'.repeat(CONFIG_LIMITS.nodesMax)}]\n${VARIABLES}: [${'a,'.repeat(CONFIG_LIMITS.nodesMax)}]`,
      VARIABLES,
      CONFIG_KEYS.find((k) => k.name === VARIABLES)!.default,
      'LIMIT',
    ],
    ['too deep', `runtime_security_config.endpoints: ${'{a: '.repeat(60)}1${'}'.repeat(60)}\n`, ENABLED, true, 'LIMIT'],
    [
      'too many aliases',
      `x: &x a\n${VARIABLES}: [${'*x,'.repeat(CONFIG_LIMITS.aliasesMax + 1)}]\n`,
      ENABLED,
      true,
      'LIMIT',
    ],
    ['a section inside itself', 'runtime_security_config: &a\n  endpoints: *a\n', ENABLED, true, 'LIMIT'],
    ['nesting beyond reason', `a: ${'['.repeat(100_000)}`, ENABLED, true, 'YAML'],
  ];
  for (const [name, text, key, value, ...wanted] of CASES) {
    test(name, () => {
      const config = one(text);
      assert.deepEqual(config.entry(key).value, value, rendered(config));
      assert.deepEqual([...new Set(codes(config))], wanted, rendered(config));
    });
  }
});

describe('sources override each other in a fixed order', () => {
  const sources = ['datadog.yaml', 'security-agent.yaml', 'system-probe.yaml', 'shrike.yaml'];
  const files = sources.map((path, i) => ({ path, content: `${BURST}: ${i + 1}\n` }));
  const variables: [string, string][] = [
    ['DD_RUNTIME_SECURITY_CONFIG_EVENT_SERVER_BURST', '5'],
    ['SHRIKE_RUNTIME_SECURITY_CONFIG_EVENT_SERVER_BURST', '6'],
  ];
  for (let n = 0; n <= 6; n++) {
    test(`with the first ${n} of them`, () => {
      const config = createConfig(files.slice(0, n), Object.fromEntries(variables.slice(0, Math.max(0, n - 4))));
      assert.equal(config.int(BURST), n === 0 ? 40 : n);
      const origin = [
        'default',
        ...sources.map((s) => `${s}:1`),
        ...variables.map(([v]) => `environment variable ${v}`),
      ];
      assert.equal(originText(config.entry(BURST).origin), origin[n]);
      // Two files that disagree are a conflict; the environment is meant to disagree.
      assert.deepEqual(codes(config), n >= 2 && n <= 4 ? ['CONFLICT'] : []);
    });
  }

  test('one file is enough, and the other may be silent', () => {
    const config = createConfig(
      [
        { path: 'security-agent.yaml', content: `${ENABLED}: false\n` },
        { path: 'system-probe.yaml', content: 'network_config: {}\n' },
      ],
      {},
    );
    assert.equal(config.bool(ENABLED), false);
    assert.deepEqual(codes(config), []);
  });

  test('entries of a map come together from all files; a whole variable replaces them', () => {
    const replace = 'runtime_security_config.hash_resolver.replace';
    const parts = [
      { path: 'a.yaml', content: `${replace}:\n  /a: "1"\n  /b: "2"\n` },
      { path: 'b.yaml', content: `${replace}./b: "3"\nruntime_security_config.hash_resolver:\n  replace: {/C: "4"}\n` },
    ];
    assert.deepEqual(createConfig(parts, {}).map(replace), { '/a': '1', '/b': '3', '/C': '4' });
    const variable = { DD_RUNTIME_SECURITY_CONFIG_HASH_RESOLVER_REPLACE: '{"/d": "5"}' };
    assert.deepEqual(createConfig(parts, variable).map(replace), { '/d': '5' });
  });
});

describe('environment', () => {
  const CASES: readonly (readonly [name: string, value: string, key: string, wanted: unknown, ...codes: string[]])[] = [
    ['DD_RUNTIME_SECURITY_CONFIG_ENABLED', 'false', ENABLED, false],
    ['DD_RUNTIME_SECURITY_CONFIG_ENABLED', '', ENABLED, true],
    ['DD_RUNTIME_SECURITY_CONFIG_ENABLED', 'perhaps', ENABLED, true, 'TYPE'],
    ['DD_RUNTIME_SECURITY_CONFIG_NETWORK_ENABLED', 'no', 'event_monitoring_config.network.enabled', false],
    ['DD_EVENT_MONITORING_CONFIG_NETWORK_ENABLED', 'no', 'event_monitoring_config.network.enabled', false],
    ['SHRIKE_EVENT_MONITORING_CONFIG_ENVS_WITH_VALUE', 'A B', VARIABLES, ['A', 'B']],
    ['DD_EVENT_MONITORING_CONFIG_ENVS_WITH_VALUE', '["A","B"]', VARIABLES, ['A', 'B']],
    ['DD_TAGS', 'a:b, c:d', 'tags', ['a:b', 'c:d']],
    ['HOST_PROC', '/host/proc', 'host.proc', '/host/proc'],
    ['ECS_FARGATE', 'true', 'eks_fargate', true],
    ['DD_RUNTIME_SECURITY_CONFIG_ENDPOINTS_DD_URL', 'x', 'runtime_security_config.endpoints', { dd_url: 'x' }],
    ['DD_RUNTIME_SECURITY_CONFIG_ENABELD', '1', ENABLED, true, 'KEY'],
    ['DD_RUNTIME_SECURTY_CONFIG_ENABLED', '1', ENABLED, true, 'KEY'],
    ['SHRIKE_RUNTIME_SECURITY_CONFIG_NOTHING_LIKE_IT', '1', ENABLED, true, 'KEY'],
    ['DD_REMOTE_CONFIGURATION_API_KEY', 'x', ENABLED, true],
    ['DD_SYSTEM_PROBE_NETWORK_ENABLED', '1', ENABLED, true],
    ['SHRIKE_BPF', '/x', ENABLED, true],
    ['PATH', '/bin', ENABLED, true],
  ];
  for (const [name, value, key, wanted, ...expected] of CASES) {
    test(`${name}='${value}'`, () => {
      const config = createConfig([], { [name]: value });
      assert.deepEqual(config.entry(key).value, wanted);
      assert.deepEqual(codes(config), expected, rendered(config));
    });
  }

  test('two names of one key that disagree are a conflict, and the name wins over the alias', () => {
    const config = createConfig([], {
      DD_RUNTIME_SECURITY_CONFIG_NETWORK_ENABLED: 'true',
      DD_EVENT_MONITORING_CONFIG_NETWORK_ENABLED: 'false',
    });
    assert.equal(config.bool('event_monitoring_config.network.enabled'), false);
    assert.deepEqual(codes(config), ['CONFLICT']);
  });

  test('every variable of the table reaches its key', () => {
    const sample = { bool: 'true', int: '50', string: 'x', 'string list': 'x', duration: '1s', map: '{"x":"y"}' };
    const value = { bool: true, int: 50, string: 'x', 'string list': ['x'], duration: 1_000_000_000n, map: { x: 'y' } };
    for (const key of CONFIG_KEYS) {
      const text = key.choices?.at(-1) ?? (key.min > 50 ? String(key.min) : sample[key.type]);
      const wanted = key.choices?.at(-1) ?? (key.min > 50 ? key.min : value[key.type]);
      for (const variable of key.environment) {
        const entry = createConfig([], { [variable]: text }).entry(key.name);
        assert.deepEqual([entry.value, entry.origin], [wanted, { kind: 'environment', variable }]);
      }
    }
  });
});

test('a diagnostic says file, line, column, what, and how to mend it', () => {
  const config = one('runtime_security_config:\n  enabled: "maybe"   # comment\n', '/etc/x/system-probe.yaml');
  assert.equal(
    rendered(config),
    [
      "/etc/x/system-probe.yaml:2:12: error CONFIG-TYPE: runtime_security_config.enabled takes true or false, not 'maybe'; the default true is used",
      '    enabled: "maybe"   # comment',
      '             ^^^^^^^',
      '  hint: write `runtime_security_config.enabled: true` or `runtime_security_config.enabled: false`',
    ].join('\n'),
  );
  assert.match(
    rendered(one('runtime_security_config.enabeld: 1\n')),
    /hint: did you mean runtime_security_config\.enabled\?/,
  );
});

test('keys without effect are said once, all in one note', () => {
  const config = one(`${WINDOW}: 5\n${COOKIES}: 1\n${ENABLED}: true\n`);
  const notes = config.diagnostics.filter((d) => d.code === 'CONFIG-UNUSED');
  assert.deepEqual(
    notes.map(({ severity, message }) => [severity, message]),
    [['note', `2 keys are set and have no effect here yet: ${WINDOW}, ${COOKIES}`]],
  );
});

test('no diagnostic repeats a secret', () => {
  for (const text of [
    'api_key: [hunter2]\n',
    'api_key: a\napi_key: hunter2\n',
    'api_key: hunter2\n\tx: 1\n',
    'api_key: {a: hunter2}\n',
  ]) {
    const config = one(text);
    assert.ok(config.diagnostics.length > 0, text);
    assert.ok(!rendered(config).includes('hunter2'), rendered(config));
  }
});

test('what is printed of hostile names holds no control bytes', () => {
  const config = one('"runtime_security_config.\\e[31mred\\n": 1\nruntime_security_config.enabled: "\\e]0;x\\a"\n');
  assert.equal(config.diagnostics.length, 2);
  assert.doesNotMatch(rendered(config).replaceAll('\n', ''), /[\u0000-\u001f\u007f-\u009f]/);
});

test('a thousand mistakes give a hundred diagnostics and their number, errors first', () => {
  // 999 unknown keys, one wrong value, and the note that its key has no effect.
  const lines = Array.from({ length: 999 }, (_, i) => `runtime_security_config.wrong_${i}: 1\n`);
  const config = one(`${lines.join('')}${COOKIES}: many\n`);
  assert.equal(config.diagnostics.length, 101);
  assert.equal(config.diagnostics[0]!.code, 'CONFIG-TYPE');
  assert.equal(config.diagnostics[100]!.message, '901 more problems are not shown');
});

test('the accessors are typed, and asking wrongly is a bug', () => {
  const config = one('runtime_security_config.policies.dir: /x\n');
  assert.equal(config.text('runtime_security_config.policies.dir'), '/x');
  assert.ok(config.isSet('runtime_security_config.policies.dir'));
  assert.ok(!config.isSet(ENABLED));
  assert.equal(config.durationNs(RETENTION), 6_000_000_000n);
  assert.equal(config.int('event_monitoring_config.network_process.max_processes_tracked'), 0);
  assert.throws(() => config.int(ENABLED), /is a bool, not a int/);
  assert.throws(() => config.bool('no.such.key'), /there is no configuration key/);
});

/** Numerical Recipes' linear congruence: the same bytes in every run. */
function randomBytes(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test('arbitrary bytes and broken files never throw and always leave every key with a value of its type', () => {
  const typeOf = {
    bool: 'boolean',
    int: 'number',
    string: 'string',
    'string list': 'object',
    duration: 'bigint',
    map: 'object',
  };
  const random = randomBytes(7);
  const good = Buffer.from(
    `runtime_security_config: &a\n  enabled: true\n  event_server: {burst: 5, retention: "6s"}\n${VARIABLES}:\n  - PATH\n  - 'x'\napi_key: |\n  abc\nx: *a\n? y\n: !!str z\n<<: *a\n`,
  );
  let complaints = 0;
  for (let round = 0; round < 1500; round++) {
    let bytes: Buffer;
    if (round % 3 === 0) bytes = Buffer.from(Array.from({ length: random(200) }, () => random(256)));
    else {
      bytes = Buffer.from(good);
      for (let i = random(6) + 1; i > 0; i--)
        bytes[random(bytes.length)] = ':-{}[]&*!|>\'"#%@`,?\t\n \0a\xff'.charCodeAt(random(27));
      if (round % 3 === 2) bytes = bytes.subarray(0, random(bytes.length));
    }
    const config = one(bytes);
    complaints += config.diagnostics.length;
    rendered(config);
    for (const { key, value } of config.entries()) {
      if (value !== null) assert.equal(typeof value, typeOf[key.type], `${key.name} from ${bytes.toString('latin1')}`);
    }
  }
  assert.ok(complaints > 500, 'the broken files were not broken');
});
