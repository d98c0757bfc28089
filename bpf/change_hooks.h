/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The strongest providers: the kernel's own checks (security_path_* and its like), which are handed the very objects that
 * the call is about to change. They fill the thread's slot; the exit of the call writes the record.
 *
 * Each check can be reached in three ways, and user space loads one of them (src/probe/file-providers.ts): the function's
 * entry, a breakpoint on it, or the LSM hook inside it, which is not reached when another LSM has refused before.
 *
 * security_path_* and not vfs_*: those have no mount. Their arguments have stayed the same from 5.10 to 7.x; where an
 * argument moved (security_inode_setxattr) user space says where it is.
 */
#pragma once

#include "lib/change.h"
#include "lib/form.h"
#include "lib/mount-tree.h"

/* Position of the dentry among the arguments of security_inode_setxattr and security_inode_removexattr. */
volatile u32 xattr_dentry_argument = 1;

/* The slot of the running thread if its call is one of the wanted ones with this record, else NULL. */
static __always_inline struct name_slot *hooked_slot(u32 type)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct name_slot *slot;
	struct pt_regs *regs;
	struct call call;
	struct form form;
	u32 tid;

	if (!type_enabled(type) || is_self(task))
		return NULL;
	regs = task_registers(task);
	call = classify(regs, task);
	if (!call.door)
		return NULL;
	form = form_of(call.door);
	if (form_type(&form, form_argument(regs, call.compat, form.at_flags)) != type)
		return NULL;
	tid = READ(task, pid);
	slot = name_slot_of(tid);
	if (!slot)
		return NULL;
	claim_slot(slot, tid);
	slot->hooked = 1;
	return slot;
}

/* Points a target at a name in a directory; what is there may not be made yet. */
static __always_inline void target_entry(struct target *target, struct dentry *dentry, struct dentry *directory,
					 struct vfsmount *vfsmount)
{
	struct inode *inode = READ(dentry, d_inode);
	long n = bpf_probe_read_kernel_str(target->leaf, NAME_MAX_BYTES, READ(dentry, d_name.name));

	target->leaf_length = n > 0 ? n - 1 : 0;
	target->dentry = (u64)dentry;
	target->vfsmount = (u64)vfsmount;
	target->parent = (u64)directory;
	target->parent_vfsmount = (u64)vfsmount;
	target->state = inode ? TARGET_FOUND : TARGET_NAMED;
	if (inode)
		fill_inode(&target->facts, vfsmount, inode);
}

static __always_inline void hook_path(u32 type, struct path *path)
{
	struct name_slot *slot = hooked_slot(type);

	if (slot)
		target_path(&slot->targets[0], path);
}

static __always_inline void hook_entry(u32 type, struct path *directory, struct dentry *dentry)
{
	struct name_slot *slot = hooked_slot(type);

	if (slot)
		target_entry(&slot->targets[0], dentry, READ(directory, dentry), READ(directory, mnt));
}

/* As many arguments as a check has must be taken, and no more: the verifier knows how many there are. */
#define TAKE_1(ctx) (ctx)[0], 0, 0, 0
#define TAKE_2(ctx) (ctx)[0], (ctx)[1], 0, 0
#define TAKE_3(ctx) (ctx)[0], (ctx)[1], (ctx)[2], 0
#define TAKE_4(ctx) (ctx)[0], (ctx)[1], (ctx)[2], (ctx)[3]

#if defined(__TARGET_ARCH_x86)
#define FUNCTION_ARGUMENTS(regs) READ(regs, di), READ(regs, si), READ(regs, dx), READ(regs, cx)
#else
#define FUNCTION_ARGUMENTS(r) READ(r, regs[0]), READ(r, regs[1]), READ(r, regs[2]), READ(r, regs[3])
#endif

