/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a process does to another: signals, tracing, resource limits, reading and writing its memory. */
#pragma once

#include "lib/event.h"

/*
 * signal_generate and not the exit of kill(2): one event per process that gets the signal, whichever call sent it, with the
 * task itself instead of a number, before the signal has any effect. Signals of the kernel's own (faults, SIGCHLD, timers)
 * are not what this is about; who sends is the running task only for signals with a si_code of a call.
 */
SEC("tp_btf/signal_generate")
int BPF_PROG(on_signal, int number, struct kernel_siginfo *info, struct task_struct *target, int group, int result)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct signal_record *r;
	struct scratch *s;
	struct call call;
	s32 code, addressee;

	if (!type_enabled(RECORD_SIGNAL) || (u64)info < 2)
		return 0;
	code = READ(info, si_code);
	/* SI_USER, SI_QUEUE, SI_TKILL, and what rt_sigqueueinfo may choose; not timers, queues and asynchronous I/O. */
	if (code > 0 || (code <= -2 && code >= -5) || code == -60)
		return 0;
	if (is_self(task) || (READ(task, flags) & PF_KTHREAD) || !wanted_about(RECORD_SIGNAL, number, target))
		return 0;
	call = classify(current_regs(), task);
	if (begin_event(RECORD_SIGNAL, sizeof(*r), call.compat ? TASK_COMPAT : 0))
		return 0;
	s = event_scratch();
	if (!s)
		return 0;
	r = (struct signal_record *)s->data;
	FILL_TARGET(r, target, 0);
	addressee = call.door == DOOR_KILL ? call_argument(current_regs(), call.compat, 0) : 1;
	r->addressee = addressee > 0 ? (s32)r->target_pid : addressee;
	r->number = number;
	r->code = code;
	r->door = call.door;
	submit_event(RECORD_SIGNAL);
	return 0;
}

/* Refused signals, which generate none. */
static __always_inline void write_refused_signal(struct task_struct *task, struct pt_regs *regs, struct call call, long ret)
{
	int at = call.door == DOOR_TGKILL || call.door == DOOR_RT_TGSIGQUEUEINFO ? 2 : 1;
	s32 number = call_argument(regs, call.compat, at);
	s32 addressee = call_argument(regs, call.compat, at - 1);
	struct task_struct *target = NULL;
	struct signal_record *r;
	struct scratch *s;

	/* 0 is no signal but the question whether somebody is there. */
	if (ret >= 0 || number == 0 || !wanted(RECORD_SIGNAL, number, 0))
		return;
	if (begin_event(RECORD_SIGNAL, sizeof(*r), call.compat ? TASK_COMPAT : 0))
		return;
	s = event_scratch();
	if (!s)
		return;
	r = (struct signal_record *)s->data;
	if (call.door == DOOR_PIDFD_SEND_SIGNAL) {
		struct file *file = file_of_fd(task, addressee);

		if (file)
			target = task_of_pid(pid_of_descriptor(file));
		addressee = 0;
	} else if (addressee > 0) {
		target = (struct task_struct *)task_by_number(addressee);
	}
	FILL_TARGET(r, target, addressee > 0 ? addressee : 0);
	r->addressee = target ? (s32)r->target_pid : addressee;
	r->number = number;
	r->retval = ret;
	r->door = call.door;
	submit_event(RECORD_SIGNAL);
}

