/** What the configuration means for commands that watch. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createConfig } from '../config/index.ts';
import { CONTEXT_RECORDS } from '../enrich/event.ts';
import { KERNEL_TYPES } from '../probe/index.ts';
import { hostProc, policiesFolder, probeOptions, switchedOff, wantedTypes, watchNotes } from './configured.ts';
import { SHIPPED_POLICIES } from './policies.ts';

const config = (content: string, environment = {}) => createConfig([{ path: 'shrike.yaml', content }], environment);
const nowhere = (): boolean => false;

describe('record types that are produced', () => {
  const PROCESS = ['fork', 'exec', 'exit', 'exec_failed'];
  const NETWORK = ['dns', 'failed_dns', 'imds', 'connect', 'accept', 'bind', 'socket', 'setsockopt', 'packet'];
  const FILES =
    'open chmod chown link mkdir rename rmdir unlink utimes setxattr removexattr chdir mount umount splice'.split(' ');
  const ALL = [...PROCESS, ...FILES, ...NETWORK];
  const NO_FILES = [...PROCESS, ...NETWORK];
  for (const [text, wanted, key] of [
    ['', ALL, undefined],
    ['runtime_security_config.enabled: false', ALL, undefined],
    ['events.file.enabled: false', NO_FILES, 'events.file.enabled'],
    ['events.process.enabled: false', [...FILES, ...NETWORK], 'events.process.enabled'],
    ['runtime_security_config.fim_enabled: false', NO_FILES, 'runtime_security_config.fim_enabled'],
    ['runtime_security_config: {enabled: false, fim_enabled: false}', NO_FILES, 'runtime_security_config.fim_enabled'],
    ['runtime_security_config: {enabled: true, fim_enabled: false}', ALL, undefined],
    ['runtime_security_config.fim_enabled: true', ALL, undefined],
    ['event_monitoring_config.process.enabled: false', ALL, undefined],
    [
      'event_monitoring_config.network.enabled: false',
      [...PROCESS, ...FILES],
      'event_monitoring_config.network.enabled',
    ],
    [
      'runtime_security_config.network.enabled: false',
      [...PROCESS, ...FILES],
      'event_monitoring_config.network.enabled',
    ],
    [
      'event_monitoring_config.network.raw_packet.enabled: false',
      ALL.filter((type) => type !== 'packet'),
      'event_monitoring_config.network.raw_packet.enabled',
    ],
    ['event_monitoring_config.network.flow_monitor.enabled: true', [...ALL, 'network_flow_monitor'], undefined],
  ] as const) {
    test(text === '' ? 'without configuration' : text, () => {
      // Kernel activity and what makes records understandable have no switch.
      const switched = wantedTypes(config(text)).filter(
        (type) => !KERNEL_TYPES.some((name) => name === type) && !CONTEXT_RECORDS.some((name) => name === type),
      );
      assert.deepEqual(switched.sort(), [...wanted].sort());
      assert.deepEqual(
        switchedOff(config(text))
          .filter((o) => o.byDefault !== true)
          .map((o) => o.key),
        key === undefined ? [] : [key],
      );
      assert.equal(
        watchNotes(config(text)).some((note) => note.startsWith('no ')),
        key !== undefined,
      );
    });
  }
});

test('that watching is switched off is said, with the place, and nothing else happens', () => {
  const [note] = watchNotes(config('# off\nruntime_security_config.enabled: false\n'));
  assert.match(
    note!,
    /runtime_security_config\.enabled is false \(shrike\.yaml:2\); this command watches all the same/,
  );
  assert.deepEqual(watchNotes(config('')), []);
});

test('failed calls and shown variables go to the probe', () => {
  const usual = probeOptions(config(''), nowhere);
  assert.equal(usual.sensor!.failedOpens, 'refused');
  assert.ok(usual.shownVariables!.has('LD_PRELOAD') && !usual.shownVariables!.has('SECRET'));
  const other = probeOptions(
    config(
      'runtime_security_config.syscalls.capture_all_errors.enabled: true\nevent_monitoring_config.envs_with_value: [A]',
    ),
    nowhere,
  );
  assert.equal(other.sensor!.failedOpens, 'all');
  assert.deepEqual([...other.shownVariables!], ['A']);
});

describe("where the host's /proc is", () => {
  const CASES: readonly (readonly [Record<string, string>, string[], string])[] = [
    [{}, [], '/proc'],
    [{}, ['/host/proc/1'], '/host/proc'],
    [{ HOST_PROC: '/p' }, ['/host/proc/1'], '/p'],
    [{ HOST_PROC: '/p', SHRIKE_HOST_PROC: '/q' }, [], '/q'],
    [{ HOST_ROOT: '/host/root' }, ['/host/root/proc/1'], '/host/root/proc'],
    [{ HOST_ROOT: '/host/root' }, ['/host/root/proc/1', '/host/proc/1'], '/host/proc'],
    [{ HOST_ROOT: '/host/root' }, [], '/proc'],
  ];
  for (const [environment, folders, wanted] of CASES) {
    test(`${JSON.stringify(environment)} with ${folders.join(' and ') || 'no mounts'}: ${wanted}`, () => {
      assert.equal(
        hostProc(config('', environment), (path) => folders.includes(path)),
        wanted,
      );
    });
  }
});

describe('where rules are', () => {
  const DIR = 'runtime_security_config.policies.dir: /rules';
  const CASES: readonly (readonly [string, string[], string, boolean])[] = [
    ['', [], SHIPPED_POLICIES, false],
    ['', ['/c/policies', '/c/runtime-security.d'], '/c/policies', false],
    ['', ['/c/runtime-security.d'], '/c/runtime-security.d', false],
    [DIR, ['/rules', '/c/policies'], '/rules', false],
    [DIR, ['/c/policies'], '/c/policies', true],
    [DIR, [], SHIPPED_POLICIES, true],
  ];
  for (const [text, folders, path, isProblem] of CASES) {
    test(`${text || 'not configured'}, there: ${folders.join(', ') || 'nothing'}`, () => {
      const found = policiesFolder(config(text), '/c', (f) => folders.includes(f));
      assert.equal(found.path, path);
      assert.equal(found.problem !== null, isProblem);
      if (isProblem) assert.match(found.problem!, /\(shrike\.yaml:1\) names \/rules/);
    });
  }
});
