/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Generated from schema/records.ts by `npm run generate`. Do not edit. */
#pragma once

#define SCHEMA_VERSION 1

/* A value in the tail: offset from the start of the record, length in bytes. */
struct text_ref {
	__u32 offset;
	__u32 length;
};

/* Opens every record. */
struct record_header {
	__u32 size; /* Length of the whole record in bytes, tail included. */
	__u16 type; /* Record type. */
	__u16 cpu; /* CPU that wrote the record; `seq` counts on it. */
	__u64 seq; /* Number of the record on this CPU and ring, from 1, counted whether or not it could be delivered: gaps are losses. */
	__u64 time_ns; /* CLOCK_BOOTTIME in ns. */
};
_Static_assert(__builtin_offsetof(struct record_header, size) == 0, "record_header.size");
_Static_assert(__builtin_offsetof(struct record_header, type) == 4, "record_header.type");
_Static_assert(__builtin_offsetof(struct record_header, cpu) == 6, "record_header.cpu");
_Static_assert(__builtin_offsetof(struct record_header, seq) == 8, "record_header.seq");
_Static_assert(__builtin_offsetof(struct record_header, time_ns) == 16, "record_header.time_ns");
_Static_assert(sizeof(struct record_header) == 24, "record_header");

/* A task at the moment of the event: identity, credentials, namespaces, cgroup. */
struct task_facts {
	__u64 start_ns; /* Start of the thread group leader, ns since boot (task_struct.start_boottime). */
	__u64 exec_id; /* task_struct.self_exec_id: rises with each exec, so (pid, start_ns, exec_id) names one program run. */
	__u32 pid; /* Process id (tgid) in the initial pid namespace. */
	__u32 tid; /* Thread id in the initial pid namespace. */
	__u32 ppid; /* Present parent (real_parent) in the initial pid namespace. */
	__u32 flags; /* TASK_* bits. */
	__u64 parent_start_ns; /* Start of the present parent. */
	__u32 uid;
	__u32 gid;
	__u32 euid;
	__u32 egid;
	__u32 suid;
	__u32 sgid;
	__u32 fsuid;
	__u32 fsgid;
	__u32 auid; /* Login uid; 4294967295 means unset. */
	__u32 session_id; /* Audit session id; 4294967295 means unset. */
	__u32 securebits;
	__u32 ns_pid; /* Process id in its own pid namespace. */
	__u64 cap_effective;
	__u64 cap_permitted;
	__u64 cap_inheritable;
	__u64 cap_bounding;
	__u64 cap_ambient;
	__u32 mnt_ns; /* Inode number of the mount namespace; the others likewise. */
	__u32 pid_ns;
	__u32 net_ns;
	__u32 user_ns;
	__u32 uts_ns;
	__u32 ipc_ns;
	__u32 cgroup_ns;
	__u32 sid; /* Session id (POSIX) in the initial pid namespace. */
	__u64 cgroup_id; /* Id of the cgroup in the v2 hierarchy. */
	__u64 cgroup_v1_id; /* Id of the cgroup in the v1 hierarchy of the pids controller, when that is mounted; else 0. */
	char comm[16]; /* Thread name. */
};
_Static_assert(__builtin_offsetof(struct task_facts, start_ns) == 0, "task_facts.start_ns");
_Static_assert(__builtin_offsetof(struct task_facts, exec_id) == 8, "task_facts.exec_id");
_Static_assert(__builtin_offsetof(struct task_facts, pid) == 16, "task_facts.pid");
_Static_assert(__builtin_offsetof(struct task_facts, tid) == 20, "task_facts.tid");
_Static_assert(__builtin_offsetof(struct task_facts, ppid) == 24, "task_facts.ppid");
_Static_assert(__builtin_offsetof(struct task_facts, flags) == 28, "task_facts.flags");
_Static_assert(__builtin_offsetof(struct task_facts, parent_start_ns) == 32, "task_facts.parent_start_ns");
_Static_assert(__builtin_offsetof(struct task_facts, uid) == 40, "task_facts.uid");
_Static_assert(__builtin_offsetof(struct task_facts, gid) == 44, "task_facts.gid");
_Static_assert(__builtin_offsetof(struct task_facts, euid) == 48, "task_facts.euid");
_Static_assert(__builtin_offsetof(struct task_facts, egid) == 52, "task_facts.egid");
_Static_assert(__builtin_offsetof(struct task_facts, suid) == 56, "task_facts.suid");
_Static_assert(__builtin_offsetof(struct task_facts, sgid) == 60, "task_facts.sgid");
_Static_assert(__builtin_offsetof(struct task_facts, fsuid) == 64, "task_facts.fsuid");
_Static_assert(__builtin_offsetof(struct task_facts, fsgid) == 68, "task_facts.fsgid");
_Static_assert(__builtin_offsetof(struct task_facts, auid) == 72, "task_facts.auid");
_Static_assert(__builtin_offsetof(struct task_facts, session_id) == 76, "task_facts.session_id");
_Static_assert(__builtin_offsetof(struct task_facts, securebits) == 80, "task_facts.securebits");
_Static_assert(__builtin_offsetof(struct task_facts, ns_pid) == 84, "task_facts.ns_pid");
_Static_assert(__builtin_offsetof(struct task_facts, cap_effective) == 88, "task_facts.cap_effective");
_Static_assert(__builtin_offsetof(struct task_facts, cap_permitted) == 96, "task_facts.cap_permitted");
_Static_assert(__builtin_offsetof(struct task_facts, cap_inheritable) == 104, "task_facts.cap_inheritable");
_Static_assert(__builtin_offsetof(struct task_facts, cap_bounding) == 112, "task_facts.cap_bounding");
_Static_assert(__builtin_offsetof(struct task_facts, cap_ambient) == 120, "task_facts.cap_ambient");
_Static_assert(__builtin_offsetof(struct task_facts, mnt_ns) == 128, "task_facts.mnt_ns");
_Static_assert(__builtin_offsetof(struct task_facts, pid_ns) == 132, "task_facts.pid_ns");
_Static_assert(__builtin_offsetof(struct task_facts, net_ns) == 136, "task_facts.net_ns");
_Static_assert(__builtin_offsetof(struct task_facts, user_ns) == 140, "task_facts.user_ns");
_Static_assert(__builtin_offsetof(struct task_facts, uts_ns) == 144, "task_facts.uts_ns");
_Static_assert(__builtin_offsetof(struct task_facts, ipc_ns) == 148, "task_facts.ipc_ns");
_Static_assert(__builtin_offsetof(struct task_facts, cgroup_ns) == 152, "task_facts.cgroup_ns");
_Static_assert(__builtin_offsetof(struct task_facts, sid) == 156, "task_facts.sid");
_Static_assert(__builtin_offsetof(struct task_facts, cgroup_id) == 160, "task_facts.cgroup_id");
_Static_assert(__builtin_offsetof(struct task_facts, cgroup_v1_id) == 168, "task_facts.cgroup_v1_id");
_Static_assert(__builtin_offsetof(struct task_facts, comm) == 176, "task_facts.comm");
_Static_assert(sizeof(struct task_facts) == 192, "task_facts");

