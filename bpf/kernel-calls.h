/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Calls on the kernel itself: modules, io_uring, and those that are seldom and powerful. */
#pragma once

#include "lib/event.h"

/*
 * What the kernel calls a module, and the parameters that it took, kept from the tracepoint to the exit of the call: what
 * the caller passed may have been changed meanwhile, and a module from memory has no other name.
 */
#define MODULE_NAME_BYTES 56
#define MODULE_ARGS_BYTES 1024
struct module_facts {
	char name[MODULE_NAME_BYTES];
	char args[MODULE_ARGS_BYTES];
};
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 64);
	__type(key, u32); /* thread */
	__type(value, struct module_facts);
} modules SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct module_facts);
} module_scratch SEC(".maps");

static __always_inline void keep_module(struct module *module)
{
	u32 zero = 0, tid = bpf_get_current_pid_tgid();
	struct module_facts *facts = bpf_map_lookup_elem(&module_scratch, &zero);

	if (!facts)
		return;
	__builtin_memset(facts->name, 0, sizeof(facts->name));
	facts->args[0] = 0;
	bpf_core_read(&facts->name, sizeof(facts->name), &module->name);
	bpf_probe_read_kernel_str(&facts->args, sizeof(facts->args), READ(module, args));
	bpf_map_update_elem(&modules, &tid, facts, BPF_ANY);
}

SEC("tp_btf/module_load")
int BPF_PROG(on_module_load, struct module *module)
{
	keep_module(module);
	return 0;
}

SEC("tp_btf/module_free")
int BPF_PROG(on_module_free, struct module *module)
{
	keep_module(module);
	return 0;
}

static __always_inline void write_load_module(struct task_struct *task, struct pt_regs *regs, struct call call, long ret)
{
	bool from_memory = call.door == DOOR_INIT_MODULE;
	u32 tid = READ(task, pid);
	struct module_facts *facts = bpf_map_lookup_elem(&modules, &tid);
	struct load_module_record *r;
	struct scratch *s;
	int cut;

	if (!wanted(RECORD_LOAD_MODULE, 0, 0) || begin_event(RECORD_LOAD_MODULE, sizeof(*r), call.compat ? TASK_COMPAT : 0))
		goto out;
	s = event_scratch();
	if (!s)
		goto out;
	r = (struct load_module_record *)s->data;
	r->retval = ret;
	r->door = call.door;
	r->file.path.offset = sizeof(*r);
	if (from_memory) {
		r->flags |= MODULE_FROM_MEMORY;
	} else {
		struct file *file = file_of_fd(task, call_argument(regs, call.compat, 0));

		if (file)
			event_file((u64)file, __builtin_offsetof(struct load_module_record, file));
	}
	r->name.offset = sizeof(*r);
	if (facts) {
		event_own_text(s, &r->name, facts->name, MODULE_NAME_BYTES);
		cut = event_own_text(s, &r->args, facts->args, MODULE_ARGS_BYTES);
	} else {
		cut = event_user_text(call_argument(regs, call.compat, from_memory ? 2 : 1), MODULE_ARGS_BYTES,
				      __builtin_offsetof(struct load_module_record, args));
	}
	if (cut > 0)
		r->flags |= MODULE_ARGS_TRUNCATED;
	submit_event(RECORD_LOAD_MODULE);
out:
	if (facts)
		bpf_map_delete_elem(&modules, &tid);
}

