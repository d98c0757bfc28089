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

/* A packet as it passes a socket: ends, device, direction. */
struct packet_facts {
	__u64 cookie; /* Socket cookie: one number for each socket of this boot. */
	char source[16]; /* Source address. */
	char destination[16]; /* Destination address. */
	__u16 source_port;
	__u16 destination_port;
	__u16 l3_protocol; /* ETH_P_IP or ETH_P_IPV6. */
	__u16 l4_protocol; /* IPPROTO_*, the last header that could be followed. */
	__u32 size; /* Length from the network header. */
	__u32 ifindex; /* Index of the device. */
	__u32 netns; /* Network namespace of the device. */
	__u32 flags; /* PACKET_* bits. */
	__u32 tcp_seq; /* Sequence number of the first payload byte. */
	__u32 tcp_flags; /* FIN 1, SYN 2, RST 4, PSH 8, ACK 16. */
	__u32 icmp; /* Of ICMP: type << 8 | code. */
	__u32 payload_bytes; /* True length of what follows the last header. */
	char ifname[16]; /* Name of the device. */
};
_Static_assert(__builtin_offsetof(struct packet_facts, cookie) == 0, "packet_facts.cookie");
_Static_assert(__builtin_offsetof(struct packet_facts, source) == 8, "packet_facts.source");
_Static_assert(__builtin_offsetof(struct packet_facts, destination) == 24, "packet_facts.destination");
_Static_assert(__builtin_offsetof(struct packet_facts, source_port) == 40, "packet_facts.source_port");
_Static_assert(__builtin_offsetof(struct packet_facts, destination_port) == 42, "packet_facts.destination_port");
_Static_assert(__builtin_offsetof(struct packet_facts, l3_protocol) == 44, "packet_facts.l3_protocol");
_Static_assert(__builtin_offsetof(struct packet_facts, l4_protocol) == 46, "packet_facts.l4_protocol");
_Static_assert(__builtin_offsetof(struct packet_facts, size) == 48, "packet_facts.size");
_Static_assert(__builtin_offsetof(struct packet_facts, ifindex) == 52, "packet_facts.ifindex");
_Static_assert(__builtin_offsetof(struct packet_facts, netns) == 56, "packet_facts.netns");
_Static_assert(__builtin_offsetof(struct packet_facts, flags) == 60, "packet_facts.flags");
_Static_assert(__builtin_offsetof(struct packet_facts, tcp_seq) == 64, "packet_facts.tcp_seq");
_Static_assert(__builtin_offsetof(struct packet_facts, tcp_flags) == 68, "packet_facts.tcp_flags");
_Static_assert(__builtin_offsetof(struct packet_facts, icmp) == 72, "packet_facts.icmp");
_Static_assert(__builtin_offsetof(struct packet_facts, payload_bytes) == 76, "packet_facts.payload_bytes");
_Static_assert(__builtin_offsetof(struct packet_facts, ifname) == 80, "packet_facts.ifname");
_Static_assert(sizeof(struct packet_facts) == 96, "packet_facts");

enum record_type {
	RECORD_FORK = 1,
	RECORD_EXEC = 2,
	RECORD_EXIT = 3,
	RECORD_EXEC_FAILED = 4,
	RECORD_OPEN = 5,
	RECORD_CHMOD = 6,
	RECORD_CHOWN = 7,
	RECORD_LINK = 8,
	RECORD_MKDIR = 9,
	RECORD_RENAME = 10,
	RECORD_RMDIR = 11,
	RECORD_UNLINK = 12,
	RECORD_UTIMES = 13,
	RECORD_SETXATTR = 14,
	RECORD_REMOVEXATTR = 15,
	RECORD_CHDIR = 16,
	RECORD_MOUNT = 17,
	RECORD_UMOUNT = 18,
	RECORD_SPLICE = 19,
	RECORD_SIGNAL = 20,
	RECORD_SETUID = 21,
	RECORD_SETGID = 22,
	RECORD_CAPSET = 23,
	RECORD_SETRLIMIT = 24,
	RECORD_PRCTL = 25,
	RECORD_PTRACE = 26,
	RECORD_MMAP = 27,
	RECORD_MPROTECT = 28,
	RECORD_BPF = 29,
	RECORD_LOAD_MODULE = 30,
	RECORD_UNLOAD_MODULE = 31,
	RECORD_SELINUX = 32,
	RECORD_SYSCTL = 33,
	RECORD_CGROUP_WRITE = 34,
	RECORD_CAPABILITIES = 35,
	RECORD_UNSHARE = 36,
	RECORD_SETNS = 37,
	RECORD_MEMFD_CREATE = 38,
	RECORD_PROCESS_MEMORY = 39,
	RECORD_KERNEL_CALL = 40,
	RECORD_IO_URING = 41,
	RECORD_ONDEMAND = 42,
	RECORD_CREDENTIAL_CHANGE = 43,
	RECORD_SELF_PROTECTION = 44,
	RECORD_DNS = 46,
	RECORD_FAILED_DNS = 47,
	RECORD_IMDS = 48,
	RECORD_PACKET = 49,
	RECORD_CONNECT = 50,
	RECORD_ACCEPT = 51,
	RECORD_BIND = 52,
	RECORD_SOCKET = 53,
	RECORD_SETSOCKOPT = 54,
	RECORD_NETWORK_FLOW_MONITOR = 55,
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

/* Bits of flags in records of changes. */
#define CHANGE_AFTER 256 /* Mode, owner and times of `file` are those after the call. */
#define CHANGE_NAMED 512 /* The path is that of the directory used and the name in it; no file was found there. */
#define PATH_RACED 1024 /* Another thread changed the text between the start of the call and the kernel's copy of it. */
#define CHANGE_HOOKED 2048 /* A hook inside the kernel handed over the very object that was changed. */
#define MOUNT_DETACHED 4096 /* The mount is attached nowhere. */
#define MOUNT_NEW 8192 /* The call made the mount, or put it where it is. */

/* Bits of flags of kernel records. */
#define PRCTL_NAME_TRUNCATED 256 /* prctl: the name passed was longer than the kernel keeps. */
#define MPROTECT_FORMER_UNKNOWN 256 /* mprotect: the former protection could not be looked at. */
#define BPF_HELPERS_CUT 256 /* bpf: the program is longer than was looked at, or unreadable. */
#define BPF_TOUCHES_SENSOR 512 /* bpf: a program, map or link of the sensor's own. */
#define MODULE_FROM_MEMORY 256 /* load_module: from memory and not from a file. */
#define MODULE_ARGS_TRUNCATED 512 /* load_module: args holds less than was passed. */
#define SYSCTL_NAME_TRUNCATED 256 /* sysctl: name was cut. */
#define SYSCTL_OLD_TRUNCATED 512 /* sysctl: old_value was cut. */
#define SYSCTL_VALUE_TRUNCATED 1024 /* sysctl: value was cut. */
#define IO_URING_SQPOLL 256 /* io_uring: submitted by the polling thread, without a system call. */

/* Bits of packet_facts.flags. */
#define PACKET_EGRESS 1 /* Leaves the socket; else it arrives. */
#define PACKET_TRUNCATED 2 /* More payload than was copied. */
#define PACKET_NO_OWNER 4 /* Nobody is known to own the socket; `task` is zero. */
#define PACKET_FRAGMENT 8 /* A later fragment: ports are unknown. */
#define PACKET_DROPPED 16 /* A network filter has dropped it. */

/* Bits of connect.flags and its like. */
#define SOCKET_ADDRESS_FROM_USER 1 /* The address was read from user memory after the call. */
#define SOCKET_ADDRESS_UNREADABLE 2 /* The address could not be read. */
#define SOCKET_OUTCOME 4 /* The later outcome of a connect that did not wait; `retval` is the outcome. */
#define SOCKET_FILTER_TRUNCATED 8 /* The filter has more instructions than were copied. */
#define SOCKET_FILTER_FROM_USER 16 /* The filter was read from user memory after the call. */

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

/* Permissions of a file were changed. */
struct chmod_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	struct file_facts file; /* The changed file; inode 0 when it could not be found. As before the call, unless CHANGE_AFTER is set. */
	__s32 retval; /* Result of the call: 0 or a negative errno. */
	__u32 flags; /* PATH_* and CHANGE_* bits. */
	__s32 dirfd; /* dirfd as passed; the file itself in calls without a path; AT_FDCWD (-100) where the call has none. */
	__u32 door; /* Which call it was: DOOR_*. */
	struct text_ref filename; /* The text passed, when asked for or when the file was not found. */
	struct text_ref cwd; /* Directory that a relative text starts from, leaf to root, when the file was not found. */
	__u32 mode; /* New permission bits as passed. */
	__u32 call_flags; /* AT_* as passed. */
};
_Static_assert(__builtin_offsetof(struct chmod_record, task) == 24, "chmod_record.task");
_Static_assert(__builtin_offsetof(struct chmod_record, file) == 216, "chmod_record.file");
_Static_assert(__builtin_offsetof(struct chmod_record, retval) == 304, "chmod_record.retval");
_Static_assert(__builtin_offsetof(struct chmod_record, flags) == 308, "chmod_record.flags");
_Static_assert(__builtin_offsetof(struct chmod_record, dirfd) == 312, "chmod_record.dirfd");
_Static_assert(__builtin_offsetof(struct chmod_record, door) == 316, "chmod_record.door");
_Static_assert(__builtin_offsetof(struct chmod_record, filename) == 320, "chmod_record.filename");
_Static_assert(__builtin_offsetof(struct chmod_record, cwd) == 328, "chmod_record.cwd");
_Static_assert(__builtin_offsetof(struct chmod_record, mode) == 336, "chmod_record.mode");
_Static_assert(__builtin_offsetof(struct chmod_record, call_flags) == 340, "chmod_record.call_flags");
_Static_assert(sizeof(struct chmod_record) == 344, "chmod_record");

/* The owner of a file was changed. */
struct chown_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	struct file_facts file; /* The changed file; inode 0 when it could not be found. As before the call, unless CHANGE_AFTER is set. */
	__s32 retval; /* Result of the call: 0 or a negative errno. */
	__u32 flags; /* PATH_* and CHANGE_* bits. */
	__s32 dirfd; /* dirfd as passed; the file itself in calls without a path; AT_FDCWD (-100) where the call has none. */
	__u32 door; /* Which call it was: DOOR_*. */
	struct text_ref filename; /* The text passed, when asked for or when the file was not found. */
	struct text_ref cwd; /* Directory that a relative text starts from, leaf to root, when the file was not found. */
	__u32 uid; /* New owner as passed; 4294967295 leaves it. */
	__u32 gid; /* New group as passed; 4294967295 leaves it. */
};
_Static_assert(__builtin_offsetof(struct chown_record, task) == 24, "chown_record.task");
_Static_assert(__builtin_offsetof(struct chown_record, file) == 216, "chown_record.file");
_Static_assert(__builtin_offsetof(struct chown_record, retval) == 304, "chown_record.retval");
_Static_assert(__builtin_offsetof(struct chown_record, flags) == 308, "chown_record.flags");
_Static_assert(__builtin_offsetof(struct chown_record, dirfd) == 312, "chown_record.dirfd");
_Static_assert(__builtin_offsetof(struct chown_record, door) == 316, "chown_record.door");
_Static_assert(__builtin_offsetof(struct chown_record, filename) == 320, "chown_record.filename");
_Static_assert(__builtin_offsetof(struct chown_record, cwd) == 328, "chown_record.cwd");
_Static_assert(__builtin_offsetof(struct chown_record, uid) == 336, "chown_record.uid");
_Static_assert(__builtin_offsetof(struct chown_record, gid) == 340, "chown_record.gid");
_Static_assert(sizeof(struct chown_record) == 344, "chown_record");

