/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Filters by number, one row per record type: an event passes when a bit of a mask is set in one of its two numbers, or
 * when the number is in a set. Over-approximate by design (numbers of 64 and more share places): user space decides.
 */
#pragma once

#include "state.h"

struct number_approver {
	u32 active, unused;
	u64 any_bits[2]; /* by number: passes when (number & any_bits) is not zero */
	u64 places[2];   /* by number: passes when the bit of its place is set */
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, RECORD_TYPES);
	__type(key, u32);
	__type(value, struct number_approver);
} number_approvers SEC(".maps");

/* Place of a number in a set of 64: itself where it is small. */
static __always_inline u64 place_of(u64 number)
{
	u32 n = number;

	return 1ULL << ((n ^ (n >> 6) ^ (n >> 12) ^ (n >> 18)) & 63);
}

/* Whether some rule may want an event of this type with these numbers. */
static __always_inline bool numbers_approved(u32 type, u64 first, u64 second)
{
	struct number_approver *a = bpf_map_lookup_elem(&number_approvers, &type);

	return !a || !a->active || (first & a->any_bits[0]) || (second & a->any_bits[1]) || (place_of(first) & a->places[0]) ||
	       (place_of(second) & a->places[1]);
}

/* Counts an event of this type and says whether it shall become a record. */
static __always_inline bool wanted(u32 type, u64 first, u64 second)
{
	if (!type_enabled(type))
		return false;
	count(type, COUNT_SEEN);
	if (numbers_approved(type, first, second))
		return true;
	count(type, COUNT_FILTERED);
	return false;
}
