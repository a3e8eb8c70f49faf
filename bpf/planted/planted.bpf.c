// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Plants effects of known size into one hop, for runs that prove their own instrument. Attached to the node's end of the called
 * pod's veth, where packets leave for the pod: holds up each segment of a request by a fixed time, or drops every n-th segment.
 * Counts what it did.
 */
#include "abi.h"
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/pkt_cls.h>
#include <linux/tcp.h>
#include <stdbool.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

/* The clock is read at least 5 times a microsecond, so that 100,000 readings are far more than any time that is planted. */
enum { READINGS_MAX = 100000 };

volatile struct planted planted SEC(".data.planted");

static long is_over(__u32 reading, void *until)
{
	(void)reading;
	return bpf_ktime_get_ns() >= *(__u64 *)until;
}

/* Returns for how long it spun. */
static __always_inline __u64 spin(__u64 ns)
{
	__u64 began = bpf_ktime_get_ns();
	__u64 until = began + ns;
	bpf_loop(READINGS_MAX, is_over, &until, 0);
	return bpf_ktime_get_ns() - began;
}

static __always_inline bool is_request_segment(struct __sk_buff *skb)
{
	struct iphdr ip;
	struct tcphdr tcp;
	if (skb->protocol != bpf_htons(ETH_P_IP) || bpf_skb_load_bytes(skb, ETH_HLEN, &ip, sizeof(ip)) ||
	    ip.protocol != IPPROTO_TCP || bpf_skb_load_bytes(skb, ETH_HLEN + ip.ihl * 4, &tcp, sizeof(tcp)))
		return false;
	return bpf_ntohs(tcp.dest) == planted.port && skb->len > ETH_HLEN + ip.ihl * 4u + tcp.doff * 4u;
}

SEC("tc")
int plant(struct __sk_buff *skb)
{
	if (!is_request_segment(skb))
		return TC_ACT_OK;
	/* The segment is counted together with its time: a reading in between would hold one without the other. */
	if (planted.spin_ns)
		__sync_fetch_and_add(&planted.spun_ns, spin(planted.spin_ns));
	__u64 ordinal = __sync_fetch_and_add(&planted.segments, 1) + 1;
	if (!planted.drop_every || ordinal % planted.drop_every)
		return TC_ACT_OK;
	__sync_fetch_and_add(&planted.dropped, 1);
	return TC_ACT_SHOT;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
