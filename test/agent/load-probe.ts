/**
 * The probe's socket without a kernel: the hub and the streams of the probe, fed with numbered signals as fast as it is told.
 * Notes on standard output what it published and what was acknowledged. Made to be killed.
 *
 *     load-probe.ts SOCKET SIGNALS_PER_SECOND FIRST_NUMBER HOST_ID
 */
import { writeSync } from 'node:fs';
import { RecordHub } from '../../src/probe/socket/record-hub.ts';
import { streamMethods } from '../../src/probe/socket/stream-methods.ts';
import { serveLocal } from '../../src/wire/local-server.ts';
import { Probe } from '../../src/wire/probe.gen.ts';
import { RecordClass, Severity } from '../../src/wire/record.gen.ts';

const [path, rate, first, hostId] = process.argv.slice(2);
const say = (text: string): void => {
  writeSync(1, `${text}\n`);
};

const hub = new RecordHub<{ type: string; timestampNs: bigint }>({
  hostId: hostId!,
  eventJson: () => '{}',
  internalJson: (type, facts) => JSON.stringify({ title: type, ...facts }),
  expected: ['agent'],
});
const methods = streamMethods(hub, (request) => ({
  consumer: request.consumer,
  classes: new Set(request.classes.length === 0 ? [RecordClass.SIGNAL] : request.classes),
  eventTypes: null,
  eventFilter: null,
}));
const numberOf = new Map<bigint, number>();
const server = await serveLocal({ path: path!, gid: Number(process.env.SOCKET_GID ?? 65021) }, (router) => {
  router.service(Probe, {
    ...methods,
    acknowledge: (request, context) => {
      // Said only when the probe has taken note of it, as the probe forgets signals then.
      const answer = methods.acknowledge(request, context);
      say(`acknowledged ${numberOf.get(request.sequence) ?? -1}`);
      return answer;
    },
    getStatus: () => ({}),
  });
});
if ('reason' in server) {
  say(`refused ${server.message}`);
  process.exit(1);
}
say('serving');
let next = Number(first);
let due = 0;
const padding = 'x'.repeat(2000);
setInterval(() => {
  due += Number(rate) / 100;
  for (; due >= 1; due--) {
    const record = hub.publishSignal({
      json: Buffer.from(JSON.stringify({ title: 'load', n: next, padding })),
      timeUnixNs: BigInt(Date.now()) * 1_000_000n,
      type: 'open',
      ruleId: 'load',
      severity: Severity.HIGH,
    });
    numberOf.set(record.sequence, next);
    next++;
  }
  say(`published ${next - 1} pending ${hub.pending.length} dropped ${hub.pending.dropped}`);
}, 10);
