// SPDX-License-Identifier: MIT
/*
 * The observer: reads flow events and sums them by who talked to whom, as Hubble's metrics do, so that its
 * memory does not grow with the length of a run.
 */
#include "loader.h"
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char *const kind_names[FLOW_KINDS] = {"opened", "closed", "dropped"};
static const char *const reason_names[DROP_REASONS] = {"",	  "malformed", "unsupported", "fragment",
						       "spoofed", "policy",    "finished",    "unrelated"};
static const char *const verdict_names[] = {"no policy", "allowed"};

/* Pairs of pods times ports times outcomes of one node; what finds no place any more is summed up under "others". */
enum { GROUPS_MAX = 8192 };

struct group {
	__u32 source_identity;
	__u32 destination_identity;
	__u16 destination_port;
	__u8 protocol;
	__u8 kind;
	__u8 reason;
	__u8 verdict;
	__u64 events;
	__u64 packets;
	__u64 bytes;
	__u64 duration_ns;
};

static struct group groups[GROUPS_MAX];
static __u64 others;

/* Open addressing: a group stays where the first free place after its hash was. */
static struct group *group_of(const struct flow_event *event)
{
	__u32 hash = (event->source_identity * 31 + event->destination_identity) * 31 + event->destination_port;
	hash = ((hash * 31 + event->protocol) * 31 + event->kind) * 31 + event->reason;
	for (int step = 0; step < GROUPS_MAX; step++) {
		struct group *group = &groups[(hash + step) % GROUPS_MAX];
		if (!group->events) {
			*group = (struct group){
				.source_identity = event->source_identity,
				.destination_identity = event->destination_identity,
				.destination_port = event->destination_port,
				.protocol = event->protocol,
				.kind = event->kind,
				.reason = event->reason,
				.verdict = event->verdict,
			};
			return group;
		}
		if (group->source_identity == event->source_identity &&
		    group->destination_identity == event->destination_identity &&
		    group->destination_port == event->destination_port && group->protocol == event->protocol &&
		    group->kind == event->kind && group->reason == event->reason && group->verdict == event->verdict)
			return group;
	}
	return NULL;
}

static int take_flow(void *context, void *data, size_t size)
{
	const struct flow_event *event = data;
	(void)context;
	if (size < sizeof(*event) || event->kind >= FLOW_KINDS || event->reason >= DROP_REASONS)
		return 0;
	struct group *group = group_of(event);
	if (!group) {
		others++;
		return 0;
	}
	group->events++;
	group->packets += event->packets;
	group->bytes += event->bytes;
	group->duration_ns += event->duration_ns;
	return 0;
}

int open_flows(struct datapath *datapath)
{
	datapath->flows = ring_buffer__new(map_fd(datapath, "flow_ring"), take_flow, NULL, NULL);
	return datapath->flows ? 0 : -errno;
}

static void print_group(const struct group *group)
{
	printf("{\"kind\":\"%s\",\"source\":%u,\"destination\":%u,\"protocol\":\"%s\",\"port\":%u,",
	       kind_names[group->kind], group->source_identity, group->destination_identity,
	       protocol_name(group->protocol), group->protocol == IPPROTO_ICMP ? 0 : ntohs(group->destination_port));
	if (group->kind == FLOW_OPENED)
		printf("\"verdict\":\"%s\",", verdict_names[group->verdict & 1]);
	if (group->kind == FLOW_DROPPED)
		printf("\"reason\":\"%s\",", reason_names[group->reason]);
	printf("\"events\":%llu,\"packets\":%llu,\"bytes\":%llu,\"durationUs\":%llu}", group->events, group->packets,
	       group->bytes, group->duration_ns / 1000);
}

/* Everything since the start, with what is still in the ring. */
void print_flows(struct datapath *datapath)
{
	bool first = true;
	if (datapath->flows)
		ring_buffer__consume(datapath->flows);
	printf("{\"ok\":true,\"others\":%llu,\"flows\":[", others);
	for (int i = 0; i < GROUPS_MAX; i++) {
		if (!groups[i].events)
			continue;
		if (!first)
			putchar(',');
		print_group(&groups[i]);
		first = false;
	}
	puts("]}");
}
