/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How the record of a change is built: all of them begin alike (schema/records/file.ts). */
#pragma once

#include "name-filter.h"
#include "record.h"
#include "slot.h"

/* The part that all records of changes begin with is rmdir's; those with two files continue as rename's. */
#define change_record rmdir_record
#define pair_record rename_record
#define SAME_BEGINNING(record) _Static_assert(__builtin_offsetof(struct record, cwd) == __builtin_offsetof(struct change_record, cwd), "beginning of " #record)
SAME_BEGINNING(chmod_record);
SAME_BEGINNING(chown_record);
SAME_BEGINNING(mkdir_record);
SAME_BEGINNING(unlink_record);
SAME_BEGINNING(utimes_record);
SAME_BEGINNING(setxattr_record);
SAME_BEGINNING(removexattr_record);
SAME_BEGINNING(chdir_record);
SAME_BEGINNING(mount_record);
SAME_BEGINNING(umount_record);
SAME_BEGINNING(splice_record);
SAME_BEGINNING(rename_record);
SAME_BEGINNING(link_record);
_Static_assert(__builtin_offsetof(struct link_record, call_flags) == __builtin_offsetof(struct pair_record, call_flags), "pairs");

/* May any rule want this? What could not be followed passes: user space decides. */
static __always_inline bool target_approved(struct target *target, u32 type)
{
	u32 bits = 1U << (type & 31);

	if (target->state != TARGET_FOUND && target->state != TARGET_NAMED)
		return true;
	if (target->leaf_length) {
		/* What is mounted over the name has a file system of its own. */
		if ((approvers.kinds & NAME_FILESYSTEM) && target->state == TARGET_FOUND &&
		    number_approved(text_number(NAME_FILESYSTEM, target->facts.filesystem), bits))
			return true;
		return name_in_wanted(target->parent, target->parent_vfsmount, target->leaf, target->leaf_length, bits);
	}
	return names_wanted(target->dentry, target->vfsmount, no_name, bits);
}

/* Appends the path of a target: a name in a directory, or a file's own. */
static __always_inline void append_target_path(struct walk *walk, u8 *data, struct file_facts *out, struct target *target)
{
	u32 start = walk->used;
	long n;

	if (target->leaf_length && start <= RECORD_LIMIT - NAME_MAX_BYTES) {
		n = bpf_probe_read_kernel_str(data + start, NAME_MAX_BYTES, target->leaf);
		if (n > 0)
			walk->used = start + n;
		append_path(walk, data, RECORD_LIMIT, &out->path, (struct dentry *)target->parent,
			    (struct vfsmount *)target->parent_vfsmount);
		out->path.offset = start;
		out->path.length = walk->used - start;
		if (walk->root_depth < 65535)
			walk->root_depth++;
	} else {
		append_path(walk, data, RECORD_LIMIT, &out->path, (struct dentry *)target->dentry,
			    (struct vfsmount *)target->vfsmount);
	}
	out->root_depth = walk->root_depth;
	out->flags |= walk->flags;
}

/* The facts of a target with its path; zeros and nothing for one that could not be followed. */
static __always_inline u32 append_target(struct walk *walk, u8 *data, struct file_facts *out, struct target *target)
{
	u32 bits = 0;

	if (target && target->state == TARGET_FOUND) {
		*out = target->facts;
		append_target_path(walk, data, out, target);
		return 0;
	}
	__builtin_memset(out, 0, sizeof(*out));
	out->path.offset = sizeof(struct change_record);
	if (target && target->state == TARGET_NAMED) {
		append_target_path(walk, data, out, target);
		bits = CHANGE_NAMED;
	}
	return bits;
}

/* The directory that a relative text starts from. */
static __always_inline void append_base(struct walk *walk, u8 *data, struct text_ref *ref, struct task_struct *task, s32 dirfd)
{
	struct fs_struct *fs = READ(task, fs);
	struct file *directory = dirfd >= 0 ? file_of_fd(task, dirfd) : NULL;

	if (directory)
		append_path(walk, data, RECORD_LIMIT, ref, READ(directory, f_path.dentry), READ(directory, f_path.mnt));
	else
		append_path(walk, data, RECORD_LIMIT, ref, READ(fs, pwd.dentry), READ(fs, pwd.mnt));
}

