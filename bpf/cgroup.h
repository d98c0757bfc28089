/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Life of cgroups: made, joined, removed. They make the container of a process known before its first instruction, and
 * tell a re-used path from the old one. Runtimes make one directory per v1 controller; only the v2 hierarchy and the one
 * of the pids controller are reported, the same two that every record names.
 */
#pragma once

#include "lib/record.h"

/* 0: not of interest; else 1 for v1 and 2 for v2. */
static __always_inline u32 cgroup_version(struct cgroup *cgroup)
{
	struct cgroup_root *root = READ(cgroup, root);
	u64 pids;

	if (!READ(root, hierarchy_id))
		return 2;
	if (!bpf_core_enum_value_exists(enum cgroup_subsys_id, pids_cgrp_id))
		return 0;
	pids = bpf_core_enum_value(enum cgroup_subsys_id, pids_cgrp_id) & 15;
	return (READ(root, subsys_mask) >> pids) & 1;
}

static __always_inline void report_cgroup(struct cgroup *cgroup, struct task_struct *task, u32 type)
{
	struct cgroup_made_record *r; /* all three have this form */
	struct scratch *s;
	u32 version;
	u64 now;

	if (!type_enabled(type))
		return;
	version = cgroup_version(cgroup);
	if (!version)
		return;
	now = bpf_ktime_get_boot_ns();
	count(type, COUNT_SEEN);
	s = take_scratch(type);
	if (!s)
		return;
	r = (struct cgroup_made_record *)s->data;
	r->header.time_ns = now;
	s->walk.used = sizeof(*r);
	fill_task(&r->task, task);
	r->cgroup_id = READ(READ(cgroup, kn), id);
	r->version = version;
	r->pad = 0;
	append_cgroup(&s->walk, s->data, RECORD_LIMIT, &r->path, READ(cgroup, kn));
	submit(s, &ring_urgent, RING_URGENT, type);
}

/* Fires before the directory can be seen, so nothing can be in the cgroup earlier. */
SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(on_cgroup_mkdir, struct cgroup *cgroup)
{
	report_cgroup(cgroup, (struct task_struct *)bpf_get_current_task(), RECORD_CGROUP_MADE);
	return 0;
}

SEC("tp_btf/cgroup_rmdir")
int BPF_PROG(on_cgroup_rmdir, struct cgroup *cgroup)
{
	report_cgroup(cgroup, (struct task_struct *)bpf_get_current_task(), RECORD_CGROUP_REMOVED);
	return 0;
}

/* After the move: the record's task is the one that was moved, and already names its new cgroup. */
SEC("tp_btf/cgroup_attach_task")
int BPF_PROG(on_cgroup_attach, struct cgroup *cgroup, const char *path, struct task_struct *task)
{
	report_cgroup(cgroup, task, RECORD_CGROUP_JOINED);
	return 0;
}
