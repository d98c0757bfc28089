/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The kernel's own copies of paths, kept from the moment the kernel frees them until the call's exit. */
#pragma once

#include "lib/syscall.h"

#ifndef SHRIKE_OLD_KERNEL
/* Address of the cache that the kernel takes its path copies from; found by name once. */
volatile u64 names_cache = 0;

/*
 * The kernel frees its copy of a path at the end of each call that took one. Read here, the text is what the call used,
 * whatever another thread did to user memory meanwhile. The program runs for every object of every cache: the first
 * comparison must answer nearly always. raw_tp and not tp_btf: before 6.2 the verifier lets no typed program read a
 * `const void *` argument.
 */
/* Keeps the copy of the path in the slot of the running thread. */
static __always_inline void keep_name(const void *object)
{
	struct task_struct *task;
	struct name_slot *slot;
	const char *text;
	struct pt_regs *regs;
	struct call call;
	u32 tid;
	long n;

	task = (struct task_struct *)bpf_get_current_task();
	regs = (struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf());
	call = classify(regs, task);
	if (!call.door)
		return;
	tid = READ(task, pid);
	slot = name_slot_of(tid);
	if (!slot)
		return;
	/* Short names lie inside struct filename; long ones in an object of their own, freed on its own. */
	text = READ((struct filename *)object, name);
	if ((u64)text < (u64)object || (u64)text > (u64)object + 64)
		text = object;
	slot->tid = 0;
	n = bpf_probe_read_kernel_str(slot->text, PASSED_MAX_BYTES, text);
	slot->length = n > 0 ? n : 0;
	slot->tid = tid;
}

SEC("raw_tp/kmem_cache_free")
int BPF_PROG(on_name_free, unsigned long call_site, const void *object, struct kmem_cache *cache)
{
	if ((u64)cache != names_cache) {
		char name[16] = {};

		if (names_cache || READ(cache, object_size) != 4096)
			return 0;
		bpf_probe_read_kernel_str(&name, sizeof(name), READ(cache, name));
		if (bpf_strncmp(name, 12, "names_cache"))
			return 0;
		names_cache = (u64)cache;
	}
	keep_name(object);
	return 0;
}

/* 5.17 to 6.1: the tracepoint hands over the name of the cache instead of the cache. */
SEC("raw_tp/kmem_cache_free")
int BPF_PROG(on_name_free_by_text, unsigned long call_site, const void *object, const char *cache_name)
{
	if ((u64)cache_name != names_cache) {
		char name[16] = {};

		if (names_cache)
			return 0;
		bpf_probe_read_kernel_str(&name, sizeof(name), cache_name);
		if (bpf_strncmp(name, 12, "names_cache"))
			return 0;
		names_cache = (u64)cache_name;
	}
	keep_name(object);
	return 0;
}
#endif
