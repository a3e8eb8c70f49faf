// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * The hop clock: stamps each request and its answer at the sockets of both sides. The programs are attached to one cgroup and
 * see the sockets of all cgroups below. They let every packet and every connect() pass, and see IPv4 only.
 */
#include "connect.h"
#include "exchange.h"
#include "sequence.h"

/* What every program here returns: the packet, or the call, goes on. */
enum { PROCEED = 1 };

static __always_inline void flag_retransmission(struct socket *socket, bool from_caller)
{
	socket->record.flags |= from_caller ? FLAG_RETRANSMITTED_REQUEST : FLAG_RETRANSMITTED_RESPONSE;
}

/* Nothing is to be learned from the first bytes of an ordinary answer. Only an interim answer (1xx) has to be told from it. */
static __always_inline bool begins_long_answer(const struct socket *socket, const struct segment *segment, const bool out)
{
	return socket->has_role && socket->phase == PHASE_REQUEST && segment->bytes > INTERIM_BYTES_MAX &&
	       out == !!(socket->record.flags & FLAG_CALLEE);
}

static __always_inline void on_payload(struct __sk_buff *skb, struct socket *socket, struct segment *segment,
				       const bool out, __u64 now)
{
	enum order order = follow(socket, segment, out);
	if (socket->refused) {
		tell(socket, socket->refused);
		return;
	}
	if (order != ORDER_AGAIN) {
		struct head head;
		enum start start = START_NOTHING;
		if (order == ORDER_NEXT && !begins_long_answer(socket, segment, out)) {
			read_head(skb, segment, &head);
			start = start_of(&head);
		}
		if (!socket->has_role && !learn_role(skb, socket, start, out))
			return;
		if (out == !(socket->record.flags & FLAG_CALLEE))
			on_request(socket, segment, &head, start, order == ORDER_NEXT, out, now);
		else
			on_response(socket, segment, start, out, now);
	}
	if (order != ORDER_NEXT && socket->has_role)
		flag_retransmission(socket, out == !(socket->record.flags & FLAG_CALLEE));
}

static __always_inline int observe(struct __sk_buff *skb, const bool out)
{
	struct segment segment;
	if (!read_segment(skb, &segment))
		return PROCEED;
	__u64 now = out ? 0 : bpf_ktime_get_ns();
	struct bpf_sock *sk = skb->sk;
	if (!sk)
		return PROCEED;
	struct socket *socket = bpf_sk_storage_get(&sockets, sk, NULL, 0);
	if (!socket) {
		/* A socket that only ends is none to meet. */
		socket = segment.bytes || (segment.flags & TCP_SYN) ? meet(skb) : NULL;
		if (!socket)
			return PROCEED;
	}
	if (socket->epoch != present_epoch())
		rejoin(socket);
	if (segment.flags & TCP_SYN) {
		if (out && !(segment.flags & TCP_ACK))
			on_syn(socket, &segment);
		else if (!out && (segment.flags & TCP_ACK))
			on_syn_ack(socket, &segment, now);
		return PROCEED;
	}
	if (segment.bytes)
		on_payload(skb, socket, &segment, out, now);
	if (segment.flags & (TCP_FIN | TCP_RST))
		on_end(socket, segment.flags & TCP_RST, out);
	return PROCEED;
}

SEC("cgroup_skb/egress")
int hop_egress(struct __sk_buff *skb)
{
	return observe(skb, true);
}

SEC("cgroup_skb/ingress")
int hop_ingress(struct __sk_buff *skb)
{
	return observe(skb, false);
}

/* Runs before the programs of a datapath (BPF_F_PREORDER), so that their translation lies within the connect. */
SEC("cgroup/connect4")
int hop_connect4(struct bpf_sock_addr *ctx)
{
	if (ctx->protocol != IPPROTO_TCP)
		return PROCEED;
	__u64 now = bpf_ktime_get_ns();
	__u64 cgroup = bpf_get_current_cgroup_id();
	__u32 *unit = bpf_map_lookup_elem(&units, &cgroup);
	struct bpf_sock *sk = ctx->sk;
	if (!unit || !sk)
		return PROCEED;
	struct socket *socket = store(sk, *unit);
	if (!socket)
		return PROCEED;
	start_connecting(socket);
	socket->record.connection = (__u32)bpf_get_socket_cookie(ctx);
	socket->record.flags = FLAG_ENTERED;
	socket->record.began_ns = now;
	return PROCEED;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
