/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Writes into files that are the kernel's switches: selinuxfs, and the memory of processes below /proc. Writing is the most
 * frequent of calls, so the family is only routed here while a rule asks, and a look at the file system ends it for others.
 */
#pragma once

#include "lib/event.h"

#define SELINUX_MAGIC 0xf97cff8c
#define PROC_SUPER_MAGIC 0x9fa0
#define SELINUX_WRITTEN_BYTES 64

/* Where the first piece lies and how long it is: of write(2) the buffer, of writev(2) the first element. */
static __always_inline void first_piece(struct pt_regs *regs, struct call call, u64 *address, u64 *length)
{
	*address = call_argument(regs, call.compat, 1);
	*length = call_argument(regs, call.compat, 2);
	if (call.door != DOOR_WRITE && call.door != DOOR_PWRITE64) {
		if (call.compat) {
			u32 piece[2] = {};

			bpf_probe_read_user(&piece, sizeof(piece), (void *)*address);
			*address = piece[0];
			*length = piece[1];
		} else {
			u64 piece[2] = {};

			bpf_probe_read_user(&piece, sizeof(piece), (void *)*address);
			*address = piece[0];
			*length = piece[1];
		}
	}
}

SEC("tp_btf/sys_exit")
int BPF_PROG(on_exit_write, struct pt_regs *regs, long ret)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct call call = classify(regs, task);
	struct file *file = file_of_fd(task, call_argument(regs, call.compat, 0));
	u32 compat = call.compat ? TASK_COMPAT : 0;
	u64 magic, address = 0, length = 0;
	struct scratch *s;

	if (!file)
		return 0;
	magic = READ(READ(READ(file, f_inode), i_sb), s_magic);
	if (magic != SELINUX_MAGIC && magic != PROC_SUPER_MAGIC)
		return 0;
	if (is_self(task))
		return 0;
	if (magic == SELINUX_MAGIC) {
		struct selinux_record *r;

		if (!wanted(RECORD_SELINUX, 0, 0) || begin_event(RECORD_SELINUX, sizeof(*r), compat))
			return 0;
		s = event_scratch();
		if (!s)
			return 0;
		r = (struct selinux_record *)s->data;
		r->retval = ret;
		r->door = call.door;
		event_file((u64)file, __builtin_offsetof(struct selinux_record, file));
		first_piece(regs, call, &address, &length);
		event_user_text(address, length < SELINUX_WRITTEN_BYTES ? length + 1 : SELINUX_WRITTEN_BYTES,
				__builtin_offsetof(struct selinux_record, written));
		submit_event(RECORD_SELINUX);
	} else if (file_is_named(file, "mem", 3)) {
		struct proc_inode *inode = (void *)READ(file, f_inode) - bpf_core_field_offset(struct proc_inode, vfs_inode);
		struct process_memory_record *r;

		if (!wanted(RECORD_PROCESS_MEMORY, 2, 0) || begin_event(RECORD_PROCESS_MEMORY, sizeof(*r), compat))
			return 0;
		s = event_scratch();
		if (!s)
			return 0;
		r = (struct process_memory_record *)s->data;
		FILL_TARGET(r, task_of_pid(READ(inode, pid)), 0);
		r->action = 2;
		r->retval = ret;
		r->door = call.door;
		first_piece(regs, call, &address, &length);
		r->size = length;
		if (call.door == DOOR_PWRITE64 || call.door == DOOR_PWRITEV || call.door == DOOR_PWRITEV2)
			r->address = call_argument(regs, call.compat, 3);
		else /* the position has moved on by what was written */
			r->address = READ((struct file___position *)file, f_pos) - (ret > 0 ? ret : 0);
		submit_event(RECORD_PROCESS_MEMORY);
	}
	return 0;
}