/* A hard link was made. */
struct link_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	struct file_facts file; /* The linked file; inode 0 when it could not be found. As before the call, unless CHANGE_AFTER is set. */
	__s32 retval; /* Result of the call: 0 or a negative errno. */
	__u32 flags; /* PATH_* and CHANGE_* bits. */
	__s32 dirfd; /* dirfd as passed; the file itself in calls without a path; AT_FDCWD (-100) where the call has none. */
	__u32 door; /* Which call it was: DOOR_*. */
	struct text_ref filename; /* The text passed, when asked for or when the file was not found. */
	struct text_ref cwd; /* Directory that a relative text starts from, leaf to root, when the file was not found. */
	struct file_facts destination; /* The new name; inode 0 when the call failed. */
	struct text_ref destination_filename; /* The second text passed, as filename. */
	struct text_ref destination_cwd; /* As cwd, for the second text. */
	__s32 destination_dirfd; /* Second dirfd as passed. */
	__u32 call_flags; /* Flags argument: RENAME_* or AT_*. */
};
_Static_assert(__builtin_offsetof(struct link_record, task) == 24, "link_record.task");
_Static_assert(__builtin_offsetof(struct link_record, file) == 216, "link_record.file");
_Static_assert(__builtin_offsetof(struct link_record, retval) == 304, "link_record.retval");
_Static_assert(__builtin_offsetof(struct link_record, flags) == 308, "link_record.flags");
_Static_assert(__builtin_offsetof(struct link_record, dirfd) == 312, "link_record.dirfd");
_Static_assert(__builtin_offsetof(struct link_record, door) == 316, "link_record.door");
_Static_assert(__builtin_offsetof(struct link_record, filename) == 320, "link_record.filename");
_Static_assert(__builtin_offsetof(struct link_record, cwd) == 328, "link_record.cwd");
_Static_assert(__builtin_offsetof(struct link_record, destination) == 336, "link_record.destination");
_Static_assert(__builtin_offsetof(struct link_record, destination_filename) == 424, "link_record.destination_filename");
_Static_assert(__builtin_offsetof(struct link_record, destination_cwd) == 432, "link_record.destination_cwd");
_Static_assert(__builtin_offsetof(struct link_record, destination_dirfd) == 440, "link_record.destination_dirfd");
_Static_assert(__builtin_offsetof(struct link_record, call_flags) == 444, "link_record.call_flags");
_Static_assert(sizeof(struct link_record) == 448, "link_record");

/* A directory was made. */
struct mkdir_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	struct file_facts file; /* The new directory; inode 0 when it could not be found. As before the call, unless CHANGE_AFTER is set. */
	__s32 retval; /* Result of the call: 0 or a negative errno. */
	__u32 flags; /* PATH_* and CHANGE_* bits. */
	__s32 dirfd; /* dirfd as passed; the file itself in calls without a path; AT_FDCWD (-100) where the call has none. */
	__u32 door; /* Which call it was: DOOR_*. */
	struct text_ref filename; /* The text passed, when asked for or when the file was not found. */
	struct text_ref cwd; /* Directory that a relative text starts from, leaf to root, when the file was not found. */
	__u32 mode; /* Mode as passed. */
	__u32 call_flags; /* Unused. */
};
_Static_assert(__builtin_offsetof(struct mkdir_record, task) == 24, "mkdir_record.task");
_Static_assert(__builtin_offsetof(struct mkdir_record, file) == 216, "mkdir_record.file");
_Static_assert(__builtin_offsetof(struct mkdir_record, retval) == 304, "mkdir_record.retval");
_Static_assert(__builtin_offsetof(struct mkdir_record, flags) == 308, "mkdir_record.flags");
_Static_assert(__builtin_offsetof(struct mkdir_record, dirfd) == 312, "mkdir_record.dirfd");
_Static_assert(__builtin_offsetof(struct mkdir_record, door) == 316, "mkdir_record.door");
_Static_assert(__builtin_offsetof(struct mkdir_record, filename) == 320, "mkdir_record.filename");
_Static_assert(__builtin_offsetof(struct mkdir_record, cwd) == 328, "mkdir_record.cwd");
_Static_assert(__builtin_offsetof(struct mkdir_record, mode) == 336, "mkdir_record.mode");
_Static_assert(__builtin_offsetof(struct mkdir_record, call_flags) == 340, "mkdir_record.call_flags");
_Static_assert(sizeof(struct mkdir_record) == 344, "mkdir_record");

/* A file was renamed. */
struct rename_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	struct file_facts file; /* The file under its old name; inode 0 when it could not be found. As before the call, unless CHANGE_AFTER is set. */
	__s32 retval; /* Result of the call: 0 or a negative errno. */
	__u32 flags; /* PATH_* and CHANGE_* bits. */
	__s32 dirfd; /* dirfd as passed; the file itself in calls without a path; AT_FDCWD (-100) where the call has none. */
	__u32 door; /* Which call it was: DOOR_*. */
	struct text_ref filename; /* The text passed, when asked for or when the file was not found. */
	struct text_ref cwd; /* Directory that a relative text starts from, leaf to root, when the file was not found. */
	struct file_facts destination; /* The file under its new name; inode 0 when the call failed. */
	struct text_ref destination_filename; /* The second text passed, as filename. */
	struct text_ref destination_cwd; /* As cwd, for the second text. */
	__s32 destination_dirfd; /* Second dirfd as passed. */
	__u32 call_flags; /* Flags argument: RENAME_* or AT_*. */
};
_Static_assert(__builtin_offsetof(struct rename_record, task) == 24, "rename_record.task");
_Static_assert(__builtin_offsetof(struct rename_record, file) == 216, "rename_record.file");
_Static_assert(__builtin_offsetof(struct rename_record, retval) == 304, "rename_record.retval");
_Static_assert(__builtin_offsetof(struct rename_record, flags) == 308, "rename_record.flags");
_Static_assert(__builtin_offsetof(struct rename_record, dirfd) == 312, "rename_record.dirfd");
_Static_assert(__builtin_offsetof(struct rename_record, door) == 316, "rename_record.door");
_Static_assert(__builtin_offsetof(struct rename_record, filename) == 320, "rename_record.filename");
_Static_assert(__builtin_offsetof(struct rename_record, cwd) == 328, "rename_record.cwd");
_Static_assert(__builtin_offsetof(struct rename_record, destination) == 336, "rename_record.destination");
_Static_assert(__builtin_offsetof(struct rename_record, destination_filename) == 424, "rename_record.destination_filename");
_Static_assert(__builtin_offsetof(struct rename_record, destination_cwd) == 432, "rename_record.destination_cwd");
_Static_assert(__builtin_offsetof(struct rename_record, destination_dirfd) == 440, "rename_record.destination_dirfd");
_Static_assert(__builtin_offsetof(struct rename_record, call_flags) == 444, "rename_record.call_flags");
_Static_assert(sizeof(struct rename_record) == 448, "rename_record");

/* A directory was removed. */
struct rmdir_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	struct file_facts file; /* The removed directory; inode 0 when it could not be found. As before the call, unless CHANGE_AFTER is set. */
	__s32 retval; /* Result of the call: 0 or a negative errno. */
	__u32 flags; /* PATH_* and CHANGE_* bits. */
	__s32 dirfd; /* dirfd as passed; the file itself in calls without a path; AT_FDCWD (-100) where the call has none. */
	__u32 door; /* Which call it was: DOOR_*. */
	struct text_ref filename; /* The text passed, when asked for or when the file was not found. */
	struct text_ref cwd; /* Directory that a relative text starts from, leaf to root, when the file was not found. */
};
_Static_assert(__builtin_offsetof(struct rmdir_record, task) == 24, "rmdir_record.task");
_Static_assert(__builtin_offsetof(struct rmdir_record, file) == 216, "rmdir_record.file");
_Static_assert(__builtin_offsetof(struct rmdir_record, retval) == 304, "rmdir_record.retval");
_Static_assert(__builtin_offsetof(struct rmdir_record, flags) == 308, "rmdir_record.flags");
_Static_assert(__builtin_offsetof(struct rmdir_record, dirfd) == 312, "rmdir_record.dirfd");
_Static_assert(__builtin_offsetof(struct rmdir_record, door) == 316, "rmdir_record.door");
_Static_assert(__builtin_offsetof(struct rmdir_record, filename) == 320, "rmdir_record.filename");
_Static_assert(__builtin_offsetof(struct rmdir_record, cwd) == 328, "rmdir_record.cwd");
_Static_assert(sizeof(struct rmdir_record) == 336, "rmdir_record");

/* A name of a file was removed. */
struct unlink_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	struct file_facts file; /* The file, under the removed name; inode 0 when it could not be found. As before the call, unless CHANGE_AFTER is set. */
	__s32 retval; /* Result of the call: 0 or a negative errno. */
	__u32 flags; /* PATH_* and CHANGE_* bits. */
	__s32 dirfd; /* dirfd as passed; the file itself in calls without a path; AT_FDCWD (-100) where the call has none. */
	__u32 door; /* Which call it was: DOOR_*. */
	struct text_ref filename; /* The text passed, when asked for or when the file was not found. */
	struct text_ref cwd; /* Directory that a relative text starts from, leaf to root, when the file was not found. */
	__u32 call_flags; /* AT_* as passed. */
	__u32 unused; /* Unused. */
};
_Static_assert(__builtin_offsetof(struct unlink_record, task) == 24, "unlink_record.task");
_Static_assert(__builtin_offsetof(struct unlink_record, file) == 216, "unlink_record.file");
_Static_assert(__builtin_offsetof(struct unlink_record, retval) == 304, "unlink_record.retval");
_Static_assert(__builtin_offsetof(struct unlink_record, flags) == 308, "unlink_record.flags");
_Static_assert(__builtin_offsetof(struct unlink_record, dirfd) == 312, "unlink_record.dirfd");
_Static_assert(__builtin_offsetof(struct unlink_record, door) == 316, "unlink_record.door");
_Static_assert(__builtin_offsetof(struct unlink_record, filename) == 320, "unlink_record.filename");
_Static_assert(__builtin_offsetof(struct unlink_record, cwd) == 328, "unlink_record.cwd");
_Static_assert(__builtin_offsetof(struct unlink_record, call_flags) == 336, "unlink_record.call_flags");
_Static_assert(__builtin_offsetof(struct unlink_record, unused) == 340, "unlink_record.unused");
_Static_assert(sizeof(struct unlink_record) == 344, "unlink_record");

/* Times of a file were set. */
struct utimes_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	struct file_facts file; /* The file; inode 0 when it could not be found. As before the call, unless CHANGE_AFTER is set. */
	__s32 retval; /* Result of the call: 0 or a negative errno. */
	__u32 flags; /* PATH_* and CHANGE_* bits. */
	__s32 dirfd; /* dirfd as passed; the file itself in calls without a path; AT_FDCWD (-100) where the call has none. */
	__u32 door; /* Which call it was: DOOR_*. */
	struct text_ref filename; /* The text passed, when asked for or when the file was not found. */
	struct text_ref cwd; /* Directory that a relative text starts from, leaf to root, when the file was not found. */
	__u64 atime_ns; /* Access time after the call, ns since the epoch. */
	__u64 mtime_ns; /* Modification time after the call, ns since the epoch. */
};
_Static_assert(__builtin_offsetof(struct utimes_record, task) == 24, "utimes_record.task");
_Static_assert(__builtin_offsetof(struct utimes_record, file) == 216, "utimes_record.file");
_Static_assert(__builtin_offsetof(struct utimes_record, retval) == 304, "utimes_record.retval");
_Static_assert(__builtin_offsetof(struct utimes_record, flags) == 308, "utimes_record.flags");
_Static_assert(__builtin_offsetof(struct utimes_record, dirfd) == 312, "utimes_record.dirfd");
_Static_assert(__builtin_offsetof(struct utimes_record, door) == 316, "utimes_record.door");
_Static_assert(__builtin_offsetof(struct utimes_record, filename) == 320, "utimes_record.filename");
_Static_assert(__builtin_offsetof(struct utimes_record, cwd) == 328, "utimes_record.cwd");
_Static_assert(__builtin_offsetof(struct utimes_record, atime_ns) == 336, "utimes_record.atime_ns");
_Static_assert(__builtin_offsetof(struct utimes_record, mtime_ns) == 344, "utimes_record.mtime_ns");
_Static_assert(sizeof(struct utimes_record) == 352, "utimes_record");

