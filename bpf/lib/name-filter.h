/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Filter of file events by names: the file's own, the first or last three bytes of it, those of the directories above it
 * over all mounts, and the type of its file system. Names are compared by a number made of their length and first sixteen
 * bytes (src/rules/engine/name-number.ts makes the same ones), in two steps: a small sieve that is read without a call, and
 * behind it a table for the few that the sieve lets through. Over-approximate by design: user space decides.
 *
 * Surprising: nothing is remembered between events. Going up eight directories costs less than keeping a memory of them
 * right while they are renamed and mounted over.
 */
#pragma once

#include "file.h"

/*
 * A file record whose type is in `types` passes only if a name is one that some rule asks for; an open also if a flag of
 * the mask is set, a chmod if a bit of the new mode is.
 */
struct approvers {
	u64 types;
	u32 open_flags;
	u32 chmod_bits;
	u32 kinds; /* bits of NAME_*: which kinds of name are asked for */
	u32 unused;
};
volatile struct approvers approvers = {};

#define NAME_LEAF 1         /* the file's own name */
#define NAME_PREFIX 2       /* its first three bytes */
#define NAME_SUFFIX 4       /* its last three */
#define NAME_DIRECTORY 8    /* of any directory above it */
#define NAME_PAIR 16        /* a name and that of the directory it is in: the file's, or a directory's above */
#define NAME_FILESYSTEM 32

#define SIEVE_PLACES 4096
/* By place of a name's number: bit per record type. */
volatile u32 name_sieve[SIEVE_PLACES] = {};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, u64);   /* number of a name */
	__type(value, u64); /* bit per record type */
} approved_names SEC(".maps");

/* Stands for opens that write or create, in masks of record types: rules often ask for those alone. */
#define BIT_OPEN_WRITING (1U << 31)
#define FLAGS_WRITING 03103 /* O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND */

/* Directories above a file, mounts included, that are looked at; what lies deeper passes. */
#define FILTER_DEPTH 64

static __always_inline u64 mixed(u64 x)
{
	x ^= x >> 32;
	x *= 0x9e3779b97f4a7c15ULL;
	x ^= x >> 29;
	x *= 0xbf58476d1ce4e5b9ULL;
	return x ^ (x >> 32);
}

static __always_inline u64 words_number(u64 kind, u64 length, u64 first, u64 second)
{
	return mixed(first ^ mixed(second + (length << 8) + kind));
}

static __always_inline u64 name_number(u64 kind, const void *name, u32 length)
{
	struct two_words words = read_words(name);

	if (length < 8)
		words.first &= (1ULL << (length * 8)) - 1;
	if (length <= 8)
		words.second = 0;
	else if (length < 16)
		words.second &= (1ULL << ((length - 8) * 8)) - 1;
	return words_number(kind, length, words.first, words.second);
}

/* The same for a text of which only its NUL says how long it is. */
static __always_inline u64 text_number(u64 kind, const void *text)
{
	struct two_words words = read_words(text);
	u64 ends = (words.first - ONES) & ~words.first & HIGHS;

	if (ends) {
		words.first &= ((ends & -ends) - 1) >> 7;
		words.second = 0;
	} else {
		ends = (words.second - ONES) & ~words.second & HIGHS;
		if (ends)
			words.second &= ((ends & -ends) - 1) >> 7;
	}
	return words_number(kind, 0, words.first, words.second);
}

static __always_inline bool number_approved(u64 number, u32 bits)
{
	u64 *types;

	if (!(name_sieve[number & (SIEVE_PLACES - 1)] & bits))
		return false;
	types = bpf_map_lookup_elem(&approved_names, &number);
	return types && (*types & bits);
}

/*
 * Always zero, which the verifier does not know. Before 6.7 it looks at one round of a bpf_loop alone, takes what is a constant
 * there for one in all rounds, and removes the branches that only later rounds take.
 */
volatile u64 no_name = 0;

struct filter_walk {
	struct dentry *dentry, *mount_root;
	struct mount *mount;
	u64 below; /* number of the name below, 0 before the first */
	u32 bits, kinds, passes, unused;
};

