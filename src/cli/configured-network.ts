/** What the configuration means for the network part: what is watched, what is public, which names are kept. */
import { isIP } from 'node:net';
import { type Config, originText } from '../config/index.ts';
import { PublicAddresses } from '../enrich/network/public-addresses.ts';
import type { ProbeOptions, SensorOptions } from '../probe/index.ts';

/** Section of the network keys. */
export const NETWORK = 'event_monitoring_config.network';

/** What of the network is watched; null: nothing. What is wrong with a value falls back to the default, and is told. */
export function networkOptions(config: Config): SensorOptions['network'] {
  if (!config.bool(`${NETWORK}.enabled`)) return null;
  const ports = config.list(`${NETWORK}.dns_ports`).map(Number);
  return {
    dnsPorts: ports.filter(isPort),
    imdsAddresses: [config.text('runtime_security_config.imds_ipv4')].filter((address) => isIP(address) !== 0),
    ingress: config.bool(`${NETWORK}.ingress.enabled`),
    flows: config.bool(`${NETWORK}.flow_monitor.enabled`),
    packetsPerSecond: config.int(`${NETWORK}.raw_packet.limiter_rate`),
  };
}

const isPort = (port: number): boolean => Number.isInteger(port) && port > 0 && port < 65_536;

/** What is wrong with network settings, one sentence each. */
export function networkProblems(config: Config): string[] {
  const problems: string[] = [];
  const ports = config.entry(`${NETWORK}.dns_ports`);
  for (const port of config.list(`${NETWORK}.dns_ports`))
    if (!isPort(Number(port)))
      problems.push(`${NETWORK}.dns_ports (${originText(ports.origin)}): ${port} is no port and left out`);
  const imds = config.entry('runtime_security_config.imds_ipv4');
  if (isIP(String(imds.value)) === 0)
    problems.push(
      `runtime_security_config.imds_ipv4 (${originText(imds.origin)}): ${imds.value} is no address, so that requests to it are not seen`,
    );
  try {
    publicAddresses(config);
  } catch (error) {
    problems.push(`${NETWORK}.private_ip_ranges: ${(error as Error).message}; the default ranges are used`);
  }
  return problems;
}

function publicAddresses(config: Config): PublicAddresses {
  return new PublicAddresses([
    ...config.list(`${NETWORK}.private_ip_ranges`),
    ...config.list(`${NETWORK}.extra_private_ip_ranges`),
  ]);
}

/** What user space makes of packets. */
export function networkProbeOptions(config: Config): ProbeOptions<never>['network'] {
  const isNaming = config.bool('event_monitoring_config.dns_resolution.enabled');
  return {
    namesMax: isNaming ? config.int('event_monitoring_config.dns_resolution.cache_size') : 0,
    publicAddresses: publicAddressesOrDefault(config),
    flowPeriodMs: Number(config.durationNs(`${NETWORK}.flow_monitor.period`) / 1_000_000n),
  };
}

function publicAddressesOrDefault(config: Config): PublicAddresses {
  try {
    return publicAddresses(config);
  } catch {
    // Told by `networkProblems`.
    return new PublicAddresses(config.entry(`${NETWORK}.private_ip_ranges`).key.default as readonly string[]);
  }
}
