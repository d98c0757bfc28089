/** The way into the agent for the command line. */
export { Agent, type AgentOptions } from './agent.ts';
export { dropRights } from './drop-rights.ts';
export { metricsText, readListen } from './metrics.ts';
export { serverSinkReader } from './server-sink-settings.ts';
export { type AgentSettings, DEFAULT_SINKS, readSinks, readSize } from './settings.ts';
export type { Tree } from './settings-reader.ts';
export type { Heartbeat } from './sinks/server.ts';
