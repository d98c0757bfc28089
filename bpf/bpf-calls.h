/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bpf(2). Programs, maps and links are looked at in the kernel, behind their descriptors. Only the instructions are read
 * from the memory of the caller: by the end of the call the kernel has rewritten the numbers of helper functions.
 */
#pragma once

#include "lib/event.h"

/* Programs, maps and links of the sensor itself: kind << 32 | id. */
#define OBJECT_PROGRAM 1ULL
#define OBJECT_MAP 2ULL
#define OBJECT_LINK 3ULL
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, u64);
	__type(value, u64);
} own_objects SEC(".maps");

static __always_inline bool is_own(u64 kind, u32 id)
{
	u64 key = kind << 32 | id;

	return id && bpf_map_lookup_elem(&own_objects, &key);
}

/* Longest program that is looked at; the kernel's limit is a million. */
#define INSTRUCTIONS_MAX 65536

struct instruction_scan {
	struct bpf_record *record;
	u64 user;
	u32 unreadable, unused;
};

static long scan_instruction(u32 index, struct instruction_scan *scan)
{
	struct { u8 code, registers; u16 offset; s32 immediate; } instruction = {};
	u64 bit;

	if (bpf_probe_read_user(&instruction, sizeof(instruction), (void *)scan->user)) {
		scan->unreadable = 1;
		return 1;
	}
	scan->user += sizeof(instruction);
	/* BPF_JMP | BPF_CALL with source 0: a helper. 1 and 2 are functions of the program and of the kernel. */
	if (instruction.code != 0x85 || (instruction.registers >> 4))
		return 0;
	bit = 1ULL << (instruction.immediate & 63);
	switch ((u32)instruction.immediate >> 6) {
	case 0: scan->record->helpers0 |= bit; break;
	case 1: scan->record->helpers1 |= bit; break;
	case 2: scan->record->helpers2 |= bit; break;
	case 3: scan->record->helpers3 |= bit; break;
	}
	return 0;
}

static __always_inline void scan_helpers(struct bpf_record *r, u64 user, u32 length)
{
	struct instruction_scan scan = { .record = r, .user = user };

#ifdef SHRIKE_OLD_KERNEL
	for (u32 i = 0; i < 256 && i < length; i++)
		if (scan_instruction(i, &scan))
			break;
	if (length > 256)
		scan.unreadable = 1;
#else
	bpf_loop(length < INSTRUCTIONS_MAX ? length : INSTRUCTIONS_MAX, scan_instruction, &scan, 0);
	if (length > INSTRUCTIONS_MAX)
		scan.unreadable = 1;
#endif
	if (scan.unreadable)
		r->flags |= BPF_HELPERS_CUT;
}

static __always_inline void fill_bpf_program(struct bpf_record *r, struct bpf_prog___facts *program)
{
	struct bpf_prog_aux *aux = READ(program, aux);
	struct bpf_map **maps = READ(aux, used_maps);
	u32 count = READ(aux, used_map_cnt);

	r->program_id = READ(aux, id);
	r->program_type = READ(program, type);
	r->attach_type = READ(program, expected_attach_type);
	bpf_core_read(&r->tag, sizeof(r->tag), &program->tag);
	bpf_core_read(&r->program_name, sizeof(r->program_name), &aux->name);
	if (is_own(OBJECT_PROGRAM, r->program_id))
		r->flags |= BPF_TOUCHES_SENSOR;
	for (u32 i = 0; i < 32 && i < count; i++) {
		struct bpf_map *map = NULL;

		bpf_probe_read_kernel(&map, sizeof(map), &maps[i]);
		if (map && is_own(OBJECT_MAP, READ(map, id)))
			r->flags |= BPF_TOUCHES_SENSOR;
	}
}

