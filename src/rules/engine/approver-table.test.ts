import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type MapEvent, mapModel, NOW_NS } from '../../../test/secl/map-model.ts';
import { seededRandom } from '../language/fuzz.ts';
import { compileRule, emptyEnvironment, type FieldSpec, readRule } from '../language/index.ts';
import { type ApproverTable, buildApproverTable, type FileRule } from './approver-table.ts';
import { nameNumber, pairNumber } from './name-number.ts';

const spec = (name: string, shape: Partial<FieldSpec>): FieldSpec => ({
  name,
  type: 'string',
  array: false,
  eventType: 'open',
  cost: 1,
  doc: '',
  ...shape,
});
const SPECS = new Map(
  [
    spec('open.file.path', { matching: 'path' }),
    spec('open.file.name', { matching: 'plain' }),
    spec('open.file.filesystem', { matching: 'plain' }),
    spec('open.file.extension', { matching: 'plain' }),
    spec('open.flags', { type: 'int' }),
    spec('process.uid', { type: 'int', eventType: null }),
  ].map((one) => [one.name, one]),
);
const FLAGS: Readonly<Record<string, number>> = {
  O_RDONLY: 0,
  O_WRONLY: 1,
  O_RDWR: 2,
  O_CREAT: 0o100,
  O_TRUNC: 0o1000,
  O_TMPFILE: 0o20200000,
};
const model = mapModel({
  field: (name) => SPECS.get(name),
  fieldNames: () => SPECS.keys(),
  constant: (name) => FLAGS[name],
  constantNames: () => Object.keys(FLAGS),
  eventTypes: () => ['open'],
});

function ruleOf(source: string): FileRule {
  const { rule, diagnostics } = readRule(source, model);
  assert.ok(rule, `${source}: ${diagnostics.map(({ message }) => message).join()}`);
  return { id: source, checked: rule };
}

function printed(table: ApproverTable): string[] {
  return table.names.map(({ kind, text, writing }) => `${kind} ${text}${writing ? ' when writing' : ''}`);
}

const LONG = 'n'.repeat(40);
const cases: readonly (readonly [source: string, names: readonly string[], bits: number])[] = [
  ['open.file.path == "/etc/passwd"', ['pair etc/passwd'], 0],
  ['open.file.path == "/passwd"', ['leaf passwd'], 0],
  ['open.file.name == "id_rsa"', ['leaf id_rsa'], 0],
  ['open.file.path =~ "/etc/pass*"', ['prefix pass*'], 0],
  ['open.file.path =~ "/etc/ssh/*"', ['pair etc/ssh'], 0],
  ['open.file.path =~ "/etc/ssh/**"', ['pair etc/ssh'], 0],
  ['open.file.path =~ "/a/bc/**/x*"', ['pair a/bc'], 0],
  ['open.file.path =~ "/ab/*"', ['directory ab'], 0],
  ['open.file.path =~ "/home/*/secret/**"', ['directory secret'], 0],
  ['open.file.path =~ "/*/*.conf"', ['suffix *.conf'], 0],
  ['open.file.name =~ "*.key"', ['suffix *.key'], 0],
  ['open.file.extension == ".key"', ['suffix *.key'], 0],
  ['open.file.filesystem in ["nfs", "cifs"]', ['filesystem nfs', 'filesystem cifs'], 0],
  ['open.file.path =~ "/etc/ssh/*" && open.flags & O_CREAT > 0', ['pair etc/ssh when writing'], 0],
  ['open.file.path =~ "/etc/**" && open.flags & (O_CREAT|O_RDWR) > 0', ['directory etc when writing'], 0],
  ['open.file.path =~ "/etc/**" && open.flags & O_TMPFILE > 0', ['directory etc'], 0],
  ['open.file.path == "/a/b" && (open.flags & O_CREAT > 0 || process.uid == 0)', ['pair a/b'], 0],
  ['open.file.path in [ "/a/x", ~"/b/long*" ]', ['pair a/x', 'prefix long*'], 0],
  ['open.file.path == "/a/x" || open.flags & O_CREAT > 0', ['pair a/x'], 0o100],
  ['(open.file.path == "/a/x" || open.file.name == "y") && process.uid == 0', ['pair a/x', 'leaf y'], 0],
  [
    '((open.file.path == "/a/x" || open.file.name == "y") && process.uid == 0) && process.uid == 1',
    ['pair a/x', 'leaf y'],
    0,
  ],
  [`open.file.name == "${LONG}"`, [`leaf ${LONG}`], 0],
  ['open.flags == O_WRONLY', [], 1],
  ['open.file.name =~ "äö*"', ['prefix äö*'], 0],
];

for (const [source, names, bits] of cases) {
  test(`approves by ${[...names, bits].join(', ')}: ${source}`, () => {
    const table = buildApproverTable([ruleOf(source)], model);
    assert.equal(table.active, true);
    assert.deepEqual(printed(table), names);
    assert.equal(table.bits, bits);
  });
}

const unfilterable = [
  'open.file.path != "/x"',
  'open.file.path =~ "/*"',
  'open.file.path =~ "/**"',
  'open.file.path =~ "/a*/**"',
  'open.file.name =~ "*.k"',
  'open.file.extension == ".k"',
  'open.file.name == r"^x"',
  'open.flags == O_RDONLY',
  'open.flags & O_CREAT == 0',
  'open.file.path == "/a/x" || open.flags & O_CREAT == 0',
  'process.uid == 0 && open.flags >= 0',
];
for (const source of unfilterable) {
  test(`cannot filter, and says so: ${source}`, () => {
    const table = buildApproverTable([ruleOf('open.file.name == "fine"'), ruleOf(source)], model);
    assert.equal(table.active, false);
    assert.deepEqual(
      table.unfilterable.map(({ ruleId }) => ruleId),
      [source],
    );
    assert.match(table.unfilterable[0]!.reason, /open\.f/);
  });
}

