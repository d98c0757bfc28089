import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ProcessTree } from '../process/process-tree.ts';
import { ROOT_CREDENTIALS, SampleKernel, type SampleTask } from '../process/sample-records.ts';
import type { Credentials, ExecRecord } from '../process/types.ts';
import {
  elevationsOf,
  NO_ADDRESS,
  parseAuthInfo,
  SESSION_TYPES,
  SSH_AUTH_METHODS,
  UserSessions,
} from './user-session.ts';

const USER: Credentials = { ...ROOT_CREDENTIALS, uid: 1000, euid: 1000 };

/** A machine on which sshd runs. */
function machine() {
  const kernel = new SampleKernel();
  const tree = new ProcessTree({ reader: null });
  const sessions = new UserSessions({ procRoot: '/nonexistent' });
  const fork = (parent: SampleTask, credentials: Credentials = parent.credentials): SampleTask => {
    const [child, record] = kernel.fork(parent, { credentials });
    tree.onFork(record);
    return child;
  };
  const exec = (task: SampleTask, path: string, given: Partial<ExecRecord> = {}) => {
    const entry = tree.onExec(kernel.exec(task, path, given));
    sessions.noteExec(entry);
    return entry;
  };
  const server = fork(kernel.init);
  exec(server, '/usr/sbin/sshd');
  const login = (connection: string, credentials = USER): SampleTask => {
    const shell = fork(fork(server), credentials);
    exec(shell, '/bin/bash', { envp: [`SSH_CONNECTION=${connection}`] });
    return shell;
  };
  return {
    kernel,
    tree,
    sessions,
    fork,
    exec,
    login,
    entry: (task: SampleTask) => tree.lookup(task.pid, task.startNs, task.execId),
  };
}

describe('a session', () => {
  test('is that of the login, for all who descend from it', () => {
    const m = machine();
    const shell = m.login('192.0.2.7 50123 198.51.100.1 22');
    const child = m.fork(shell);
    m.exec(child, '/usr/bin/vim', { envp: ['SSH_CONNECTION=203.0.113.9 1 203.0.113.9 2'] });
    const session = m.sessions.of(m.entry(child));
    assert.ok(session !== null);
    assert.equal(session, m.sessions.of(m.entry(shell)));
    assert.deepEqual(
      [session.type, session.uid, session.clientIp, session.clientPort, session.serverPort],
      [SESSION_TYPES.SSH, 1000, '192.0.2.7', 50123, 22],
    );
    assert.equal(session.method, SSH_AUTH_METHODS.UNKNOWN);
  });

  test('is not made by an environment that the server did not write', () => {
    const m = machine();
    const daemon = m.fork(m.kernel.init);
    m.exec(daemon, '/usr/sbin/cron', { envp: ['SSH_CONNECTION=192.0.2.7 50123 198.51.100.1 22'] });
    assert.equal(m.sessions.of(m.entry(daemon)), null);
  });

  test('two logins are two sessions, and one from a link-local address keeps its address', () => {
    const m = machine();
    const first = m.sessions.of(m.entry(m.login('192.0.2.7 50123 198.51.100.1 22')))!;
    const second = m.sessions.of(m.entry(m.login('fe80::1%eth0 50124 fe80::2%eth0 22')))!;
    assert.notEqual(first.id, second.id);
    assert.equal(second.clientIp, 'fe80::1');
    assert.notDeepEqual(second.clientAddress, NO_ADDRESS);
  });

  for (const connection of ['UNKNOWN 65535 UNKNOWN 65535', "';-- 1 x 2"]) {
    test(`has no address when the server writes ${connection}`, () => {
      const m = machine();
      const session = m.sessions.of(m.entry(m.login(connection)))!;
      assert.deepEqual([session.clientIp, session.clientAddress], ['', NO_ADDRESS]);
    });
  }

  test('is found although a process was asked for before its parent was known', () => {
    const m = machine();
    const shell = m.login('192.0.2.7 50123 198.51.100.1 22');
    const child = m.fork(shell);
    assert.ok(m.sessions.of(m.entry(child)) !== null);
    assert.equal(m.sessions.of(m.tree.lookup(99_999, 5n, 1n)), null);
  });
});

describe('steps to other users', () => {
  test('are listed from the first on, with who called and who it became', () => {
    const m = machine();
    const shell = m.login('192.0.2.7 50123 198.51.100.1 22');
    const sudo = m.fork(shell);
    m.exec(sudo, '/usr/bin/sudo');
    const root = m.fork(sudo, ROOT_CREDENTIALS);
    m.exec(root, '/bin/bash');
    const su = m.fork(root);
    m.exec(su, '/usr/bin/su');
    const other = m.fork(su, { ...ROOT_CREDENTIALS, uid: 33 });
    m.exec(other, '/bin/sh');
    assert.deepEqual(elevationsOf(m.entry(other)), [
      { tool: 'sudo', fromUid: 1000, toUid: 0 },
      { tool: 'su', fromUid: 0, toUid: 33 },
    ]);
    assert.deepEqual(elevationsOf(m.entry(sudo)), []);
  });
});

test('what sshd exposes of an authentication is read', () => {
  assert.deepEqual(parseAuthInfo('password\n'), { method: SSH_AUTH_METHODS.PASSWORD, publicKey: '' });
  assert.deepEqual(parseAuthInfo('keyboard-interactive/pam\n'), { method: SSH_AUTH_METHODS.PASSWORD, publicKey: '' });
  assert.deepEqual(parseAuthInfo('publickey ssh-ed25519 AAAA\n').method, SSH_AUTH_METHODS.PUBLIC_KEY);
  assert.deepEqual(parseAuthInfo('nonsense\n\n'), { method: SSH_AUTH_METHODS.UNKNOWN, publicKey: '' });
});
