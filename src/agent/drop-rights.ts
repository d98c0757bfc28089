/**
 * The agent needs no rights: started as root it becomes another user before it opens anything. Giving up user id 0 takes all
 * capabilities of all threads with it (capabilities(7), "Effect of user ID changes"); the C library changes every thread.
 */
import { chownSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { findGroup, findUser } from '../base/accounts.ts';

export interface DropOptions {
  /** User to become; where there is none of the name, nobody. */
  readonly user: string;
  /** Group of the probe's socket. */
  readonly socketGroup: string;
  /** Group number of a socket whose group has no name. */
  readonly unnamedGroup: number;
  /** Folders that the agent writes to: made, and given to the user with all that is in them. */
  readonly ownFolders: readonly string[];
  /** Folders that are made for the user where they are missing, and left alone where they are there. */
  readonly madeFolders: readonly string[];
}

/** Who the process is now, or was already. Throws when root cannot be given up. */
export function dropRights(options: DropOptions): { user: string; dropped: boolean } {
  if (process.getuid?.() !== 0) return { user: String(process.getuid?.()), dropped: false };
  const named = findUser(options.user);
  const account = named ?? findUser('nobody');
  if (account === null || account.uid === 0) {
    throw new Error(
      `there is neither a user ${options.user} nor nobody to become; \`useradd --system ${options.user}\` makes one`,
    );
  }
  for (const folder of options.ownFolders) {
    mkdirSync(folder, { recursive: true, mode: 0o750 });
    giveTo(folder, account.uid, account.gid);
  }
  for (const folder of options.madeFolders) {
    if (statSync(folder, { throwIfNoEntry: false }) !== undefined) continue;
    mkdirSync(dirname(folder), { recursive: true });
    mkdirSync(folder, { mode: 0o750 });
    chownSync(folder, account.uid, account.gid);
  }
  process.setgroups!([findGroup(options.socketGroup) ?? options.unnamedGroup]);
  process.setgid!(account.gid);
  process.setuid!(account.uid);
  assertPowerless();
  return { user: named === null ? 'nobody' : options.user, dropped: true };
}

/** A spool that an earlier start as another user made must be ours. Links are not followed. */
function giveTo(path: string, uid: number, gid: number): void {
  const facts = lstatSync(path);
  if (facts.isSymbolicLink()) return;
  if (facts.uid !== uid) chownSync(path, uid, gid);
  if (!facts.isDirectory()) return;
  for (const name of readdirSync(path)) giveTo(join(path, name), uid, gid);
}

/** A wrong kernel setting (SECBIT_NO_SETUID_FIXUP) could have left capabilities behind. */
function assertPowerless(): void {
  const held = /^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1] ?? '0';
  if (process.getuid!() === 0 || process.geteuid!() === 0 || BigInt(`0x${held}`) !== 0n) {
    throw new Error('this process could not give up the rights of root');
  }
}
