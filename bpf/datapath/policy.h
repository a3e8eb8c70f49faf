/* SPDX-License-Identifier: MIT */
/* Says whether a pod may send a packet, and whether a pod may receive a packet. */
#pragma once

#include "endpoint.h"
#include "lib/packet.h"
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/*
 * The rules of all rule sets. Two entries never disagree about one packet: who writes them has settled which rule
 * wins. So the longest match is the verdict, however many rules there are. As in Cilium since 1.16, a range of ports
 * is a few prefixes.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, RULES_MAX);
	__type(key, struct rule_key);
	__type(value, struct rule);
} rules SEC(".maps");

/*
 * Entries for a peer hold what the rules for everybody say too, so they answer alone. The entries for everybody
 * are asked about peers that no rule names. No entry: no rule matches.
 */
static __always_inline struct rule rule_for(__u32 rule_set, __u32 peer, __u8 protocol, __u16 port)
{
	struct rule_key key = {
		.prefix_bits = RULE_BITS_PORT + 16,
		.rule_set = rule_set,
		.peer_identity = peer,
		.protocol = protocol,
		.port = port,
	};
	struct rule *found = bpf_map_lookup_elem(&rules, &key);
	if (!found) {
		key.peer_identity = IDENTITY_ANY;
		found = bpf_map_lookup_elem(&rules, &key);
	}
	return found ? *found : (struct rule){};
}

/* What both directions say of a packet. The sender's egress is asked first, and a refusal is the last word. */
struct judgement {
	enum drop reason;
	struct verdict verdict;
};

/* A judgement that no policy had a part in. */
static __always_inline struct judgement without_policy(enum drop reason)
{
	return (struct judgement){.reason = reason};
}

static __always_inline struct judgement judge(const struct packet *packet, const struct party *source,
					      const struct party *destination)
{
	struct judgement judgement = {};
	__u16 port = packet->protocol == IPPROTO_ICMP ? 0 : packet->destination_port;
	/* A pod may always reach itself, and a packet without a pod at either end is none of the policies'. */
	if (source->endpoint == destination->endpoint)
		return judgement;
	if (source->egress_rules) {
		struct rule rule = rule_for(source->egress_rules, destination->identity, packet->protocol, port);
		judgement.verdict.selected |= SELECTED_EGRESS;
		judgement.verdict.egress_policy = rule.policy;
		if (rule.verdict != RULE_ALLOW) {
			judgement.reason = rule.verdict == RULE_DENY ? DROP_EGRESS_DENIED : DROP_EGRESS_DEFAULT;
			return judgement;
		}
	}
	/* As in Cilium, a node may always reach its pods, because the kubelet probes them. */
	if (destination->ingress_rules && source->identity != IDENTITY_HOST) {
		struct rule rule = rule_for(destination->ingress_rules, source->identity, packet->protocol, port);
		judgement.verdict.selected |= SELECTED_INGRESS;
		judgement.verdict.ingress_policy = rule.policy;
		if (rule.verdict != RULE_ALLOW)
			judgement.reason = rule.verdict == RULE_DENY ? DROP_INGRESS_DENIED : DROP_INGRESS_DEFAULT;
	}
	return judgement;
}
