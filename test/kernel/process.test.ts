/** Fork, exec and exit: every field compared with /proc, stat and what the act says about itself. */
import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ACTS, type EventJson, Watch } from './watch.ts';

let watch: Watch;
let dir: string;
/** A static program, so that exec has no library opens of its own and works in a chroot. */
let program: string;
before(async () => {
  watch = await Watch.start({ types: ['fork', 'exec', 'exit', 'exec_failed'] });
  dir = watch.folder;
  chmodSync(dir, 0o755);
  program = join(dir, 'program');
  copyFileSync(ACTS, program);
});
after(() => watch.stop());

const executed = (pid: number, path: string): Promise<EventJson> =>
  watch.event('exec', pid, (e) => e.file.path === path);

describe('exec', () => {
  test('every fact of the file, the arguments and the process', async () => {
    const { pid } = await watch.run(program, ['exit', '0', 'three words here'], {
      cwd: dir,
      argv0: 'another name',
      env: { SHRIKE_ONE: 'secret value', SHRIKE_TWO: '' },
    });
    const event = await executed(pid, program);
    const st = statSync(program, { bigint: true });
    const { file } = event;
    assert.equal(file.inode, String(st.ino));
    assert.equal(file.mode, Number(st.mode));
    assert.equal(file.uid, Number(st.uid));
    assert.equal(file.gid, Number(st.gid));
    assert.equal(file.hard_links, Number(st.nlink));
    assert.deepEqual(file.device, {
      major: Number((st.dev >> 8n) & 0xfffn),
      minor: Number((st.dev & 0xffn) | ((st.dev >> 12n) & 0xfff00n)),
    });
    const p = event.process;
    assert.equal(p.argv0, 'another name');
    assert.deepEqual(p.args, ['exit', '0', 'three words here']);
    assert.equal(p.argc, 4);
    assert.equal(p.args_truncated, undefined);
    assert.deepEqual(p.envs, ['SHRIKE_ONE', 'SHRIKE_TWO'], 'names only');
    assert.equal(JSON.stringify(event).includes('secret value'), false);
    assert.equal(p.cwd, dir);
    assert.equal(p.pid, pid);
    assert.equal(p.tid, pid);
    assert.equal(p.ppid, process.pid);
    assert.equal(p.comm, 'program');
    assert.equal(p.is_exec, true);
    assert.equal(event.syscall.path, program);
    assert.equal(p.mnt_ns, Number(/\d+/.exec(readlinkSync('/proc/self/ns/mnt'))![0]));
    assert.equal(p.net_ns, Number(/\d+/.exec(readlinkSync('/proc/self/ns/net'))![0]));
    // Credentials as /proc shows them for this process, whose child it was.
    const status = readFileSync('/proc/self/status', 'utf8');
    const field = (name: string): string[] => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)![1]!.split(/\s+/);
    assert.deepEqual(
      [p.credentials.uid, p.credentials.euid, p.credentials.suid, p.credentials.fsuid].map(String),
      field('Uid'),
    );
    assert.deepEqual(
      [p.credentials.gid, p.credentials.egid, p.credentials.sgid, p.credentials.fsgid].map(String),
      field('Gid'),
    );
    const effective = BigInt(`0x${field('CapEff')[0]}`);
    assert.equal(p.credentials.cap_effective.length, effective.toString(2).replaceAll('0', '').length);
    const cgroup = readFileSync('/proc/self/cgroup', 'utf8');
    assert.ok(cgroup.includes(`:${event.cgroup?.id ?? '/'}`), `${event.cgroup?.id} is one of\n${cgroup}`);
    // Ancestors lead to this test and on to init.
    const pids = p.ancestors.map((a: EventJson) => a.pid);
    assert.ok(pids.includes(process.pid));
    assert.equal(
      pids.findLast((x: number) => x > 0),
      1,
      `ancestors end at init: ${pids}`,
    );
    const age = Date.now() - Date.parse(event.date);
    assert.ok(age >= -50 && age < 10_000, `the time is now (${age} ms ago)`);
  });

  test('a script is the file, its interpreter stands beside it, arguments are those given', async () => {
    const script = join(dir, 'script');
    writeFileSync(script, `#!${program} exit\n`, { mode: 0o755 });
    const { pid } = await watch.run(script, ['5', 'b c']);
    const event = await executed(pid, script);
    assert.equal(event.file.inode, String(statSync(script).ino));
    assert.equal(event.process.interpreter.path, program);
    assert.equal(event.process.interpreter.inode, String(statSync(program).ino));
    assert.deepEqual(event.process.args, ['5', 'b c']);
    assert.equal(event.process.argv0, script);
  });

  test('of nested scripts the outermost is the file and the last interpreter the binary', async () => {
    const inner = join(dir, 'inner');
    const outer = join(dir, 'outer');
    writeFileSync(inner, `#!${program} exit\n`, { mode: 0o755 });
    writeFileSync(outer, `#!${inner}\n`, { mode: 0o755 });
    const { pid } = await watch.run(outer, ['x']);
    const event = await executed(pid, outer);
    assert.equal(event.file.inode, String(statSync(outer).ino));
    assert.equal(event.process.interpreter.path, program);
    assert.deepEqual(event.process.args, ['x']);
  });

  test("fexecve: the path is the file's, argv[0] is what was passed", async () => {
    const { pid } = await watch.run(ACTS, ['fexecve', program]);
    const event = await executed(pid, program);
    assert.equal(event.process.argv0, 'renamed');
    assert.deepEqual(event.process.args, ['one']);
    assert.deepEqual(event.process.envs, ['SHRIKE_TEST']);
  });

  test('execveat relative to a directory', async () => {
    const { pid } = await watch.run(ACTS, ['execveat', dir, 'program']);
    const event = await executed(pid, program);
    assert.deepEqual(event.process.args, ['two']);
    assert.deepEqual(event.process.envs, []);
  });

  test('a memfd is called by its name and has no path', async () => {
    const { pid } = await watch.run(ACTS, ['exec-memfd', program, 'payload']);
    const event = await watch.event('exec', pid, (e) => e.file.name === 'memfd:payload');
    assert.equal(event.file.path, '');
    assert.equal(event.file.memfd, true);
    assert.equal(event.process.argv0, 'from-memory');
  });

  test('a deleted program is called deleted and keeps its path', async () => {
    const gone = join(dir, 'gone');
    copyFileSync(ACTS, gone);
    const { ino } = statSync(gone);
    const { pid } = await watch.run(ACTS, ['exec-deleted', gone]);
    const event = await watch.event('exec', pid, (e) => e.file.deleted === true);
    assert.equal(event.file.path, gone);
    assert.equal(event.file.inode, String(ino));
    assert.equal(event.file.hard_links, 0);
  });

  test('no argument at all', async () => {
    const { pid, code } = await watch.run(ACTS, ['exec-no-argv', program]);
    const event = await executed(pid, program);
    assert.equal(event.process.argv0, '');
    assert.deepEqual(event.process.args, []);
    // Newer kernels put in an empty argv[0]; the program tells what it got.
    assert.equal(event.process.argc, code! - 70);
  });

  test('64 KiB of arguments come whole; more is cut and says so; the environment likewise', async () => {
    const whole = await watch.run(ACTS, ['exec-huge', program, '65536']);
    const event = await watch.event('exec', whole.pid, (e) => e.process.argv0 === 'huge');
    assert.deepEqual(event.process.args, ['x'.repeat(65536), 'tail']);
    assert.equal(event.process.args_truncated, undefined);
    assert.equal(event.process.envs_truncated, true, 'the environment limit is lower');
    assert.deepEqual(event.process.envs, ['BIG']);
    const cut = await watch.run(ACTS, ['exec-huge', program, '131000']);
    const more = await watch.event('exec', cut.pid, (e) => e.process.argv0 === 'huge');
    assert.equal(more.process.argc, 3);
    assert.equal(more.process.args[0], 'x'.repeat(131000));
    const large = await watch.run(program, ['exit', '0', 'y'.repeat(100_000), 'z'.repeat(100_000)]);
    const beyond = await executed(large.pid, program);
    assert.equal(beyond.process.args_truncated, true);
    assert.equal(beyond.process.argc, 5);
    assert.equal(beyond.process.args[2], 'y'.repeat(100_000));
  });

  test('any byte survives, and the JSON is one valid line', async () => {
    const { pid } = await watch.run(ACTS, ['exec-bytes', program]);
    const event = await watch.event('exec', pid, (e) => e.process.args.length === 3);
    assert.equal(event.process.argv0, 'a\n\u0001\u001b[31m"\\');
    assert.deepEqual(event.process.args, ['\udcff\udcfe\udc80ok', '', '\u00e9']);
    assert.deepEqual(event.process.envs, ['N\udcff']);
    const line = JSON.stringify(event);
    assert.equal(/[\u0000-\u001f]/.test(line), false);
    assert.deepEqual(JSON.parse(line), JSON.parse(JSON.stringify(event)));
  });

  test("exec by a thread that is not the leader keeps the process's identity", async () => {
    const { pid } = await watch.run(ACTS, ['exec-from-thread', program, 'exit', '3']);
    const event = await watch.event('exec', pid, (e) => e.file.path === program);
    assert.deepEqual(event.process.args, ['exit', '3']);
    const exit = await watch.event('exit', pid);
    assert.deepEqual(exit.exit, { cause: 'EXITED', code: 3 });
    assert.equal(exit.process.executable.path, program);
  });

  test('credentials are those after the exec', async () => {
    const { pid } = await watch.run(ACTS, ['exec-as', '4001', program]);
    const event = await executed(pid, program);
    const { uid, euid, suid, fsuid, gid, egid, sgid, fsgid } = event.process.credentials;
    // exec copies the effective id to the saved one (execve(2)).
    assert.deepEqual(
      [uid, euid, suid, fsuid, gid, egid, sgid, fsgid],
      [4001, 4002, 4002, 4002, 4001, 4002, 4002, 4002],
    );
    assert.deepEqual(event.process.credentials.cap_effective, []);
  });

  test('in a chroot the path is that of the host', async () => {
    const { pid } = await watch.run(ACTS, ['exec-in-chroot', dir, '/program']);
    await executed(pid, program);
  });

  test('a failed exec carries the passed path and the errno', async () => {
    const missing = join(dir, 'missing');
    const truth = watch.act('exec-fails', missing);
    const event = await watch.event('exec_failed', truth.pid);
    assert.equal(event.syscall.path, missing);
    assert.equal(event.syscall.retval, -truth.errno);
    const refused = join(dir, 'not-executable');
    writeFileSync(refused, '', { mode: 0o644 });
    const second = watch.act('exec-fails', refused);
    assert.equal(second.errno, 13);
    assert.equal((await watch.event('exec_failed', second.pid)).evt.outcome, 'Refused');
  });
});

