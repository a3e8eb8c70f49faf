// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * The eBPF datapath of one node. It translates services at the socket, and it tracks and polices packets and hands
 * them from pod to pod past the node's own stack. This file has the entry points; each idea has a header of its name.
 */
#include "admission.h"
#include "route.h"
#include "service.h"
#include <linux/pkt_cls.h>

/* What a program at a cgroup hook returns. */
enum { SYS_REJECT = 0, SYS_PROCEED = 1 };

static __always_inline int reject_with(int error)
{
	bpf_set_retval(error);
	return SYS_REJECT;
}

SEC("cgroup/connect4")
int connect4(struct bpf_sock_addr *ctx)
{
	bool tcp = ctx->protocol == IPPROTO_TCP;
	if (!tcp && ctx->protocol != IPPROTO_UDP)
		return SYS_PROCEED;
	int error = translate(ctx, tcp ? COUNT_CONNECT_TCP : COUNT_CONNECT_UDP);
	return error ? reject_with(error) : SYS_PROCEED;
}

SEC("cgroup/sendmsg4")
int sendmsg4(struct bpf_sock_addr *ctx)
{
	int error = translate(ctx, COUNT_SENDMSG_UDP);
	return error ? reject_with(error) : SYS_PROCEED;
}

/* A resolver discards an answer from an address that it has not asked. */
SEC("cgroup/recvmsg4")
int recvmsg4(struct bpf_sock_addr *ctx)
{
	if (translate_back(ctx))
		count(0, COUNT_RECVMSG_UDP);
	return SYS_PROCEED;
}

SEC("cgroup/getpeername4")
int getpeername4(struct bpf_sock_addr *ctx)
{
	translate_back(ctx);
	return SYS_PROCEED;
}

/* The first reasons to drop a packet are the faults of a packet, in the same order. */
_Static_assert((int)DROP_NONE == PACKET_OK && (int)DROP_MALFORMED == PACKET_MALFORMED &&
		       (int)DROP_UNSUPPORTED == PACKET_UNSUPPORTED && (int)DROP_FRAGMENT == PACKET_FRAGMENT,
	       "enum drop does not begin as enum packet_fault");

static __always_inline struct judgement judgement_for(enum packet_fault fault)
{
	return without_policy((enum drop)fault);
}

static __always_inline int deliver(struct __sk_buff *skb, const struct packet *packet, const struct party *source,
				   const struct party *destination)
{
	/* The node's stack takes packets to whoever is no pod, and answers those whose TTL ends here. */
	if (!destination->endpoint || packet->ttl <= 1) {
		count(source->place, COUNT_TO_STACK);
		return TC_ACT_OK;
	}
	if (!route(skb, (const __u8 *)config.node_mac, destination->endpoint->mac))
		return TC_ACT_SHOT;
	count(source->place, COUNT_REDIRECTED);
	if (packet->protocol == IPPROTO_UDP)
		count(destination->place, COUNT_DELIVERED_UDP);
	return bpf_redirect_peer(destination->endpoint->ifindex, 0);
}

/* Sees what a pod sends: runs at the node's end of the pod's veth, on ingress. */
SEC("tc")
int from_pod(struct __sk_buff *skb)
{
	if (skb->protocol == bpf_htons(ETH_P_ARP))
		return TC_ACT_OK;
	struct packet packet = {};
	struct judgement judgement = judgement_for(parse(skb, &packet));
	struct party source = party_at(packet.source);
	struct party destination = party_at(packet.destination);
	if (!judgement.reason && (!source.endpoint || source.endpoint->ifindex != skb->ifindex))
		judgement = without_policy(DROP_SPOOFED);
	if (!judgement.reason)
		judgement = admit(&packet, &source, &destination);
	if (judgement.reason) {
		report_drop(judgement, &packet, &source, &destination, skb->ifindex);
		return TC_ACT_SHOT;
	}
	return deliver(skb, &packet, &source, &destination);
}

/* Sees what the node's own stack sends to a pod, and polices it, or a detour through the node would avoid policy. */
SEC("tc")
int to_pod(struct __sk_buff *skb)
{
	/* Only the node itself sends other protocols here: from_pod drops those of pods. */
	if (skb->protocol != bpf_htons(ETH_P_IP))
		return TC_ACT_OK;
	struct packet packet = {};
	struct judgement judgement = judgement_for(parse(skb, &packet));
	struct party source = party_at(packet.source);
	struct party destination = party_at(packet.destination);
	if (!judgement.reason && source.endpoint)
		count(source.place, COUNT_FROM_STACK);
	else if (!judgement.reason && source.identity == IDENTITY_HOST)
		count(destination.place, COUNT_FROM_NODE);
	if (!judgement.reason)
		judgement = admit(&packet, &source, &destination);
	if (judgement.reason) {
		report_drop(judgement, &packet, &source, &destination, skb->ifindex);
		return TC_ACT_SHOT;
	}
	return TC_ACT_OK;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
