/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Requests through io_uring pass no system call of their own. Paths lie in the request from its submission on, as the
 * kernel's copies, so files are looked up there; records are written when the request completes, by whichever thread.
 */
#pragma once

#include "change.h"
#include "open.h"
#include "splice.h"

#ifndef SHRIKE_OLD_KERNEL
#include "lib/lookup.h"

#define IO_OPENAT 18   /* IORING_OP_*, include/uapi/linux/io_uring.h */
#define IO_OPENAT2 28
#define IO_SPLICE 30
#define IO_RENAMEAT 35
#define IO_UNLINKAT 36
#define IO_MKDIRAT 37
#define IO_LINKAT 39
#define IO_FSETXATTR 41
#define IO_SETXATTR 42

struct io_splice { struct file *file_out; int splice_fd_in; } KERNEL_STRUCT;

static __always_inline u32 io_type(u8 opcode, u32 flags)
{
	switch (opcode) {
	case IO_RENAMEAT: return RECORD_RENAME;
	case IO_UNLINKAT: return flags & AT_REMOVEDIR_BIT ? RECORD_RMDIR : RECORD_UNLINK;
	case IO_MKDIRAT: return RECORD_MKDIR;
	case IO_LINKAT: return RECORD_LINK;
	case IO_FSETXATTR:
	case IO_SETXATTR: return RECORD_SETXATTR;
	case IO_SPLICE: return RECORD_SPLICE;
	default: return 0;
	}
}

static __always_inline struct name_slot *io_slot_of(u64 request, u32 *key)
{
	*key = (request >> 8) & (IO_SLOTS - 1);
	return bpf_map_lookup_elem(&io_slots, key);
}

static __always_inline void keep_io_text(struct name_slot *slot, u32 which, struct filename *name)
{
	long n = bpf_probe_read_kernel_str(slot->text[which & 1], PASSED_MAX_BYTES, READ(name, name));

	slot->lengths[which & 1] = n > 0 ? n : 0;
	if (n > 0)
		slot->names |= 1 << (which & 1);
}

static __always_inline int submit_request(struct io_kiocb *request)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	u8 opcode = READ(request, opcode);
	struct name_slot *slot;
	u32 key, type, flags = 0;

	if (opcode == IO_UNLINKAT)
		flags = READ((struct io_unlink *)request, flags);
	type = io_type(opcode, flags);
	if (!type || !type_enabled(type) || is_self(task))
		return 0;
	slot = io_slot_of((u64)request, &key);
	if (!slot)
		return 0;
	slot->owner = 0;
	claim_slot(slot, (u64)request);
	switch (opcode) {
	case IO_RENAMEAT: {
		struct io_rename *args = (struct io_rename *)request;

		keep_io_text(slot, 0, IO_NAME(io_rename, args, oldpath));
		keep_io_text(slot, 1, IO_NAME(io_rename, args, newpath));
		lookup_io_name(key, 0, READ(args, old_dfd));
		lookup_io_name(key, 2, READ(args, new_dfd));
		break;
	}
	case IO_LINKAT: {
		struct io_link *args = (struct io_link *)request;

		keep_io_text(slot, 0, IO_NAME(io_link, args, oldpath));
		keep_io_text(slot, 1, IO_NAME(io_link, args, newpath));
		lookup_io_name(key, !!(READ(args, flags) & AT_SYMLINK_FOLLOW_BIT), READ(args, old_dfd));
		lookup_io_name(key, 2, READ(args, new_dfd));
		break;
	}
	case IO_UNLINKAT: {
		struct io_unlink *args = (struct io_unlink *)request;

		keep_io_text(slot, 0, IO_NAME(io_unlink, args, filename));
		lookup_io_name(key, 0, READ(args, dfd));
		break;
	}
	case IO_MKDIRAT:
		keep_io_text(slot, 0, IO_NAME(io_mkdir, request, filename));
		break;
	case IO_SETXATTR:
	case IO_FSETXATTR: {
		struct io_xattr *args = (struct io_xattr *)request;

		if (opcode == IO_SETXATTR) {
			keep_io_text(slot, 0, IO_NAME(io_xattr, args, filename));
			lookup_io_name(key, 1, AT_FDCWD_VALUE);
		}
		bpf_probe_read_kernel_str(slot->text[1], 256, READ(args, ctx.kname));
		break;
	}
	default: {
		struct io_splice *args = (struct io_splice *)request;
		struct pipe_inode_info *pipe = splice_pipe(file_of_fd(task, READ(args, splice_fd_in)), READ(args, file_out));

		slot->pipe_flag = pipe ? last_buffer_flags(pipe) : 0;
		break;
	}
	}
	return 0;
}

