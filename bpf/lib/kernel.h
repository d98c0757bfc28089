/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Kernel types, as far as we read them, and the one way to read them.
 *
 * Declared here instead of taken from a generated vmlinux.h, so that the objects build the same on every machine: CO-RE
 * matches structs and fields by name against the running kernel's BTF. Variants of other kernel versions carry a
 * ___suffix, which libbpf ignores.
 */
#pragma once

#include <linux/bpf.h>
#include <linux/types.h>
#include <stdbool.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s32 s32;
typedef __s64 s64;

#define KERNEL_STRUCT __attribute__((preserve_access_index))

typedef struct { u32 val; } kuid_t;
typedef struct { u64 val; } kernel_cap_t;
typedef struct { int counter; } atomic_t;

struct ns_common { unsigned int inum; } KERNEL_STRUCT;
struct mnt_namespace { struct ns_common ns; } KERNEL_STRUCT;
#define MNT_NS_ANON_INO 4026531831U /* since 6.18; before, namespaces of detached mounts have the number 0 */
struct pid_namespace { struct ns_common ns; unsigned int level; } KERNEL_STRUCT;
struct user_namespace { struct ns_common ns; } KERNEL_STRUCT;
struct uts_namespace { struct ns_common ns; } KERNEL_STRUCT;
struct ipc_namespace { struct ns_common ns; } KERNEL_STRUCT;
struct cgroup_namespace { struct ns_common ns; } KERNEL_STRUCT;
struct net { struct ns_common ns; } KERNEL_STRUCT;

struct nsproxy {
	struct uts_namespace *uts_ns;
	struct ipc_namespace *ipc_ns;
	struct mnt_namespace *mnt_ns;
	struct net *net_ns;
	struct cgroup_namespace *cgroup_ns;
} KERNEL_STRUCT;

struct upid { int nr; struct pid_namespace *ns; } KERNEL_STRUCT;
struct pid { unsigned int level; struct upid numbers[1]; } KERNEL_STRUCT;

struct cred {
	kuid_t uid, gid, suid, sgid, euid, egid, fsuid, fsgid;
	unsigned int securebits;
	kernel_cap_t cap_inheritable, cap_permitted, cap_effective, cap_bset, cap_ambient;
	struct user_namespace *user_ns;
} KERNEL_STRUCT;

struct qstr { union { struct { u32 hash; u32 len; }; u64 hash_len; }; const unsigned char *name; } KERNEL_STRUCT;

struct file_system_type { const char *name; } KERNEL_STRUCT;
struct super_block {
	u32 s_dev;
	unsigned long s_magic;
	struct file_system_type *s_type;
} KERNEL_STRUCT;

struct timespec64 { s64 tv_sec; long tv_nsec; } KERNEL_STRUCT;

struct inode {
	unsigned short i_mode;
	kuid_t i_uid, i_gid;
	struct super_block *i_sb;
	unsigned long i_ino;
	unsigned int i_nlink;
	u32 i_generation;
	char *i_link;
	struct pipe_inode_info *i_pipe;
	/* since 6.11 */
	s64 i_atime_sec, i_mtime_sec, i_ctime_sec;
	u32 i_atime_nsec, i_mtime_nsec, i_ctime_nsec;
} KERNEL_STRUCT;
struct inode___6_7 { struct timespec64 __i_atime, __i_mtime; } KERNEL_STRUCT;
struct inode___6_6 { struct timespec64 __i_ctime; } KERNEL_STRUCT;
struct inode___old { struct timespec64 i_atime, i_mtime, i_ctime; } KERNEL_STRUCT;

struct hlist_bl_node { struct hlist_bl_node *next, **pprev; } KERNEL_STRUCT;
struct hlist_node { struct hlist_node *next; } KERNEL_STRUCT;
struct hlist_head { struct hlist_node *first; } KERNEL_STRUCT;
struct list_head { struct list_head *next, *prev; } KERNEL_STRUCT;
enum dentry_flags { DCACHE_MOUNTED = 32768 }; /* an enum since 6.15; before, the number moved about */
struct dentry {
	unsigned int d_flags;
	struct hlist_bl_node d_hash;
	struct dentry *d_parent;
	struct qstr d_name;
	struct inode *d_inode;
	struct super_block *d_sb;
	struct hlist_node d_sib; /* since 6.8 */
	struct hlist_head d_children;
} KERNEL_STRUCT;

