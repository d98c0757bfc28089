/** What only events about files have. */
import { type EventShapes, shape } from './shape.ts';

export const FILE_SHAPES: EventShapes = {
  mount: shape(
    'A mount: made, moved, changed or taken away.',
    `
    mount_id         int         Id of the mount, as in /proc/PID/mountinfo.
    parent_mount_id? int         Id of the mount that it lies on; 0 when detached.
    mount_ns?        int         Mount namespace that it belongs to; 0 when detached.
    fs_type?         text        Type of the file system.
    device?          text        What is mounted, as the kernel names it.
    mountpoint?      @mount_path Where it shows; empty when detached.
    root?            @mount_path Its root inside the file system.
    source?          @mount_path What a bind mount shows.
    flags            int         Flags of the call.
    detached?        bool        It is attached nowhere.
    new?             bool        The call made it, or put it where it is.
    `,
  ),
  mount_path: shape('A path.', 'path text Path.'),
  splice: shape(
    'Data moved between a file and a pipe.',
    `
    pipe_entry_flag int  Flags of the last buffer of the pipe before the call.
    pipe_exit_flag  int  The same after the call.
    `,
  ),
};
