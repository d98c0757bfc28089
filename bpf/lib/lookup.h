/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * From a text to the file it leads to, as the kernel would go: component by component through the directory cache, over
 * mounts and links, from the caller's own root or directory.
 *
 * For kernels where no hook hands over the file that a path-based call works on. It runs inside the call, when the kernel
 * takes or frees its copy of the text, so everything on the way was looked up a moment ago and is in the cache. What it
 * cannot follow (a long link on disk, a network file system's own rules) ends as TARGET_LOST, never as a guess.
 *
 * One bpf_loop round per component; the state lies in the thread's slot. Children are found through the kernel's hash
 * table when user space has worked out where it is (src/probe/dentry-table.ts), else in the list of the directory.
 */
#pragma once

#include "mount-tree.h"
#include "slot.h"

/* Address of the kernel's table of dentries and how far a hash is shifted; 0: not known. */
volatile u64 dentry_table = 0;
volatile u32 dentry_shift = 0;

#define NAME_MAX_LENGTH 255
#define LOOKUP_ROUNDS 400
#define LINKS_MAX 40
#define CHILDREN_MAX 1024
#define MOUNTS_MAX 8192
#define CHAIN_MAX 24
#define S_IFLNK 0120000
#define S_IFDIR 0040000
#define S_IFIFO 0010000
#define PROC_SUPER_MAGIC 0x9fa0

#define PROC_SELF 1
#define PROC_FDS 2

#define SLASHES 0x2f2f2f2f2f2f2f2fULL

static __always_inline u64 rotate(u64 value, u32 by)
{
	return (value << by) | (value >> (64 - by));
}

/*
 * Length and hash of the component at the start of `leaf` as in fs/namei.c hash_name() of 64-bit kernels (word at a time,
 * salted with the directory's address): length << 32 | hash, as in qstr.hash_len.
 */
static __always_inline u64 component_of(const u8 *leaf, u64 salt)
{
	u64 x = 0, y = salt, word = 0;

#pragma unroll 1
	for (u32 at = 0; at <= NAME_MAX_LENGTH; at += 8) {
		u64 slashed, ends, mask;

		word = *(const u64 *)(leaf + at);
		slashed = word ^ SLASHES;
		ends = (((word - ONES) & ~word) | ((slashed - ONES) & ~slashed)) & HIGHS;
		if (ends) {
			mask = ((ends - 1) & ~ends) >> 7;
			x ^= word & mask;
			y ^= x * 0x61C8864680B583EBULL;
			y *= 0x61C8864680B583EBULL;
			return ((u64)at + (((mask & ONES) * ONES) >> 56)) << 32 | y >> 32;
		}
		x ^= word;
		y ^= x;
		x = rotate(x, 12);
		x += y;
		y = rotate(y, 45);
		y *= 9;
	}
	return ~0ULL;
}

/* The entry behind a link of a directory's list of children, 0 at its end. */
static __always_inline u64 child_at(u64 parent, u64 link)
{
	if (bpf_core_field_exists(struct dentry, d_children))
		return link ? link - bpf_core_field_offset(struct dentry, d_sib) : 0;
	if (!link || link == parent + bpf_core_field_offset(struct dentry___list, d_subdirs))
		return 0;
	return link - bpf_core_field_offset(struct dentry___list, d_child);
}

static __always_inline u64 first_child(u64 parent)
{
	if (bpf_core_field_exists(struct dentry, d_children))
		return child_at(parent, (u64)READ((struct dentry *)parent, d_children.first));
	return child_at(parent, (u64)READ((struct dentry___list *)parent, d_subdirs.next));
}

static __always_inline u64 sibling_of(u64 parent, u64 child)
{
	if (bpf_core_field_exists(struct dentry, d_children))
		return child_at(parent, (u64)READ((struct dentry *)child, d_sib.next));
	return child_at(parent, (u64)READ((struct dentry___list *)child, d_child.next));
}

struct child_search {
	u64 at, parent, hash_len, found;
};

static long next_child(u32 index, struct child_search *search)
{
	struct dentry *child = (struct dentry *)search->at;

	if (!child)
		return 1;
	if (READ(child, d_name.hash_len) == search->hash_len && READ(child, d_hash.pprev)) {
		search->found = (u64)child;
		return 1;
	}
	search->at = sibling_of(search->parent, search->at);
	return 0;
}

/* The child of a directory by its hash; 0 when the cache has none. */
static __always_inline u64 find_child(u64 parent, u64 hash_len)
{
	struct child_search search = { .parent = parent, .hash_len = hash_len };
	u64 table = dentry_table;
	u64 node = 0;

	if (table) {
		bpf_probe_read_kernel(&node, sizeof(node), (void *)(table + (((hash_len & 0xffffffff) >> (dentry_shift & 31)) << 3)));
		node &= ~1ULL; /* the lock bit */
#pragma unroll 1
		for (int i = 0; i < CHAIN_MAX && node; i++) {
			struct dentry *child = (void *)node - bpf_core_field_offset(struct dentry, d_hash);

			if (READ(child, d_name.hash_len) == hash_len && (u64)READ(child, d_parent) == parent)
				return (u64)child;
			node = (u64)READ(child, d_hash.next);
		}
		if (!node)
			return 0;
	}
	search.at = first_child(parent);
	bpf_loop(CHILDREN_MAX, next_child, &search, 0);
	return search.found;
}

/*
 * The same and find_mount() as functions of their own, which the verifier walks once, whoever asks: inlined into the steps of
 * a lookup they are beyond what the verifier of 7.x follows. What goes in and out has to be a number to it: read from a map,
 * or from memory by a helper.
 */
static __always_inline u64 as_number(u64 address)
{
	u64 number = 0;

	bpf_probe_read_kernel(&number, sizeof(number), &address);
	return number;
}

__noinline u64 child_by_hash(u64 parent, u64 hash_len)
{
	return as_number(find_child(parent, hash_len));
}

__noinline u64 mount_above(u64 mount, u64 dentry)
{
	return as_number(find_mount(mount, dentry));
}

static __always_inline bool is_mounted_on(struct dentry *dentry)
{
	if (bpf_core_enum_value_exists(enum dentry_flags, DCACHE_MOUNTED))
		return READ(dentry, d_flags) & bpf_core_enum_value(enum dentry_flags, DCACHE_MOUNTED);
	return true; /* ask the mount's own list */
}

/* A number written in decimal, -1 when it is none. */
static __always_inline s64 number_of(const u8 *text, u32 length)
{
	s64 number = 0;

	if (length == 0 || length > 10)
		return -1;
#pragma unroll 1
	for (u32 i = 0; i < 10; i++) {
		if (i >= length)
			break;
		if (text[i] < '0' || text[i] > '9')
			return -1;
		number = number * 10 + (text[i] - '0');
	}
	return number;
}

struct lookup_loop {
	struct name_slot *slot;
	struct target *target;
	u64 task;
};

static __always_inline long end_lookup(struct target *target, u32 state)
{
	target->state = state;
	return 1;
}

static __always_inline void jump_to(struct lookup *l, struct target *target, struct path *path)
{
	l->dentry = (u64)READ(path, dentry);
	l->mount = (u64)mount_of((u64)READ(path, mnt));
	l->proc = 0;
	target->leaf_length = 0;
}

/* A link of proc that leads to a file, not to a text: descriptors, cwd, root and exe of the process itself. */
static __always_inline bool follow_proc(struct lookup *l, struct target *target, struct task_struct *task, u32 length)
{
	u64 word = *(u64 *)target->leaf;
	struct fs_struct *fs = READ(task, fs);
	struct file *file;
	s64 fd;

	if (l->proc == PROC_SELF) {
		if (length == 2 && (word & 0xffff) == 0x6466ULL) { /* "fd" */
			l->proc = PROC_FDS;
			return true;
		}
		if (length == 3 && (word & 0xffffff) == 0x647763ULL) { /* "cwd" */
			jump_to(l, target, &fs->pwd);
			return true;
		}
		if (length == 4 && (word & 0xffffffff) == 0x746f6f72ULL) { /* "root" */
			jump_to(l, target, &fs->root);
			return true;
		}
		return false;
	}
	fd = number_of(target->leaf, length);
	if (fd < 0)
		return false;
	file = file_of_fd(task, fd);
	if (!file)
		return false;
	jump_to(l, target, &file->f_path);
	return true;
}

/* One component, one mount crossing, or one slash. Returns 1 at the end. */
static long lookup_step(u32 index, struct lookup_loop *loop)
{
	struct name_slot *slot = loop->slot;
	struct target *target = loop->target;
	struct lookup *l = &slot->lookup;
	struct dentry *dentry = (struct dentry *)l->dentry;
	u32 depth = l->depth & (LOOKUP_FRAMES - 1);
	u64 text, hash_len, child;
	struct inode *inode;
	u32 length, rest, mode;
	bool last;
	long n;

	if (l->crossing) {
		if (is_mounted_on(dentry)) {
			u64 above = mount_above(l->mount, l->dentry);

			if (above) {
				l->mount = above;
				l->dentry = (u64)READ((struct mount *)above, mnt.mnt_root);
				return 0;
			}
		}
		l->crossing = 0;
		if (l->last)
			return end_lookup(target, TARGET_FOUND);
	}
	text = l->frames[depth];
	n = bpf_probe_read_kernel_str(target->leaf, LEAF_BYTES - 16, (void *)text);
	if (n <= 0)
		return end_lookup(target, TARGET_LOST);
	if (target->leaf[0] == '/') {
		l->frames[depth] = text + 1;
		return 0;
	}
	if (n == 1) {
		if (depth) {
			l->depth = depth - 1;
			return 0;
		}
		target->leaf_length = 0;
		return end_lookup(target, l->proc ? TARGET_LOST : TARGET_FOUND);
	}
	hash_len = component_of(target->leaf, l->dentry);
	length = hash_len >> 32;
	if (length > NAME_MAX_LENGTH)
		return end_lookup(target, TARGET_LOST);
	/* Is this the last one? Slashes may follow it. */
	rest = length;
#pragma unroll
	for (int i = 0; i < 8; i++)
		if (rest < LEAF_BYTES && target->leaf[rest] == '/')
			rest++;
	last = depth == 0 && rest < LEAF_BYTES && target->leaf[rest] == 0;
	l->frames[depth] = text + length;
	target->leaf_length = length;

	if (l->proc) {
		if (!follow_proc(l, target, (struct task_struct *)loop->task, length))
			return end_lookup(target, TARGET_LOST);
		if (last && !l->proc)
			return end_lookup(target, TARGET_FOUND);
		return 0;
	}
	if (target->leaf[0] == '.' && length == 1) {
		target->leaf_length = 0;
		return last ? end_lookup(target, TARGET_FOUND) : 0;
	}
	if (target->leaf[0] == '.' && target->leaf[1] == '.' && length == 2) {
		struct mount *mount = (struct mount *)l->mount;

		target->leaf_length = 0;
		if (l->dentry == l->root_dentry && l->mount == l->root_mount) {
			/* `..` of the root is the root */
		} else if (dentry == READ(mount, mnt.mnt_root)) {
			struct mount *above = READ(mount, mnt_parent);

			if (above != mount) {
				l->dentry = (u64)READ(mount, mnt_mountpoint);
				l->mount = (u64)above;
				l->frames[depth] = text; /* once more, from the mount point */
				return 0;
			}
		} else {
			l->dentry = (u64)READ(dentry, d_parent);
			l->crossing = 1;
		}
		l->last = last;
		return last && !l->crossing ? end_lookup(target, TARGET_FOUND) : 0;
	}
	child = child_by_hash(l->dentry, hash_len);
	inode = child ? READ((struct dentry *)child, d_inode) : NULL;
	if (last) {
		target->parent = l->dentry;
		target->parent_vfsmount = vfsmount_of(l->mount);
	}
	if (!inode) /* not there, or not in the cache: a directory's entry that the call itself used always is */
		return end_lookup(target, last ? TARGET_NAMED : TARGET_LOST);
	mode = READ(inode, i_mode) & S_IFMT;
	if (mode == S_IFLNK && (!last || l->follow || rest > length)) {
		u64 link = (u64)READ(inode, i_link);

		if (++l->links > LINKS_MAX)
			return end_lookup(target, TARGET_LOST);
		if (!link) {
			u64 word = *(u64 *)target->leaf;
			struct super_block *sb = READ(inode, i_sb);
			struct dentry *above = READ(dentry, d_parent);
			struct task_struct *task = (struct task_struct *)loop->task;
			u8 name[16] = {};
			s64 pid;

			if (READ(sb, s_magic) != PROC_SUPER_MAGIC)
				return end_lookup(target, TARGET_LOST);
			if ((length == 4 && (word & 0xffffffff) == 0x666c6573ULL) || length == 11) { /* "self", "thread-self" */
				l->proc = PROC_SELF;
				return last ? end_lookup(target, TARGET_LOST) : 0;
			}
			/* /proc/PID/fd/N with the own number */
			bpf_probe_read_kernel_str(name, sizeof(name), READ(above, d_name.name));
			pid = number_of(name, READ(above, d_name.len));
			bpf_probe_read_kernel_str(name, sizeof(name), READ(dentry, d_name.name));
			if (pid != (s64)READ(task, tgid) || name[0] != 'f' || name[1] != 'd' || name[2])
				return end_lookup(target, TARGET_LOST);
			l->proc = PROC_FDS;
			if (!follow_proc(l, target, task, length))
				return end_lookup(target, TARGET_LOST);
			return last ? end_lookup(target, TARGET_FOUND) : 0;
		}
		/* What follows the link waits below it, unless nothing follows. */
		if (!last) {
			depth++;
			if (depth >= LOOKUP_FRAMES)
				return end_lookup(target, TARGET_LOST);
			l->depth = depth;
		}
		l->frames[depth & (LOOKUP_FRAMES - 1)] = link;
		n = bpf_probe_read_kernel_str(target->leaf, 8, (void *)link);
		if (target->leaf[0] == '/') {
			l->dentry = l->root_dentry;
			l->mount = l->root_mount;
		}
		target->leaf_length = 0;
		return 0;
	}
	l->dentry = child;
	l->crossing = 1;
	l->last = last;
	return 0;
}

/* Follows the text `which` of a slot and fills its target. */
static __always_inline void lookup_in(struct name_slot *slot, u32 which, s32 dirfd, bool follow)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct fs_struct *fs = READ(task, fs);
	struct target *target = &slot->targets[which & 1];
	struct lookup *l = &slot->lookup;
	struct lookup_loop loop = { .slot = slot, .target = target, .task = (u64)task };

	target->state = TARGET_LOST;
	target->leaf_length = 0;
	*(u64 *)&target->leaf[LEAF_BYTES - 16] = 0;
	*(u64 *)&target->leaf[LEAF_BYTES - 8] = 0;
	l->root_dentry = (u64)READ(fs, root.dentry);
	l->root_mount = (u64)mount_of((u64)READ(fs, root.mnt));
	l->depth = 0;
	l->links = 0;
	l->last = 0;
	l->crossing = 0;
	l->proc = 0;
	l->follow = follow;
	l->frames[0] = (u64)slot->text[which & 1];
	if (slot->text[which & 1][0] == '/') {
		l->dentry = l->root_dentry;
		l->mount = l->root_mount;
	} else if (dirfd == AT_FDCWD_VALUE) {
		l->dentry = (u64)READ(fs, pwd.dentry);
		l->mount = (u64)mount_of((u64)READ(fs, pwd.mnt));
	} else {
		struct file *file = file_of_fd(task, dirfd);

		if (!file)
			return;
		l->dentry = (u64)READ(file, f_path.dentry);
		l->mount = (u64)mount_of((u64)READ(file, f_path.mnt));
	}
	bpf_loop(LOOKUP_ROUNDS, lookup_step, &loop, 0);
	target->leaf[target->leaf_length & 255] = 0;
	if (target->state != TARGET_FOUND)
		return;
	target->dentry = l->dentry;
	target->vfsmount = vfsmount_of(l->mount);
	fill_inode(&target->facts, (struct vfsmount *)target->vfsmount, READ((struct dentry *)l->dentry, d_inode));
}

