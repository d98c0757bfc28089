/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Any system call that a rule names. A program of its own beside on_sys_exit, attached only while such a rule is loaded:
 * a call may be asked for both by its own kind of event and on demand.
 */
#pragma once

#include "lib/event.h"

volatile u8 ondemand_native[CALLS] = {};
volatile u8 ondemand_compat[CALLS] = {};

#define ONDEMAND_TEXT_BYTES 256

static __always_inline void ondemand_text(u64 address, u32 place)
{
	/* Small numbers are no addresses. */
	if (address > 65535)
		event_user_text(address, ONDEMAND_TEXT_BYTES, place);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(on_ondemand, struct pt_regs *regs, long ret)
{
	u64 number = call_number(regs);
	struct task_struct *task;
	struct ondemand_record *r;
	struct scratch *s;
	bool compat;

	if (number >= CALLS || (!ondemand_native[number] && !ondemand_compat[number]))
		return 0;
	task = (struct task_struct *)bpf_get_current_task();
	compat = is_compat_call(task);
	if (!(compat ? ondemand_compat[number] : ondemand_native[number]) || is_self(task) || !wanted(RECORD_ONDEMAND, 0, 0))
		return 0;
	if (begin_event(RECORD_ONDEMAND, sizeof(*r), compat ? TASK_COMPAT : 0))
		return 0;
	s = event_scratch();
	if (!s)
		return 0;
	r = (struct ondemand_record *)s->data;
	r->arg1 = call_argument(regs, compat, 0);
	r->arg2 = call_argument(regs, compat, 1);
	r->arg3 = call_argument(regs, compat, 2);
	r->arg4 = call_argument(regs, compat, 3);
	r->arg5 = call_argument(regs, compat, 4);
	r->arg6 = call_argument(regs, compat, 5);
	r->number = number;
	r->retval = ret;
	ondemand_text(r->arg1, __builtin_offsetof(struct ondemand_record, text1));
	ondemand_text(r->arg2, __builtin_offsetof(struct ondemand_record, text2));
	ondemand_text(r->arg3, __builtin_offsetof(struct ondemand_record, text3));
	ondemand_text(r->arg4, __builtin_offsetof(struct ondemand_record, text4));
	ondemand_text(r->arg5, __builtin_offsetof(struct ondemand_record, text5));
	ondemand_text(r->arg6, __builtin_offsetof(struct ondemand_record, text6));
	submit_event(RECORD_ONDEMAND);
	return 0;
}