static __always_inline bool leaf_approved(struct filter_walk *walk, const void *name, u32 length)
{
	u32 kinds = walk->kinds, bits = walk->bits;

	walk->below = name_number(NAME_LEAF, name, length);
	if ((kinds & NAME_LEAF) && number_approved(walk->below, bits))
		return true;
	if (length < 3)
		return false;
	if ((kinds & NAME_PREFIX) &&
	    number_approved(words_number(NAME_PREFIX, 3, read_words(name).first & 0xffffff, 0), bits))
		return true;
	return (kinds & NAME_SUFFIX) &&
	       number_approved(words_number(NAME_SUFFIX, 3, read_words(name + length - 3).first & 0xffffff, 0), bits);
}

#ifdef SHRIKE_OLD_KERNEL
/* The filter goes up with bpf_loop (5.17): without it everything passes. */
static __always_inline int file_wanted(u64 file, u32 bits)
{
	return 1;
}

static __always_inline int names_wanted(u64 dentry, u64 vfsmount, u64 below, u32 bits)
{
	return 1;
}
#else
static __always_inline bool directory_approved(struct filter_walk *walk, struct dentry *dentry)
{
	u64 number = name_number(NAME_DIRECTORY, READ(dentry, d_name.name), READ(dentry, d_name.len));
	u64 below = walk->below;

	walk->below = number;
	if ((walk->kinds & NAME_DIRECTORY) && number_approved(number, walk->bits))
		return true;
	return (walk->kinds & NAME_PAIR) && number_approved(mixed(below + number * 3), walk->bits);
}

/* One name, or the step from a mount to where it is mounted. Returns 1 at the end. */
static long filter_step(u32 index, struct filter_walk *walk)
{
	struct dentry *dentry = walk->dentry;
	struct dentry *parent;

	if (dentry == walk->mount_root) {
		struct mount *above = READ(walk->mount, mnt_parent);

		if (above == walk->mount) {
			/* The top: a root directory is called "/". Of what is opened itself it is the name. */
			if (!walk->below)
				walk->passes = 1;
			return 1;
		}
		walk->dentry = READ(walk->mount, mnt_mountpoint);
		walk->mount = above;
		walk->mount_root = READ(above, mnt.mnt_root);
		return 0;
	}
	if (walk->below)
		walk->passes = directory_approved(walk, dentry);
	else
		walk->passes = leaf_approved(walk, READ(dentry, d_name.name), READ(dentry, d_name.len));
	parent = READ(dentry, d_parent);
	walk->dentry = parent;
	return walk->passes || parent == dentry || !(walk->kinds & (NAME_DIRECTORY | NAME_PAIR));
}

static __always_inline int names_approved(struct dentry *dentry, struct vfsmount *vfsmount, u64 below, u32 bits)
{
	struct filter_walk walk = {
		.dentry = dentry, .mount = mount_of((u64)vfsmount), .below = below, .bits = bits, .kinds = approvers.kinds,
	};

	walk.mount_root = READ(walk.mount, mnt.mnt_root);
	if ((walk.kinds & NAME_FILESYSTEM) &&
	    number_approved(text_number(NAME_FILESYSTEM, READ(READ(READ(dentry, d_sb), s_type), name)), bits))
		return 1;
	return bpf_loop(FILTER_DEPTH, filter_step, &walk, 0) == FILTER_DEPTH || walk.passes;
}

/*
 * Whether some rule may want an event of a type of `bits` on an open file. Global functions: the verifier looks at each
 * once. They take mere numbers.
 */
__noinline int file_wanted(u64 file, u32 bits)
{
	struct file *f = (struct file *)file;

	return names_approved(READ(f, f_path.dentry), READ(f, f_path.mnt), no_name, bits);
}

/* The same on a directory entry: a file, or with the number of a name the directory that the name is in. */
__noinline int names_wanted(u64 dentry, u64 vfsmount, u64 below, u32 bits)
{
	return names_approved((struct dentry *)dentry, (struct vfsmount *)vfsmount, below, bits);
}
#endif

/* Whether some rule may want an event on a file of this name in a directory. */
static __always_inline bool name_in_wanted(u64 dentry, u64 vfsmount, const void *name, u32 length, u32 bits)
{
	struct filter_walk walk = { .bits = bits, .kinds = approvers.kinds };

	return leaf_approved(&walk, name, length) || names_wanted(dentry, vfsmount, walk.below, bits);
}
