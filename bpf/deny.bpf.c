/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Refuses calls that a policy denies, in LSM hooks: the kernel hands over the very object that the call is about to use, so
 * nothing can be swapped between the decision and the use. An object of its own: it is loaded only while a rule denies, with
 * the hooks that rules need, and a kernel without BPF LSM misses nothing else.
 *
 * A rule is a disjunction of clauses, a clause a conjunction of conditions, each about one dimension. A table per dimension
 * says which clauses a value satisfies, as 64 bits; what is left when all tables were asked is what holds. Most calls end
 * after the first table. Texts of the caller are never looked at: a file is device and inode, a folder that of its dentry.
 *
 * src/respond/deny/ fills the tables.
 */
#include "lib/kernel.h"

#define EPERM_VALUE 1
#define FOLDERS_MAX 48
#define NAME_BYTES 64
#define FLAG_BITS 32

enum mode { MODE_OFF, MODE_AUDIT, MODE_ENFORCE };
enum hook { HOOK_EXEC, HOOK_OPEN, HOOK_UNLINK, HOOK_RMDIR, HOOK_RENAME, HOOK_MOUNT, HOOK_BPF, HOOK_MODULE, HOOK_CONNECT, HOOKS };
enum dimension { PATH, NAME, EXE, EXE_NAME, UID, GID, EUID, EGID, COMMAND, PORT, FLAGS, ADDRESS, DIMENSIONS };

/* Whose file: the call's, the executable of the process, or that of a process that is left alone. */
#define FILE_OBJECT 0
#define FILE_EXE 1
#define FILE_EXEMPT 2

volatile u32 mode = MODE_OFF;
volatile u64 hook_clauses[HOOKS] = {};
/* By dimension: clauses without a condition in it, and clauses whose condition is negated. */
volatile u64 without[DIMENSIONS] = {};
volatile u64 negated[DIMENSIONS] = {};
/* Clauses that name folders of the object and of the executable: only for them parents are walked. */
volatile u64 folder_clauses[2] = {};
/* Clauses that only tell. */
volatile u64 audit_only = 0;
/* Clauses that any of these bits of the flags satisfies. */
volatile u64 flag_clauses[FLAG_BITS] = {};

/*
 * Bits of the inodes that the table below names, by some bits of their numbers: nearly every file and folder is known not to be
 * in it after one load, where a look into the table would cost an allowed open more than all the rest.
 */
#define FILE_WORDS 64
volatile u64 file_bits[FILE_WORDS] = {};

struct file_key { u64 inode; u32 device; u32 whose; };
struct file_clauses { u64 self, below, child; };
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, struct file_key);
	__type(value, struct file_clauses);
} files SEC(".maps");

struct name_key { char text[NAME_BYTES]; u32 whose, pad; };
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct name_key);
	__type(value, u64);
} names SEC(".maps");

struct number_key { u32 dimension, value; };
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, struct number_key);
	__type(value, u64);
} numbers SEC(".maps");

struct address_key { u32 bits; u8 bytes[16]; };
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 4096);
	__type(key, struct address_key);
	__type(value, u64);
} addresses SEC(".maps");

/* Shrike's own processes. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, u32);
	__type(value, u32);
} own_pids SEC(".maps");

/* As src/respond/deny/decisions.ts reads it; the time lies where every ring has it. */
struct decision {
	u64 clauses;
	u32 tgid, tid;
	u64 time_ns;
	u64 inode;
	u32 device;
	u8 hook, refused;
	u16 pad;
};
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} decisions SEC(".maps");
volatile u64 decisions_lost = 0;

struct sockaddr_kernel { u16 family; u16 port; u8 v4[4]; u8 v6[16]; };

static __always_inline u64 narrow(u64 left, u32 dimension, u64 found)
{
	return left & (without[dimension] | (found ^ negated[dimension]));
}

/* Whether some of the clauses ask about a dimension at all. */
static __always_inline bool asks(u64 left, u32 dimension)
{
	return left & ~without[dimension];
}

static __always_inline struct file_clauses *find_file(struct inode *inode, u32 whose)
{
	struct file_key key = { .inode = READ(inode, i_ino), .whose = whose };
	u64 bit = key.inode ^ (key.inode >> 12);

	if (!(file_bits[(bit >> 6) % FILE_WORDS] & (1ULL << (bit & 63))))
		return NULL;
	key.device = READ(READ(inode, i_sb), s_dev);
	return bpf_map_lookup_elem(&files, &key);
}

static __noinline u64 path_clauses(struct dentry *dentry, u32 whose, u64 left)
{
	struct inode *inode = READ(dentry, d_inode);
	struct file_clauses *found;
	u64 clauses = 0;
	int i;

	/* A name that is only being made has no inode yet, but it has folders. */
	if (inode) {
		found = find_file(inode, whose);
		if (found)
			clauses |= found->self;
	}
	if (!(left & folder_clauses[whose & 1]))
		return clauses;
	for (i = 0; i < FOLDERS_MAX; i++) {
		struct dentry *parent = READ(dentry, d_parent);

		if (!parent || parent == dentry)
			break;
		inode = READ(parent, d_inode);
		found = inode ? find_file(inode, whose) : NULL;
		if (found)
			clauses |= found->below | (i == 0 ? found->child : 0);
		dentry = parent;
	}
	return clauses;
}