/* Looks behind a descriptor at whatever BPF object it is. A global function: the verifier looks at it once. */
__noinline int look_behind(s32 fd)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct file *file = fd < 0 ? NULL : file_of_fd(task, fd);
	struct scratch *s = event_scratch();
	struct bpf_record *r;
	void *object;

	if (!file || !s)
		return 0;
	r = (struct bpf_record *)s->data;
	object = READ((struct file___private *)file, private_data);
	if (file_is_named(file, "bpf-map", 7)) {
		struct bpf_map *map = object;

		r->map_id = READ(map, id);
		r->map_type = READ(map, map_type);
		bpf_core_read(&r->map_name, sizeof(r->map_name), &map->name);
		if (is_own(OBJECT_MAP, r->map_id))
			r->flags |= BPF_TOUCHES_SENSOR;
	} else if (file_is_named(file, "bpf-prog", 8)) {
		fill_bpf_program(r, object);
	} else if (file_is_named(file, "bpf_link", 8) || file_is_named(file, "bpf-link", 8)) {
		struct bpf_link *link = object;

		r->link_id = READ(link, id);
		if (is_own(OBJECT_LINK, r->link_id))
			r->flags |= BPF_TOUCHES_SENSOR;
		if (READ(link, prog))
			fill_bpf_program(r, READ(link, prog));
	}
	return 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(on_exit_bpf, struct pt_regs *regs, long ret)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct call call = classify(regs, task);
	u32 cmd = call_argument(regs, call.compat, 0);
	u64 user = call_argument(regs, call.compat, 1);
	u32 size = call_argument(regs, call.compat, 2);
	struct { u32 word[32]; } attr = {}; /* a power of two of bytes, for the verifier; 80 of them are read */
	struct bpf_record *r;
	struct scratch *s;
	bool approved;

	release_name(take_name(task, 0));
	if (is_self(task) || !type_enabled(RECORD_BPF))
		return 0;
	count(RECORD_BPF, COUNT_SEEN);
	/* Whether it touches the sensor shows only when everything is known. */
	approved = numbers_approved(RECORD_BPF, cmd, 0);
	if (begin_event(RECORD_BPF, sizeof(*r), call.compat ? TASK_COMPAT : 0))
		return 0;
	s = event_scratch();
	if (!s)
		return 0;
	r = (struct bpf_record *)s->data;
	r->cmd = cmd;
	r->retval = ret;
	r->door = call.door;
	if (size > 80)
		size = 80;
	/* Bounded again where it is used: verifiers before 5.15 forget the bounds of what was spilled. */
	asm volatile("" : "+r"(size));
	bpf_probe_read_user(&attr, size & (sizeof(attr) - 1), (void *)user);
	switch (cmd) {
	case BPF_MAP_CREATE:
		r->map_type = attr.word[0];
		__builtin_memcpy(r->map_name, &attr.word[7], 16);
		look_behind(ret);
		break;
	case BPF_PROG_LOAD:
		r->program_type = attr.word[0];
		r->attach_type = attr.word[17];
		__builtin_memcpy(r->program_name, &attr.word[12], 16);
		look_behind(ret);
		if (approved)
			scan_helpers(r, (u64)attr.word[3] << 32 | attr.word[2], attr.word[1]);
		break;
	case BPF_PROG_GET_FD_BY_ID:
	case BPF_MAP_GET_FD_BY_ID:
	case BPF_LINK_GET_FD_BY_ID:
	case BPF_OBJ_GET:
	case BPF_ITER_CREATE:
		look_behind(cmd == BPF_ITER_CREATE ? (s32)attr.word[0] : (s32)ret);
		break;
	case BPF_PROG_ATTACH:
	case BPF_PROG_DETACH:
		look_behind(attr.word[1]);
		r->attach_type = attr.word[2];
		break;
	case BPF_LINK_CREATE:
		look_behind(attr.word[0]);
		r->attach_type = attr.word[2];
		break;
	case BPF_PROG_QUERY:
		r->attach_type = attr.word[1];
		break;
	case BPF_OBJ_PIN:
	case BPF_RAW_TRACEPOINT_OPEN:
		look_behind(attr.word[2]);
		break;
	case BPF_MAP_LOOKUP_BATCH:
	case BPF_MAP_LOOKUP_AND_DELETE_BATCH:
	case BPF_MAP_UPDATE_BATCH:
	case BPF_MAP_DELETE_BATCH:
		look_behind(attr.word[9]);
		break;
	case BPF_PROG_GET_NEXT_ID:
	case BPF_MAP_GET_NEXT_ID:
	case BPF_LINK_GET_NEXT_ID:
	case BPF_BTF_LOAD:
	case BPF_BTF_GET_FD_BY_ID:
	case BPF_BTF_GET_NEXT_ID:
	case BPF_TASK_FD_QUERY:
	case BPF_ENABLE_STATS:
		break;
	default:
		/* All others have the descriptor of their map, program or link first. */
		look_behind(attr.word[0]);
		break;
	}
	if (approved || (r->flags & BPF_TOUCHES_SENSOR))
		submit_event(RECORD_BPF);
	else
		abandon_event(s, RECORD_BPF);
	return 0;
}
