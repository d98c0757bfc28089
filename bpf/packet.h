/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Packets, as they pass sockets: cgroup_skb on the root of the cgroup v2 hierarchy, in which every process is, whatever
 * else it is in. Unlike traffic-control classifiers the hook sees every network namespace and interface from its birth, and
 * arriving packets together with their socket; it belongs to one link that ends with the sensor, beside which others'
 * programs run undisturbed. What it cannot see: packets that no socket of this machine sends or takes (forwarded ones), and
 * those written through AF_PACKET.
 *
 * Nothing here ever changes or delays a packet; it is dropped only when a network filter says so.
 */
#pragma once

#include "lib/owner.h"

#define IPPROTO_ICMP_VALUE 1
#define IPPROTO_TCP_VALUE 6
#define IPPROTO_UDP_VALUE 17
#define IPPROTO_ICMPV6_VALUE 58
#define ETH_P_IP_VALUE 0x0800
#define ETH_P_IPV6_VALUE 0x86dd

#define IMDS_ADDRESSES 8
#define IMDS_PORT 80
#define PACKET_FILTERS 64
/* Of a packet that a filter matched only the beginning is of interest: it may hold anything. */
#define MATCHED_MAX_BYTES 512

/* Settings; all off until user space has written them. */
volatile u8 dns_ports[8192] = {}; /* a bit per port */
volatile u64 imds_addresses[IMDS_ADDRESSES][2] = {};
volatile u32 imds_address_count = 0;
volatile u32 want_ingress = 1;
volatile u32 count_flows = 0;
/* Of DNS datagrams: a bit per response code that some rule may want; questions are code 0. */
#define ALL_DNS_CODES 0xffff
volatile u32 dns_codes = ALL_DNS_CODES;
/* A filter program is in place; and what its bits mean. */
volatile u32 packet_filters_active = 0;
volatile u64 report_filters = 0;
volatile u64 drop_filters = 0;
/* Records per filter and second. */
volatile u32 packet_rate_limit = 10;

struct packet {
	struct packet_facts facts;
	u32 payload_offset;
	u32 pad;
};

static __always_inline bool port_wanted(u16 port)
{
	u32 index = port >> 3;

	/* Without it the compiler knows that a port has 16 bits, and older verifiers do not. */
	asm volatile("" : "+r"(index));
	return dns_ports[index & 8191] & (1 << (port & 7));
}

struct ipv4_header {
	u8 version_length, tos;
	u16 length, id, fragment;
	u8 ttl, protocol;
	u16 check;
	u32 source, destination;
};
struct ipv6_header {
	u32 version_class;
	u16 payload_length;
	u8 next, hops;
	u64 source[2], destination[2];
};
struct tcp_header {
	u16 source, destination;
	u32 seq, ack;
	u8 offset, flags;
	u16 window;
};

