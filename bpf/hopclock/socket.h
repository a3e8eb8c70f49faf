/* SPDX-License-Identifier: MIT */
/* What the clock keeps of each socket: the exchange under way. The storage ends with its socket. */
#pragma once

#include "abi.h"
#include "segment.h"
#include <stddef.h>

enum phase {
	PHASE_IDLE = 0,
	PHASE_CONNECTING,
	PHASE_REQUEST,
	PHASE_RESPONSE, /* also after the answer: only the next request, or the end, tells that the answer was whole */
	PHASE_ENDED,
};

/* Which sequence numbers are known. */
enum { SEEN_OUT = 1, SEEN_IN = 2 };

/*
 * The storage has a header of 8 bytes, which each lookup reads. What each segment needs follows in the same line of the cache,
 * up to `flags` of the record; the second line is only touched where an exchange begins.
 */
struct socket {
	__u32 next_out;
	__u32 next_in;
	/* An enum phase. Egress and ingress may meet here at the end of a connection, so that it is changed by compare-and-swap. */
	__u32 phase;
	__u32 epoch;
	__u8 seen;
	__u8 has_role; /* a request was seen, so that FLAG_CALLEE is right */
	__u8 armed;    /* `recording` when the exchange under way began */
	__u8 odd;      /* the record_kind of the exchange under way, if odd */
	__u8 refused;  /* the record_kind for which nothing on this connection is measured any more */
	__u8 told;     /* that bytes came without a request was recorded */
	/* The exchange under way, as it is emitted. */
	struct record record;
	__u32 begun; /* exchanges that have begun on this connection */
};

_Static_assert(offsetof(struct socket, record.connection) <= 56 && sizeof(struct socket) <= 120,
	       "the header and what each segment needs fill a line of the cache, the rest another one");

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct socket);
} sockets SEC(".maps");

/* From a cgroup's id, which is its folder's inode, to the unit. The sockets of other cgroups are ignored. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, UNITS_MAX);
	__type(key, __u64);
	__type(value, __u32);
} units SEC(".maps");

/* The loader sets the size. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 24);
} records SEC(".maps");

struct control control SEC(".data.control");

/* Read from memory each time, since the loader writes them. */
static __always_inline bool is_recording(void)
{
	return *(volatile __u32 *)&control.recording;
}

static __always_inline __u32 present_epoch(void)
{
	return *(volatile __u32 *)&control.epoch;
}

/* Nobody is woken: the loader empties the ring after the window. */
static __always_inline void emit(struct record *record, enum record_kind kind)
{
	record->kind = kind;
	if (bpf_ringbuf_output(&records, record, sizeof(*record), BPF_RB_NO_WAKEUP))
		__sync_fetch_and_add(&control.lost, 1);
}

static __always_inline struct socket *store(struct bpf_sock *sk, __u32 unit)
{
	struct socket *socket = bpf_sk_storage_get(&sockets, sk, NULL, BPF_SK_STORAGE_GET_F_CREATE);
	if (!socket) {
		__sync_fetch_and_add(&control.without_storage, 1);
		return NULL;
	}
	socket->record.unit = unit;
	socket->epoch = present_epoch();
	return socket;
}

/* The first segment of a socket. Returns NULL for a socket of no unit, and for one that listens. */
static __noinline struct socket *meet(struct __sk_buff *skb)
{
	__u64 cgroup = bpf_skb_cgroup_id(skb);
	__u32 *unit = bpf_map_lookup_elem(&units, &cgroup);
	struct bpf_sock *sk = skb->sk;
	if (!unit || !sk)
		return NULL;
	sk = bpf_sk_fullsock(sk);
	if (!sk || sk->state == BPF_TCP_LISTEN)
		return NULL;
	struct socket *socket = store(sk, *unit);
	if (socket)
		socket->record.connection = (__u32)bpf_get_socket_cookie(skb);
	return socket;
}

/* A socket can connect a second time. What it has of the connection before goes. */
static __always_inline void forget_connection(struct socket *socket)
{
	socket->begun = 0;
	socket->seen = 0;
	socket->has_role = 0;
	socket->odd = 0;
	socket->refused = 0;
	socket->told = 0;
	socket->record.flags = 0;
}
