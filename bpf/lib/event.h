/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How records of kernel activity are built. The parts are global functions: the verifier looks at each once and not in
 * each of the many programs that use it. Their arguments may only be numbers, so each finds the build area by itself.
 */
#pragma once

#include "activity.h"
#include "approve.h"
#include "record.h"

/* Zeroed at the start of each record; no fixed part is longer. */
#define EVENT_FIXED_MAX 512

static __always_inline struct scratch *event_scratch(void)
{
	u32 zero = 0;

	return bpf_map_lookup_elem(&scratches, &zero);
}

/* Begins a record of the running task. Not zero: there is no room, and that has been counted. */
__noinline int begin_event(u32 type, u32 fixed, u32 task_flags)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct scratch *s = take_scratch(type);
	struct task_facts *facts;

	if (!s)
		return -1;
	__builtin_memset(s->data, 0, EVENT_FIXED_MAX);
	((struct record_header *)s->data)->time_ns = bpf_ktime_get_boot_ns();
	s->walk.used = fixed & (EVENT_FIXED_MAX - 1);
	set_walk_root(&s->walk, task);
	facts = (struct task_facts *)(s->data + sizeof(struct record_header));
	fill_task(facts, task);
	facts->flags |= task_flags;
	return 0;
}

__noinline int submit_event(u32 type)
{
	struct scratch *s = event_scratch();

	if (s)
		submit(s, &ring_events, RING_EVENTS, type);
	return 0;
}

/*
 * Records that explain the credentials of later ones travel with the life of processes: in their order, and not pushed out
 * by floods of other events.
 */
__noinline int submit_urgent_event(u32 type)
{
	struct scratch *s = event_scratch();

	if (s)
		submit(s, &ring_urgent, RING_URGENT, type);
	return 0;
}

/* Gives the build area back: the event turned out not to be wanted. */
static __always_inline void abandon_event(struct scratch *s, u32 type)
{
	count(type, COUNT_FILTERED);
	s->busy = 0;
}

/* As `wanted`; what is done to the sensor's own process passes whatever rules ask for. */
static __always_inline bool wanted_about(u32 type, u64 number, struct task_struct *target)
{
	if (!target || (u32)READ(target, tgid) != self_pid || !type_enabled(type))
		return wanted(type, number, 0);
	count(type, COUNT_SEEN);
	return true;
}

/* Fills the file_facts at `place` of the record and appends the path. */
__noinline int event_file(u64 file, u32 place)
{
	struct scratch *s = event_scratch();

	if (!s || !file || place > EVENT_FIXED_MAX - sizeof(struct file_facts))
		return -1;
	fill_open_file((struct file_facts *)(s->data + place), &s->walk, s->data, RECORD_LIMIT, (struct file *)file);
	return 0;
}

/* The same for a directory that no struct file stands for. */
__noinline int event_path(u64 dentry, u64 vfsmount, u32 place)
{
	struct scratch *s = event_scratch();

	if (!s || !dentry || place > EVENT_FIXED_MAX - sizeof(struct file_facts))
		return -1;
	fill_file((struct file_facts *)(s->data + place), &s->walk, s->data, RECORD_LIMIT, (struct dentry *)dentry,
		  (struct vfsmount *)vfsmount, READ((struct dentry *)dentry, d_inode));
	return 0;
}

static __always_inline int append_event_text(u64 address, u32 max, u32 place, bool user)
{
	struct scratch *s = event_scratch();
	struct text_ref *ref;
	u32 at;
	long n;

	if (!s || place > EVENT_FIXED_MAX - sizeof(*ref))
		return -1;
	ref = (struct text_ref *)(s->data + place);
	at = s->walk.used;
	ref->offset = at;
	ref->length = 0;
	if (!address || at > RECORD_LIMIT - PASSED_MAX_BYTES)
		return -1;
	if (max > PASSED_MAX_BYTES || max == 0)
		max = PASSED_MAX_BYTES;
	if (user)
		n = bpf_probe_read_user_str(s->data + at, max, (void *)address);
	else
		n = bpf_probe_read_kernel_str(s->data + at, max, (void *)address);
	if (n <= 0)
		return -1;
	ref->length = n - 1;
	s->walk.used = at + n;
	return n == max;
}

/* Appends a string of user memory; `place` is that of its text_ref. 1: perhaps cut at `max` bytes. -1: unreadable. */
__noinline int event_user_text(u64 address, u32 max, u32 place)
{
	return append_event_text(address, max, place, true);
}

