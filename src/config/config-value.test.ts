/** What each type takes and refuses, by tables; files and environment share this reading. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CONFIG_KEYS, type ConfigKey } from '../../schema/config.ts';
import { defaultValue, parseConfigValue, printableValue, type Written } from './config-value.ts';

const key = (type: ConfigKey['type'], more: Partial<ConfigKey> = {}): ConfigKey => ({
  ...CONFIG_KEYS.find((k) => k.type === type)!,
  min: 0,
  max: Number.MAX_SAFE_INTEGER,
  ...more,
});
const text = (t: string, isPlain?: boolean): Written => ({ kind: 'scalar', text: t, ...(isPlain ? { isPlain } : {}) });
const list = (...items: Written[]): Written => ({ kind: 'list', items });
const section: Written = { kind: 'map', entries: [['a', text('b')]] };

/** Type, what is written, the value; `undefined` stands for refused. */
const CASES: readonly (readonly [ConfigKey['type'], Written, unknown])[] = [
  ...['true', 'True', 'TRUE', 'yes', 'on', 'Y', 't', '1', ' true '].map((t) => ['bool', text(t), true] as const),
  ...['false', 'FALSE', 'no', 'Off', 'n', 'f', '0'].map((t) => ['bool', text(t), false] as const),
  ...['', 'maybe', '2', '10', 'truee', 'null'].map((t) => ['bool', text(t), undefined] as const),
  ['bool', list(text('true')), undefined],
  ['bool', section, undefined],
  ['int', text('10'), 10],
  ['int', text(' 10 '), 10],
  ['int', text('+7'), 7],
  ['int', text('-0'), 0],
  ['int', text('0x10'), 16],
  ['int', text('0o17'), 15],
  ['int', text('5e6'), 5_000_000],
  ['int', text('5.0'), 5],
  ...['', '1.5', 'ten', '-1', '10s', 'true', '9007199254740993', '1e400', '0x', '１'].map(
    (t) => ['int', text(t), undefined] as const,
  ),
  ['int', list(), undefined],
  ['string', text('/etc/x'), '/etc/x'],
  ['string', text('1.10', true), '1.10'],
  ['string', text('0755', true), '0755'],
  ['string', text('true'), 'true'],
  ['string', text('true', true), undefined],
  ['string', text('a\0b'), undefined],
  ['string', list(text('a')), undefined],
  ['string', section, undefined],
  ['string list', text('a b  c'), ['a', 'b', 'c']],
  ['string list', text('a,b'), ['a', 'b']],
  ['string list', text(' a, b c ,,'), ['a', 'b c']],
  ['string list', text('a\tb\nc'), ['a', 'b', 'c']],
  ['string list', text('["a", "b c", 3, true, null]'), ['a', 'b c', '3', 'true']],
  ['string list', text(''), []],
  ['string list', text('[]'), []],
  ['string list', text('[a'), undefined],
  ['string list', text('[["a"]]'), undefined],
  ['string list', list(text('a'), { kind: 'nothing' }, text('10')), ['a', '10']],
  ['string list', list(section), undefined],
  ['string list', section, undefined],
  ['duration', text('1h30m'), 5_400_000_000_000n],
  ['duration', text('1.5s'), 1_500_000_000n],
  ['duration', text('+10s'), 10_000_000_000n],
  ['duration', text('0'), 0n],
  ['duration', text('2000000000'), 2_000_000_000n],
  ...['', 's', '-5s', '10 s', '1d', '10sec', '99999999999999999999', '9999999h', 'true'].map(
    (t) => ['duration', text(t), undefined] as const,
  ),
  ['duration', section, undefined],
  ['map', section, { a: 'b' }],
  ['map', text('{"a": {"b": [1, "x"]}}'), { a: { b: ['1', 'x'] } }],
  ['map', text('{'), undefined],
  ['map', text('[]'), undefined],
  ['map', text('a'), undefined],
  ['map', list(), undefined],
];

describe('each type takes what it means and refuses the rest', () => {
  for (const [type, written, wanted] of CASES) {
    test(`${type} from ${JSON.stringify(written)}`, () => {
      const parsed = parseConfigValue(key(type), written);
      if (wanted !== undefined) assert.deepEqual('value' in parsed ? parsed.value : parsed, wanted);
      else {
        assert.ok(
          'wrong' in parsed,
          JSON.stringify(parsed, (_, v) => (typeof v === 'bigint' ? String(v) : v)),
        );
        assert.ok(parsed.wrong.includes(' takes ') && parsed.hint !== '');
      }
    });
  }
});

test('bounds and words are held, and the message names them', () => {
  const bounded = key('int', { min: 1, max: 89 });
  assert.deepEqual(parseConfigValue(bounded, text('89')), { value: 89 });
  assert.match(JSON.stringify(parseConfigValue(bounded, text('90'))), /the most is 89/);
  assert.match(JSON.stringify(parseConfigValue(bounded, text('0'))), /the least is 1/);
  const words = key('string', { choices: ['', 'low', 'high'] });
  assert.deepEqual(parseConfigValue(words, text('low')), { value: 'low' });
  assert.match(JSON.stringify(parseConfigValue(words, text('hihg'))), /one of nothing, 'low', 'high'/);
});

test('a bare number below a millisecond is doubted, a longer one is not', () => {
  const parsed = parseConfigValue(key('duration'), text('30'));
  assert.ok('doubt' in parsed && parsed.doubt?.includes('30s'));
  assert.ok(!('doubt' in parseConfigValue(key('duration'), text('1000000'))));
});

test('JSON nested without end is refused, and __proto__ is a name like others', () => {
  const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
  assert.ok('wrong' in parseConfigValue(key('string list'), text(deep)));
  const parsed = parseConfigValue(key('map'), text('{"__proto__": {"x": "y"}}'));
  assert.ok('value' in parsed && Object.hasOwn(parsed.value as object, '__proto__'));
  assert.equal(({} as { x?: string }).x, undefined);
});

test('secrets are masked: keys, entries of maps, passwords in addresses', () => {
  const secret = CONFIG_KEYS.find((k) => k.isSecret)!;
  assert.equal(printableValue(secret, 'abc'), '********');
  assert.equal(printableValue(secret, ''), '');
  const map = { host: 'https://me:pw@h/x', api_key: 'abc', more: [{ password: 'pw', port: '1' }] };
  const shown = printableValue(key('map'), map);
  assert.deepEqual(shown, {
    host: 'https://********@h/x',
    api_key: '********',
    more: [{ password: '********', port: '1' }],
  });
  assert.equal(printableValue(key('duration'), 90_000_000_000n), '1m30s');
  const refused = parseConfigValue({ ...secret, choices: ['x'] }, text('hunter2'));
  assert.ok(!JSON.stringify(refused).includes('hunter2'));
});

test('every default is a value of its type', () => {
  const typeOf = {
    bool: 'boolean',
    int: 'number',
    string: 'string',
    'string list': 'object',
    duration: 'bigint',
    map: 'object',
  };
  for (const k of CONFIG_KEYS) {
    const value = defaultValue(k);
    if (value === null) continue;
    assert.equal(typeof value, typeOf[k.type], k.name);
    assert.equal(Array.isArray(value), k.type === 'string list', k.name);
    if (k.choices !== undefined) assert.ok(k.choices.includes(value as string), k.name);
    if (k.type === 'int') assert.ok((value as number) >= k.min && (value as number) <= k.max, k.name);
  }
});
