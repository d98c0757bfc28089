/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Opens by every door: system calls at their exit, where the descriptor leads to the file really opened; io_uring
 * requests at their completion; failed calls with the kernel's own copy of the passed text.
 */
#pragma once

#include "lib/change.h"

#define FMODE_CREATED 0x100000

/* May any rule want this open? Everything here is cheaper than the path walk it saves. */
static __always_inline bool open_approved(struct file *file, u32 flags)
{
	u32 bits = 1U << RECORD_OPEN;

	if (!(approvers.types & (1ULL << RECORD_OPEN)) || (flags & approvers.open_flags))
		return true;
	if (flags & FLAGS_WRITING)
		bits |= BIT_OPEN_WRITING;
	return file_wanted((u64)file, bits);
}

struct open_call {
	u32 door, flags, mode;
	s32 retval, dirfd;
	u64 text; /* user address of the passed path, 0 when the call has none */
	bool compat, direct;
};

static __always_inline void write_open(struct task_struct *task, struct open_call *call, struct file *file,
				       struct name_slot *slot)
{
	struct open_record *r;
	struct scratch *s;
	struct walk *walk;
	struct fs_struct *fs;
	struct file *directory = NULL;
	u64 now;

	count(RECORD_OPEN, COUNT_SEEN);
	if (file && !open_approved(file, call->flags)) {
		count(RECORD_OPEN, COUNT_FILTERED);
		return;
	}
	now = bpf_ktime_get_boot_ns();
	s = take_scratch(RECORD_OPEN);
	if (!s)
		return;
	walk = &s->walk;
	r = (struct open_record *)s->data;
	r->header.time_ns = now;
	walk->used = sizeof(*r);
	fill_task(&r->task, task);
	if (call->compat)
		r->task.flags |= TASK_COMPAT;
	r->open_flags = call->flags;
	r->mode = call->mode;
	r->retval = call->retval;
	r->dirfd = call->dirfd;
	r->door = call->door;
	r->flags = call->direct ? OPEN_DIRECT : 0;
	r->filename.offset = sizeof(*r);
	r->filename.length = 0;
	r->cwd.offset = sizeof(*r);
	r->cwd.length = 0;
	if (file) {
		set_walk_root(walk, task);
		fill_open_file(&r->file, walk, s->data, RECORD_LIMIT, file);
		if (READ(file, f_mode) & FMODE_CREATED)
			r->flags |= OPEN_CREATED;
	} else {
		__builtin_memset(&r->file, 0, sizeof(r->file));
		r->file.path.offset = sizeof(*r);
		/* Where a relative name starts: the directory of the descriptor, else the working directory. */
		if (call->dirfd >= 0)
			directory = file_of_fd(task, call->dirfd);
		fs = READ(task, fs);
		set_walk_root(walk, task);
		if (directory)
			append_path(walk, s->data, RECORD_LIMIT, &r->cwd, READ(directory, f_path.dentry), READ(directory, f_path.mnt));
		else
			append_path(walk, s->data, RECORD_LIMIT, &r->cwd, READ(fs, pwd.dentry), READ(fs, pwd.mnt));
	}
	if ((!file || want_passed_text) && (call->text || slot))
		r->flags |= append_passed_text(walk, s->data, RECORD_LIMIT, &r->filename, slot, 0, call->text);
	submit(s, &ring_events, RING_EVENTS, RECORD_OPEN);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(on_exit_open, struct pt_regs *regs, long ret)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct name_slot *slot = take_name(task, ret);
	struct call call = classify(regs, task);
	struct open_call open = {};
	struct file *file = NULL;

	if (!type_enabled(RECORD_OPEN) || is_self(task))
		goto out;
	if (ret < 0 && !want_failure(ret))
		goto out;
	open.door = call.door;
	open.compat = call.compat;
	open.retval = ret;
	open.dirfd = AT_FDCWD_VALUE;
	switch (call.door) {
	case DOOR_OPEN:
		open.text = call_argument(regs, call.compat, 0);
		open.flags = call_argument(regs, call.compat, 1);
		open.mode = call_argument(regs, call.compat, 2);
		break;
	case DOOR_CREAT:
		open.text = call_argument(regs, call.compat, 0);
		open.flags = 0100 | 01 | 01000; /* O_CREAT | O_WRONLY | O_TRUNC */
		open.mode = call_argument(regs, call.compat, 1);
		break;
	case DOOR_OPENAT:
		open.dirfd = call_argument(regs, call.compat, 0);
		open.text = call_argument(regs, call.compat, 1);
		open.flags = call_argument(regs, call.compat, 2);
		open.mode = call_argument(regs, call.compat, 3);
		break;
	case DOOR_OPENAT2: {
		struct open_how_kernel how = {};

		open.dirfd = call_argument(regs, call.compat, 0);
		open.text = call_argument(regs, call.compat, 1);
		bpf_probe_read_user(&how, sizeof(how), (void *)call_argument(regs, call.compat, 2));
		open.flags = how.flags;
		open.mode = how.mode;
		break;
	}
	default:
		open.dirfd = call_argument(regs, call.compat, 0);
		open.flags = call_argument(regs, call.compat, 2);
		break;
	}
	if (!(open.flags & (0100 | 020000000)))
		open.mode = 0; /* without O_CREAT or O_TMPFILE the register holds garbage */
	if (ret >= 0) {
		file = file_of_fd(task, ret);
		if (!file)
			goto out; /* another thread has closed it already: nothing left to tell what it was */
	}
	write_open(task, &open, file, slot);
out:
	release_name(slot);
	return 0;
}


/*
 * io_uring opens pass no system call exit of their own. A request completes in the thread that did it: the caller, a
 * worker or the polling thread, all of which belong to the owner's thread group and share its descriptors.
 */
static __always_inline void io_uring_open(struct io_kiocb *request, s32 res)
{
	struct open_call open = {};
	struct task_struct *task;
	struct io_open *args;
	struct file *file = NULL;

	task = (struct task_struct *)bpf_get_current_task();
	if (!type_enabled(RECORD_OPEN) || is_self(task))
		return;
	if (res < 0 && !want_failure(res))
		return;
	open.door = DOOR_IO_URING;
	open.retval = res;
	open.dirfd = AT_FDCWD_VALUE;
	if (bpf_core_type_exists(struct io_open)) {
		args = (struct io_open *)request; /* the command lies at the start of the request (io_kiocb.cmd) */
		open.dirfd = READ(args, dfd);
		open.flags = READ(args, how.flags);
		open.mode = READ(args, how.mode);
		open.direct = READ(args, file_slot) != 0;
	}
	if (res >= 0 && !open.direct) {
		file = file_of_fd(task, res);
		if (!file)
			return;
	}
	write_open(task, &open, file, NULL);
}
