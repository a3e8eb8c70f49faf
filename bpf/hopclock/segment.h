/* SPDX-License-Identifier: MIT */
/* A TCP segment over IPv4 at a cgroup_skb hook, where a packet begins with its IP header in both directions. */
#pragma once

#include <linux/bpf.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <stdbool.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

/* Bits of the byte of flags of a TCP header, and where the byte stands. */
enum { TCP_FIN = 1, TCP_SYN = 2, TCP_RST = 4, TCP_ACK = 16, TCP_FLAGS_AT = 13 };

struct segment {
	__u32 sequence;
	__u32 payload_at;
	__u32 bytes; /* of payload; all of them where segments travel as one (GSO, GRO) */
	__u8 flags;
};

/* Returns false for what the clock has no use for: other protocols, and ACKs without payload, which are half of all packets. */
static __always_inline bool read_segment(const struct __sk_buff *skb, struct segment *segment)
{
	void *data = (void *)(long)skb->data;
	void *end = (void *)(long)skb->data_end;
	struct iphdr *ip = data;
	if ((void *)(ip + 1) > end || ip->version != 4 || ip->protocol != IPPROTO_TCP)
		return false;
	__u32 tcp_at = ip->ihl * 4;
	struct tcphdr *tcp = data + tcp_at;
	if ((void *)(tcp + 1) > end)
		return false;
	segment->payload_at = tcp_at + tcp->doff * 4;
	segment->bytes = skb->len > segment->payload_at ? skb->len - segment->payload_at : 0;
	segment->flags = ((__u8 *)tcp)[TCP_FLAGS_AT];
	segment->sequence = bpf_ntohl(tcp->seq);
	return segment->bytes || (segment->flags & (TCP_FIN | TCP_SYN | TCP_RST));
}