/* An extended attribute was set. */
struct setxattr_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	struct file_facts file; /* The file; inode 0 when it could not be found. As before the call, unless CHANGE_AFTER is set. */
	__s32 retval; /* Result of the call: 0 or a negative errno. */
	__u32 flags; /* PATH_* and CHANGE_* bits. */
	__s32 dirfd; /* dirfd as passed; the file itself in calls without a path; AT_FDCWD (-100) where the call has none. */
	__u32 door; /* Which call it was: DOOR_*. */
	struct text_ref filename; /* The text passed, when asked for or when the file was not found. */
	struct text_ref cwd; /* Directory that a relative text starts from, leaf to root, when the file was not found. */
	struct text_ref attribute; /* Name of the attribute. */
};
_Static_assert(__builtin_offsetof(struct setxattr_record, task) == 24, "setxattr_record.task");
_Static_assert(__builtin_offsetof(struct setxattr_record, file) == 216, "setxattr_record.file");
_Static_assert(__builtin_offsetof(struct setxattr_record, retval) == 304, "setxattr_record.retval");
_Static_assert(__builtin_offsetof(struct setxattr_record, flags) == 308, "setxattr_record.flags");
_Static_assert(__builtin_offsetof(struct setxattr_record, dirfd) == 312, "setxattr_record.dirfd");
_Static_assert(__builtin_offsetof(struct setxattr_record, door) == 316, "setxattr_record.door");
_Static_assert(__builtin_offsetof(struct setxattr_record, filename) == 320, "setxattr_record.filename");
_Static_assert(__builtin_offsetof(struct setxattr_record, cwd) == 328, "setxattr_record.cwd");
_Static_assert(__builtin_offsetof(struct setxattr_record, attribute) == 336, "setxattr_record.attribute");
_Static_assert(sizeof(struct setxattr_record) == 344, "setxattr_record");

/* An extended attribute was removed. */
struct removexattr_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	struct file_facts file; /* The file; inode 0 when it could not be found. As before the call, unless CHANGE_AFTER is set. */
	__s32 retval; /* Result of the call: 0 or a negative errno. */
	__u32 flags; /* PATH_* and CHANGE_* bits. */
	__s32 dirfd; /* dirfd as passed; the file itself in calls without a path; AT_FDCWD (-100) where the call has none. */
	__u32 door; /* Which call it was: DOOR_*. */
	struct text_ref filename; /* The text passed, when asked for or when the file was not found. */
	struct text_ref cwd; /* Directory that a relative text starts from, leaf to root, when the file was not found. */
	struct text_ref attribute; /* Name of the attribute. */
};
_Static_assert(__builtin_offsetof(struct removexattr_record, task) == 24, "removexattr_record.task");
_Static_assert(__builtin_offsetof(struct removexattr_record, file) == 216, "removexattr_record.file");
_Static_assert(__builtin_offsetof(struct removexattr_record, retval) == 304, "removexattr_record.retval");
_Static_assert(__builtin_offsetof(struct removexattr_record, flags) == 308, "removexattr_record.flags");
_Static_assert(__builtin_offsetof(struct removexattr_record, dirfd) == 312, "removexattr_record.dirfd");
_Static_assert(__builtin_offsetof(struct removexattr_record, door) == 316, "removexattr_record.door");
_Static_assert(__builtin_offsetof(struct removexattr_record, filename) == 320, "removexattr_record.filename");
_Static_assert(__builtin_offsetof(struct removexattr_record, cwd) == 328, "removexattr_record.cwd");
_Static_assert(__builtin_offsetof(struct removexattr_record, attribute) == 336, "removexattr_record.attribute");
_Static_assert(sizeof(struct removexattr_record) == 344, "removexattr_record");

/* A process changed its working directory. */
struct chdir_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	struct file_facts file; /* The new directory; inode 0 when it could not be found. As before the call, unless CHANGE_AFTER is set. */
	__s32 retval; /* Result of the call: 0 or a negative errno. */
	__u32 flags; /* PATH_* and CHANGE_* bits. */
	__s32 dirfd; /* dirfd as passed; the file itself in calls without a path; AT_FDCWD (-100) where the call has none. */
	__u32 door; /* Which call it was: DOOR_*. */
	struct text_ref filename; /* The text passed, when asked for or when the file was not found. */
	struct text_ref cwd; /* Directory that a relative text starts from, leaf to root, when the file was not found. */
};
_Static_assert(__builtin_offsetof(struct chdir_record, task) == 24, "chdir_record.task");
_Static_assert(__builtin_offsetof(struct chdir_record, file) == 216, "chdir_record.file");
_Static_assert(__builtin_offsetof(struct chdir_record, retval) == 304, "chdir_record.retval");
_Static_assert(__builtin_offsetof(struct chdir_record, flags) == 308, "chdir_record.flags");
_Static_assert(__builtin_offsetof(struct chdir_record, dirfd) == 312, "chdir_record.dirfd");
_Static_assert(__builtin_offsetof(struct chdir_record, door) == 316, "chdir_record.door");
_Static_assert(__builtin_offsetof(struct chdir_record, filename) == 320, "chdir_record.filename");
_Static_assert(__builtin_offsetof(struct chdir_record, cwd) == 328, "chdir_record.cwd");
_Static_assert(sizeof(struct chdir_record) == 336, "chdir_record");

/* A file system was mounted, a mount made, moved or changed. */
struct mount_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	struct file_facts file; /* The root of the mount, with the path where it shows; inode 0 when it could not be found. As before the call, unless CHANGE_AFTER is set. */
	__s32 retval; /* Result of the call: 0 or a negative errno. */
	__u32 flags; /* PATH_* and CHANGE_* bits. */
	__s32 dirfd; /* dirfd as passed; the file itself in calls without a path; AT_FDCWD (-100) where the call has none. */
	__u32 door; /* Which call it was: DOOR_*. */
	struct text_ref filename; /* The text passed, when asked for or when the file was not found. */
	struct text_ref cwd; /* Directory that a relative text starts from, leaf to root, when the file was not found. */
	__u64 mount_flags; /* MS_*, MOVE_MOUNT_*, OPEN_TREE_* or MOUNT_ATTR_* as passed. */
	__u32 parent_mount_id; /* mnt_id of the mount it lies on; 0 when detached. */
	__u32 mount_ns; /* Inode number of the mount namespace it belongs to; 0 when detached. */
	struct text_ref root; /* Path of its root inside the file system, leaf to root. */
	struct text_ref source; /* Path of what a bind mount shows, leaf to root; empty otherwise. */
	struct text_ref device; /* Device name as in /proc/PID/mountinfo. */
	struct text_ref source_filename; /* Source as passed. */
	struct text_ref fs_type; /* Type of the file system as passed. */
};
_Static_assert(__builtin_offsetof(struct mount_record, task) == 24, "mount_record.task");
_Static_assert(__builtin_offsetof(struct mount_record, file) == 216, "mount_record.file");
_Static_assert(__builtin_offsetof(struct mount_record, retval) == 304, "mount_record.retval");
_Static_assert(__builtin_offsetof(struct mount_record, flags) == 308, "mount_record.flags");
_Static_assert(__builtin_offsetof(struct mount_record, dirfd) == 312, "mount_record.dirfd");
_Static_assert(__builtin_offsetof(struct mount_record, door) == 316, "mount_record.door");
_Static_assert(__builtin_offsetof(struct mount_record, filename) == 320, "mount_record.filename");
_Static_assert(__builtin_offsetof(struct mount_record, cwd) == 328, "mount_record.cwd");
_Static_assert(__builtin_offsetof(struct mount_record, mount_flags) == 336, "mount_record.mount_flags");
_Static_assert(__builtin_offsetof(struct mount_record, parent_mount_id) == 344, "mount_record.parent_mount_id");
_Static_assert(__builtin_offsetof(struct mount_record, mount_ns) == 348, "mount_record.mount_ns");
_Static_assert(__builtin_offsetof(struct mount_record, root) == 352, "mount_record.root");
_Static_assert(__builtin_offsetof(struct mount_record, source) == 360, "mount_record.source");
_Static_assert(__builtin_offsetof(struct mount_record, device) == 368, "mount_record.device");
_Static_assert(__builtin_offsetof(struct mount_record, source_filename) == 376, "mount_record.source_filename");
_Static_assert(__builtin_offsetof(struct mount_record, fs_type) == 384, "mount_record.fs_type");
_Static_assert(sizeof(struct mount_record) == 392, "mount_record");

/* A mount was taken away. */
struct umount_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	struct file_facts file; /* The root of the mount, with the path where it showed; inode 0 when it could not be found. As before the call, unless CHANGE_AFTER is set. */
	__s32 retval; /* Result of the call: 0 or a negative errno. */
	__u32 flags; /* PATH_* and CHANGE_* bits. */
	__s32 dirfd; /* dirfd as passed; the file itself in calls without a path; AT_FDCWD (-100) where the call has none. */
	__u32 door; /* Which call it was: DOOR_*. */
	struct text_ref filename; /* The text passed, when asked for or when the file was not found. */
	struct text_ref cwd; /* Directory that a relative text starts from, leaf to root, when the file was not found. */
	__u64 mount_flags; /* MNT_* as passed. */
};
_Static_assert(__builtin_offsetof(struct umount_record, task) == 24, "umount_record.task");
_Static_assert(__builtin_offsetof(struct umount_record, file) == 216, "umount_record.file");
_Static_assert(__builtin_offsetof(struct umount_record, retval) == 304, "umount_record.retval");
_Static_assert(__builtin_offsetof(struct umount_record, flags) == 308, "umount_record.flags");
_Static_assert(__builtin_offsetof(struct umount_record, dirfd) == 312, "umount_record.dirfd");
_Static_assert(__builtin_offsetof(struct umount_record, door) == 316, "umount_record.door");
_Static_assert(__builtin_offsetof(struct umount_record, filename) == 320, "umount_record.filename");
_Static_assert(__builtin_offsetof(struct umount_record, cwd) == 328, "umount_record.cwd");
_Static_assert(__builtin_offsetof(struct umount_record, mount_flags) == 336, "umount_record.mount_flags");
_Static_assert(sizeof(struct umount_record) == 344, "umount_record");

/* Data was moved between a file and a pipe. */
struct splice_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	struct file_facts file; /* The file; a pipe when both ends are pipes; inode 0 when it could not be found. As before the call, unless CHANGE_AFTER is set. */
	__s32 retval; /* Result of the call: 0 or a negative errno. */
	__u32 flags; /* PATH_* and CHANGE_* bits. */
	__s32 dirfd; /* dirfd as passed; the file itself in calls without a path; AT_FDCWD (-100) where the call has none. */
	__u32 door; /* Which call it was: DOOR_*. */
	struct text_ref filename; /* The text passed, when asked for or when the file was not found. */
	struct text_ref cwd; /* Directory that a relative text starts from, leaf to root, when the file was not found. */
	__u32 pipe_entry_flag; /* PIPE_BUF_FLAG_* of the last buffer of the pipe before the call. */
	__u32 pipe_exit_flag; /* The same after the call. */
};
_Static_assert(__builtin_offsetof(struct splice_record, task) == 24, "splice_record.task");
_Static_assert(__builtin_offsetof(struct splice_record, file) == 216, "splice_record.file");
_Static_assert(__builtin_offsetof(struct splice_record, retval) == 304, "splice_record.retval");
_Static_assert(__builtin_offsetof(struct splice_record, flags) == 308, "splice_record.flags");
_Static_assert(__builtin_offsetof(struct splice_record, dirfd) == 312, "splice_record.dirfd");
_Static_assert(__builtin_offsetof(struct splice_record, door) == 316, "splice_record.door");
_Static_assert(__builtin_offsetof(struct splice_record, filename) == 320, "splice_record.filename");
_Static_assert(__builtin_offsetof(struct splice_record, cwd) == 328, "splice_record.cwd");
_Static_assert(__builtin_offsetof(struct splice_record, pipe_entry_flag) == 336, "splice_record.pipe_entry_flag");
_Static_assert(__builtin_offsetof(struct splice_record, pipe_exit_flag) == 340, "splice_record.pipe_exit_flag");
_Static_assert(sizeof(struct splice_record) == 344, "splice_record");

