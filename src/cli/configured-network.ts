/** What the configuration means for the network part: what is watched, what is public, which names are kept. */
import { isIP } from 'node:net';
import { type Config, originText } from '../config/index.ts';
import { PublicAddresses } from '../enrich/network/public-addresses.ts';
import type { ProbeOptions, SensorOptions } from '../probe/index.ts';

/** What of the network is watched; null: nothing. What is wrong with a value falls back to the default, and is told. */
export function networkOptions(config: Config): SensorOptions['network'] {
  if (!config.bool('event_monitoring_config.network.enabled')) return null;
  const ports = config.list('event_monitoring_config.network.dns_ports').map(Number);
  return {
    dnsPorts: ports.filter(isPort),
    imdsAddresses: [config.text('runtime_security_config.imds_ipv4')].filter((address) => isIP(address) !== 0),
    ingress: config.bool('event_monitoring_config.network.ingress.enabled'),
    flows: config.bool('event_monitoring_config.network.flow_monitor.enabled'),
    packetsPerSecond: config.int('event_monitoring_config.network.raw_packet.limiter_rate'),
  };
}

const isPort = (port: number): boolean => Number.isInteger(port) && port > 0 && port < 65_536;

/** What is wrong with network settings, one sentence each. */
export function networkProblems(config: Config): string[] {
  const problems: string[] = [];
  const ports = config.entry('event_monitoring_config.network.dns_ports');
  for (const port of config.list('event_monitoring_config.network.dns_ports'))
    if (!isPort(Number(port)))
      problems.push(
        `event_monitoring_config.network.dns_ports (${originText(ports.origin)}): ${port} is no port and left out`,
      );
  const imds = config.entry('runtime_security_config.imds_ipv4');
  if (isIP(String(imds.value)) === 0)
    problems.push(
      `runtime_security_config.imds_ipv4 (${originText(imds.origin)}): ${imds.value} is no address, so that requests to it are not seen`,
    );
  try {
    publicAddresses(config);
  } catch (error) {
    problems.push(
      `event_monitoring_config.network.private_ip_ranges: ${(error as Error).message}; the default ranges are used`,
    );
  }
  return problems;
}

function publicAddresses(config: Config): PublicAddresses {
  return new PublicAddresses([
    ...config.list('event_monitoring_config.network.private_ip_ranges'),
    ...config.list('event_monitoring_config.network.extra_private_ip_ranges'),
  ]);
}

/** What user space makes of packets. */
export function networkProbeOptions(config: Config): ProbeOptions<never>['network'] {
  const isNaming = config.bool('event_monitoring_config.dns_resolution.enabled');
  return {
    namesMax: isNaming ? config.int('event_monitoring_config.dns_resolution.cache_size') : 0,
    publicAddresses: publicAddressesOrDefault(config),
    flowPeriodMs: Number(config.durationNs('event_monitoring_config.network.flow_monitor.period') / 1_000_000n),
  };
}

function publicAddressesOrDefault(config: Config): PublicAddresses {
  try {
    return publicAddresses(config);
  } catch {
    // Told by `networkProblems`.
    return new PublicAddresses(
      config.entry('event_monitoring_config.network.private_ip_ranges').key.default as readonly string[],
    );
  }
}