struct dentry___list { struct list_head d_child, d_subdirs; } KERNEL_STRUCT; /* before 6.8 */

struct vfsmount { struct dentry *mnt_root; struct super_block *mnt_sb; int mnt_flags; } KERNEL_STRUCT;
struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
	struct list_head mnt_mounts, mnt_child;
	const char *mnt_devname;
	struct mnt_namespace *mnt_ns;
	int mnt_id;
} KERNEL_STRUCT;

struct path { struct vfsmount *mnt; struct dentry *dentry; } KERNEL_STRUCT;
struct callback_head { struct callback_head *next; void (*func)(struct callback_head *head); } KERNEL_STRUCT;
struct file {
	unsigned int f_mode;
	unsigned int f_flags;
	struct inode *f_inode;
	void *private_data;
	struct path f_path;
	struct callback_head f_task_work; /* since 6.10 or so; before: f_u.fu_rcuhead, then f_rcuhead */
} KERNEL_STRUCT;
struct file___rcuhead { struct callback_head f_rcuhead; } KERNEL_STRUCT;
struct file___fu { union { struct callback_head fu_rcuhead; } f_u; } KERNEL_STRUCT;

struct fdtable { unsigned int max_fds; struct file **fd; } KERNEL_STRUCT;
struct files_struct { struct fdtable *fdt; } KERNEL_STRUCT;
struct fs_struct { struct path root, pwd; } KERNEL_STRUCT;

struct kernfs_node {
	struct kernfs_node *__parent; /* since 6.15 */
	const char *name;
	u64 id;
} KERNEL_STRUCT;
struct kernfs_node___old { struct kernfs_node *parent; } KERNEL_STRUCT;
struct cgroup_root { unsigned int subsys_mask; int hierarchy_id; } KERNEL_STRUCT;
struct cgroup { struct kernfs_node *kn; struct cgroup_root *root; } KERNEL_STRUCT;
struct cgroup_subsys_state { struct cgroup *cgroup; } KERNEL_STRUCT;
struct css_set { struct cgroup_subsys_state *subsys[16]; struct cgroup *dfl_cgrp; } KERNEL_STRUCT;
/* Only to ask the running kernel for the number; it depends on the configuration. */
enum cgroup_subsys_id { pids_cgrp_id = 1, memory_cgrp_id = 2 };

struct tty_struct { char name[64]; } KERNEL_STRUCT;
struct signal_struct {
	atomic_t live;
	int group_exit_code;
	unsigned int flags;
	struct tty_struct *tty;
	struct pid *pids[4];
} KERNEL_STRUCT;
#define SIGNAL_GROUP_EXIT 0x00000004
#define PIDTYPE_SID 3

struct mm_struct { unsigned long arg_start, arg_end, env_start, env_end; struct file *exe_file; } KERNEL_STRUCT;

struct thread_info { unsigned long flags; u32 status; } KERNEL_STRUCT;
struct task_struct {
	struct thread_info thread_info;
	void *stack;
	unsigned int flags;
	struct mm_struct *mm;
	int exit_code;
	int pid, tgid;
	struct task_struct *real_parent, *group_leader;
	struct pid *thread_pid;
	u64 start_boottime;
	struct cred *real_cred, *cred;
	char comm[16];
	struct fs_struct *fs;
	struct files_struct *files;
	struct nsproxy *nsproxy;
	struct signal_struct *signal;
	struct callback_head *task_works;
	kuid_t loginuid;
	unsigned int sessionid;
	u64 self_exec_id;
	struct css_set *cgroups;
} KERNEL_STRUCT;
#define PF_IO_WORKER 0x00000010
#define PF_KTHREAD 0x00200000
#define TS_COMPAT 0x0002

struct linux_binprm {
	struct file *file;
	struct cred *cred;
	int argc, envc;
	const char *filename, *interp, *fdpath;
} KERNEL_STRUCT;
struct linux_binprm___secure { unsigned int secureexec : 1; } KERNEL_STRUCT;

struct kmem_cache { unsigned int object_size; const char *name; } KERNEL_STRUCT;
struct filename { const char *name; const char *uptr; } KERNEL_STRUCT;

