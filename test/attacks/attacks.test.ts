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
import { literalsByRule, madeUpNameIn } from './own-names.ts';
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

/** Somebody looks around: each act alone is everyday work. */
const LOOKING_AROUND = `
id; sleep 1; uname -a; ps aux > /dev/null; ip addr; ss -tln; df -h > /dev/null; lsmod || true; getent passwd > /dev/null; hostname
last || true; w || true; mount > /dev/null; systemctl list-units || true`;

/** Acts that only rules with a memory can tell, by the rule. Variables are set live, which no written case shows. */
const REMEMBERED: readonly (readonly [rule: string, script: string])[] = [
  ['download_then_shell', 'curl -s http://127.0.0.1:9/x; sleep 0.2; echo "echo hi" | sh'],
  ['encoded_then_sent', 'curl -s http://127.0.0.1:9/x; sleep 0.2; base64 /etc/hostname > /dev/null'],
  ['failed_sudo_or_su_burst', "su -s /bin/bash nobody -c 'for n in $(seq 22); do sudo -n true; done' 2> /dev/null"],
];

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

  // These before the cases, whose looking around would count as well: all run in one control group.
  test('a look around is one signal of medium severity', async () => {
    const { signals, output } = await sandbox.run(LOOKING_AROUND, 30);
    for (const { rule, severity } of signals)
      if (rule !== 'discovery_burst') assert.ok(SEVERITIES.indexOf(severity) < 2, `${rule}: ${severity}`);
    const bursts = signals.filter(({ rule }) => rule === 'discovery_burst');
    assert.deepEqual(
      bursts.map(({ severity }) => severity),
      ['medium'],
      output,
    );
  });

  for (const [rule, script] of REMEMBERED)
    test(`${rule} is raised by what came before`, async () => {
      const { signals, output } = await sandbox.run(
        `cat > /tmp/acts.sh <<'X'\n${script}\nX\nbash /tmp/acts.sh; true`,
        30,
      );
      assert.ok(
        signals.some((signal) => signal.rule === rule),
        `${signals.map((signal) => signal.rule).join(' ')}\n${output}`,
      );
    });

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

  test('are detected whatever names their files have', () => {
    const literals = literalsByRule('policies');
    const byName: string[] = [];
    for (const { id, technique, run } of CASES) {
      const naming = outcomes.get(id)!.signals.filter((s) => s.techniques.some((found) => names(found, technique)));
      const found = naming.map(({ rule }) => madeUpNameIn(run, literals.get(rule) ?? []));
      if (found.length > 0 && found.every((one) => one !== undefined)) byName.push(`${id}: ${found[0]}`);
    }
    assert.deepEqual(byName, []);
  });
});