/* A file by the kernel's own objects: inode, mount and the path walked from the dentry. */
struct file_facts {
	__u64 inode; /* i_ino; 0 when there is no inode (a failed call). */
	__u64 mtime_ns; /* Modification time, ns since the epoch. */
	__u64 ctime_ns; /* Change time, ns since the epoch. */
	__u32 dev; /* Device of the super block: major << 20 | minor. */
	__u32 mount_id; /* mnt_id as in /proc/PID/mountinfo. */
	__u32 uid;
	__u32 gid;
	__u32 nlink; /* Number of hard links. */
	__u32 generation; /* i_generation: tells a re-used inode number from the old file. */
	__u32 mode; /* Type and permission bits. */
	__u32 flags; /* FILE_* bits. */
	__u32 fs_magic; /* Super block magic (statfs f_type). */
	__u32 root_depth; /* How many components of `path` lie below the root directory of the process; 65535 when its root is not on the way. */
	char filesystem[16]; /* Name of the file system type. */
	struct text_ref path; /* Components from the leaf to the root of the mount namespace, each ended by NUL. */
};
_Static_assert(__builtin_offsetof(struct file_facts, inode) == 0, "file_facts.inode");
_Static_assert(__builtin_offsetof(struct file_facts, mtime_ns) == 8, "file_facts.mtime_ns");
_Static_assert(__builtin_offsetof(struct file_facts, ctime_ns) == 16, "file_facts.ctime_ns");
_Static_assert(__builtin_offsetof(struct file_facts, dev) == 24, "file_facts.dev");
_Static_assert(__builtin_offsetof(struct file_facts, mount_id) == 28, "file_facts.mount_id");
_Static_assert(__builtin_offsetof(struct file_facts, uid) == 32, "file_facts.uid");
_Static_assert(__builtin_offsetof(struct file_facts, gid) == 36, "file_facts.gid");
_Static_assert(__builtin_offsetof(struct file_facts, nlink) == 40, "file_facts.nlink");
_Static_assert(__builtin_offsetof(struct file_facts, generation) == 44, "file_facts.generation");
_Static_assert(__builtin_offsetof(struct file_facts, mode) == 48, "file_facts.mode");
_Static_assert(__builtin_offsetof(struct file_facts, flags) == 52, "file_facts.flags");
_Static_assert(__builtin_offsetof(struct file_facts, fs_magic) == 56, "file_facts.fs_magic");
_Static_assert(__builtin_offsetof(struct file_facts, root_depth) == 60, "file_facts.root_depth");
_Static_assert(__builtin_offsetof(struct file_facts, filesystem) == 64, "file_facts.filesystem");
_Static_assert(__builtin_offsetof(struct file_facts, path) == 80, "file_facts.path");
_Static_assert(sizeof(struct file_facts) == 88, "file_facts");

