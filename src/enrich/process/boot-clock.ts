/**
 * Nanoseconds since boot, the kernel records' clock (CLOCK_BOOTTIME). JavaScript only has CLOCK_MONOTONIC, which stands
 * still while the machine sleeps; the difference is taken from /proc/uptime, whose resolution is 10 ms.
 */
import { readFileSync } from 'node:fs';

/** Below this the difference is reading noise. */
const NOISE_NS = 50_000_000n;
const RECHECK_NS = 60_000_000_000n;

/** Creates the clock. Falls back on the monotonic clock when /proc/uptime cannot be read. */
export function createBootClock(procRoot = '/proc'): () => bigint {
  let offsetNs = 0n;
  let checkedAtNs = 0n;
  return () => {
    const monotonicNs = process.hrtime.bigint();
    if (checkedAtNs === 0n || monotonicNs - checkedAtNs > RECHECK_NS) {
      checkedAtNs = monotonicNs;
      const uptimeNs = readUptimeNs(procRoot);
      const difference = uptimeNs === 0n ? 0n : uptimeNs - process.hrtime.bigint();
      offsetNs = difference > NOISE_NS ? difference : 0n;
    }
    return monotonicNs + offsetNs;
  };
}

function readUptimeNs(procRoot: string): bigint {
  try {
    const [seconds = '', fraction = ''] = readFileSync(`${procRoot}/uptime`, 'latin1').split(' ', 1)[0]!.split('.');
    return BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0').slice(0, 9));
  } catch {
    return 0n;
  }
}