static __always_inline void write_rlimit(struct task_struct *task, struct pt_regs *regs, struct call call, long ret)
{
	bool other = call.door == DOOR_PRLIMIT64;
	u32 number = other ? call_argument(regs, call.compat, 0) : 0;
	u32 resource = call_argument(regs, call.compat, other ? 1 : 0);
	u64 user = call_argument(regs, call.compat, other ? 2 : 1);
	struct setrlimit_record *r;
	struct scratch *s;
	u64 target;

	/* Without new values prlimit64 only reads. */
	if (!user)
		return;
	target = number ? task_by_number(number) : (u64)task;
	if (!wanted_about(RECORD_SETRLIMIT, resource, (struct task_struct *)target))
		return;
	if (begin_event(RECORD_SETRLIMIT, sizeof(*r), call.compat ? TASK_COMPAT : 0))
		return;
	s = event_scratch();
	if (!s)
		return;
	r = (struct setrlimit_record *)s->data;
	FILL_TARGET(r, target, number);
	r->resource = resource;
	r->retval = ret;
	r->door = call.door;
	if (call.compat && !other) {
		u32 limits[2] = {};

		bpf_probe_read_user(&limits, sizeof(limits), (void *)user);
		r->rlim_cur = limits[0] == ~0U ? ~0ULL : limits[0];
		r->rlim_max = limits[1] == ~0U ? ~0ULL : limits[1];
	} else {
		u64 limits[2] = {};

		bpf_probe_read_user(&limits, sizeof(limits), (void *)user);
		r->rlim_cur = limits[0];
		r->rlim_max = limits[1];
	}
	submit_event(RECORD_SETRLIMIT);
}

static __always_inline void write_ptrace(struct task_struct *task, struct pt_regs *regs, struct call call, long ret)
{
	u32 request = call_argument(regs, call.compat, 0);
	u32 number = call_argument(regs, call.compat, 1);
	struct ptrace_record *r;
	struct scratch *s;
	u64 target;

	/* PTRACE_TRACEME: the caller is the tracee, whatever number it passed. */
	target = request == 0 ? (u64)task : task_by_number(number);
	if (!wanted_about(RECORD_PTRACE, request, (struct task_struct *)target) || begin_event(RECORD_PTRACE, sizeof(*r), call.compat ? TASK_COMPAT : 0))
		return;
	s = event_scratch();
	if (!s)
		return;
	r = (struct ptrace_record *)s->data;
	FILL_TARGET(r, target, number);
	r->request = request;
	r->address = call_argument(regs, call.compat, 2);
	r->payload = call_argument(regs, call.compat, 3);
	r->retval = ret;
	r->door = call.door;
	submit_event(RECORD_PTRACE);
}

static __always_inline void write_process_vm(struct pt_regs *regs, struct call call, long ret)
{
	u32 number = call_argument(regs, call.compat, 0);
	u32 action = call.door == DOOR_PROCESS_VM_WRITEV ? 2 : 1;
	void *user = (void *)call_argument(regs, call.compat, 3);
	struct process_memory_record *r;
	struct scratch *s;
	u64 target = task_by_number(number);

	if (!wanted_about(RECORD_PROCESS_MEMORY, action, (struct task_struct *)target))
		return;
	if (begin_event(RECORD_PROCESS_MEMORY, sizeof(*r), call.compat ? TASK_COMPAT : 0))
		return;
	s = event_scratch();
	if (!s)
		return;
	r = (struct process_memory_record *)s->data;
	FILL_TARGET(r, target, number);
	if (call.compat) {
		u32 piece[2] = {};

		bpf_probe_read_user(&piece, sizeof(piece), user);
		r->address = piece[0];
		r->size = piece[1];
	} else {
		u64 piece[2] = {};

		bpf_probe_read_user(&piece, sizeof(piece), user);
		r->address = piece[0];
		r->size = piece[1];
	}
	r->action = action;
	r->retval = ret;
	r->door = call.door;
	submit_event(RECORD_PROCESS_MEMORY);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(on_exit_control, struct pt_regs *regs, long ret)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct call call = classify(regs, task);

	if (is_self(task))
		return 0;
	switch (call.door) {
	case DOOR_SETRLIMIT:
	case DOOR_PRLIMIT64:
		write_rlimit(task, regs, call, ret);
		break;
	case DOOR_PTRACE:
		write_ptrace(task, regs, call, ret);
		break;
	case DOOR_PROCESS_VM_READV:
	case DOOR_PROCESS_VM_WRITEV:
		write_process_vm(regs, call, ret);
		break;
	default:
		write_refused_signal(task, regs, call, ret);
	}
	return 0;
}
