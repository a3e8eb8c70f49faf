/* SPDX-License-Identifier: MIT */
/* Flow events: what an observer would be told, per connection and not per packet. Read by flows.c. */
#pragma once

#include "config.h"
#include "counting.h"
#include <bpf/bpf_helpers.h>

/* 13,000 events: two seconds of all the connections two cores can open, while the reader comes ten times a second. */
#define FLOW_RING_BYTES (1 << 20)

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, FLOW_RING_BYTES);
} flow_ring SEC(".maps");

/*
 * Waking the reader costs more than the event (9-12 us), so it is left to its own clock unless the ring is
 * half full.
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
