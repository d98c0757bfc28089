/**
 * Which story a signal belongs to: a key that a process tree inherits, so that what one login, job, container or service
 * does is told together.
 *
 * A story begins with
 *   - a process in which a rule with the tag `execution_context: true` matched (for it and what it starts from then on);
 *   - the first process of a container;
 *   - what a program that starts work for others (sshd, cron, a container runtime…) has started;
 *   - else the topmost process below process 1.
 *
 * Surprising: the line is followed by who forked whom, not by present parents. Daemonising, reparenting and a new session
 * do not lead out of a story. An attacker who imitates the name of sshd can only split a story, not join another's.
 */
import { Lru } from '../base/lru.ts';
import { baseName, type RuntimeEvent } from '../enrich/event.ts';
import type { ProcessEntry, ProcessLife } from '../enrich/process/process-entry.ts';

/** Programs whose children are somebody's own work. */
const STARTERS = new Set(
  'sshd sshd-session dropbear login agetty cron crond atd anacron systemd init containerd-shim containerd-shim-runc-v2 containerd-shim-runc-v1 conmon dockerd containerd podman kubelet crio runc crun tini dumb-init s6-supervise supervisord runsvdir inetd xinetd gdm lightdm sddm gnome-session tmux screen qemu-ga google_guest_agent amazon-ssm-agent'.split(
    ' ',
  ),
);
/** Longest line that is followed. */
const ANCESTORS_MAX = 512;
const STORIES_MAX = 10_000;
const RULES_MAX = 32;

/** A story so far. */
export interface Story {
  readonly key: string;
  readonly root: ProcessEntry;
  /** ns since the epoch. */
  readonly firstNs: bigint;
  signals: number;
  /** Rules that have matched, in order; at most 32. */
  readonly rules: string[];
}

export class ExecutionContexts {
  readonly #begun = new WeakMap<ProcessLife, ProcessEntry>();
  readonly #stories = new Lru<string, Story>(STORIES_MAX);

  /** Makes a process the first of a new story. */
  begin(entry: ProcessEntry): void {
    if (!this.#begun.has(entry.life)) this.#begun.set(entry.life, entry);
  }

  /** The first process of the story that a process belongs to. */
  rootOf(entry: ProcessEntry): ProcessEntry {
    let root = entry;
    let at: ProcessEntry = entry;
    for (let i = 0; i < ANCESTORS_MAX; i++) {
      if (this.#begun.has(at.life)) return firstImage(at);
      const up: ProcessEntry | null = at.ancestor;
      if (up === null) break;
      if (up.life === at.life) {
        at = up;
        continue;
      }
      root = at;
      if (up.pid <= 2 || up.isKworker) break;
      if (up.cgroup.containerId !== at.cgroup.containerId && at.cgroup.containerId !== '') break;
      if (STARTERS.has(baseName(up.image.file.path)) || STARTERS.has(up.comm)) break;
      at = up;
      root = up;
    }
    return firstImage(root);
  }

  /** Adds a signal to its story. */
  note(event: RuntimeEvent, ruleId: string): Story {
    const root = this.rootOf(event.process);
    const key = `${root.pid.toString(36)}-${root.startNs.toString(36)}`;
    let story = this.#stories.get(key);
    if (story === undefined) {
      story = { key, root, firstNs: event.timestampNs, signals: 0, rules: [] };
      this.#stories.set(key, story);
    }
    story.signals++;
    if (story.rules.length < RULES_MAX && !story.rules.includes(ruleId)) story.rules.push(ruleId);
    return story;
  }
}

/** The image of the process that says most: the first program that it ran. */
function firstImage(entry: ProcessEntry): ProcessEntry {
  let first = entry;
  for (let p: ProcessEntry | null = entry; p !== null && p.life === entry.life; p = p.ancestor) if (p.isExec) first = p;
  return first;
}