/* A process sent a POSIX signal, or was refused. */
struct signal_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	__u64 target_start_ns; /* Who gets it: start of its leader; 0 when it was not there. */
	__u64 target_exec_id; /* Its exec_id. */
	__u32 target_pid; /* Its process id in the initial pid namespace; the number as passed when it was not there. */
	__u32 target_tid; /* The very thread. */
	__s32 addressee; /* Process id of the target; what was passed when that was a group (0 or negative). */
	__u32 number; /* The signal. */
	__s32 code; /* si_code: SI_USER 0, SI_QUEUE -1, SI_TKILL -6. */
	__s32 retval; /* Result: 0 or more, or a negative errno. */
	__u32 door; /* Which call it was: DOOR_*. */
	__u32 flags; /* Bits of this record. */
};
_Static_assert(__builtin_offsetof(struct signal_record, task) == 24, "signal_record.task");
_Static_assert(__builtin_offsetof(struct signal_record, target_start_ns) == 216, "signal_record.target_start_ns");
_Static_assert(__builtin_offsetof(struct signal_record, target_exec_id) == 224, "signal_record.target_exec_id");
_Static_assert(__builtin_offsetof(struct signal_record, target_pid) == 232, "signal_record.target_pid");
_Static_assert(__builtin_offsetof(struct signal_record, target_tid) == 236, "signal_record.target_tid");
_Static_assert(__builtin_offsetof(struct signal_record, addressee) == 240, "signal_record.addressee");
_Static_assert(__builtin_offsetof(struct signal_record, number) == 244, "signal_record.number");
_Static_assert(__builtin_offsetof(struct signal_record, code) == 248, "signal_record.code");
_Static_assert(__builtin_offsetof(struct signal_record, retval) == 252, "signal_record.retval");
_Static_assert(__builtin_offsetof(struct signal_record, door) == 256, "signal_record.door");
_Static_assert(__builtin_offsetof(struct signal_record, flags) == 260, "signal_record.flags");
_Static_assert(sizeof(struct signal_record) == 264, "signal_record");

/* A thread changed its user ids; `task` has the new ones. */
struct setuid_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	__s32 retval; /* Result: 0 or more, or a negative errno. */
	__u32 door; /* Which call it was: DOOR_*. */
	__u32 arg1; /* First id as passed; 4294967295 leaves it as it is. */
	__u32 arg2; /* Second id as passed, where the call has one. */
	__u32 arg3; /* Third id as passed, where the call has one. */
	__u32 flags; /* Bits of this record. */
};
_Static_assert(__builtin_offsetof(struct setuid_record, task) == 24, "setuid_record.task");
_Static_assert(__builtin_offsetof(struct setuid_record, retval) == 216, "setuid_record.retval");
_Static_assert(__builtin_offsetof(struct setuid_record, door) == 220, "setuid_record.door");
_Static_assert(__builtin_offsetof(struct setuid_record, arg1) == 224, "setuid_record.arg1");
_Static_assert(__builtin_offsetof(struct setuid_record, arg2) == 228, "setuid_record.arg2");
_Static_assert(__builtin_offsetof(struct setuid_record, arg3) == 232, "setuid_record.arg3");
_Static_assert(__builtin_offsetof(struct setuid_record, flags) == 236, "setuid_record.flags");
_Static_assert(sizeof(struct setuid_record) == 240, "setuid_record");

/* A thread changed its group ids; `task` has the new ones. */
struct setgid_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	__s32 retval; /* Result: 0 or more, or a negative errno. */
	__u32 door; /* Which call it was: DOOR_*. */
	__u32 arg1; /* First id as passed; 4294967295 leaves it as it is. */
	__u32 arg2; /* Second id as passed, where the call has one. */
	__u32 arg3; /* Third id as passed, where the call has one. */
	__u32 flags; /* Bits of this record. */
};
_Static_assert(__builtin_offsetof(struct setgid_record, task) == 24, "setgid_record.task");
_Static_assert(__builtin_offsetof(struct setgid_record, retval) == 216, "setgid_record.retval");
_Static_assert(__builtin_offsetof(struct setgid_record, door) == 220, "setgid_record.door");
_Static_assert(__builtin_offsetof(struct setgid_record, arg1) == 224, "setgid_record.arg1");
_Static_assert(__builtin_offsetof(struct setgid_record, arg2) == 228, "setgid_record.arg2");
_Static_assert(__builtin_offsetof(struct setgid_record, arg3) == 232, "setgid_record.arg3");
_Static_assert(__builtin_offsetof(struct setgid_record, flags) == 236, "setgid_record.flags");
_Static_assert(sizeof(struct setgid_record) == 240, "setgid_record");

/* A thread changed its capabilities by capset(2); `task` has the new ones. */
struct capset_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	__s32 retval; /* Result: 0 or more, or a negative errno. */
	__u32 door; /* Which call it was: DOOR_*. */
};
_Static_assert(__builtin_offsetof(struct capset_record, task) == 24, "capset_record.task");
_Static_assert(__builtin_offsetof(struct capset_record, retval) == 216, "capset_record.retval");
_Static_assert(__builtin_offsetof(struct capset_record, door) == 220, "capset_record.door");
_Static_assert(sizeof(struct capset_record) == 224, "capset_record");

/* A resource limit was set. */
struct setrlimit_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	__u64 target_start_ns; /* Whose limit: start of its leader; 0 when it was not there. */
	__u64 target_exec_id; /* Its exec_id. */
	__u32 target_pid; /* Its process id in the initial pid namespace; the number as passed when it was not there. */
	__u32 target_tid; /* The very thread. */
	__u64 rlim_cur; /* Soft limit asked for. */
	__u64 rlim_max; /* Hard limit asked for. */
	__u32 resource; /* RLIMIT_*. */
	__s32 retval; /* Result: 0 or more, or a negative errno. */
	__u32 door; /* Which call it was: DOOR_*. */
	__u32 flags; /* Bits of this record. */
};
_Static_assert(__builtin_offsetof(struct setrlimit_record, task) == 24, "setrlimit_record.task");
_Static_assert(__builtin_offsetof(struct setrlimit_record, target_start_ns) == 216, "setrlimit_record.target_start_ns");
_Static_assert(__builtin_offsetof(struct setrlimit_record, target_exec_id) == 224, "setrlimit_record.target_exec_id");
_Static_assert(__builtin_offsetof(struct setrlimit_record, target_pid) == 232, "setrlimit_record.target_pid");
_Static_assert(__builtin_offsetof(struct setrlimit_record, target_tid) == 236, "setrlimit_record.target_tid");
_Static_assert(__builtin_offsetof(struct setrlimit_record, rlim_cur) == 240, "setrlimit_record.rlim_cur");
_Static_assert(__builtin_offsetof(struct setrlimit_record, rlim_max) == 248, "setrlimit_record.rlim_max");
_Static_assert(__builtin_offsetof(struct setrlimit_record, resource) == 256, "setrlimit_record.resource");
_Static_assert(__builtin_offsetof(struct setrlimit_record, retval) == 260, "setrlimit_record.retval");
_Static_assert(__builtin_offsetof(struct setrlimit_record, door) == 264, "setrlimit_record.door");
_Static_assert(__builtin_offsetof(struct setrlimit_record, flags) == 268, "setrlimit_record.flags");
_Static_assert(sizeof(struct setrlimit_record) == 272, "setrlimit_record");

/* prctl(2). In the urgent ring where the option changes credentials. */
struct prctl_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	__u64 arg2; /* Second argument as passed. */
	__u64 arg3; /* Third argument as passed. */
	__u64 arg4; /* Fourth argument as passed. */
	__u32 option; /* PR_*. */
	__s32 retval; /* Result: 0 or more, or a negative errno. */
	__u32 door; /* Which call it was: DOOR_*. */
	__u32 flags; /* Bits of this record. */
	struct text_ref new_name; /* For PR_SET_NAME: the name that the thread got, else empty. */
};
_Static_assert(__builtin_offsetof(struct prctl_record, task) == 24, "prctl_record.task");
_Static_assert(__builtin_offsetof(struct prctl_record, arg2) == 216, "prctl_record.arg2");
_Static_assert(__builtin_offsetof(struct prctl_record, arg3) == 224, "prctl_record.arg3");
_Static_assert(__builtin_offsetof(struct prctl_record, arg4) == 232, "prctl_record.arg4");
_Static_assert(__builtin_offsetof(struct prctl_record, option) == 240, "prctl_record.option");
_Static_assert(__builtin_offsetof(struct prctl_record, retval) == 244, "prctl_record.retval");
_Static_assert(__builtin_offsetof(struct prctl_record, door) == 248, "prctl_record.door");
_Static_assert(__builtin_offsetof(struct prctl_record, flags) == 252, "prctl_record.flags");
_Static_assert(__builtin_offsetof(struct prctl_record, new_name) == 256, "prctl_record.new_name");
_Static_assert(sizeof(struct prctl_record) == 264, "prctl_record");

/* ptrace(2). */
struct ptrace_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	__u64 target_start_ns; /* The tracee: start of its leader; 0 when it was not there. */
	__u64 target_exec_id; /* Its exec_id. */
	__u32 target_pid; /* Its process id in the initial pid namespace; the number as passed when it was not there. */
	__u32 target_tid; /* The very thread. */
	__u64 address; /* addr as passed. */
	__u64 payload; /* data as passed. */
	__u32 request; /* PTRACE_*. */
	__s32 retval; /* Result: 0 or more, or a negative errno. */
	__u32 door; /* Which call it was: DOOR_*. */
	__u32 flags; /* Bits of this record. */
};
_Static_assert(__builtin_offsetof(struct ptrace_record, task) == 24, "ptrace_record.task");
_Static_assert(__builtin_offsetof(struct ptrace_record, target_start_ns) == 216, "ptrace_record.target_start_ns");
_Static_assert(__builtin_offsetof(struct ptrace_record, target_exec_id) == 224, "ptrace_record.target_exec_id");
_Static_assert(__builtin_offsetof(struct ptrace_record, target_pid) == 232, "ptrace_record.target_pid");
_Static_assert(__builtin_offsetof(struct ptrace_record, target_tid) == 236, "ptrace_record.target_tid");
_Static_assert(__builtin_offsetof(struct ptrace_record, address) == 240, "ptrace_record.address");
_Static_assert(__builtin_offsetof(struct ptrace_record, payload) == 248, "ptrace_record.payload");
_Static_assert(__builtin_offsetof(struct ptrace_record, request) == 256, "ptrace_record.request");
_Static_assert(__builtin_offsetof(struct ptrace_record, retval) == 260, "ptrace_record.retval");
_Static_assert(__builtin_offsetof(struct ptrace_record, door) == 264, "ptrace_record.door");
_Static_assert(__builtin_offsetof(struct ptrace_record, flags) == 268, "ptrace_record.flags");
_Static_assert(sizeof(struct ptrace_record) == 272, "ptrace_record");

/* Memory was mapped. */
struct mmap_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	struct file_facts file; /* The mapped file; inode 0 for anonymous memory. */
	__u64 address; /* Where it was mapped; 0 when it failed. */
	__u64 length; /* Length as passed. */
	__u64 offset; /* Offset in the file in bytes. */
	__u32 protection; /* PROT_* as passed. */
	__u32 map_flags; /* MAP_* as passed. */
	__s32 retval; /* Result: 0 or more, or a negative errno. */
	__u32 door; /* Which call it was: DOOR_*. */
};
_Static_assert(__builtin_offsetof(struct mmap_record, task) == 24, "mmap_record.task");
_Static_assert(__builtin_offsetof(struct mmap_record, file) == 216, "mmap_record.file");
_Static_assert(__builtin_offsetof(struct mmap_record, address) == 304, "mmap_record.address");
_Static_assert(__builtin_offsetof(struct mmap_record, length) == 312, "mmap_record.length");
_Static_assert(__builtin_offsetof(struct mmap_record, offset) == 320, "mmap_record.offset");
_Static_assert(__builtin_offsetof(struct mmap_record, protection) == 328, "mmap_record.protection");
_Static_assert(__builtin_offsetof(struct mmap_record, map_flags) == 332, "mmap_record.map_flags");
_Static_assert(__builtin_offsetof(struct mmap_record, retval) == 336, "mmap_record.retval");
_Static_assert(__builtin_offsetof(struct mmap_record, door) == 340, "mmap_record.door");
_Static_assert(sizeof(struct mmap_record) == 344, "mmap_record");

