/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * When a process began, exactly: one record per process that the iterator visits.
 *
 * /proc/PID/stat rounds the start to 10 ms, and a pid can be used twice within that time. A response that must not hit the
 * wrong process needs the nanoseconds that the records of process.h carry too. An object of its own, so that a kernel that
 * refuses it takes nothing else down.
 */
#include "lib/kernel.h"

/* As src/respond/start-time.ts reads it. */
struct task_start {
	u64 start_ns;
	u32 pid;
	u32 unused;
};

struct seq_file;
struct bpf_iter_meta {
	struct seq_file *seq;
	u64 session_id, seq_num;
} KERNEL_STRUCT;
struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
} KERNEL_STRUCT;

SEC("iter/task")
int list_starts(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	if (!task || task->pid != task->tgid)
		return 0;
	struct task_start out = { .start_ns = task->start_boottime, .pid = task->tgid };
	bpf_seq_write(ctx->meta->seq, &out, sizeof out);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
