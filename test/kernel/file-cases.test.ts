/**
 * Rules about files, from the call to the match: every case of the table (file-cases.ts) is done really, all rules being
 * loaded at once with the kernel filters that they call for. At the end the table is printed, case by case.
 */
import assert from 'node:assert/strict';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { RuntimeEvent } from '../../src/enrich/event.ts';
import { RuleRunner } from '../../src/probe/index.ts';
import { followRules, withCompanions } from '../../src/probe/record-choice.ts';
import { buildKernelApprovers } from '../../src/rules/engine/approver-table.ts';
import { liveFieldNames, liveModel, readerOf } from '../../src/rules/field-readers.ts';
import type { FieldValue } from '../../src/rules/language/model.ts';
import { loadPolicyDirectory } from '../../src/rules/policy/load-policies.ts';
import type { LoadedRule } from '../../src/rules/policy/rule-set.ts';
import { eventJson } from '../../src/signals/event-json.ts';
import { call, calls, num, text } from './file-calls.ts';
import { type Bench, endHolders, FILE_CASES, type FileCase, type Seen } from './file-cases.ts';
import { Watch } from './watch.ts';

const WAIT_MS = process.env.SHRIKE_VM === undefined ? 30_000 : 60_000;
const TYPES = 'open chmod chown link mkdir rename rmdir unlink utimes setxattr removexattr mount umount chdir splice';
const TOLD = ['event.async', 'process.uid'];

let watch: Watch;
let root: string;
const matches: (Seen & { readonly rule: string; readonly pid: number })[] = [];
const results: [id: string, what: string, result: string][] = [];
const folderOf = (id: string): string => join(root, id.replaceAll(' ', '-'));
const ruleId = (id: string, rule: string): string => `${id}_${rule}`.replaceAll(/[^a-z0-9]/g, '_');
const rulesOf = ({ rules }: FileCase): [string, string][] =>
  typeof rules === 'string' ? [['', rules]] : Object.entries(rules);

before(async () => {
  const types = withCompanions([...TYPES.split(' '), 'fork', 'exec', 'exit']);
  const fieldsOf = new Map<string, string[]>();
  const names = liveFieldNames();
  for (const type of types) fieldsOf.set(type, [...names.filter((name) => name.startsWith(`${type}.`)), ...TOLD]);
  // Facts that must be fetched are told by whether their rule matches.
  const isPlain = (name: string): boolean => !/\.(hashes|package\.|metadata\.)/.test(name);
  watch = new Watch(
    { types, passedText: true, failedOpens: 'all', network: null },
    {
      onSignal: (rule, event) => {
        const fields: Record<string, FieldValue> = {};
        for (const name of fieldsOf.get(event.type) ?? []) if (isPlain(name)) fields[name] = readerOf(name)!(event);
        const { source } = rule as unknown as LoadedRule<RuntimeEvent>;
        const json = eventJson(event, watch.probe.json);
        matches.push({ rule: source.id, pid: event.process.pid, type: event.type, fields, json });
      },
    },
  );
  watch.keep = () => false;
  root = realpathSync(watch.folder);
  const policies = join(root, 'policies');
  mkdirSync(policies);
  for (const { id, beforeStart } of FILE_CASES) {
    mkdirSync(folderOf(id));
    await beforeStart?.(folderOf(id));
  }
  const macro = folderOf('mkdir-005');
  const lines = ['version: "3"', 'macros:'];
  lines.push(`  - id: macroA\n    expression: ${JSON.stringify(`"${macro}/d"`)}`);
  lines.push(`  - id: macroB\n    values: ["${macro}/d", "${macro}/e"]`);
  lines.push('rules:');
  for (const one of FILE_CASES) {
    for (const [name, rule] of rulesOf(one)) {
      const expression = rule.replaceAll('$AT', folderOf(one.id)).replaceAll('$macro', 'macro');
      lines.push(`  - id: ${ruleId(one.id, name)}\n    expression: ${JSON.stringify(expression)}\n    every: 0s`);
    }
  }
  writeFileSync(join(policies, 'cases.policy'), `${lines.join('\n')}\n`);
  const { rules, diagnostics } = loadPolicyDirectory<RuntimeEvent>(policies, liveModel);
  assert.deepEqual(
    diagnostics.map(({ message }) => message),
    [],
  );
  const loaded = new Set([...rules.byEventType.values()].flat().map(({ source }) => source.id));
  for (const one of FILE_CASES)
    for (const [name, rule] of rulesOf(one)) assert.ok(loaded.has(ruleId(one.id, name)), `not loaded: ${rule}`);
  await watch.probe.ready;
  const { sensor, pipeline } = watch.probe;
  followRules(sensor, rules, types);
  sensor.setApprovers(buildKernelApprovers(rules.byEventType, liveModel));
  pipeline.setRules(new RuleRunner(rules, pipeline.tree) as unknown as Parameters<typeof pipeline.setRules>[0]);
});

after(async () => {
  endHolders();
  await watch.stop();
  console.log(results.map(([id, what, result]) => `${id.padEnd(20)} ${result.padEnd(8)} ${what}`).join('\n'));
});

const bench = (one: FileCase): Bench => {
  const at = folderOf(one.id);
  const of = (pid: number, rule: string): Seen[] =>
    matches.filter((match) => match.pid === pid && match.rule === ruleId(one.id, rule));
  return {
    at,
    in: (...names) => join(at, ...names),
    run(steps, errno = 0) {
      const done = calls(steps);
      assert.equal(done.steps.at(-1)![1], errno, `results and errnos: ${JSON.stringify(done.steps)}`);
      return done;
    },
    act: (...args) => watch.act(...args),
    async match(pid, rule = '') {
      for (const end = Date.now() + WAIT_MS; ; await new Promise((resolve) => setTimeout(resolve, 10))) {
        const seen = of(pid, rule)[0];
        if (seen !== undefined) return seen;
        assert.ok(
          Date.now() < end,
          `no match of ${rule || 'the rule'} by ${pid}; others of it: ${matches.filter((m) => m.pid === pid).map((m) => m.rule)}`,
        );
      }
    },
    async all(pid, rule = '') {
      await watch.settle();
      return of(pid, rule);
    },
  };
};

for (const one of FILE_CASES) {
  const { id, what, limit = false } = one;
  test(`${id}: ${what}`, { skip: limit, timeout: 4 * WAIT_MS }, async () => {
    let told = 'FAIL';
    try {
      await one.run(bench(one));
      told = 'pass';
    } finally {
      results.push([id, what, told]);
    }
  });
  if (limit !== false) results.push([id, `${what} (${limit})`, 'limit']);
}

test('open-012: a missing file is no event unless errors are asked for', async () => {
  const quiet = await Watch.start({ types: ['open', 'fork', 'exec', 'exit'], passedText: true, network: null });
  try {
    const open = (name: string, flags: number) =>
      call('openat', num(-100), text(join(quiet.folder, name)), num(flags), num(0o600));
    const { pid } = calls([open('none', 0), open('made', 0o101)]);
    await quiet.event('open', pid, (e) => e.file.name === 'made');
    assert.equal(
      quiet.events.some((e) => e.process.pid === pid && e.file?.name === 'none'),
      false,
    );
    results.push(['open-012', 'a missing file is no event unless errors are asked for', 'pass']);
  } finally {
    await quiet.stop();
  }
});