test('no rules: nothing is filtered', () => {
  assert.equal(buildApproverTable([], model).active, false);
});

/** What bpf/lib/name-filter.h does with the table. */
function kernelPasses(table: ApproverTable, path: string, flags: number, filesystem: string): boolean {
  if (!table.active || (flags & table.bits) !== 0) return true;
  const writes = (flags & 0o3103) !== 0;
  const asked = new Set(table.names.filter(({ writing }) => writes || !writing).map(({ number }) => number));
  const [leaf, ...above] = path
    .slice(1)
    .split('/')
    .reverse()
    .map((name) => Buffer.from(name)) as [Buffer, ...Buffer[]];
  const numbers = [
    nameNumber('leaf', leaf),
    ...(leaf.length < 3 ? [] : [nameNumber('prefix', leaf.subarray(0, 3)), nameNumber('suffix', leaf.subarray(-3))]),
    nameNumber('filesystem', Buffer.from(filesystem)),
    ...above.map((name) => nameNumber('directory', name)),
    ...above.map((name, i) =>
      i === 0 ? pairNumber('leaf', leaf, name) : pairNumber('directory', above[i - 1]!, name),
    ),
  ];
  return numbers.some((number) => asked.has(number));
}

test('no open that a rule matches is dropped', () => {
  const random = seededRandom(Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000));
  const pick = <T>(list: readonly T[]): T => list[random(list.length)]!;
  const elements = [
    'etc',
    'passwd',
    'ab',
    'a',
    'sshkeys',
    'sshd_config',
    'n'.repeat(30),
    'n'.repeat(31),
    'äöü',
    'tmp',
    'x.conf',
    'y.key',
    'z.k',
  ];
  const globs = [...elements, 'ssh*', 'a*', '*', 'pas*d', '*d', 'äö*'];
  const path = (from: readonly string[], deep: boolean): string => {
    const parts = Array.from({ length: random(3) + 1 }, () => pick(from));
    if (deep && random(4) === 0) parts[random(parts.length)] = '**';
    return `/${parts.join('/')}`;
  };
  const name = (): string => pick(globs.filter((one) => one !== '*'));
  const leaf = (): string => {
    switch (random(10)) {
      case 0:
        return `open.file.path == "${path(elements, false)}"`;
      case 1:
        return `open.file.path ${pick(['=~', '!~'])} "${path(globs, true)}"`;
      case 2:
        return `open.file.path ${pick(['in', 'not in'])} [ "${path(elements, false)}", ~"${path(globs, true)}" ]`;
      case 3:
        return `open.file.name == ${pick([`"${pick(elements)}"`, `~"${name()}"`])}`;
      case 4:
        return `open.file.name ${pick(['in', 'not in'])} [ "${pick(elements)}", ~"${name()}" ]`;
      case 5:
        return `open.flags & ${pick(['O_CREAT', '(O_CREAT|O_RDWR)', 'O_TMPFILE'])} ${pick(['>', '==', '!='])} ${pick(['0', 'O_CREAT'])}`;
      case 6:
        return `open.flags ${pick(['==', '!=', '<', '>='])} ${pick(['O_RDONLY', 'O_WRONLY', 'O_CREAT'])}`;
      case 7:
        return `open.file.filesystem ${pick(['in', 'not in'])} [ "ext4", "nfs" ]`;
      case 8:
        return `open.file.extension == "${pick(['.conf', '.key', '.k'])}"`;
      default:
        return `process.uid == ${random(2)}`;
    }
  };
  const condition = (depth: number): string =>
    depth === 0 || random(3) === 0
      ? leaf()
      : `${random(5) === 0 ? '!' : ''}(${condition(depth - 1)} ${pick(['&&', '||'])} ${condition(depth - 1)})`;

  const env = emptyEnvironment<MapEvent>(NOW_NS);
  const end = performance.now() + Number(process.env.FUZZ_SECONDS ?? 5) * 300;
  let active = 0;
  let dropped = 0;
  let matches = 0;
  while (performance.now() < end) {
    const { rule } = readRule(`${condition(3)} && open.flags >= 0`, model);
    if (rule === undefined) continue;
    const table = buildApproverTable([{ id: 'r', checked: rule }], model);
    if (!table.active) continue;
    active++;
    const holds = compileRule(rule, model);
    for (let turn = 0; turn < 20; turn++) {
      const full = path(elements, false);
      const parts = full.split('/');
      const flags = pick([0, 1, 2, 0o100, 0o101, 0o20200000, 0o1101]);
      const event: MapEvent = {
        'open.file.path': full,
        'open.file.name': parts.at(-1)!,
        'open.flags': flags,
        'open.file.filesystem': pick(['ext4', 'nfs', 'tmpfs']),
        'open.file.extension': /\.[^.]*$/.exec(parts.at(-1)!)?.[0] ?? '',
        'process.uid': random(2),
      };
      const passes = kernelPasses(table, full, flags, String(event['open.file.filesystem']));
      if (!passes) dropped++;
      if (!holds(event, env)) continue;
      matches++;
      assert.ok(passes, `dropped ${full} with flags ${flags.toString(8)}: ${rule.source}`);
    }
  }
  assert.ok(active > 20 && dropped > 100 && matches > 100, `${active} tables, ${dropped} dropped, ${matches} matches`);
});
