/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Refused execs, seen at the exit of the call. */
#pragma once

#include "lib/record.h"
#include "lib/slot.h"

/* A refused exec: nothing of a new image exists, so the caller's text is all there is. */
static __always_inline void write_exec_failed(struct task_struct *task, struct pt_regs *regs, struct call call, long ret,
					      struct name_slot *slot)
{
	struct exec_failed_record *r;
	struct scratch *s;
	u64 now = bpf_ktime_get_boot_ns();

	if (!type_enabled(RECORD_EXEC_FAILED))
		return;
	count(RECORD_EXEC_FAILED, COUNT_SEEN);
	s = take_scratch(RECORD_EXEC_FAILED);
	if (!s)
		return;
	r = (struct exec_failed_record *)s->data;
	r->header.time_ns = now;
	s->walk.used = sizeof(*r);
	fill_task(&r->task, task);
	if (call.compat)
		r->task.flags |= TASK_COMPAT;
	r->retval = ret;
	r->flags = append_passed_text(&s->walk, s->data, RECORD_LIMIT, &r->filename, slot, 0,
				      call_argument(regs, call.compat, call.door == DOOR_EXECVEAT));
	submit(s, &ring_events, RING_EVENTS, RECORD_EXEC_FAILED);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(on_exit_exec, struct pt_regs *regs, long ret)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct name_slot *slot = take_name(task, ret);

	if (ret < 0)
		write_exec_failed(task, regs, classify(regs, task), ret, slot);
	release_name(slot);
	return 0;
}
