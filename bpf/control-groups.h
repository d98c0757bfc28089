/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Moves between control groups, reads and writes of kernel parameters, use of capabilities. */
#pragma once

#include "lib/event.h"

/*
 * cgroup_attach_task and not the write into cgroup.procs: it hands over the process that is moved, in whatever pid
 * namespace the number was written, and costs other writes nothing. The file comes from the call that it happens in.
 */
SEC("tp_btf/cgroup_attach_task")
int BPF_PROG(on_cgroup_write, struct cgroup *cgroup, const char *path, struct task_struct *moved, bool threadgroup)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct cgroup_write_record *r;
	struct file *file = NULL;
	struct scratch *s;
	struct walk *walk;

	if (!type_enabled(RECORD_CGROUP_WRITE) || is_self(task) || !wanted(RECORD_CGROUP_WRITE, 0, 0))
		return 0;
	if (begin_event(RECORD_CGROUP_WRITE, sizeof(*r), 0))
		return 0;
	s = event_scratch();
	if (!s)
		return 0;
	r = (struct cgroup_write_record *)s->data;
	r->file.path.offset = sizeof(*r);
	FILL_TARGET(r, moved, 0);
	r->moved_to = READ(READ(cgroup, kn), id);
	r->threadgroup = threadgroup;
	if (!(READ(task, flags) & PF_KTHREAD)) {
		struct pt_regs *regs = current_regs();
		bool compat = is_compat_call(task);
		u64 number = call_number(regs);

		/* write, writev, pwrite64: on x86_64 and i386; write and writev on arm64. */
		if (compat ? number == 4 || number == 146 || number == 181 : number == WRITE_NUMBER || number == WRITEV_NUMBER || number == PWRITE_NUMBER)
			file = file_of_fd(task, call_argument(regs, compat, 0));
	}
	if (file)
		event_file((u64)file, __builtin_offsetof(struct cgroup_write_record, file));
	walk = &s->walk;
	append_cgroup(walk, s->data, RECORD_LIMIT, &r->cgroup, READ(cgroup, kn));
	submit_event(RECORD_CGROUP_WRITE);
	return 0;
}

/* The build area is big enough for name and values of this many bytes each. */
#define SYSCTL_NAME_BYTES 256
#define SYSCTL_VALUE_BYTES 1024

/*
 * The hook of control groups: before the read or write happens, with the value that is there and the one to come, for every
 * process below the control group that it is attached to, which is the root. It lets everything pass.
 */
SEC("cgroup/sysctl")
int on_sysctl(struct bpf_sysctl *ctx)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct sysctl_record *r;
	struct scratch *s;
	long n;

	if (!type_enabled(RECORD_SYSCTL) || is_self(task) || !wanted(RECORD_SYSCTL, ctx->write ? 2 : 1, 0))
		return 1;
	if (begin_event(RECORD_SYSCTL, sizeof(*r) + SYSCTL_NAME_BYTES + 2 * SYSCTL_VALUE_BYTES, 0))
		return 1;
	s = event_scratch();
	if (!s)
		return 1;
	r = (struct sysctl_record *)s->data;
	s->walk.used = sizeof(*r) + SYSCTL_NAME_BYTES + 2 * SYSCTL_VALUE_BYTES;
	__builtin_memset(&s->data[sizeof(*r)], 0, SYSCTL_NAME_BYTES);
	r->action = ctx->write ? 2 : 1;
	r->file_position = ctx->file_pos;
	r->name.offset = sizeof(*r);
	r->old_value.offset = sizeof(*r) + SYSCTL_NAME_BYTES;
	r->value.offset = sizeof(*r) + SYSCTL_NAME_BYTES + SYSCTL_VALUE_BYTES;
	n = bpf_sysctl_get_name(ctx, (char *)&s->data[sizeof(*r)], SYSCTL_NAME_BYTES, 0);
	if (n == -7) {
		r->flags |= SYSCTL_NAME_TRUNCATED;
		n = SYSCTL_NAME_BYTES - 1;
	}
	r->name.length = n > 0 ? n : 0;
	n = bpf_sysctl_get_current_value(ctx, (char *)&s->data[sizeof(*r) + SYSCTL_NAME_BYTES], SYSCTL_VALUE_BYTES);
	if (n == -7) {
		r->flags |= SYSCTL_OLD_TRUNCATED;
		n = SYSCTL_VALUE_BYTES - 1;
	}
	r->old_value.length = n > 0 ? n : 0;
	if (ctx->write) {
		n = bpf_sysctl_get_new_value(ctx, (char *)&s->data[sizeof(*r) + SYSCTL_NAME_BYTES + SYSCTL_VALUE_BYTES], SYSCTL_VALUE_BYTES);
		if (n == -7) {
			r->flags |= SYSCTL_VALUE_TRUNCATED;
			n = SYSCTL_VALUE_BYTES - 1;
		}
		r->value.length = n > 0 ? n : 0;
	}
	submit_event(RECORD_SYSCTL);
	return 1;
}

