/** Lookups as people and programs make them, by dnsmasq in a namespace of its own: each has its process. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { Watch } from '../kernel/watch.ts';

const NETNS = `shrike-tools-${process.pid}`;
const has = (command: string): boolean => {
  try {
    execFileSync('sh', ['-c', `command -v ${command}`], {
      stdio: 'ignore',
      env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
    });
    return true;
  } catch {
    return false;
  }
};
const possible = process.getuid?.() === 0 && has('ip') && has('dnsmasq');

let watch: Watch;
let dnsmasq: ChildProcess;
before(async () => {
  if (!possible) return;
  execFileSync('ip', ['netns', 'add', NETNS]);
  execFileSync('ip', ['-n', NETNS, 'link', 'set', 'lo', 'up']);
  // `ip netns exec` shows programs this file in place of the machine's.
  mkdirSync(`/etc/netns/${NETNS}`, { recursive: true });
  writeFileSync(`/etc/netns/${NETNS}/resolv.conf`, 'nameserver 127.0.0.1\n');
  const options =
    '--no-daemon --port=53 --listen-address=127.0.0.1 --bind-interfaces --no-resolv --no-hosts --user=root --address=/tools.test/127.0.0.1';
  dnsmasq = spawn('ip', ['netns', 'exec', NETNS, 'dnsmasq', ...options.split(' ')], { stdio: 'ignore' });
  watch = await Watch.start({ types: ['fork', 'exec', 'exit', 'dns', 'failed_dns', 'connect'], network: {} });
  await new Promise((resolve) => setTimeout(resolve, 500));
});
after(async () => {
  if (!possible) return;
  dnsmasq.kill();
  await watch.stop();
  execFileSync('ip', ['netns', 'del', NETNS]);
  rmSync(`/etc/netns/${NETNS}`, { recursive: true, force: true });
});

describe('query and answer have the process that asked', { skip: !possible && 'needs root, ip and dnsmasq' }, () => {
  for (const [tool, command, program] of [
    ['dig', 'dig +short +time=2 NAME', /^dig$/],
    ['dig', 'dig +short +tcp +time=2 NAME', /^dig$/],
    ['getent', 'getent hosts NAME', /^getent$/],
    ['curl', 'curl -s -m 2 http://NAME:1/', /^curl$/],
    ['python3', `python3 -c 'import socket; socket.getaddrinfo("NAME", 80)'`, /^python3/],
    ['node', `${process.execPath} -e 'require("node:dns").lookup("NAME", () => {})'`, /^node/],
    ['node', `${process.execPath} -e 'require("node:dns").resolve4("NAME", () => {})'`, /^node/],
  ] as const) {
    test(command.replace(process.execPath, 'node'), {
      skip: !has(tool) && tool !== 'node' && `${tool} is not installed`,
    }, async () => {
      const name = `t${Math.random().toString(36).slice(2)}.tools.test`;
      await watch.run('ip', ['netns', 'exec', NETNS, 'sh', '-c', `${command.replace('NAME', name)}; true`]);
      for (const isQuery of [true, false]) {
        const event = await watch.find(
          `${isQuery ? 'query' : 'answer'} of ${tool}`,
          (e) =>
            e.evt.name === 'dns' &&
            e.dns.question.name === name &&
            e.dns.is_query === isQuery &&
            program.test(e.process.executable.name),
        );
        if (!isQuery && event.dns.question.type === 'A') assert.deepEqual(event.dns.response.ips, ['127.0.0.1']);
      }
      if (tool === 'curl') {
        const connect = await watch.find(
          'connection by name',
          (e) => e.evt.name === 'connect' && e.connect.addr.port === 1 && e.process.comm === 'curl',
        );
        assert.ok(connect.connect.addr.hostnames.includes(name));
      }
    });
  }
});
