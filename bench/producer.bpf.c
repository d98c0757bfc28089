/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Fills a ring of its own on demand: each getppid() of one chosen process writes a number of records, so that the
 * producer's speed is a matter of the loop in here and not of the cost of a system call.
 *
 * Never part of the product: bench/capture.ts loads it.
 */
#include "lib/kernel.h"
#include "lib/records.gen.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

#if defined(__TARGET_ARCH_x86)
#define NR_GETPPID 110
#else
#define NR_GETPPID 173
#endif

#define TEXTS 256 /* a power of two */
#define FIRST_BYTES 64
#define SECOND_BYTES 152

/* 248 bytes; bench/capture.ts reads it by these offsets. */
struct bench_record {
	struct record_header header;
	u32 first_length, second_length;
	char first[FIRST_BYTES];
	char second[SECOND_BYTES];
};
_Static_assert(sizeof(struct bench_record) == 248, "bench_record");

/* Under the names that LiveSource's two rings have in the product; only the second one is filled. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} ring_urgent SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 8 * 1024 * 1024);
} ring_events SEC(".maps");

struct text_pair {
	u32 first_length, second_length;
	char first[FIRST_BYTES];
	char second[SECOND_BYTES];
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, TEXTS);
	__type(key, u32);
	__type(value, struct text_pair);
} texts SEC(".maps");

/* Process whose calls count, and records per call. */
struct settings { u32 pid, records_per_call; };
struct produced { u64 delivered, lost; };
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct settings);
} settings SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct produced);
} produced SEC(".maps");

static long write_record(u64 index, void *context)
{
	u32 zero = 0;
	struct produced *p = bpf_map_lookup_elem(&produced, &zero);
	if (!p)
		return 1;
	u64 number = p->delivered + p->lost + 1;
	u32 which = number & (TEXTS - 1);
	struct text_pair *t = bpf_map_lookup_elem(&texts, &which);
	struct bench_record *r = bpf_ringbuf_reserve(&ring_events, sizeof(*r), 0);
	if (!r || !t) {
		p->lost++;
		if (r)
			bpf_ringbuf_discard(r, 0);
		return 0;
	}
	r->header.size = sizeof(*r);
	r->header.type = RECORD_OPEN;
	r->header.cpu = bpf_get_smp_processor_id();
	r->header.seq = number;
	r->header.time_ns = bpf_ktime_get_boot_ns();
	__builtin_memcpy(&r->first_length, t, sizeof(*t));
	p->delivered++;
	bpf_ringbuf_submit(r, 0);
	return 0;
}

SEC("raw_tp/sys_enter")
int on_call(struct bpf_raw_tracepoint_args *ctx)
{
	if (ctx->args[1] != NR_GETPPID)
		return 0;
	u32 zero = 0;
	struct settings *s = bpf_map_lookup_elem(&settings, &zero);
	if (!s || s->pid != bpf_get_current_pid_tgid() >> 32)
		return 0;
	bpf_loop(s->records_per_call, write_record, 0, 0);
	return 0;
}
