/** A real SSH server with a real login: who came from where with which key, and who became whom by sudo. */
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { RuntimeEvent } from '../../src/enrich/event.ts';
import { liveModel } from '../../src/rules/field-readers.ts';
import { compileRule, emptyEnvironment, readRule } from '../../src/rules/language/index.ts';
import { Watch } from '../kernel/watch.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'shrike-ssh-'));
const key = join(folder, 'key');

let watch: Watch;
let server: ReturnType<typeof spawn>;
let port = 0;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port: free } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return free;
}

const ssh = (command: string) =>
  run(
    'ssh',
    [
      '-F',
      '/dev/null',
      '-i',
      key,
      '-p',
      String(port),
      '-o',
      'StrictHostKeyChecking=no',
      '-o',
      `UserKnownHostsFile=${join(folder, 'known')}`,
      '-o',
      'BatchMode=yes',
      'root@127.0.0.1',
      command,
    ],
    { timeout: 20_000 },
  );

before(async () => {
  for (const name of ['key', 'host'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
  writeFileSync(join(folder, 'authorized'), readFileSync(`${key}.pub`));
  port = await freePort();
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  writeFileSync(
    join(folder, 'config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${join(folder, 'host')}`,
      `AuthorizedKeysFile ${join(folder, 'authorized')}`,
      'PermitRootLogin yes',
      'StrictModes no',
      'UsePAM no',
      'ExposeAuthInfo yes',
      'PidFile none',
      '',
    ].join('\n'),
  );
  // Opens of the whole machine would only delay what is looked for.
  watch = await Watch.start({ types: ['fork', 'exec', 'exit'] }, { workloads: {} });
  watch.keep = (event) => event.type === 'exec';
  server = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(folder, 'config')], { stdio: 'ignore' });
  for (let i = 0; i < 100; i++) {
    const ready = await ssh('true').then(
      () => true,
      () => false,
    );
    if (ready) return;
    await sleep(100);
  }
  assert.fail('the SSH server does not answer');
});
after(async () => {
  server?.kill();
  await watch?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('an SSH session', () => {
  test('is known to all its processes: user, address, port, method and key', async () => {
    const marker = `in-session-${process.pid}`;
    // A rule is asked too: the fields must say the same as the event.
    const source =
      'exec.argv == "' +
      marker +
      '" && process.user_session.session_type == SSH && process.user_session.ssh_client_ip == 127.0.0.0/8 && process.user_session.ssh_auth_method == SSH_AUTH_METHOD_PUBLIC_KEY && process.user_session.identity == "root" && process.user_session.id != ""';
    const { rule, diagnostics } = readRule<RuntimeEvent>(source, liveModel, { eventType: 'single' });
    assert.deepEqual(diagnostics, []);
    const holds = compileRule<RuntimeEvent>(rule!, liveModel);
    let matches = 0;
    const end = watch.probe.pipeline.watch((event) => {
      if (event.type === 'exec' && holds(event, emptyEnvironment(event.timestampNs))) matches++;
    });
    // The client's own port, as the server tells its child.
    const { stdout } = await ssh(`echo $SSH_CONNECTION; sleep 0.3; sh -c '/bin/echo ${marker}; true'`);
    const event = await watch.find(
      'the program',
      (e) => e.evt.name === 'exec' && e.process.comm === 'echo' && e.process.args.includes(marker),
    );
    const session = event.process.user_session;
    const [address, clientPort] = stdout.split(' ');
    const fingerprint = execFileSync('ssh-keygen', ['-lf', `${key}.pub`], { encoding: 'utf8' }).split(' ')[1];
    assert.deepEqual(
      [
        session.session_type,
        session.identity,
        session.ssh_client_ip,
        session.ssh_client_port,
        session.ssh_auth_method,
        session.ssh_public_key,
      ],
      ['ssh', 'root', address, Number(clientPort), 'public_key', fingerprint],
    );
    end();
    assert.equal(matches, 1);
  });

  test('two logins are two sessions', async () => {
    const ids = new Set<string>();
    for (const n of [1, 2]) {
      const marker = `login-${n}-${process.pid}`;
      await ssh(`/bin/echo ${marker}; true`);
      const event = await watch.find(
        marker,
        (e) => e.evt.name === 'exec' && e.process.comm === 'echo' && e.process.args.includes(marker),
      );
      ids.add(event.process.user_session.id);
    }
    assert.equal(ids.size, 2);
  });

  test('names the steps to other users', async () => {
    const marker = `as-other-${process.pid}`;
    await ssh(`sudo -n -u nobody /bin/sh -c '/bin/echo ${marker}; true'`);
    const event = await watch.find(
      marker,
      (e) => e.evt.name === 'exec' && e.process.comm === 'echo' && e.process.args.includes(marker),
    );
    assert.equal(event.process.user, 'nobody');
    assert.equal(event.process.user_session.identity, 'root');
    assert.deepEqual(event.process.user_session.elevations, [{ tool: 'sudo', from: 'root', to: 'nobody' }]);
  });

  test('belongs to nobody outside of it', async () => {
    const { pid } = await watch.run('/bin/echo', ['outside'], { env: { SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 2' } });
    const event = await watch.event('exec', pid);
    assert.equal(event.process.user_session?.id, undefined);
  });
});
