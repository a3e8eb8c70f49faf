/* SPDX-License-Identifier: MIT */
/* What the programs in the kernel and the loader share: keys and values of maps, counters, reasons, events. */
#pragma once

#include <linux/types.h>

/* Addresses and ports are in network order everywhere but in names and JSON. */

/* Identities below 256 are reserved, as in Cilium. In a policy's source, 0 means anybody. */
enum { IDENTITY_ANY = 0, IDENTITY_HOST = 1, IDENTITY_WORLD = 2, FIRST_WORKLOAD_IDENTITY = 256 };

/* Set by the loader before loading. */
struct config {
	__u32 node_address;
	__u8 node_mac[6];
	__u8 flow_events;
};

/* Slot 0 holds the number of backends, slots 1..N the ids of backends. */
struct service_key {
	__u32 address;
	__u16 port;
	__u8 protocol;
	__u8 zero;
	__u32 slot;
};

struct backend {
	__u32 address;
	__u16 port;
	__u16 place;
};

/* The address a socket asked for, found again by the backend it was given. */
struct translation_key {
	__u64 cookie;
	__u32 backend_address;
	__u32 backend_port;
};

struct translation {
	__u32 service_address;
	__u32 service_port;
};

/* A pod of this node, by its address. */
struct endpoint {
	__u32 ifindex; /* the node's end of its veth */
	__u32 identity;
	__u16 place;
	__u8 enforced; /* a policy selects it: what no rule allows is dropped */
	__u8 mac[6];
	__u8 zero;
};

struct policy_key {
	__u32 source_identity;
	__u32 destination_identity;
	__u16 port;
	__u8 protocol; /* 0 with port 0: any */
	__u8 zero;
};

enum policy { POLICY_ALLOW = 1, POLICY_DENY = 2 };

/* One key for both directions: the lower (address, port) stands first. */
struct connection_key {
	__u32 address[2];
	__u16 port[2];
	__u8 protocol;
	__u8 zero[3];
};

/* Of the two sides, the one that stands first in the key is side 0. */
enum {
	CONNECTION_OPENED_BY_1 = 1 << 0,
	CONNECTION_REPLIED = 1 << 1,
	CONNECTION_FIN_0 = 1 << 2,
	CONNECTION_FIN_1 = 1 << 3,
	CONNECTION_RESET = 1 << 4,
};

struct connection {
	__u64 opened_ns;
	__u64 seen_ns;
	__u64 packets;
	__u64 bytes;
	__u32 end[2]; /* sequence number after the FIN of each side */
	__u32 flags;
	__u32 zero;
};

/* Why a packet was dropped. Its counter is DROP_MALFORMED_PACKET + reason - 1; flows.c prints the names. */
enum drop {
	DROP_NONE,
	DROP_MALFORMED,
	DROP_UNSUPPORTED, /* neither IPv4 nor ARP, or a protocol without ports */
	DROP_FRAGMENT,
	DROP_SPOOFED,	/* source is not the address of the pod behind this veth */
	DROP_POLICY,	/* no rule allows it, or one denies it */
	DROP_FINISHED,	/* its connection has ended and it is none of the packets that may still follow */
	DROP_UNRELATED, /* ICMP error about no connection we know */
	DROP_REASONS,
};

/*
 * Counted per place: place 0 is the node, each pod has its own. Printed by readings.c; what is claimed of
 * them stands in harness/providers/netns/datapaths/ebpf/claims.ts.
 */
#define COUNTERS(X)                                                                                                    \
	X(CONNECT_TCP, "connect.tcp") /* at the pod whose service was asked for */                                     \
	X(CONNECT_UDP, "connect.udp")                                                                                  \
	X(SENDMSG_UDP, "sendmsg.udp")                                                                                  \
	X(RECVMSG_UDP, "recvmsg.udp")                                                                                  \
	X(NO_BACKEND, "no-backend")	  /* at the node, as nobody is behind it */                                    \
	X(REDIRECTED, "redirected")	  /* at the pod it came from, as all below unless said */                      \
	X(REPLIED, "replies")		  /* passed by conntrack alone */                                              \
	X(DELIVERED_UDP, "delivered.udp") /* at the pod it went to */                                                  \
	X(TO_STACK, "to-stack")                                                                                        \
	X(FROM_STACK, "from-stack") /* pod to pod, but through the node's stack */                                     \
	X(FROM_NODE, "from-node")   /* the node's own, at the pod it went to */                                        \
	X(OPENED, "opened")                                                                                            \
	X(CLOSED, "closed")                                                                                            \
	X(EVENTS_SENT, "events.sent")                                                                                  \
	X(EVENTS_LOST, "events.lost")                                                                                  \
	X(DROPPED_MALFORMED, "dropped.malformed")                                                                      \
	X(DROPPED_UNSUPPORTED, "dropped.unsupported")                                                                  \
	X(DROPPED_FRAGMENT, "dropped.fragment")                                                                        \
	X(DROPPED_SPOOFED, "dropped.spoofed")                                                                          \
	X(DROPPED_POLICY, "dropped.policy")                                                                            \
	X(DROPPED_FINISHED, "dropped.finished")                                                                        \
	X(DROPPED_UNRELATED, "dropped.unrelated")

#define AS_ENUM(id, name) COUNT_##id,
enum counter { COUNTERS(AS_ENUM) COUNTERS_MAX };
#undef AS_ENUM

/* Pods of one node; Kubernetes' own default limit is 110. */
#define PLACES_MAX 512

struct counters {
	__u64 count[COUNTERS_MAX];
};

/* One event when a connection opens (with the policy's verdict), one when it closes, one for a dropped packet. */
enum flow_kind { FLOW_OPENED, FLOW_CLOSED, FLOW_DROPPED, FLOW_KINDS };

struct flow_event {
	__u64 time_ns; /* CLOCK_MONOTONIC, to the tick */
	__u64 duration_ns;
	__u64 packets;
	__u64 bytes;
	__u32 source; /* of a connection: who opened it */
	__u32 destination;
	__u16 source_port;
	__u16 destination_port;
	__u32 source_identity;
	__u32 destination_identity;
	__u8 protocol;
	__u8 kind;
	__u8 reason;  /* enum drop */
	__u8 verdict; /* 0: no policy selects the destination, else enum policy */
};
