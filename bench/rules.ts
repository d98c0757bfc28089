/**
 * What an event costs in the rule engine, by number of rules: on a stream of values that repeat, on one where none does,
 * and, for comparison, when every compiled rule is run. Rules are made from templates in the proportions of a real
 * policy: 60 % about opens, the rest about execs; paths, globs, patterns, regular expressions, lists, ancestors, users,
 * flags, an iterator variable, a variable, an age.
 *
 *   node bench/rules.ts [rules...]
 *
 * Figures are medians of rounds, ns per event, the reading of fields from plain objects included. Each round runs the
 * engine over the same events, so its matches are counted and must agree with the compiled rules.
 */

import { createRuleEngine, type EngineRule } from '../src/rules/engine/engine.ts';
import { createEventModel } from '../src/rules/event-model.ts';
import { seededRandom } from '../src/rules/language/fuzz.ts';
import {
  compileRule,
  type Environment,
  type FieldSpec,
  type FieldValue,
  type Model,
  readRule,
} from '../src/rules/language/index.ts';

interface Ancestor {
  readonly name: string;
  readonly path: string;
}

/** A program as processes run it: its facts are made once. */
interface Program {
  readonly path: string;
  readonly name: string;
  readonly argv: readonly string[];
  readonly args: string;
  readonly ancestors: readonly Ancestor[];
  readonly ancestorNames: readonly string[];
  readonly ancestorPaths: readonly string[];
}

interface BenchEvent {
  readonly type: 'open' | 'exec';
  readonly path: string;
  readonly name: string;
  readonly flags: number;
  readonly uid: number;
  readonly program: Program;
}

const readers: Readonly<Record<string, (event: BenchEvent) => FieldValue>> = {
  'open.file.path': (event) => event.path,
  'open.file.name': (event) => event.name,
  'open.flags': (event) => event.flags,
  'exec.file.path': (event) => event.program.path,
  'exec.file.name': (event) => event.program.name,
  'exec.args': (event) => event.program.args,
  'exec.argv': (event) => event.program.argv,
  'process.file.path': (event) => event.program.path,
  'process.file.name': (event) => event.program.name,
  'process.args': (event) => event.program.args,
  'process.argv': (event) => event.program.argv,
  'process.uid': (event) => event.uid,
  'process.created_at': () => 1_700_000_000_000_000_000n,
  'process.ancestors.file.name': (event) => event.program.ancestorNames,
  'process.ancestors.file.path': (event) => event.program.ancestorPaths,
};
const elementReaders: Readonly<Record<string, (event: BenchEvent, index: number) => FieldValue>> = {
  'process.ancestors.file.name': (event, index) => event.program.ancestors[index]!.name,
  'process.ancestors.file.path': (event, index) => event.program.ancestors[index]!.path,
};

const base = createEventModel<BenchEvent>({
  readerOf: (name) => readers[name],
  elementReaderOf: (name) => elementReaders[name],
  iteratorLengthOf: (iterator) =>
    iterator === 'process.ancestors' ? (event) => event.program.ancestors.length : undefined,
});
/** Whole lists come from the program and not element by element. */
const model: Model<BenchEvent> = { ...base, read: (spec) => readers[spec.name] ?? base.read(spec) };

const DIRECTORIES = [
  '/etc',
  '/etc/ssh',
  '/etc/cron.d',
  '/usr/bin',
  '/usr/lib',
  '/var/log',
  '/var/lib/app',
  '/opt/tool',
  '/root/.ssh',
  '/home/user',
  '/tmp',
  '/run',
];
const TOOLS = ['sshd', 'nginx', 'java', 'bash', 'sh', 'python3', 'node', 'curl', 'wget', 'nc', 'php-fpm', 'postgres'];

const random = seededRandom(20_260_101);
const pick = <T>(list: readonly T[]): T => list[random(list.length)]!;
const word = (prefix: string): string => `${prefix}${random(100_000)}`;
const file = (): string => `${pick(DIRECTORIES)}/${word('f')}`;
const tool = (): string => (random(4) === 0 ? pick(TOOLS) : word('tool'));

