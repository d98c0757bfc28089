/**
 * An event as JSON, in the shape of Datadog's agent: `evt`, `process` with `ancestors`, `file`,
 * `agent` when a rule matched. Everything is copied out of the event, so the result may be kept. Environment variables
 * appear by name only; values only for names that the configuration lists. What only one kind of event has is written by
 * its view (`events/`).
 */
import { hostname } from 'node:os';
import type { Cgroup } from '../enrich/container/container.ts';
import type { RuntimeEvent } from '../enrich/event.ts';
import type { ImageFacts } from '../enrich/process/image-facts.ts';
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

/** What was shown of an environment before, while the values that may be shown are the same. */
let environmentsShown = new WeakMap<readonly string[], readonly string[]>();
let shownVariablesThen: ReadonlySet<string> = new Set();

/** Names of environment variables, and the values of those that may be shown. */
function environmentJson({ envs, envp }: ImageFacts, { shownVariables }: JsonContext): readonly string[] {
  if (shownVariables.size === 0) return envs;
  if (shownVariables !== shownVariablesThen) {
    shownVariablesThen = shownVariables;
    environmentsShown = new WeakMap();
  }
  let all = environmentsShown.get(envp);
  if (all === undefined) {
    const shown = envp.filter((v) => shownVariables.has(v.slice(0, Math.max(0, v.indexOf('='))))).map(shownText);
    all = shown.length === 0 ? envs : [...envs.filter((n) => !shownVariables.has(n)), ...shown];
    environmentsShown.set(envp, all);
  }
  return all;
}

/** Whether two sets of credentials look the same in JSON. */
const sameCredentials = (a: Credentials, b: Credentials): boolean =>
  a === b ||
  (a.uid === b.uid &&
    a.gid === b.gid &&
    a.euid === b.euid &&
    a.egid === b.egid &&
    a.suid === b.suid &&
    a.sgid === b.sgid &&
    a.fsuid === b.fsuid &&
    a.fsgid === b.fsgid &&
    a.auid === b.auid &&
    a.capEffective === b.capEffective &&
    a.capPermitted === b.capPermitted);

const sameTexts = (a: readonly string[], b: readonly string[]): boolean =>
  a === b || (a.length === b.length && a.every((one, i) => one === b[i]));

/** A process as the one below it in a line of ancestors left it: what an ancestor need not say again. */
interface Below {
  readonly credentials: Credentials;
  readonly mntNs: number;
  readonly envs: readonly string[];
}

/** Ancestors, nearest first, each with what differs from the process below it (base/short-ancestors.ts), and whether there are more. */
function ancestorsJson(
  nearest: Iterable<ProcessEntry>,
  under: Below,
  wallOffsetNs: bigint,
  context: JsonContext,
): { ancestors: JsonObject[]; isCut: boolean } {
  const ancestors: JsonObject[] = [];
  let below = under;
  for (const p of nearest) {
    if (ancestors.length === ANCESTORS_MAX) return { ancestors, isCut: true };
    const mntNs = p.namespaces.mnt;
    const json = runJson(p, p.credentials, mntNs, wallOffsetNs, context);
    const envs = environmentJson(p.image, context);
    // Names of users are those of the mount namespace.
    if (below.mntNs !== mntNs || !sameCredentials(p.credentials, below.credentials))
      json.credentials = credentialsJson(p.credentials, mntNs, p.pid, context);
    if (!sameTexts(envs, below.envs)) json.envs = envs;
    ancestors.push(json);
    below = { credentials: p.credentials, mntNs, envs };
  }
  return { ancestors, isCut: false };
}

function* ancestorsOf(entry: ProcessEntry): Generator<ProcessEntry> {
  for (let p = entry.ancestor; p !== null; p = p.ancestor) yield p;
}

function processJson(
  p: ProcessEntry,
  credentials: Credentials,
  mntNs: number,
  wallOffsetNs: bigint,
  context: JsonContext,
): JsonObject {
  const json = runJson(p, credentials, mntNs, wallOffsetNs, context);
  json.credentials = credentialsJson(credentials, mntNs, p.pid, context);
  json.envs = environmentJson(p.image, context);
  return json;
}

/** A process without what it shares with its ancestors. */
function runJson(
  p: ProcessEntry,
  credentials: Credentials,
  mntNs: number,
  wallOffsetNs: bigint,
  context: JsonContext,
): JsonObject {
  const { image } = p;
  const time = (bootNs: bigint): string => isoTime(bootNs + wallOffsetNs);
  const argv = shownArguments(image);
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
    executable: fileJson(image.file, mntNs, p.pid, context),
    ...(image.interpreter === null ? {} : { interpreter: fileJson(image.interpreter, mntNs, p.pid, context) }),
    argv0: argv[0] === image.argv[0] ? image.argv0 : argv[0],
    args: argv.slice(1),
    argc: image.argc,
    ...(image.argvTruncated ? { args_truncated: true } : {}),
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
  const { wallOffsetNs } = event;
  const below = (of: ProcessEntry, credentials: Credentials, mntNs: number): Below => ({
    credentials,
    mntNs,
    envs: environmentJson(of.image, context),
  });
  const { ancestors, isCut } = ancestorsJson(
    ancestorsOf(entry),
    below(entry, event.credentials, event.mntNs),
    wallOffsetNs,
    context,
  );
  const parent = entry.ancestor;
  const process: JsonObject = {
    ...processJson(entry, event.credentials, event.mntNs, event.wallOffsetNs, context),
    ...sessionJson(entry, context),
    tid: event.tid,
    ppid: event.ppid,
    comm: event.comm,
    mnt_ns: event.mntNs,
    net_ns: event.netNs,
    ...(parent === null
      ? {}
      : { parent: processJson(parent, parent.credentials, parent.namespaces.mnt, wallOffsetNs, context) }),
    ancestors,
    ...(isCut ? { truncated_ancestors: true } : {}),
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
      ancestors: ancestorsJson(
        event.targetAncestors,
        below(target, target.credentials, target.namespaces.mnt),
        wallOffsetNs,
        context,
      ).ancestors,
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
