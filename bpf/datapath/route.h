/* SPDX-License-Identifier: MIT */
/* The few bytes that the datapath changes in a packet. */
#pragma once

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <stdbool.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

/*
 * Does to a packet what a router does when it forwards one: takes one from the TTL and writes the MACs of the
 * next link. Returns false for a packet that is too short.
 */
static __always_inline bool route(struct __sk_buff *skb, const __u8 *from, const __u8 *to)
{
	if (bpf_skb_pull_data(skb, ETH_HLEN + sizeof(struct iphdr)))
		return false;
	struct ethhdr *eth = (void *)(long)skb->data;
	struct iphdr *ip = (void *)(eth + 1);
	if ((void *)(ip + 1) > (void *)(long)skb->data_end)
		return false;
	__builtin_memcpy(eth->h_source, from, ETH_ALEN);
	__builtin_memcpy(eth->h_dest, to, ETH_ALEN);
	ip->ttl--;
	/* RFC 1141: the TTL is the upper byte of its 16 bits, so the checksum rises by 0x100, with the carry added. */
	__u32 check = ip->check + bpf_htons(0x0100);
	ip->check = (__u16)(check + (check >= 0xffff));
	return true;
}