enum record_type {
	RECORD_FORK = 1,
	RECORD_EXEC = 2,
	RECORD_EXIT = 3,
	RECORD_EXEC_FAILED = 4,
	RECORD_OPEN = 5,
	RECORD_CGROUP_MADE = 60,
	RECORD_CGROUP_REMOVED = 61,
	RECORD_CGROUP_JOINED = 62,
	RECORD_TYPES = 63,
};

enum count_reason {
	COUNT_SEEN = 0, /* Not a loss: events of an enabled type that reached their hook. */
	COUNT_FILTERED = 1, /* Not a loss: dropped on purpose, since no loaded rule could match. */
	COUNT_DELIVERED = 2, /* Not a loss: put into the ring. */
	COUNT_LOST_RING_FULL = 3, /* The ring had no room. */
	COUNT_LOST_SCRATCH_BUSY = 4, /* A program interrupted another one on this CPU while a record was being built. */
	COUNT_LOST_NO_SCRATCH = 5, /* More CPUs than build areas. */
	COUNT_REASONS = 6,
};

/* Bits of task_facts.flags. */
#define TASK_KTHREAD 1 /* Kernel thread. */
#define TASK_IO_WORKER 2 /* An io_uring worker or polling thread acts for the process. */
#define TASK_COMPAT 4 /* The call came through the 32-bit entry. */

/* Bits of file_facts.flags. */
#define FILE_DELETED 1 /* No name leads to it any more. */
#define FILE_ANONYMOUS 2 /* Lives on an internal mount (memfd, pipe, socket): has a name but no path. */
#define FILE_PATH_TRUNCATED 4 /* The path has more components or bytes than could be walked; the leaf side is kept. */
#define FILE_MOUNT_DETACHED 8 /* The walk ended on a mount that belongs to no namespace. */
#define FILE_UPPER_LAYER 16 /* On overlayfs: lies in the upper layer. */
#define FILE_SCRIPT_GUESSED 32 /* The script file object was gone; only the passed text is known. */
#define FILE_OVERLAY 64 /* On overlayfs. */