/*
 * After a rename or link whose file was not in the directory cache before: found by its new name, under which it is now.
 * Facts are those after the call.
 */
static __always_inline void find_moved_in(struct name_slot *slot)
{
	struct target *from = &slot->targets[0], *to = &slot->targets[1];
	u64 child = find_child(to->parent, component_of(to->leaf, to->parent));
	struct inode *inode = child ? READ((struct dentry *)child, d_inode) : NULL;

	if (!inode || !from->leaf_length) /* without a name of its own the path would be the new one */
		return;
	from->dentry = child;
	from->vfsmount = to->parent_vfsmount;
	fill_inode(&from->facts, (struct vfsmount *)from->vfsmount, inode);
	from->state = TARGET_FOUND;
}

/* Global, so that the verifier looks at each once. */
__noinline int find_moved(u32 key)
{
	u32 index = key & (NAME_SLOTS - 1);
	struct name_slot *slot = bpf_map_lookup_elem(&name_slots, &index);

	if (slot)
		find_moved_in(slot);
	return 0;
}

__noinline int find_io_moved(u32 key)
{
	u32 index = key & (IO_SLOTS - 1);
	struct name_slot *slot = bpf_map_lookup_elem(&io_slots, &index);

	if (slot)
		find_moved_in(slot);
	return 0;
}

/* Bit 0 of `how` follow a link at the end, bit 1 second text. */
__noinline int lookup_name(u32 key, u32 how, s32 dirfd)
{
	u32 index = key & (NAME_SLOTS - 1);
	struct name_slot *slot = bpf_map_lookup_elem(&name_slots, &index);

	if (slot) {
		if (how & 2)
			lookup_in(slot, 1, dirfd, how & 1);
		else
			lookup_in(slot, 0, dirfd, how & 1);
	}
	return 0;
}

/* The same for the slots of io_uring requests. */
__noinline int lookup_io_name(u32 key, u32 how, s32 dirfd)
{
	u32 index = key & (IO_SLOTS - 1);
	struct name_slot *slot = bpf_map_lookup_elem(&io_slots, &index);

	if (slot) {
		if (how & 2)
			lookup_in(slot, 1, dirfd, how & 1);
		else
			lookup_in(slot, 0, dirfd, how & 1);
	}
	return 0;
}
