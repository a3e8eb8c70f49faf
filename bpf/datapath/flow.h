/* SPDX-License-Identifier: MIT */
/* Flow events for an observer, per connection and not per packet. The loader reads them from a ring. */
#pragma once

#include "config.h"
#include "lib/counting.h"
#include <bpf/bpf_helpers.h>

/* Holds 13,000 events. Two cores need two seconds to open as many connections; the loader reads every 100 ms. */
#define FLOW_RING_BYTES (1 << 20)

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, FLOW_RING_BYTES);
} flow_ring SEC(".maps");

/*
 * Waking the loader costs more (9-12 us) than the event, so the loader reads by its own clock. Only a ring that is
 * half full wakes it.
 */
static __always_inline void emit_flow(const struct flow_event *event, __u32 place)
{
	if (!config.flow_events)
		return;
	__u64 wakeup = bpf_ringbuf_query(&flow_ring, BPF_RB_AVAIL_DATA) > FLOW_RING_BYTES / 2 ? BPF_RB_FORCE_WAKEUP
											      : BPF_RB_NO_WAKEUP;
	long failed = bpf_ringbuf_output(&flow_ring, (void *)event, sizeof(*event), wakeup);
	count(place, failed ? COUNT_EVENTS_LOST : COUNT_EVENTS_SENT);
}
