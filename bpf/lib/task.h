/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Who acts: identity, credentials, namespaces and cgroup of a task. */
#pragma once

#include "state.h"

/* Number of `pid` in its own (deepest) namespace, and that namespace. struct upid numbers[] is indexed by level. */
static __always_inline void fill_ns_pid(struct task_facts *out, struct pid *pid)
{
	u32 level = READ(pid, level);
	u64 address = (u64)pid + bpf_core_field_offset(struct pid, numbers) + (u64)(level & 31) * bpf_core_type_size(struct upid);
	struct upid *at = (struct upid *)address;

	out->ns_pid = READ(at, nr);
	out->pid_ns = READ(READ(at, ns), ns.inum);
}

static __always_inline struct kernfs_node *cgroup_v2_node(struct css_set *set)
{
	return READ(READ(set, dfl_cgrp), kn);
}

/* The v1 hierarchy is seen through the pids controller; the v2 node again where there is no such hierarchy. */
static __always_inline struct kernfs_node *cgroup_v1_node(struct css_set *set)
{
	struct cgroup_subsys_state *css = NULL;
	u64 index;

	if (!bpf_core_enum_value_exists(enum cgroup_subsys_id, pids_cgrp_id))
		return NULL;
	index = bpf_core_enum_value(enum cgroup_subsys_id, pids_cgrp_id) & 15;
	if (bpf_probe_read_kernel(&css, sizeof(css),
				  (void *)set + bpf_core_field_offset(struct css_set, subsys) + index * sizeof(css)))
		return NULL;
	return READ(READ(css, cgroup), kn);
}

/* Fills everything about `task`; it need not be the current one (a child at its birth). */
static __always_inline void fill_task(struct task_facts *out, struct task_struct *task)
{
	struct task_struct *leader = READ(task, group_leader);
	struct task_struct *parent = READ(task, real_parent);
	struct cred *cred = READ(task, cred);
	struct nsproxy *ns = READ(task, nsproxy);
	struct signal_struct *signal = READ(task, signal);
	u32 task_flags = READ(task, flags);
	u32 ids[8] = {};
	struct kernfs_node *v2, *v1;
	struct css_set *set;

	out->start_ns = READ(leader, start_boottime);
	out->exec_id = READ(task, self_exec_id);
	out->pid = READ(task, tgid);
	out->tid = READ(task, pid);
	out->ppid = READ(parent, tgid);
	out->parent_start_ns = READ(READ(parent, group_leader), start_boottime);
	out->flags = 0;
	if (task_flags & PF_KTHREAD)
		out->flags |= TASK_KTHREAD;
	if (task_flags & PF_IO_WORKER)
		out->flags |= TASK_IO_WORKER;

	/* uid, gid, suid, sgid, euid, egid, fsuid, fsgid lie together, as do the capability sets, on all kernels. */
	bpf_core_read(&ids, sizeof(ids), &cred->uid);
	out->uid = ids[0];
	out->gid = ids[1];
	out->suid = ids[2];
	out->sgid = ids[3];
	out->euid = ids[4];
	out->egid = ids[5];
	out->fsuid = ids[6];
	out->fsgid = ids[7];
	out->securebits = READ(cred, securebits);
	bpf_core_read(&out->cap_inheritable, 8, &cred->cap_inheritable);
	bpf_core_read(&out->cap_permitted, 8, &cred->cap_permitted);
	bpf_core_read(&out->cap_effective, 8, &cred->cap_effective);
	bpf_core_read(&out->cap_bounding, 8, &cred->cap_bset);
	bpf_core_read(&out->cap_ambient, 8, &cred->cap_ambient);
	out->user_ns = READ(READ(cred, user_ns), ns.inum);

	out->auid = (u32)-1;
	out->session_id = (u32)-1;
	if (bpf_core_field_exists(task->loginuid)) {
		out->auid = READ(task, loginuid.val);
		out->session_id = READ(task, sessionid);
	}

	out->mnt_ns = READ(READ(ns, mnt_ns), ns.inum);
	out->net_ns = READ(READ(ns, net_ns), ns.inum);
	out->uts_ns = READ(READ(ns, uts_ns), ns.inum);
	out->ipc_ns = READ(READ(ns, ipc_ns), ns.inum);
	out->cgroup_ns = READ(READ(ns, cgroup_ns), ns.inum);
	fill_ns_pid(out, READ(leader, thread_pid));
	{
		struct pid *session = NULL;

		bpf_core_read(&session, sizeof(session), &signal->pids[PIDTYPE_SID]);
		out->sid = READ(session, numbers[0].nr);
	}

	set = READ(task, cgroups);
	v2 = cgroup_v2_node(set);
	out->cgroup_id = READ(v2, id);
	v1 = cgroup_v1_node(set);
	out->cgroup_v1_id = v1 == v2 ? 0 : READ(v1, id);
	bpf_core_read(&out->comm, sizeof(out->comm), &task->comm);
}

/* True when the running system call came through the 32-bit entry of a 64-bit kernel. */
static __always_inline bool is_compat_call(struct task_struct *task)
{
#if defined(__TARGET_ARCH_x86)
	return READ(task, thread_info.status) & TS_COMPAT;
#else
	return false; /* arm64: no compat calls in the tables yet */
#endif
}
