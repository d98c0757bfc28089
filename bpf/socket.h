/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Calls on sockets, at their exit: addresses of calls that went well are read from the socket, which no other thread can
 * rewrite; those of refused calls from user memory, and marked. The outcome of a connect that does not wait comes later,
 * from TCP's own state changes.
 */
#pragma once

#include "lib/owner.h"
#include "lib/syscall.h"

#define SOCKADDR_BYTES 128
#define FILTER_INSTRUCTIONS_MAX 512
#define EAGAIN_VALUE 11
#define EINTR_VALUE 4
#define EINPROGRESS_VALUE 115
#define ECONNABORTED_VALUE 103
#define ERESTARTSYS_VALUE 512
#define SOL_SOCKET_VALUE 1
#define SO_ATTACH_FILTER_VALUE 26
#define SO_ATTACH_REUSEPORT_CBPF_VALUE 51
#define O_NONBLOCK_VALUE 04000
#define S_IFSOCK 0140000

struct file___socket { void *private_data; } KERNEL_STRUCT;
_Static_assert(sizeof(struct connect_record) == sizeof(struct setsockopt_record), "one layout for all");
_Static_assert(sizeof(struct connect_record) == sizeof(struct accept_record), "one layout for all");
_Static_assert(sizeof(struct connect_record) == sizeof(struct bind_record), "one layout for all");
_Static_assert(sizeof(struct connect_record) == sizeof(struct socket_record), "one layout for all");

/* What is known of one call, whichever way it came. */
struct socket_call {
	u32 type, door;
	s32 retval, fd;
	u64 address;        /* user address of the passed sockaddr */
	u32 address_length;
	s32 level, option;
	u64 value;          /* user address of the option's value */
	u32 family, socket_type, protocol;
	bool compat;
};

static __always_inline struct sock *sock_of_file(struct file *file)
{
	struct socket *socket;

	if (!file || (READ(READ(file, f_inode), i_mode) & S_IFMT) != S_IFSOCK)
		return NULL;
	socket = READ((struct file___socket *)file, private_data);
	return READ(socket, sk);
}

/* struct sockaddr of the three families that have addresses for us. */
struct passed_address {
	u16 family;
	u16 port;
	union {
		struct { u32 address; } v4;
		struct { u32 flow; u8 address[16]; } __attribute__((packed)) v6;
		u8 bytes[SOCKADDR_BYTES - 4];
	};
};

static __always_inline bool is_any(const char *address)
{
	const u64 *words = (const u64 *)address;

	return !words[0] && (!words[1] || words[1] == 0x00000000ffff0000ULL);
}

static __always_inline bool is_loopback(const char *address)
{
	const u64 *words = (const u64 *)address;

	if (words[0])
		return false;
	return words[1] == 0x0100000000000000ULL || (words[1] & 0xffffffffffULL) == 0x7fffff0000ULL;
}

static __always_inline void fill_socket(struct connect_record *r, struct sock *sk)
{
	r->cookie = READ(sk, __sk_common.skc_cookie.counter);
	r->family = READ(sk, __sk_common.skc_family);
	r->protocol = READ(sk, sk_protocol);
	r->socket_type = READ(sk, sk_type);
	if (r->family == AF_INET_VALUE || r->family == AF_INET6_VALUE)
		socket_local(sk, r->local_addr, &r->local_port);
}

/* The passed address, and for a unix socket its path behind the record. */
static __always_inline void read_passed(struct connect_record *r, struct scratch *s, struct socket_call *call)
{
	struct passed_address passed = {};
	u32 length = call->address_length;
	u32 at;

	asm volatile("" : "+r"(length));
	if (length > sizeof(passed))
		length = sizeof(passed);
	r->flags |= SOCKET_ADDRESS_FROM_USER;
	if (length < 2 || bpf_probe_read_user(&passed, length, (void *)call->address)) {
		r->flags |= SOCKET_ADDRESS_UNREADABLE;
		return;
	}
	if (!call->family || passed.family == AF_INET_VALUE || passed.family == AF_INET6_VALUE)
		r->family = passed.family;
	if (passed.family == AF_INET_VALUE) {
		map_v4(r->passed_addr, passed.v4.address);
		r->passed_port = __builtin_bswap16(passed.port);
	} else if (passed.family == AF_INET6_VALUE) {
		__builtin_memcpy(r->passed_addr, passed.v6.address, 16);
		r->passed_port = __builtin_bswap16(passed.port);
	} else if (passed.family == AF_UNIX_VALUE && length > 2) {
		at = s->walk.used;
		if (at <= RECORD_LIMIT - SOCKADDR_BYTES) {
			/* Abstract names begin with NUL and may hold more of them: the length counts. */
			bpf_probe_read_kernel(s->data + at, SOCKADDR_BYTES - 2, &passed.port);
			r->value.length = length - 2;
			s->walk.used = at + length - 2;
		}
	}
}