static __always_inline u64 name_clauses(struct dentry *dentry, u32 whose)
{
	struct name_key key = { .whose = whose };
	long n = bpf_probe_read_kernel_str(key.text, sizeof(key.text), READ(dentry, d_name.name));
	u64 *found;

	/* A longer name is none of the table's. */
	if (n <= 0 || READ(dentry, d_name.len) >= NAME_BYTES)
		return 0;
	found = bpf_map_lookup_elem(&names, &key);
	return found ? *found : 0;
}

static __always_inline u64 number_clauses(u32 dimension, u32 value)
{
	struct number_key key = { .dimension = dimension, .value = value };
	u64 *found = bpf_map_lookup_elem(&numbers, &key);

	return found ? *found : 0;
}

static __always_inline u64 by_number(u64 left, u32 dimension, u32 value)
{
	return asks(left, dimension) ? narrow(left, dimension, number_clauses(dimension, value)) : left;
}

static __always_inline u64 by_object(u64 left, struct dentry *dentry)
{
	if (asks(left, PATH))
		left = narrow(left, PATH, dentry ? path_clauses(dentry, FILE_OBJECT, left) : 0);
	if (left && asks(left, NAME))
		left = narrow(left, NAME, dentry ? name_clauses(dentry, FILE_OBJECT) : 0);
	return left;
}

/* Conditions about the running process. */
static __always_inline u64 by_process(u64 left, struct task_struct *task)
{
	struct cred *cred;
	struct dentry *exe;

	if (!left)
		return 0;
	if (asks(left, UID) || asks(left, GID) || asks(left, EUID) || asks(left, EGID)) {
		cred = READ(task, cred);
		left = by_number(left, UID, READ(cred, uid.val));
		left = by_number(left, GID, READ(cred, gid.val));
		left = by_number(left, EUID, READ(cred, euid.val));
		left = by_number(left, EGID, READ(cred, egid.val));
	}
	if (left && (asks(left, EXE) || asks(left, EXE_NAME))) {
		exe = READ(READ(READ(task, mm), exe_file), f_path.dentry);
		/* Whose executable is unknown is not refused, whatever a negation says. */
		if (!exe)
			return left & without[EXE] & without[EXE_NAME];
		if (asks(left, EXE))
			left = narrow(left, EXE, path_clauses(exe, FILE_EXE, left));
		if (asks(left, EXE_NAME))
			left = narrow(left, EXE_NAME, name_clauses(exe, FILE_EXE));
	}
	return left;
}

/* Process 1, kernel threads, Shrike itself, excluded executables. */
static __always_inline bool is_exempt(struct task_struct *task, struct inode *executed)
{
	u32 tgid = READ(task, tgid);
	struct inode *exe;

	if (tgid <= 1 || (READ(task, flags) & PF_KTHREAD) || bpf_map_lookup_elem(&own_pids, &tgid))
		return true;
	exe = READ(READ(READ(task, mm), exe_file), f_inode);
	return (exe && find_file(exe, FILE_EXEMPT)) || (executed && find_file(executed, FILE_EXEMPT));
}

/* Tells of clauses that hold, and whether the call is refused. */
static __always_inline bool settle(u32 hook, u64 holding, struct task_struct *task, struct inode *inode)
{
	bool refused = mode == MODE_ENFORCE && (holding & ~audit_only);
	struct decision *out;

	if (!holding || is_exempt(task, hook == HOOK_EXEC ? inode : NULL))
		return false;
	out = bpf_ringbuf_reserve(&decisions, sizeof(*out), 0);
	if (!out) {
		__sync_fetch_and_add(&decisions_lost, 1);
		return refused;
	}
	out->clauses = holding;
	out->tgid = READ(task, tgid);
	out->tid = READ(task, pid);
	out->time_ns = bpf_ktime_get_boot_ns();
	out->inode = inode ? READ(inode, i_ino) : 0;
	out->device = inode ? READ(READ(inode, i_sb), s_dev) : 0;
	out->hook = hook;
	out->refused = refused;
	out->pad = 0;
	bpf_ringbuf_submit(out, 0);
	return refused;
}

static __always_inline u64 clauses_of(u32 hook)
{
	return mode == MODE_OFF ? 0 : hook_clauses[hook];
}

/* What the hook returns. A branch of its own: compilers turn it into arithmetic, in which the verifier loses its bounds. */
static __always_inline int verdict(bool refused)
{
	if (refused) {
		asm volatile("" ::: "memory");
		return -EPERM_VALUE;
	}
	return 0;
}