/* Bits for a text that the caller passed (in `flags`). */
#define PATH_FROM_USER 1 /* Read from user memory after the call: another thread may have changed it. */
#define PATH_FROM_KERNEL 2 /* The kernel's own copy: what the call really used. */
#define PATH_UNREADABLE 4 /* Could not be read. */

/* Bits of exec.flags. */
#define EXEC_ARGS_TRUNCATED 1 /* args holds less than the argument area. */
#define EXEC_ENVS_TRUNCATED 2 /* envs holds less than the environment area. */
#define EXEC_FROM_THREAD 4 /* A thread other than the leader called exec. */
#define EXEC_SECURE 8 /* The new program runs with raised privileges (AT_SECURE). */
#define EXEC_FROM_FD 16 /* execveat with a descriptor. */

/* Bits of open.flags. */
#define OPEN_CREATED 256 /* The call created the file. */
#define OPEN_DIRECT 512 /* An io_uring direct descriptor: retval is a slot, not a file descriptor. */

/* A new process (not thread). Written in the parent; `task` is the child. */
struct fork_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	__u64 parent_exec_id; /* exec_id of the forking process. */
	__u64 clone_flags; /* CLONE_* as the kernel used them. */
	__u64 forker_start_ns; /* Start of the process that called fork (with CLONE_PARENT not the parent). */
	__u32 forker_pid; /* Process id of the caller. */
	__u32 forker_tid; /* Thread id of the caller. */
	struct text_ref cgroup; /* Names of the v2 cgroup from the leaf to the root, each ended by NUL. */
	struct text_ref cgroup_v1; /* The same in the v1 hierarchy. */
};
_Static_assert(__builtin_offsetof(struct fork_record, task) == 24, "fork_record.task");
_Static_assert(__builtin_offsetof(struct fork_record, parent_exec_id) == 216, "fork_record.parent_exec_id");
_Static_assert(__builtin_offsetof(struct fork_record, clone_flags) == 224, "fork_record.clone_flags");
_Static_assert(__builtin_offsetof(struct fork_record, forker_start_ns) == 232, "fork_record.forker_start_ns");
_Static_assert(__builtin_offsetof(struct fork_record, forker_pid) == 240, "fork_record.forker_pid");
_Static_assert(__builtin_offsetof(struct fork_record, forker_tid) == 244, "fork_record.forker_tid");
_Static_assert(__builtin_offsetof(struct fork_record, cgroup) == 248, "fork_record.cgroup");
_Static_assert(__builtin_offsetof(struct fork_record, cgroup_v1) == 256, "fork_record.cgroup_v1");
_Static_assert(sizeof(struct fork_record) == 264, "fork_record");

