/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Whose a socket is. Packets arrive in interrupts, where the running task is anybody, so the owner is kept with the socket
 * itself (socket storage: as long-lived as the socket, copied to accepted connections, and no table that one user could
 * flood for others). The owner is whoever made, bound, or last sent through the socket: passed sockets change hands with
 * the first packet.
 */
#pragma once

#include "record.h"

#define AF_UNIX_VALUE 1
#define AF_INET_VALUE 2
#define AF_INET6_VALUE 10

typedef struct { s64 counter; } KERNEL_STRUCT atomic64_t;
struct possible_net { struct net *net; } KERNEL_STRUCT;
struct in6_addr_kernel { u8 bytes[16]; };
struct sock_common {
	u32 skc_daddr, skc_rcv_saddr;
	u16 skc_dport, skc_num;
	unsigned short skc_family;
	volatile unsigned char skc_state;
	struct possible_net skc_net;
	struct in6_addr_kernel skc_v6_daddr, skc_v6_rcv_saddr;
	atomic64_t skc_cookie;
} KERNEL_STRUCT;
struct sock_fprog_kern { u16 len; void *filter; } KERNEL_STRUCT;
struct bpf_prog { struct sock_fprog_kern *orig_prog; } KERNEL_STRUCT;
struct sk_filter { struct bpf_prog *prog; } KERNEL_STRUCT;
struct socket;
typedef struct { int owned; } KERNEL_STRUCT socket_lock_t;
struct sock {
	struct sock_common __sk_common;
	socket_lock_t sk_lock;
	u16 sk_type, sk_protocol;
	int sk_err;
	struct sk_filter *sk_filter;
	struct socket *sk_socket;
} KERNEL_STRUCT;
struct socket { short type; struct file *file; struct sock *sk; } KERNEL_STRUCT;
struct net_device { char name[16]; int ifindex; struct possible_net nd_net; } KERNEL_STRUCT;
struct sk_buff { struct net_device *dev; struct sock *sk; } KERNEL_STRUCT;

struct owner {
	struct task_facts task;
	/* A connect that did not wait is under way; its outcome is still to be told. */
	u32 connecting;
	u32 pad;
};
struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC | BPF_F_CLONE);
	__type(key, int);
	__type(value, struct owner);
} owners SEC(".maps");

/* Makes the running task the owner; cheap when it is already. */
static __always_inline void set_owner(struct owner *owner, struct task_struct *task)
{
	if (owner->task.tid == (u32)READ(task, pid) && owner->task.exec_id == READ(task, self_exec_id) &&
	    owner->task.start_ns == READ(READ(task, group_leader), start_boottime))
		return;
	/* Kernel threads carry packets for others; until 5.12 the workers of io_uring are such, since then threads of their process. */
	if (owner->task.pid && (READ(task, flags) & PF_KTHREAD))
		return;
	fill_task(&owner->task, task);
}

/*
 * Build areas for programs that run in interrupts as well: the ordinary one may be in use by the very program that was
 * interrupted. Four, as a task can be preempted too while it sends.
 */
#define PACKET_SCRATCHES 4
#define PAYLOAD_MAX_BYTES 16384
struct packet_scratch {
	u32 busy, pad;
	u64 told; /* of a packet under judgement: the filters to report it for; in memory for the verifier's sake */
	struct walk walk;
	u8 data[FIXED_MAX_BYTES + PAYLOAD_MAX_BYTES];
};
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, PACKET_SCRATCHES);
	__type(key, u32);
	__type(value, struct packet_scratch);
} packet_scratches SEC(".maps");

static __always_inline bool take_busy(u32 *busy)
{
#ifdef SHRIKE_OLD_KERNEL
	if (*busy)
		return false;
	*busy = 1;
	return true;
#else
	return !__sync_val_compare_and_swap(busy, 0, 1);
#endif
}

static __always_inline struct packet_scratch *take_packet_scratch(u32 type)
{
	struct packet_scratch *s;
	u32 zero = 0, one = 1, two = 2, three = 3;

	s = bpf_map_lookup_elem(&packet_scratches, &zero);
	if (s && take_busy(&s->busy))
		return s;
	s = bpf_map_lookup_elem(&packet_scratches, &one);
	if (s && take_busy(&s->busy))
		return s;
	s = bpf_map_lookup_elem(&packet_scratches, &two);
	if (s && take_busy(&s->busy))
		return s;
	s = bpf_map_lookup_elem(&packet_scratches, &three);
	if (s && take_busy(&s->busy))
		return s;
	count(type, COUNT_LOST_SCRATCH_BUSY);
	return NULL;
}

static __always_inline void submit_packet(struct packet_scratch *s, u32 type, u64 used)
{
	u64 size = (used + 7) & ~7ULL;

	asm volatile("" : "+r"(size));
	if (size > sizeof(s->data))
		size = sizeof(s->data);
	count(type, deliver(&ring_network, RING_NETWORK, (struct record_header *)s->data, type, size) ? COUNT_LOST_RING_FULL :
												   COUNT_DELIVERED);
	s->busy = 0;
}

/* The address of a socket's two ends as numbers and the facts around them, read from the kernel's own objects. */
static __always_inline void map_v4(char *to, u32 address)
{
	u64 *words = (u64 *)to;

	/* Records keep addresses 8-byte aligned; ::ffff:a.b.c.d in network order. */
	words[0] = 0;
	((u32 *)to)[2] = 0xffff0000;
	((u32 *)to)[3] = address;
}

static __always_inline void socket_remote(struct sock *sk, char *address, u16 *port)
{
	if (READ(sk, __sk_common.skc_family) == AF_INET6_VALUE)
		bpf_core_read(address, 16, &sk->__sk_common.skc_v6_daddr);
	else
		map_v4(address, READ(sk, __sk_common.skc_daddr));
	*port = __builtin_bswap16(READ(sk, __sk_common.skc_dport));
}

static __always_inline void socket_local(struct sock *sk, char *address, u16 *port)
{
	if (READ(sk, __sk_common.skc_family) == AF_INET6_VALUE)
		bpf_core_read(address, 16, &sk->__sk_common.skc_v6_rcv_saddr);
	else
		map_v4(address, READ(sk, __sk_common.skc_rcv_saddr));
	*port = READ(sk, __sk_common.skc_num);
}