/* Points a target at an open file. */
static __always_inline void target_file(struct target *target, struct file *file)
{
	target->state = TARGET_FOUND;
	target->leaf_length = 0;
	target->dentry = (u64)READ(file, f_path.dentry);
	target->vfsmount = (u64)READ(file, f_path.mnt);
	fill_inode(&target->facts, (struct vfsmount *)target->vfsmount, READ(file, f_inode));
	if (!READ((struct dentry *)target->dentry, d_hash.pprev) &&
	    READ((struct dentry *)target->dentry, d_parent) != (struct dentry *)target->dentry)
		target->facts.flags |= FILE_DELETED;
}

static __always_inline void target_path(struct target *target, struct path *path)
{
	target->state = TARGET_FOUND;
	target->leaf_length = 0;
	target->dentry = (u64)READ(path, dentry);
	target->vfsmount = (u64)READ(path, mnt);
	fill_inode(&target->facts, (struct vfsmount *)target->vfsmount, READ((struct dentry *)target->dentry, d_inode));
}

/* What the code below needs to know of a call. */
struct change {
	u32 type, door;
	s32 retval, dirfd, dirfd2;
	u32 flags;      /* CHANGE_* */
	u32 bits;       /* of a chmod: the new mode */
	u64 text, text2;/* user addresses */
	bool compat, two;
};

/* Begins the record of a change: NULL when it is filtered or lost, else the walk goes on behind the common part. */
static __always_inline struct scratch *begin_change(struct task_struct *task, struct change *change, struct name_slot *slot,
						    u32 fixed_bytes)
{
	u64 now = bpf_ktime_get_boot_ns();
	struct change_record *r;
	struct scratch *s;
	struct walk *walk;
	struct target *target = slot ? &slot->targets[0] : NULL;

	count(change->type, COUNT_SEEN);
	if (target && (approvers.types & (1ULL << change->type)) && !(change->bits & approvers.chmod_bits) &&
	    !target_approved(target, change->type) && !(change->two && target_approved(&slot->targets[1], change->type))) {
		count(change->type, COUNT_FILTERED);
		return NULL;
	}
	s = take_scratch(change->type);
	if (!s)
		return NULL;
	walk = &s->walk;
	r = (struct change_record *)s->data;
	r->header.time_ns = now;
	walk->used = fixed_bytes;
	fill_task(&r->task, task);
	if (change->compat)
		r->task.flags |= TASK_COMPAT;
	r->retval = change->retval;
	r->door = change->door;
	r->dirfd = change->dirfd;
	r->flags = change->flags;
	if (slot && slot->raced)
		r->flags |= PATH_RACED;
	if (slot && slot->hooked)
		r->flags |= CHANGE_HOOKED;
	set_walk_root(walk, task);
	r->flags |= append_target(walk, s->data, &r->file, target);
	r->filename.offset = walk->used;
	r->filename.length = 0;
	r->cwd.offset = walk->used;
	r->cwd.length = 0;
	if (!r->file.path.length)
		append_base(walk, s->data, &r->cwd, task, change->dirfd);
	if (!r->file.path.length || want_passed_text)
		r->flags |= append_passed_text(walk, s->data, RECORD_LIMIT, &r->filename, slot, 0, change->text);
	return s;
}

/* Appends a short text of the caller's, or of the kernel's when `kernel` is set. */
static __always_inline void append_short(struct walk *walk, u8 *data, struct text_ref *ref, u64 user, u64 kernel)
{
	u32 at = walk->used;
	long n = -1;

	ref->offset = at;
	ref->length = 0;
	if (at > RECORD_LIMIT - NAME_MAX_BYTES)
		return;
	if (kernel)
		n = bpf_probe_read_kernel_str(data + at, NAME_MAX_BYTES, (void *)kernel);
	else if (user)
		n = bpf_probe_read_user_str(data + at, NAME_MAX_BYTES, (void *)user);
	if (n <= 0)
		return;
	ref->length = n - 1;
	walk->used = at + n;
}

/* Failed calls are reported as failed opens are. */
static __always_inline bool want_failure(long ret)
{
	return failed_opens == 2 || (failed_opens == 1 && (ret == -EACCES_VALUE || ret == -EPERM_VALUE));
}
