/**
 * The probe's socket: who may connect is said by the socket's mode, what they can do by schema/proto/shrike/v1/probe.proto.
 * Surprising: nothing here is called by the event path. Streams wake up when the hub has something and take what is there.
 */

import { create } from '@bufbuild/protobuf';
import { Code, ConnectError, type ConnectRouter } from '@connectrpc/connect';
import { findGroup } from '../../base/accounts.ts';
import { RecordType } from '../../decode/records.gen.ts';
import { NO_CGROUP } from '../../enrich/container/container.ts';
import type { RuntimeEvent } from '../../enrich/event.ts';
import { shownArguments } from '../../enrich/process/shown-arguments.ts';
import type { HostFacts } from '../../wire/host.gen.ts';
import { type LocalServer, serveLocal } from '../../wire/local-server.ts';
import { type ClaimFailure, UNNAMED_GROUP } from '../../wire/local-socket.ts';
import {
  type ListProcessesRequest,
  ListProcessesResponseSchema,
  Probe as ProbeService,
  type ProcessFacts,
  ProcessFactsSchema,
  type ReloadPoliciesResponse,
  RunSelfTestResponseSchema,
  type SubscribeRequest,
} from '../../wire/probe.gen.ts';
import { RecordClass } from '../../wire/record.gen.ts';
import { compileFilter } from '../event-filter.ts';
import type { SelfTestResult } from '../self-test.ts';
import { probeStatus, type StatusSources, selfTestMessage } from './probe-status.ts';
import type { Subscription } from './record-hub.ts';
import { streamMethods } from './stream-methods.ts';

const FILTER_LENGTH_MAX = 16_384;
const PROCESSES_PER_MESSAGE = 200;

export interface ProbeServerOptions extends StatusSources {
  readonly path: string;
  /** Name of the group that may connect. */
  readonly group: string;
  readonly host: HostFacts;
  /** Loads the policies now. */
  readonly reload: () => ReloadPoliciesResponse;
  readonly runSelfTest: () => Promise<readonly SelfTestResult[]>;
  readonly wallOffsetNs: () => bigint;
}

/** Serves, or says why not. */
export function serveProbe(options: ProbeServerOptions): Promise<LocalServer | ClaimFailure> {
  const gid = findGroup(options.group) ?? UNNAMED_GROUP;
  return serveLocal({ path: options.path, gid }, (router) => probeRoutes(router, options));
}

function probeRoutes(router: ConnectRouter, options: ProbeServerOptions): void {
  const { hub } = options;
  router.service(ProbeService, {
    ...streamMethods(hub, readSubscription),
    getStatus: () => ({ host: options.host, probe: probeStatus(options) }),
    reloadPolicies: () => options.reload(),
    runSelfTest: async () =>
      create(RunSelfTestResponseSchema, { tests: (await options.runSelfTest()).map(selfTestMessage) }),
    async *listProcesses(request) {
      const all = processes(request, options);
      for (let at = 0; at < all.length; at += PROCESSES_PER_MESSAGE) {
        yield create(ListProcessesResponseSchema, { processes: all.slice(at, at + PROCESSES_PER_MESSAGE) });
      }
    },
  });
}

function readSubscription({
  consumer,
  classes,
  eventFilter,
  eventTypes,
}: SubscribeRequest): Subscription<RuntimeEvent> {
  const refuse = (message: string): ConnectError => new ConnectError(message, Code.InvalidArgument);
  if (!/^[\w.-]{0,64}$/.test(consumer)) throw refuse("a consumer's name is at most 64 letters, digits, '-', '_', '.'");
  const unknown = eventTypes.find((type) => !Object.hasOwn(RecordType, type));
  if (unknown !== undefined) {
    throw refuse(`there is no event '${unknown}'; there are ${Object.keys(RecordType).join(', ')}`);
  }
  if (eventFilter.length > FILTER_LENGTH_MAX) throw refuse(`a filter has at most ${FILTER_LENGTH_MAX} characters`);
  const filter = eventFilter === '' ? null : compileFilter(eventFilter);
  if (typeof filter === 'string') throw refuse(filter);
  return {
    consumer,
    classes: new Set(classes.length === 0 ? [RecordClass.SIGNAL] : classes),
    eventTypes: eventTypes.length === 0 ? null : new Set(eventTypes),
    eventFilter: filter,
  };
}

/** Running processes, parents before children. */
function processes(request: ListProcessesRequest, { probe, wallOffsetNs }: ProbeServerOptions): ProcessFacts[] {
  const { tree } = probe.pipeline;
  const running = tree.running().sort((a, b) => (a.startNs < b.startNs ? -1 : a.startNs > b.startNs ? 1 : 0));
  let wanted: ReadonlySet<number> | null = null;
  if (request.pid !== 0) {
    const children = new Map<number, number[]>();
    const parents = new Map<number, number>();
    for (const { pid, ppid } of running) {
      parents.set(pid, ppid);
      const siblings = children.get(ppid);
      if (siblings === undefined) children.set(ppid, [pid]);
      else siblings.push(pid);
    }
    const found = new Set<number>();
    for (let pid = request.pid; parents.has(pid) && !found.has(pid); pid = parents.get(pid)!) found.add(pid);
    const open = [request.pid];
    for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
      for (const child of children.get(pid) ?? []) {
        if (found.has(child)) continue;
        found.add(child);
        open.push(child);
      }
    }
    wanted = found;
  }
  const offset = wallOffsetNs();
  const rows: ProcessFacts[] = [];
  for (const entry of running) {
    if (wanted !== null && !wanted.has(entry.pid)) continue;
    const { cgroup } = entry;
    if (request.containerId !== '' && !cgroup.containerId.startsWith(request.containerId)) continue;
    const { uid } = entry.credentials;
    rows.push(
      create(ProcessFactsSchema, {
        pid: entry.pid,
        ppid: entry.ppid,
        startTimeNs: entry.startNs,
        startTimeUnixNs: entry.startNs + offset,
        comm: entry.comm,
        executable: entry.image.file.path,
        arguments: [...shownArguments(entry.image)],
        uid,
        user: probe.json.userName(uid, entry.namespaces.mnt, entry.pid),
        containerId: cgroup.containerId,
        cgroup: cgroup === NO_CGROUP ? entry.cgroupPath : cgroup.path,
      }),
    );
  }
  return rows;
}
