/* SPDX-License-Identifier: MIT */
/* Decides whether a packet may pass: replies by connection tracking alone, all else by policy, as Cilium does. */
#pragma once

#include "connection.h"
#include "endpoint.h"
#include "flow.h"
#include "policy.h"

static __always_inline void report_flow(enum flow_kind kind, const struct packet *packet, const struct party *source,
					const struct party *destination, const struct connection *connection,
					__u64 now_ns, struct judgement judgement)
{
	struct flow_event event = {
		.time_ns = now_ns,
		.packets = 1,
		.bytes = packet->bytes,
		.source = packet->source,
		.destination = packet->destination,
		.source_port = packet->source_port,
		.destination_port = packet->destination_port,
		.source_identity = source->identity,
		.destination_identity = destination->identity,
		.protocol = packet->protocol,
		.kind = kind,
		.reason = judgement.reason,
		.verdict = judgement.verdict,
	};
	if (connection) {
		event.duration_ns = now_ns - connection->opened_ns;
		event.packets = connection->packets;
		event.bytes = connection->bytes;
	}
	emit_flow(&event, source->place);
}

/* Either side may send the last packet. The event has the side that opened the connection as its source. */
static __always_inline void report_close(const struct packet *packet, const struct party *source,
					 const struct party *destination, const struct connection *connection,
					 bool is_reply, __u64 now_ns)
{
	count(source->place, COUNT_CLOSED);
	if (!is_reply) {
		report_flow(FLOW_CLOSED, packet, source, destination, connection, now_ns, (struct judgement){});
		return;
	}
	struct packet turned = *packet;
	turned.source = packet->destination;
	turned.destination = packet->source;
	turned.source_port = packet->destination_port;
	turned.destination_port = packet->source_port;
	report_flow(FLOW_CLOSED, &turned, destination, source, connection, now_ns, (struct judgement){});
}

/* Tracks the packet and returns why it must be dropped, or DROP_NONE, with what the policies said. */
static __always_inline struct judgement admit(const struct packet *packet, const struct party *source,
					      const struct party *destination)
{
	struct judgement judgement = {};
	__u64 now_ns = bpf_ktime_get_coarse_ns();
	struct connection_key key;
	__u32 side = connection_key(packet, &key);
	struct connection *connection = bpf_map_lookup_elem(&connections, &key);
	if (connection && expired(connection, packet->protocol, now_ns))
		connection = NULL;

	if (packet->error)
		return connection ? judgement : without_policy(DROP_UNRELATED);

	if (connection && packet->protocol == IPPROTO_TCP && finished(connection->flags)) {
		if (packet->syn)
			connection = NULL; /* the ports are used again: this is a new connection */
		else if (!may_follow_end(connection, packet, side))
			return without_policy(DROP_FINISHED);
	}
	bool is_reply = connection && side != opener(connection);
	if (!is_reply)
		judgement = judge(packet, source, destination);
	if (judgement.reason)
		return judgement;
	if (!connection) {
		/* A reset without a connection passes, but opens none. */
		if (packet->protocol == IPPROTO_TCP && packet->reset)
			return judgement;
		open_connection(&key, packet, side, now_ns);
		count(source->place, COUNT_OPENED);
		report_flow(FLOW_OPENED, packet, source, destination, NULL, now_ns, judgement);
		return judgement;
	}
	if (is_reply)
		count(source->place, COUNT_REPLIED);
	if (!finished(connection->flags) && note_packet(connection, packet, side, now_ns))
		report_close(packet, source, destination, connection, is_reply, now_ns);
	return judgement;
}

/* The place that has the cause of a drop: the receiver's policy, the sender's, or the veth where the packet was seen. */
static __always_inline __u32 place_of_drop(enum drop reason, const struct party *source,
					   const struct party *destination, __u32 ifindex)
{
	if (reason == DROP_INGRESS_DEFAULT || reason == DROP_INGRESS_DENIED)
		return destination->place;
	if (reason == DROP_EGRESS_DEFAULT || reason == DROP_EGRESS_DENIED)
		return source->place;
	return place_at(ifindex);
}

static __always_inline void report_drop(struct judgement judgement, const struct packet *packet,
					const struct party *source, const struct party *destination, __u32 ifindex)
{
	count(place_of_drop(judgement.reason, source, destination, ifindex),
	      COUNT_DROPPED_MALFORMED + judgement.reason - DROP_MALFORMED);
	report_flow(FLOW_DROPPED, packet, source, destination, NULL, bpf_ktime_get_coarse_ns(), judgement);
}
