/** Who this host is, for records and heartbeats. Read once at start. */
import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, hostname, release, totalmem, uptime } from 'node:os';
import { create } from '@bufbuild/protobuf';
import { type HostFacts, HostFactsSchema } from './host.gen.ts';

/** Names us among the programs that derive an id from the machine's (sd_id128_get_machine_app_specific(3)). */
const APPLICATION_ID = Buffer.from('5d0c3e0f6f3b4f6cb1d1a1c7d2a94b11', 'hex');

function firstLine(path: string): string | null {
  try {
    return readFileSync(path, 'latin1').split('\n', 1)[0]!.trim();
  } catch {
    return null;
  }
}

/**
 * The host's id: 32 hexadecimal digits that stay over restarts and tell nothing of the machine's own id. Where there is no
 * machine-id(5) it follows from the name, and is only as unique as that.
 */
export function hostId(machineId = firstLine('/etc/machine-id'), name = hostname()): string {
  const digest =
    machineId !== null && /^[0-9a-f]{32}$/.test(machineId)
      ? createHmac('sha256', Buffer.from(machineId, 'hex')).update(APPLICATION_ID).digest()
      : createHash('sha256').update(APPLICATION_ID).update(name).digest();
  const id = digest.subarray(0, 16);
  // Form of a random UUID, as systemd does it.
  id[6] = (id[6]! & 0x0f) | 0x40;
  id[8] = (id[8]! & 0x3f) | 0x80;
  return id.toString('hex');
}

/** All facts. `tags` are `name:value` or bare names, as the configuration has them. */
export function hostFacts(version: string, tags: readonly string[] = []): HostFacts {
  const osRelease = ((): string => {
    try {
      return readFileSync('/etc/os-release', 'utf8');
    } catch {
      return '';
    }
  })();
  return create(HostFactsSchema, {
    hostId: hostId(),
    hostname: hostname(),
    shrikeVersion: version,
    kernelRelease: release(),
    architecture: { x64: 'x86_64', arm64: 'aarch64' }[arch() as string] ?? arch(),
    osName: /^PRETTY_NAME="?(.*?)"?$/m.exec(osRelease)?.[1] ?? '',
    bootId: firstLine('/proc/sys/kernel/random/boot_id') ?? '',
    bootTimeUnixNs: BigInt(Math.round(Date.now() - uptime() * 1000)) * 1_000_000n,
    cpus: availableParallelism(),
    memoryBytes: BigInt(totalmem()),
    labels: Object.fromEntries(
      tags.map((tag) => {
        const colon = tag.indexOf(':');
        return colon < 0 ? [tag, ''] : [tag.slice(0, colon), tag.slice(colon + 1)];
      }),
    ),
  });
}