describe('exit', () => {
  for (const [name, args, expected] of [
    ['a code', ['exit', '42'], { cause: 'EXITED', code: 42 }],
    ['a signal', ['kill-self', '15'], { cause: 'SIGNALED', code: 15 }],
    ["the leader's thread ends first", ['exit-leader-first'], { cause: 'EXITED', code: 0 }],
  ] as const) {
    test(name, async () => {
      const { pid, code, kill } = await watch.run(ACTS, [...args]);
      const event = await watch.event('exit', pid);
      assert.deepEqual(event.exit, expected);
      if (expected.cause === 'EXITED') assert.equal(code, expected.code);
      else assert.equal(kill, 'SIGTERM');
      assert.equal(event.process.executable.path, ACTS);
      assert.equal(
        watch.events.filter((e) => e.evt.name === 'exit' && e.process.pid === pid).length,
        1,
        'one exit per process',
      );
    });
  }
});

describe('parents', () => {
  test('an orphan keeps its lineage and shows its present parent', async () => {
    const truth = watch.act('orphan');
    const event = await watch.event('exec', truth.orphan);
    assert.notEqual(event.process.ppid, truth.parent, 'reparented by the time of the exec');
    const pids = event.process.ancestors.map((a: EventJson) => a.pid);
    assert.ok(pids.includes(truth.parent), `the parent that made it is among ${pids}`);
  });

  test('a subreaper becomes the present parent', async () => {
    const truth = watch.act('subreaper');
    const event = await watch.event('exec', truth.orphan);
    assert.equal(event.process.ppid, truth.reaper);
    assert.ok(event.process.ancestors.map((a: EventJson) => a.pid).includes(truth.parent));
  });

  test('CLONE_PARENT makes a sister, not a child', async () => {
    const truth = watch.act('clone-parent');
    const fork = await watch.event('fork', truth.sister);
    assert.equal(fork.process.ppid, truth.ppid);
    assert.deepEqual((await watch.event('exit', truth.sister)).exit, { cause: 'EXITED', code: 7 });
  });

  test('a process that ran before the probe is known with its arguments', async () => {
    const { spawn } = await import('node:child_process');
    const old = spawn(program, ['hold'], { stdio: ['ignore', 'pipe', 'inherit'], argv0: 'held' });
    await new Promise((resolve) => old.stdout.once('data', resolve));
    const second = await Watch.start({ types: ['exit'] });
    old.kill('SIGKILL');
    const exit = await second.event('exit', old.pid!);
    assert.equal(exit.process.executable.path, program);
    assert.equal(exit.process.argv0, 'held');
    assert.deepEqual(exit.process.args, ['hold']);
    assert.deepEqual(exit.exit, { cause: 'SIGNALED', code: 9 });
    await second.stop();
  });
});