static __always_inline void read_filter(struct connect_record *r, struct scratch *s, struct socket_call *call, struct sock *sk)
{
	struct sock_fprog_kern *kept = NULL;
	u32 at = s->walk.used;
	u32 count = 0;
	u64 from = 0;
	u32 bytes;
	long failed;

	if (call->retval >= 0 && call->option == SO_ATTACH_FILTER_VALUE && sk)
		kept = READ(READ(READ(sk, sk_filter), prog), orig_prog);
	if (kept) {
		count = READ(kept, len);
		from = (u64)READ(kept, filter);
	} else {
		r->flags |= SOCKET_FILTER_FROM_USER;
		if (call->compat) {
			struct { u16 len; u32 filter; } program = {};

			bpf_probe_read_user(&program, sizeof(program), (void *)call->value);
			count = program.len;
			from = program.filter;
		} else {
			struct { u16 len; u64 filter; } program = {};

			bpf_probe_read_user(&program, sizeof(program), (void *)call->value);
			count = program.len;
			from = program.filter;
		}
	}
	r->filter_length = count;
	if (count > FILTER_INSTRUCTIONS_MAX) {
		count = FILTER_INSTRUCTIONS_MAX;
		r->flags |= SOCKET_FILTER_TRUNCATED;
	}
	bytes = count * 8;
	asm volatile("" : "+r"(bytes));
	if (bytes > FILTER_INSTRUCTIONS_MAX * 8 || at > RECORD_LIMIT - FILTER_INSTRUCTIONS_MAX * 8)
		return;
	failed = kept ? bpf_probe_read_kernel(s->data + at, bytes, (void *)from) :
			bpf_probe_read_user(s->data + at, bytes, (void *)from);
	if (failed)
		return;
	r->value.length = bytes;
	s->walk.used = at + bytes;
}

static __always_inline void write_socket(struct task_struct *task, struct socket_call *call, struct sock *sk)
{
	struct connect_record *r;
	struct scratch *s;
	u64 now = bpf_ktime_get_boot_ns();
	u32 type = call->type;

	count(type, COUNT_SEEN);
	s = take_scratch(type);
	if (!s)
		return;
	r = (struct connect_record *)s->data;
	__builtin_memset(r, 0, sizeof(*r));
	r->header.time_ns = now;
	s->walk.used = sizeof(*r);
	fill_task(&r->task, task);
	if (call->compat)
		r->task.flags |= TASK_COMPAT;
	r->retval = call->retval;
	r->door = call->door;
	r->fd = call->fd;
	r->level = call->level;
	r->option = call->option;
	r->value.offset = sizeof(*r);
	if (sk)
		fill_socket(r, sk);
	if (type != RECORD_SOCKET)
		call->family = r->family;
	switch (type) {
	case RECORD_CONNECT:
		if (call->address)
			read_passed(r, s, call);
		__builtin_memcpy(r->addr, r->passed_addr, 16);
		r->port = r->passed_port;
		/* To any address means to this machine: told as passed. Everything else as the socket has it. */
		if (sk && (r->retval == 0 || r->retval == -EINPROGRESS_VALUE) &&
		    (r->family == AF_INET_VALUE || r->family == AF_INET6_VALUE)) {
			char remote[16] = {};
			u16 port = 0;

			socket_remote(sk, remote, &port);
			if (!(is_any(r->passed_addr) && is_loopback(remote)) || !call->address) {
				__builtin_memcpy(r->addr, remote, 16);
				r->port = port;
			}
			r->flags &= ~SOCKET_ADDRESS_FROM_USER;
		}
		break;
	case RECORD_BIND:
		if (call->address)
			read_passed(r, s, call);
		__builtin_memcpy(r->addr, r->passed_addr, 16);
		r->port = r->passed_port;
		if (sk && r->retval == 0 && (r->family == AF_INET_VALUE || r->family == AF_INET6_VALUE)) {
			__builtin_memcpy(r->addr, r->local_addr, 16);
			r->port = r->local_port;
			r->flags &= ~SOCKET_ADDRESS_FROM_USER;
		}
		break;
	case RECORD_ACCEPT:
		if (sk && r->retval >= 0 && (r->family == AF_INET_VALUE || r->family == AF_INET6_VALUE)) {
			socket_remote(sk, r->addr, &r->passed_port);
			r->port = r->local_port;
		}
		break;
	case RECORD_SOCKET:
		r->family = call->family;
		r->socket_type = call->socket_type & 15;
		r->protocol = call->protocol;
		break;
	default:
		if (call->level == SOL_SOCKET_VALUE &&
		    (call->option == SO_ATTACH_FILTER_VALUE || call->option == SO_ATTACH_REUSEPORT_CBPF_VALUE))
			read_filter(r, s, call, sk);
	}
	submit(s, &ring_network, RING_NETWORK, type);
}

