/* SPDX-License-Identifier: MIT */
/* A packet as the datapath sees it, and the few bytes it changes. */
#pragma once

#include "abi.h"
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <stdbool.h>
#include <stddef.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

/* More-fragments flag and offset. */
#define IP_FRAGMENT 0x3fff

/* RFC 792; linux/icmp.h wants the C library's headers, which this target has none of. */
enum { ICMP_ECHO_REPLY = 0, ICMP_UNREACHABLE = 3, ICMP_ECHO = 8, ICMP_TIME_EXCEEDED = 11 };
struct icmp_header {
	__u8 type;
	__u8 code;
	__u16 checksum;
	__u16 echo_id;
	__u16 echo_sequence;
};

struct packet {
	__u32 source;
	__u32 destination;
	__u32 sequence_end; /* TCP: sequence number after its last byte, a FIN counted */
	__u32 bytes;
	__u16 source_port;
	__u16 destination_port;
	__u8 protocol;
	__u8 ttl;
	bool syn; /* opens a connection: SYN without ACK */
	bool fin;
	bool reset;
	/* An ICMP error: ports, protocol and inner_* are those of the packet it is about. */
	bool error;
	__u32 inner_source;
	__u32 inner_destination;
};

static __always_inline enum drop parse_tcp(struct __sk_buff *skb, __u32 offset, __u32 end, struct packet *packet)
{
	struct tcphdr tcp;
	if (bpf_skb_load_bytes(skb, offset, &tcp, sizeof(tcp)))
		return DROP_MALFORMED;
	packet->source_port = tcp.source;
	packet->destination_port = tcp.dest;
	packet->syn = tcp.syn && !tcp.ack;
	packet->fin = tcp.fin;
	packet->reset = tcp.rst;
	packet->sequence_end = bpf_ntohl(tcp.seq) + (end - offset - tcp.doff * 4) + tcp.fin;
	return DROP_NONE;
}

static __always_inline enum drop parse_icmp(struct __sk_buff *skb, __u32 offset, struct packet *packet)
{
	struct icmp_header icmp;
	if (bpf_skb_load_bytes(skb, offset, &icmp, sizeof(icmp)))
		return DROP_MALFORMED;
	if (icmp.type == ICMP_ECHO || icmp.type == ICMP_ECHO_REPLY) {
		packet->source_port = icmp.echo_id;
		packet->destination_port = icmp.echo_id;
		return DROP_NONE;
	}
	if (icmp.type != ICMP_UNREACHABLE && icmp.type != ICMP_TIME_EXCEEDED)
		return DROP_UNSUPPORTED;
	struct iphdr inner;
	__u16 ports[2];
	if (bpf_skb_load_bytes(skb, offset + sizeof(icmp), &inner, sizeof(inner)) || inner.ihl < 5 ||
	    bpf_skb_load_bytes(skb, offset + sizeof(icmp) + inner.ihl * 4, ports, sizeof(ports)))
		return DROP_MALFORMED;
	packet->error = true;
	packet->protocol = inner.protocol;
	packet->inner_source = inner.saddr;
	packet->inner_destination = inner.daddr;
	packet->source_port = ports[0];
	packet->destination_port = ports[1];
	return DROP_NONE;
}

/* Reads an IPv4 packet without trusting any length in it. */
static __always_inline enum drop parse(struct __sk_buff *skb, struct packet *packet)
{
	struct iphdr ip;
	if (skb->protocol != bpf_htons(ETH_P_IP))
		return DROP_UNSUPPORTED;
	if (bpf_skb_load_bytes(skb, ETH_HLEN, &ip, sizeof(ip)) || ip.version != 4 || ip.ihl < 5)
		return DROP_MALFORMED;
	packet->source = ip.saddr;
	packet->destination = ip.daddr;
	packet->protocol = ip.protocol;
	packet->ttl = ip.ttl;
	packet->bytes = skb->len - ETH_HLEN;
	if (ip.frag_off & bpf_htons(IP_FRAGMENT))
		return DROP_FRAGMENT;

	__u32 offset = ETH_HLEN + ip.ihl * 4;
	__u32 end = ETH_HLEN + bpf_ntohs(ip.tot_len);
	if (ip.protocol == IPPROTO_TCP)
		return parse_tcp(skb, offset, end, packet);
	if (ip.protocol == IPPROTO_ICMP)
		return parse_icmp(skb, offset, packet);
	if (ip.protocol != IPPROTO_UDP)
		return DROP_UNSUPPORTED;
	__u16 ports[2];
	if (bpf_skb_load_bytes(skb, offset, ports, sizeof(ports)))
		return DROP_MALFORMED;
	packet->source_port = ports[0];
	packet->destination_port = ports[1];
	return DROP_NONE;
}

/* What a router does to a packet it forwards: one TTL less, and the next hop's MAC. */
static __always_inline enum drop route(struct __sk_buff *skb, const __u8 *from, const __u8 *to)
{
	if (bpf_skb_pull_data(skb, ETH_HLEN + sizeof(struct iphdr)))
		return DROP_MALFORMED;
	struct ethhdr *eth = (void *)(long)skb->data;
	struct iphdr *ip = (void *)(eth + 1);
	if ((void *)(ip + 1) > (void *)(long)skb->data_end)
		return DROP_MALFORMED;
	__builtin_memcpy(eth->h_source, from, ETH_ALEN);
	__builtin_memcpy(eth->h_dest, to, ETH_ALEN);
	ip->ttl--;
	/* RFC 1141: the TTL is the upper byte of its 16 bits, so the checksum rises by 0x100, carry folded in. */
	__u32 check = ip->check + bpf_htons(0x0100);
	ip->check = (__u16)(check + (check >= 0xffff));
	return DROP_NONE;
}
