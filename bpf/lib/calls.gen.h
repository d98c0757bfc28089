/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Generated from schema/calls.ts by `npm run generate`. Do not edit. */
#pragma once

#define DOOR_OPEN 1
#define DOOR_OPENAT 2
#define DOOR_OPENAT2 3
#define DOOR_CREAT 4
#define DOOR_OPEN_BY_HANDLE_AT 5
#define DOOR_EXECVE 7
#define DOOR_EXECVEAT 8
#define DOOR_IO_URING 6

enum call_family {
	CALL_FAMILY_OPEN = 0,
	CALL_FAMILY_EXEC = 1,
	CALL_FAMILIES = 2,
};

/* Family by door. */
#define DOOR_FAMILIES { \
	[DOOR_OPEN] = CALL_FAMILY_OPEN, \
	[DOOR_OPENAT] = CALL_FAMILY_OPEN, \
	[DOOR_OPENAT2] = CALL_FAMILY_OPEN, \
	[DOOR_CREAT] = CALL_FAMILY_OPEN, \
	[DOOR_OPEN_BY_HANDLE_AT] = CALL_FAMILY_OPEN, \
	[DOOR_EXECVE] = CALL_FAMILY_EXEC, \
	[DOOR_EXECVEAT] = CALL_FAMILY_EXEC, \
}
