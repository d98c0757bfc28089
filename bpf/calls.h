/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The one program that every system call passes on its way out. It answers calls that nobody asked for after one look at a
 * table, and jumps (a tail call) to the program of the family otherwise, so that each family stays small for the verifier
 * and untraced calls pay for none of them. Which calls are asked for is written by user space (schema/calls.ts).
 */
#pragma once

#include "lib/syscall.h"

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, CALL_FAMILIES);
	__uint(key_size, sizeof(u32));
	__uint(value_size, sizeof(u32));
} exit_families SEC(".maps");

SEC("tp_btf/sys_exit")
int BPF_PROG(on_sys_exit, struct pt_regs *regs, long ret)
{
	u64 number = call_number(regs);
	struct call call;

	if (number >= CALLS || (!doors_native[number] && !doors_compat[number]))
		return 0;
	call = classify(regs, (struct task_struct *)bpf_get_current_task());
	if (call.door)
		bpf_tail_call(ctx, &exit_families, door_families[call.door & (DOORS - 1)]);
	return 0;
}