__noinline int event_kernel_text(u64 address, u32 max, u32 place)
{
	return append_event_text(address, max, place, false);
}

/* Appends a string that lies in a map of ours: the verifier passes no pointer to a global function. */
static __always_inline int event_own_text(struct scratch *s, struct text_ref *ref, const char *from, u32 max)
{
	u32 at = s->walk.used;
	long n;

	ref->offset = at;
	ref->length = 0;
	if (at > RECORD_LIMIT - PASSED_MAX_BYTES)
		return -1;
	n = bpf_probe_read_kernel_str(s->data + at, max, from);
	if (n <= 0)
		return -1;
	ref->length = n - 1;
	s->walk.used = at + n;
	return n == max;
}

static __always_inline struct task_struct *task_of_pid(struct pid *pid)
{
	struct hlist_node *first = NULL;

	if (!pid || bpf_probe_read_kernel(&first, sizeof(first), (void *)pid + bpf_core_field_offset(struct pid___tasks, tasks)) || !first)
		return NULL;
	return (struct task_struct *)((u64)first - bpf_core_field_offset(struct task_struct___links, pid_links));
}

/*
 * Finds a task by the number that the running one knows it by, in its own pid namespace (find_task_by_vpid, kernel/pid.c;
 * the numbers lie in a radix tree). Gives its address, 0 when there is none.
 */
__noinline u64 task_by_number(u32 number)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct pid *own = READ(task, thread_pid);
	u64 level = READ(own, level) & 31;
	struct upid *at = (struct upid *)((u64)own + bpf_core_field_offset(struct pid, numbers) + level * bpf_core_type_size(struct upid));
	struct pid_namespace___idr *ns = (struct pid_namespace___idr *)READ(at, ns);
	u64 entry = (u64)READ(ns, idr.idr_rt.xa_head);
	u64 index = number - READ(ns, idr.idr_base);
	bool top = true;

	for (int i = 0; i < 7; i++) {
		struct xa_node *node;
		u64 place;

		if ((entry & 3) != 2 || entry < 4096)
			break;
		node = (struct xa_node *)(entry - 2);
		place = index >> (READ(node, shift) & 63);
		if (top && place > 63)
			return 0;
		top = false;
		entry = 0;
		bpf_probe_read_kernel(&entry, sizeof(entry),
				      (void *)node + bpf_core_field_offset(struct xa_node, slots) + (place & 63) * sizeof(entry));
	}
	return entry & 3 || !entry ? 0 : (u64)task_of_pid((struct pid *)entry);
}

/* Fills `target_*` of a record: a task, or the number of one that was not there. */
#define FILL_TARGET(r, found, number) do { \
	struct task_struct *__target = (struct task_struct *)(found); \
	if (__target) { \
		(r)->target_start_ns = READ(READ(__target, group_leader), start_boottime); \
		(r)->target_exec_id = READ(__target, self_exec_id); \
		(r)->target_pid = READ(__target, tgid); \
		(r)->target_tid = READ(__target, pid); \
	} else { \
		(r)->target_pid = (number); \
	} \
} while (0)

/* Registers of the running system call. Only where the running task is in one. */
static __always_inline struct pt_regs *current_regs(void)
{
#ifdef SHRIKE_OLD_KERNEL
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();

	return (struct pt_regs *)((u64)READ(task, stack) + 16384 - bpf_core_type_size(struct pt_regs));
#else
	return (struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf());
#endif
}

static __always_inline bool file_is_named(struct file *file, const char *name, u32 length)
{
	char leaf[16] = {};

	bpf_probe_read_kernel_str(&leaf, sizeof(leaf), READ(READ(file, f_path.dentry), d_name.name));
	for (u32 i = 0; i <= length && i < sizeof(leaf); i++)
		if (leaf[i] != name[i])
			return false;
	return true;
}

#define PID_FS_MAGIC 0x50494446

/* The process behind a process descriptor; since 6.9 these are files of a file system of their own. NULL for other files. */
static __always_inline struct pid *pid_of_descriptor(struct file *file)
{
	struct inode *inode = READ(file, f_inode);

	if (READ(READ(inode, i_sb), s_magic) == PID_FS_MAGIC)
		return READ((struct inode___private *)inode, i_private);
	if (file_is_named(file, "[pidfd]", 7))
		return READ((struct file___private *)file, private_data);
	return NULL;
}
