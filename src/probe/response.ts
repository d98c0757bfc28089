/** The response of a running probe: what it needs of the kernel, and how it is switched by the configuration. */
import { existsSync } from 'node:fs';
import { printableText } from '../base/text.ts';
import type { Native } from '../capture/native.ts';
import type { ProcessTree } from '../enrich/process/process-tree.ts';
import { createDumpWriter } from '../respond/core-dump.ts';
import { Denier } from '../respond/deny/denier.ts';
import type { EnforcementOptions } from '../respond/enforcement.ts';
import { FileHasher, type FileHasherOptions } from '../respond/file-hasher.ts';
import { Guards } from '../respond/guards.ts';
import { type IsolationBackend, NetworkIsolation } from '../respond/network-isolation.ts';
import { Responder } from '../respond/responder.ts';
import { StartTimes } from '../respond/start-time.ts';
import { activeLsms } from './file-providers.ts';
import { BPF_FOLDER } from './sensor.ts';

export interface ResponseOptions {
  readonly enforcement: EnforcementOptions;
  readonly hashing: FileHasherOptions;
  /** The limit of rules that do not say another: signals a second, and at once. */
  readonly signalsPerSecond?: number;
  readonly signalsBurst?: number;
  /** Where coredump actions write; absent: they do not. */
  readonly dumpFolder?: string;
  /** Takes lines of log actions; absent: standard error. */
  readonly log?: (level: string, text: string) => void;
}

/** Builds the response; `close` gives back what it holds of the kernel. */
export function openResponse(
  options: ResponseOptions,
  native: Native,
  tree: ProcessTree,
  network: IsolationBackend | null,
): { responder: Responder; starts: StartTimes; close: () => void } {
  const objectPath = `${BPF_FOLDER}/task-start.bpf.o`;
  const starts = new StartTimes(native, existsSync(objectPath) ? objectPath : null);
  const { enforcement } = options;
  const log =
    options.log ??
    ((level: string, text: string) => void process.stderr.write(`shrike: ${level}: ${printableText(text)}\n`));
  const guards = new Guards(enforcement.excludedBinaries);
  const denier = new Denier({
    native,
    objectPath: `${BPF_FOLDER}/deny.bpf.o`,
    mode: enforcement.dryRun ? 'audit' : enforcement.denyMode,
    guards,
    excludedBinaries: enforcement.excludedBinaries,
    lsms: activeLsms(),
    log,
  });
  const responder = new Responder({
    enforcement,
    guards,
    denier,
    native,
    starts,
    tree,
    hasher: new FileHasher(options.hashing),
    isolation: new NetworkIsolation(network),
    dump: options.dumpFolder === undefined ? null : createDumpWriter(options.dumpFolder, tree),
    log,
  });
  const close = (): void => {
    denier.close();
    starts.close();
  };
  return { responder, starts, close };
}
