/**
 * An event as JSON, in the shape of Datadog's agent: `evt`, `process` with `ancestors`, `file`,
 * `agent` when a rule matched. Everything is copied out of the event, so the result may be kept. Environment variables
 * appear by name only; values only for names that the configuration lists. What only one kind of event has is written by
 * its view (`events/`).
 */
import { hostname } from 'node:os';
import type { Cgroup } from '../enrich/container/container.ts';
import type { RuntimeEvent } from '../enrich/event.ts';
import type { ProcessEntry } from '../enrich/process/process-entry.ts';
import { shownArguments, shownText } from '../enrich/process/shown-arguments.ts';
import { AUDIT_UNSET, type Credentials } from '../enrich/process/types.ts';
import { elevationsOf } from '../enrich/session/user-session.ts';
import { EVENT_VIEWS } from './events/index.ts';
import { capabilityNames, fileJson, isoTime, type JsonContext, type JsonObject } from './events/parts.ts';

export type { JsonContext, JsonObject } from './events/parts.ts';

/** Most ancestors that an event carries; the rest is said to be cut. */
const ANCESTORS_MAX = 32;

function credentialsJson(c: Credentials, mntNs: number, pid: number, context: JsonContext): JsonObject {
  return {
    uid: c.uid,
    user: context.userName(c.uid, mntNs, pid),
    gid: c.gid,
    group: context.groupName(c.gid, mntNs, pid),
    euid: c.euid,
    euser: context.userName(c.euid, mntNs, pid),
    egid: c.egid,
    egroup: context.groupName(c.egid, mntNs, pid),
    suid: c.suid,
    sgid: c.sgid,
    fsuid: c.fsuid,
    fsgid: c.fsgid,
    ...(c.auid === AUDIT_UNSET ? {} : { auid: c.auid }),
    cap_effective: capabilityNames(c.capEffective),
    cap_permitted: capabilityNames(c.capPermitted),
  };
}

function processJson(
  p: ProcessEntry,
  credentials: Credentials,
  mntNs: number,
  wallOffsetNs: bigint,
  context: JsonContext,
): JsonObject {
  const { image } = p;
  const time = (bootNs: bigint): string => isoTime(bootNs + wallOffsetNs);
  const argv = shownArguments(image);
  const shown = image.envp
    .filter((v) => context.shownVariables.has(v.slice(0, Math.max(0, v.indexOf('=')))))
    .map(shownText);
  return {
    // Same in every event of one program run, whatever happens to the clock.
    key: `${p.pid}-${p.startNs.toString(36)}-${p.execId.toString(36)}`,
    pid: p.pid,
    ppid: p.ppid,
    uid: credentials.uid,
    gid: credentials.gid,
    user: context.userName(credentials.uid, mntNs, p.pid),
    group: context.groupName(credentials.gid, mntNs, p.pid),
    comm: p.comm,
    ...(image.tty === '' ? {} : { tty: image.tty }),
    ...(p.forkTimeNs === 0n ? {} : { fork_time: time(p.forkTimeNs) }),
    ...(p.execTimeNs === 0n ? {} : { exec_time: time(p.execTimeNs) }),
    ...(p.exitTimeNs === 0n ? {} : { exit_time: time(p.exitTimeNs) }),
    credentials: credentialsJson(credentials, mntNs, p.pid, context),
    executable: fileJson(image.file, mntNs, p.pid, context),
    ...(image.interpreter === null ? {} : { interpreter: fileJson(image.interpreter, mntNs, p.pid, context) }),
    argv0: argv[0] === image.argv[0] ? image.argv0 : argv[0],
    args: argv.slice(1),
    argc: image.argc,
    ...(image.argvTruncated ? { args_truncated: true } : {}),
    envs: shown.length === 0 ? image.envs : [...image.envs.filter((n) => !context.shownVariables.has(n)), ...shown],
    ...(image.envsTruncated ? { envs_truncated: true } : {}),
    ...(image.cwd === '' ? {} : { cwd: image.cwd }),
    is_thread: p.isThread,
    is_kworker: p.isKworker,
    is_exec: p.isExec,
    source: p.source,
    ...(p.lineageGap ? { lineage_gap: true } : {}),
  };
}

const AUTH_METHODS = ['unknown', 'password', 'public_key'] as const;

