/* SPDX-License-Identifier: MIT */
/* What the datapath's programs and their loader share: keys and values of maps, counters, reasons, events. */
#pragma once

#include <linux/types.h>

/* Addresses and ports are in network order. Only names and JSON have them as people write them. */

/*
 * Identities below 256 are reserved, as in Cilium. As the peer of a rule, 0 means everybody. Ranges of addresses (CIDR)
 * that policies name have identities of their own, which begin where Cilium's do.
 */
enum {
	IDENTITY_ANY = 0,
	IDENTITY_HOST = 1,
	IDENTITY_WORLD = 2,
	FIRST_WORKLOAD_IDENTITY = 256,
	FIRST_CIDR_IDENTITY = 1 << 24,
};

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
	/* The rule set of each direction; 0: no policy selects the pod. Else only what a rule allows may pass. */
	__u32 egress_rules;
	__u32 ingress_rules;
	__u16 place;
	__u8 mac[6];
};

/* Addresses of the world, by their narrowest range that a policy names. The value is the range's identity. */
struct cidr_key {
	__u32 prefix_bits;
	__u32 address;
};

/* Room for the ranges of 1000 rules for each of 16 pods. */
#define CIDRS_MAX 16384

/*
 * Rules are matched by their first bits: those up to the peer always, then protocol and port as far as the rule tells
 * them. A rule set belongs to one direction of one pod, so that a policy is changed by one write to the endpoint.
 */
struct rule_key {
	__u32 prefix_bits;
	__u32 rule_set;
	__u32 peer_identity;
	__u8 zero;
	__u8 protocol;
	__u16 port;
};

/* How many bits stand before the protocol, and before the port. */
enum { RULE_BITS_PROTOCOL = 72, RULE_BITS_PORT = 80 };

/* Room for 1000 rules for both directions of each of 64 pods. Memory is taken for rules that exist only. */
#define RULES_MAX 131072

enum rule_verdict { RULE_ALLOW = 1, RULE_DENY = 2 };

struct rule {
	__u8 verdict;
	__u8 zero;
	__u16 policy; /* a number for the policy that the rule is from; 0: unknown */
};

/* What the policies said of a packet that passed, or of one that was dropped because of them. */
struct verdict {
	__u16 egress_policy; /* number of the policy whose rule matched; 0: none, or unknown */
	__u16 ingress_policy;
	__u32 selected; /* directions in which a policy selects the sender, or the receiver */
};

enum { SELECTED_EGRESS = 1 << 0, SELECTED_INGRESS = 1 << 1 };

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
	DROP_EGRESS_DEFAULT, /* a policy selects the sender, and no rule matches */
	DROP_EGRESS_DENIED,  /* a rule of the sender denies the packet */
	DROP_INGRESS_DEFAULT, /* the same two at the receiver */
	DROP_INGRESS_DENIED,
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
	X(DROPPED_EGRESS_DEFAULT, "dropped.egress-default")                                                            \
	X(DROPPED_EGRESS_DENIED, "dropped.egress-denied")                                                              \
	X(DROPPED_INGRESS_DEFAULT, "dropped.ingress-default") /* these two: at the pod that should have received */    \
	X(DROPPED_INGRESS_DENIED, "dropped.ingress-denied")                                                            \
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

/* An event tells that a connection opened (with the policies' verdict), that it closed, or that a packet was dropped. */
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
	__u8 reason; /* enum drop */
	__u8 zero;
	struct verdict verdict;
};
/* The harness tells how many bytes an event takes in the ring (datapaths/ebpf/seen.ts). */
_Static_assert(sizeof(struct flow_event) == 64, "tell harness/providers/netns/datapaths/ebpf/seen.ts");
