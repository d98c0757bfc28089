/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The strongest provider: entries of the kernel's own checks (security_path_* and its like), which are handed the very
 * objects that the call is about to change. They fill the thread's slot; the exit of the call writes the record.
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

SEC("fentry/security_path_chmod")
int on_path_chmod(u64 *ctx)
{
	hook_path(RECORD_CHMOD, (struct path *)ctx[0]);
	return 0;
}

SEC("fentry/security_path_chown")
int on_path_chown(u64 *ctx)
{
	hook_path(RECORD_CHOWN, (struct path *)ctx[0]);
	return 0;
}

SEC("fentry/vfs_utimes")
int on_vfs_utimes(u64 *ctx)
{
	hook_path(RECORD_UTIMES, (struct path *)ctx[0]);
	return 0;
}

SEC("fentry/security_path_mkdir")
int on_path_mkdir(u64 *ctx)
{
	hook_entry(RECORD_MKDIR, (struct path *)ctx[0], (struct dentry *)ctx[1]);
	return 0;
}

SEC("fentry/security_path_rmdir")
int on_path_rmdir(u64 *ctx)
{
	hook_entry(RECORD_RMDIR, (struct path *)ctx[0], (struct dentry *)ctx[1]);
	return 0;
}

SEC("fentry/security_path_unlink")
int on_path_unlink(u64 *ctx)
{
	hook_entry(RECORD_UNLINK, (struct path *)ctx[0], (struct dentry *)ctx[1]);
	return 0;
}

SEC("fentry/security_path_rename")
int on_path_rename(u64 *ctx)
{
	struct path *from = (struct path *)ctx[0], *to = (struct path *)ctx[2];
	struct name_slot *slot = hooked_slot(RECORD_RENAME);

	if (!slot)
		return 0;
	target_entry(&slot->targets[0], (struct dentry *)ctx[1], READ(from, dentry), READ(from, mnt));
	target_entry(&slot->targets[1], (struct dentry *)ctx[3], READ(to, dentry), READ(to, mnt));
	return 0;
}

SEC("fentry/security_path_link")
int on_path_link(u64 *ctx)
{
	struct dentry *old = (struct dentry *)ctx[0];
	struct path *to = (struct path *)ctx[1];
	struct name_slot *slot = hooked_slot(RECORD_LINK);

	if (!slot)
		return 0;
	/* Both ends are on one mount, or the call has failed before. */
	target_entry(&slot->targets[0], old, READ(old, d_parent), READ(to, mnt));
	target_entry(&slot->targets[1], (struct dentry *)ctx[2], READ(to, dentry), READ(to, mnt));
	return 0;
}

/* The mount of a path whose attribute is about to change: the check below is not told. */
SEC("fentry/mnt_want_write")
int on_want_write(u64 *ctx)
{
	struct name_slot *slot = NULL;

	if (type_enabled(RECORD_SETXATTR))
		slot = hooked_slot(RECORD_SETXATTR);
	if (!slot && type_enabled(RECORD_REMOVEXATTR))
		slot = hooked_slot(RECORD_REMOVEXATTR);
	if (slot)
		slot->mounts[0] = (u64)mount_of(ctx[0]);
	return 0;
}

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

SEC("fentry/security_inode_setxattr")
int on_inode_setxattr(u64 *ctx)
{
	hook_attribute(RECORD_SETXATTR, xattr_dentry_argument ? ctx[1] : ctx[0]);
	return 0;
}

SEC("fentry/security_inode_removexattr")
int on_inode_removexattr(u64 *ctx)
{
	hook_attribute(RECORD_REMOVEXATTR, xattr_dentry_argument ? ctx[1] : ctx[0]);
	return 0;
}

static __always_inline void hook_mount(struct path *path)
{
	struct name_slot *slot = hooked_slot(RECORD_MOUNT);

	if (slot) {
		target_path(&slot->targets[0], path);
		slot->mounts[0] = (u64)mount_of(slot->targets[0].vfsmount);
	}
}

SEC("fentry/security_sb_mount")
int on_sb_mount(u64 *ctx)
{
	hook_mount((struct path *)ctx[1]);
	return 0;
}

SEC("fentry/security_move_mount")
int on_move_mount(u64 *ctx)
{
	hook_mount((struct path *)ctx[1]);
	return 0;
}

SEC("fentry/security_sb_umount")
int on_sb_umount(u64 *ctx)
{
	struct mount *mount = mount_of(ctx[0]);
	struct name_slot *slot = hooked_slot(RECORD_UMOUNT);
	struct target *target;
	struct dentry *root;

	if (!slot)
		return 0;
	target = &slot->targets[0];
	root = READ(mount, mnt.mnt_root);
	target->state = TARGET_FOUND;
	target->leaf_length = 0;
	fill_inode(&target->facts, (struct vfsmount *)ctx[0], READ(root, d_inode));
	target->dentry = (u64)READ(mount, mnt_mountpoint);
	target->vfsmount = vfsmount_of((u64)READ(mount, mnt_parent));
	return 0;
}