/* The call and its arguments, from the door and the registers, or from the one array of the 32-bit multiplexer. */
static __always_inline bool socket_call_of(struct socket_call *out, struct pt_regs *regs, struct call call, long ret)
{
	u64 args[5] = {};
	u32 door = call.door;

	if (door == DOOR_SOCKETCALL) {
		u32 words[5] = {};
		u32 which = call_argument(regs, true, 0);

		if (bpf_probe_read_user(words, sizeof(words), (void *)call_argument(regs, true, 1)))
			bpf_probe_read_user(words, 12, (void *)call_argument(regs, true, 1));
		for (int i = 0; i < 5; i++)
			args[i] = words[i];
		/* SYS_SOCKET and on (include/uapi/linux/net.h). */
		door = which == 1 ? DOOR_SOCKET : which == 2 ? DOOR_BIND : which == 3 ? DOOR_CONNECT : which == 5 ? DOOR_ACCEPT :
		       which == 14 ? DOOR_SETSOCKOPT : which == 18 ? DOOR_ACCEPT4 : 0;
	} else {
		args[0] = call_argument(regs, call.compat, 0);
		args[1] = call_argument(regs, call.compat, 1);
		args[2] = call_argument(regs, call.compat, 2);
		args[3] = call_argument(regs, call.compat, 3);
		args[4] = call_argument(regs, call.compat, 4);
	}
	out->door = call.door;
	out->compat = call.compat;
	out->retval = ret;
	out->fd = args[0];
	switch (door) {
	case DOOR_CONNECT:
	case DOOR_BIND:
		out->type = door == DOOR_CONNECT ? RECORD_CONNECT : RECORD_BIND;
		out->address = args[1];
		out->address_length = args[2];
		break;
	case DOOR_ACCEPT:
	case DOOR_ACCEPT4:
		out->type = RECORD_ACCEPT;
		break;
	case DOOR_SOCKET:
		out->type = RECORD_SOCKET;
		out->fd = -1;
		out->family = args[0];
		out->socket_type = args[1];
		out->protocol = args[2];
		break;
	case DOOR_SETSOCKOPT:
		out->type = RECORD_SETSOCKOPT;
		out->level = args[1];
		out->option = args[2];
		out->value = args[3];
		break;
	default:
		return false;
	}
	/* Nothing has been accepted yet: servers that poll would fill the ring with it. */
	return out->type != RECORD_ACCEPT || (ret != -EAGAIN_VALUE && ret != -EINTR_VALUE && ret > -ERESTARTSYS_VALUE);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(on_exit_socket, struct pt_regs *regs, long ret)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct socket_call call = {};
	struct file *file = NULL;

	if (!socket_call_of(&call, regs, classify(regs, task), ret))
		return 0;
	if (!type_enabled(call.type) || is_self(task))
		return 0;
	if (call.type == RECORD_ACCEPT || call.type == RECORD_SOCKET) {
		if (ret >= 0)
			file = file_of_fd(task, ret);
		else if (call.type == RECORD_ACCEPT)
			file = file_of_fd(task, call.fd);
	} else {
		file = file_of_fd(task, call.fd);
	}
	write_socket(task, &call, sock_of_file(file));
	return 0;
}

struct io_kiocb___file { struct file *file; } KERNEL_STRUCT;
struct io_socket { int domain, type, protocol; } KERNEL_STRUCT;
/* The address of the caller, which a failed call leaves nowhere else. */
struct io_connect { void *addr; int addr_len; } KERNEL_STRUCT;
#define IO_ACCEPT 13  /* IORING_OP_ACCEPT */
#define IO_CONNECT 16 /* IORING_OP_CONNECT */
#define IO_SOCKET 45  /* IORING_OP_SOCKET, since 5.19 */
#define IO_BIND 56    /* IORING_OP_BIND, since 6.11 */