/* The protection of memory was changed. */
struct mprotect_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	struct file_facts file; /* The file mapped there; inode 0 for anonymous memory. */
	__u64 address; /* Start as passed. */
	__u64 length; /* Length as passed. */
	__u64 former_flags; /* VM_* of the mapping at the start before the call. */
	__u32 requested; /* PROT_* as passed. */
	__s32 retval; /* Result: 0 or more, or a negative errno. */
	__u32 door; /* Which call it was: DOOR_*. */
	__u32 flags; /* Bits of this record. */
};
_Static_assert(__builtin_offsetof(struct mprotect_record, task) == 24, "mprotect_record.task");
_Static_assert(__builtin_offsetof(struct mprotect_record, file) == 216, "mprotect_record.file");
_Static_assert(__builtin_offsetof(struct mprotect_record, address) == 304, "mprotect_record.address");
_Static_assert(__builtin_offsetof(struct mprotect_record, length) == 312, "mprotect_record.length");
_Static_assert(__builtin_offsetof(struct mprotect_record, former_flags) == 320, "mprotect_record.former_flags");
_Static_assert(__builtin_offsetof(struct mprotect_record, requested) == 328, "mprotect_record.requested");
_Static_assert(__builtin_offsetof(struct mprotect_record, retval) == 332, "mprotect_record.retval");
_Static_assert(__builtin_offsetof(struct mprotect_record, door) == 336, "mprotect_record.door");
_Static_assert(__builtin_offsetof(struct mprotect_record, flags) == 340, "mprotect_record.flags");
_Static_assert(sizeof(struct mprotect_record) == 344, "mprotect_record");

/* bpf(2). */
struct bpf_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	__u64 helpers0; /* Bit per helper function that the loaded program calls: 0 to 63. */
	__u64 helpers1; /* 64 to 127. */
	__u64 helpers2; /* 128 to 191. */
	__u64 helpers3; /* 192 to 255. */
	__u64 tag; /* The program's tag, its first byte lowest. */
	__u32 cmd; /* BPF_* command. */
	__s32 retval; /* Result: 0 or more, or a negative errno. */
	__u32 door; /* Which call it was: DOOR_*. */
	__u32 flags; /* Bits of this record. */
	__u32 map_id; /* Id of the map; 0: none. */
	__u32 map_type; /* enum bpf_map_type. */
	__u32 program_id; /* Id of the program; 0: none. */
	__u32 program_type; /* enum bpf_prog_type. */
	__u32 attach_type; /* enum bpf_attach_type. */
	__u32 link_id; /* Id of the link; 0: none. */
	char map_name[16]; /* Name of the map. */
	char program_name[16]; /* Name of the program. */
};
_Static_assert(__builtin_offsetof(struct bpf_record, task) == 24, "bpf_record.task");
_Static_assert(__builtin_offsetof(struct bpf_record, helpers0) == 216, "bpf_record.helpers0");
_Static_assert(__builtin_offsetof(struct bpf_record, helpers1) == 224, "bpf_record.helpers1");
_Static_assert(__builtin_offsetof(struct bpf_record, helpers2) == 232, "bpf_record.helpers2");
_Static_assert(__builtin_offsetof(struct bpf_record, helpers3) == 240, "bpf_record.helpers3");
_Static_assert(__builtin_offsetof(struct bpf_record, tag) == 248, "bpf_record.tag");
_Static_assert(__builtin_offsetof(struct bpf_record, cmd) == 256, "bpf_record.cmd");
_Static_assert(__builtin_offsetof(struct bpf_record, retval) == 260, "bpf_record.retval");
_Static_assert(__builtin_offsetof(struct bpf_record, door) == 264, "bpf_record.door");
_Static_assert(__builtin_offsetof(struct bpf_record, flags) == 268, "bpf_record.flags");
_Static_assert(__builtin_offsetof(struct bpf_record, map_id) == 272, "bpf_record.map_id");
_Static_assert(__builtin_offsetof(struct bpf_record, map_type) == 276, "bpf_record.map_type");
_Static_assert(__builtin_offsetof(struct bpf_record, program_id) == 280, "bpf_record.program_id");
_Static_assert(__builtin_offsetof(struct bpf_record, program_type) == 284, "bpf_record.program_type");
_Static_assert(__builtin_offsetof(struct bpf_record, attach_type) == 288, "bpf_record.attach_type");
_Static_assert(__builtin_offsetof(struct bpf_record, link_id) == 292, "bpf_record.link_id");
_Static_assert(__builtin_offsetof(struct bpf_record, map_name) == 296, "bpf_record.map_name");
_Static_assert(__builtin_offsetof(struct bpf_record, program_name) == 312, "bpf_record.program_name");
_Static_assert(sizeof(struct bpf_record) == 328, "bpf_record");

/* A kernel module was loaded, or could not be. */
struct load_module_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	struct file_facts file; /* File of the module; inode 0 when it came from memory. */
	__s32 retval; /* Result: 0 or more, or a negative errno. */
	__u32 door; /* Which call it was: DOOR_*. */
	__u32 flags; /* Bits of this record. */
	__u32 unused; /* Zero. */
	struct text_ref name; /* The module's name by the kernel; empty when it was refused. */
	struct text_ref args; /* Parameters. */
};
_Static_assert(__builtin_offsetof(struct load_module_record, task) == 24, "load_module_record.task");
_Static_assert(__builtin_offsetof(struct load_module_record, file) == 216, "load_module_record.file");
_Static_assert(__builtin_offsetof(struct load_module_record, retval) == 304, "load_module_record.retval");
_Static_assert(__builtin_offsetof(struct load_module_record, door) == 308, "load_module_record.door");
_Static_assert(__builtin_offsetof(struct load_module_record, flags) == 312, "load_module_record.flags");
_Static_assert(__builtin_offsetof(struct load_module_record, unused) == 316, "load_module_record.unused");
_Static_assert(__builtin_offsetof(struct load_module_record, name) == 320, "load_module_record.name");
_Static_assert(__builtin_offsetof(struct load_module_record, args) == 328, "load_module_record.args");
_Static_assert(sizeof(struct load_module_record) == 336, "load_module_record");

/* A kernel module was unloaded, or could not be. */
struct unload_module_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	__s32 retval; /* Result: 0 or more, or a negative errno. */
	__u32 door; /* Which call it was: DOOR_*. */
	__u32 flags; /* Bits of this record. */
	__u32 call_flags; /* Flags as passed. */
	struct text_ref name; /* Its name. */
};
_Static_assert(__builtin_offsetof(struct unload_module_record, task) == 24, "unload_module_record.task");
_Static_assert(__builtin_offsetof(struct unload_module_record, retval) == 216, "unload_module_record.retval");
_Static_assert(__builtin_offsetof(struct unload_module_record, door) == 220, "unload_module_record.door");
_Static_assert(__builtin_offsetof(struct unload_module_record, flags) == 224, "unload_module_record.flags");
_Static_assert(__builtin_offsetof(struct unload_module_record, call_flags) == 228, "unload_module_record.call_flags");
_Static_assert(__builtin_offsetof(struct unload_module_record, name) == 232, "unload_module_record.name");
_Static_assert(sizeof(struct unload_module_record) == 240, "unload_module_record");

/* Something was written into selinuxfs. */
struct selinux_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	struct file_facts file; /* The file written. */
	__s32 retval; /* Result: 0 or more, or a negative errno. */
	__u32 door; /* Which call it was: DOOR_*. */
	__u32 flags; /* Bits of this record. */
	__u32 unused; /* Zero. */
	struct text_ref written; /* What was written. */
};
_Static_assert(__builtin_offsetof(struct selinux_record, task) == 24, "selinux_record.task");
_Static_assert(__builtin_offsetof(struct selinux_record, file) == 216, "selinux_record.file");
_Static_assert(__builtin_offsetof(struct selinux_record, retval) == 304, "selinux_record.retval");
_Static_assert(__builtin_offsetof(struct selinux_record, door) == 308, "selinux_record.door");
_Static_assert(__builtin_offsetof(struct selinux_record, flags) == 312, "selinux_record.flags");
_Static_assert(__builtin_offsetof(struct selinux_record, unused) == 316, "selinux_record.unused");
_Static_assert(__builtin_offsetof(struct selinux_record, written) == 320, "selinux_record.written");
_Static_assert(sizeof(struct selinux_record) == 328, "selinux_record");

/* A kernel parameter is read or written. Seen before it happens: whether it succeeds is not known. */
struct sysctl_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	__u32 action; /* 1 read, 2 written. */
	__u32 file_position; /* Position in the file. */
	__u32 flags; /* Bits of this record. */
	__u32 door; /* Which call it was: DOOR_*. */
	struct text_ref name; /* Path below /proc/sys. */
	struct text_ref old_value; /* Value before. */
	struct text_ref value; /* Value to be written. */
};
_Static_assert(__builtin_offsetof(struct sysctl_record, task) == 24, "sysctl_record.task");
_Static_assert(__builtin_offsetof(struct sysctl_record, action) == 216, "sysctl_record.action");
_Static_assert(__builtin_offsetof(struct sysctl_record, file_position) == 220, "sysctl_record.file_position");
_Static_assert(__builtin_offsetof(struct sysctl_record, flags) == 224, "sysctl_record.flags");
_Static_assert(__builtin_offsetof(struct sysctl_record, door) == 228, "sysctl_record.door");
_Static_assert(__builtin_offsetof(struct sysctl_record, name) == 232, "sysctl_record.name");
_Static_assert(__builtin_offsetof(struct sysctl_record, old_value) == 240, "sysctl_record.old_value");
_Static_assert(__builtin_offsetof(struct sysctl_record, value) == 248, "sysctl_record.value");
_Static_assert(sizeof(struct sysctl_record) == 256, "sysctl_record");

/* A process was moved to another control group. */
struct cgroup_write_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	struct file_facts file; /* The file that was written (cgroup.procs, tasks); inode 0 when no write is behind it. */
	__u64 target_start_ns; /* Who was moved: start of its leader; 0 when it was not there. */
	__u64 target_exec_id; /* Its exec_id. */
	__u32 target_pid; /* Its process id in the initial pid namespace; the number as passed when it was not there. */
	__u32 target_tid; /* The very thread. */
	__u64 moved_to; /* Id of the control group. */
	__u32 threadgroup; /* 1: all threads of the process. */
	__u32 door; /* Which call it was: DOOR_*. */
	struct text_ref cgroup; /* Names of the control group, as in fork. */
};
_Static_assert(__builtin_offsetof(struct cgroup_write_record, task) == 24, "cgroup_write_record.task");
_Static_assert(__builtin_offsetof(struct cgroup_write_record, file) == 216, "cgroup_write_record.file");
_Static_assert(__builtin_offsetof(struct cgroup_write_record, target_start_ns) == 304, "cgroup_write_record.target_start_ns");
_Static_assert(__builtin_offsetof(struct cgroup_write_record, target_exec_id) == 312, "cgroup_write_record.target_exec_id");
_Static_assert(__builtin_offsetof(struct cgroup_write_record, target_pid) == 320, "cgroup_write_record.target_pid");
_Static_assert(__builtin_offsetof(struct cgroup_write_record, target_tid) == 324, "cgroup_write_record.target_tid");
_Static_assert(__builtin_offsetof(struct cgroup_write_record, moved_to) == 328, "cgroup_write_record.moved_to");
_Static_assert(__builtin_offsetof(struct cgroup_write_record, threadgroup) == 336, "cgroup_write_record.threadgroup");
_Static_assert(__builtin_offsetof(struct cgroup_write_record, door) == 340, "cgroup_write_record.door");
_Static_assert(__builtin_offsetof(struct cgroup_write_record, cgroup) == 344, "cgroup_write_record.cgroup");
_Static_assert(sizeof(struct cgroup_write_record) == 352, "cgroup_write_record");

