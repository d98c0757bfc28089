/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The same programs for kernels before 5.17: no bpf_loop, no kfuncs (their instructions are refused even in dead code), and
 * none of the hooks that need newer tracepoint arguments.
 */
#define SHRIKE_OLD_KERNEL
#include "sensor.bpf.c"
