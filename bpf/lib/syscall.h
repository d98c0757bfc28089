/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * System calls seen at their exit: number, arguments, and which of them we care for.
 *
 * One raw sys_exit program with a table costs about half of an enter-and-exit pair on calls that nobody asked for, and
 * unlike the per-call tracepoints it sees the 32-bit entry (int 0x80). At exit the argument registers still hold what
 * was passed.
 */
#pragma once

#include "file.h"
#define EPERM_VALUE 1
#define EACCES_VALUE 13
#define EFAULT_VALUE 14
#define AT_FDCWD_VALUE (-100)

#include "calls.gen.h"

#define CALLS 512
#define DOORS 256

/* Door of a call number, 0: not asked for. Filled by user space from schema/calls.ts, and again when rules change. */
volatile u8 doors_native[CALLS] = {};
volatile u8 doors_compat[CALLS] = {};
static const volatile u8 door_families[DOORS] = DOOR_FAMILIES;

/* Numbers of the calls that write from a buffer, or from several. */
#if defined(__TARGET_ARCH_x86)
#define WRITE_NUMBER 1
#define WRITEV_NUMBER 20
#define PWRITE_NUMBER 18
#else
#define WRITE_NUMBER 64
#define WRITEV_NUMBER 66
#define PWRITE_NUMBER 68
#endif

/* What the entry tracepoint of one call hands over (syscall_enter_define_fields, kernel/trace/trace_syscalls.c). */
struct enter_frame { u64 common; s64 number; u64 args[6]; };

struct call {
	u32 door; /* 0: not asked for */
	bool compat;
};

static __always_inline u64 call_number(struct pt_regs *regs)
{
#if defined(__TARGET_ARCH_x86)
	return READ(regs, orig_ax) & ~0x40000000UL; /* the x32 bit */
#else
	return READ(regs, syscallno);
#endif
}

static __always_inline struct call classify(struct pt_regs *regs, struct task_struct *task)
{
	struct call call = {};
	u64 number = call_number(regs);

	if (number >= CALLS)
		return call;
	/* Most calls are in neither table: answer them without touching the task. */
	if (!doors_native[number] && !doors_compat[number])
		return call;
	call.compat = is_compat_call(task);
	call.door = call.compat ? doors_compat[number] : doors_native[number];
	return call;
}

static __always_inline u64 call_argument(struct pt_regs *regs, bool compat, int index)
{
#if defined(__TARGET_ARCH_x86)
	if (compat) {
		switch (index) {
		case 0: return (u32)READ(regs, bx);
		case 1: return (u32)READ(regs, cx);
		case 2: return (u32)READ(regs, dx);
		case 3: return (u32)READ(regs, si);
		case 5: return (u32)READ(regs, bp);
		default: return (u32)READ(regs, di);
		}
	}
	switch (index) {
	case 0: return READ(regs, di);
	case 1: return READ(regs, si);
	case 2: return READ(regs, dx);
	case 3: return READ(regs, r10);
	case 5: return READ(regs, r9);
	default: return READ(regs, r8);
	}
#else
	return index ? READ(regs, regs[index]) : READ(regs, orig_x0);
#endif
}

#if defined(__TARGET_ARCH_x86)
/*
 * Where the registers of arguments 0 to 5 lie in struct pt_regs, of native calls and from 8 on of compat ones: user-space ABI
 * (arch/x86/include/uapi/asm/ptrace.h), so no relocation is needed. Volatile: libbpf fills it in.
 */
#define PLACE_R10 56
#define PLACE_R9 64
#define PLACE_R8 72
#define PLACE_CX 88
#define PLACE_DX 96
#define PLACE_SI 104
#define PLACE_DI 112
#define PLACE_BP 32
#define PLACE_BX 40
static const volatile u8 argument_places[16] = {
	PLACE_DI, PLACE_SI, PLACE_DX, PLACE_R10, PLACE_R8, PLACE_R9, 0, 0,
	PLACE_BX, PLACE_CX, PLACE_DX, PLACE_SI, PLACE_DI, PLACE_BP, 0, 0,
};
#endif

/*
 * call_argument for an index that only the kernel knows. By a table instead of a switch: each branch would double the paths
 * that verifiers before 5.15 walk. A pointer plus a variable is refused, so the address makes a detour through memory.
 */
static __always_inline u64 call_argument_at(struct pt_regs *regs, bool compat, u8 index)
{
#if defined(__TARGET_ARCH_x86)
	struct pt_regs *volatile pointer = regs;
	u64 address = 0, value = 0;
	u32 at = (compat ? 8 : 0) + (index & 7);

	/* Bounded again where it is used: verifiers before 5.15 forget the bounds of what was spilled. */
	asm volatile("" : "+r"(at));
	bpf_probe_read_kernel(&address, sizeof(address), (void *)&pointer);
	address += argument_places[at & 15];
	bpf_probe_read_kernel(&value, sizeof(value), (void *)address);
	return value & (0xffffffffULL | ((u64)compat - 1) << 32); /* 32 bits of compat calls, without a branch */
#else
	return call_argument(regs, compat, index);
#endif
}

static __always_inline struct file *file_of_fd(struct task_struct *task, u32 fd)
{
	struct fdtable *table = READ(READ(task, files), fdt);
	struct file **slot = READ(table, fd);

	if (fd >= READ(table, max_fds))
		return NULL;
	return (struct file *)read_words(&slot[fd]).first;
}

/* The sensor's own calls would feed themselves. */
static __always_inline bool is_self(struct task_struct *task)
{
	return (u32)READ(task, tgid) == self_pid;
}
