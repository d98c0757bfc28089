/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a file is: the inode's facts, and the path walked from its dentry over all mounts to the root of the mount
 * namespace. Names are emitted from the leaf upwards, each ended by NUL; user space turns them round once per distinct
 * path. That order needs no second buffer, and the leaf, which matters most, is what a cut leaves standing.
 */
#pragma once

#include "task.h"

#define S_IFMT 0170000
#define S_IFREG 0100000
#define OVERLAYFS_SUPER_MAGIC 0x794c7630
/* A one, and the highest bit, in each byte of a word. */
#define ONES 0x0101010101010101ULL
#define HIGHS 0x8080808080808080ULL

/* Sixteen bytes as they lie in memory. */
struct two_words { u64 first, second; };

static __always_inline struct two_words read_words(const void *from)
{
	/* Any kernel structure of two numbers will do. */
	struct timespec64 *at = (struct timespec64 *)from;
	struct two_words words = { READ(at, tv_sec), READ(at, tv_nsec) };

	return words;
}

struct ovl_inode { struct inode vfs_inode; struct dentry *__upperdentry; } KERNEL_STRUCT;

static __always_inline struct mount *mount_of(u64 vfsmount)
{
	return (struct mount *)(vfsmount - bpf_core_field_offset(struct mount, mnt));
}

/* Number of the mount namespace that a mount shows in; 0: none, since it is detached or internal. */
static __always_inline u32 visible_namespace(struct mount *mount)
{
	u64 ns = (u64)READ(mount, mnt_ns);
	u32 inum;

	/* No namespace: unmounted lazily; an error pointer: kernel-internal; an anonymous one: never attached. */
	if (!ns || ns > (u64)-4096)
		return 0;
	inum = READ((struct mnt_namespace *)ns, ns.inum);
	return inum == MNT_NS_ANON_INO ? 0 : inum;
}

/* One walk under way: on the stack of its caller. */
struct walk_loop {
	struct walk *walk;
	u8 *data;
	struct dentry *dentry;
	struct mount *mount;
	struct dentry *mount_root;
	u64 limit;
};

/* One step towards the root: a name, or a crossing from a mount to what it is mounted on. Returns 1 at the end. */
static long walk_step(u32 index, struct walk_loop *loop)
{
	struct walk *walk = loop->walk;
	struct dentry *dentry = loop->dentry;
	struct mount *mount = loop->mount;
	struct dentry *parent = READ(dentry, d_parent);
	u32 at;
	long n;

	if ((u64)dentry == walk->root_dentry && (u64)mount == (u64)mount_of(walk->root_vfsmount))
		walk->root_depth = walk->components;
	if (dentry == loop->mount_root) {
		struct mount *above = READ(mount, mnt_parent);

		if (above == mount) {
			if (!visible_namespace(mount))
				walk->flags |= FILE_MOUNT_DETACHED;
			return 1;
		}
		loop->dentry = READ(mount, mnt_mountpoint);
		loop->mount = above;
		loop->mount_root = READ(above, mnt.mnt_root);
		return 0;
	}
	at = walk->used;
	if (at > loop->limit - NAME_MAX_BYTES || at > EXEC_LIMIT) {
		walk->flags |= FILE_PATH_TRUNCATED;
		return 1;
	}
	n = bpf_probe_read_kernel_str(loop->data + at, NAME_MAX_BYTES, READ(dentry, d_name.name));
	if (n > 0)
		walk->used = at + n;
	walk->components++;
	if (dentry == parent) {
		/* A root that is not its mount's root: a pseudo file (memfd, pipe, socket). */
		walk->flags |= FILE_ANONYMOUS;
		return 1;
	}
	loop->dentry = parent;
	return 0;
}

/* Walks from walk->dentry/vfsmount to the root. bpf_loop (5.17) goes deeper at a fraction of the verifier's work. */
static __always_inline void walk_names(struct walk *walk, u8 *data, u32 limit)
{
	struct walk_loop loop = {
		.walk = walk, .data = data, .limit = limit,
		.dentry = (struct dentry *)walk->dentry, .mount = mount_of(walk->vfsmount),
	};

	loop.mount_root = READ(loop.mount, mnt.mnt_root);
#ifdef SHRIKE_OLD_KERNEL
	for (int i = 0; i < PATH_MAX_COMPONENTS_OLD; i++)
		if (walk_step(i, &loop))
			return;
	walk->flags |= FILE_PATH_TRUNCATED;
#else
	if (bpf_loop(PATH_MAX_COMPONENTS, walk_step, &loop, 0) == PATH_MAX_COMPONENTS)
		walk->flags |= FILE_PATH_TRUNCATED;
#endif
}

