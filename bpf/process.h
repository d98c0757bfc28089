/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Process life cycle: fork, exec, exit. All three hooks are scheduler tracepoints, which cost other system calls nothing
 * and exist on every kernel; their records go to the urgent ring.
 */
#pragma once

#include "lib/record.h"

/*
 * task_newtask and not sched_process_fork: it carries the clone flags, and fires when the child is complete but has not
 * run, so that no event of the child can come before it. Threads are not processes and make no record.
 */
SEC("tp_btf/task_newtask")
int BPF_PROG(on_fork, struct task_struct *child, u64 clone_flags)
{
	struct task_struct *forker = (struct task_struct *)bpf_get_current_task();
	struct fork_record *r;
	struct scratch *s;
	u64 now;

	if (!type_enabled(RECORD_FORK) || READ(child, pid) != READ(child, tgid))
		return 0;
	now = bpf_ktime_get_boot_ns();
	count(RECORD_FORK, COUNT_SEEN);
	s = take_scratch(RECORD_FORK);
	if (!s)
		return 0;
	r = (struct fork_record *)s->data;
	r->header.time_ns = now;
	s->walk.used = sizeof(*r);
	fill_task(&r->task, child);
	r->parent_exec_id = READ(READ(child, real_parent), self_exec_id);
	r->clone_flags = clone_flags;
	r->forker_start_ns = READ(READ(forker, group_leader), start_boottime);
	r->forker_pid = READ(forker, tgid);
	r->forker_tid = READ(forker, pid);
	append_task_cgroups(&s->walk, s->data, RECORD_LIMIT, child, &r->task, &r->cgroup, &r->cgroup_v1);
	submit(s, &ring_urgent, RING_URGENT, RECORD_FORK);
	return 0;
}

#define F_FMODE_EXEC 0x20 /* __FMODE_EXEC in f_flags: opened to be executed (include/linux/fs.h) */

static __always_inline u64 release_offset(void)
{
	if (bpf_core_field_exists(((struct file *)0)->f_task_work))
		return bpf_core_field_offset(struct file, f_task_work);
	if (bpf_core_field_exists(((struct file___rcuhead *)0)->f_rcuhead))
		return bpf_core_field_offset(struct file___rcuhead, f_rcuhead);
	return bpf_core_field_offset(struct file___fu, f_u);
}

/*
 * The file of the script that was executed. By the time of the tracepoint bprm->file is the interpreter, and the script's
 * struct file has been released; but fput() of a user task only queues the release until the return to user mode
 * (fs/file_table.c), so the object still hangs on task->task_works. The list is last-in first-out and empty when a system
 * call starts, so the outermost script is the last entry that was opened for execution.
 */
/* Leaves the address in walk.dentry of the exec area (a global function cannot return a pointer). */
__noinline int find_script_file(void)
{
	u32 cpu = bpf_get_smp_processor_id();
	struct exec_scratch *s = bpf_map_lookup_elem(&exec_scratches, &cpu);
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct callback_head *work = READ(task, task_works);
	u64 offset = release_offset();
	u64 found = 0;

	for (int i = 0; i < 128; i++) {
		struct file *file;

		if (!work)
			break;
		file = (struct file *)((u64)work - offset);
		if ((!fput_address || (u64)READ(work, func) == fput_address) && (READ(file, f_flags) & F_FMODE_EXEC) &&
		    (READ(READ(file, f_inode), i_mode) & S_IFMT) == S_IFREG)
			found = (u64)file;
		work = READ(work, next);
	}
	if (s)
		s->walk.dentry = found;
	return 0;
}

/* Copies user memory page by page: what is not resident ends the copy. Returns the bytes copied. */
static __noinline u32 copy_pages(u8 *to, u64 from, u32 length)
{
	u32 done = 0;

	for (int i = 0; i < ARGS_MAX_BYTES / 4096; i++) {
		u32 at = i * 4096;

		if (at + 4096 > length)
			break;
		if (bpf_probe_read_user(to + at, 4096, (void *)(from + at)))
			break;
		done = at + 4096;
	}
	return done;
}

/*
 * sched_process_exec: the new image is in place, the caller cannot return any more, and the argument area has just been
 * written by the kernel, so it is resident and nobody else maps it.
 */
SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_exec, struct task_struct *task, int old_pid, struct linux_binprm *bprm)
{
	u32 cpu = bpf_get_smp_processor_id();
	struct exec_scratch *s;
	struct exec_record *r;
	struct mm_struct *mm;
	struct file *binary;
	struct fs_struct *fs;
	struct tty_struct *tty;
	struct walk *walk;
	const char *filename;
	u64 now, start, end, script = 0, size;
	u32 length;
	long n;

	if (!type_enabled(RECORD_EXEC))
		return 0;
	now = bpf_ktime_get_boot_ns();
	count(RECORD_EXEC, COUNT_SEEN);
	s = bpf_map_lookup_elem(&exec_scratches, &cpu);
	if (!s || s->busy) {
		count(RECORD_EXEC, s ? COUNT_LOST_SCRATCH_BUSY : COUNT_LOST_NO_SCRATCH);
		return 0;
	}
	s->busy = 1;
	walk = &s->walk;
	r = (struct exec_record *)s->data;
	r->header.time_ns = now;
	fill_task(&r->task, task);
	set_walk_root(walk, task);
	r->flags = 0;
	r->argc = READ(bprm, argc);
	r->envc = READ(bprm, envc);
	r->old_tid = old_pid;
	if ((u32)old_pid != r->task.pid)
		r->flags |= EXEC_FROM_THREAD;
	if (BPF_CORE_READ_BITFIELD_PROBED((struct linux_binprm___secure *)bprm, secureexec))
		r->flags |= EXEC_SECURE;
	if (READ(bprm, fdpath))
		r->flags |= EXEC_FROM_FD;

	/* Arguments first: their place is then fixed and their bound simple. */
	mm = READ(task, mm);
	start = READ(mm, arg_start);
	end = READ(mm, arg_end);
	r->args_bytes = end > start ? end - start : 0;
	length = r->args_bytes;
	if (length > ARGS_MAX_BYTES) {
		length = ARGS_MAX_BYTES;
		r->flags |= EXEC_ARGS_TRUNCATED;
	}
	asm volatile("" : "+r"(length));
	if (length > ARGS_MAX_BYTES)
		length = ARGS_MAX_BYTES;
	if (bpf_probe_read_user(s->data + sizeof(*r), length, (void *)start)) {
		length = copy_pages(s->data + sizeof(*r), start, length);
		r->flags |= EXEC_ARGS_TRUNCATED;
		if (length > ARGS_MAX_BYTES)
			length = ARGS_MAX_BYTES;
	}
	r->args.offset = sizeof(*r);
	r->args.length = length;
	walk->used = sizeof(*r) + length;

	start = READ(mm, env_start);
	end = READ(mm, env_end);
	r->envs_bytes = end > start ? end - start : 0;
	length = r->envs_bytes;
	if (length > ENVS_MAX_BYTES) {
		length = ENVS_MAX_BYTES;
		r->flags |= EXEC_ENVS_TRUNCATED;
	}
	asm volatile("" : "+r"(length));
	if (length > ENVS_MAX_BYTES)
		length = ENVS_MAX_BYTES;
	r->envs.offset = walk->used;
	{
		u32 at = walk->used;

		if (at > sizeof(*r) + ARGS_MAX_BYTES)
			at = sizeof(*r) + ARGS_MAX_BYTES;
		if (bpf_probe_read_user(s->data + at, length, (void *)start)) {
			length = 0;
			r->flags |= EXEC_ENVS_TRUNCATED;
		}
	}
	r->envs.length = length;
	walk->used += length;

	binary = READ(bprm, file);
	__builtin_memset(&r->interpreter, 0, sizeof(r->interpreter));
	r->interpreter.path.offset = walk->used;
	if (READ(bprm, interp) != READ(bprm, filename)) {
		find_script_file();
		script = walk->dentry;
		if (script) {
			fill_open_file(&r->file, walk, s->data, EXEC_LIMIT, (struct file *)script);
			fill_open_file(&r->interpreter, walk, s->data, EXEC_LIMIT, binary);
		} else {
			fill_open_file(&r->file, walk, s->data, EXEC_LIMIT, binary);
			r->file.flags |= FILE_SCRIPT_GUESSED;
		}
	} else {
		fill_open_file(&r->file, walk, s->data, EXEC_LIMIT, binary);
	}

	fs = READ(task, fs);
	append_path(walk, s->data, EXEC_LIMIT, &r->cwd, READ(fs, pwd.dentry), READ(fs, pwd.mnt));

	/* The passed text, up to a whole path. */
	r->filename.offset = walk->used;
	r->filename.length = 0;
	filename = READ(bprm, filename);
	length = walk->used;
	if (length <= EXEC_LIMIT - 4096) {
		n = bpf_probe_read_kernel_str(s->data + length, 4096, filename);
		if (n > 0) {
			r->filename.length = n - 1;
			walk->used = length + n;
		}
	}

	r->tty.offset = walk->used;
	r->tty.length = 0;
	tty = READ(READ(task, signal), tty);
	if (tty) {
		length = walk->used;
		if (length <= EXEC_LIMIT - 64) {
			n = bpf_probe_read_kernel_str(s->data + length, 64, (void *)tty + bpf_core_field_offset(struct tty_struct, name));
			if (n > 0) {
				r->tty.length = n - 1;
				walk->used = length + n;
			}
		}
	}
	append_task_cgroups(walk, s->data, EXEC_LIMIT, task, &r->task, &r->cgroup, &r->cgroup_v1);

	size = (walk->used + 7) & ~7U;
	if (size > EXEC_LIMIT)
		size = EXEC_LIMIT;
	count(RECORD_EXEC, deliver(&ring_urgent, RING_URGENT, &r->header, RECORD_EXEC, size) ? COUNT_LOST_RING_FULL : COUNT_DELIVERED);
	s->busy = 0;
	return 0;
}

/*
 * sched_process_exit fires for each thread. signal->live has been lowered by then (kernel/exit.c do_exit), so zero means
 * that this is the last one; two threads leaving together may both see zero, and user space takes the first.
 */
SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_exit, struct task_struct *task)
{
	struct signal_struct *signal;
	struct exit_record *r;
	struct scratch *s;
	u64 now;

	if (!type_enabled(RECORD_EXIT))
		return 0;
	signal = READ(task, signal);
	if (READ(signal, live.counter) > 0)
		return 0;
	now = bpf_ktime_get_boot_ns();
	count(RECORD_EXIT, COUNT_SEEN);
	s = take_scratch(RECORD_EXIT);
	if (!s)
		return 0;
	r = (struct exit_record *)s->data;
	r->header.time_ns = now;
	s->walk.used = sizeof(*r);
	fill_task(&r->task, task);
	r->flags = 0;
	if (READ(signal, flags) & SIGNAL_GROUP_EXIT)
		r->exit_code = READ(signal, group_exit_code);
	else
		r->exit_code = READ(READ(task, group_leader), exit_code);
	submit(s, &ring_urgent, RING_URGENT, RECORD_EXIT);
	return 0;
}
