/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Calls by which a thread changes what it is and may: ids, capabilities, namespaces, prctl. At their exit the thread's
 * credentials are the new ones; user space knows the old ones from the record before.
 */
#pragma once

#include "lib/event.h"

static __always_inline void write_ids(struct pt_regs *regs, struct call call, long ret, u32 type)
{
	struct setuid_record *r; /* setgid has the same layout */
	struct scratch *s;

	_Static_assert(sizeof(struct setuid_record) == sizeof(struct setgid_record), "one layout");
	if (ret < 0 || !wanted(type, 0, 0) || begin_event(type, sizeof(*r), call.compat ? TASK_COMPAT : 0))
		return;
	s = event_scratch();
	if (!s)
		return;
	r = (struct setuid_record *)s->data;
	r->retval = ret;
	r->door = call.door;
	r->arg1 = call_argument(regs, call.compat, 0);
	r->arg2 = call_argument(regs, call.compat, 1);
	r->arg3 = call_argument(regs, call.compat, 2);
	submit_urgent_event(type);
}

#define PR_SET_NAME_VALUE 15
/* These change credentials and always pass: the watch over credentials needs them. */
#define PR_CHANGES_CREDENTIALS(option) \
	((option) == 8 || (option) == 24 || (option) == 28 || (option) == 47) /* KEEPCAPS, CAPBSET_DROP, SECUREBITS, CAP_AMBIENT */

static __always_inline void write_prctl(struct task_struct *task, struct pt_regs *regs, struct call call, long ret)
{
	u32 option = call_argument(regs, call.compat, 0);
	struct prctl_record *r;
	struct scratch *s;

	if (PR_CHANGES_CREDENTIALS(option)) {
		if (!type_enabled(RECORD_PRCTL))
			return;
		count(RECORD_PRCTL, COUNT_SEEN);
	} else if (!wanted(RECORD_PRCTL, option, 0)) {
		return;
	}
	if (begin_event(RECORD_PRCTL, sizeof(*r), call.compat ? TASK_COMPAT : 0))
		return;
	s = event_scratch();
	if (!s)
		return;
	r = (struct prctl_record *)s->data;
	r->option = option;
	r->arg2 = call_argument(regs, call.compat, 1);
	r->arg3 = call_argument(regs, call.compat, 2);
	r->arg4 = call_argument(regs, call.compat, 3);
	r->retval = ret;
	r->door = call.door;
	r->new_name.offset = sizeof(*r);
	if (option == PR_SET_NAME_VALUE && ret == 0) {
		char passed[17] = {};

		/* What the kernel made of it; the text passed only tells whether it was longer. */
		event_kernel_text((u64)task + bpf_core_field_offset(struct task_struct, comm), 16,
				  __builtin_offsetof(struct prctl_record, new_name));
		if (bpf_probe_read_user_str(&passed, sizeof(passed), (void *)call_argument(regs, call.compat, 1)) > 16)
			r->flags |= PRCTL_NAME_TRUNCATED;
	}
	if (PR_CHANGES_CREDENTIALS(option))
		submit_urgent_event(RECORD_PRCTL);
	else
		submit_event(RECORD_PRCTL);
}

static __always_inline void write_setns(struct task_struct *task, struct pt_regs *regs, struct call call, long ret)
{
	u32 compat = call.compat ? TASK_COMPAT : 0;
	struct setns_record *r;
	struct scratch *s;
	struct file *file;
	struct pid *pid;

	if (!wanted(RECORD_SETNS, call_argument(regs, call.compat, 1), 0) || begin_event(RECORD_SETNS, sizeof(*r), compat))
		return;
	s = event_scratch();
	if (!s)
		return;
	r = (struct setns_record *)s->data;
	r->nstype = call_argument(regs, call.compat, 1);
	r->retval = ret;
	r->door = call.door;
	file = file_of_fd(task, call_argument(regs, call.compat, 0));
	if (file) {
		event_file((u64)file, __builtin_offsetof(struct setns_record, file));
		pid = pid_of_descriptor(file);
		if (pid)
			FILL_TARGET(r, task_of_pid(pid), 0);
	}
	submit_urgent_event(RECORD_SETNS);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(on_exit_credentials, struct pt_regs *regs, long ret)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct call call = classify(regs, task);
	u32 compat = call.compat ? TASK_COMPAT : 0;
	struct scratch *s;

	if (is_self(task))
		return 0;
	switch (call.door) {
	case DOOR_CAPSET:
		if (ret == 0 && wanted(RECORD_CAPSET, 0, 0) && !begin_event(RECORD_CAPSET, sizeof(struct capset_record), compat)) {
			s = event_scratch();
			if (!s)
				break;
			((struct capset_record *)s->data)->door = call.door;
			submit_urgent_event(RECORD_CAPSET);
		}
		break;
	case DOOR_UNSHARE: {
		u64 flags = call_argument(regs, call.compat, 0);

		if (wanted(RECORD_UNSHARE, flags, 0) && !begin_event(RECORD_UNSHARE, sizeof(struct unshare_record), compat)) {
			struct unshare_record *r;

			s = event_scratch();
			if (!s)
				break;
			r = (struct unshare_record *)s->data;
			r->unshare_flags = flags;
			r->retval = ret;
			r->door = call.door;
			submit_urgent_event(RECORD_UNSHARE);
		}
		break;
	}
	case DOOR_PRCTL:
		write_prctl(task, regs, call, ret);
		break;
	case DOOR_SETNS:
		write_setns(task, regs, call, ret);
		break;
	default:
		write_ids(regs, call, ret, call.door >= DOOR_SETGID ? RECORD_SETGID : RECORD_SETUID);
	}
	return 0;
}