/* A program has replaced the process image. `file` is what was asked for (a script when there is one). */
struct exec_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	struct file_facts file; /* The executed file: the script for `#!`, else the binary. */
	struct file_facts interpreter; /* For a script: the binary that runs. inode 0 when there is none. */
	__u32 flags; /* EXEC_* bits. */
	__u32 argc; /* Number of arguments as the kernel counted them. */
	__u32 envc; /* Number of environment strings. */
	__u32 old_tid; /* Thread that called exec; differs from pid when a thread other than the leader did. */
	__u32 args_bytes; /* True length of the argument area. */
	__u32 envs_bytes; /* True length of the environment area. */
	struct text_ref filename; /* The text passed to exec. */
	struct text_ref args; /* Argument area: strings ended by NUL. */
	struct text_ref envs; /* Environment area: strings ended by NUL. */
	struct text_ref cwd; /* Working directory, leaf to root. */
	struct text_ref tty; /* Name of the controlling terminal, empty when none. */
	struct text_ref cgroup; /* As in fork. */
	struct text_ref cgroup_v1; /* As in fork. */
};
_Static_assert(__builtin_offsetof(struct exec_record, task) == 24, "exec_record.task");
_Static_assert(__builtin_offsetof(struct exec_record, file) == 216, "exec_record.file");
_Static_assert(__builtin_offsetof(struct exec_record, interpreter) == 304, "exec_record.interpreter");
_Static_assert(__builtin_offsetof(struct exec_record, flags) == 392, "exec_record.flags");
_Static_assert(__builtin_offsetof(struct exec_record, argc) == 396, "exec_record.argc");
_Static_assert(__builtin_offsetof(struct exec_record, envc) == 400, "exec_record.envc");
_Static_assert(__builtin_offsetof(struct exec_record, old_tid) == 404, "exec_record.old_tid");
_Static_assert(__builtin_offsetof(struct exec_record, args_bytes) == 408, "exec_record.args_bytes");
_Static_assert(__builtin_offsetof(struct exec_record, envs_bytes) == 412, "exec_record.envs_bytes");
_Static_assert(__builtin_offsetof(struct exec_record, filename) == 416, "exec_record.filename");
_Static_assert(__builtin_offsetof(struct exec_record, args) == 424, "exec_record.args");
_Static_assert(__builtin_offsetof(struct exec_record, envs) == 432, "exec_record.envs");
_Static_assert(__builtin_offsetof(struct exec_record, cwd) == 440, "exec_record.cwd");
_Static_assert(__builtin_offsetof(struct exec_record, tty) == 448, "exec_record.tty");
_Static_assert(__builtin_offsetof(struct exec_record, cgroup) == 456, "exec_record.cgroup");
_Static_assert(__builtin_offsetof(struct exec_record, cgroup_v1) == 464, "exec_record.cgroup_v1");
_Static_assert(sizeof(struct exec_record) == 472, "exec_record");

/* The last thread of a process is leaving. */
struct exit_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	__u32 exit_code; /* Wait status: code << 8 | signal, 0x80 for a core dump. */
	__u32 flags; /* Unused. */
};
_Static_assert(__builtin_offsetof(struct exit_record, task) == 24, "exit_record.task");
_Static_assert(__builtin_offsetof(struct exit_record, exit_code) == 216, "exit_record.exit_code");
_Static_assert(__builtin_offsetof(struct exit_record, flags) == 220, "exit_record.flags");
_Static_assert(sizeof(struct exit_record) == 224, "exit_record");

/* An exec that the kernel refused. */
struct exec_failed_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	__s32 retval; /* Negative errno. */
	__u32 flags; /* PATH_* bits for filename. */
	struct text_ref filename; /* The text passed. */
};
_Static_assert(__builtin_offsetof(struct exec_failed_record, task) == 24, "exec_failed_record.task");
_Static_assert(__builtin_offsetof(struct exec_failed_record, retval) == 216, "exec_failed_record.retval");
_Static_assert(__builtin_offsetof(struct exec_failed_record, flags) == 220, "exec_failed_record.flags");
_Static_assert(__builtin_offsetof(struct exec_failed_record, filename) == 224, "exec_failed_record.filename");
_Static_assert(sizeof(struct exec_failed_record) == 232, "exec_failed_record");

/* A file was opened, or could not be. */
struct open_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	struct file_facts file; /* The file really opened; inode 0 when the call failed. */
	__u32 open_flags; /* O_* as passed. */
	__u32 mode; /* Mode argument as passed. */
	__s32 retval; /* File descriptor or negative errno. */
	__u32 flags; /* PATH_* and OPEN_* bits. */
	__s32 dirfd; /* dirfd as passed, AT_FDCWD (-100) where the call has none. */
	__u32 door; /* Which call it was: DOOR_*. */
	struct text_ref filename; /* The text passed, when the call failed. */
	struct text_ref cwd; /* For a failed call with a relative name: the directory it is relative to, leaf to root. */
};
_Static_assert(__builtin_offsetof(struct open_record, task) == 24, "open_record.task");
_Static_assert(__builtin_offsetof(struct open_record, file) == 216, "open_record.file");
_Static_assert(__builtin_offsetof(struct open_record, open_flags) == 304, "open_record.open_flags");
_Static_assert(__builtin_offsetof(struct open_record, mode) == 308, "open_record.mode");
_Static_assert(__builtin_offsetof(struct open_record, retval) == 312, "open_record.retval");
_Static_assert(__builtin_offsetof(struct open_record, flags) == 316, "open_record.flags");
_Static_assert(__builtin_offsetof(struct open_record, dirfd) == 320, "open_record.dirfd");
_Static_assert(__builtin_offsetof(struct open_record, door) == 324, "open_record.door");
_Static_assert(__builtin_offsetof(struct open_record, filename) == 328, "open_record.filename");
_Static_assert(__builtin_offsetof(struct open_record, cwd) == 336, "open_record.cwd");
_Static_assert(sizeof(struct open_record) == 344, "open_record");

