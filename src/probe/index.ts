/** The way into the probe for the command line; what is not named here is the probe's own business. */
export { compileFilter } from './event-filter.ts';
export { fileProviders } from './file-providers.ts';
export { HOOKS } from './hooks.ts';
export { setPacketFilters } from './packet-filters/rule-filters.ts';
export type { PipelineRule } from './pipeline.ts';
export { createReplay, Probe, type ProbeOptions } from './probe.ts';
export { followRules, KERNEL_TYPES, USUAL_TYPES, WATCHED_ALWAYS, withCompanions } from './record-choice.ts';
export type { ResponseOptions } from './response.ts';
export { RuleRunner } from './rule-runner.ts';
export { SELF_TEST_POLICY, SelfTest, type SelfTestResult } from './self-test.ts';
export { type HookState, Sensor, SensorError, type SensorOptions, whyNoSensor } from './sensor.ts';
export { settleMemorySoon } from './settle-memory.ts';
export { serveProbe } from './socket/probe-server.ts';
export { RecordHub } from './socket/record-hub.ts';
export { responseSocket, serveResponse } from './socket/response-server.ts';
export { Workloads } from './workloads.ts';
