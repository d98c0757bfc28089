/**
 * How long the shipped rules take to load in a process of its own that has done nothing else: files to checked rules, to an
 * engine, to the kernel's filter. `node bench/rule-load.ts [ROUNDS]`; the median of fresh processes, as the first load is the
 * one that a start waits for.
 */
import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { ProcessTree } from '../src/enrich/process/process-tree.ts';
import { RuleRunner } from '../src/probe/index.ts';
import { buildKernelApprovers } from '../src/rules/engine/approver-table.ts';
import { liveModel } from '../src/rules/field-readers.ts';
import { loadPolicyDirectory } from '../src/rules/policy/load-policies.ts';
import { median, printTable } from './table.ts';

const POLICIES = fileURLToPath(new URL('../policies', import.meta.url));

if (process.argv[2] === 'once') {
  const start = performance.now();
  const { rules } = loadPolicyDirectory(POLICIES, liveModel);
  const loaded = performance.now();
  new RuleRunner(rules, new ProcessTree());
  const built = performance.now();
  buildKernelApprovers(rules.byEventType, liveModel);
  console.log(
    JSON.stringify({
      load: loaded - start,
      build: built - loaded,
      filter: performance.now() - built,
      rules: rules.rules.size,
    }),
  );
} else {
  const rounds = Number(process.argv[2] ?? 7);
  const all = Array.from({ length: rounds }, () =>
    JSON.parse(execFileSync(process.execPath, [fileURLToPath(import.meta.url), 'once'], { encoding: 'utf8' })),
  );
  const of = (pick: (one: Record<string, number>) => number): number => median(all.map(pick));
  printTable([
    { what: 'rules', value: all[0].rules, unit: '' },
    { what: 'files to checked rules', value: of((one) => one.load!), unit: 'ms' },
    { what: 'engine', value: of((one) => one.build!), unit: 'ms' },
    { what: "kernel's filter", value: of((one) => one.filter!), unit: 'ms' },
    { what: 'all', value: of((one) => one.load! + one.build! + one.filter!), unit: 'ms', wanted: { atMost: 500 } },
  ]);
}