/* Finds ends and protocol. False for what is no IP packet. */
static __always_inline bool parse_packet(struct __sk_buff *skb, struct packet *p)
{
	struct packet_facts *f = &p->facts;
	u32 offset = 0;
	u8 protocol = 0;
	bool fragment = false;

	f->size = skb->len;
	if (skb->protocol == __builtin_bswap16(ETH_P_IP_VALUE)) {
		struct ipv4_header ip;

		if (bpf_skb_load_bytes(skb, 0, &ip, sizeof(ip)))
			return false;
		f->l3_protocol = ETH_P_IP_VALUE;
		map_v4(f->source, ip.source);
		map_v4(f->destination, ip.destination);
		offset = (ip.version_length & 15) * 4;
		protocol = ip.protocol;
		fragment = ip.fragment & __builtin_bswap16(0x1fff);
	} else if (skb->protocol == __builtin_bswap16(ETH_P_IPV6_VALUE)) {
		struct ipv6_header ip;

		if (bpf_skb_load_bytes(skb, 0, &ip, sizeof(ip)))
			return false;
		f->l3_protocol = ETH_P_IPV6_VALUE;
		__builtin_memcpy(f->source, ip.source, 16);
		__builtin_memcpy(f->destination, ip.destination, 16);
		offset = sizeof(ip);
		protocol = ip.next;
#pragma unroll
		for (int i = 0; i < 4; i++) {
			u8 extension[4];

			/* Hop-by-hop, routing, fragment, destination options. */
			if (protocol != 0 && protocol != 43 && protocol != 44 && protocol != 60)
				break;
			if (bpf_skb_load_bytes(skb, offset, extension, sizeof(extension)))
				break;
			if (protocol == 44) {
				fragment = (extension[2] << 8 | extension[3]) & 0xfff8;
				offset += 8;
			} else {
				offset += (extension[1] + 1) * 8;
			}
			protocol = extension[0];
			if (fragment)
				break;
		}
	} else {
		return false;
	}
	f->l4_protocol = protocol;
	if (fragment) {
		f->flags |= PACKET_FRAGMENT;
	} else if (protocol == IPPROTO_UDP_VALUE) {
		u16 udp[4];

		if (!bpf_skb_load_bytes(skb, offset, udp, sizeof(udp))) {
			f->source_port = __builtin_bswap16(udp[0]);
			f->destination_port = __builtin_bswap16(udp[1]);
			offset += sizeof(udp);
		}
	} else if (protocol == IPPROTO_TCP_VALUE) {
		struct tcp_header tcp;

		if (!bpf_skb_load_bytes(skb, offset, &tcp, sizeof(tcp))) {
			f->source_port = __builtin_bswap16(tcp.source);
			f->destination_port = __builtin_bswap16(tcp.destination);
			f->tcp_seq = __builtin_bswap32(tcp.seq);
			f->tcp_flags = tcp.flags;
			offset += (tcp.offset >> 4) * 4;
		}
	} else if (protocol == IPPROTO_ICMP_VALUE || protocol == IPPROTO_ICMPV6_VALUE) {
		u8 icmp[4];

		if (!bpf_skb_load_bytes(skb, offset, icmp, sizeof(icmp))) {
			f->icmp = icmp[0] << 8 | icmp[1];
			offset += 8;
		}
	}
	p->payload_offset = offset;
	f->payload_bytes = f->size > offset ? f->size - offset : 0;
	return true;
}

/* Reads a field of the kernel's packet, which is what the context is. */
#define PACKET_FIELD(skb, field) ({ \
	typeof(((struct sk_buff *)0)->field) __field = NULL; \
	bpf_core_read(&__field, sizeof(__field), &((struct sk_buff *)(skb))->field); \
	__field; \
})

/*
 * Whether the running task is the one that sends. Of datagrams it always is. TCP sends from interrupts as well, but never
 * while a task holds the socket's lock, and a task that sends does.
 */
static __always_inline bool sent_by_task(struct __sk_buff *skb, struct packet *p)
{
	struct sock *sk;

	if (p->facts.l4_protocol != IPPROTO_TCP_VALUE)
		return true;
	sk = PACKET_FIELD(skb, sk);
	return READ(sk, sk_lock.owned);
}

/* The owner of the packet's socket, brought up to date when the running task is the sender. NULL: nobody known. */
static __always_inline struct owner *owner_of_packet(struct __sk_buff *skb, struct packet *p, bool egress)
{
	struct bpf_sock *sk = skb->sk;
	struct owner *owner;
	bool by_sender = egress && sent_by_task(skb, p);

	if (!sk)
		return NULL;
	sk = bpf_sk_fullsock(sk);
	if (!sk)
		return NULL;
	owner = bpf_sk_storage_get(&owners, sk, NULL, by_sender ? BPF_SK_STORAGE_GET_F_CREATE : 0);
	if (owner && by_sender)
		set_owner(owner, (struct task_struct *)bpf_get_current_task());
	return owner && owner->task.pid ? owner : NULL;
}

static __always_inline void fill_device(struct __sk_buff *skb, struct packet_facts *f)
{
	struct net_device *dev = PACKET_FIELD(skb, dev);

	f->ifindex = READ(dev, ifindex);
	f->netns = READ(READ(dev, nd_net.net), ns.inum);
	bpf_core_read(&f->ifname, sizeof(f->ifname), &dev->name);
}

