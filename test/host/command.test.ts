/** The commands as a user runs them: signals in time, valid JSON, and nothing left behind however they end. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadNative } from '../../src/capture/native.ts';
import { ACTS, type EventJson } from '../kernel/watch.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'shrike-command-'));
const started: ChildProcess[] = [];
after(() => {
  for (const child of started) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Running {
  readonly child: ChildProcess;
  readonly lines: string[];
  readonly errors: string[];
  readonly ended: Promise<{ code: number | null; kill: string | null }>;
}

/** Starts a command and waits until it says `ready`. */
async function start(args: readonly string[], ready: RegExp | null): Promise<Running> {
  const child = spawn(process.execPath, ['--max-semi-space-size=4', '--heap-growing-percent=30', MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, MALLOC_ARENA_MAX: '2' }, // as ./shrike does
  });
  started.push(child);
  const running: Running = {
    child,
    lines: [],
    errors: [],
    ended: new Promise((resolve) => child.on('close', (code, kill) => resolve({ code, kill }))),
  };
  const split = (stream: NodeJS.ReadableStream, into: string[]): void => {
    let rest = '';
    stream.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop()!;
      into.push(...parts);
    });
  };
  split(child.stdout!, running.lines);
  split(child.stderr!, running.errors);
  if (ready !== null)
    await until(
      () => running.errors.some((l) => ready.test(l)),
      60_000,
      () => `${args} says that it is ready; it said ${running.errors}`,
    );
  return running;
}