/*
 * Global functions, one per build area: the verifier looks at each once and not per caller, so that the walk stays
 * far below its limit on every kernel. Their arguments may only be numbers, so they look their area up again.
 */
__noinline int walk_path_of_event(void)
{
	u32 zero = 0;
	struct scratch *s = bpf_map_lookup_elem(&scratches, &zero);

	if (s)
		walk_names(&s->walk, s->data, RECORD_LIMIT);
	return 0;
}

__noinline int walk_path_of_exec(void)
{
	u32 cpu = bpf_get_smp_processor_id();
	struct exec_scratch *s = bpf_map_lookup_elem(&exec_scratches, &cpu);

	if (s)
		walk_names(&s->walk, s->data, EXEC_LIMIT);
	return 0;
}

/* Appends the path of `path` to the record and says in `ref` where it is. */
static __always_inline void append_path(struct walk *walk, u8 *data, u32 limit, struct text_ref *ref,
					struct dentry *dentry, struct vfsmount *vfsmount)
{
	u32 start = walk->used;

	walk->dentry = (u64)dentry;
	walk->vfsmount = (u64)vfsmount;
	walk->flags = 0;
	walk->components = 0;
	walk->root_depth = 65535;
	if (limit == EXEC_LIMIT)
		walk_path_of_exec();
	else
		walk_path_of_event();
	ref->offset = start;
	ref->length = walk->used - start;
}

/* Remembers the root directory of the process, so that walks can tell how its own view differs. */
static __always_inline void set_walk_root(struct walk *walk, struct task_struct *task)
{
	struct fs_struct *fs = READ(task, fs);

	walk->root_dentry = (u64)READ(fs, root.dentry);
	walk->root_vfsmount = (u64)READ(fs, root.mnt);
}

static __always_inline void fill_times(struct file_facts *out, struct inode *inode)
{
	struct timespec64 time = {};

	if (bpf_core_field_exists(inode->i_mtime_sec)) {
		out->mtime_ns = READ(inode, i_mtime_sec) * 1000000000ULL + READ(inode, i_mtime_nsec);
		/* Since 6.13 the top bit says that the time was looked at (I_CTIME_QUERIED, multigrain timestamps). */
		out->ctime_ns = READ(inode, i_ctime_sec) * 1000000000ULL + (READ(inode, i_ctime_nsec) & ~(1U << 31));
		return;
	}
	if (bpf_core_field_exists(((struct inode___6_7 *)inode)->__i_mtime))
		bpf_core_read(&time, sizeof(time), &((struct inode___6_7 *)inode)->__i_mtime);
	else
		bpf_core_read(&time, sizeof(time), &((struct inode___old *)inode)->i_mtime);
	out->mtime_ns = time.tv_sec * 1000000000ULL + time.tv_nsec;
	if (bpf_core_field_exists(((struct inode___6_6 *)inode)->__i_ctime))
		bpf_core_read(&time, sizeof(time), &((struct inode___6_6 *)inode)->__i_ctime);
	else
		bpf_core_read(&time, sizeof(time), &((struct inode___old *)inode)->i_ctime);
	out->ctime_ns = time.tv_sec * 1000000000ULL + time.tv_nsec;
}

/* Fills everything but the path of an inode reached on `vfsmount`. */
static __always_inline void fill_inode(struct file_facts *out, struct vfsmount *vfsmount, struct inode *inode)
{
	struct super_block *sb = READ(inode, i_sb);
	struct mount *mount = mount_of((u64)vfsmount);
	u32 dev = READ(sb, s_dev);
	u32 flags = 0;

	out->inode = READ(inode, i_ino);
	out->dev = dev;
	out->mount_id = READ(mount, mnt_id);
	out->uid = READ(inode, i_uid.val);
	out->gid = READ(inode, i_gid.val);
	out->nlink = READ(inode, i_nlink);
	out->generation = READ(inode, i_generation);
	out->mode = READ(inode, i_mode);
	out->fs_magic = READ(sb, s_magic);
	fill_times(out, inode);
	bpf_probe_read_kernel_str(&out->filesystem, sizeof(out->filesystem), READ(READ(sb, s_type), name));
	if (out->fs_magic == OVERLAYFS_SUPER_MAGIC) {
		flags |= FILE_OVERLAY;
		if (bpf_core_type_exists(struct ovl_inode)) {
			struct ovl_inode *ovl = (void *)inode - bpf_core_field_offset(struct ovl_inode, vfs_inode);

			if (READ(ovl, __upperdentry))
				flags |= FILE_UPPER_LAYER;
		}
	}
	out->flags = flags;
	out->root_depth = 65535;
}

