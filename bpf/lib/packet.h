/* SPDX-License-Identifier: MIT */
/* An IPv4 packet at a tc hook: its addresses, ports and flags, read without trusting any length in it. */
#pragma once

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

/* The bits of the fragment field that a whole packet has unset: the more-fragments flag and the offset. */
#define IP_FRAGMENT 0x3fff

/* From RFC 792. linux/icmp.h includes headers of the C library, which the bpf target does not have. */
enum { ICMP_ECHO_REPLY = 0, ICMP_UNREACHABLE = 3, ICMP_ECHO = 8, ICMP_TIME_EXCEEDED = 11 };
struct icmp_header {
	__u8 type;
	__u8 code;
	__u16 checksum;
	__u16 echo_id;
	__u16 echo_sequence;
};

/* Why a packet could not be read. */
enum packet_fault {
	PACKET_OK,
	PACKET_MALFORMED,
	PACKET_UNSUPPORTED, /* not IPv4, or a protocol without ports */
	PACKET_FRAGMENT,
};

/* Addresses and ports are in network order. */
struct packet {
	__u32 source;
	__u32 destination;
	__u32 sequence_end; /* TCP: the sequence number after the last byte; a FIN counts as a byte */
	__u32 bytes;
	__u16 source_port;
	__u16 destination_port;
	__u8 protocol;
	__u8 ttl;
	bool syn; /* SYN without ACK: the packet opens a connection */
	bool fin;
	bool reset;
	/* An ICMP error. Its ports, protocol and inner_* are those of the packet that caused the error. */
	bool error;
	__u32 inner_source;
	__u32 inner_destination;
};

static __always_inline enum packet_fault parse_tcp(struct __sk_buff *skb, __u32 offset, __u32 end,
						   struct packet *packet)
{
	struct tcphdr tcp;
	if (bpf_skb_load_bytes(skb, offset, &tcp, sizeof(tcp)))
		return PACKET_MALFORMED;
	packet->source_port = tcp.source;
	packet->destination_port = tcp.dest;
	packet->syn = tcp.syn && !tcp.ack;
	packet->fin = tcp.fin;
	packet->reset = tcp.rst;
	packet->sequence_end = bpf_ntohl(tcp.seq) + (end - offset - tcp.doff * 4) + tcp.fin;
	return PACKET_OK;
}

static __always_inline enum packet_fault parse_icmp(struct __sk_buff *skb, __u32 offset, struct packet *packet)
{
	struct icmp_header icmp;
	if (bpf_skb_load_bytes(skb, offset, &icmp, sizeof(icmp)))
		return PACKET_MALFORMED;
	if (icmp.type == ICMP_ECHO || icmp.type == ICMP_ECHO_REPLY) {
		packet->source_port = icmp.echo_id;
		packet->destination_port = icmp.echo_id;
		return PACKET_OK;
	}
	if (icmp.type != ICMP_UNREACHABLE && icmp.type != ICMP_TIME_EXCEEDED)
		return PACKET_UNSUPPORTED;
	struct iphdr inner;
	__u16 ports[2];
	if (bpf_skb_load_bytes(skb, offset + sizeof(icmp), &inner, sizeof(inner)) || inner.ihl < 5 ||
	    bpf_skb_load_bytes(skb, offset + sizeof(icmp) + inner.ihl * 4, ports, sizeof(ports)))
		return PACKET_MALFORMED;
	packet->error = true;
	packet->protocol = inner.protocol;
	packet->inner_source = inner.saddr;
	packet->inner_destination = inner.daddr;
	packet->source_port = ports[0];
	packet->destination_port = ports[1];
	return PACKET_OK;
}

/* Fills `packet` from an skb whose data begins with the Ethernet header. */
static __always_inline enum packet_fault parse(struct __sk_buff *skb, struct packet *packet)
{
	struct iphdr ip;
	if (skb->protocol != bpf_htons(ETH_P_IP))
		return PACKET_UNSUPPORTED;
	if (bpf_skb_load_bytes(skb, ETH_HLEN, &ip, sizeof(ip)) || ip.version != 4 || ip.ihl < 5)
		return PACKET_MALFORMED;
	packet->source = ip.saddr;
	packet->destination = ip.daddr;
	packet->protocol = ip.protocol;
	packet->ttl = ip.ttl;
	packet->bytes = skb->len - ETH_HLEN;
	if (ip.frag_off & bpf_htons(IP_FRAGMENT))
		return PACKET_FRAGMENT;

	__u32 offset = ETH_HLEN + ip.ihl * 4;
	__u32 end = ETH_HLEN + bpf_ntohs(ip.tot_len);
	if (ip.protocol == IPPROTO_TCP)
		return parse_tcp(skb, offset, end, packet);
	if (ip.protocol == IPPROTO_ICMP)
		return parse_icmp(skb, offset, packet);
	if (ip.protocol != IPPROTO_UDP)
		return PACKET_UNSUPPORTED;
	__u16 ports[2];
	if (bpf_skb_load_bytes(skb, offset, ports, sizeof(ports)))
		return PACKET_MALFORMED;
	packet->source_port = ports[0];
	packet->destination_port = ports[1];
	return PACKET_OK;
}
