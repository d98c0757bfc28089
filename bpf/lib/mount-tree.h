/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The tree of mounts: what lies on what. */
#pragma once

#include "file.h"

#define MOUNTS_MAX 8192
#define MOUNTS_MAX_OLD 128 /* before 5.17 */

static __always_inline u64 vfsmount_of(u64 mount)
{
	return mount + bpf_core_field_offset(struct mount, mnt);
}

struct mount_search {
	u64 at, head, dentry, found;
};

static long next_mount(u32 index, struct mount_search *search)
{
	struct mount *child;

	if (search->at == search->head || !search->at)
		return 1;
	child = (void *)search->at - bpf_core_field_offset(struct mount, mnt_child);
	if ((u64)READ(child, mnt_mountpoint) == search->dentry) {
		search->found = (u64)child;
		return 1;
	}
	search->at = (u64)READ(child, mnt_child.prev);
	return 0;
}

/* The mount that covers `dentry` of `mount`, the newest first; 0: none. */
static __always_inline u64 find_mount(u64 mount, u64 dentry)
{
	struct mount_search search = { .dentry = dentry };

	search.head = mount + bpf_core_field_offset(struct mount, mnt_mounts);
	search.at = (u64)READ((struct mount *)mount, mnt_mounts.prev);
#ifdef SHRIKE_OLD_KERNEL
	for (int i = 0; i < MOUNTS_MAX_OLD; i++)
		if (next_mount(i, &search))
			break;
#else
	bpf_loop(MOUNTS_MAX, next_mount, &search, 0);
#endif
	return search.found;
}
