/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What is learnt about the paths of a call while it runs, kept for its thread until the call's exit: the kernel's own
 * copies of the texts, and the files that they lead to.
 *
 * Slots are shared by thread id; who finds another's id in its slot falls back to user memory.
 */
#pragma once

#include "syscall.h"

#define NAME_SLOTS 256
#define PASSED_MAX_BYTES 4096
/* Room for a name, and for telling whether only slashes follow it. */
#define LEAF_BYTES 288
#define LOOKUP_FRAMES 8

#define TARGET_NONE 0
#define TARGET_FOUND 1 /* the facts hold */
#define TARGET_NAMED 2 /* directory and name are known, and nothing is there */
#define TARGET_LOST 3  /* could not be followed */

/* A file that a text leads to. */
struct target {
	struct file_facts facts;     /* without the path */
	u64 dentry, vfsmount;        /* the file itself */
	u64 parent, parent_vfsmount; /* directory that its last name lies in */
	u32 state;
	u32 leaf_length;             /* 0: the path is that of `dentry` */
	u8 leaf[LEAF_BYTES];
};

/* A walk along a text, under way (lookup.h). */
struct lookup {
	u64 dentry, mount, root_dentry, root_mount;
	u64 frames[LOOKUP_FRAMES]; /* what is left of the text, and of the texts of links on the way */
	u32 depth, links;
	u32 follow, last, crossing, proc;
	u32 salted_length, pad;
};

struct name_slot {
	u64 owner;     /* thread id, or address of an io_uring request; 0: free */
	u32 names;     /* bits: which texts are the kernel's copies */
	u32 raced;     /* a text changed while the call ran */
	u32 lengths[2];/* with the NUL */
	u32 hooked;    /* the targets come from a hook inside the kernel */
	u32 pipe_flag;
	u32 pending;   /* bits: targets that were not in the directory cache yet when looked at */
	u32 looks;     /* how often they were looked at again */
	u64 mounts[2]; /* struct mount of each target where a mount is what matters */
	struct lookup lookup;
	struct target targets[2];
	char text[2][PASSED_MAX_BYTES];
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, NAME_SLOTS);
	__type(key, u32);
	__type(value, struct name_slot);
} name_slots SEC(".maps");

/* The same for requests of io_uring, which outlive the call that made them; by the request's address. */
#define IO_SLOTS 64
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, IO_SLOTS);
	__type(key, u32);
	__type(value, struct name_slot);
} io_slots SEC(".maps");

static __always_inline struct name_slot *name_slot_of(u32 tid)
{
	u32 key = tid & (NAME_SLOTS - 1);

	return bpf_map_lookup_elem(&name_slots, &key);
}

/* Bit per record type: hooks hand over what the call is about, so that no text has to be followed. */
volatile u64 hooked_types = 0;

/* x86_64 and arm64, without sanitizers. */
#define KERNEL_STACK_BYTES 16384

/* Registers of the running thread's call. */
static __always_inline struct pt_regs *task_registers(struct task_struct *task)
{
#ifdef SHRIKE_OLD_KERNEL
	/* No bpf_task_pt_regs before 5.15: they lie at the end of the kernel stack. */
#if defined(__TARGET_ARCH_x86)
	return (struct pt_regs *)((u64)READ(task, stack) + KERNEL_STACK_BYTES - bpf_core_type_size(struct pt_regs));
#else
	return (struct pt_regs *)((u64)READ(task, stack) + KERNEL_STACK_BYTES - bpf_core_type_size(struct pt_regs) - 16);
#endif
#else
	return (struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf());
#endif
}
/* How many slots have targets to be looked at again. */
volatile s32 pending_looks = 0;

/* Takes the running thread's slot for a call; what another thread has in it is given up. */
static __always_inline void claim_slot(struct name_slot *slot, u64 owner)
{
	if (slot->owner == owner)
		return;
	slot->owner = owner;
	slot->names = 0;
	slot->raced = 0;
	slot->hooked = 0;
	slot->lengths[0] = 0;
	slot->lengths[1] = 0;
	slot->looks = 0;
	if (slot->pending) {
		slot->pending = 0;
		__sync_fetch_and_add(&pending_looks, -1);
	}
	slot->mounts[0] = 0;
	slot->mounts[1] = 0;
	slot->targets[0].state = TARGET_NONE;
	slot->targets[1].state = TARGET_NONE;
}

/* The running thread's name slot at the exit of a call; NULL when there is no copy of the path of this call. */
static __always_inline struct name_slot *take_name(struct task_struct *task, long ret)
{
	struct name_slot *slot = name_slot_of(READ(task, pid));

	/* EFAULT: the kernel never had a copy of this one. */
	if (slot && (slot->owner != (u32)READ(task, pid) || ret == -EFAULT_VALUE))
		return NULL;
	return slot;
}

/* To be called at the end of each call that took one: a copy left behind would pass for the next call's. */
static __always_inline void release_name(struct name_slot *slot)
{
	if (!slot)
		return;
	slot->owner = 0;
	if (slot->pending) {
		slot->pending = 0;
		__sync_fetch_and_add(&pending_looks, -1);
	}
}

/* Appends a text that the caller passed; returns PATH_* bits that say where it comes from. `which`: first or second. */
static __always_inline u32 append_passed_text(struct walk *walk, u8 *data, u32 limit, struct text_ref *ref,
					      struct name_slot *slot, u32 which, u64 user_address)
{
	u32 at = walk->used;
	u32 from = PATH_FROM_USER;
	long n = -1;

	ref->offset = at;
	ref->length = 0;
	if (at > limit - PASSED_MAX_BYTES)
		return PATH_UNREADABLE;
	if (slot && (slot->names & (1 << which)) && slot->lengths[which]) {
		n = bpf_probe_read_kernel_str(data + at, PASSED_MAX_BYTES, slot->text[which]);
		from = PATH_FROM_KERNEL;
	} else if (user_address) {
		n = bpf_probe_read_user_str(data + at, PASSED_MAX_BYTES, (void *)user_address);
	}
	if (n <= 0)
		return PATH_UNREADABLE;
	ref->length = n - 1;
	walk->used = at + n;
	return from;
}