SEC("tp_btf/io_uring_submit_req")
int on_io_uring_submit(u64 *ctx)
{
	return submit_request((struct io_kiocb *)ctx[0]);
}

/* Its name before 6.3. */
SEC("tp_btf/io_uring_submit_sqe")
int on_io_uring_submit_sqe(u64 *ctx)
{
	return submit_request((struct io_kiocb *)ctx[0]);
}

static __always_inline void io_uring_change(struct io_kiocb *request, s32 res, u8 opcode)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct change_extra extra = {};
	struct change change = {};
	struct name_slot *slot;
	u32 key, flags = 0;

	if (opcode == IO_UNLINKAT)
		flags = READ((struct io_unlink *)request, flags);
	change.type = io_type(opcode, flags);
	if (!change.type || !type_enabled(change.type) || is_self(task) || (res < 0 && !want_failure(res)))
		return;
	slot = io_slot_of((u64)request, &key);
	if (!slot)
		return;
	claim_slot(slot, (u64)request);
	change.door = DOOR_IO_URING;
	change.retval = res;
	change.dirfd = AT_FDCWD_VALUE;
	switch (opcode) {
	case IO_RENAMEAT:
		change.dirfd = READ((struct io_rename *)request, old_dfd);
		change.dirfd2 = READ((struct io_rename *)request, new_dfd);
		write_pair(task, &change, slot, key, READ((struct io_rename *)request, flags));
		break;
	case IO_LINKAT:
		change.dirfd = READ((struct io_link *)request, old_dfd);
		change.dirfd2 = READ((struct io_link *)request, new_dfd);
		write_pair(task, &change, slot, key, READ((struct io_link *)request, flags));
		break;
	case IO_SPLICE:
		change.dirfd = READ((struct io_splice *)request, splice_fd_in);
		write_splice(task, &change, slot, file_of_fd(task, change.dirfd), READ((struct io_splice *)request, file_out),
			     slot->pipe_flag);
		break;
	case IO_FSETXATTR:
		target_file(&slot->targets[0], READ((struct io_xattr *)request, file));
		change.flags |= CHANGE_AFTER;
		extra.kernel_name = (u64)slot->text[1];
		write_change(task, &change, slot, &extra);
		break;
	default:
		if (opcode == IO_UNLINKAT) {
			change.dirfd = READ((struct io_unlink *)request, dfd);
			extra.first = flags;
		} else if (opcode == IO_MKDIRAT) {
			/* Made by now; the text is the one of the submission. */
			change.dirfd = READ((struct io_mkdir *)request, dfd);
			extra.first = READ((struct io_mkdir *)request, mode) & 07777;
			lookup_io_name(key, 0, change.dirfd);
		} else {
			extra.kernel_name = (u64)slot->text[1];
		}
		write_change(task, &change, slot, &extra);
		break;
	}
	release_name(slot);
}

static __always_inline void io_uring_completed(struct io_kiocb *request, s32 res)
{
	u8 opcode = READ(request, opcode);

	if (opcode == IO_OPENAT || opcode == IO_OPENAT2)
		io_uring_open(request, res);
	else if (opcode >= IO_SPLICE && opcode <= IO_SETXATTR)
		io_uring_change(request, res, opcode);
}

/* Since 6.15: (ctx, request, cqe). */
SEC("tp_btf/io_uring_complete")
int on_io_uring_complete(u64 *ctx)
{
	struct io_cqe_result cqe = {};

	bpf_probe_read_kernel(&cqe, sizeof(cqe), (void *)ctx[2]);
	io_uring_completed((struct io_kiocb *)ctx[1], cqe.res);
	return 0;
}

/* 5.19 to 6.14: (ctx, request, user_data, res, ...). */
SEC("tp_btf/io_uring_complete")
int on_io_uring_complete_old(u64 *ctx)
{
	io_uring_completed((struct io_kiocb *)ctx[1], ctx[3]);
	return 0;
}
#endif