static __always_inline void io_uring_socket(struct io_kiocb *request, s32 res)
{
	struct task_struct *task;
	struct socket_call call = {};
	struct file *file;
	struct io_socket *args;
	u8 opcode = READ(request, opcode);

	if (opcode != IO_ACCEPT && opcode != IO_CONNECT && opcode != IO_SOCKET && opcode != IO_BIND)
		return;
	task = (struct task_struct *)bpf_get_current_task();
	call.door = DOOR_IO_URING;
	call.retval = res;
	call.fd = -1;
	file = READ((struct io_kiocb___file *)request, file);
	switch (opcode) {
	case IO_CONNECT:
		call.type = RECORD_CONNECT;
		if (bpf_core_type_exists(struct io_connect)) {
			struct io_connect *connect = (struct io_connect *)request;

			call.address = (u64)READ(connect, addr);
			call.address_length = READ(connect, addr_len);
		}
		break;
	case IO_BIND:
		call.type = RECORD_BIND;
		break;
	case IO_ACCEPT:
		if (res == -EAGAIN_VALUE || res == -EINTR_VALUE || res <= -ERESTARTSYS_VALUE)
			return;
		call.type = RECORD_ACCEPT;
		if (res > 0)
			file = file_of_fd(task, res);
		break;
	default:
		call.type = RECORD_SOCKET;
		file = res >= 0 ? file_of_fd(task, res) : NULL;
		if (bpf_core_type_exists(struct io_socket)) {
			args = (struct io_socket *)request; /* the command lies at the start of the request */
			call.family = READ(args, domain);
			call.socket_type = READ(args, type);
			call.protocol = READ(args, protocol);
		}
	}
	if (type_enabled(call.type) && !is_self(task))
		write_socket(task, &call, sock_of_file(file));
}

#ifndef SHRIKE_OLD_KERNEL
/* Since 6.15: (ctx, request, cqe). */
SEC("tp_btf/io_uring_complete")
int on_io_uring_socket(u64 *ctx)
{
	struct io_cqe_result cqe = {};

	bpf_probe_read_kernel(&cqe, sizeof(cqe), (void *)ctx[2]);
	io_uring_socket((struct io_kiocb *)ctx[1], cqe.res);
	return 0;
}

/* 5.19 to 6.14: (ctx, request, user_data, res, ...). */
SEC("tp_btf/io_uring_complete")
int on_io_uring_socket_old(u64 *ctx)
{
	io_uring_socket((struct io_kiocb *)ctx[1], ctx[3]);
	return 0;
}

#define TCP_ESTABLISHED 1
#define TCP_SYN_SENT 2
#define TCP_CLOSE 7

/*
 * The outcome of a connect that did not wait. The state change to SYN_SENT runs in the caller, who is remembered with the
 * socket; the next one runs in an interrupt or a timer. Connects that wait tell their outcome at the exit of their call.
 */
SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(on_tcp_state, struct sock *sk, int old, int new)
{
	struct packet_scratch *s;
	struct connect_record *r;
	struct owner *owner;
	struct file *file;
	u64 now;

	if (!type_enabled(RECORD_CONNECT))
		return 0;
	if (new == TCP_SYN_SENT) {
		file = READ(READ(sk, sk_socket), file);
		if (!file || !(READ(file, f_flags) & O_NONBLOCK_VALUE))
			return 0;
		owner = bpf_sk_storage_get(&owners, sk, NULL, BPF_SK_STORAGE_GET_F_CREATE);
		if (!owner)
			return 0;
		set_owner(owner, (struct task_struct *)bpf_get_current_task());
		owner->connecting = 1;
		return 0;
	}
	if (old != TCP_SYN_SENT || (new != TCP_ESTABLISHED && new != TCP_CLOSE))
		return 0;
	owner = bpf_sk_storage_get(&owners, sk, NULL, 0);
	if (!owner || !owner->connecting)
		return 0;
	owner->connecting = 0;
	if (owner->task.pid == self_pid)
		return 0;
	now = bpf_ktime_get_boot_ns();
	count(RECORD_CONNECT, COUNT_SEEN);
	s = take_packet_scratch(RECORD_CONNECT);
	if (!s)
		return 0;
	r = (struct connect_record *)s->data;
	__builtin_memset(r, 0, sizeof(*r));
	r->header.time_ns = now;
	r->task = owner->task;
	fill_socket(r, sk);
	socket_remote(sk, r->addr, &r->port);
	__builtin_memcpy(r->passed_addr, r->addr, 16);
	r->passed_port = r->port;
	r->door = DOOR_CONNECT;
	r->fd = -1;
	r->flags = SOCKET_OUTCOME;
	r->value.offset = sizeof(*r);
	if (new == TCP_CLOSE) {
		int error = READ(sk, sk_err);

		/* Without an error the caller itself gave up. */
		r->retval = error ? -error : -ECONNABORTED_VALUE;
	}
	submit_packet(s, RECORD_CONNECT, sizeof(*r));
	return 0;
}
#endif