struct pipe_buffer { unsigned int flags; } KERNEL_STRUCT;
struct pipe_inode_info { unsigned int head, ring_size; struct pipe_buffer *bufs; } KERNEL_STRUCT;

struct io_cqe_result { u64 user_data; s32 res; };
struct io_kiocb { u8 opcode; struct io_ring_ctx *ctx; } KERNEL_STRUCT;
struct open_how_kernel { u64 flags, mode, resolve; };
struct io_open {
	int dfd;
	u32 file_slot;
	struct filename *filename;
	struct open_how_kernel how;
} KERNEL_STRUCT;

struct io_unlink { int dfd, flags; struct filename *filename; } KERNEL_STRUCT;
struct io_mkdir { int dfd; unsigned short mode; struct filename *filename; } KERNEL_STRUCT;
struct io_rename { int old_dfd, new_dfd; struct filename *oldpath, *newpath; int flags; } KERNEL_STRUCT;
struct io_link { int old_dfd, new_dfd; struct filename *oldpath, *newpath; int flags; } KERNEL_STRUCT;
struct xattr_name { char name[256]; };
struct kernel_xattr_ctx { struct xattr_name *kname; } KERNEL_STRUCT;
struct io_xattr { struct file *file; struct kernel_xattr_ctx ctx; struct filename *filename; } KERNEL_STRUCT;
/* From 7.0 on the pointer stands in a struct of its own. */
struct delayed_name { struct filename *name; };
struct io_unlink___7_0 { struct delayed_name filename; } KERNEL_STRUCT;
struct io_mkdir___7_0 { struct delayed_name filename; } KERNEL_STRUCT;
struct io_rename___7_0 { struct delayed_name oldpath, newpath; } KERNEL_STRUCT;
struct io_link___7_0 { struct delayed_name oldpath, newpath; } KERNEL_STRUCT;
struct io_xattr___7_0 { struct delayed_name filename; } KERNEL_STRUCT;
/* The name in the command of an io_uring request, NULL where this kernel has it neither way. */
#define IO_NAME(type, args, field)                                                                                                 \
	({                                                                                                                         \
		struct filename *io_name = NULL;                                                                                   \
		if (bpf_core_field_exists(((struct type *)0)->field))                                                              \
			io_name = READ((struct type *)(args), field);                                                              \
		else if (bpf_core_field_exists(((struct type##___7_0 *)0)->field))                                                 \
			bpf_probe_read_kernel(&io_name, sizeof(io_name),                                                           \
					      (void *)(args) + bpf_core_field_offset(struct type##___7_0, field));                     \
		io_name;                                                                                                           \
	})

/* Arguments of a system call as they lie in the register frame. */
#if defined(__TARGET_ARCH_x86)
struct pt_regs {
	unsigned long r10, r9, r8, ax, cx, dx, si, di, orig_ax, bx, bp;
} KERNEL_STRUCT;
#elif defined(__TARGET_ARCH_arm64)
struct user_pt_regs { u64 regs[31]; } KERNEL_STRUCT;
struct pt_regs { u64 regs[31]; u64 orig_x0; s32 syscallno; } KERNEL_STRUCT;
#else
#error "build with -D__TARGET_ARCH_x86 or -D__TARGET_ARCH_arm64"
#endif

/*
 * Reads one field of a kernel object. From 6.2 on bpf_rdonly_cast lets the program load memory directly (about four
 * times cheaper than the helper); before, the helper does it. The verifier removes the branch that the kernel lacks.
 * A fault gives zero, never a trap.
 */
#ifdef SHRIKE_OLD_KERNEL
#define CAN_CAST 0
#define CAST(ptr) (ptr)
#else
extern void *bpf_rdonly_cast(const void *obj, __u32 btf_id) __ksym __weak;
#define CAN_CAST bpf_rdonly_cast
#define CAST(ptr) ((typeof(ptr))bpf_rdonly_cast(ptr, bpf_core_type_id_kernel(typeof(*ptr))))
#endif
#define READ(ptr, field) ({ \
	typeof(ptr) __ptr = (ptr); \
	typeof(__ptr->field) __value; \
	if (CAN_CAST) \
		__value = CAST(__ptr)->field; \
	else if (bpf_core_read(&__value, sizeof(__value), &__ptr->field)) \
		__builtin_memset(&__value, 0, sizeof(__value)); \
	__value; \
})