describe('bursts', () => {
  test('5,000 short-lived processes: each fork and each exit, none missing', { timeout: 120_000 }, async () => {
    const truth = watch.act('forks', '5000');
    await watch.settle();
    const mine = watch.events.filter(
      (e) => e.process.ppid === truth.pid || e.process.ancestors.some((a: EventJson) => a.pid === truth.pid),
    );
    const forks = mine.filter((e) => e.evt.name === 'fork' && e.process.pid !== truth.pid);
    const exits = mine.filter((e) => e.evt.name === 'exit' && e.process.pid !== truth.pid);
    const counts = watch.probe.sensor.counts();
    console.log(`${forks.length} forks, ${exits.length} exits; lost ${JSON.stringify([counts.fork, counts.exit])}`);
    assert.equal(forks.length, 5000);
    assert.equal(exits.length, 5000);
    assert.deepEqual(
      exits.map((e) => e.exit.code),
      Array.from({ length: 5000 }, (_, i) => i & 127),
    );
  });

  test('1,000 programs: each exec with its own argument and its parent', { timeout: 120_000 }, async () => {
    mkdirSync(join(dir, 'burst'));
    const quick = join(dir, 'burst/quick');
    writeFileSync(quick, `#!${program} exit\n`, { mode: 0o755 });
    const truth = watch.act('fork-exec', '1000', quick);
    await watch.settle();
    const execs = watch.events.filter((e) => e.evt.name === 'exec' && e.file.path === quick);
    assert.deepEqual(
      execs.map((e) => e.process.args[0]),
      Array.from({ length: 1000 }, (_, i) => String(i)),
    );
    assert.ok(execs.every((e) => e.process.ppid === truth.pid));
    assert.equal(watch.probe.pipeline.counts.missing, 0);
  });
});