#define CHECK(name, function, count)                                                                                          \
	SEC("fentry/" #function)                                                                                              \
	int entry_##name(u64 *ctx)                                                                                            \
	{                                                                                                                     \
		check_##name(TAKE_##count(ctx));                                                                              \
		return 0;                                                                                                     \
	}                                                                                                                     \
	SEC("kprobe/" #function)                                                                                              \
	int break_##name(struct pt_regs *ctx)                                                                                 \
	{                                                                                                                     \
		check_##name(FUNCTION_ARGUMENTS(ctx));                                                                        \
		return 0;                                                                                                     \
	}
#define CHECK_WITH_HOOK(name, function, count)                                                                                \
	CHECK(name, function, count)                                                                                          \
	SEC("lsm/" #name)                                                                                                     \
	int hook_##name(u64 *ctx)                                                                                             \
	{                                                                                                                     \
		check_##name(TAKE_##count(ctx));                                                                              \
		return 0; /* never refuses */                                                                                 \
	}

static __always_inline void check_path_chmod(u64 a0, u64 a1, u64 a2, u64 a3)
{
	hook_path(RECORD_CHMOD, (struct path *)a0);
}
CHECK_WITH_HOOK(path_chmod, security_path_chmod, 1)

static __always_inline void check_path_chown(u64 a0, u64 a1, u64 a2, u64 a3)
{
	hook_path(RECORD_CHOWN, (struct path *)a0);
}
CHECK_WITH_HOOK(path_chown, security_path_chown, 1)

static __always_inline void check_vfs_utimes(u64 a0, u64 a1, u64 a2, u64 a3)
{
	hook_path(RECORD_UTIMES, (struct path *)a0);
}
CHECK(vfs_utimes, vfs_utimes, 1)

static __always_inline void check_path_mkdir(u64 a0, u64 a1, u64 a2, u64 a3)
{
	hook_entry(RECORD_MKDIR, (struct path *)a0, (struct dentry *)a1);
}
CHECK_WITH_HOOK(path_mkdir, security_path_mkdir, 2)

static __always_inline void check_path_rmdir(u64 a0, u64 a1, u64 a2, u64 a3)
{
	hook_entry(RECORD_RMDIR, (struct path *)a0, (struct dentry *)a1);
}
CHECK_WITH_HOOK(path_rmdir, security_path_rmdir, 2)

static __always_inline void check_path_unlink(u64 a0, u64 a1, u64 a2, u64 a3)
{
	hook_entry(RECORD_UNLINK, (struct path *)a0, (struct dentry *)a1);
}
CHECK_WITH_HOOK(path_unlink, security_path_unlink, 2)

static __always_inline void check_path_rename(u64 a0, u64 a1, u64 a2, u64 a3)
{
	struct path *from = (struct path *)a0, *to = (struct path *)a2;
	struct name_slot *slot = hooked_slot(RECORD_RENAME);

	if (!slot)
		return;
	target_entry(&slot->targets[0], (struct dentry *)a1, READ(from, dentry), READ(from, mnt));
	target_entry(&slot->targets[1], (struct dentry *)a3, READ(to, dentry), READ(to, mnt));
}
CHECK_WITH_HOOK(path_rename, security_path_rename, 4)

static __always_inline void check_path_link(u64 a0, u64 a1, u64 a2, u64 a3)
{
	struct dentry *old = (struct dentry *)a0;
	struct path *to = (struct path *)a1;
	struct name_slot *slot = hooked_slot(RECORD_LINK);

	if (!slot)
		return;
	/* Both ends are on one mount, or the call has failed before. */
	target_entry(&slot->targets[0], old, READ(old, d_parent), READ(to, mnt));
	target_entry(&slot->targets[1], (struct dentry *)a2, READ(to, dentry), READ(to, mnt));
}
CHECK_WITH_HOOK(path_link, security_path_link, 3)

/* The mount of a path whose attribute is about to change: the check below is not told. */
static __always_inline void check_want_write(u64 a0, u64 a1, u64 a2, u64 a3)
{
	struct name_slot *slot = NULL;

	if (type_enabled(RECORD_SETXATTR))
		slot = hooked_slot(RECORD_SETXATTR);
	if (!slot && type_enabled(RECORD_REMOVEXATTR))
		slot = hooked_slot(RECORD_REMOVEXATTR);
	if (slot)
		slot->mounts[0] = (u64)mount_of(a0);
}
CHECK(want_write, mnt_want_write, 1)

static __always_inline void hook_attribute(u32 type, u64 dentry)
{
	struct name_slot *slot = hooked_slot(type);
	struct target *target;

	if (!slot || !slot->mounts[0])
		return;
	target = &slot->targets[0];
	target->state = TARGET_FOUND;
	target->leaf_length = 0;
	target->dentry = dentry;
	target->vfsmount = vfsmount_of(slot->mounts[0]);
	fill_inode(&target->facts, (struct vfsmount *)target->vfsmount, READ((struct dentry *)dentry, d_inode));
}

static __always_inline void check_inode_setxattr(u64 a0, u64 a1, u64 a2, u64 a3)
{
	hook_attribute(RECORD_SETXATTR, xattr_dentry_argument ? a1 : a0);
}
CHECK_WITH_HOOK(inode_setxattr, security_inode_setxattr, 2)

static __always_inline void check_inode_removexattr(u64 a0, u64 a1, u64 a2, u64 a3)
{
	hook_attribute(RECORD_REMOVEXATTR, xattr_dentry_argument ? a1 : a0);
}
CHECK_WITH_HOOK(inode_removexattr, security_inode_removexattr, 2)

static __always_inline void hook_mount(struct path *path)
{
	struct name_slot *slot = hooked_slot(RECORD_MOUNT);

	if (slot) {
		target_path(&slot->targets[0], path);
		slot->mounts[0] = (u64)mount_of(slot->targets[0].vfsmount);
	}
}

static __always_inline void check_sb_mount(u64 a0, u64 a1, u64 a2, u64 a3)
{
	hook_mount((struct path *)a1);
}
CHECK_WITH_HOOK(sb_mount, security_sb_mount, 2)

static __always_inline void check_move_mount(u64 a0, u64 a1, u64 a2, u64 a3)
{
	hook_mount((struct path *)a1);
}
CHECK_WITH_HOOK(move_mount, security_move_mount, 2)

static __always_inline void check_sb_umount(u64 a0, u64 a1, u64 a2, u64 a3)
{
	struct mount *mount = mount_of(a0);
	struct name_slot *slot = hooked_slot(RECORD_UMOUNT);
	struct target *target;
	struct dentry *root;

	if (!slot)
		return;
	target = &slot->targets[0];
	root = READ(mount, mnt.mnt_root);
	target->state = TARGET_FOUND;
	target->leaf_length = 0;
	fill_inode(&target->facts, (struct vfsmount *)a0, READ(root, d_inode));
	target->dentry = (u64)READ(mount, mnt_mountpoint);
	target->vfsmount = vfsmount_of((u64)READ(mount, mnt_parent));
}
CHECK_WITH_HOOK(sb_umount, security_sb_umount, 1)