/* Calls about one file. */
static __always_inline bool refuses(u32 hook, struct dentry *dentry)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	u64 left = by_process(by_object(clauses_of(hook), dentry), task);

	return left && settle(hook, left, task, dentry ? READ(dentry, d_inode) : NULL);
}

/*
 * bprm_check_security and not bprm_creds_for_exec: it is asked for the interpreter of a script and for a binfmt handler too,
 * each with the file that will really run. Conditions about the process's file mean that file: rules see the exec so.
 */
SEC("lsm/bprm_check_security")
int deny_exec(u64 *ctx)
{
	struct linux_binprm *bprm = (struct linux_binprm *)ctx[0];

	return verdict(refuses(HOOK_EXEC, READ(bprm, file->f_path.dentry)));
}

/* file_open and not path lookup: permissions were checked, the file is fixed, nothing was read or truncated yet. */
SEC("lsm/file_open")
int deny_open(u64 *ctx)
{
	struct file *file = (struct file *)ctx[0];
	struct dentry *dentry;
	struct task_struct *task;
	u64 left = clauses_of(HOOK_OPEN), found = 0;
	u32 flags, i;

	if (!left)
		return 0;
	dentry = READ(file, f_path.dentry);
	left = by_object(left, dentry);
	if (left && asks(left, FLAGS)) {
		flags = READ(file, f_flags);
		for (i = 0; i < FLAG_BITS; i++)
			if (flags & (1U << i))
				found |= flag_clauses[i];
		left = narrow(left, FLAGS, found);
	}
	task = (struct task_struct *)bpf_get_current_task();
	left = by_process(left, task);
	return verdict(left && settle(HOOK_OPEN, left, task, READ(dentry, d_inode)));
}

/* inode_* and not path_*: overlay and NFS servers come through them too, and they do not depend on CONFIG_SECURITY_PATH. */
SEC("lsm/inode_unlink")
int deny_unlink(u64 *ctx)
{
	return verdict(refuses(HOOK_UNLINK, (struct dentry *)ctx[1]));
}

SEC("lsm/inode_rmdir")
int deny_rmdir(u64 *ctx)
{
	return verdict(refuses(HOOK_RMDIR, (struct dentry *)ctx[1]));
}

SEC("lsm/inode_rename")
int deny_rename(u64 *ctx)
{
	return verdict(refuses(HOOK_RENAME, (struct dentry *)ctx[1]));
}

/* mount(2); fsmount() and move_mount() come through the next one. */
SEC("lsm/sb_mount")
int deny_mount(u64 *ctx)
{
	return verdict(refuses(HOOK_MOUNT, READ((struct path *)ctx[1], dentry)));
}

SEC("lsm/move_mount")
int deny_move_mount(u64 *ctx)
{
	return verdict(refuses(HOOK_MOUNT, READ((struct path *)ctx[1], dentry)));
}

SEC("lsm/bpf")
int deny_bpf(u64 *ctx)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	u64 left = by_number(clauses_of(HOOK_BPF), COMMAND, (u32)ctx[0]);

	left = by_process(left, task);
	return verdict(left && settle(HOOK_BPF, left, task, NULL));
}

/* enum kernel_read_file_id and kernel_load_data_id, the same numbers since 5.10. */
#define MODULE_ID 2

SEC("lsm/kernel_read_file")
int deny_module_file(u64 *ctx)
{
	struct file *file = (struct file *)ctx[0];

	if ((u32)ctx[1] != MODULE_ID)
		return 0;
	return verdict(refuses(HOOK_MODULE, file ? READ(file, f_path.dentry) : NULL));
}

SEC("lsm/kernel_load_data")
int deny_module_memory(u64 *ctx)
{
	if ((u32)ctx[0] != MODULE_ID)
		return 0;
	return verdict(refuses(HOOK_MODULE, NULL));
}

SEC("lsm/socket_connect")
int deny_connect(u64 *ctx)
{
	struct task_struct *task;
	struct sockaddr_kernel to = {};
	struct address_key key = { .bits = 128 };
	u64 left = clauses_of(HOOK_CONNECT), *found;
	u32 length = ctx[2];

	if (!left)
		return 0;
	if (length < 16 || bpf_probe_read_kernel(&to, 8, (void *)ctx[1]))
		return 0;
	if (to.family == 10) {
		if (length < 24 || bpf_probe_read_kernel(key.bytes, 16, (void *)ctx[1] + 8))
			return 0;
	} else if (to.family == 2) {
		key.bytes[10] = key.bytes[11] = 0xff;
		__builtin_memcpy(key.bytes + 12, to.v4, 4);
	} else {
		return 0;
	}
	left = by_number(left, PORT, __builtin_bswap16(to.port));
	if (left && asks(left, ADDRESS)) {
		found = bpf_map_lookup_elem(&addresses, &key);
		left = narrow(left, ADDRESS, found ? *found : 0);
	}
	task = (struct task_struct *)bpf_get_current_task();
	left = by_process(left, task);
	return verdict(left && settle(HOOK_CONNECT, left, task, NULL));
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
