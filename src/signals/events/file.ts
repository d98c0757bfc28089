/** How file events are told. */

import { doorName } from '../../../schema/calls.ts';
import { printableText } from '../../base/text.ts';
import {
  CHANGE_AFTER,
  ChmodRecord,
  ChownRecord,
  MkdirRecord,
  MOUNT_NEW,
  MountRecord,
  OPEN_CREATED,
  OpenRecord,
  PATH_RACED,
  RemovexattrRecord,
  SetxattrRecord,
  SpliceRecord,
  UmountRecord,
  UtimesRecord,
} from '../../decode/records.gen.ts';
import type { EventType, RuntimeEvent } from '../../enrich/event.ts';
import { attributeName, mountDetached, mountRootPath, mountSourcePath } from '../../rules/fields/file.ts';
import { fileJson, isoTime, type JsonContext, type JsonObject } from './parts.ts';
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

/** What the JSON of all changes has. */
function changeJson(event: RuntimeEvent, json: JsonObject, context: JsonContext): JsonObject {
  const { flags } = event;
  json.file = {
    ...fileJson(event.recordFile, event.mntNs, event.process.pid, context),
    resolution: event.resolution,
    ...((flags & CHANGE_AFTER) !== 0 ? { as_after_call: true } : {}),
    ...(event.recordFile.pathTruncated ? { path_truncated: true } : {}),
    ...(event.recordFile.mountDetached ? { mount_detached: true } : {}),
  };
  const call: JsonObject = {
    name: doorName(event.door),
    retval: event.retval,
    ...(event.passedPath === '' ? {} : { path: event.passedPath }),
    ...((flags & PATH_RACED) !== 0 ? { path_raced: true } : {}),
  };
  json.syscall = call;
  return json.file as JsonObject;
}

/** Says it, or that it was refused: `chmod changed the mode of /a`, `chmod could not change …`. */
function told(event: RuntimeEvent, past: string, infinitive: string, rest = ''): string {
  const path = printableText(event.recordFile.path || event.passedPath);
  const who = nameOf(event.process);
  if (event.retval < 0) return `${who} could not ${infinitive} ${path}${rest} (${errnoName(-event.retval)})`;
  return `${who} ${past} ${path}${rest}`;
}

const octal = (mode: number): string => `0${mode.toString(8)}`;

function modeView(record: typeof ChmodRecord | typeof MkdirRecord, past: string, infinitive: string): EventView {
  const mode = (event: RuntimeEvent): number => record.mode(event.record);
  return {
    category: 'File Activity',
    json: (event, json, context) => {
      changeJson(event, json, context).destination = { mode: mode(event) };
    },
    words: (event) => told(event, past, infinitive),
    detail: (event) => octal(mode(event)),
  };
}

function simpleView(past: string, infinitive: string): EventView {
  return {
    category: 'File Activity',
    json: (event, json, context) => {
      changeJson(event, json, context);
    },
    words: (event) => told(event, past, infinitive),
  };
}

function pairView(past: string, infinitive: string): EventView {
  return {
    category: 'File Activity',
    json: (event, json, context) => {
      const { destination } = event;
      changeJson(event, json, context).destination = fileJson(destination, event.mntNs, event.process.pid, context);
      if (destination.passedPath !== '') (json.syscall as JsonObject).destination_path = destination.passedPath;
    },
    words: (event) =>
      told(event, past, infinitive, ` to ${printableText(event.destination.path || event.destination.passedPath)}`),
  };
}

function attributeView(
  record: typeof SetxattrRecord | typeof RemovexattrRecord,
  past: string,
  infinitive: string,
): EventView {
  return {
    category: 'File Activity',
    json: (event, json, context) => {
      const name = attributeName(event, record);
      changeJson(event, json, context).destination = { name, namespace: name.slice(0, Math.max(0, name.indexOf('.'))) };
    },
    words: (event) =>
      told(
        event,
        `${past} ${printableText(attributeName(event, record))} of`,
        `${infinitive} ${printableText(attributeName(event, record))} of`,
      ),
  };
}

