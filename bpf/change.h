/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Changes of files, seen at the exit of the call, when its result is known; what the files were was found on the way
 * (name.h, change_hooks.h) and lies in the thread's slot. Calls on descriptors are resolved here and need no text.
 */
#pragma once

#include "lib/change.h"
#include "lib/form.h"
#ifndef SHRIKE_OLD_KERNEL
#include "lib/lookup.h"
#endif

static __always_inline u64 atime_of(struct inode *inode)
{
	struct timespec64 time = {};

	if (bpf_core_field_exists(inode->i_atime_sec))
		return READ(inode, i_atime_sec) * 1000000000ULL + READ(inode, i_atime_nsec);
	if (bpf_core_field_exists(((struct inode___6_7 *)inode)->__i_atime))
		bpf_core_read(&time, sizeof(time), &((struct inode___6_7 *)inode)->__i_atime);
	else
		bpf_core_read(&time, sizeof(time), &((struct inode___old *)inode)->i_atime);
	return time.tv_sec * 1000000000ULL + time.tv_nsec;
}

/* What a record has beyond the common part. */
struct change_extra {
	u64 first, second; /* mode, flags; uid, gid; user address of a name */
	u64 kernel_name;   /* of an attribute, where the kernel's copy is known */
};

static __always_inline void write_change(struct task_struct *task, struct change *change, struct name_slot *slot,
					 struct change_extra *extra)
{
	u32 fixed_bytes = sizeof(struct change_record);
	struct inode *inode = NULL;
	struct scratch *s;

	switch (change->type) {
	case RECORD_CHMOD: fixed_bytes = sizeof(struct chmod_record); break;
	case RECORD_CHOWN: fixed_bytes = sizeof(struct chown_record); break;
	case RECORD_MKDIR: fixed_bytes = sizeof(struct mkdir_record); break;
	case RECORD_UNLINK: fixed_bytes = sizeof(struct unlink_record); break;
	case RECORD_UTIMES: fixed_bytes = sizeof(struct utimes_record); break;
	case RECORD_SETXATTR:
	case RECORD_REMOVEXATTR: fixed_bytes = sizeof(struct setxattr_record); break;
	default: break;
	}
	s = begin_change(task, change, slot, fixed_bytes);
	if (!s)
		return;
	switch (change->type) {
	case RECORD_CHMOD:
	case RECORD_CHOWN:
	case RECORD_MKDIR:
	case RECORD_UNLINK: {
		struct chmod_record *r = (struct chmod_record *)s->data; /* two u32 in all four */

		r->mode = extra->first;
		r->call_flags = extra->second;
		break;
	}
	case RECORD_UTIMES: {
		struct utimes_record *r = (struct utimes_record *)s->data;

		r->atime_ns = 0;
		r->mtime_ns = 0;
		if (slot && slot->targets[0].state == TARGET_FOUND && change->retval == 0) {
			struct file_facts after = {};

			inode = READ((struct dentry *)slot->targets[0].dentry, d_inode);
			fill_times(&after, inode);
			r->atime_ns = atime_of(inode);
			r->mtime_ns = after.mtime_ns;
		}
		break;
	}
	case RECORD_SETXATTR:
	case RECORD_REMOVEXATTR: {
		struct setxattr_record *r = (struct setxattr_record *)s->data;

		append_short(&s->walk, s->data, &r->attribute, extra->first, extra->kernel_name);
		break;
	}
	default:
		break;
	}
	submit(s, &ring_events, RING_EVENTS, change->type);
}

static __always_inline u32 wide_id(u32 door, u64 id)
{
	/* The 16-bit forms of i386: 65535 is "leave it". */
	if (door == DOOR_CHOWN16 || door == DOOR_FCHOWN16 || door == DOOR_LCHOWN16)
		return (id & 0xffff) == 0xffff ? (u32)-1 : (id & 0xffff);
	return id;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(on_exit_change, struct pt_regs *regs, long ret)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct call call = classify(regs, task);
	struct form form = form_of(call.door);
	u64 at_flags = form_argument(regs, call.compat, form.at_flags);
	u32 tid = READ(task, pid);
	struct name_slot *slot = name_slot_of(tid);
	struct change_extra extra = {};
	struct change change = {};
	struct file *file;
	u8 empty = 1;

	if (!slot)
		return 0;
	change.type = form_type(&form, at_flags);
	if (!type_enabled(change.type) || is_self(task))
		goto out;
	if (ret < 0 && !want_failure(ret))
		goto out;
	claim_slot(slot, tid);
	change.door = call.door;
	change.compat = call.compat;
	change.retval = ret;
	change.dirfd = form_dirfd(regs, call.compat, form.dirfd);
	change.text = form_argument(regs, call.compat, form.path);
	if (change.type == RECORD_CHDIR && ret == 0) {
		target_path(&slot->targets[0], &READ(task, fs)->pwd);
	} else if (change.type == RECORD_MKDIR && slot->hooked && ret == 0) {
		/* Made since the hook saw its name. */
		struct inode *made = READ((struct dentry *)slot->targets[0].dentry, d_inode);

		if (made) {
			slot->targets[0].state = TARGET_FOUND;
			fill_inode(&slot->targets[0].facts, (struct vfsmount *)slot->targets[0].vfsmount, made);
		}
	} else if (slot->targets[0].state == TARGET_NONE) {
		/* Without a path, or with an empty one: the descriptor itself. */
		if (change.text)
			bpf_probe_read_user(&empty, 1, (void *)change.text);
		if (change.dirfd >= 0 && (!change.text || !empty)) {
			file = file_of_fd(task, change.dirfd);
			if (file) {
				target_file(&slot->targets[0], file);
				change.flags |= CHANGE_AFTER;
			}
		}
	}
	switch (change.type) {
	case RECORD_CHMOD:
	case RECORD_MKDIR:
		extra.first = call_argument_at(regs, call.compat, form.extra) & 07777;
		extra.second = at_flags;
		change.bits = change.type == RECORD_CHMOD ? extra.first : 0;
		break;
	case RECORD_CHOWN:
		extra.first = wide_id(call.door, call_argument_at(regs, call.compat, form.extra));
		extra.second = wide_id(call.door, call_argument_at(regs, call.compat, form.extra + 1));
		break;
	case RECORD_UNLINK:
		extra.first = at_flags;
		break;
	case RECORD_SETXATTR:
	case RECORD_REMOVEXATTR:
		extra.first = call_argument_at(regs, call.compat, form.extra);
		break;
	default:
		break;
	}
	write_change(task, &change, slot, &extra);
out:
	if (slot->owner == tid)
		release_name(slot);
	return 0;
}