/* A cgroup was made; `task` made it. */
struct cgroup_made_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	__u64 cgroup_id; /* Id of the cgroup: the inode number of its directory. */
	__u32 version; /* 2, or 1 for the v1 hierarchy of the pids controller. */
	__u32 pad; /* Unused. */
	struct text_ref path; /* Names of the cgroup from the leaf to the root, each ended by NUL. */
};
_Static_assert(__builtin_offsetof(struct cgroup_made_record, task) == 24, "cgroup_made_record.task");
_Static_assert(__builtin_offsetof(struct cgroup_made_record, cgroup_id) == 216, "cgroup_made_record.cgroup_id");
_Static_assert(__builtin_offsetof(struct cgroup_made_record, version) == 224, "cgroup_made_record.version");
_Static_assert(__builtin_offsetof(struct cgroup_made_record, pad) == 228, "cgroup_made_record.pad");
_Static_assert(__builtin_offsetof(struct cgroup_made_record, path) == 232, "cgroup_made_record.path");
_Static_assert(sizeof(struct cgroup_made_record) == 240, "cgroup_made_record");

/* A cgroup was removed; `task` removed it. */
struct cgroup_removed_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	__u64 cgroup_id; /* Id of the cgroup: the inode number of its directory. */
	__u32 version; /* 2, or 1 for the v1 hierarchy of the pids controller. */
	__u32 pad; /* Unused. */
	struct text_ref path; /* Names of the cgroup from the leaf to the root, each ended by NUL. */
};
_Static_assert(__builtin_offsetof(struct cgroup_removed_record, task) == 24, "cgroup_removed_record.task");
_Static_assert(__builtin_offsetof(struct cgroup_removed_record, cgroup_id) == 216, "cgroup_removed_record.cgroup_id");
_Static_assert(__builtin_offsetof(struct cgroup_removed_record, version) == 224, "cgroup_removed_record.version");
_Static_assert(__builtin_offsetof(struct cgroup_removed_record, pad) == 228, "cgroup_removed_record.pad");
_Static_assert(__builtin_offsetof(struct cgroup_removed_record, path) == 232, "cgroup_removed_record.path");
_Static_assert(sizeof(struct cgroup_removed_record) == 240, "cgroup_removed_record");

/* A process was moved into a cgroup; `task` is the moved one, as it is afterwards. */
struct cgroup_joined_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	__u64 cgroup_id; /* Id of the cgroup: the inode number of its directory. */
	__u32 version; /* 2, or 1 for the v1 hierarchy of the pids controller. */
	__u32 pad; /* Unused. */
	struct text_ref path; /* Names of the cgroup from the leaf to the root, each ended by NUL. */
};
_Static_assert(__builtin_offsetof(struct cgroup_joined_record, task) == 24, "cgroup_joined_record.task");
_Static_assert(__builtin_offsetof(struct cgroup_joined_record, cgroup_id) == 216, "cgroup_joined_record.cgroup_id");
_Static_assert(__builtin_offsetof(struct cgroup_joined_record, version) == 224, "cgroup_joined_record.version");
_Static_assert(__builtin_offsetof(struct cgroup_joined_record, pad) == 228, "cgroup_joined_record.pad");
_Static_assert(__builtin_offsetof(struct cgroup_joined_record, path) == 232, "cgroup_joined_record.path");
_Static_assert(sizeof(struct cgroup_joined_record) == 240, "cgroup_joined_record");