/* A process used, or tried to use, a capability for the first time within a period. */
struct capabilities_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	__u64 attempted; /* Bit per capability asked for by this program in this period. */
	__u64 used; /* Bit per capability asked for and had. */
};
_Static_assert(__builtin_offsetof(struct capabilities_record, task) == 24, "capabilities_record.task");
_Static_assert(__builtin_offsetof(struct capabilities_record, attempted) == 216, "capabilities_record.attempted");
_Static_assert(__builtin_offsetof(struct capabilities_record, used) == 224, "capabilities_record.used");
_Static_assert(sizeof(struct capabilities_record) == 232, "capabilities_record");

/* A thread left namespaces; `task` has the new ones. */
struct unshare_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	__u64 unshare_flags; /* CLONE_* as passed. */
	__s32 retval; /* Result: 0 or more, or a negative errno. */
	__u32 door; /* Which call it was: DOOR_*. */
};
_Static_assert(__builtin_offsetof(struct unshare_record, task) == 24, "unshare_record.task");
_Static_assert(__builtin_offsetof(struct unshare_record, unshare_flags) == 216, "unshare_record.unshare_flags");
_Static_assert(__builtin_offsetof(struct unshare_record, retval) == 224, "unshare_record.retval");
_Static_assert(__builtin_offsetof(struct unshare_record, door) == 228, "unshare_record.door");
_Static_assert(sizeof(struct unshare_record) == 232, "unshare_record");

/* A thread entered namespaces of others; `task` has the new ones. */
struct setns_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	struct file_facts file; /* The file of the namespace, or the process descriptor. */
	__u64 target_start_ns; /* With a process descriptor: the process whose namespaces were entered: start of its leader; 0 when it was not there. */
	__u64 target_exec_id; /* Its exec_id. */
	__u32 target_pid; /* Its process id in the initial pid namespace; the number as passed when it was not there. */
	__u32 target_tid; /* The very thread. */
	__u32 nstype; /* CLONE_NEW* as passed; 0: any. */
	__s32 retval; /* Result: 0 or more, or a negative errno. */
	__u32 door; /* Which call it was: DOOR_*. */
	__u32 flags; /* Bits of this record. */
};
_Static_assert(__builtin_offsetof(struct setns_record, task) == 24, "setns_record.task");
_Static_assert(__builtin_offsetof(struct setns_record, file) == 216, "setns_record.file");
_Static_assert(__builtin_offsetof(struct setns_record, target_start_ns) == 304, "setns_record.target_start_ns");
_Static_assert(__builtin_offsetof(struct setns_record, target_exec_id) == 312, "setns_record.target_exec_id");
_Static_assert(__builtin_offsetof(struct setns_record, target_pid) == 320, "setns_record.target_pid");
_Static_assert(__builtin_offsetof(struct setns_record, target_tid) == 324, "setns_record.target_tid");
_Static_assert(__builtin_offsetof(struct setns_record, nstype) == 328, "setns_record.nstype");
_Static_assert(__builtin_offsetof(struct setns_record, retval) == 332, "setns_record.retval");
_Static_assert(__builtin_offsetof(struct setns_record, door) == 336, "setns_record.door");
_Static_assert(__builtin_offsetof(struct setns_record, flags) == 340, "setns_record.flags");
_Static_assert(sizeof(struct setns_record) == 344, "setns_record");

/* A file without a name in any directory was made in memory. */
struct memfd_create_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	struct file_facts file; /* The file. */
	__u32 memfd_flags; /* MFD_* as passed. */
	__s32 retval; /* Result: 0 or more, or a negative errno. */
	__u32 door; /* Which call it was: DOOR_*. */
	__u32 flags; /* Bits of this record. */
	struct text_ref name; /* The name passed. */
};
_Static_assert(__builtin_offsetof(struct memfd_create_record, task) == 24, "memfd_create_record.task");
_Static_assert(__builtin_offsetof(struct memfd_create_record, file) == 216, "memfd_create_record.file");
_Static_assert(__builtin_offsetof(struct memfd_create_record, memfd_flags) == 304, "memfd_create_record.memfd_flags");
_Static_assert(__builtin_offsetof(struct memfd_create_record, retval) == 308, "memfd_create_record.retval");
_Static_assert(__builtin_offsetof(struct memfd_create_record, door) == 312, "memfd_create_record.door");
_Static_assert(__builtin_offsetof(struct memfd_create_record, flags) == 316, "memfd_create_record.flags");
_Static_assert(__builtin_offsetof(struct memfd_create_record, name) == 320, "memfd_create_record.name");
_Static_assert(sizeof(struct memfd_create_record) == 328, "memfd_create_record");

/* A process read or wrote another one's memory. */
struct process_memory_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	__u64 target_start_ns; /* Whose memory: start of its leader; 0 when it was not there. */
	__u64 target_exec_id; /* Its exec_id. */
	__u32 target_pid; /* Its process id in the initial pid namespace; the number as passed when it was not there. */
	__u32 target_tid; /* The very thread. */
	__u64 address; /* First address in the other process. */
	__u64 size; /* Length of the first piece as passed. */
	__u32 action; /* 1 read, 2 written. */
	__s32 retval; /* Result: 0 or more, or a negative errno. */
	__u32 door; /* Which call it was: DOOR_*. */
	__u32 flags; /* Bits of this record. */
};
_Static_assert(__builtin_offsetof(struct process_memory_record, task) == 24, "process_memory_record.task");
_Static_assert(__builtin_offsetof(struct process_memory_record, target_start_ns) == 216, "process_memory_record.target_start_ns");
_Static_assert(__builtin_offsetof(struct process_memory_record, target_exec_id) == 224, "process_memory_record.target_exec_id");
_Static_assert(__builtin_offsetof(struct process_memory_record, target_pid) == 232, "process_memory_record.target_pid");
_Static_assert(__builtin_offsetof(struct process_memory_record, target_tid) == 236, "process_memory_record.target_tid");
_Static_assert(__builtin_offsetof(struct process_memory_record, address) == 240, "process_memory_record.address");
_Static_assert(__builtin_offsetof(struct process_memory_record, size) == 248, "process_memory_record.size");
_Static_assert(__builtin_offsetof(struct process_memory_record, action) == 256, "process_memory_record.action");
_Static_assert(__builtin_offsetof(struct process_memory_record, retval) == 260, "process_memory_record.retval");
_Static_assert(__builtin_offsetof(struct process_memory_record, door) == 264, "process_memory_record.door");
_Static_assert(__builtin_offsetof(struct process_memory_record, flags) == 268, "process_memory_record.flags");
_Static_assert(sizeof(struct process_memory_record) == 272, "process_memory_record");

/* A seldom and powerful system call. */
struct kernel_call_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	__u64 arg1; /* Argument 1 as passed. */
	__u64 arg2; /* Argument 2 as passed. */
	__u64 arg3; /* Argument 3 as passed. */
	__u64 arg4; /* Argument 4 as passed. */
	__u64 arg5; /* Argument 5 as passed. */
	__u64 arg6; /* Argument 6 as passed. */
	struct file_facts file; /* The directory or file that it is about, where the kernel holds one afterwards; else inode 0. */
	__s32 retval; /* Result: 0 or more, or a negative errno. */
	__u32 door; /* Which call it was: DOOR_*. */
	__u32 flags; /* Bits of this record. */
	__u32 unused; /* Zero. */
	struct text_ref filename; /* The path passed. */
	struct text_ref destination_filename; /* The second path passed. */
};
_Static_assert(__builtin_offsetof(struct kernel_call_record, task) == 24, "kernel_call_record.task");
_Static_assert(__builtin_offsetof(struct kernel_call_record, arg1) == 216, "kernel_call_record.arg1");
_Static_assert(__builtin_offsetof(struct kernel_call_record, arg2) == 224, "kernel_call_record.arg2");
_Static_assert(__builtin_offsetof(struct kernel_call_record, arg3) == 232, "kernel_call_record.arg3");
_Static_assert(__builtin_offsetof(struct kernel_call_record, arg4) == 240, "kernel_call_record.arg4");
_Static_assert(__builtin_offsetof(struct kernel_call_record, arg5) == 248, "kernel_call_record.arg5");
_Static_assert(__builtin_offsetof(struct kernel_call_record, arg6) == 256, "kernel_call_record.arg6");
_Static_assert(__builtin_offsetof(struct kernel_call_record, file) == 264, "kernel_call_record.file");
_Static_assert(__builtin_offsetof(struct kernel_call_record, retval) == 352, "kernel_call_record.retval");
_Static_assert(__builtin_offsetof(struct kernel_call_record, door) == 356, "kernel_call_record.door");
_Static_assert(__builtin_offsetof(struct kernel_call_record, flags) == 360, "kernel_call_record.flags");
_Static_assert(__builtin_offsetof(struct kernel_call_record, unused) == 364, "kernel_call_record.unused");
_Static_assert(__builtin_offsetof(struct kernel_call_record, filename) == 368, "kernel_call_record.filename");
_Static_assert(__builtin_offsetof(struct kernel_call_record, destination_filename) == 376, "kernel_call_record.destination_filename");
_Static_assert(sizeof(struct kernel_call_record) == 384, "kernel_call_record");

/* An io_uring was set up, something was registered with it, or an operation was submitted. */
struct io_uring_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	struct file_facts file; /* File of the operation, where it has one. */
	__u64 user_data; /* Of the operation. */
	__u32 action; /* 1 set up, 2 registered, 3 submitted. */
	__u32 opcode; /* IORING_OP_*, or IORING_REGISTER_*. */
	__u32 setup_flags; /* IORING_SETUP_* of the ring. */
	__u32 entries; /* Size asked for. */
	__s32 fd; /* Descriptor of the operation or ring. */
	__s32 retval; /* Result: 0 or more, or a negative errno. */
	__u32 door; /* Which call it was: DOOR_*. */
	__u32 flags; /* Bits of this record. */
};
_Static_assert(__builtin_offsetof(struct io_uring_record, task) == 24, "io_uring_record.task");
_Static_assert(__builtin_offsetof(struct io_uring_record, file) == 216, "io_uring_record.file");
_Static_assert(__builtin_offsetof(struct io_uring_record, user_data) == 304, "io_uring_record.user_data");
_Static_assert(__builtin_offsetof(struct io_uring_record, action) == 312, "io_uring_record.action");
_Static_assert(__builtin_offsetof(struct io_uring_record, opcode) == 316, "io_uring_record.opcode");
_Static_assert(__builtin_offsetof(struct io_uring_record, setup_flags) == 320, "io_uring_record.setup_flags");
_Static_assert(__builtin_offsetof(struct io_uring_record, entries) == 324, "io_uring_record.entries");
_Static_assert(__builtin_offsetof(struct io_uring_record, fd) == 328, "io_uring_record.fd");
_Static_assert(__builtin_offsetof(struct io_uring_record, retval) == 332, "io_uring_record.retval");
_Static_assert(__builtin_offsetof(struct io_uring_record, door) == 336, "io_uring_record.door");
_Static_assert(__builtin_offsetof(struct io_uring_record, flags) == 340, "io_uring_record.flags");
_Static_assert(sizeof(struct io_uring_record) == 344, "io_uring_record");

