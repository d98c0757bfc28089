/**
 * The agent inside a server that stands beside a probe on the same machine (`shrike server --probe`): one process less to watch, and
 * nothing to configure. It enrols like every other agent, with a token that is made for it and lives for minutes.
 *
 * Surprising: it leaves the sinks of the configuration alone. Those belong to `shrike agent`, which may run at the same time.
 */
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Agent, type AgentSettings, dropRights, readListen, readSinks, serverSinkReader } from '../agent/index.ts';
import { loadConfig } from '../config/index.ts';
import type { RunningServer } from '../server/index.ts';
import { hostFacts } from '../wire/host-facts.ts';
import { UNNAMED_GROUP } from '../wire/local-socket.ts';
import { VERSION } from './version.ts';

const TOKEN_MS = 10 * 60_000;

export interface LocalAgentOptions {
  readonly server: RunningServer;
  readonly probeSocket: string;
  /** The server's folder; the spool lies below. */
  readonly directory: string;
  readonly configFolder: string | undefined;
  readonly say: (line: string) => void;
}

/** Starts it, or says in a sentence why it cannot be. */
export async function startLocalAgent(options: LocalAgentOptions): Promise<Agent | string> {
  const { server, probeSocket, directory, configFolder, say } = options;
  const { config } = loadConfig(configFolder === undefined ? {} : { folder: configFolder });
  const stateFolder = join(directory, 'agent');
  const token = await server.createEnrolToken('this machine', new Date(Date.now() + TOKEN_MS).toISOString());
  return Agent.start({
    version: VERSION,
    host: hostFacts(VERSION, config.list('tags')),
    say,
    loadSettings: (heartbeat) => ({
      probeSocket,
      agentSocket: join(stateFolder, 'agent.sock'),
      stateFolder,
      metrics: metricsListen(config.text('metrics.listen'), say),
      spool: { signalsBytesMax: 256 << 20, eventsBytesMax: 64 << 20, ageMsMax: 7 * 86_400_000, sync: 'flush' },
      ...readSinks(
        {
          console: {
            type: 'shrike',
            url: `https://${server.ingestAddress}`,
            token,
            ca_fingerprint: server.fingerprint,
          },
        },
        { version: VERSION, stateFolder, makeServerSink: serverSinkReader(heartbeat) },
      ),
    }),
  });
}

function metricsListen(text: string, say: (line: string) => void): AgentSettings['metrics'] {
  const listen = text === '' ? null : readListen(text);
  if (typeof listen !== 'string') return listen;
  say(listen);
  return null;
}

/**
 * Gives up root where the program can be read without it.
 * @returns who the process is now, or why it stays root; null when it was not root
 */
export function becomePowerless(directory: string, configFolder: string | undefined): string | null {
  if (process.getuid?.() !== 0) return null;
  for (const path of [fileURLToPath(import.meta.url), process.execPath, directory]) {
    const closed = closedFolder(path);
    if (closed !== null)
      return `runs as root, as other users may not enter ${closed}; install Shrike elsewhere, or open that folder, for a server without rights`;
  }
  const { config } = loadConfig(configFolder === undefined ? {} : { folder: configFolder });
  const { user } = dropRights({
    user: config.text('agent.user'),
    socketGroup: config.text('probe.socket_group'),
    unnamedGroup: UNNAMED_GROUP,
    ownFolders: [directory],
    madeFolders: [],
  });
  return `runs as ${user}`;
}

/** The first folder above a path that others may not enter. */
function closedFolder(path: string): string | null {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (((statSync(folder, { throwIfNoEntry: false })?.mode ?? 0o1) & 0o1) === 0) return folder;
    if (folder === '/') return null;
  }
}
