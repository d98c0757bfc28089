/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The kernel's own copies of paths, kept from the moment the kernel frees them until the call's exit; and for calls that take
 * away what they work on, a look at it at the moment the kernel makes its copy.
 */
#pragma once

#include "lib/form.h"
#ifdef SHRIKE_OLD_KERNEL
#include "lib/slot.h"
#else
#include "lib/lookup.h"

/* Address of the cache that the kernel takes its path copies from; found by name once. */
volatile u64 names_cache = 0;

/* A sample of the directory cache, from which user space works out where the kernel's table is. */
#define DENTRY_SAMPLES 256
struct dentry_sample { u32 hash, pad; u64 pprev; };
/* 1 + descriptor, of the sensor's own, of the directory to take it from; 0: none wanted. */
volatile u32 want_dentry_samples = 0;
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, DENTRY_SAMPLES);
	__type(key, u32);
	__type(value, struct dentry_sample);
} dentry_samples SEC(".maps");

struct sample_loop { u64 parent, at; u32 taken; };

static long sample_step(u32 index, struct sample_loop *loop)
{
	struct dentry *child = (struct dentry *)loop->at;
	struct dentry_sample *sample;
	u32 key = loop->taken;
	u64 pprev;

	if (!child || key >= DENTRY_SAMPLES)
		return 1;
	pprev = (u64)READ(child, d_hash.pprev);
	sample = bpf_map_lookup_elem(&dentry_samples, &key);
	if (pprev && sample) {
		sample->hash = READ(child, d_name.hash);
		sample->pprev = pprev;
		loop->taken++;
	}
	loop->at = sibling_of(loop->parent, loop->at);
	return 0;
}

static __always_inline void sample_dentries(struct task_struct *task)
{
	struct file *directory = file_of_fd(task, want_dentry_samples - 1);
	struct sample_loop loop = {};

	if (!directory)
		return;
	loop.parent = (u64)READ(directory, f_path.dentry);
	loop.at = first_child(loop.parent);
	bpf_loop(8 * DENTRY_SAMPLES, sample_step, &loop, 0);
	want_dentry_samples = 0;
}

/*
 * The kernel frees its copy of a path at the end of each call that took one. Read here, the text is what the call used,
 * whatever another thread did to user memory meanwhile. The program runs for every object of every cache: the first
 * comparison must answer nearly always. raw_tp and not tp_btf: before 6.2 the verifier lets no typed program read a
 * `const void *` argument.
 */
struct text_loop { struct name_slot *slot; u64 text; u32 which, differs; };

static long compare_step(u32 index, struct text_loop *loop)
{
	u32 at = index * 8;
	u64 used = 0, seen;

	if (at > PASSED_MAX_BYTES - 8)
		return 1;
	seen = *(u64 *)(loop->slot->text[loop->which & 1] + at);
	if (bpf_probe_read_kernel(&used, sizeof(used), (void *)(loop->text + at)))
		return 1;
	if (((used - ONES) & ~used & HIGHS)) {
		u64 ends = (used - ONES) & ~used & HIGHS;
		u64 lowest = ends & -ends;
		u64 mask = lowest | (lowest - 1); /* up to the NUL, which counts */

		loop->differs = ((used ^ seen) & mask) != 0;
		return 1;
	}
	loop->differs = used != seen;
	return loop->differs;
}

/* Whether a text of the slot is another one than the kernel's copy. */
static __always_inline bool text_differs(struct name_slot *slot, u32 which, const char *text)
{
	struct text_loop loop = { .slot = slot, .text = (u64)text, .which = which };

	bpf_loop(PASSED_MAX_BYTES / 8, compare_step, &loop, 0);
	return loop.differs;
}

/* For calls about mounts: the mount at the end of a path, and for umount the place where it lies, before it is gone. */
static __always_inline void keep_mount(struct name_slot *slot, u32 which, u32 type)
{
	struct target *target = &slot->targets[which & 1];
	struct mount *mount;

	if (target->state != TARGET_FOUND)
		return;
	mount = mount_of(target->vfsmount);
	slot->mounts[which & 1] = (u64)mount;
	if (type != RECORD_UMOUNT)
		return;
	target->leaf_length = 0;
	target->dentry = (u64)READ(mount, mnt_mountpoint);
	target->vfsmount = vfsmount_of((u64)READ(mount, mnt_parent));
}

#define SHORT_WORDS 8

/*
 * Copies a text of the kernel's. Most fit into a few words, which cost less to load than the helper to call. Returns its bytes with
 * the NUL, or less than 1.
 */
static __always_inline long copy_text(char *to, const char *text)
{
	if (CAN_CAST) {
#pragma unroll
		for (int i = 0; i < SHORT_WORDS; i++) {
			u64 word = read_words(text + i * 8).first;
			u64 ends = (word - ONES) & ~word & HIGHS;

			*(u64 *)(to + i * 8) = word;
			if (ends)
				/* Bits up to the NUL's: its byte's number is how many whole bytes lie below. */
				return i * 8 + 1 + (__builtin_popcountll((ends & -ends) - 1) >> 3);
		}
	}
	return bpf_probe_read_kernel_str(to, PASSED_MAX_BYTES, text);
}

