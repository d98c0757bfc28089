/** The response of a running probe: what it needs of the kernel, and how it is switched by the configuration. */
import { existsSync } from 'node:fs';
import { printableText } from '../base/text.ts';
import type { Native } from '../capture/native.ts';
import type { ProcessTree } from '../enrich/process/process-tree.ts';
import { createDumpWriter } from '../respond/core-dump.ts';
import type { EnforcementOptions } from '../respond/enforcement.ts';
import { FileHasher, type FileHasherOptions } from '../respond/file-hasher.ts';
import { type IsolationBackend, NetworkIsolation } from '../respond/network-isolation.ts';
import { Responder } from '../respond/responder.ts';
import { StartTimes } from '../respond/start-time.ts';
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
  const responder = new Responder({
    enforcement: options.enforcement,
    native,
    starts,
    tree,
    hasher: new FileHasher(options.hashing),
    isolation: new NetworkIsolation(network),
    dump: options.dumpFolder === undefined ? null : createDumpWriter(options.dumpFolder, tree),
    log: options.log ?? ((level, text) => process.stderr.write(`shrike: ${level}: ${printableText(text)}\n`)),
  });
  return { responder, starts, close: () => starts.close() };
}