const ownerText = (uid: number, gid: number): string => `${uid === -1 ? '' : uid}${gid === -1 ? '' : `:${gid}`}`;

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
  chmod: modeView(ChmodRecord, 'changed the mode of', 'change the mode of'),
  chown: {
    category: 'File Activity',
    json: (event, json, context) => {
      const uid = ChownRecord.uid(event.record) | 0;
      const gid = ChownRecord.gid(event.record) | 0;
      const { mntNs, process } = event;
      changeJson(event, json, context).destination = {
        uid,
        gid,
        user: uid === -1 ? '' : context.userName(uid, mntNs, process.pid),
        group: gid === -1 ? '' : context.groupName(gid, mntNs, process.pid),
      };
    },
    words: (event) => told(event, 'changed the owner of', 'change the owner of'),
    detail: (event) => ownerText(ChownRecord.uid(event.record) | 0, ChownRecord.gid(event.record) | 0),
  },
  link: pairView('linked', 'link'),
  mkdir: modeView(MkdirRecord, 'made the directory', 'make the directory'),
  rename: pairView('renamed', 'rename'),
  rmdir: simpleView('removed the directory', 'remove the directory'),
  unlink: simpleView('removed', 'remove'),
  utimes: {
    category: 'File Activity',
    json: (event, json, context) => {
      const file = changeJson(event, json, context);
      const atimeNs = UtimesRecord.atimeNs(event.record);
      if (atimeNs !== 0n) {
        file.destination = {
          access_time: isoTime(atimeNs),
          modification_time: isoTime(UtimesRecord.mtimeNs(event.record)),
        };
      }
    },
    words: (event) => told(event, 'set the times of', 'set the times of'),
  },
  setxattr: attributeView(SetxattrRecord, 'set', 'set'),
  removexattr: attributeView(RemovexattrRecord, 'removed', 'remove'),
  chdir: simpleView('went to', 'go to'),
  mount: {
    category: 'File Activity',
    json: (event, json, context) => {
      const { record } = event;
      changeJson(event, json, context);
      const source = event.text(MountRecord.sourceFilenameOffset(record), MountRecord.sourceFilenameLength(record));
      const type = event.text(MountRecord.fsTypeOffset(record), MountRecord.fsTypeLength(record));
      json.mount = {
        mount_id: event.recordFile.mountId,
        parent_mount_id: MountRecord.parentMountId(record),
        mount_ns: MountRecord.mountNs(record),
        fs_type: event.recordFile.filesystem,
        device: event.text(MountRecord.deviceOffset(record), MountRecord.deviceLength(record)),
        mountpoint: { path: mountDetached(event) ? '' : event.recordFile.path },
        root: { path: mountRootPath(event) },
        ...(mountSourcePath(event) === '' ? {} : { source: { path: mountSourcePath(event) } }),
        flags: Number(MountRecord.mountFlags(record)),
        detached: mountDetached(event),
        new: (event.flags & MOUNT_NEW) !== 0,
      };
      Object.assign(json.syscall as JsonObject, {
        ...(source === '' ? {} : { source_path: source }),
        ...(type === '' ? {} : { fs_type: type }),
      });
    },
    words: (event) => {
      const what = mountSourcePath(event) || event.recordFile.filesystem;
      const isNew = (event.flags & MOUNT_NEW) !== 0;
      if (mountDetached(event) && event.retval >= 0)
        return `${nameOf(event.process)} made a detached mount of ${printableText(what)}`;
      return isNew || event.retval < 0
        ? told(event, `mounted ${printableText(what)} on`, 'mount on')
        : told(event, 'changed the mount', 'change the mount');
    },
  },
  umount: {
    category: 'File Activity',
    json: (event, json, context) => {
      changeJson(event, json, context);
      json.mount = { mount_id: event.recordFile.mountId, flags: Number(UmountRecord.mountFlags(event.record)) };
    },
    words: (event) => told(event, 'unmounted', 'unmount'),
  },
  splice: {
    category: 'File Activity',
    json: (event, json, context) => {
      changeJson(event, json, context);
      json.splice = {
        pipe_entry_flag: SpliceRecord.pipeEntryFlag(event.record),
        pipe_exit_flag: SpliceRecord.pipeExitFlag(event.record),
      };
    },
    words: (event) => told(event, 'spliced', 'splice'),
    detail: (event) => `${SpliceRecord.pipeEntryFlag(event.record)}>${SpliceRecord.pipeExitFlag(event.record)}`,
  },
} satisfies Partial<Record<EventType, EventView>>;
