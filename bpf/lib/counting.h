/* SPDX-License-Identifier: MIT */
/*
 * Counters, one set for each place. They are per CPU, so that counting never waits. The loader reads them.
 * Include the abi.h of the object first: `enum counter`, `struct counters` and PLACES_MAX say what the object counts.
 */
#pragma once

#include <bpf/bpf_helpers.h>

#ifndef PLACES_MAX
#error "include the object's abi.h before counting.h"
#endif

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, PLACES_MAX);
	__type(key, __u32);
	__type(value, struct counters);
} counters SEC(".maps");

static __always_inline void count(__u32 place, enum counter counter)
{
	struct counters *here = bpf_map_lookup_elem(&counters, &place);
	if (here)
		here->count[counter]++;
}
