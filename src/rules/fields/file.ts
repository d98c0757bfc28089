/** Fields of file events. */
import {
  ChmodRecord,
  ChownRecord,
  MkdirRecord,
  MOUNT_DETACHED,
  MountRecord,
  OpenRecord,
  RemovexattrRecord,
  SetxattrRecord,
  SpliceRecord,
  UnlinkRecord,
} from '../../decode/records.gen.ts';
import type { RuntimeEvent } from '../../enrich/event.ts';
import { addFile, type FieldReader, ownerName, readers } from './readers.ts';

const CHANGES = 'chdir chmod chown link mkdir removexattr rename rmdir setxattr splice unlink utimes'.split(' ');

addFile('open.file', (e) => e.file);
readers.set('open.flags', (e) => OpenRecord.openFlags(e.record));
readers.set('open.retval', (e) => e.retval);
readers.set('open.file.destination.mode', (e) => OpenRecord.mode(e.record));
readers.set('open.syscall.flags', (e) => OpenRecord.openFlags(e.record));
readers.set('open.syscall.mode', (e) => OpenRecord.mode(e.record));
readers.set('open.syscall.path', (e) => e.passedPath);

for (const type of CHANGES) {
  addFile(`${type}.file`, (e) => e.recordFile);
  readers.set(`${type}.retval`, (e) => e.retval);
}
for (const type of ['chdir', 'chmod', 'chown', 'link', 'mkdir', 'rename', 'rmdir', 'unlink', 'utimes']) {
  readers.set(`${type}.syscall.path`, (e) => e.passedPath);
}
for (const type of ['link', 'rename']) {
  addFile(`${type}.file.destination`, (e) => e.destination);
  readers.set(`${type}.syscall.destination.path`, (e) => e.destination.passedPath);
}

for (const [type, mode] of [
  ['chmod', (e: RuntimeEvent) => ChmodRecord.mode(e.record)],
  ['mkdir', (e: RuntimeEvent) => MkdirRecord.mode(e.record)],
] as const) {
  readers.set(`${type}.file.destination.mode`, mode);
  readers.set(`${type}.file.destination.rights`, mode);
  readers.set(`${type}.syscall.mode`, mode);
}

readers.set('unlink.flags', (e) => UnlinkRecord.callFlags(e.record));
readers.set('unlink.syscall.flags', (e) => UnlinkRecord.callFlags(e.record));
readers.set('unlink.syscall.dirfd', (e) => UnlinkRecord.dirfd(e.record));

// -1 leaves the owner as it is.
const newUid = (e: RuntimeEvent): number => ChownRecord.uid(e.record) | 0;
const newGid = (e: RuntimeEvent): number => ChownRecord.gid(e.record) | 0;
readers.set('chown.file.destination.uid', newUid);
readers.set('chown.file.destination.gid', newGid);
readers.set('chown.file.destination.user', (e) => ownerName('user', newUid(e), e));
readers.set('chown.file.destination.group', (e) => ownerName('group', newGid(e), e));
readers.set('chown.syscall.uid', newUid);
readers.set('chown.syscall.gid', newGid);

for (const [type, layout] of [
  ['setxattr', SetxattrRecord],
  ['removexattr', RemovexattrRecord],
] as const) {
  const name: FieldReader = (e) => attributeName(e, layout);
  readers.set(`${type}.file.destination.name`, name);
  readers.set(`${type}.file.destination.namespace`, (e) => {
    const text = attributeName(e, layout);
    return text.slice(0, Math.max(0, text.indexOf('.')));
  });
}

/** Full name of the attribute, its namespace included. */
export function attributeName(e: RuntimeEvent, layout: typeof SetxattrRecord | typeof RemovexattrRecord): string {
  return e.text(layout.attributeOffset(e.record), layout.attributeLength(e.record));
}

/** Path of the root of a mount inside its file system: the walk ends with that file system's root, which is called `/`. */
export function mountRootPath(e: RuntimeEvent): string {
  const length = MountRecord.rootLength(e.record);
  if (length <= ROOT_NAME_BYTES) return length === 0 ? '' : '/';
  return e.path(MountRecord.rootOffset(e.record), length - ROOT_NAME_BYTES);
}
/** "/" and its NUL. */
const ROOT_NAME_BYTES = 2;

/** What a bind mount shows, '' for other mounts. */
export function mountSourcePath(e: RuntimeEvent): string {
  return e.path(MountRecord.sourceOffset(e.record), MountRecord.sourceLength(e.record));
}

export const mountDetached = (e: RuntimeEvent): boolean => (e.flags & MOUNT_DETACHED) !== 0;

readers.set('mount.detached', mountDetached);
readers.set('mount.visible', (e) => e.retval >= 0 && !mountDetached(e));
readers.set('mount.fs_type', (e) => e.recordFile.filesystem);
readers.set('mount.mountpoint.path', (e) => (mountDetached(e) ? '' : e.recordFile.path));
readers.set('mount.retval', (e) => e.retval);
readers.set('mount.root.path', mountRootPath);
readers.set('mount.source.path', mountSourcePath);
readers.set('mount.syscall.fs_type', (e) =>
  e.text(MountRecord.fsTypeOffset(e.record), MountRecord.fsTypeLength(e.record)),
);
readers.set('mount.syscall.mountpoint.path', (e) => e.passedPath);
readers.set('mount.syscall.source.path', (e) =>
  e.text(MountRecord.sourceFilenameOffset(e.record), MountRecord.sourceFilenameLength(e.record)),
);

readers.set('splice.pipe_entry_flag', (e) => SpliceRecord.pipeEntryFlag(e.record));
readers.set('splice.pipe_exit_flag', (e) => SpliceRecord.pipeExitFlag(e.record));
