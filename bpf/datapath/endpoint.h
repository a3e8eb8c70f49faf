/* SPDX-License-Identifier: MIT */
/* Tells who has an address: a pod of this node, the node itself, or the world. */
#pragma once

#include "config.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, PLACES_MAX);
	__type(key, __u32);
	__type(value, struct endpoint);
} endpoints SEC(".maps");

/* The place of the pod behind each veth, for packets whose source address may be false. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, PLACES_MAX);
	__type(key, __u32);
	__type(value, __u32);
} interfaces SEC(".maps");

static __always_inline __u32 place_at(__u32 ifindex)
{
	__u32 *place = bpf_map_lookup_elem(&interfaces, &ifindex);
	return place ? *place : 0;
}

/* The sender or the receiver of a packet, as policy and counters know them. */
struct party {
	__u32 identity;
	__u16 place;
	__u8 enforced;
	const struct endpoint *endpoint; /* NULL for whoever is no pod of this node */
};

static __always_inline struct party party_at(__u32 address)
{
	const struct endpoint *endpoint = bpf_map_lookup_elem(&endpoints, &address);
	if (endpoint)
		return (struct party){endpoint->identity, endpoint->place, endpoint->enforced, endpoint};
	return (struct party){.identity = address == config.node_address ? IDENTITY_HOST : IDENTITY_WORLD};
}