/* A system call that a rule names. */
struct ondemand_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	__u64 arg1; /* Argument 1 as passed. */
	__u64 arg2; /* Argument 2 as passed. */
	__u64 arg3; /* Argument 3 as passed. */
	__u64 arg4; /* Argument 4 as passed. */
	__u64 arg5; /* Argument 5 as passed. */
	__u64 arg6; /* Argument 6 as passed. */
	__u32 number; /* Number of the call. */
	__s32 retval; /* Result: 0 or more, or a negative errno. */
	__u32 door; /* Which call it was: DOOR_*. */
	__u32 flags; /* Bits of this record. */
	struct text_ref text1; /* What argument 1 points to, read as a string. */
	struct text_ref text2; /* What argument 2 points to, read as a string. */
	struct text_ref text3; /* What argument 3 points to, read as a string. */
	struct text_ref text4; /* What argument 4 points to, read as a string. */
	struct text_ref text5; /* What argument 5 points to, read as a string. */
	struct text_ref text6; /* What argument 6 points to, read as a string. */
};
_Static_assert(__builtin_offsetof(struct ondemand_record, task) == 24, "ondemand_record.task");
_Static_assert(__builtin_offsetof(struct ondemand_record, arg1) == 216, "ondemand_record.arg1");
_Static_assert(__builtin_offsetof(struct ondemand_record, arg2) == 224, "ondemand_record.arg2");
_Static_assert(__builtin_offsetof(struct ondemand_record, arg3) == 232, "ondemand_record.arg3");
_Static_assert(__builtin_offsetof(struct ondemand_record, arg4) == 240, "ondemand_record.arg4");
_Static_assert(__builtin_offsetof(struct ondemand_record, arg5) == 248, "ondemand_record.arg5");
_Static_assert(__builtin_offsetof(struct ondemand_record, arg6) == 256, "ondemand_record.arg6");
_Static_assert(__builtin_offsetof(struct ondemand_record, number) == 264, "ondemand_record.number");
_Static_assert(__builtin_offsetof(struct ondemand_record, retval) == 268, "ondemand_record.retval");
_Static_assert(__builtin_offsetof(struct ondemand_record, door) == 272, "ondemand_record.door");
_Static_assert(__builtin_offsetof(struct ondemand_record, flags) == 276, "ondemand_record.flags");
_Static_assert(__builtin_offsetof(struct ondemand_record, text1) == 280, "ondemand_record.text1");
_Static_assert(__builtin_offsetof(struct ondemand_record, text2) == 288, "ondemand_record.text2");
_Static_assert(__builtin_offsetof(struct ondemand_record, text3) == 296, "ondemand_record.text3");
_Static_assert(__builtin_offsetof(struct ondemand_record, text4) == 304, "ondemand_record.text4");
_Static_assert(__builtin_offsetof(struct ondemand_record, text5) == 312, "ondemand_record.text5");
_Static_assert(__builtin_offsetof(struct ondemand_record, text6) == 320, "ondemand_record.text6");
_Static_assert(sizeof(struct ondemand_record) == 328, "ondemand_record");

/* Made by user space on top of the record that showed it: credentials changed and no call explains it. */
struct credential_change_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
};
_Static_assert(__builtin_offsetof(struct credential_change_record, task) == 24, "credential_change_record.task");
_Static_assert(sizeof(struct credential_change_record) == 216, "credential_change_record");

/* Made by user space on top of the record that showed it: somebody acts against the sensor. */
struct self_protection_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
};
_Static_assert(__builtin_offsetof(struct self_protection_record, task) == 24, "self_protection_record.task");
_Static_assert(sizeof(struct self_protection_record) == 216, "self_protection_record");

/* A packet from or to a DNS port. */
struct dns_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	struct packet_facts packet; /* The packet. */
	__u64 filters; /* Of `packet`: the packet filters that it matched, a bit each. */
	struct text_ref payload; /* What follows the last header, as far as it was copied. */
};
_Static_assert(__builtin_offsetof(struct dns_record, task) == 24, "dns_record.task");
_Static_assert(__builtin_offsetof(struct dns_record, packet) == 216, "dns_record.packet");
_Static_assert(__builtin_offsetof(struct dns_record, filters) == 312, "dns_record.filters");
_Static_assert(__builtin_offsetof(struct dns_record, payload) == 320, "dns_record.payload");
_Static_assert(sizeof(struct dns_record) == 328, "dns_record");

/* A packet from or to a DNS port that is no DNS. Not written by the kernel half. */
struct failed_dns_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	struct packet_facts packet; /* The packet. */
	__u64 filters; /* Of `packet`: the packet filters that it matched, a bit each. */
	struct text_ref payload; /* What follows the last header, as far as it was copied. */
};
_Static_assert(__builtin_offsetof(struct failed_dns_record, task) == 24, "failed_dns_record.task");
_Static_assert(__builtin_offsetof(struct failed_dns_record, packet) == 216, "failed_dns_record.packet");
_Static_assert(__builtin_offsetof(struct failed_dns_record, filters) == 312, "failed_dns_record.filters");
_Static_assert(__builtin_offsetof(struct failed_dns_record, payload) == 320, "failed_dns_record.payload");
_Static_assert(sizeof(struct failed_dns_record) == 328, "failed_dns_record");

/* A packet from or to the metadata service of a cloud. */
struct imds_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	struct packet_facts packet; /* The packet. */
	__u64 filters; /* Of `packet`: the packet filters that it matched, a bit each. */
	struct text_ref payload; /* What follows the last header, as far as it was copied. */
};
_Static_assert(__builtin_offsetof(struct imds_record, task) == 24, "imds_record.task");
_Static_assert(__builtin_offsetof(struct imds_record, packet) == 216, "imds_record.packet");
_Static_assert(__builtin_offsetof(struct imds_record, filters) == 312, "imds_record.filters");
_Static_assert(__builtin_offsetof(struct imds_record, payload) == 320, "imds_record.payload");
_Static_assert(sizeof(struct imds_record) == 328, "imds_record");

/* A packet that a packet filter matched. */
struct packet_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	struct packet_facts packet; /* The packet. */
	__u64 filters; /* Of `packet`: the packet filters that it matched, a bit each. */
	struct text_ref payload; /* What follows the last header, as far as it was copied. */
};
_Static_assert(__builtin_offsetof(struct packet_record, task) == 24, "packet_record.task");
_Static_assert(__builtin_offsetof(struct packet_record, packet) == 216, "packet_record.packet");
_Static_assert(__builtin_offsetof(struct packet_record, filters) == 312, "packet_record.filters");
_Static_assert(__builtin_offsetof(struct packet_record, payload) == 320, "packet_record.payload");
_Static_assert(sizeof(struct packet_record) == 328, "packet_record");

/* A socket was connected, or could not be. */
struct connect_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	__u64 cookie; /* Socket cookie, 0 when the socket has none yet. */
	char addr[16]; /* The address that counts, see `flags`. */
	char passed_addr[16]; /* The address that the caller passed. */
	char local_addr[16]; /* Own address of the socket. */
	__u16 family; /* AF_* of the address; of `socket` and `setsockopt`: of the socket. */
	__u16 port; /* The port that counts. */
	__u16 passed_port; /* The port that the caller passed. */
	__u16 local_port; /* Own port of the socket. */
	__u16 protocol; /* IPPROTO_* of the socket. */
	__u16 socket_type; /* SOCK_* without flags. */
	__s32 retval; /* Result: descriptor, 0, or negative errno. */
	__u32 door; /* Which call it was: DOOR_*. */
	__u32 flags; /* SOCKET_* bits. */
	__s32 fd; /* Descriptor that the call was made on, -1 for none. */
	__s32 level; /* Of setsockopt. */
	__s32 option; /* Of setsockopt. */
	__u32 filter_length; /* Of setsockopt with a filter: number of instructions. */
	struct text_ref value; /* Of setsockopt: instructions of the filter, 8 bytes each; else the path of a unix socket. */
};
_Static_assert(__builtin_offsetof(struct connect_record, task) == 24, "connect_record.task");
_Static_assert(__builtin_offsetof(struct connect_record, cookie) == 216, "connect_record.cookie");
_Static_assert(__builtin_offsetof(struct connect_record, addr) == 224, "connect_record.addr");
_Static_assert(__builtin_offsetof(struct connect_record, passed_addr) == 240, "connect_record.passed_addr");
_Static_assert(__builtin_offsetof(struct connect_record, local_addr) == 256, "connect_record.local_addr");
_Static_assert(__builtin_offsetof(struct connect_record, family) == 272, "connect_record.family");
_Static_assert(__builtin_offsetof(struct connect_record, port) == 274, "connect_record.port");
_Static_assert(__builtin_offsetof(struct connect_record, passed_port) == 276, "connect_record.passed_port");
_Static_assert(__builtin_offsetof(struct connect_record, local_port) == 278, "connect_record.local_port");
_Static_assert(__builtin_offsetof(struct connect_record, protocol) == 280, "connect_record.protocol");
_Static_assert(__builtin_offsetof(struct connect_record, socket_type) == 282, "connect_record.socket_type");
_Static_assert(__builtin_offsetof(struct connect_record, retval) == 284, "connect_record.retval");
_Static_assert(__builtin_offsetof(struct connect_record, door) == 288, "connect_record.door");
_Static_assert(__builtin_offsetof(struct connect_record, flags) == 292, "connect_record.flags");
_Static_assert(__builtin_offsetof(struct connect_record, fd) == 296, "connect_record.fd");
_Static_assert(__builtin_offsetof(struct connect_record, level) == 300, "connect_record.level");
_Static_assert(__builtin_offsetof(struct connect_record, option) == 304, "connect_record.option");
_Static_assert(__builtin_offsetof(struct connect_record, filter_length) == 308, "connect_record.filter_length");
_Static_assert(__builtin_offsetof(struct connect_record, value) == 312, "connect_record.value");
_Static_assert(sizeof(struct connect_record) == 320, "connect_record");

/* A connection was accepted. */
struct accept_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	__u64 cookie; /* Socket cookie, 0 when the socket has none yet. */
	char addr[16]; /* The address that counts, see `flags`. */
	char passed_addr[16]; /* The address that the caller passed. */
	char local_addr[16]; /* Own address of the socket. */
	__u16 family; /* AF_* of the address; of `socket` and `setsockopt`: of the socket. */
	__u16 port; /* The port that counts. */
	__u16 passed_port; /* The port that the caller passed. */
	__u16 local_port; /* Own port of the socket. */
	__u16 protocol; /* IPPROTO_* of the socket. */
	__u16 socket_type; /* SOCK_* without flags. */
	__s32 retval; /* Result: descriptor, 0, or negative errno. */
	__u32 door; /* Which call it was: DOOR_*. */
	__u32 flags; /* SOCKET_* bits. */
	__s32 fd; /* Descriptor that the call was made on, -1 for none. */
	__s32 level; /* Of setsockopt. */
	__s32 option; /* Of setsockopt. */
	__u32 filter_length; /* Of setsockopt with a filter: number of instructions. */
	struct text_ref value; /* Of setsockopt: instructions of the filter, 8 bytes each; else the path of a unix socket. */
};
_Static_assert(__builtin_offsetof(struct accept_record, task) == 24, "accept_record.task");
_Static_assert(__builtin_offsetof(struct accept_record, cookie) == 216, "accept_record.cookie");
_Static_assert(__builtin_offsetof(struct accept_record, addr) == 224, "accept_record.addr");
_Static_assert(__builtin_offsetof(struct accept_record, passed_addr) == 240, "accept_record.passed_addr");
_Static_assert(__builtin_offsetof(struct accept_record, local_addr) == 256, "accept_record.local_addr");
_Static_assert(__builtin_offsetof(struct accept_record, family) == 272, "accept_record.family");
_Static_assert(__builtin_offsetof(struct accept_record, port) == 274, "accept_record.port");
_Static_assert(__builtin_offsetof(struct accept_record, passed_port) == 276, "accept_record.passed_port");
_Static_assert(__builtin_offsetof(struct accept_record, local_port) == 278, "accept_record.local_port");
_Static_assert(__builtin_offsetof(struct accept_record, protocol) == 280, "accept_record.protocol");
_Static_assert(__builtin_offsetof(struct accept_record, socket_type) == 282, "accept_record.socket_type");
_Static_assert(__builtin_offsetof(struct accept_record, retval) == 284, "accept_record.retval");
_Static_assert(__builtin_offsetof(struct accept_record, door) == 288, "accept_record.door");
_Static_assert(__builtin_offsetof(struct accept_record, flags) == 292, "accept_record.flags");
_Static_assert(__builtin_offsetof(struct accept_record, fd) == 296, "accept_record.fd");
_Static_assert(__builtin_offsetof(struct accept_record, level) == 300, "accept_record.level");
_Static_assert(__builtin_offsetof(struct accept_record, option) == 304, "accept_record.option");
_Static_assert(__builtin_offsetof(struct accept_record, filter_length) == 308, "accept_record.filter_length");
_Static_assert(__builtin_offsetof(struct accept_record, value) == 312, "accept_record.value");
_Static_assert(sizeof(struct accept_record) == 320, "accept_record");