static __always_inline void write_packet(struct __sk_buff *skb, struct packet *p, struct owner *owner, u32 type, u64 filters)
{
	struct packet_scratch *s;
	struct dns_record *r;
	u32 length = p->facts.payload_bytes;
	u32 limit;
	u64 now = bpf_ktime_get_boot_ns();

	count(type, COUNT_SEEN);
	s = take_packet_scratch(type);
	if (!s)
		return;
	r = (struct dns_record *)s->data;
	r->header.time_ns = now;
	if (owner)
		__builtin_memcpy(&r->task, &owner->task, sizeof(r->task));
	else
		__builtin_memset(&r->task, 0, sizeof(r->task));
	r->packet = p->facts;
	r->packet.cookie = bpf_get_socket_cookie(skb);
	if (!owner)
		r->packet.flags |= PACKET_NO_OWNER;
	fill_device(skb, &r->packet);
	r->filters = filters;
	limit = type == RECORD_PACKET ? MATCHED_MAX_BYTES : PAYLOAD_MAX_BYTES;
	if (length > limit) {
		length = limit;
		r->packet.flags |= PACKET_TRUNCATED;
	}
	r->payload.offset = sizeof(*r);
	r->payload.length = 0;
	if (length > 0) {
		/* The bounds again, in a form that every verifier follows: it forgets those of a value that was compared as another. */
		length--;
		asm volatile("" : "+r"(length));
		length = (length & (PAYLOAD_MAX_BYTES - 1)) + 1;
		if (!bpf_skb_load_bytes(skb, p->payload_offset, s->data + sizeof(*r), length))
			r->payload.length = length;
	}
	submit_packet(s, type, sizeof(*r) + r->payload.length);
}

/*
 * Flows: bytes and packets by own end, other end, device and process, until user space takes them.
 */
struct flow_key {
	u64 local[2], remote[2];
	u16 local_port, remote_port, l3, l4;
	u32 ifindex, netns;
	u64 start_ns;
	u32 pid, pad;
};
struct flow_value {
	struct task_facts task;
	char ifname[16];
	u64 bytes_out, packets_out, bytes_in, packets_in;
};
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384); /* set to 1 when flows are not counted */
	__type(key, struct flow_key);
	__type(value, struct flow_value);
} flows SEC(".maps");

static __always_inline void count_flow(struct __sk_buff *skb, struct packet *p, struct owner *owner, bool egress)
{
	struct flow_key key = {};
	struct flow_value *value;
	struct packet_scratch *s;
	struct packet_facts device = {};

	__builtin_memcpy(key.local, egress ? p->facts.source : p->facts.destination, 16);
	__builtin_memcpy(key.remote, egress ? p->facts.destination : p->facts.source, 16);
	key.local_port = egress ? p->facts.source_port : p->facts.destination_port;
	key.remote_port = egress ? p->facts.destination_port : p->facts.source_port;
	key.l3 = p->facts.l3_protocol;
	key.l4 = p->facts.l4_protocol;
	key.ifindex = skb->ifindex;
	key.netns = owner ? owner->task.net_ns : 0;
	key.pid = owner ? owner->task.pid : 0;
	key.start_ns = owner ? owner->task.start_ns : 0;
	value = bpf_map_lookup_elem(&flows, &key);
	if (!value) {
		s = take_packet_scratch(RECORD_NETWORK_FLOW_MONITOR);
		if (!s)
			return;
		value = (struct flow_value *)s->data;
		__builtin_memset(value, 0, sizeof(*value));
		if (owner)
			__builtin_memcpy(&value->task, &owner->task, sizeof(value->task));
		fill_device(skb, &device);
		__builtin_memcpy(value->ifname, device.ifname, sizeof(value->ifname));
		bpf_map_update_elem(&flows, &key, value, BPF_NOEXIST);
		s->busy = 0;
		value = bpf_map_lookup_elem(&flows, &key);
		if (!value)
			return;
	}
	if (egress) {
		__sync_fetch_and_add(&value->bytes_out, p->facts.size);
		__sync_fetch_and_add(&value->packets_out, 1);
	} else {
		__sync_fetch_and_add(&value->bytes_in, p->facts.size);
		__sync_fetch_and_add(&value->packets_in, 1);
	}
}

static __always_inline bool imds_address(const char *address)
{
	u64 words[2];

	__builtin_memcpy(words, address, 16);
#pragma unroll
	for (int i = 0; i < IMDS_ADDRESSES; i++)
		if (i < imds_address_count && imds_addresses[i][0] == words[0] && imds_addresses[i][1] == words[1])
			return true;
	return false;
}

/*
 * Filter programs are made by user space from the rules' expressions and put into slot 0; they leave a bit per matching
 * filter in cb[0] and cb[1] and jump to slot 1. One array per direction, since the kernel keeps programs of different
 * attach points apart.
 */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 2);
	__uint(key_size, sizeof(u32));
	__uint(value_size, sizeof(u32));
} egress_filters SEC(".maps"), ingress_filters SEC(".maps");