/* Fills the facts of an inode reached by `dentry` on `vfsmount`, and appends the path. */
static __always_inline void fill_file(struct file_facts *out, struct walk *walk, u8 *data, u32 limit,
				      struct dentry *dentry, struct vfsmount *vfsmount, struct inode *inode)
{
	u32 flags;

	fill_inode(out, vfsmount, inode);
	append_path(walk, data, limit, &out->path, dentry, vfsmount);
	flags = out->flags | walk->flags;
	/* An unhashed dentry has no name in its directory any more (d_unlinked); a root never has. */
	if (!(walk->flags & FILE_ANONYMOUS) && !READ(dentry, d_hash.pprev) && READ(dentry, d_parent) != dentry)
		flags |= FILE_DELETED;
	out->flags = flags;
	out->root_depth = walk->root_depth;
}

static __always_inline void fill_open_file(struct file_facts *out, struct walk *walk, u8 *data, u32 limit, struct file *file)
{
	fill_file(out, walk, data, limit, READ(file, f_path.dentry), READ(file, f_path.mnt), READ(file, f_inode));
}

/* Appends a kernel string of at most NAME_MAX_BYTES. */
static __always_inline void append_name(struct walk *walk, u8 *data, u32 limit, struct text_ref *ref, const void *from)
{
	u32 at = walk->used;
	long n;

	ref->offset = at;
	ref->length = 0;
	if (at > limit - NAME_MAX_BYTES)
		return;
	n = bpf_probe_read_kernel_str(data + at, NAME_MAX_BYTES, from);
	if (n <= 0)
		return;
	ref->length = n - 1;
	walk->used = at + n;
}

/* Names of a cgroup and those above it, leaf first, NUL ended. */
static __always_inline void walk_cgroup(struct walk *walk, u8 *data, u32 limit)
{
	struct kernfs_node *node = (struct kernfs_node *)walk->dentry;

	for (int i = 0; i < 24; i++) {
		struct kernfs_node *parent;
		u32 at = walk->used;
		long n;

		if (!node || at > limit - NAME_MAX_BYTES)
			return;
		if (bpf_core_field_exists(node->__parent))
			parent = READ(node, __parent);
		else
			parent = READ((struct kernfs_node___old *)node, parent);
		if (!parent)
			return; /* the root of the hierarchy has no name */
		n = bpf_probe_read_kernel_str(data + at, NAME_MAX_BYTES, READ(node, name));
		if (n > 0)
			walk->used = at + n;
		node = parent;
	}
}

__noinline int walk_cgroup_of_event(void)
{
	u32 zero = 0;
	struct scratch *s = bpf_map_lookup_elem(&scratches, &zero);

	if (s)
		walk_cgroup(&s->walk, s->data, RECORD_LIMIT);
	return 0;
}

__noinline int walk_cgroup_of_exec(void)
{
	u32 cpu = bpf_get_smp_processor_id();
	struct exec_scratch *s = bpf_map_lookup_elem(&exec_scratches, &cpu);

	if (s)
		walk_cgroup(&s->walk, s->data, EXEC_LIMIT);
	return 0;
}

static __always_inline void append_cgroup(struct walk *walk, u8 *data, u32 limit, struct text_ref *ref, struct kernfs_node *node)
{
	ref->offset = walk->used;
	walk->dentry = (u64)node;
	if (limit == EXEC_LIMIT)
		walk_cgroup_of_exec();
	else
		walk_cgroup_of_event();
	ref->length = walk->used - ref->offset;
}

/*
 * Both cgroups of a task, ids and paths from one reading of where it is: others may move it at any moment, and the id of one
 * cgroup must never come with the path of another.
 */
static __always_inline void append_task_cgroups(struct walk *walk, u8 *data, u32 limit, struct task_struct *task, struct task_facts *facts,
						struct text_ref *v2_ref, struct text_ref *v1_ref)
{
	struct css_set *set = READ(task, cgroups);
	struct kernfs_node *v2 = cgroup_v2_node(set);
	struct kernfs_node *v1 = cgroup_v1_node(set);

	facts->cgroup_id = READ(v2, id);
	facts->cgroup_v1_id = v1 == v2 ? 0 : READ(v1, id);
	append_cgroup(walk, data, limit, v2_ref, v2);
	v1_ref->offset = walk->used;
	v1_ref->length = 0;
	if (v1 != v2)
		append_cgroup(walk, data, limit, v1_ref, v1);
}
