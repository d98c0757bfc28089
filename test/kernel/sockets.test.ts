/** Calls on sockets by every door, each compared with what getsockname and SO_ERROR say. */
import assert from 'node:assert/strict';
import { unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { assertAsPublished } from '../event-schema.ts';
import { netact } from './netacts.ts';
import { type EventJson, kernelAtLeast, Watch } from './watch.ts';

const STREAM = 1;
const DGRAM = 2;
const RAW = 3;
let watch: Watch;
before(async () => {
  watch = await Watch.start({
    types: ['fork', 'exec', 'exit', 'connect', 'accept', 'bind', 'socket', 'setsockopt'],
    network: {},
  });
});
after(async () => {
  await watch.stop();
  for (const event of watch.events) assertAsPublished(event);
});

const of = (type: string, truth: EventJson, fits: (e: EventJson) => boolean = () => true): Promise<EventJson> =>
  watch.event(type, truth.pid, fits);

describe('bind', () => {
  for (const [ip, port, type, protocol] of [
    ['0.0.0.0', 4242, STREAM, 'TCP'],
    ['127.0.0.1', 0, DGRAM, 'UDP'],
    ['::', 4242, STREAM, 'TCP'],
    ['::1', 0, DGRAM, 'UDP'],
  ] as const) {
    test(`${ip} port ${port}`, async () => {
      const truth = netact('bind', ip, port, type);
      const { bind, syscall, evt } = await of('bind', truth);
      assert.equal(bind.addr.ip, ip);
      assert.equal(bind.addr.port, truth.port, 'the port that the kernel chose');
      assert.equal(bind.addr.family, ip.includes(':') ? 'AF_INET6' : 'AF_INET');
      assert.match(bind.protocol, new RegExp(protocol));
      assert.deepEqual([syscall.name, syscall.retval, evt.outcome], ['bind', 0, 'Success']);
    });
  }
  test('an address of somebody else is refused, and told as passed', async () => {
    const truth = netact('bind', '192.0.2.1', 4242);
    const { bind, syscall } = await of('bind', truth);
    assert.deepEqual([bind.addr.ip, bind.addr.port, syscall.retval], ['192.0.2.1', 4242, -truth.errno]);
    assert.equal(bind.address_from_user, true);
  });
  test('a unix socket by its path, and an abstract one', async () => {
    const path = join(watch.folder, 'socket');
    const { bind } = await of('bind', netact('bind-unix', path));
    assert.deepEqual([bind.addr.family, bind.addr.path, bind.addr.port], ['AF_UNIX', path, 0]);
    unlinkSync(path);
    const abstract = await of('bind', netact('bind-unix', '@shrike-test'));
    assert.equal(abstract.bind.addr.path, '@shrike-test');
  });
});

describe('connect', () => {
  for (const [name, ip, type] of [
    ['TCP to the any address, told as passed', '0.0.0.0', STREAM],
    ['UDP to the any address', '0.0.0.0', DGRAM],
    ['TCP over IPv6 to the any address', '::', STREAM],
    ['TCP to loopback', '127.0.0.1', STREAM],
    ['a v4-mapped address', '::ffff:127.0.0.1', STREAM],
  ] as const) {
    test(name, async () => {
      const truth = netact('connect', ip, 4243, type, 0, type === STREAM ? 1 : 0);
      assert.equal(truth.ret, 0);
      const { connect, syscall } = await of('connect', truth);
      assert.equal(connect.addr.ip, ip === '::ffff:127.0.0.1' ? '127.0.0.1' : ip);
      assert.deepEqual([connect.addr.port, syscall.retval, connect.addr.is_public], [4243, 0, false]);
      assert.equal(connect.local.port, truth.port);
    });
  }
  test('a closed port: refused', async () => {
    const { connect, syscall, evt } = await of('connect', netact('connect', '127.0.0.1', 4249));
    assert.deepEqual(
      [connect.addr.ip, connect.addr.port, syscall.retval, evt.outcome],
      ['127.0.0.1', 4249, -111, 'Error'],
    );
  });
  test('an address that cannot be read is said to be so, and the event comes', async () => {
    const { connect, syscall } = await of('connect', netact('connect-bad'));
    assert.deepEqual([syscall.retval, connect.address_unreadable], [-14, true]);
  });
  test('a unix socket that is not there', async () => {
    const { connect, syscall } = await of('connect', netact('connect-unix', '/nowhere/socket'));
    assert.deepEqual([connect.addr.family, connect.addr.path, syscall.retval], ['AF_UNIX', '/nowhere/socket', -2]);
  });
  for (const [name, port, listens, outcome] of [
    ['that succeeds', 4244, 1, 0],
    ['that is refused', 4248, 0, 111],
  ] as const) {
    test(`without waiting, ${name}: begin and outcome`, {
      skip: !kernelAtLeast(5, 17) && 'the outcome needs 5.17',
    }, async () => {
      const truth = netact('connect', '127.0.0.1', port, STREAM, 1, listens);
      assert.deepEqual([truth.errno, truth.outcome], [115, outcome]);
      const begin = await of('connect', truth, (e) => e.syscall.retval === -115);
      const late = await of('connect', truth, (e) => e.evt.async === true);
      assert.equal(begin.evt.async, false);
      assert.deepEqual(
        [late.syscall.retval + outcome, late.connect.addr.port, late.connect.addr.ip],
        [0, port, '127.0.0.1'],
      );
    });
  }
});

describe('accept', () => {
  for (const [ip, peer] of [
    ['0.0.0.0', '127.0.0.1'],
    ['::', '::1'],
  ] as const) {
    for (const call of ['accept', 'accept4'] as const) {
      test(`${call} on ${ip}`, async () => {
        const truth = netact('accept', ip, 0, ...(call === 'accept4' ? [1] : []));
        const { accept, syscall } = await of('accept', truth);
        assert.deepEqual([accept.addr.ip, accept.addr.port, accept.peer.port], [peer, truth.port, truth.client]);
        assert.deepEqual([syscall.name, syscall.retval], [call, truth.ret]);
      });
    }
  }
});

describe('socket', () => {
  const CLOEXEC = 0o2000000;
  for (const [domain, type, protocol, name] of [
    [2, DGRAM, 17, 'AF_INET SOCK_DGRAM'],
    [1, STREAM, 0, 'AF_UNIX SOCK_STREAM'],
    [2, RAW, 1, 'AF_INET SOCK_RAW'],
    [10, STREAM | CLOEXEC, 6, 'AF_INET6 SOCK_STREAM'],
  ] as const) {
    test(name, async () => {
      const truth = netact('socket', domain, type, protocol);
      const { socket, syscall } = await of('socket', truth);
      assert.deepEqual(
        [`${socket.domain} ${socket.type}`, socket.protocol, syscall.retval],
        [name, protocol, truth.ret],
      );
    });
  }
  test('a family that does not exist', async () => {
    const { syscall } = await of('socket', netact('socket', 99, STREAM, 0));
    assert.equal(syscall.retval, -97);
  });
});

test('a socket filter is told by its instructions', async () => {
  const { setsockopt, syscall } = await of('setsockopt', netact('filter'), (e) => e.setsockopt.optname === 26);
  assert.equal(syscall.retval, 0);
  assert.deepEqual([setsockopt.filter_len, setsockopt.is_filter_truncated], [6, false]);
  assert.deepEqual(setsockopt.used_immediates, [0x800, 17]);
  assert.equal(
    setsockopt.filter,
    ['ldh [12]', 'jeq #0x800, 2, 5', 'ldb [23]', 'jeq #0x11, 4, 5', 'ret #0xffff', 'ret #0'].join('\n'),
  );
  assert.match(setsockopt.filter_hash, /^[0-9a-f]{64}$/);
});

describe('io_uring', { skip: !kernelAtLeast(5, 19) && 'the tracepoint hands over the request since 5.19' }, () => {
  test('connect', async () => {
    const truth = netact('io_uring-connect');
    const { connect, syscall } = await of('connect', truth, (e) => e.syscall.name === 'io_uring');
    assert.deepEqual([connect.addr.ip, connect.addr.port, syscall.retval], ['127.0.0.1', truth.port, 0]);
  });
  test('a refused connect', async () => {
    const truth = netact('io_uring-refused');
    const { syscall } = await of('connect', truth, (e) => e.syscall.name === 'io_uring');
    assert.equal(syscall.retval, -111);
  });
  test('accept', async () => {
    const truth = netact('io_uring-accept');
    const { accept, syscall } = await of('accept', truth, (e) => e.syscall.name === 'io_uring');
    assert.deepEqual([accept.addr.ip, accept.addr.port, syscall.retval], ['127.0.0.1', truth.port, truth.ret]);
  });
  test('socket', async () => {
    const truth = netact('io_uring-socket');
    const { socket, syscall } = await of('socket', truth, (e) => e.syscall.name === 'io_uring');
    assert.deepEqual([socket.type, syscall.retval], ['SOCK_DGRAM', truth.ret]);
  });
});

test('the 32-bit multiplexer socketcall', {
  skip: process.arch !== 'x64' && 'int 0x80 exists on x86 only',
}, async () => {
  const truth = netact('socketcall', 4247);
  const { bind, syscall } = await of('bind', truth);
  assert.deepEqual([bind.addr.ip, bind.addr.port, syscall.name], ['127.0.0.1', 4247, 'socketcall']);
  const made = await of('socket', truth, (e) => e.syscall.name === 'socketcall');
  assert.equal(made.socket.domain, 'AF_INET');
});