/* Which capabilities a program has asked for, and had, in the present period. */
struct capability_use { u64 exec_id, start_ns, since_ns, attempted, used; };
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 8192);
	__type(key, u32); /* process */
	__type(value, struct capability_use);
} capability_uses SEC(".maps");

/* After this time a capability that goes on being used is reported again. */
volatile u64 capabilities_period_ns = 60000000000;

#define CAP_SYS_ADMIN_VALUE 21

/*
 * Whether the kernel only asks by the way: every growth of memory asks whether the process may use the last reserve of it
 * (cap_vm_enough_memory), which is no use of the capability. The tracepoint does not tell, the running call does.
 */
static __always_inline bool is_memory_reserve(struct task_struct *task, int capability)
{
	u64 number;

	if (capability != CAP_SYS_ADMIN_VALUE)
		return false;
	number = call_number(current_regs());
	if (is_compat_call(task))
		return number == 45 || number == 90 || number == 192 || number == 125 || number == 163 || number == 11 || number == 2 ||
		       number == 120 || number == 190;
#if defined(__TARGET_ARCH_x86)
	/* mmap, mprotect, brk, mremap, clone, fork, vfork, execve, execveat, clone3; not in a call: a fault. */
	return number == 9 || number == 10 || number == 12 || number == 25 || number == 56 || number == 57 || number == 58 ||
	       number == 59 || number == 322 || number == 435 || number > CALLS;
#else
	return number == 222 || number == 226 || number == 214 || number == 216 || number == 220 || number == 221 || number == 281 ||
	       number == 435 || number > CALLS;
#endif
}

static __always_inline int note_capability(const struct cred *cred, int capability, int ret, bool by_the_way)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	u64 bit = 1ULL << (capability & 63), used = ret == 0 ? bit : 0, now;
	u32 pid = READ(task, tgid);
	struct capability_use *known, fresh = {};
	struct capabilities_record *r;
	struct scratch *s;

	if (!type_enabled(RECORD_CAPABILITIES) || pid == self_pid || (READ(task, flags) & PF_KTHREAD))
		return 0;
	/* Somebody else's credentials are asked: those with which a file was opened, say. */
	if (cred != READ(task, cred))
		return 0;
	if (by_the_way)
		return 0;
	now = bpf_ktime_get_boot_ns();
	fresh.exec_id = READ(task, self_exec_id);
	fresh.start_ns = READ(READ(task, group_leader), start_boottime);
	known = bpf_map_lookup_elem(&capability_uses, &pid);
	if (!known || known->exec_id != fresh.exec_id || known->start_ns != fresh.start_ns ||
	    now - known->since_ns > capabilities_period_ns) {
		fresh.since_ns = now;
		bpf_map_update_elem(&capability_uses, &pid, &fresh, BPF_ANY);
		known = bpf_map_lookup_elem(&capability_uses, &pid);
		if (!known)
			return 0;
	}
	if ((known->attempted & bit) && (known->used & used) == used)
		return 0;
	known->attempted |= bit;
	known->used |= used;
	if (!wanted(RECORD_CAPABILITIES, known->attempted, known->used) || begin_event(RECORD_CAPABILITIES, sizeof(*r), 0))
		return 0;
	s = event_scratch();
	if (!s)
		return 0;
	r = (struct capabilities_record *)s->data;
	r->attempted = known->attempted;
	r->used = known->used;
	submit_event(RECORD_CAPABILITIES);
	return 0;
}

SEC("tp_btf/cap_capable")
int BPF_PROG(on_capability, const struct cred *cred, struct user_namespace *asked, const struct user_namespace *granted, int capability,
	     int ret)
{
	if (!type_enabled(RECORD_CAPABILITIES))
		return 0;
	return note_capability(cred, capability, ret, is_memory_reserve((struct task_struct *)bpf_get_current_task(), capability));
}

#define CAP_OPT_NOAUDIT_VALUE 2 /* the kernel asks by the way */

/* Before 6.14 there is no tracepoint; the end of the function says more: whether the kernel only asked by the way. */
SEC("fexit/cap_capable")
int BPF_PROG(on_capability_before, const struct cred *cred, struct user_namespace *asked, int capability, unsigned int options, int ret)
{
	return note_capability(cred, capability, ret, options & CAP_OPT_NOAUDIT_VALUE);
}