static __always_inline void write_unload_module(struct task_struct *task, struct pt_regs *regs, struct call call, long ret)
{
	u32 tid = READ(task, pid);
	struct module_facts *facts = bpf_map_lookup_elem(&modules, &tid);
	struct unload_module_record *r;
	struct scratch *s;

	if (!wanted(RECORD_UNLOAD_MODULE, 0, 0) || begin_event(RECORD_UNLOAD_MODULE, sizeof(*r), call.compat ? TASK_COMPAT : 0))
		goto out;
	s = event_scratch();
	if (!s)
		goto out;
	r = (struct unload_module_record *)s->data;
	r->retval = ret;
	r->door = call.door;
	r->call_flags = call_argument(regs, call.compat, 1);
	if (facts)
		event_own_text(s, &r->name, facts->name, MODULE_NAME_BYTES);
	else
		event_user_text(call_argument(regs, call.compat, 0), MODULE_NAME_BYTES, __builtin_offsetof(struct unload_module_record, name));
	submit_event(RECORD_UNLOAD_MODULE);
out:
	if (facts)
		bpf_map_delete_elem(&modules, &tid);
}

#define IO_URING_SET_UP 1
#define IO_URING_REGISTERED 2
#define IO_URING_SUBMITTED 3

static __always_inline void write_io_uring(struct task_struct *task, struct pt_regs *regs, struct call call, long ret)
{
	u32 action = call.door == DOOR_IO_URING_SETUP ? IO_URING_SET_UP : IO_URING_REGISTERED;
	struct io_uring_record *r;
	struct scratch *s;

	if (!wanted(RECORD_IO_URING, 0, action) || begin_event(RECORD_IO_URING, sizeof(*r), call.compat ? TASK_COMPAT : 0))
		return;
	s = event_scratch();
	if (!s)
		return;
	r = (struct io_uring_record *)s->data;
	r->action = action;
	r->retval = ret;
	r->door = call.door;
	r->file.path.offset = sizeof(*r);
	if (action == IO_URING_SET_UP) {
		u32 params[3] = {};

		bpf_probe_read_user(&params, sizeof(params), (void *)call_argument(regs, call.compat, 1));
		r->entries = call_argument(regs, call.compat, 0);
		r->setup_flags = params[2];
		r->fd = ret;
	} else {
		r->fd = call_argument(regs, call.compat, 0);
		r->opcode = call_argument(regs, call.compat, 1);
		r->entries = call_argument(regs, call.compat, 3);
	}
	submit_event(RECORD_IO_URING);
}

#ifndef SHRIKE_OLD_KERNEL
#define IO_FIXED_FILE 1 /* REQ_F_FIXED_FILE: the descriptor is a slot of the ring */
#define IO_SETUP_SQPOLL 2

/*
 * Operations do their work without a system call of their own, and with a polling thread without any. That thread, and the
 * workers, belong to the thread group of the ring's owner (since 5.12), so the running task names the process that asked.
 */
static __always_inline void write_submitted(struct io_kiocb *request)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct io_kiocb___submit *submit = (struct io_kiocb___submit *)request;
	u32 opcode = READ(request, opcode);
	struct io_uring_record *r;
	struct scratch *s;
	struct file *file = NULL;

	if (!type_enabled(RECORD_IO_URING) || is_self(task) || !wanted(RECORD_IO_URING, opcode, IO_URING_SUBMITTED))
		return;
	if (begin_event(RECORD_IO_URING, sizeof(*r), 0))
		return;
	s = event_scratch();
	if (!s)
		return;
	r = (struct io_uring_record *)s->data;
	r->action = IO_URING_SUBMITTED;
	r->opcode = opcode;
	r->door = DOOR_IO_URING;
	r->setup_flags = READ(READ(request, ctx), flags);
	if ((READ(task, flags) & PF_IO_WORKER) && (r->setup_flags & IO_SETUP_SQPOLL))
		r->flags |= IO_URING_SQPOLL;
	r->fd = -1;
	if (bpf_core_field_exists(submit->cqe)) {
		struct io_cqe_at_submit cqe = {};

		bpf_core_read(&cqe, sizeof(cqe), &submit->cqe);
		r->user_data = cqe.user_data;
		r->fd = cqe.fd;
	}
	r->file.path.offset = sizeof(*r);
	if (r->fd >= 0 && !(READ(submit, flags) & IO_FIXED_FILE))
		file = file_of_fd(task, r->fd);
	if (file)
		event_file((u64)file, __builtin_offsetof(struct io_uring_record, file));
	submit_event(RECORD_IO_URING);
}

