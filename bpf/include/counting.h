/* SPDX-License-Identifier: MIT */
/* Counters behind every proof: per CPU, so that counting never waits. Read by the loader's `counters`. */
#pragma once

#include "abi.h"
#include <bpf/bpf_helpers.h>

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
