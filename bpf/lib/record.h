/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How an ordinary record is begun and handed over. */
#pragma once

#include "file.h"

/* Takes the CPU's build area; NULL (and counted) when it is in use. */
static __always_inline struct scratch *take_scratch(u32 type)
{
	u32 zero = 0;
	struct scratch *s = bpf_map_lookup_elem(&scratches, &zero);

	if (!s || s->busy) {
		count(type, s ? COUNT_LOST_SCRATCH_BUSY : COUNT_LOST_NO_SCRATCH);
		return NULL;
	}
	s->busy = 1;
	return s;
}

static __always_inline void submit(struct scratch *s, void *ring, u32 ring_index, u32 type)
{
	u64 size = (s->walk.used + 7) & ~7U;
	struct record_header *header = (struct record_header *)s->data;

	if (size > RECORD_LIMIT)
		size = RECORD_LIMIT;
	count(type, deliver(ring, ring_index, header, type, size) ? COUNT_LOST_RING_FULL : COUNT_DELIVERED);
	s->busy = 0;
}
