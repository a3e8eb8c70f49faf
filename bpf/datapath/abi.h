/* SPDX-License-Identifier: MIT */
/* What the datapath's programs and their loader share: keys and values of maps, counters, reasons, events. */
#pragma once

#include <linux/types.h>

/* Addresses and ports are in network order. Only names and JSON have them as people write them. */

/* Identities below 256 are reserved, as in Cilium. As the source of a policy, 0 means anybody. */
enum { IDENTITY_ANY = 0, IDENTITY_HOST = 1, IDENTITY_WORLD = 2, FIRST_WORKLOAD_IDENTITY = 256 };

/* The loader sets these before it loads the programs. */
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

/* By a socket and the backend that it was given, `translation` holds the service that the socket asked for. */
struct translation_key {
	__u64 cookie;
	__u32 backend_address;
	__u32 backend_port;
};

struct translation {
	__u32 service_address;
	__u32 service_port;
};

/* A pod of this node. The key is the pod's address. */
struct endpoint {
	__u32 ifindex; /* the node's end of its veth */
	__u32 identity;
	__u16 place;
	__u8 enforced; /* a policy selects this pod: packets to it are dropped unless a rule allows them */
	__u8 mac[6];
	__u8 zero;
};

struct policy_key {
	__u32 source_identity;
	__u32 destination_identity;
	__u16 port;
	__u8 protocol; /* 0, with port 0: the policy holds for every protocol and port */
	__u8 zero;
};

enum policy { POLICY_ALLOW = 1, POLICY_DENY = 2 };

/* Both directions of a connection have this one key: the lower (address, port) stands first. */
struct connection_key {
	__u32 address[2];
	__u16 port[2];
	__u8 protocol;
	__u8 zero[3];
};

/* The side that stands first in the key is side 0. */
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
	__u32 end[2]; /* the sequence number after the FIN of each side */
	__u32 flags;
	__u32 zero;
};

/* Why a packet was dropped. The counters of the reasons, from COUNT_DROPPED_MALFORMED on, have the same order. */
enum drop {
	DROP_NONE,
	DROP_MALFORMED,
	DROP_UNSUPPORTED, /* neither IPv4 nor ARP, or a protocol without ports */
	DROP_FRAGMENT,
	DROP_SPOOFED,	/* the source is not the address of the pod behind this veth */
	DROP_POLICY,	/* no rule allows the packet, or a rule denies it */
	DROP_FINISHED,	/* the connection has ended, and the packet is none of those that may still follow */
	DROP_UNRELATED, /* an ICMP error about a connection that is not tracked */
	DROP_REASONS,
};

/*
 * Counters of each place. Place 0 is the node, each pod has a place of its own. Where no comment says another place,
 * a packet counts at the pod that sent it. The claims of the datapath `ebpf` (claims.ts) say what they must show.
 */
#define COUNTERS(X)                                                                                                    \
	X(CONNECT_TCP, "connect.tcp") /* these three: at the pod that was chosen as backend */                         \
	X(CONNECT_UDP, "connect.udp")                                                                                  \
	X(SENDMSG_UDP, "sendmsg.udp")                                                                                  \
	X(RECVMSG_UDP, "recvmsg.udp") /* this and the next: at the node */                                             \
	X(NO_BACKEND, "no-backend")                                                                                    \
	X(REDIRECTED, "redirected")	  /* past the stack into the other pod */                                      \
	X(REPLIED, "replies")		  /* passed by connection tracking alone */                                    \
	X(DELIVERED_UDP, "delivered.udp") /* at the pod that received the packet */                                    \
	X(TO_STACK, "to-stack")                                                                                        \
	X(FROM_STACK, "from-stack") /* from pod to pod, but through the node's stack */                                \
	X(FROM_NODE, "from-node")   /* sent by the node: at the pod that received it */                                \
	X(OPENED, "opened")                                                                                            \
	X(CLOSED, "closed")                                                                                            \
	X(EVENTS_SENT, "events.sent")                                                                                  \
	X(EVENTS_LOST, "events.lost")                                                                                  \
	X(DROPPED_MALFORMED, "dropped.malformed") /* dropped.*: at the pod behind the veth */                          \
	X(DROPPED_UNSUPPORTED, "dropped.unsupported")                                                                  \
	X(DROPPED_FRAGMENT, "dropped.fragment")                                                                        \
	X(DROPPED_SPOOFED, "dropped.spoofed")                                                                          \
	X(DROPPED_POLICY, "dropped.policy") /* at the pod that should have received the packet */                      \
	X(DROPPED_FINISHED, "dropped.finished")                                                                        \
	X(DROPPED_UNRELATED, "dropped.unrelated")

#define AS_ENUM(id, name) COUNT_##id,
enum counter { COUNTERS(AS_ENUM) COUNTERS_MAX };
#undef AS_ENUM

/* The node and its pods. The default limit of Kubernetes is 110 pods a node. */
#define PLACES_MAX 512

struct counters {
	__u64 count[COUNTERS_MAX];
};

/* An event tells that a connection opened (with the policy's verdict), that it closed, or that a packet was dropped. */
enum flow_kind { FLOW_OPENED, FLOW_CLOSED, FLOW_DROPPED, FLOW_KINDS };

struct flow_event {
	__u64 time_ns; /* CLOCK_MONOTONIC, as exact as a timer tick */
	__u64 duration_ns;
	__u64 packets;
	__u64 bytes;
	__u32 source; /* of an event about a connection: the side that opened the connection */
	__u32 destination;
	__u16 source_port;
	__u16 destination_port;
	__u32 source_identity;
	__u32 destination_identity;
	__u8 protocol;
	__u8 kind;
	__u8 reason;  /* enum drop */
	__u8 verdict; /* enum policy, or 0: no policy selects the destination */
};
/* The harness tells how many bytes an event takes in the ring (datapaths/ebpf/seen.ts). */
_Static_assert(sizeof(struct flow_event) == 56, "tell harness/providers/netns/datapaths/ebpf/seen.ts");
