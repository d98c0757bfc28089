/** How file events are told. */

import { doorName } from '../../../schema/calls.ts';
import { printableText } from '../../base/text.ts';
import { OPEN_CREATED, OpenRecord } from '../../decode/records.gen.ts';
import type { EventType, RuntimeEvent } from '../../enrich/event.ts';
import { fileJson } from './parts.ts';
import type { EventView } from './view.ts';
import { errnoName, nameOf } from './words.ts';

const O_NAMES: readonly (readonly [number, string])[] = [
  [0o100, 'O_CREAT'],
  [0o200, 'O_EXCL'],
  [0o400, 'O_NOCTTY'],
  [0o1000, 'O_TRUNC'],
  [0o2000, 'O_APPEND'],
  [0o4000, 'O_NONBLOCK'],
  [0o40000, 'O_DIRECT'],
  [0o100000, 'O_LARGEFILE'],
  [0o200000, 'O_DIRECTORY'],
  [0o400000, 'O_NOFOLLOW'],
  [0o1000000, 'O_NOATIME'],
  [0o2000000, 'O_CLOEXEC'],
  [0o10000000, 'O_PATH'],
];

/** Open flags by name; the access mode first. */
export function openFlagNames(flags: number): string[] {
  const names: string[] = [['O_RDONLY', 'O_WRONLY', 'O_RDWR', 'O_ACCMODE'][flags & 3]!];
  if ((flags & 0o4010000) === 0o4010000) names.push('O_SYNC');
  else if ((flags & 0o10000) !== 0) names.push('O_DSYNC');
  if ((flags & 0o20200000) === 0o20200000) names.push('O_TMPFILE');
  for (const [bit, name] of O_NAMES) {
    if ((flags & bit) !== 0 && !(bit === 0o200000 && names.includes('O_TMPFILE'))) names.push(name);
  }
  return names;
}

const created = (event: RuntimeEvent): boolean => (event.flags & OPEN_CREATED) !== 0;

export const FILE_VIEWS = {
  open: {
    category: 'File Activity',
    json: (event, json, context) => {
      const flags = OpenRecord.openFlags(event.record);
      const mode = OpenRecord.mode(event.record);
      json.file = {
        ...fileJson(event.file, event.mntNs, event.process.pid, context),
        flags: openFlagNames(flags),
        ...((flags & 0o100) === 0 ? {} : { destination: { mode } }),
        ...(created(event) ? { created: true } : {}),
        resolution: event.resolution,
        ...(event.recordFile.pathTruncated ? { path_truncated: true } : {}),
        ...(event.recordFile.mountDetached ? { mount_detached: true } : {}),
      };
      json.syscall = {
        name: doorName(event.door),
        retval: event.retval,
        ...(event.passedPath === '' && event.retval >= 0 ? {} : { path: event.passedPath }),
        flags,
        mode,
      };
    },
    words: (event) => {
      const path = printableText(event.file.path || event.passedPath);
      if (event.retval < 0) return `${nameOf(event.process)} was refused ${path} (${errnoName(-event.retval)})`;
      const writes = (OpenRecord.openFlags(event.record) & 3) !== 0;
      const verb = created(event) ? 'created' : writes ? 'opened for writing' : 'opened';
      return `${nameOf(event.process)} ${verb} ${path}`;
    },
    detail: (event) => openFlagNames(OpenRecord.openFlags(event.record)).join('|'),
  },
} satisfies Partial<Record<EventType, EventView>>;
