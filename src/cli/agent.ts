/** `shrike agent`: brings what the probe finds to the sinks, without any rights. */
import { dirname } from 'node:path';
import process from 'node:process';
import {
  Agent,
  type AgentSettings,
  DEFAULT_SINKS,
  dropRights,
  type Heartbeat,
  readListen,
  readSinks,
  readSize,
  serverSinkReader,
  type Tree,
} from '../agent/index.ts';
import { type Config, loadConfig, renderConfigDiagnostic } from '../config/index.ts';
import { hostFacts } from '../wire/host-facts.ts';
import { UNNAMED_GROUP } from '../wire/local-socket.ts';
import { parseArguments } from './arguments.ts';
import { awaitStop, wrongUse } from './session.ts';
import { VERSION } from './version.ts';

const say = (text: string): void => {
  process.stderr.write(`shrike agent: ${text}\n`);
};

/** What the configuration means for the agent. */
export function agentSettings(
  config: Config,
  overrides: { readonly socket?: string },
  heartbeat: () => Promise<Heartbeat>,
): AgentSettings {
  const problems: string[] = [];
  const stateFolder = config.text('agent.state_dir');
  const tree = config.isSet('sinks') ? (config.map('sinks') as Tree) : DEFAULT_SINKS;
  const { sinks, problems: wrong } = readSinks(tree, {
    version: VERSION,
    stateFolder,
    makeServerSink: serverSinkReader(heartbeat),
  });
  const size = (name: string, written: string, fallback: number): number =>
    readSize(name, written, 128 << 10, problems, fallback);
  const listen = config.text('metrics.listen');
  const metrics = listen === '' ? null : readListen(listen);
  if (typeof metrics === 'string') problems.push(metrics);
  return {
    probeSocket: overrides.socket ?? config.text('probe.socket'),
    agentSocket: config.text('agent.socket'),
    stateFolder,
    metrics: typeof metrics === 'string' ? null : metrics,
    spool: {
      signalsBytesMax: size('agent.spool.signals_max', config.text('agent.spool.signals_max'), 1 << 30),
      eventsBytesMax: size('agent.spool.events_max', config.text('agent.spool.events_max'), 256 << 20),
      ageMsMax: Number(config.durationNs('agent.spool.age_max') / 1_000_000n),
      sync: config.text('agent.spool.sync') as 'flush' | 'second' | 'never',
    },
    sinks,
    problems: [...problems, ...wrong],
  };
}

/** Folders of file sinks; made while the rights are there. */
function sinkFolders(config: Config): string[] {
  const tree = (config.isSet('sinks') ? config.map('sinks') : DEFAULT_SINKS) as Readonly<Record<string, Tree>>;
  return Object.values(tree).flatMap((sink) => {
    const path = typeof sink === 'object' && !Array.isArray(sink) ? (sink as Record<string, Tree>).path : undefined;
    return typeof path === 'string' && path.startsWith('/') ? [dirname(path)] : [];
  });
}

export async function agentCommand(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args, { options: ['config-dir', 'socket'] });
  if (typeof parsed === 'string') return wrongUse('agent', parsed);
  const folder = parsed.options.get('config-dir');
  const socket = parsed.options.get('socket');
  const load = (): Config => {
    const { config } = loadConfig(folder === undefined ? {} : { folder });
    for (const diagnostic of config.diagnostics) process.stderr.write(`${renderConfigDiagnostic(diagnostic)}\n`);
    return config;
  };
  const config = load();
  const host = hostFacts(VERSION, config.list('tags'));
  try {
    const { user, dropped } = dropRights({
      user: config.text('agent.user'),
      socketGroup: config.text('probe.socket_group'),
      unnamedGroup: UNNAMED_GROUP,
      ownFolders: [config.text('agent.state_dir'), dirname(config.text('agent.socket'))],
      madeFolders: sinkFolders(config),
    });
    if (dropped) say(`runs as ${user}`);
  } catch (error) {
    say((error as Error).message);
    return 3;
  }
  const stop = awaitStop();
  let first: Config | null = config;
  const agent = await Agent.start({
    version: VERSION,
    host,
    say,
    loadSettings: (heartbeat) => {
      const current = first ?? load();
      first = null;
      return agentSettings(current, socket === undefined ? {} : { socket }, heartbeat);
    },
  });
  if (typeof agent === 'string') {
    say(agent);
    stop.end();
    return 3;
  }
  say('running; SIGHUP reads the configuration again, Ctrl-C ends it');
  const reload = (): void => {
    agent.reload().catch((error: Error) => say(error.message));
  };
  process.on('SIGHUP', reload);
  await stop.asked;
  process.off('SIGHUP', reload);
  await agent.stop();
  return 0;
}
