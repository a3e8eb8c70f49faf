/* SPDX-License-Identifier: MIT */
/* Tells who has an address: a pod of this node, the node itself, a range that a policy names, or the world. */
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

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, CIDRS_MAX);
	__type(key, struct cidr_key);
	__type(value, __u32);
} cidrs SEC(".maps");

static __always_inline __u32 place_at(__u32 ifindex)
{
	__u32 *place = bpf_map_lookup_elem(&interfaces, &ifindex);
	return place ? *place : 0;
}

/* The sender or the receiver of a packet, as policy and counters know them. */
struct party {
	__u32 identity;
	__u32 egress_rules;
	__u32 ingress_rules;
	__u16 place;
	const struct endpoint *endpoint; /* NULL for whoever is no pod of this node */
};

/* As in Cilium, ranges of addresses are for the world beyond the node: pods and the node are known by what they are. */
static __always_inline __u32 identity_beyond(__u32 address)
{
	if (address == config.node_address)
		return IDENTITY_HOST;
	struct cidr_key key = {.prefix_bits = 32, .address = address};
	__u32 *identity = bpf_map_lookup_elem(&cidrs, &key);
	return identity ? *identity : IDENTITY_WORLD;
}

static __always_inline struct party party_at(__u32 address)
{
	const struct endpoint *endpoint = bpf_map_lookup_elem(&endpoints, &address);
	if (!endpoint)
		return (struct party){.identity = identity_beyond(address)};
	return (struct party){
		.identity = endpoint->identity,
		.egress_rules = endpoint->egress_rules,
		.ingress_rules = endpoint->ingress_rules,
		.place = endpoint->place,
		.endpoint = endpoint,
	};
}
