// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * The eBPF datapath of one node: services translated at the socket, packets tracked, policed and handed from
 * pod to pod past the node's own stack. Entry points only; each idea is a header of its name.
 */
#include "include/admission.h"
#include "include/service.h"
#include <linux/pkt_cls.h>

/* Verdicts of cgroup hooks. */
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

/* Resolvers discard an answer that comes from another address than they asked. */
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

static __always_inline int deliver(struct __sk_buff *skb, const struct packet *packet, const struct party *source,
				   const struct party *destination)
{
	/* Not a pod's, or too old to be forwarded: the node's stack answers, as it would without us. */
	if (!destination->endpoint || packet->ttl <= 1) {
		count(source->place, COUNT_TO_STACK);
		return TC_ACT_OK;
	}
	if (route(skb, (const __u8 *)config.node_mac, destination->endpoint->mac))
		return TC_ACT_SHOT;
	count(source->place, COUNT_REDIRECTED);
	if (packet->protocol == IPPROTO_UDP)
		count(destination->place, COUNT_DELIVERED_UDP);
	return bpf_redirect_peer(destination->endpoint->ifindex, 0);
}

/* What a pod sends: at the node's end of its veth, on the way in. */
SEC("tc")
int from_pod(struct __sk_buff *skb)
{
	if (skb->protocol == bpf_htons(ETH_P_ARP))
		return TC_ACT_OK;
	struct packet packet = {};
	enum drop reason = parse(skb, &packet);
	struct party source = party_at(packet.source);
	struct party destination = party_at(packet.destination);
	if (!reason && (!source.endpoint || source.endpoint->ifindex != skb->ifindex))
		reason = DROP_SPOOFED;
	if (!reason)
		reason = admit(&packet, &source, &destination);
	if (reason) {
		report_drop(reason, &packet, &source, &destination, skb->ifindex);
		return TC_ACT_SHOT;
	}
	return deliver(skb, &packet, &source, &destination);
}

/* What the node's own stack sends to a pod: policed as well, or any detour through the node would be a way around. */
SEC("tc")
int to_pod(struct __sk_buff *skb)
{
	/* Anything else is the node's own: from a pod it would have been dropped on its way in. */
	if (skb->protocol != bpf_htons(ETH_P_IP))
		return TC_ACT_OK;
	struct packet packet = {};
	enum drop reason = parse(skb, &packet);
	struct party source = party_at(packet.source);
	struct party destination = party_at(packet.destination);
	if (!reason && source.endpoint)
		count(source.place, COUNT_FROM_STACK);
	else if (!reason && source.identity == IDENTITY_HOST)
		count(destination.place, COUNT_FROM_NODE);
	if (!reason)
		reason = admit(&packet, &source, &destination);
	if (reason) {
		report_drop(reason, &packet, &source, &destination, skb->ifindex);
		return TC_ACT_SHOT;
	}
	return TC_ACT_OK;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