#define WATCHED_TYPES ((1ULL << RECORD_DNS) | (1ULL << RECORD_FAILED_DNS) | (1ULL << RECORD_IMDS))

/* May any rule want this datagram? What is too short to tell passes. */
static __always_inline bool dns_approved(struct __sk_buff *skb, struct packet *p)
{
	u8 head[4];

	if (dns_codes == ALL_DNS_CODES || p->facts.l4_protocol != IPPROTO_UDP_VALUE ||
	    bpf_skb_load_bytes(skb, p->payload_offset, head, sizeof(head)))
		return true;
	return dns_codes & (1 << (head[2] & 0x80 ? head[3] & 15 : 0));
}

static __always_inline void look_at_packet(struct __sk_buff *skb, bool egress)
{
	struct packet p = {};
	struct owner *owner;
	u32 type = 0;

	if (!(enabled_types & WATCHED_TYPES) && !count_flows)
		return;
	if (!parse_packet(skb, &p))
		return;
	if (egress)
		p.facts.flags |= PACKET_EGRESS;
	if (p.facts.l4_protocol == IPPROTO_UDP_VALUE || p.facts.l4_protocol == IPPROTO_TCP_VALUE) {
		u16 port = egress ? p.facts.destination_port : p.facts.source_port;

		if (port_wanted(port) && (type_enabled(RECORD_DNS) || type_enabled(RECORD_FAILED_DNS)))
			type = RECORD_DNS;
		else if (port == IMDS_PORT && p.facts.l4_protocol == IPPROTO_TCP_VALUE && type_enabled(RECORD_IMDS) &&
			 imds_address(egress ? p.facts.destination : p.facts.source))
			type = RECORD_IMDS;
		/* Bare acknowledgements say nothing. An empty datagram to a DNS port does. */
		if (!p.facts.payload_bytes && p.facts.l4_protocol == IPPROTO_TCP_VALUE)
			type = 0;
	}
	if (type == RECORD_DNS && !dns_approved(skb, &p)) {
		count(RECORD_DNS, COUNT_SEEN);
		count(RECORD_DNS, COUNT_FILTERED);
		type = 0;
	}
	if (!type && !count_flows)
		return;
	owner = owner_of_packet(skb, &p, egress);
	if (count_flows)
		count_flow(skb, &p, owner, egress);
	if (type)
		write_packet(skb, &p, owner, type, 0);
}

SEC("cgroup_skb/egress")
int on_egress(struct __sk_buff *skb)
{
	look_at_packet(skb, true);
	if (packet_filters_active)
		bpf_tail_call(skb, &egress_filters, 0);
	return 1;
}

SEC("cgroup_skb/ingress")
int on_ingress(struct __sk_buff *skb)
{
	if (want_ingress)
		look_at_packet(skb, false);
	if (packet_filters_active)
		bpf_tail_call(skb, &ingress_filters, 0);
	return 1;
}

/* Which drop filters apply to a process or cgroup: a bit each. */
#define SCOPE_PROCESS 1
#define SCOPE_CGROUP 2
#define START_TICK_NS 10000000ULL
struct filter_scope {
	u64 id;       /* process id, or id of the cgroup in either hierarchy */
	u64 start;    /* start of the process in units of 10 ms, as /proc tells it; 0 for a cgroup */
	u32 kind, pad;
};
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct filter_scope);
	__type(value, u64);
} filter_scopes SEC(".maps");

/* Per filter: records of the present second, packets matched and dropped. */
struct filter_counts { u64 second, in_second, matched, dropped; };
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, PACKET_FILTERS);
	__type(key, u32);
	__type(value, struct filter_counts);
} filter_counts SEC(".maps");

static __always_inline u64 scope_filters(u32 kind, u64 id, u64 start)
{
	struct filter_scope key = { .id = id, .start = start, .kind = kind };
	u64 *filters = bpf_map_lookup_elem(&filter_scopes, &key);

	return filters ? *filters : 0;
}

