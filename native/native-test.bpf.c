/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Programs and maps for the tests of the addon (object.test.ts); nothing of the product. */
#include "lib/kernel.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

struct seq_file;
struct bpf_iter_meta { struct seq_file *seq; } KERNEL_STRUCT;
struct bpf_iter__task { struct bpf_iter_meta *meta; struct task_struct *task; } KERNEL_STRUCT;

/* Process whose calls count; set before loading. */
const volatile u32 own_pid;
u64 hits;
u32 step = 1;
u8 tail[3] = { 1, 2, 3 };

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10000);
	__type(key, u32);
	__type(value, u64);
} numbers SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u32);
} per_cpu SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} ring SEC(".maps");

SEC("raw_tp/sys_enter")
int on_call(struct bpf_raw_tracepoint_args *ctx)
{
	u32 zero = 0;
	if (bpf_get_current_pid_tgid() >> 32 != own_pid)
		return 0;
	__sync_fetch_and_add(&hits, step);
	u32 *n = bpf_map_lookup_elem(&per_cpu, &zero);
	if (n)
		*n += 1;
	u64 *record = bpf_ringbuf_reserve(&ring, 24, 0);
	if (record) {
		record[0] = 24;
		record[1] = hits;
		record[2] = bpf_ktime_get_boot_ns();
		bpf_ringbuf_submit(record, 0);
	}
	return 0;
}

/* One line per task. */
SEC("iter/task")
int list_tasks(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	if (task)
		BPF_SEQ_PRINTF(ctx->meta->seq, "%d\n", BPF_CORE_READ(task, pid));
	return 0;
}

SEC("cgroup_skb/egress")
int let_pass(struct __sk_buff *skb)
{
	return 1;
}

/* The kernel refuses it at its very end, after a log that is longer than a page of text. */
SEC("?raw_tp/sys_enter")
int refused(struct bpf_raw_tracepoint_args *ctx)
{
	volatile u64 sum = 0;
#pragma clang loop unroll(full)
	for (int i = 0; i < 400; i++)
		sum += i;
	return *(volatile int *)(sum + 1);
}

SEC("?tp_btf/no_such_tracepoint")
int homeless(void *ctx)
{
	return 0;
}
