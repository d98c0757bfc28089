/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Mounts made, moved, changed and taken away, by the old calls and the new ones. The mount itself is found in the kernel's
 * tree of mounts when the call is over: what its caller wrote (device, type) may be anything.
 */
#pragma once

#include "lib/change.h"
#include "lib/form.h"
#include "lib/mount-tree.h"

#define OPEN_TREE_CLONE_BIT 1
#define MS_BIND_BIT 4096
#define MS_REMOUNT_BIT 32
#define MOVE_MOUNT_SET_GROUP_BIT 0x100

static __always_inline void write_mount(struct task_struct *task, struct change *change, struct name_slot *slot,
					struct mount *mount, u64 mount_flags, u64 source, u64 fs_type)
{
	struct mount_record *r;
	struct scratch *s;
	struct walk *walk;
	struct mount *above;

	s = begin_change(task, change, slot, sizeof(*r));
	if (!s)
		return;
	r = (struct mount_record *)s->data;
	walk = &s->walk;
	r->mount_flags = mount_flags;
	r->parent_mount_id = 0;
	r->mount_ns = 0;
	r->root.offset = r->source.offset = r->device.offset = walk->used;
	r->root.length = r->source.length = r->device.length = 0;
	if (mount) {
		above = READ(mount, mnt_parent);
		r->mount_ns = visible_namespace(mount);
		if (above != mount)
			r->parent_mount_id = READ(above, mnt_id);
		if (!r->mount_ns)
			r->flags |= MOUNT_DETACHED;
		/* Without a mount the walk ends at the root of the file system. */
		append_path(walk, s->data, RECORD_LIMIT, &r->root, READ(mount, mnt.mnt_root), (struct vfsmount *)vfsmount_of(0));
		append_short(walk, s->data, &r->device, 0, (u64)READ(mount, mnt_devname));
	}
	if (change->door == DOOR_MOUNT && (mount_flags & MS_BIND_BIT) && slot && slot->targets[1].state == TARGET_FOUND) {
		struct file_facts shown = slot->targets[1].facts;

		append_target_path(walk, s->data, &shown, &slot->targets[1]);
		r->source = shown.path;
	}
	append_short(walk, s->data, &r->source_filename, source, 0);
	append_short(walk, s->data, &r->fs_type, fs_type, 0);
	submit(s, &ring_events, RING_EVENTS, RECORD_MOUNT);
}

static __always_inline void write_umount(struct task_struct *task, struct change *change, struct name_slot *slot, u64 flags)
{
	struct scratch *s = begin_change(task, change, slot, sizeof(struct umount_record));

	if (!s)
		return;
	((struct umount_record *)s->data)->mount_flags = flags;
	submit(s, &ring_events, RING_EVENTS, RECORD_UMOUNT);
}

/* Points a target at the root of a mount: its path is where the mount shows. */
static __always_inline void target_mount(struct target *target, struct mount *mount)
{
	struct dentry *root = READ(mount, mnt.mnt_root);

	target->state = TARGET_FOUND;
	target->leaf_length = 0;
	target->dentry = (u64)root;
	target->vfsmount = vfsmount_of((u64)mount);
	fill_inode(&target->facts, (struct vfsmount *)target->vfsmount, READ(root, d_inode));
}

SEC("tp_btf/sys_exit")
int BPF_PROG(on_exit_mount, struct pt_regs *regs, long ret)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct call call = classify(regs, task);
	struct form form = form_of(call.door);
	u32 tid = READ(task, pid);
	struct name_slot *slot = name_slot_of(tid);
	u64 flags, source = 0, fs_type = 0, found;
	struct change change = {};
	struct mount *mount = NULL;
	struct target *target;
	struct file *file;

	if (!slot)
		return 0;
	change.type = form.type;
	if (!type_enabled(change.type) || is_self(task))
		goto out;
	if (ret < 0 && !want_failure(ret))
		goto out;
	claim_slot(slot, tid);
	target = &slot->targets[0];
	change.door = call.door;
	change.compat = call.compat;
	change.retval = ret;
	change.dirfd = form_dirfd(regs, call.compat, form.dirfd);
	change.text = form_argument(regs, call.compat, form.path);
	switch (call.door) {
	case DOOR_UMOUNT2:
	case DOOR_UMOUNT:
		write_umount(task, &change, slot, call.door == DOOR_UMOUNT ? 0 : call_argument_at(regs, call.compat, 1));
		goto out;
	case DOOR_OPEN_TREE:
	case DOOR_OPEN_TREE_ATTR:
	case DOOR_FSMOUNT:
		flags = call_argument_at(regs, call.compat, call.door == DOOR_FSMOUNT ? 1 : 2);
		if (call.door != DOOR_FSMOUNT && !(flags & OPEN_TREE_CLONE_BIT))
			goto out; /* a descriptor of what is there already */
		if (call.door == DOOR_FSMOUNT)
			flags = call_argument_at(regs, call.compat, 2);
		file = ret >= 0 ? file_of_fd(task, ret) : NULL;
		if (file) {
			mount = mount_of((u64)READ(file, f_path.mnt));
			target_mount(target, mount);
			change.flags |= MOUNT_NEW;
		}
		break;
	case DOOR_MOVE_MOUNT:
		flags = call_argument_at(regs, call.compat, 4);
		if (target->state == TARGET_NONE && change.dirfd >= 0) {
			file = file_of_fd(task, change.dirfd);
			if (file) {
				target_file(target, file);
				slot->mounts[0] = (u64)mount_of(target->vfsmount);
			}
		}
		break;
	default:
		source = call_argument_at(regs, call.compat, 0);
		fs_type = call_argument_at(regs, call.compat, 2);
		flags = call_argument_at(regs, call.compat, 3);
		break;
	}
	if (!mount && target->state == TARGET_FOUND && ret == 0) {
		found = flags & MS_REMOUNT_BIT && call.door == DOOR_MOUNT ? 0 : find_mount((u64)mount_of(target->vfsmount), target->dentry);
		if (found) {
			mount = (struct mount *)found;
			target_mount(target, mount);
			change.flags |= MOUNT_NEW;
		} else {
			mount = mount_of(target->vfsmount); /* changed where it is */
			/* Some kernels free the text of move_mount when the mount is in its place already. */
			if (call.door == DOOR_MOVE_MOUNT && !(flags & MOVE_MOUNT_SET_GROUP_BIT)) {
				target_mount(target, mount);
				change.flags |= MOUNT_NEW;
			}
		}
	}
	write_mount(task, &change, slot, mount, flags, source, fs_type);
out:
	if (slot->owner == tid)
		release_name(slot);
	return 0;
}
