/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The forms of the calls that change files: which argument is what, by door. */
#pragma once

#include "syscall.h"

#define NO_ARGUMENT 7

/* How a path is followed, and when. */
#define FORM_FOLLOW 1        /* through a link at its end */
#define FORM_AT_NOFOLLOW 2   /* unless AT_SYMLINK_NOFOLLOW is passed */
#define FORM_AT_FOLLOW 4     /* only if AT_SYMLINK_FOLLOW is passed */
#define FORM_BEFORE 8        /* what is there is gone or moved after the call: look when the kernel takes its copy */
#define FORM_ON_FREE 16      /* look when the kernel frees its copy */
#define FORM_SECOND_FOLLOW 32
#define FORM_MOUNT 64        /* a mount is what matters */

struct form {
	u8 type;         /* record */
	u8 dirfd, path;  /* argument numbers; without a path dirfd is the file itself */
	u8 dirfd2, path2;
	u8 at_flags;
	u8 how;
	u8 extra;        /* first argument of what the record has more: mode, owner, times, name */
};

#define NONE NO_ARGUMENT
static const volatile struct form forms[DOORS] = {
	[DOOR_CHMOD] = { RECORD_CHMOD, NONE, 0, NONE, NONE, NONE, FORM_FOLLOW | FORM_ON_FREE, 1 },
	[DOOR_FCHMOD] = { RECORD_CHMOD, 0, NONE, NONE, NONE, NONE, 0, 1 },
	[DOOR_FCHMODAT] = { RECORD_CHMOD, 0, 1, NONE, NONE, NONE, FORM_FOLLOW | FORM_ON_FREE, 2 },
	[DOOR_FCHMODAT2] = { RECORD_CHMOD, 0, 1, NONE, NONE, 3, FORM_FOLLOW | FORM_AT_NOFOLLOW | FORM_ON_FREE, 2 },
	[DOOR_CHOWN] = { RECORD_CHOWN, NONE, 0, NONE, NONE, NONE, FORM_FOLLOW | FORM_ON_FREE, 1 },
	[DOOR_FCHOWN] = { RECORD_CHOWN, 0, NONE, NONE, NONE, NONE, 0, 1 },
	[DOOR_LCHOWN] = { RECORD_CHOWN, NONE, 0, NONE, NONE, NONE, FORM_ON_FREE, 1 },
	[DOOR_FCHOWNAT] = { RECORD_CHOWN, 0, 1, NONE, NONE, 4, FORM_FOLLOW | FORM_AT_NOFOLLOW | FORM_ON_FREE, 2 },
	[DOOR_CHOWN16] = { RECORD_CHOWN, NONE, 0, NONE, NONE, NONE, FORM_FOLLOW | FORM_ON_FREE, 1 },
	[DOOR_FCHOWN16] = { RECORD_CHOWN, 0, NONE, NONE, NONE, NONE, 0, 1 },
	[DOOR_LCHOWN16] = { RECORD_CHOWN, NONE, 0, NONE, NONE, NONE, FORM_ON_FREE, 1 },
	[DOOR_MKDIR] = { RECORD_MKDIR, NONE, 0, NONE, NONE, NONE, FORM_ON_FREE, 1 },
	[DOOR_MKDIRAT] = { RECORD_MKDIR, 0, 1, NONE, NONE, NONE, FORM_ON_FREE, 2 },
	[DOOR_RMDIR] = { RECORD_RMDIR, NONE, 0, NONE, NONE, NONE, FORM_BEFORE, NONE },
	[DOOR_UNLINK] = { RECORD_UNLINK, NONE, 0, NONE, NONE, NONE, FORM_BEFORE, NONE },
	[DOOR_UNLINKAT] = { RECORD_UNLINK, 0, 1, NONE, NONE, 2, FORM_BEFORE, NONE },
	[DOOR_UTIME] = { RECORD_UTIMES, NONE, 0, NONE, NONE, NONE, FORM_FOLLOW | FORM_ON_FREE, NONE },
	[DOOR_UTIMES] = { RECORD_UTIMES, NONE, 0, NONE, NONE, NONE, FORM_FOLLOW | FORM_ON_FREE, NONE },
	[DOOR_FUTIMESAT] = { RECORD_UTIMES, 0, 1, NONE, NONE, NONE, FORM_FOLLOW | FORM_ON_FREE, NONE },
	[DOOR_UTIMENSAT] = { RECORD_UTIMES, 0, 1, NONE, NONE, 3, FORM_FOLLOW | FORM_AT_NOFOLLOW | FORM_ON_FREE, NONE },
	[DOOR_UTIMENSAT_TIME64] = { RECORD_UTIMES, 0, 1, NONE, NONE, 3, FORM_FOLLOW | FORM_AT_NOFOLLOW | FORM_ON_FREE, NONE },
	[DOOR_SETXATTR] = { RECORD_SETXATTR, NONE, 0, NONE, NONE, NONE, FORM_FOLLOW | FORM_BEFORE | FORM_ON_FREE, 1 },
	[DOOR_LSETXATTR] = { RECORD_SETXATTR, NONE, 0, NONE, NONE, NONE, FORM_BEFORE | FORM_ON_FREE, 1 },
	[DOOR_FSETXATTR] = { RECORD_SETXATTR, 0, NONE, NONE, NONE, NONE, 0, 1 },
	[DOOR_SETXATTRAT] = { RECORD_SETXATTR, 0, 1, NONE, NONE, 2, FORM_FOLLOW | FORM_AT_NOFOLLOW | FORM_BEFORE | FORM_ON_FREE, 3 },
	[DOOR_REMOVEXATTR] = { RECORD_REMOVEXATTR, NONE, 0, NONE, NONE, NONE, FORM_FOLLOW | FORM_BEFORE | FORM_ON_FREE, 1 },
	[DOOR_LREMOVEXATTR] = { RECORD_REMOVEXATTR, NONE, 0, NONE, NONE, NONE, FORM_BEFORE | FORM_ON_FREE, 1 },
	[DOOR_FREMOVEXATTR] = { RECORD_REMOVEXATTR, 0, NONE, NONE, NONE, NONE, 0, 1 },
	[DOOR_REMOVEXATTRAT] = { RECORD_REMOVEXATTR, 0, 1, NONE, NONE, 2, FORM_FOLLOW | FORM_AT_NOFOLLOW | FORM_BEFORE | FORM_ON_FREE, 3 },
	[DOOR_CHDIR] = { RECORD_CHDIR, NONE, 0, NONE, NONE, NONE, 0, NONE },
	[DOOR_FCHDIR] = { RECORD_CHDIR, 0, NONE, NONE, NONE, NONE, 0, NONE },
	[DOOR_RENAME] = { RECORD_RENAME, NONE, 0, NONE, 1, NONE, FORM_BEFORE, NONE },
	[DOOR_RENAMEAT] = { RECORD_RENAME, 0, 1, 2, 3, NONE, FORM_BEFORE, NONE },
	[DOOR_RENAMEAT2] = { RECORD_RENAME, 0, 1, 2, 3, NONE, FORM_BEFORE, 4 },
	[DOOR_LINK] = { RECORD_LINK, NONE, 0, NONE, 1, NONE, FORM_BEFORE | FORM_ON_FREE, NONE },
	[DOOR_LINKAT] = { RECORD_LINK, 0, 1, 2, 3, 4, FORM_AT_FOLLOW | FORM_BEFORE | FORM_ON_FREE, 4 },
	[DOOR_MOUNT] = { RECORD_MOUNT, NONE, 1, NONE, 0, NONE, FORM_FOLLOW | FORM_SECOND_FOLLOW | FORM_ON_FREE | FORM_MOUNT, NONE },
	[DOOR_UMOUNT2] = { RECORD_UMOUNT, NONE, 0, NONE, NONE, NONE, FORM_FOLLOW | FORM_ON_FREE | FORM_MOUNT, NONE },
	[DOOR_UMOUNT] = { RECORD_UMOUNT, NONE, 0, NONE, NONE, NONE, FORM_FOLLOW | FORM_ON_FREE | FORM_MOUNT, NONE },
	[DOOR_OPEN_TREE] = { RECORD_MOUNT, 0, 1, NONE, NONE, NONE, 0, NONE },
	[DOOR_OPEN_TREE_ATTR] = { RECORD_MOUNT, 0, 1, NONE, NONE, NONE, 0, NONE },
	[DOOR_MOVE_MOUNT] = { RECORD_MOUNT, 2, 3, 0, 1, NONE, FORM_FOLLOW | FORM_ON_FREE | FORM_MOUNT, NONE },
	[DOOR_FSMOUNT] = { RECORD_MOUNT, NONE, NONE, NONE, NONE, NONE, 0, NONE },
};
#undef NONE

