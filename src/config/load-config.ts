/** Reads the files of a configuration folder. A file that does not exist is no error: Shrike runs on defaults. */
import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG_FILES } from '../../schema/config.ts';
import { Config, type ConfigFile, createConfig } from './config.ts';
import type { ConfigDiagnostic } from './config-diagnostic.ts';
import { CONFIG_LIMITS } from './read-config-file.ts';

/** Where the configuration is unless somebody says otherwise. */
export const CONFIG_FOLDER = '/etc/shrike';

export interface LoadOptions {
  /** A folder that was asked for by name, which must exist; absent: {@link CONFIG_FOLDER}, which need not. */
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export interface LoadedConfig {
  readonly config: Config;
  readonly folder: string;
  readonly files: readonly { readonly path: string; readonly state: 'read' | 'absent' | 'unreadable' }[];
}

/** Loads the configuration. Never throws for what is on the disk; `config.diagnostics` says what is wrong. */
export function loadConfig(options: LoadOptions = {}): LoadedConfig {
  const folder = options.folder ?? CONFIG_FOLDER;
  const problems: ConfigDiagnostic[] = [];
  const read: ConfigFile[] = [];
  if (options.folder !== undefined && !isFolder(folder)) {
    const hint = `create it, or leave the option out to use ${CONFIG_FOLDER}`;
    problems.push({ severity: 'error', code: 'CONFIG-READ', message: `there is no folder ${folder}`, hint });
  }
  const files = CONFIG_FILES.map((name) => {
    const path = join(folder, name);
    try {
      read.push({ path, content: readStart(path) });
      return { path, state: 'read' } as const;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return { path, state: 'absent' } as const;
      problems.push({ severity: 'error', code: 'CONFIG-READ', message: `${path} cannot be read: ${message}` });
      return { path, state: 'unreadable' } as const;
    }
  });
  const config = createConfig(read, options.environment ?? process.env);
  const all = new Map(config.entries().map((entry) => [entry.key.name, entry]));
  return { config: new Config(all, [...problems, ...config.diagnostics]), folder, files };
}

/** The file up to just past the limit, so that a huge one is noticed and not loaded. Throws as `openSync` does. */
function readStart(path: string): Uint8Array {
  // Without O_NONBLOCK a pipe in place of the file would hang the start.
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!fstatSync(fd).isFile()) throw new Error('it is no regular file');
    const buffer = new Uint8Array(Math.min(fstatSync(fd).size, CONFIG_LIMITS.fileBytesMax) + 1);
    let length = 0;
    for (let n = 1; n > 0 && length < buffer.length; length += n)
      n = readSync(fd, buffer, length, buffer.length - length, null);
    return buffer.subarray(0, length);
  } finally {
    closeSync(fd);
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
