/**
 * Numbers of local users and groups from passwd(5) and group(5). Directory services are not asked: whoever runs daemons has
 * their accounts in the files.
 */
import { readFileSync } from 'node:fs';

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

const lines = (path: string): string[][] => {
  try {
    return readFileSync(path, 'latin1')
      .split('\n')
      .map((line) => line.split(':'));
  } catch {
    return [];
  }
};

const isId = (text: string | undefined): text is string => text !== undefined && /^\d{1,10}$/.test(text);

/** The user of a name, or null. */
export function findUser(name: string, path = '/etc/passwd'): Account | null {
  const line = lines(path).find((fields) => fields[0] === name && isId(fields[2]) && isId(fields[3]));
  return line === undefined ? null : { uid: Number(line[2]), gid: Number(line[3]) };
}

/** The number of a group, or null. */
export function findGroup(name: string, path = '/etc/group'): number | null {
  const line = lines(path).find((fields) => fields[0] === name && isId(fields[2]));
  return line === undefined ? null : Number(line[2]);
}
