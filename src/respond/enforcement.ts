/** What the configuration lets rules do; read from `runtime_security_config.enforcement` by the command line. */
import type { DisarmerOptions } from './disarmer.ts';

export interface EnforcementOptions {
  /** False: nothing acts; reports say so. */
  readonly enabled: boolean;
  /** Reports say what would be done, and nothing is. */
  readonly dryRun: boolean;
  /** `cgroup.kill` may be used. */
  readonly cgroupKill: boolean;
  /** Executables that are never touched: paths and path globs. */
  readonly excludedBinaries: readonly string[];
  /** Origins of rules that may act: `file`, `remote-config`. */
  readonly allowedSources: readonly string[];
  /** `audit`: deny actions only tell what they would refuse. */
  readonly denyMode: 'audit' | 'enforce';
  readonly disarmer: DisarmerOptions;
}

const MINUTE_NS = 60_000_000_000n;

/** What holds when nothing is configured. */
export const DEFAULT_ENFORCEMENT: EnforcementOptions = {
  enabled: true,
  dryRun: false,
  cgroupKill: true,
  excludedBinaries: [],
  allowedSources: ['file', 'remote-config'],
  denyMode: 'audit',
  disarmer: {
    container: { enabled: true, max: 5, periodNs: MINUTE_NS },
    executable: { enabled: true, max: 5, periodNs: MINUTE_NS },
  },
};