const OPEN_TEMPLATES: readonly (() => string)[] = [
  () => `open.file.path == "${file()}"`,
  () => `open.file.path in [ "${file()}", "${file()}", ~"${pick(DIRECTORIES)}/${word('g')}*" ] && process.uid != 0`,
  () => `open.file.path =~ "${pick(DIRECTORIES)}/${word('d')}/**" && open.flags & (O_CREAT|O_RDWR|O_WRONLY) > 0`,
  () =>
    `open.file.path =~ "${pick(DIRECTORIES)}/*/${word('x')}.conf" && process.file.name not in [ "${tool()}", "${tool()}" ]`,
  () => `open.file.name == "${word('secret')}" && process.file.path != "/usr/bin/${tool()}"`,
  () =>
    `open.file.name in [ "${word('id')}", ~"*.${word('key')}", ~"${word('cred')}*" ] && process.ancestors.file.name in [ "${tool()}", "${tool()}" ]`,
  () => `open.file.name =~ "*${word('part')}*" && open.flags & O_CREAT > 0`,
  () => `open.file.name == r"^\\.?${word('re')}[0-9]+\\.so$"`,
  () => `process.file.name == "${tool()}" && open.file.path =~ "${pick(DIRECTORIES)}/${word('d')}/*"`,
  () =>
    `process.ancestors[A].file.name == "${tool()}" && process.ancestors[A].file.path =~ "/opt/**" && open.file.path == "${file()}"`,
  () => `open.file.path == "${file()}" || process.args =~ "*${word('--flag')}*" && process.uid == ${random(2000)}`,
  () => `open.file.name == "${word('late')}" && process.created_at > 5s`,
  () => `open.file.path == "${file()}" && \${seen} == false`,
];
const EXEC_TEMPLATES: readonly (() => string)[] = [
  () => `exec.file.name == "${tool()}" && exec.args =~ "*${word('--opt')}*"`,
  () => `exec.file.path in [ "/usr/bin/${word('x')}", ~"/tmp/${word('x')}*" ]`,
  () => `exec.file.name in [ "${word('m')}", "${word('m')}" ] && process.ancestors.file.name == "${tool()}"`,
  () => `exec.argv in [ "${word('-a')}", ~"--${word('pool')}*" ] && process.uid == 0`,
  () => `exec.args == r"(?i)${word('miner')}|${word('pool')}"`,
  () => `exec.file.path =~ "/home/*/${word('x')}" && process.ancestors.file.path =~ "/usr/sbin/${tool()}"`,
];

const variables = new Map([['seen', { name: 'seen', type: 'bool', array: false } as const]]);

function makeRules(count: number): EngineRule<BenchEvent>[] {
  return Array.from({ length: count }, (_, index) => {
    const source = pick(random(5) < 3 ? OPEN_TEMPLATES : EXEC_TEMPLATES)();
    const { rule, diagnostics } = readRule(source, model, { variables });
    if (rule === undefined) throw new Error(`${source}: ${diagnostics.map(({ message }) => message).join()}`);
    return { id: `r${index}`, eventType: rule.eventType ?? 'open', checked: rule, matches: compileRule(rule, model) };
  });
}

function makeProgram(unique: boolean): Program {
  const name = fresh(unique ? `p${random(1 << 30)}` : tool());
  const argv = Array.from({ length: 3 }, () => fresh(unique ? `arg${random(1 << 30)}` : word('arg')));
  const ancestors = Array.from({ length: 4 }, () => {
    const ancestor = fresh(unique ? `a${random(1 << 30)}` : tool());
    return { name: ancestor, path: fresh(`/usr/bin/${ancestor}`) };
  });
  return {
    path: fresh(`/usr/bin/${name}`),
    name,
    argv,
    args: fresh(argv.join(' ')),
    ancestors,
    ancestorNames: ancestors.map((one) => one.name),
    ancestorPaths: ancestors.map((one) => one.path),
  };
}

/** A text as a decoder gives it: in one piece, and nobody has hashed it yet. */
const fresh = (text: string): string => Buffer.from(text, 'latin1').toString('latin1');
const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function makeEvent(path: string, program: Program): BenchEvent {
  const type = random(5) < 4 ? 'open' : 'exec';
  return {
    type,
    path: fresh(path),
    name: fresh(baseName(path)),
    flags: pick([0, 0o2, 0o101, 0o1101, 0o2000000]),
    uid: pick([0, 0, 33, 1000, 1001]),
    program,
  };
}