/* Counts a packet for each of its filters; returns those that it is to be reported for, which is not every one of a flood. */
static __always_inline u64 count_filters(u64 reporting, u64 dropping)
{
	struct packet_scratch *s = take_packet_scratch(RECORD_PACKET);
	u64 second = bpf_ktime_get_boot_ns() >> 30;
	u64 told;

	if (!s)
		return 0;
	s->told = 0;
	for (u32 i = 0; i < PACKET_FILTERS; i++) {
		struct filter_counts *c;
		u32 key = i;

		if (!((reporting >> i) & 1))
			continue;
		c = bpf_map_lookup_elem(&filter_counts, &key);
		if (!c)
			continue;
		__sync_fetch_and_add(&c->matched, 1);
		if ((dropping >> i) & 1)
			__sync_fetch_and_add(&c->dropped, 1);
		if (c->second != second) {
			c->second = second;
			c->in_second = 0;
		}
		if (c->in_second >= packet_rate_limit)
			continue;
		c->in_second++;
		s->told |= 1ULL << i;
	}
	told = s->told;
	s->busy = 0;
	return told;
}

static __always_inline int judge_packet(struct __sk_buff *skb, bool egress)
{
	u64 matched = (u64)skb->cb[0] | (u64)skb->cb[1] << 32;
	u64 dropping = matched & drop_filters;
	u64 reporting = matched & report_filters;
	u64 told;
	struct packet p = {};
	struct owner *owner;

	if (!parse_packet(skb, &p))
		return 1;
	owner = owner_of_packet(skb, &p, egress);
	if (egress)
		p.facts.flags |= PACKET_EGRESS;
	if (dropping && owner) {
		dropping &= scope_filters(SCOPE_PROCESS, owner->task.pid, owner->task.start_ns / START_TICK_NS) |
			    scope_filters(SCOPE_CGROUP, owner->task.cgroup_id, 0) |
			    (owner->task.cgroup_v1_id ? scope_filters(SCOPE_CGROUP, owner->task.cgroup_v1_id, 0) : 0);
	} else {
		dropping = 0;
	}
	reporting |= dropping;
	told = type_enabled(RECORD_PACKET) || dropping ? count_filters(reporting, dropping) : 0;
	if (dropping)
		p.facts.flags |= PACKET_DROPPED;
	if (type_enabled(RECORD_PACKET)) {
		if (told) {
			write_packet(skb, &p, owner, RECORD_PACKET, told);
		} else if (reporting) {
			count(RECORD_PACKET, COUNT_SEEN);
			count(RECORD_PACKET, COUNT_FILTERED);
		}
	}
	return dropping ? 0 : 1;
}

SEC("cgroup_skb/egress")
int on_filtered_egress(struct __sk_buff *skb)
{
	return judge_packet(skb, true);
}

SEC("cgroup_skb/ingress")
int on_filtered_ingress(struct __sk_buff *skb)
{
	return judge_packet(skb, false);
}

/*
 * The first owner of a socket, for what arrives before anything is sent. Both hooks run in the caller.
 */
static __always_inline int own(struct bpf_sock *sk)
{
	struct owner *owner = bpf_sk_storage_get(&owners, sk, NULL, BPF_SK_STORAGE_GET_F_CREATE);

	if (owner)
		set_owner(owner, (struct task_struct *)bpf_get_current_task());
	return 1;
}

SEC("cgroup/sock_create")
int on_sock_create(struct bpf_sock *sk)
{
	return own(sk);
}

SEC("cgroup/post_bind4")
int on_bind4(struct bpf_sock *sk)
{
	return own(sk);
}

SEC("cgroup/post_bind6")
int on_bind6(struct bpf_sock *sk)
{
	return own(sk);
}

#ifndef SHRIKE_OLD_KERNEL
/* Owners of sockets that are older than the sensor: every descriptor of every process, once. */
struct bpf_iter_meta;
struct bpf_iter__task_file {
	union { struct bpf_iter_meta *meta; u64 : 64; };
	union { struct task_struct *task; u64 : 64; };
	u32 fd __attribute__((aligned(8)));
	union { struct file *file; u64 : 64; };
} KERNEL_STRUCT;

SEC("iter/task_file")
int on_old_sockets(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;
	struct socket *socket;
	struct owner *owner;
	struct sock *sk;

	if (!task || !file)
		return 0;
	socket = (struct socket *)bpf_sock_from_file(file);
	if (!socket)
		return 0;
	sk = socket->sk;
	if (!sk)
		return 0;
	u16 family = READ(sk, __sk_common.skc_family);
	if (family != AF_INET_VALUE && family != AF_INET6_VALUE)
		return 0;
	owner = bpf_sk_storage_get(&owners, sk, NULL, BPF_SK_STORAGE_GET_F_CREATE);
	/* Who comes last in the list is the youngest holder; who has sent meanwhile knows better. */
	if (owner && !owner->task.pid)
		fill_task(&owner->task, task);
	return 0;
}
#endif