/* Keeps the copy of the path in the slot of the running thread, and looks where it leads. */
static __always_inline void keep_name(const void *object)
{
	struct task_struct *task;
	struct name_slot *slot;
	const char *text;
	struct pt_regs *regs;
	struct call call;
	struct form form;
	u64 user, at_flags;
	u32 tid, which;
	bool short_name = true;
	long n;

	task = (struct task_struct *)bpf_get_current_task();
	if (want_dentry_samples && (u32)READ(task, tgid) == self_pid)
		sample_dentries(task);
	regs = (struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf());
	call = classify(regs, task);
	if (!call.door)
		return;
	tid = READ(task, pid);
	slot = name_slot_of(tid);
	if (!slot)
		return;
	form = form_of(call.door);
	/* Short names lie inside struct filename; long ones in an object of their own, freed on its own. */
	text = READ((struct filename *)object, name);
	if ((u64)text < (u64)object || (u64)text > (u64)object + 64) {
		text = object;
		short_name = false;
	}
	claim_slot(slot, tid);
	/* Which of two? The kernel remembers where it copied from; of a long name only the order is known. */
	which = 0;
	if (form.type && form.path2 != NO_ARGUMENT) {
		which = slot->names & 1;
		/* Kernels from 7.2 on forget it of short names as well. */
		if (short_name && bpf_core_field_exists(((struct filename *)0)->uptr)) {
			user = (u64)READ((struct filename *)object, uptr);
			if (call.compat)
				user = (u32)user;
			which = user != form_argument(regs, call.compat, form.path);
			/* Both texts at one address are two copies of it. */
			if (which == 0 && (slot->names & 1) && user == form_argument(regs, call.compat, form.path2))
				which = 1;
		}
	}
	if ((form.how & FORM_BEFORE) && !slot->hooked && slot->targets[which & 1].state != TARGET_NONE) {
		/* Looked at before the kernel made its copy: was it the same text? */
		slot->names |= 1 << (which & 1);
		if (!text_differs(slot, which & 1, text))
			return;
		slot->raced = 1;
	}
	n = copy_text(slot->text[which & 1], text);
	slot->lengths[which & 1] = n > 0 ? n : 0;
	slot->names |= 1 << (which & 1);
	if (!(form.how & (FORM_BEFORE | FORM_ON_FREE)) || is_self(task))
		return;
	/* Handed over by a check. A call that was refused before the check, or a second path that no check sees, is followed. */
	if (slot->hooked && slot->targets[which & 1].state != TARGET_NONE)
		return;
	at_flags = form_argument(regs, call.compat, form.at_flags);
	if (!type_enabled(form_type(&form, at_flags)))
		return;
	if (which)
		lookup_name(tid, 2 | !!(form.how & FORM_SECOND_FOLLOW), form_dirfd(regs, call.compat, form.dirfd2));
	else
		lookup_name(tid, form_follows(&form, at_flags), form_dirfd(regs, call.compat, form.dirfd));
	if (form.how & FORM_MOUNT)
		keep_mount(slot, which & 1, form.type);
}

/* Before the kernel makes its copies: what the call will take away or move, by the texts as they are now. */
static __always_inline void look_before(void)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct pt_regs *regs = (struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf());
	struct call call = classify(regs, task);
	struct name_slot *slot;
	struct form form;
	u64 at_flags;
	u32 tid;
	long n;

	/* Most are opens, of which nothing is taken away. */
	if (!call.door || !(forms[call.door & (DOORS - 1)].how & FORM_BEFORE) || is_self(task))
		return;
	form = form_of(call.door);
	at_flags = form_argument(regs, call.compat, form.at_flags);
	if (!type_enabled(form_type(&form, at_flags)) || (hooked_types & (1ULL << form.type)))
		return;
	tid = READ(task, pid);
	slot = name_slot_of(tid);
	if (!slot)
		return;
	claim_slot(slot, tid);
	if (slot->targets[0].state != TARGET_NONE)
		return;
	n = bpf_probe_read_user_str(slot->text[0], PASSED_MAX_BYTES, (void *)form_argument(regs, call.compat, form.path));
	slot->lengths[0] = n > 0 ? n : 0;
	if (n > 0)
		lookup_name(tid, form_follows(&form, at_flags), form_dirfd(regs, call.compat, form.dirfd));
	if (n > 0 && slot->targets[0].state != TARGET_FOUND) {
		slot->pending = 1;
		__sync_fetch_and_add(&pending_looks, 1);
	}
	if (form.path2 == NO_ARGUMENT)
		return;
	n = bpf_probe_read_user_str(slot->text[1], PASSED_MAX_BYTES, (void *)form_argument(regs, call.compat, form.path2));
	slot->lengths[1] = n > 0 ? n : 0;
	if (n > 0)
		lookup_name(tid, 2, form_dirfd(regs, call.compat, form.dirfd2));
}

#define LOOKS_MAX 64

/*
 * What nobody had looked at before is not in the directory cache when the call begins. The call itself brings it there
 * before it removes it, and every file system allocates something for the change in between: look again then.
 */
static __always_inline void look_again(void)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	u32 tid = READ(task, pid);
	struct name_slot *slot = name_slot_of(tid);
	struct pt_regs *regs;
	struct call call;
	struct form form;

	/* Once the kernel's copy was freed the call is over: what is there now is something else. */
	if (!slot || slot->owner != tid || !slot->pending || slot->names)
		return;
	regs = (struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf());
	call = classify(regs, task);
	form = form_of(call.door);
	lookup_name(tid, form_follows(&form, form_argument(regs, call.compat, form.at_flags)),
		    form_dirfd(regs, call.compat, form.dirfd));
	if (slot->targets[0].state != TARGET_FOUND && ++slot->looks < LOOKS_MAX)
		return;
	slot->pending = 0;
	__sync_fetch_and_add(&pending_looks, -1);
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

SEC("raw_tp/kmem_cache_alloc")
int BPF_PROG(on_name_alloc, unsigned long call_site, const void *object, struct kmem_cache *cache)
{
	if (names_cache && (u64)cache == names_cache)
		look_before();
	else if (pending_looks > 0)
		look_again();
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