/** 256 paths, 64 programs; `literals` are paths that rules ask for, about one event in a hundred opens one. */
function mixedStream(length: number, literals: readonly string[]): BenchEvent[] {
  const paths = Array.from({ length: 256 }, file);
  const programs = Array.from({ length: 64 }, () => makeProgram(false));
  return Array.from({ length }, () =>
    makeEvent(random(100) === 0 && literals.length > 0 ? pick(literals) : pick(paths), pick(programs)),
  );
}

function uniqueStream(length: number): BenchEvent[] {
  return Array.from({ length }, (_, index) =>
    makeEvent(`${pick(DIRECTORIES)}/${word('d')}/u${index}.${random(1 << 30)}`, makeProgram(true)),
  );
}

const env: Environment<BenchEvent> = { nowNs: 1_700_000_010_000_000_000n, variable: () => undefined };

/** Also says whether an event matches by string literals of paths in the rules. */
function literalPaths(rules: readonly EngineRule<BenchEvent>[]): string[] {
  return rules
    .flatMap(({ checked }) => checked.literals)
    .filter(({ field, kind }) => field === 'open.file.path' && kind === 'scalar')
    .map(({ value }) => value as string);
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[values.length >> 1]!;
}

/** ns per event: median of rounds. */
function measure(rounds: number, events: readonly BenchEvent[], run: (event: BenchEvent) => void): number {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = process.hrtime.bigint();
    for (const event of events) run(event);
    times.push(Number(process.hrtime.bigint() - start) / events.length);
  }
  return median(times);
}

/** Fields that stay as long as a program runs, in this benchmark's events. */
const covers = (field: FieldSpec): boolean => /^(process\.(file|args|argv)|exec\.|process\.ancestors)/.test(field.name);

const counts = process.argv
  .slice(2)
  .map(Number)
  .filter((count) => count > 0);
console.log('ns per event       mixed  with runs   no repeat   every rule   match rate   build ms');
for (const count of counts.length > 0 ? counts : [10, 100, 1000, 10_000]) {
  const rules = makeRules(count);
  const start = performance.now();
  const engine = createRuleEngine(rules, model);
  const buildMs = performance.now() - start;
  const byRun = createRuleEngine(rules, model, { programRun: { keyOf: (event) => event.program, covers } });
  const byType = Map.groupBy(rules, ({ eventType }) => eventType);
  const events = mixedStream(20_000, literalPaths(rules));

  let matches = 0;
  const onMatch = (): void => {
    matches++;
  };
  const mixedNs = measure(9, events, (event) => engine.evaluate(event.type, event, env, onMatch));
  const runNs = measure(9, events, (event) => byRun.evaluate(event.type, event, env, onMatch));
  // Every round of its own events, so that nothing was seen before; short rounds, since a decoder's texts are still warm.
  const uniqueNs = median(
    Array.from({ length: 200 }, () =>
      measure(1, uniqueStream(250), (event) => engine.evaluate(event.type, event, env, onMatch)),
    ),
  );

  const sample = events.slice(0, Math.max(200, Math.min(5000, 2_000_000 / count)));
  matches = 0;
  for (const event of sample) engine.evaluate(event.type, event, env, onMatch);
  const fromEngine = matches;
  matches = 0;
  for (const event of sample) byRun.evaluate(event.type, event, env, onMatch);
  const fromRuns = matches;
  matches = 0;
  const everyNs = measure(1, sample, (event) => {
    for (const rule of byType.get(event.type) ?? []) if (rule.matches(event, env)) onMatch();
  });
  if (fromEngine !== matches || fromRuns !== matches) {
    throw new Error(`the engine found ${fromEngine} and ${fromRuns} matches, the rules ${matches}`);
  }
  const cells = [mixedNs, runNs, uniqueNs, everyNs].map((ns, index) => ns.toFixed(0).padStart([8, 11, 12, 13][index]!));
  const rate = `${((100 * matches) / sample.length).toFixed(1)} %`;
  console.log(
    `${String(count).padStart(6)} rules ${cells.join('')} ${rate.padStart(12)} ${buildMs.toFixed(0).padStart(10)}`,
  );
}
