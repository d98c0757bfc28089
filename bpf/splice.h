/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * splice between a file and a pipe, with the flags of the pipe's last buffer before and after: a buffer that shows a page
 * of a file and may be merged with later writes lets anybody write into that file (CVE-2022-0847, Dirty Pipe).
 */
#pragma once

#include "lib/change.h"

/* The pipe behind a file, NULL when it is none. */
static __always_inline struct pipe_inode_info *pipe_of(struct file *file)
{
	struct inode *inode = READ(file, f_inode);

	return (READ(inode, i_mode) & S_IFMT) == 0010000 ? READ(inode, i_pipe) : NULL;
}

static __always_inline u32 last_buffer_flags(struct pipe_inode_info *pipe)
{
	u32 size = READ(pipe, ring_size);
	u32 last = (READ(pipe, head) - 1) & (size - 1);
	u64 buffers = (u64)READ(pipe, bufs);

	return READ((struct pipe_buffer *)(buffers + (u64)last * bpf_core_type_size(struct pipe_buffer)), flags);
}

/* The pipe that a splice moves data to, else from. */
static __always_inline struct pipe_inode_info *splice_pipe(struct file *in, struct file *out)
{
	struct pipe_inode_info *pipe = out ? pipe_of(out) : NULL;

	return pipe || !in ? pipe : pipe_of(in);
}

static __always_inline void write_splice(struct task_struct *task, struct change *change, struct name_slot *slot,
					 struct file *in, struct file *out, u32 entry_flag)
{
	struct pipe_inode_info *pipe = splice_pipe(in, out);
	struct file *file = in && pipe_of(in) && out && !pipe_of(out) ? out : in;
	struct splice_record *r;
	struct scratch *s;

	if (file)
		target_file(&slot->targets[0], file);
	change->flags |= CHANGE_AFTER;
	s = begin_change(task, change, slot, sizeof(*r));
	if (!s)
		return;
	r = (struct splice_record *)s->data;
	r->pipe_entry_flag = entry_flag;
	r->pipe_exit_flag = pipe ? last_buffer_flags(pipe) : 0;
	submit(s, &ring_events, RING_EVENTS, RECORD_SPLICE);
}

SEC("tracepoint/syscalls/sys_enter_splice")
int on_enter_splice(struct enter_frame *frame)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	u32 tid = READ(task, pid);
	struct name_slot *slot = name_slot_of(tid);
	struct pipe_inode_info *pipe;

	if (!type_enabled(RECORD_SPLICE) || !slot || is_self(task))
		return 0;
	pipe = splice_pipe(file_of_fd(task, frame->args[0]), file_of_fd(task, frame->args[2]));
	slot->owner = 0;
	claim_slot(slot, tid);
	slot->pipe_flag = pipe ? last_buffer_flags(pipe) : 0;
	return 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(on_exit_splice, struct pt_regs *regs, long ret)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct call call = classify(regs, task);
	u32 tid = READ(task, pid);
	struct name_slot *slot = name_slot_of(tid);
	struct change change = {};

	if (!slot)
		return 0;
	if (!type_enabled(RECORD_SPLICE) || is_self(task) || (ret < 0 && !want_failure(ret)))
		goto out;
	if (slot->owner != tid) {
		claim_slot(slot, tid);
		slot->pipe_flag = 0;
	}
	change.type = RECORD_SPLICE;
	change.door = call.door;
	change.compat = call.compat;
	change.retval = ret;
	change.dirfd = call_argument(regs, call.compat, 0);
	write_splice(task, &change, slot, file_of_fd(task, change.dirfd), file_of_fd(task, call_argument(regs, call.compat, 2)),
		     slot->pipe_flag);
out:
	if (slot->owner == tid)
		release_name(slot);
	return 0;
}
