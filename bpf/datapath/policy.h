/* SPDX-License-Identifier: MIT */
/* Says who may open a connection to whom. Policies name identities, because addresses change. */
#pragma once

#include "abi.h"
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 16384);
	__type(key, struct policy_key);
	__type(value, __u32);
} policies SEC(".maps");

static __always_inline __u32 rule(__u32 source, __u32 destination, __u8 protocol, __u16 port)
{
	struct policy_key key = {
		.source_identity = source,
		.destination_identity = destination,
		.protocol = protocol,
		.port = port,
	};
	__u32 *policy = bpf_map_lookup_elem(&policies, &key);
	return policy ? *policy : 0;
}

/* Asks all rules that could match, from the narrowest to the widest. One that denies wins over all that allow. */
static __always_inline enum policy policy_of(__u32 source, __u32 destination, __u8 protocol, __u16 port)
{
	__u32 matching = rule(source, destination, protocol, port) | rule(IDENTITY_ANY, destination, protocol, port) |
			 rule(source, destination, 0, 0) | rule(IDENTITY_ANY, destination, 0, 0);
	return matching == POLICY_ALLOW ? POLICY_ALLOW : POLICY_DENY;
}
