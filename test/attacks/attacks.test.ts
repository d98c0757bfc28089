/**
 * Emulated attacks against the shipped rules: each case must be told by a signal that names its technique or the parent of it.
 * Prints the table technique × rule × severity × latency. ATTACKS=T1003.008-1,… runs only some.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { SEVERITIES } from '../../src/signals/signal.ts';
import { type Outcome, ROOT, Sandbox } from './sandbox.ts';

interface Case {
  readonly id: string;
  readonly technique: string;
  readonly tactics: readonly string[];
  /** Leaves nothing that a kernel could see. */
  readonly gap?: boolean;
  readonly run: string;
}

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const only = process.env.ATTACKS?.split(',');
const CASES = (parse(readFileSync(path('test/attacks/cases.yaml'), 'utf8')) as Case[]).filter(
  ({ id }) => only === undefined || only.includes(id),
);
/** Acts with these aims are never of low importance. */
const GRAVE = ['credential-access', 'privilege-escalation', 'persistence', 'defense-impairment', 'impact'];
/** Share of the cases that must be detected. */
const DETECTED_SHARE = 0.9;

const parent = (technique: string): string => technique.split('.')[0]!;
const names = (found: string, wanted: string): boolean => found === wanted || found === parent(wanted);

describe('emulated attacks', { timeout: 1_500_000 }, () => {
  let sandbox: Sandbox;
  const outcomes = new Map<string, Outcome>();
  before(async () => {
    execFileSync('sh', [path('scripts/attacks/make-root.sh'), ROOT], { stdio: 'inherit', timeout: 900_000 });
    sandbox = await Sandbox.start();
  });
  after(() => sandbox?.stop());

  test('run, each in a root of its own', async () => {
    for (const one of CASES) outcomes.set(one.id, await sandbox.run(one.run, 30));
    assert.equal(sandbox.probe.pipeline.counts.stageErrors, 0, String(sandbox.probe.pipeline.firstError));
  });

  test('are detected by a signal that names the technique', () => {
    const rows: string[] = [];
    const missed: string[] = [];
    const tooLow: string[] = [];
    for (const { id, technique, tactics, gap } of CASES) {
      const { signals, code, output } = outcomes.get(id)!;
      const naming = signals
        .filter((s) => s.techniques.some((found) => names(found, technique)))
        .toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
      const best = naming[0];
      const worst = signals.toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity))[0];
      rows.push(
        `${id.padEnd(13)} ${best === undefined ? (gap ? 'no trace  ' : 'MISSED    ') : best.severity.padEnd(10)} ${(best?.rule ?? '').padEnd(40)} ${best === undefined ? '' : `${best.latencyMs.toFixed(1)} ms`}`,
      );
      if (gap) continue;
      if (best === undefined) {
        missed.push(id);
        if (process.env.VERBOSE)
          rows.push(
            `    code ${code}: ${output.trim().slice(-400)}\n    ${signals.map((s) => `${s.rule}: ${s.what}`).join('\n    ')}`,
          );
      } else if (tactics.some((t) => GRAVE.includes(t)) && SEVERITIES.indexOf(worst!.severity) < 2) tooLow.push(id);
    }
    console.log(rows.join('\n'));
    const wanted = CASES.filter(({ gap }) => !gap).length;
    console.log(
      `${wanted - missed.length} of ${wanted} detected; missed: ${missed.join(' ') || 'none'}; of too low severity: ${tooLow.join(' ') || 'none'}`,
    );
    assert.ok(wanted - missed.length >= DETECTED_SHARE * wanted, `${missed.length} missed: ${missed.join(' ')}`);
    assert.deepEqual(tooLow, [], 'grave acts have signals of medium severity at least');
  });
});