static __always_inline void write_pair(struct task_struct *task, struct change *change, struct name_slot *slot, u32 key,
				       u32 call_flags)
{
	struct target *from = &slot->targets[0], *to = &slot->targets[1];
	struct pair_record *r;
	struct scratch *s;
	struct walk *walk;

	change->two = true;
#ifndef SHRIKE_OLD_KERNEL
	if (change->retval == 0 && from->state != TARGET_FOUND && to->state == TARGET_NAMED) {
		if (change->door == DOOR_IO_URING)
			find_io_moved(key);
		else
			find_moved(key);
		if (from->state == TARGET_FOUND)
			change->flags |= CHANGE_AFTER;
	}
#endif
	s = begin_change(task, change, slot, sizeof(*r));
	if (!s)
		return;
	r = (struct pair_record *)s->data;
	walk = &s->walk;
	r->call_flags = call_flags;
	r->destination_dirfd = change->dirfd2;
	if (change->retval == 0 && from->state == TARGET_FOUND && to->state != TARGET_NONE) {
		/* The same file, as it is now, under its new name. */
		fill_inode(&to->facts, (struct vfsmount *)from->vfsmount, READ((struct dentry *)from->dentry, d_inode));
		if (to->state == TARGET_NAMED) {
			to->state = TARGET_FOUND;
			to->dentry = from->dentry;
			to->vfsmount = to->parent_vfsmount;
		}
	}
	append_target(walk, s->data, &r->destination, to);
	r->destination_filename.offset = walk->used;
	r->destination_filename.length = 0;
	r->destination_cwd.offset = walk->used;
	r->destination_cwd.length = 0;
	if (!r->destination.path.length)
		append_base(walk, s->data, &r->destination_cwd, task, change->dirfd2);
	if (!r->destination.path.length || want_passed_text)
		append_passed_text(walk, s->data, RECORD_LIMIT, &r->destination_filename, slot, 1, change->text2);
	submit(s, &ring_events, RING_EVENTS, change->type);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(on_exit_pair, struct pt_regs *regs, long ret)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct call call = classify(regs, task);
	struct form form = form_of(call.door);
	u32 tid = READ(task, pid);
	struct name_slot *slot = name_slot_of(tid);
	struct change change = {};

	if (!slot)
		return 0;
	change.type = form.type;
	if (!type_enabled(change.type) || is_self(task))
		goto out;
	if (ret < 0 && !want_failure(ret))
		goto out;
	claim_slot(slot, tid);
	change.door = call.door;
	change.compat = call.compat;
	change.retval = ret;
	change.dirfd = form_dirfd(regs, call.compat, form.dirfd);
	change.dirfd2 = form_dirfd(regs, call.compat, form.dirfd2);
	change.text = form_argument(regs, call.compat, form.path);
	change.text2 = form_argument(regs, call.compat, form.path2);
	write_pair(task, &change, slot, tid, form_argument(regs, call.compat, form.extra));
out:
	if (slot->owner == tid)
		release_name(slot);
	return 0;
}

/*
 * Descriptors whose mode or owner is about to change: no text is copied on the way, so the entry of the call is the only
 * place to see them as they were. One small program per call, since the generic entry would cost every call on the machine.
 */
static __always_inline void look_at_descriptor(struct enter_frame *frame, u32 type)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	u32 tid = READ(task, pid);
	struct name_slot *slot;
	struct file *file;

	if (!type_enabled(type) || is_self(task))
		return;
	file = file_of_fd(task, frame->args[0]);
	slot = name_slot_of(tid);
	if (!file || !slot)
		return;
	slot->owner = 0;
	claim_slot(slot, tid);
	target_file(&slot->targets[0], file);
}

SEC("tracepoint/syscalls/sys_enter_fchmod")
int on_enter_fchmod(struct enter_frame *frame)
{
	look_at_descriptor(frame, RECORD_CHMOD);
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_fchown")
int on_enter_fchown(struct enter_frame *frame)
{
	look_at_descriptor(frame, RECORD_CHOWN);
	return 0;
}
