/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Kernel types that only the families of kernel activity read; they extend those of kernel.h by name (CO-RE). */
#pragma once

#include "slot.h"

struct xa_node { unsigned char shift; void *slots[64]; } KERNEL_STRUCT;
struct xarray { void *xa_head; } KERNEL_STRUCT;
struct idr { struct xarray idr_rt; unsigned int idr_base; } KERNEL_STRUCT;
struct pid_namespace___idr { struct idr idr; } KERNEL_STRUCT;
struct pid___tasks { struct hlist_head tasks[4]; } KERNEL_STRUCT;
struct task_struct___links { struct hlist_node pid_links[4]; } KERNEL_STRUCT;

struct kernel_siginfo { int si_signo, si_errno, si_code; } KERNEL_STRUCT;
struct rlimit { unsigned long rlim_cur, rlim_max; } KERNEL_STRUCT;

struct inode___private { void *i_private; } KERNEL_STRUCT;
struct file___private { void *private_data; } KERNEL_STRUCT;
struct file___position { s64 f_pos; } KERNEL_STRUCT;
struct proc_inode { struct pid *pid; struct inode vfs_inode; } KERNEL_STRUCT;

struct vm_area_struct {
	unsigned long vm_start, vm_end, vm_flags;
	struct file *vm_file;
} KERNEL_STRUCT;
/* Before 6.1 mappings hung in a tree of their own. */
struct rb_node { struct rb_node *rb_right, *rb_left; } KERNEL_STRUCT;
struct rb_root { struct rb_node *rb_node; } KERNEL_STRUCT;
struct mm_struct___rb { struct rb_root mm_rb; } KERNEL_STRUCT;
struct vm_area_struct___rb { struct rb_node vm_rb; } KERNEL_STRUCT;

struct bpf_map { u32 id; enum bpf_map_type map_type; char name[16]; } KERNEL_STRUCT;
struct bpf_prog_aux { u32 id, used_map_cnt; struct bpf_map **used_maps; char name[16]; } KERNEL_STRUCT;
struct bpf_prog___facts {
	enum bpf_prog_type type;
	enum bpf_attach_type expected_attach_type;
	u32 len;
	u8 tag[8];
	struct bpf_prog_aux *aux;
} KERNEL_STRUCT;
struct bpf_link { u32 id; struct bpf_prog___facts *prog; } KERNEL_STRUCT;

struct module { char name[56]; char *args; } KERNEL_STRUCT;

struct io_cqe_at_submit { u64 user_data; s32 res; s32 fd; };
struct io_kiocb___submit { u64 flags; struct io_cqe_at_submit cqe; } KERNEL_STRUCT;
struct io_ring_ctx { unsigned int flags; } KERNEL_STRUCT;

/* A pointer as a mere number, which is what global functions take; one read with READ may be a pointer to the verifier. */
#define READ_ADDRESS(ptr, field) ({ \
	u64 __address = 0; \
	bpf_core_read(&__address, sizeof(__address), &(ptr)->field); \
	__address; \
})
