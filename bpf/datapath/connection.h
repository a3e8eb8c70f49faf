/* SPDX-License-Identifier: MIT */
/* Connection tracking. Both directions share one entry, so that a packet costs one lookup. */
#pragma once

#include "abi.h"
#include "lib/packet.h"
#include <bpf/bpf_helpers.h>

/* How long an entry lives after its last packet: the defaults of Cilium, and TIME_WAIT of Linux. */
#define SECONDS		     1000000000ULL
#define LIFETIME_TCP	     (8000 * SECONDS)
#define LIFETIME_UNREPLIED   (60 * SECONDS)
#define LIFETIME_UDP	     (60 * SECONDS)
#define LIFETIME_FINISHED    (60 * SECONDS)
#define CONNECTION_BOTH_FINS (CONNECTION_FIN_0 | CONNECTION_FIN_1)

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 65536);
	__type(key, struct connection_key);
	__type(value, struct connection);
} connections SEC(".maps");

/* Fills the key and returns which of its sides sent the packet. */
static __always_inline __u32 connection_key(const struct packet *packet, struct connection_key *key)
{
	__u32 source = packet->error ? packet->inner_source : packet->source;
	__u32 destination = packet->error ? packet->inner_destination : packet->destination;
	bool source_first =
		source < destination || (source == destination && packet->source_port <= packet->destination_port);

	*key = (struct connection_key){.protocol = packet->protocol};
	key->address[0] = source_first ? source : destination;
	key->address[1] = source_first ? destination : source;
	key->port[0] = source_first ? packet->source_port : packet->destination_port;
	key->port[1] = source_first ? packet->destination_port : packet->source_port;
	return source_first ? 0 : 1;
}

static __always_inline __u32 opener(const struct connection *connection)
{
	return connection->flags & CONNECTION_OPENED_BY_1 ? 1 : 0;
}

static __always_inline bool finished(__u32 flags)
{
	return flags & CONNECTION_RESET || (flags & CONNECTION_BOTH_FINS) == CONNECTION_BOTH_FINS;
}

static __always_inline bool expired(const struct connection *connection, __u8 protocol, __u64 now_ns)
{
	__u32 flags = connection->flags;
	__u64 lifetime_ns = protocol != IPPROTO_TCP	 ? LIFETIME_UDP
			    : finished(flags)		 ? LIFETIME_FINISHED
			    : flags & CONNECTION_REPLIED ? LIFETIME_TCP
							 : LIFETIME_UNREPLIED;
	/* The difference is negative when another CPU wrote seen_ns after this one had read the clock. */
	return (__s64)(now_ns - connection->seen_ns) > (__s64)lifetime_ns;
}

/*
 * Tells whether a packet may still follow the end of its connection. A FIN, data or an ACK that is sent again may,
 * and so may the last ACK, but nothing beyond the sender's FIN. After a reset only further resets may.
 */
static __always_inline bool may_follow_end(const struct connection *connection, const struct packet *packet, __u32 side)
{
	if (packet->reset)
		return true;
	if (connection->flags & CONNECTION_RESET)
		return false;
	return (__s32)(packet->sequence_end - connection->end[side & 1]) <= 0;
}

/* Notes a packet that passes. Returns true, once and on one CPU, for the packet that finishes the connection. */
static __always_inline bool note_packet(struct connection *connection, const struct packet *packet, __u32 side,
					__u64 now_ns)
{
	connection->seen_ns = now_ns;
	__sync_fetch_and_add(&connection->packets, 1);
	__sync_fetch_and_add(&connection->bytes, packet->bytes);

	__u32 news = side == opener(connection) ? 0 : CONNECTION_REPLIED;
	if (packet->protocol == IPPROTO_TCP && packet->reset)
		news |= CONNECTION_RESET;
	if (packet->protocol == IPPROTO_TCP && packet->fin) {
		connection->end[side & 1] = packet->sequence_end;
		news |= side ? CONNECTION_FIN_1 : CONNECTION_FIN_0;
	}
	/* A write takes the cache line from the other CPU, so only new flags are written. */
	if ((connection->flags & news) == news)
		return false;
	__u32 before = __sync_fetch_and_or(&connection->flags, news);
	return !finished(before) && finished(before | news);
}

static __always_inline void open_connection(const struct connection_key *key, const struct packet *packet, __u32 side,
					    __u64 now_ns)
{
	struct connection connection = {
		.opened_ns = now_ns,
		.seen_ns = now_ns,
		.packets = 1,
		.bytes = packet->bytes,
		.flags = side ? CONNECTION_OPENED_BY_1 : 0,
	};
	bpf_map_update_elem(&connections, key, &connection, BPF_ANY);
}
