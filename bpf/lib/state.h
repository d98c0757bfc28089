/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the programs share: rings, counters, build areas, settings.
 *
 * Three rings: process life cycle (urgent), network, and everything else, so that a flood of one cannot push out the others:
 * least of all a fork, exec or exit. Records are built in an area of the CPU and copied into the ring, since their length is
 * known last.
 */
#pragma once

#include "kernel.h"
#include "records.gen.h"

#define RING_URGENT 0
#define RING_EVENTS 1
#define RING_NETWORK 2
#define RINGS 3

/* Longest walked path in bytes; leaf side kept, cut flagged. */
#define PATH_MAX_BYTES 8192
#define PATH_MAX_COMPONENTS 4096
#define PATH_MAX_COMPONENTS_OLD 96 /* before 5.17 */
#define NAME_MAX_BYTES 256
/* Argument area kept of an exec, and environment. */
#define ARGS_MAX_BYTES 131072
#define ENVS_MAX_BYTES 32768
/* Tail of an ordinary record: two paths. */
#define TAIL_MAX_BYTES (2 * PATH_MAX_BYTES)
/* Tail of an exec: arguments, environment, three paths, the passed text, terminal, two cgroups. */
#define EXEC_TAIL_MAX_BYTES (ARGS_MAX_BYTES + ENVS_MAX_BYTES + 4 * PATH_MAX_BYTES)
/* Largest records: fixed part and tail. */
#define FIXED_MAX_BYTES 1024
#define RECORD_LIMIT (FIXED_MAX_BYTES + TAIL_MAX_BYTES)
#define EXEC_LIMIT (FIXED_MAX_BYTES + EXEC_TAIL_MAX_BYTES)

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4 * 1024 * 1024);
} ring_urgent SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4 * 1024 * 1024);
} ring_events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 8 * 1024 * 1024);
} ring_network SEC(".maps");

/* Counters per record type and reason: `seen = filtered + delivered + lost_*`. */
struct counts { u64 by_reason[COUNT_REASONS]; };
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, RECORD_TYPES);
	__type(key, u32);
	__type(value, struct counts);
} counts SEC(".maps");

struct sequence { u64 next[RINGS]; };
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct sequence);
} sequences SEC(".maps");

/*
 * Where a record is built: fixed part, then tail. The walk state lies beside it, in memory and not in registers, so that
 * the verifier sees the same unknown offset in each round of a loop and the number of its states stays linear.
 */
struct walk {
	u64 dentry, vfsmount;
	u64 root_dentry, root_vfsmount; /* root directory of the process */
	u32 used;       /* bytes of the record in use, tail included */
	u32 start;      /* where the present text began */
	u32 flags;      /* FILE_* bits that the walk found */
	u32 components;
	u32 root_depth;
	u32 pad;
};

struct scratch {
	u32 busy, pad;
	struct walk walk;
	u8 data[FIXED_MAX_BYTES + TAIL_MAX_BYTES + NAME_MAX_BYTES];
};
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct scratch);
} scratches SEC(".maps");

/* An exec needs more than the 32 KiB of a per-CPU value: an ordinary array, one element per CPU. */
struct exec_scratch {
	u32 busy, pad;
	struct walk walk;
	u8 data[FIXED_MAX_BYTES + EXEC_TAIL_MAX_BYTES + NAME_MAX_BYTES];
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1); /* set to the number of possible CPUs before loading */
	__type(key, u32);
	__type(value, struct exec_scratch);
} exec_scratches SEC(".maps");

/*
 * Settings, written by user space before the programs are attached and when rules change.
 */
/* Bit per record type: events of a type that is off are not even counted. */
volatile u64 enabled_types = 0;
/* The sensor itself, by process id: its opens would feed themselves. */
volatile u32 self_pid = 0;
/* Failed opens: 0 none, 1 EACCES and EPERM, 2 all. */
volatile u32 failed_opens = 1;
/* Nonzero: successful opens carry the passed text too. */
volatile u32 want_passed_text = 0;
/* Address of the kernel's ____fput where known, to recognise files waiting to be released; 0: not checked. */
volatile u64 fput_address = 0;
/* A fault-injection switch for tests: the ring is treated as full. */
volatile u32 simulate_full = 0;

static __always_inline bool type_enabled(u32 type)
{
	return enabled_types & (1ULL << type);
}

static __always_inline void count(u32 type, u32 reason)
{
	struct counts *c = bpf_map_lookup_elem(&counts, &type);

	if (c && reason < COUNT_REASONS)
		__sync_fetch_and_add(&c->by_reason[reason], 1); /* an interrupt may count between reading and writing */
}

/* Completes the header and hands the record over. The sequence number is used up even if there is no room. */
static __always_inline long deliver(void *ring, u32 ring_index, struct record_header *header, u32 type, u64 size)
{
	u32 zero = 0;
	struct sequence *sequence = bpf_map_lookup_elem(&sequences, &zero);

	if (!sequence)
		return -1;
	header->size = size;
	header->type = type;
	header->cpu = bpf_get_smp_processor_id();
#ifdef SHRIKE_OLD_KERNEL
	header->seq = ++sequence->next[ring_index];
#else
	/* Packets are reported from interrupts, which may come between reading and writing. */
	header->seq = __sync_fetch_and_add(&sequence->next[ring_index], 1) + 1;
#endif
	if (simulate_full)
		return -1;
	return bpf_ringbuf_output(ring, header, size, 0);
}
