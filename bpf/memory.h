/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Mappings of memory. These calls are frequent: the filter by protection and flags is asked before anything else. What is
 * mapped is asked of the kernel by address (bpf_find_vma), not of the descriptor, which another thread may have changed.
 */
#pragma once

#include "lib/event.h"
#include "lib/name-filter.h"

#define MAP_ANONYMOUS_VALUE 0x20

struct mapping { u64 flags; u64 file; u32 found, unused; };

#ifdef SHRIKE_OLD_KERNEL
/* No bpf_find_vma: the tree is walked without its lock, and every read of it may fail without harm. */
static __always_inline void look_at_mapping(u64 address, struct mapping *out)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct mm_struct___rb *mm = (struct mm_struct___rb *)READ(task, mm);
	struct rb_node *node;

	if (!bpf_core_field_exists(mm->mm_rb))
		return;
	node = READ(mm, mm_rb.rb_node);
	for (int i = 0; i < 24 && node; i++) {
		struct vm_area_struct *vma = (void *)node - bpf_core_field_offset(struct vm_area_struct___rb, vm_rb);

		if (READ(vma, vm_end) <= address) {
			node = READ(node, rb_right);
		} else if (READ(vma, vm_start) > address) {
			node = READ(node, rb_left);
		} else {
			out->flags = READ(vma, vm_flags);
			out->file = READ_ADDRESS(vma, vm_file);
			out->found = 1;
			return;
		}
	}
}
#else
static long keep_mapping(struct task_struct *task, struct vm_area_struct *vma, struct mapping *out)
{
	out->flags = READ(vma, vm_flags);
	out->file = READ_ADDRESS(vma, vm_file);
	out->found = 1;
	return 0;
}

static __always_inline void look_at_mapping(u64 address, struct mapping *out)
{
	bpf_find_vma(bpf_get_current_task_btf(), address, keep_mapping, out, 0);
}
#endif

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, u32); /* thread */
	__type(value, struct mapping);
} former_mappings SEC(".maps");

/*
 * On the way in: what the mapping at the start of the area is now. A tracepoint of this call alone, since the generic entry
 * would cost every call on the machine as much as their exit does; 32-bit calls do not pass it, and their former protection
 * stays unknown.
 */
static __always_inline void look_before_mprotect(struct enter_frame *frame)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	u64 requested = frame->args[2];
	struct mapping mapping = {};
	u32 tid = READ(task, pid);
	struct number_approver *a;
	u32 type = RECORD_MPROTECT;

	if (!type_enabled(RECORD_MPROTECT) || is_self(task))
		return;
	/* The first number of the filter is known already; only the second needs the mapping. */
	a = bpf_map_lookup_elem(&number_approvers, &type);
	if (a && a->active && !a->any_bits[1] && !a->places[1] && !(requested & a->any_bits[0]) &&
	    !(place_of(requested) & a->places[0]))
		return;
	look_at_mapping(frame->args[0], &mapping);
	bpf_map_update_elem(&former_mappings, &tid, &mapping, BPF_ANY);
}

