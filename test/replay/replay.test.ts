/**
 * Recordings made on a real kernel, from a cgroup of their own, through the whole pipeline: the same signals on every
 * machine, without root. `acts.rec` holds a script that reads the password hashes, runs a program from memory and one from
 * /tmp, is refused a file, passes odd bytes, and opens through io_uring.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { RecordingSource } from '../../src/capture/recording.ts';
import type { RuntimeEvent } from '../../src/enrich/event.ts';
import { createReplay, RuleRunner } from '../../src/probe/index.ts';
import { liveModel } from '../../src/rules/field-readers.ts';
import { loadPolicyDirectory } from '../../src/rules/policy/load-policies.ts';
import type { LoadedRule } from '../../src/rules/policy/rule-set.ts';
import { eventJson } from '../../src/signals/event-json.ts';
import { SignalOutlet } from '../../src/signals/outlet.ts';
import { assertAsPublished } from '../event-schema.ts';

const file = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

// biome-ignore lint/suspicious/noExplicitAny: tests read JSON by name
type Json = any;

async function replay(
  name: string,
  policies = file('policies'),
): Promise<{ signals: Json[]; events: string[]; errors: number }> {
  const source = new RecordingSource(file(`test/recordings/${name}`));
  const signals: Json[] = [];
  const events: string[] = [];
  const { pipeline, json, run } = createReplay<LoadedRule<RuntimeEvent>>(
    source,
    BigInt(source.head.wallOffsetNs),
    (rule, event, match) => outlet.raise(rule, event, match),
  );
  const outlet = new SignalOutlet({
    context: () => json,
    version: '0',
    emit: (signal) => {
      assertAsPublished(signal.json);
      signals.push(JSON.parse(JSON.stringify(signal.json)));
    },
  });
  const { rules } = loadPolicyDirectory<RuntimeEvent>(policies, liveModel);
  pipeline.setRules(new RuleRunner(rules, pipeline.tree));
  pipeline.watch((event) => {
    assertAsPublished(eventJson(event, json));
    events.push(event.type);
  });
  await run();
  assert.equal(pipeline.counts.malformed, 0);
  return { signals, events, errors: pipeline.counts.stageErrors };
}

describe('acts.rec', async () => {
  const { signals, events, errors } = await replay('acts.rec');
  const of = (rule: string): Json[] => signals.filter((s) => s.agent.rule_id === rule);

  test('no stage fails and every kind of event is there', () => {
    assert.equal(errors, 0);
    for (const type of ['fork', 'exec', 'exit', 'open', 'exec_failed']) assert.ok(events.includes(type), type);
  });

  test('the signals are these and no others', () => {
    assert.deepEqual(
      signals.map((s) => [s.agent.rule_id, s.severity]),
      [
        ['credential_file_read', 'high'],
        ['discovery_system_files', 'info'],
        ['fileless_execution', 'high'],
        ['execution_from_temporary_directory', 'medium'],
        ['credential_file_read', 'high'],
      ],
    );
  });

  test('the account of each is complete', () => {
    const [read, refused] = of('credential_file_read');
    assert.equal(read.process.executable.path, '/usr/bin/cat');
    assert.deepEqual(read.process.ancestors.map((a: Json) => a.executable.name).slice(0, 2), ['run.sh', 'run.sh']);
    assert.equal(read.process.ancestors[0].interpreter.name, 'dash');
    assert.equal(refused.evt.outcome, 'Refused');
    assert.equal(refused.file.resolution, 'string-exact');
    assert.equal(refused.process.uid, 4001);
    const [memory] = of('fileless_execution');
    assert.equal(memory.file.name, 'memfd:payload');
    assert.equal(memory.file.path, '');
    assert.equal(memory.process.argv0, 'from-memory');
  });
});

describe('limits of rules', () => {
  const expression = 'open.file.path != ""';
  const cases = [
    [
      'with every alone one signal of a rule is raised',
      'every: 10m',
      (paths: readonly string[]) => Math.min(1, paths.length),
    ],
    [
      'with limiter_token one of each value is raised',
      'every: 10m\n    limiter_token: [open.file.path]',
      (paths: readonly string[]) => new Set(paths).size,
    ],
  ] as const;
  for (const [name, limit, expected] of cases) {
    test(name, async (t) => {
      const folder = mkdtempSync(join(tmpdir(), 'shrike-limits-'));
      t.after(() => rmSync(folder, { recursive: true }));
      const rules = (more: string): string =>
        `version: 1.0.0\nrules:\n  - id: opened\n    expression: '${expression}'\n    ${more}\n`;
      // 0s: no limit, which tells what there is.
      writeFileSync(join(folder, 'limits.policy'), rules('every: 0s'));
      const paths = (await replay('acts.rec', folder)).signals.map((s) => s.file.path as string);
      assert.ok(new Set(paths).size > 3 && paths.length > new Set(paths).size, `${paths.length} signals`);
      writeFileSync(join(folder, 'limits.policy'), rules(limit));
      assert.equal((await replay('acts.rec', folder)).signals.length, expected(paths));
    });
  }
});
