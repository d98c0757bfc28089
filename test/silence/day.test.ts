/**
 * An ordinary day on a server against the shipped rules: nothing of it may be told as grave. Every step must have worked,
 * since a step that fails is silent for the wrong reason. Prints each signal with its rule and how often it came.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SEVERITIES } from '../../src/signals/signal.ts';
import { type Outcome, ROOT, Sandbox } from '../attacks/sandbox.ts';

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const DAY_ROOT = path('build/day-root');
/** Signals of medium severity that a whole day may raise. */
const MEDIUM_MAX = 3;
const MEDIUM = SEVERITIES.indexOf('medium');

describe('an ordinary day', { timeout: 1_800_000 }, () => {
  let sandbox: Sandbox;
  let day: Outcome;
  before(async () => {
    const options = { stdio: 'inherit', timeout: 900_000 } as const;
    execFileSync('sh', [path('scripts/attacks/make-root.sh'), ROOT], options);
    execFileSync('sh', [path('scripts/attacks/make-day-root.sh'), DAY_ROOT, ROOT], options);
    sandbox = await Sandbox.start();
    day = await sandbox.run(readFileSync(path('test/silence/day.sh'), 'utf8'), 900, DAY_ROOT);
  });
  after(() => sandbox?.stop());

  test('goes as planned', () => {
    const steps = [...day.output.matchAll(/^step (\w+): (ok|failed)$/gm)];
    const failed = steps.filter(([, , how]) => how === 'failed').map(([, name]) => name);
    const planned = /^for name in (.*); do$/m.exec(readFileSync(path('test/silence/day.sh'), 'utf8'))![1]!.split(' ');
    if (failed.length > 0 || steps.length < planned.length) console.log(day.output.slice(-8000));
    assert.deepEqual(failed, []);
    assert.deepEqual(
      steps.map(([, name]) => name),
      planned,
    );
    assert.equal(sandbox.probe.pipeline.counts.stageErrors, 0, String(sandbox.probe.pipeline.firstError));
  });

  test('raises no signal of high severity, and hardly one of medium', () => {
    const byRule = Map.groupBy(day.signals, ({ severity, rule }) => `${severity.padEnd(9)} ${rule}`);
    const order = (key: string): number => SEVERITIES.indexOf(key.split(' ')[0] as (typeof SEVERITIES)[number]);
    for (const key of [...byRule.keys()].toSorted((a, b) => order(b) - order(a) || a.localeCompare(b))) {
      const list = byRule.get(key)!;
      console.log(`${String(list.length).padStart(5)} ${key.padEnd(60)} ${list[0]!.what}`);
      if (process.env.VERBOSE && order(key) >= MEDIUM)
        for (const { what, by } of list) console.log(`          ${what}   ${by}`);
    }
    const grave = day.signals.filter(({ severity }) => SEVERITIES.indexOf(severity) > MEDIUM);
    const medium = day.signals.filter(({ severity }) => severity === 'medium');
    console.log(`${day.signals.length} signals: ${grave.length} high or critical, ${medium.length} medium`);
    assert.deepEqual(
      grave.map(({ rule, what }) => `${rule}: ${what}`),
      [],
    );
    assert.ok(medium.length <= MEDIUM_MAX, `${medium.length} medium: ${medium.map(({ rule }) => rule).join(' ')}`);
  });
});