static __always_inline struct form form_of(u32 door)
{
	struct form form;
	const volatile struct form *from = &forms[door & (DOORS - 1)];

	form.type = from->type;
	form.dirfd = from->dirfd;
	form.path = from->path;
	form.dirfd2 = from->dirfd2;
	form.path2 = from->path2;
	form.at_flags = from->at_flags;
	form.how = from->how;
	form.extra = from->extra;
	return form;
}

#define AT_SYMLINK_NOFOLLOW_BIT 0x100
#define AT_REMOVEDIR_BIT 0x200
#define AT_SYMLINK_FOLLOW_BIT 0x400

static __always_inline u64 form_argument(struct pt_regs *regs, bool compat, u8 index)
{
	return index == NO_ARGUMENT ? 0 : call_argument_at(regs, compat, index);
}

static __always_inline s32 form_dirfd(struct pt_regs *regs, bool compat, u8 index)
{
	return index == NO_ARGUMENT ? AT_FDCWD_VALUE : (s32)call_argument_at(regs, compat, index);
}

/* Record of a call: unlinkat is two calls in one. */
static __always_inline u32 form_type(struct form *form, u64 at_flags)
{
	if (form->type == RECORD_UNLINK && (at_flags & AT_REMOVEDIR_BIT))
		return RECORD_RMDIR;
	return form->type;
}

/* Whether the first path is followed through a link at its end. */
static __always_inline bool form_follows(struct form *form, u64 at_flags)
{
	if ((form->how & FORM_AT_NOFOLLOW) && (at_flags & AT_SYMLINK_NOFOLLOW_BIT))
		return false;
	if ((form->how & FORM_AT_FOLLOW) && (at_flags & AT_SYMLINK_FOLLOW_BIT))
		return true;
	return form->how & FORM_FOLLOW;
}