SEC("tracepoint/syscalls/sys_enter_mprotect")
int on_enter_mprotect(struct enter_frame *frame)
{
	look_before_mprotect(frame);
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_pkey_mprotect")
int on_enter_pkey_mprotect(struct enter_frame *frame)
{
	look_before_mprotect(frame);
	return 0;
}

static __always_inline void write_mprotect(struct task_struct *task, struct pt_regs *regs, struct call call, long ret)
{
	u64 address = call_argument(regs, call.compat, 0);
	u64 requested = call_argument(regs, call.compat, 2);
	u32 tid = READ(task, pid);
	struct mapping *former = bpf_map_lookup_elem(&former_mappings, &tid);
	struct mapping now = {};
	struct mprotect_record *r;
	struct scratch *s;

	if (!wanted(RECORD_MPROTECT, requested, former ? former->flags : 0))
		goto out;
	if (begin_event(RECORD_MPROTECT, sizeof(*r), call.compat ? TASK_COMPAT : 0))
		goto out;
	s = event_scratch();
	if (!s)
		goto out;
	r = (struct mprotect_record *)s->data;
	r->address = address;
	r->length = call_argument(regs, call.compat, 1);
	r->requested = requested;
	r->retval = ret;
	r->door = call.door;
	if (former && former->found)
		r->former_flags = former->flags;
	else
		r->flags |= MPROTECT_FORMER_UNKNOWN;
	look_at_mapping(address, &now);
	r->file.path.offset = sizeof(*r);
	if (now.file)
		event_file(now.file, __builtin_offsetof(struct mprotect_record, file));
	submit_event(RECORD_MPROTECT);
out:
	if (former)
		bpf_map_delete_elem(&former_mappings, &tid);
}

static __always_inline void write_mmap(struct task_struct *task, struct pt_regs *regs, struct call call, long ret)
{
	bool failed = (u64)ret >= (u64)-4095;
	bool anonymous;
	u32 old[6] = {};
	u64 args[6];
	struct mapping mapping = {};
	struct mmap_record *r;
	struct scratch *s;

	if (call.door == DOOR_OLD_MMAP) {
		bpf_probe_read_user(&old, sizeof(old), (void *)call_argument(regs, true, 0));
		for (int i = 0; i < 6; i++)
			args[i] = old[i];
	} else {
		for (int i = 0; i < 6; i++)
			args[i] = call_argument(regs, call.compat, i);
		if (call.door == DOOR_MMAP2)
			args[5] *= 4096;
	}
	if (!wanted(RECORD_MMAP, args[2], args[3]))
		return;
	/* Shared anonymous memory has a file inside the kernel, which nobody mapped. */
	anonymous = args[3] & MAP_ANONYMOUS_VALUE;
	if (!failed)
		look_at_mapping(ret, &mapping);
	if (!mapping.found && !anonymous)
		mapping.file = (u64)file_of_fd(task, args[4]);
	if ((approvers.types & (1ULL << RECORD_MMAP)) &&
	    (anonymous || (mapping.file && !file_wanted(mapping.file, 1U << RECORD_MMAP)))) {
		count(RECORD_MMAP, COUNT_FILTERED);
		return;
	}
	if (begin_event(RECORD_MMAP, sizeof(*r), call.compat ? TASK_COMPAT : 0))
		return;
	s = event_scratch();
	if (!s)
		return;
	r = (struct mmap_record *)s->data;
	r->address = failed ? 0 : ret;
	r->length = args[1];
	r->offset = args[5];
	r->protection = args[2];
	r->map_flags = args[3];
	r->retval = failed ? ret : 0;
	r->door = call.door;
	r->file.path.offset = sizeof(*r);
	if (mapping.file && !anonymous)
		event_file(mapping.file, __builtin_offsetof(struct mmap_record, file));
	submit_event(RECORD_MMAP);
}

static __always_inline void write_memfd(struct task_struct *task, struct pt_regs *regs, struct call call, long ret)
{
	u64 flags = call_argument(regs, call.compat, 1);
	struct memfd_create_record *r;
	struct scratch *s;
	struct file *file = NULL;
	struct dentry *dentry;

	if (!wanted(RECORD_MEMFD_CREATE, flags, 0) || begin_event(RECORD_MEMFD_CREATE, sizeof(*r), call.compat ? TASK_COMPAT : 0))
		return;
	s = event_scratch();
	if (!s)
		return;
	r = (struct memfd_create_record *)s->data;
	r->memfd_flags = flags;
	r->retval = ret;
	r->door = call.door;
	r->file.path.offset = sizeof(*r);
	if (ret >= 0)
		file = file_of_fd(task, ret);
	if (file)
		event_file((u64)file, __builtin_offsetof(struct memfd_create_record, file));
	/* The kernel's file is called "memfd:NAME"; the name passed may have been changed since. */
	if (file) {
		dentry = READ(file, f_path.dentry);
		event_kernel_text(READ_ADDRESS(dentry, d_name.name) + 6, 256, __builtin_offsetof(struct memfd_create_record, name));
	} else {
		event_user_text(call_argument(regs, call.compat, 0), 256, __builtin_offsetof(struct memfd_create_record, name));
	}
	submit_event(RECORD_MEMFD_CREATE);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(on_exit_memory, struct pt_regs *regs, long ret)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct call call = classify(regs, task);

	if (is_self(task))
		return 0;
	if (call.door == DOOR_MEMFD_CREATE)
		write_memfd(task, regs, call, ret);
	else if (call.door == DOOR_MPROTECT || call.door == DOOR_PKEY_MPROTECT)
		write_mprotect(task, regs, call, ret);
	else
		write_mmap(task, regs, call, ret);
	return 0;
}
