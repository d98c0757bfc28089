import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RuntimeEvent } from '../enrich/event.ts';
import type { ProcessEntry } from '../enrich/process/process-entry.ts';
import { ProcessTree } from '../enrich/process/process-tree.ts';
import { SampleKernel, type SampleTask } from '../enrich/process/sample-records.ts';
import { ExecutionContexts } from './execution-context.ts';
import { attackOf } from './explain.ts';
import { RepeatCounter } from './repeats.ts';

/** Starts `path` below a process and gives its entry. */
function world(): {
  start: (parent: SampleTask, path: string) => SampleTask;
  entry: (task: SampleTask) => ProcessEntry;
  end: (task: SampleTask) => void;
  init: SampleTask;
} {
  const kernel = new SampleKernel();
  const tree = new ProcessTree({ reader: null });
  return {
    init: kernel.init,
    start: (parent, path) => {
      const [task, record] = kernel.fork(parent);
      tree.onFork(record);
      tree.onExec(kernel.exec(task, path));
      return task;
    },
    end: (task) => tree.onExit(kernel.exit(task)),
    entry: (task) => tree.lookup(task.pid, task.startNs, task.execId),
  };
}

test('what one login does is one story, what the next does another', () => {
  const { init, start, entry } = world();
  const contexts = new ExecutionContexts();
  const sshd = start(init, '/usr/sbin/sshd');
  const [first, second] = [start(sshd, '/bin/bash'), start(sshd, '/bin/bash')];
  const deep = start(start(first, '/usr/bin/python3'), '/bin/sh');
  assert.equal(contexts.rootOf(entry(deep)), contexts.rootOf(entry(first)));
  assert.equal(contexts.rootOf(entry(deep)).pid, first.pid);
  assert.notEqual(contexts.rootOf(entry(second)), contexts.rootOf(entry(first)));
});

test('a process that outlives its parents and gets away to init stays in the story', () => {
  const { init, start, entry, end } = world();
  const contexts = new ExecutionContexts();
  const web = start(init, '/usr/sbin/nginx');
  const shell = start(web, '/bin/sh');
  const daemon = start(shell, '/tmp/miner');
  end(shell);
  const late = start(daemon, '/bin/id');
  assert.equal(daemon.ppid, 1);
  assert.equal(contexts.rootOf(entry(late)).pid, web.pid);
});

test('a rule that marks an execution context begins a story for the process and what it starts', () => {
  const { init, start, entry } = world();
  const contexts = new ExecutionContexts();
  const runner = start(init, '/usr/bin/runner');
  const [one, two] = [start(runner, '/bin/job'), start(runner, '/bin/job')];
  assert.equal(contexts.rootOf(entry(one)), contexts.rootOf(entry(two)));
  contexts.begin(entry(one));
  assert.equal(contexts.rootOf(entry(start(one, '/bin/sh'))).pid, one.pid);
  assert.equal(contexts.rootOf(entry(two)).pid, runner.pid);
});

test('a story counts its signals and remembers its rules', () => {
  const { init, start, entry } = world();
  const contexts = new ExecutionContexts();
  const shell = start(init, '/bin/sh');
  const event = (task: SampleTask): RuntimeEvent => ({ process: entry(task), timestampNs: 5n }) as RuntimeEvent;
  contexts.note(event(shell), 'a');
  contexts.note(event(start(shell, '/bin/cat')), 'b');
  const story = contexts.note(event(shell), 'a');
  assert.deepEqual([story.signals, story.rules], [3, ['a', 'b']]);
});

test('repeats have one fingerprint, and a long silence ends a group', () => {
  const repeats = new RepeatCounter();
  const hour = 3_600_000_000_000n;
  assert.equal(repeats.note(['r', '/bin/cat', '/x'], 's', 1n).count, 1);
  const again = repeats.note(['r', '/bin/cat', '/x'], 's', 2n);
  assert.deepEqual([again.count, again.firstNs], [2, 1n]);
  assert.equal(repeats.note(['r', '/bin/cat', '/y'], 's', 2n).count, 1);
  const other = repeats.note(['r', '/bin/cat', '/x'], 'other story', 2n);
  assert.deepEqual([other.count, other.fingerprint], [1, again.fingerprint]);
  assert.equal(repeats.note(['r', '/bin/cat', '/x'], 's', 2n * hour).count, 1);
});

test('ATT&CK ids are read from tags however they are written', () => {
  for (const [tags, techniques, tactics] of [
    [['technique:T1003.008', 'tactic:credential-access'], ['T1003.008'], ['credential-access']],
    [['tactic:TA0006-credential-access', 'technique:T1003-os-credential-dumping'], ['T1003'], ['credential-access']],
    [['mitre:T1059', 'attack:T1059.004,T1620'], ['T1059', 'T1059.004', 'T1620'], []],
    [['severity:high', 'model:T1000', 'note:see T1003'], [], []],
    [['tactic:TA0006'], [], ['TA0006']],
  ] as const) {
    assert.deepEqual(attackOf(tags), { techniques, tactics });
  }
});