async function until(holds: () => boolean, ms: number, what: () => string): Promise<void> {
  for (const end = Date.now() + ms; !holds(); ) {
    if (Date.now() > end) assert.fail(what());
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

const ours = (): number =>
  loadNative()
    .allPrograms()
    .filter((p) => ['on_fork', 'on_exec', 'on_exit', 'on_sys_exit'].includes(p.name)).length;

describe('shrike up', () => {
  test('a shell that reads the password hashes raises a signal that names file, process and parents', {
    timeout: 120_000,
  }, async () => {
    const up = await start(['up', '--no-server', '--json'], /^watching/);
    writeFileSync(join(folder, 'reader'), '#!/bin/sh\ncat /etc/shadow > /dev/null\n', { mode: 0o755 });
    const found = (): EventJson =>
      up.lines
        .map((l) => JSON.parse(l))
        .find(
          (s) =>
            s.agent.rule_id === 'credential_file_read' &&
            s.process.ancestors.some((a: EventJson) => a.executable.name === 'reader'),
        );
    const before = Date.now();
    execFileSync(join(folder, 'reader'));
    await until(
      () => found() !== undefined,
      10_000,
      () => `a signal; there were ${up.lines.length}: ${up.lines.join('\n').slice(0, 2000)}`,
    );
    const latency = Date.now() - Date.parse(found().date);
    assert.ok(
      latency < 10_000 && latency > -100,
      `seen ${latency} ms after the open, ${Date.now() - before} ms after the start`,
    );
    const signal = found();
    assert.equal(signal.file.path, '/etc/shadow');
    assert.equal(signal.severity, 'high');
    assert.ok(
      signal.process.ancestors.some((a: EventJson) => a.pid === process.pid),
      'this test is among the ancestors',
    );
    up.child.kill('SIGTERM');
    assert.deepEqual(await up.ended, { code: 0, kill: null });
    assert.match(up.errors.at(-1)!, /signals, .* events, \d+ lost/);
  });

  test('kill -9 leaves nothing attached, SIGTERM neither, and a second instance does no harm', {
    timeout: 120_000,
  }, async () => {
    await until(
      () => ours() === 0,
      10_000,
      () => `${ours()} programs are left of the test before`,
    );
    const first = await start(['up', '--no-server'], /^watching/);
    const one = ours();
    assert.ok(one >= 4, `${one} programs live`);
    const second = await start(['up', '--no-server'], /^watching/);
    assert.equal(ours(), 2 * one);
    second.child.kill('SIGKILL');
    await second.ended;
    await until(
      () => ours() === one,
      10_000,
      () => `${ours()} programs after kill -9 of the second, ${one} belong to the first`,
    );
    copyFileSync(ACTS, join(tmpdir(), 'shrike-run-me'));
    execFileSync(join(tmpdir(), 'shrike-run-me'), ['exit', '0']);
    rmSync(join(tmpdir(), 'shrike-run-me'));
    await until(
      () => first.lines.some((l) => l.includes('execution_from_temporary_directory')),
      10_000,
      () => `the first still raises signals: ${first.lines}`,
    );
    first.child.kill('SIGINT');
    assert.deepEqual(await first.ended, { code: 0, kill: null });
    await until(
      () => ours() === 0,
      10_000,
      () => `${ours()} programs are left`,
    );
  });

  test('rules are loaded again when their file changes, and a broken file leaves the others', {
    timeout: 120_000,
  }, async () => {
    const policies = mkdtempSync(join(folder, 'policies-'));
    const rule = (id: string, name: string): string =>
      `rules:\n  - id: ${id}\n    expression: exec.file.name == "${name}"\n`;
    writeFileSync(join(policies, 'a.policy'), rule('first_rule', 'shrike-one'));
    const up = await start(['up', '--no-server', '--policies', policies], /^watching/);
    const run = (name: string): void => {
      copyFileSync(ACTS, join(folder, name));
      execFileSync(join(folder, name), ['exit', '0']);
    };
    run('shrike-one');
    await until(
      () => up.lines.some((l) => l.includes('first_rule')),
      10_000,
      () => `first_rule matches: ${up.lines}`,
    );
    writeFileSync(join(policies, 'b.policy'), 'rules: [');
    writeFileSync(join(policies, 'a.policy'), rule('second_rule', 'shrike-two'));
    await until(
      () => up.errors.some((l) => /loaded 1 rules again/.test(l)),
      10_000,
      () => `reloaded: ${up.errors}`,
    );
    assert.ok(
      up.errors.some((l) => l.includes('b.policy')),
      'the broken file is named',
    );
    run('shrike-two');
    await until(
      () => up.lines.some((l) => l.includes('second_rule')),
      10_000,
      () => `second_rule matches: ${up.lines}`,
    );
    up.child.kill('SIGTERM');
    assert.equal((await up.ended).code, 0);
  });
});

describe('shrike events', () => {
  test('every line is valid JSON whatever bytes the arguments hold, and the reader may go away', {
    timeout: 120_000,
  }, async () => {
    const events = await start(
      ['events', '--json', '--type', 'exec', '--filter', 'exec.argv0 =~ "a*"', '--count', '3'],
      null,
    );
    const timer = setInterval(() => {
      try {
        execFileSync(ACTS, ['exec-bytes', ACTS], { stdio: 'ignore' });
      } catch {
        // The program that was executed has nothing to say.
      }
    }, 100);
    assert.deepEqual(await events.ended, { code: 0, kill: null });
    clearInterval(timer);
    assert.equal(events.lines.length, 3);
    for (const line of events.lines)
      assert.deepEqual(JSON.parse(line).process.args, ['\udcff\udcfe\udc80ok', '', '\u00e9']);
  });
});

// With all shipped rules; 120 MB are promised of a sensor at rest, and a busy machine is allowed a little garbage on top.
const RESIDENT_KIB_MAX = 132 * 1000;

test('memory and idle processor time stay small', { timeout: 120_000 }, async () => {
  const cache = mkdtempSync(join(folder, 'cache-'));
  const before = process.env.NODE_COMPILE_CACHE;
  process.env.NODE_COMPILE_CACHE = cache;
  const warm = await start(['up', '--no-server'], /^watching/);
  warm.child.kill('SIGTERM');
  await warm.ended;
  const up = await start(['up', '--no-server'], /^watching/);
  const cpu = (): number => {
    const fields = readFileSync(`/proc/${up.child.pid}/stat`, 'latin1')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10; // utime and stime in ticks of 10 ms
  };
  await new Promise((resolve) => setTimeout(resolve, 6000));
  const start0 = cpu();
  await new Promise((resolve) => setTimeout(resolve, 4000));
  const used = cpu() - start0;
  // What only the start needed is given back once the start is over, which a busy machine puts off.
  let status = '';
  let rssKib = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 60 && rssKib > RESIDENT_KIB_MAX; tries++) {
    status = readFileSync(`/proc/${up.child.pid}/status`, 'latin1');
    rssKib = Number(/^VmRSS:\s*(\d+)/m.exec(status)![1]);
    if (rssKib > RESIDENT_KIB_MAX) await new Promise((resolve) => setTimeout(resolve, 500));
  }
  up.child.kill('SIGTERM');
  await up.ended;
  if (before === undefined) delete process.env.NODE_COMPILE_CACHE;
  else process.env.NODE_COMPILE_CACHE = before;
  console.log(
    `resident ${Math.round(rssKib / 1024)} MiB, ${used} ms of processor time in 4 s; ${status
      .match(/^Rss\w+:\s*\d+/gm)!
      .join(', ')
      .replaceAll(/\s+/g, ' ')} KiB`,
  );
  assert.ok(rssKib <= RESIDENT_KIB_MAX, `${rssKib} KiB resident`);
});
