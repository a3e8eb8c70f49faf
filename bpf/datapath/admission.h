/* SPDX-License-Identifier: MIT */
/* Decides whether a packet may pass: replies by connection tracking alone, all else by policy, as Cilium does. */
#pragma once

#include "connection.h"
#include "endpoint.h"
#include "flow.h"
#include "policy.h"

static __always_inline void report_flow(enum flow_kind kind, const struct packet *packet, const struct party *source,
					const struct party *destination, const struct connection *connection,
					__u64 now_ns, __u8 outcome)
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
		.reason = kind == FLOW_DROPPED ? outcome : 0,
		.verdict = kind == FLOW_OPENED ? outcome : 0,
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
		report_flow(FLOW_CLOSED, packet, source, destination, connection, now_ns, 0);
		return;
	}
	struct packet turned = *packet;
	turned.source = packet->destination;
	turned.destination = packet->source;
	turned.source_port = packet->destination_port;
	turned.destination_port = packet->source_port;
	report_flow(FLOW_CLOSED, &turned, destination, source, connection, now_ns, 0);
}

/* Tracks the packet and returns why it must be dropped, or DROP_NONE. */
static __always_inline enum drop admit(const struct packet *packet, const struct party *source,
				       const struct party *destination)
{
	__u64 now_ns = bpf_ktime_get_coarse_ns();
	struct connection_key key;
	__u32 side = connection_key(packet, &key);
	struct connection *connection = bpf_map_lookup_elem(&connections, &key);
	if (connection && expired(connection, packet->protocol, now_ns))
		connection = NULL;

	if (packet->error)
		return connection ? DROP_NONE : DROP_UNRELATED;

	if (connection && packet->protocol == IPPROTO_TCP && finished(connection->flags)) {
		if (packet->syn)
			connection = NULL; /* the ports are used again: this is a new connection */
		else if (!may_follow_end(connection, packet, side))
			return DROP_FINISHED;
	}
	bool is_reply = connection && side != opener(connection);

	/* As in Cilium, a node may always reach its pods, because the kubelet probes them. */
	__u8 verdict = 0;
	if (!is_reply && destination->enforced && source->identity != IDENTITY_HOST) {
		verdict = policy_of(source->identity, destination->identity, packet->protocol,
				    packet->protocol == IPPROTO_ICMP ? 0 : packet->destination_port);
		if (verdict == POLICY_DENY)
			return DROP_POLICY;
	}
	if (!connection) {
		/* A reset without a connection passes, but opens none. */
		if (packet->protocol == IPPROTO_TCP && packet->reset)
			return DROP_NONE;
		open_connection(&key, packet, side, now_ns);
		count(source->place, COUNT_OPENED);
		report_flow(FLOW_OPENED, packet, source, destination, NULL, now_ns, verdict);
		return DROP_NONE;
	}
	if (is_reply)
		count(source->place, COUNT_REPLIED);
	if (!finished(connection->flags) && note_packet(connection, packet, side, now_ns))
		report_close(packet, source, destination, connection, is_reply, now_ns);
	return DROP_NONE;
}

/* Counts a drop at its cause: of a policy that is the destination, of all else the veth where the packet was seen. */
static __always_inline void report_drop(enum drop reason, const struct packet *packet, const struct party *source,
					const struct party *destination, __u32 ifindex)
{
	count(reason == DROP_POLICY ? destination->place : place_at(ifindex),
	      COUNT_DROPPED_MALFORMED + reason - DROP_MALFORMED);
	report_flow(FLOW_DROPPED, packet, source, destination, NULL, bpf_ktime_get_coarse_ns(), reason);
}