/* Since 6.4: (request). */
SEC("tp_btf/io_uring_submit_req")
int on_io_uring_operation(u64 *ctx)
{
	write_submitted((struct io_kiocb *)ctx[0]);
	return 0;
}

/* 5.19 to 6.3: (request, force_nonblock). */
SEC("tp_btf/io_uring_submit_sqe")
int on_io_uring_operation_old(u64 *ctx)
{
	write_submitted((struct io_kiocb *)ctx[0]);
	return 0;
}
#endif

static __always_inline void write_kernel_call(struct task_struct *task, struct pt_regs *regs, struct call call, long ret,
					      struct name_slot *slot)
{
	struct kernel_call_record *r;
	struct scratch *s;
	u64 first = 0, second = 0;

	if (!wanted(RECORD_KERNEL_CALL, call.door, 0))
		return;
	if (begin_event(RECORD_KERNEL_CALL, sizeof(*r), call.compat ? TASK_COMPAT : 0))
		return;
	s = event_scratch();
	if (!s)
		return;
	r = (struct kernel_call_record *)s->data;
	r->arg1 = call_argument(regs, call.compat, 0);
	r->arg2 = call_argument(regs, call.compat, 1);
	r->arg3 = call_argument(regs, call.compat, 2);
	r->arg4 = call_argument(regs, call.compat, 3);
	r->arg5 = call_argument(regs, call.compat, 4);
	r->arg6 = call_argument(regs, call.compat, 5);
	r->retval = ret;
	r->door = call.door;
	r->file.path.offset = sizeof(*r);
	r->filename.offset = sizeof(*r);
	r->destination_filename.offset = sizeof(*r);
	switch (call.door) {
	case DOOR_CHROOT:
	case DOOR_SWAPON:
	case DOOR_SWAPOFF:
	case DOOR_ACCT:
		first = r->arg1;
		break;
	case DOOR_QUOTACTL:
		first = r->arg2;
		break;
	case DOOR_PIVOT_ROOT:
		first = r->arg1;
		second = r->arg2;
		slot = NULL; /* one copy, of either */
		break;
	case DOOR_ADD_KEY:
	case DOOR_REQUEST_KEY: /* type and description */
		first = r->arg1;
		second = r->arg2;
		slot = NULL;
		break;
	}
	if (call.door == DOOR_CHROOT && ret == 0) {
		struct fs_struct *fs = READ(task, fs);

		event_path(READ_ADDRESS(fs, root.dentry), READ_ADDRESS(fs, root.mnt), __builtin_offsetof(struct kernel_call_record, file));
	} else if (call.door == DOOR_KEXEC_FILE_LOAD) {
		struct file *file = file_of_fd(task, r->arg1);

		if (file)
			event_file((u64)file, __builtin_offsetof(struct kernel_call_record, file));
	}
	if (first)
		r->flags |= append_passed_text(&s->walk, s->data, RECORD_LIMIT, &r->filename, slot, 0, first);
	if (second)
		append_passed_text(&s->walk, s->data, RECORD_LIMIT, &r->destination_filename, slot, 1, second);
	submit_event(RECORD_KERNEL_CALL);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(on_exit_kernel, struct pt_regs *regs, long ret)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct name_slot *slot = take_name(task, ret);
	struct call call = classify(regs, task);

	if (is_self(task))
		goto out;
	switch (call.door) {
	case DOOR_INIT_MODULE:
	case DOOR_FINIT_MODULE:
		write_load_module(task, regs, call, ret);
		break;
	case DOOR_DELETE_MODULE:
		write_unload_module(task, regs, call, ret);
		break;
	case DOOR_IO_URING_SETUP:
	case DOOR_IO_URING_REGISTER:
		write_io_uring(task, regs, call, ret);
		break;
	default:
		write_kernel_call(task, regs, call, ret, slot);
	}
out:
	release_name(slot);
	return 0;
}
