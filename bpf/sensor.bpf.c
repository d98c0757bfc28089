/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The kernel half, as one object so that its programs share rings, counters and build areas. One family per header. */
#include "calls.h"
#include "process.h"
#include "exec_failed.h"
#include "name.h"
#include "open.h"
#include "cgroup.h"
#include "packet.h"
#include "socket.h"
#include "change.h"
#include "mount.h"
#include "splice.h"
#include "io_uring.h"
#include "credentials.h"
#include "control.h"
#include "memory.h"
#include "bpf-calls.h"
#include "kernel-calls.h"
#include "kernel-writes.h"
#include "control-groups.h"
#include "ondemand.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";