/** Whose session the acting process belongs to, and who it became on the way. */
function sessionJson(entry: ProcessEntry, context: JsonContext): JsonObject {
  const session = context.sessionOf?.(entry) ?? null;
  const name = (uid: number): string => context.userName(uid, entry.namespaces.mnt, entry.pid) || String(uid);
  const elevations = elevationsOf(entry).map(({ tool, fromUid, toUid }) => ({
    tool,
    from: name(fromUid),
    to: name(toUid),
  }));
  if (session === null && elevations.length === 0) return {};
  const { leader } = session ?? { leader: entry };
  return {
    user_session: {
      ...(session === null
        ? {}
        : {
            id: session.id,
            session_type: 'ssh',
            identity: context.userName(session.uid, leader.namespaces.mnt, leader.pid) || String(session.uid),
            ssh_session_id: String(session.number),
            ssh_client_port: session.clientPort,
            ssh_client_ip: session.clientIp,
            ssh_auth_method: AUTH_METHODS[session.method] ?? 'unknown',
            ...(session.publicKey === '' ? {} : { ssh_public_key: session.publicKey }),
          }),
      ...(elevations.length === 0 ? {} : { elevations }),
    },
  };
}

/** The whole event. Costs some microseconds: only for matches and for people who watch. */
export function eventJson(event: RuntimeEvent, context: JsonContext): JsonObject {
  const { process: entry } = event;
  const ancestors: JsonObject[] = [];
  let ancestor = entry.ancestor;
  for (; ancestor !== null && ancestors.length < ANCESTORS_MAX; ancestor = ancestor.ancestor) {
    ancestors.push(processJson(ancestor, ancestor.credentials, ancestor.namespaces.mnt, event.wallOffsetNs, context));
  }
  const process: JsonObject = {
    ...processJson(entry, event.credentials, event.mntNs, event.wallOffsetNs, context),
    ...sessionJson(entry, context),
    tid: event.tid,
    ppid: event.ppid,
    comm: event.comm,
    mnt_ns: event.mntNs,
    net_ns: event.netNs,
    ...(entry.ancestor === null ? {} : { parent: ancestors[0] }),
    ancestors,
    ...(ancestor !== null ? { truncated_ancestors: true } : {}),
  };
  const json: JsonObject = {
    title: '',
    evt: {
      name: event.type,
      category: EVENT_VIEWS[event.type].category,
      outcome: outcome(event),
      async: event.isLate,
    },
    date: isoTime(event.timestampNs),
    hostname: event.hostname || hostname(),
    process,
    usr: {
      id: context.userName(event.credentials.uid, event.mntNs, entry.pid),
      group: context.groupName(event.credentials.gid, event.mntNs, entry.pid),
    },
  };
  if (event.target !== null) {
    const { target } = event;
    json.target = {
      ...processJson(target, target.credentials, target.namespaces.mnt, event.wallOffsetNs, context),
      ancestors: event.targetAncestors
        .slice(0, ANCESTORS_MAX)
        .map((p) => processJson(p, p.credentials, p.namespaces.mnt, event.wallOffsetNs, context)),
    };
  }
  if (event.cgroup.path !== '') {
    json.cgroup = {
      id: event.cgroup.path,
      manager: event.cgroup.manager,
      ...(event.cgroup.version === 0 ? {} : { version: event.cgroup.version, inode: String(event.cgroup.inode) }),
    };
    if (event.cgroup.containerId !== '') json.container = containerJson(event.cgroup, event.wallOffsetNs);
  }
  EVENT_VIEWS[event.type].json?.(event, json, context);
  return json;
}

/** What is known of a container. */
function containerJson(cgroup: Cgroup, wallOffsetNs: bigint): JsonObject {
  const { container } = cgroup;
  const createdAtNs = cgroup.containerCreatedAtNs(wallOffsetNs);
  return {
    id: cgroup.containerId,
    runtime: container?.runtime || cgroup.runtime,
    confirmed: cgroup.confirmed,
    ...(createdAtNs === 0n ? {} : { created_at: isoTime(createdAtNs) }),
    ...(cgroup.outerContainerIds.length === 0 ? {} : { inside_of: cgroup.outerContainerIds }),
    ...(container === null || container.state !== 'known'
      ? container?.state === 'pending'
        ? { incomplete: true }
        : {}
      : {
          name: container.name,
          image: {
            name: container.image.name,
            tag: container.image.tag,
            ...(container.imageId === '' ? {} : { id: container.imageId }),
            ...(container.image.digest === '' ? {} : { digest: container.image.digest }),
          },
        }),
    ...(container === null || container.tags.length === 0 ? {} : { tags: container.tags }),
  };
}

function outcome(event: RuntimeEvent): string {
  const { retval } = event;
  if (retval >= 0) return 'Success';
  return retval === -1 || retval === -13 ? 'Refused' : 'Error';
}