/* A socket was bound to an address. */
struct bind_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	__u64 cookie; /* Socket cookie, 0 when the socket has none yet. */
	char addr[16]; /* The address that counts, see `flags`. */
	char passed_addr[16]; /* The address that the caller passed. */
	char local_addr[16]; /* Own address of the socket. */
	__u16 family; /* AF_* of the address; of `socket` and `setsockopt`: of the socket. */
	__u16 port; /* The port that counts. */
	__u16 passed_port; /* The port that the caller passed. */
	__u16 local_port; /* Own port of the socket. */
	__u16 protocol; /* IPPROTO_* of the socket. */
	__u16 socket_type; /* SOCK_* without flags. */
	__s32 retval; /* Result: descriptor, 0, or negative errno. */
	__u32 door; /* Which call it was: DOOR_*. */
	__u32 flags; /* SOCKET_* bits. */
	__s32 fd; /* Descriptor that the call was made on, -1 for none. */
	__s32 level; /* Of setsockopt. */
	__s32 option; /* Of setsockopt. */
	__u32 filter_length; /* Of setsockopt with a filter: number of instructions. */
	struct text_ref value; /* Of setsockopt: instructions of the filter, 8 bytes each; else the path of a unix socket. */
};
_Static_assert(__builtin_offsetof(struct bind_record, task) == 24, "bind_record.task");
_Static_assert(__builtin_offsetof(struct bind_record, cookie) == 216, "bind_record.cookie");
_Static_assert(__builtin_offsetof(struct bind_record, addr) == 224, "bind_record.addr");
_Static_assert(__builtin_offsetof(struct bind_record, passed_addr) == 240, "bind_record.passed_addr");
_Static_assert(__builtin_offsetof(struct bind_record, local_addr) == 256, "bind_record.local_addr");
_Static_assert(__builtin_offsetof(struct bind_record, family) == 272, "bind_record.family");
_Static_assert(__builtin_offsetof(struct bind_record, port) == 274, "bind_record.port");
_Static_assert(__builtin_offsetof(struct bind_record, passed_port) == 276, "bind_record.passed_port");
_Static_assert(__builtin_offsetof(struct bind_record, local_port) == 278, "bind_record.local_port");
_Static_assert(__builtin_offsetof(struct bind_record, protocol) == 280, "bind_record.protocol");
_Static_assert(__builtin_offsetof(struct bind_record, socket_type) == 282, "bind_record.socket_type");
_Static_assert(__builtin_offsetof(struct bind_record, retval) == 284, "bind_record.retval");
_Static_assert(__builtin_offsetof(struct bind_record, door) == 288, "bind_record.door");
_Static_assert(__builtin_offsetof(struct bind_record, flags) == 292, "bind_record.flags");
_Static_assert(__builtin_offsetof(struct bind_record, fd) == 296, "bind_record.fd");
_Static_assert(__builtin_offsetof(struct bind_record, level) == 300, "bind_record.level");
_Static_assert(__builtin_offsetof(struct bind_record, option) == 304, "bind_record.option");
_Static_assert(__builtin_offsetof(struct bind_record, filter_length) == 308, "bind_record.filter_length");
_Static_assert(__builtin_offsetof(struct bind_record, value) == 312, "bind_record.value");
_Static_assert(sizeof(struct bind_record) == 320, "bind_record");

/* A socket was made. */
struct socket_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	__u64 cookie; /* Socket cookie, 0 when the socket has none yet. */
	char addr[16]; /* The address that counts, see `flags`. */
	char passed_addr[16]; /* The address that the caller passed. */
	char local_addr[16]; /* Own address of the socket. */
	__u16 family; /* AF_* of the address; of `socket` and `setsockopt`: of the socket. */
	__u16 port; /* The port that counts. */
	__u16 passed_port; /* The port that the caller passed. */
	__u16 local_port; /* Own port of the socket. */
	__u16 protocol; /* IPPROTO_* of the socket. */
	__u16 socket_type; /* SOCK_* without flags. */
	__s32 retval; /* Result: descriptor, 0, or negative errno. */
	__u32 door; /* Which call it was: DOOR_*. */
	__u32 flags; /* SOCKET_* bits. */
	__s32 fd; /* Descriptor that the call was made on, -1 for none. */
	__s32 level; /* Of setsockopt. */
	__s32 option; /* Of setsockopt. */
	__u32 filter_length; /* Of setsockopt with a filter: number of instructions. */
	struct text_ref value; /* Of setsockopt: instructions of the filter, 8 bytes each; else the path of a unix socket. */
};
_Static_assert(__builtin_offsetof(struct socket_record, task) == 24, "socket_record.task");
_Static_assert(__builtin_offsetof(struct socket_record, cookie) == 216, "socket_record.cookie");
_Static_assert(__builtin_offsetof(struct socket_record, addr) == 224, "socket_record.addr");
_Static_assert(__builtin_offsetof(struct socket_record, passed_addr) == 240, "socket_record.passed_addr");
_Static_assert(__builtin_offsetof(struct socket_record, local_addr) == 256, "socket_record.local_addr");
_Static_assert(__builtin_offsetof(struct socket_record, family) == 272, "socket_record.family");
_Static_assert(__builtin_offsetof(struct socket_record, port) == 274, "socket_record.port");
_Static_assert(__builtin_offsetof(struct socket_record, passed_port) == 276, "socket_record.passed_port");
_Static_assert(__builtin_offsetof(struct socket_record, local_port) == 278, "socket_record.local_port");
_Static_assert(__builtin_offsetof(struct socket_record, protocol) == 280, "socket_record.protocol");
_Static_assert(__builtin_offsetof(struct socket_record, socket_type) == 282, "socket_record.socket_type");
_Static_assert(__builtin_offsetof(struct socket_record, retval) == 284, "socket_record.retval");
_Static_assert(__builtin_offsetof(struct socket_record, door) == 288, "socket_record.door");
_Static_assert(__builtin_offsetof(struct socket_record, flags) == 292, "socket_record.flags");
_Static_assert(__builtin_offsetof(struct socket_record, fd) == 296, "socket_record.fd");
_Static_assert(__builtin_offsetof(struct socket_record, level) == 300, "socket_record.level");
_Static_assert(__builtin_offsetof(struct socket_record, option) == 304, "socket_record.option");
_Static_assert(__builtin_offsetof(struct socket_record, filter_length) == 308, "socket_record.filter_length");
_Static_assert(__builtin_offsetof(struct socket_record, value) == 312, "socket_record.value");
_Static_assert(sizeof(struct socket_record) == 320, "socket_record");

/* An option of a socket was set. */
struct setsockopt_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	__u64 cookie; /* Socket cookie, 0 when the socket has none yet. */
	char addr[16]; /* The address that counts, see `flags`. */
	char passed_addr[16]; /* The address that the caller passed. */
	char local_addr[16]; /* Own address of the socket. */
	__u16 family; /* AF_* of the address; of `socket` and `setsockopt`: of the socket. */
	__u16 port; /* The port that counts. */
	__u16 passed_port; /* The port that the caller passed. */
	__u16 local_port; /* Own port of the socket. */
	__u16 protocol; /* IPPROTO_* of the socket. */
	__u16 socket_type; /* SOCK_* without flags. */
	__s32 retval; /* Result: descriptor, 0, or negative errno. */
	__u32 door; /* Which call it was: DOOR_*. */
	__u32 flags; /* SOCKET_* bits. */
	__s32 fd; /* Descriptor that the call was made on, -1 for none. */
	__s32 level; /* Of setsockopt. */
	__s32 option; /* Of setsockopt. */
	__u32 filter_length; /* Of setsockopt with a filter: number of instructions. */
	struct text_ref value; /* Of setsockopt: instructions of the filter, 8 bytes each; else the path of a unix socket. */
};
_Static_assert(__builtin_offsetof(struct setsockopt_record, task) == 24, "setsockopt_record.task");
_Static_assert(__builtin_offsetof(struct setsockopt_record, cookie) == 216, "setsockopt_record.cookie");
_Static_assert(__builtin_offsetof(struct setsockopt_record, addr) == 224, "setsockopt_record.addr");
_Static_assert(__builtin_offsetof(struct setsockopt_record, passed_addr) == 240, "setsockopt_record.passed_addr");
_Static_assert(__builtin_offsetof(struct setsockopt_record, local_addr) == 256, "setsockopt_record.local_addr");
_Static_assert(__builtin_offsetof(struct setsockopt_record, family) == 272, "setsockopt_record.family");
_Static_assert(__builtin_offsetof(struct setsockopt_record, port) == 274, "setsockopt_record.port");
_Static_assert(__builtin_offsetof(struct setsockopt_record, passed_port) == 276, "setsockopt_record.passed_port");
_Static_assert(__builtin_offsetof(struct setsockopt_record, local_port) == 278, "setsockopt_record.local_port");
_Static_assert(__builtin_offsetof(struct setsockopt_record, protocol) == 280, "setsockopt_record.protocol");
_Static_assert(__builtin_offsetof(struct setsockopt_record, socket_type) == 282, "setsockopt_record.socket_type");
_Static_assert(__builtin_offsetof(struct setsockopt_record, retval) == 284, "setsockopt_record.retval");
_Static_assert(__builtin_offsetof(struct setsockopt_record, door) == 288, "setsockopt_record.door");
_Static_assert(__builtin_offsetof(struct setsockopt_record, flags) == 292, "setsockopt_record.flags");
_Static_assert(__builtin_offsetof(struct setsockopt_record, fd) == 296, "setsockopt_record.fd");
_Static_assert(__builtin_offsetof(struct setsockopt_record, level) == 300, "setsockopt_record.level");
_Static_assert(__builtin_offsetof(struct setsockopt_record, option) == 304, "setsockopt_record.option");
_Static_assert(__builtin_offsetof(struct setsockopt_record, filter_length) == 308, "setsockopt_record.filter_length");
_Static_assert(__builtin_offsetof(struct setsockopt_record, value) == 312, "setsockopt_record.value");
_Static_assert(sizeof(struct setsockopt_record) == 320, "setsockopt_record");

/* Flows of one process and device. Not written by the kernel half, but from its table. */
struct network_flow_monitor_record {
	struct record_header header;
	struct task_facts task; /* The acting task. */
	__u32 netns; /* Network namespace of the device. */
	__u32 ifindex; /* Index of the device. */
	char ifname[16]; /* Name of the device. */
	struct text_ref flows; /* Flows of 72 bytes: two addresses, two ports, l3 and l4 protocol (u16), bytes and packets out, bytes and packets in (u64). The source is the own end. */
};
_Static_assert(__builtin_offsetof(struct network_flow_monitor_record, task) == 24, "network_flow_monitor_record.task");
_Static_assert(__builtin_offsetof(struct network_flow_monitor_record, netns) == 216, "network_flow_monitor_record.netns");
_Static_assert(__builtin_offsetof(struct network_flow_monitor_record, ifindex) == 220, "network_flow_monitor_record.ifindex");
_Static_assert(__builtin_offsetof(struct network_flow_monitor_record, ifname) == 224, "network_flow_monitor_record.ifname");
_Static_assert(__builtin_offsetof(struct network_flow_monitor_record, flows) == 240, "network_flow_monitor_record.flows");
_Static_assert(sizeof(struct network_flow_monitor_record) == 248, "network_flow_monitor_record");

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
