/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * System calls seen at their exit: number, arguments, and which of them we care for.
 *
 * One raw sys_exit program with a table costs about half of an enter-and-exit pair on calls that nobody asked for, and
 * unlike the per-call tracepoints it sees the 32-bit entry (int 0x80). At exit the argument registers still hold what
 * was passed.
 */
#pragma once

#include "file.h"
#define EPERM_VALUE 1
#define EACCES_VALUE 13
#define EFAULT_VALUE 14
#define AT_FDCWD_VALUE (-100)

#include "calls.gen.h"

#define CALLS 512
#define DOORS 256

/* Door of a call number, 0: not asked for. Filled by user space from schema/calls.ts, and again when rules change. */
volatile u8 doors_native[CALLS] = {};
volatile u8 doors_compat[CALLS] = {};
static const volatile u8 door_families[DOORS] = DOOR_FAMILIES;

struct call {
	u32 door; /* 0: not asked for */
	bool compat;
};

static __always_inline u64 call_number(struct pt_regs *regs)
{
#if defined(__TARGET_ARCH_x86)
	return READ(regs, orig_ax) & ~0x40000000UL; /* the x32 bit */
#else
	return READ(regs, syscallno);
#endif
}

static __always_inline struct call classify(struct pt_regs *regs, struct task_struct *task)
{
	struct call call = {};
	u64 number = call_number(regs);

	if (number >= CALLS)
		return call;
	/* Most calls are in neither table: answer them without touching the task. */
	if (!doors_native[number] && !doors_compat[number])
		return call;
	call.compat = is_compat_call(task);
	call.door = call.compat ? doors_compat[number] : doors_native[number];
	return call;
}

static __always_inline u64 call_argument(struct pt_regs *regs, bool compat, int index)
{
#if defined(__TARGET_ARCH_x86)
	if (compat) {
		switch (index) {
		case 0: return (u32)READ(regs, bx);
		case 1: return (u32)READ(regs, cx);
		case 2: return (u32)READ(regs, dx);
		case 3: return (u32)READ(regs, si);
		default: return (u32)READ(regs, di);
		}
	}
	switch (index) {
	case 0: return READ(regs, di);
	case 1: return READ(regs, si);
	case 2: return READ(regs, dx);
	case 3: return READ(regs, r10);
	default: return READ(regs, r8);
	}
#else
	return index ? READ(regs, regs[index]) : READ(regs, orig_x0);
#endif
}

static __always_inline struct file *file_of_fd(struct task_struct *task, u32 fd)
{
	struct fdtable *table = READ(READ(task, files), fdt);
	struct file **slot = READ(table, fd);
	struct file *file = NULL;

	if (fd >= READ(table, max_fds))
		return NULL;
	bpf_probe_read_kernel(&file, sizeof(file), &slot[fd]);
	return file;
}

/*
 * The kernel's own copy of a path that a thread passed, kept from the moment the kernel frees it until the call's exit a
 * few microseconds later. Slots are shared by thread id; who finds another's id in its slot falls back to user memory.
 */
#define NAME_SLOTS 256
#define PASSED_MAX_BYTES 4096
struct name_slot {
	u32 tid;
	u32 length; /* with the NUL */
	char text[PASSED_MAX_BYTES];
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, NAME_SLOTS);
	__type(key, u32);
	__type(value, struct name_slot);
} name_slots SEC(".maps");

static __always_inline struct name_slot *name_slot_of(u32 tid)
{
	u32 key = tid & (NAME_SLOTS - 1);

	return bpf_map_lookup_elem(&name_slots, &key);
}

/* The running thread's name slot at the exit of a call; NULL when there is no copy of the path of this call. */
static __always_inline struct name_slot *take_name(struct task_struct *task, long ret)
{
	struct name_slot *slot = name_slot_of(READ(task, pid));

	/* EFAULT: the kernel never had a copy of this one. */
	if (slot && (slot->tid != (u32)READ(task, pid) || ret == -EFAULT_VALUE))
		return NULL;
	return slot;
}

/* To be called at the end of each call that took one: a copy left behind would pass for the next call's. */
static __always_inline void release_name(struct name_slot *slot)
{
	if (slot)
		slot->tid = 0;
}

/* The sensor's own calls would feed themselves. */
static __always_inline bool is_self(struct task_struct *task)
{
	return (u32)READ(task, tgid) == self_pid;
}

/* Appends the text that the caller passed; returns PATH_* bits that say where it comes from. */
static __always_inline u32 append_passed_text(struct walk *walk, u8 *data, u32 limit, struct text_ref *ref,
					      struct name_slot *slot, u32 tid, u64 user_address)
{
	u32 at = walk->used;
	u32 from = PATH_FROM_USER;
	long n = -1;

	ref->offset = at;
	ref->length = 0;
	if (at > limit - PASSED_MAX_BYTES)
		return PATH_UNREADABLE;
	if (slot && slot->tid == tid && slot->length) {
		n = bpf_probe_read_kernel_str(data + at, PASSED_MAX_BYTES, slot->text);
		from = PATH_FROM_KERNEL;
	} else {
		n = bpf_probe_read_user_str(data + at, PASSED_MAX_BYTES, (void *)user_address);
	}
	if (n <= 0)
		return PATH_UNREADABLE;
	ref->length = n - 1;
	walk->used = at + n;
	return from;
}
