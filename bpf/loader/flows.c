// SPDX-License-Identifier: MIT
/*
 * Events are summed by who talked to whom, as Hubble's metrics are, so that the memory of the observer does not
 * grow with the length of a run.
 */
#include "flows.h"
#include "lib/clock.h"
#include "lib/json.h"
#include "lib/maps.h"
#include "lib/names.h"
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>

static const char *const kind_names[FLOW_KINDS] = {"opened", "closed", "dropped"};
static const char *const reason_names[DROP_REASONS] = {
	"",		  "malformed",	   "unsupported",     "fragment",	"spoofed",  "egress-default",
	"egress-denied", "ingress-default", "ingress-denied", "finished", "unrelated"};

/* What the policies said of a connection that opened. */
static const char *verdict_name(__u32 selected)
{
	return selected ? "allowed" : "no policy";
}

/* Room for the pairs of pods of one node, times their ports and outcomes. Events without a group count as "others". */
enum { GROUPS_MAX = 8192 };

struct group {
	__u32 source_identity;
	__u32 destination_identity;
	__u16 destination_port;
	__u8 protocol;
	__u8 kind;
	__u8 reason;
	__u8 selected; /* directions in which a policy selects an end; see struct verdict */
	__u64 events;
	__u64 packets;
	__u64 bytes;
	__u64 duration_ns;
};

static struct group groups[GROUPS_MAX];
static __u64 others;

/* Single events are kept only between `keep-flows` and `kept-flows`, which no measured window lies between. */
enum { KEPT_MAX = 65536 };
static struct flow_event *kept;
static int kept_events;
static __u64 not_kept;

static void keep(const struct flow_event *event)
{
	if (kept_events < KEPT_MAX)
		kept[kept_events++] = *event;
	else
		not_kept++;
}

/* Finds or makes the group of an event. Open addressing: a group took the first place that was free from its hash on.
 */
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
				.selected = event->verdict.selected,
			};
			return group;
		}
		if (group->source_identity == event->source_identity &&
		    group->destination_identity == event->destination_identity &&
		    group->destination_port == event->destination_port && group->protocol == event->protocol &&
		    group->kind == event->kind && group->reason == event->reason && group->selected == event->verdict.selected)
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
	if (kept)
		keep(event);
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
	datapath->flows = ring_buffer__new(map_fd(datapath->object, "flow_ring"), take_flow, NULL, NULL);
	return datapath->flows ? 0 : -errno;
}

static void write_group(const struct group *group)
{
	json_begin_object();
	json_string_field("kind", kind_names[group->kind]);
	json_number_field("source", group->source_identity);
	json_number_field("destination", group->destination_identity);
	json_string_field("protocol", protocol_name(group->protocol));
	json_number_field("port", group->protocol == IPPROTO_ICMP ? 0 : ntohs(group->destination_port));
	if (group->kind == FLOW_OPENED)
		json_string_field("verdict", verdict_name(group->selected));
	if (group->kind == FLOW_DROPPED)
		json_string_field("reason", reason_names[group->reason]);
	json_number_field("events", group->events);
	json_number_field("packets", group->packets);
	json_number_field("bytes", group->bytes);
	json_number_field("durationUs", group->duration_ns / 1000);
	json_end_object();
}

void write_flows(const struct datapath *datapath)
{
	if (datapath->flows)
		ring_buffer__consume(datapath->flows);
	json_number_field("others", others);
	json_key("flows");
	json_begin_array();
	for (int i = 0; i < GROUPS_MAX; i++)
		if (groups[i].events)
			write_group(&groups[i]);
	json_end_array();
}

int keep_flows(const struct datapath *datapath)
{
	if (!datapath->flows)
		return -EOPNOTSUPP;
	/* Events from before the command are summed, but not kept. */
	ring_buffer__consume(datapath->flows);
	free(kept);
	kept_events = 0;
	not_kept = 0;
	kept = calloc(KEPT_MAX, sizeof(*kept));
	return kept ? 0 : -ENOMEM;
}

/* The policies that decided, by number, and in which directions a policy selects an end. */
static void write_policies(const struct verdict *verdict)
{
	json_bool_field("egressSelected", verdict->selected & SELECTED_EGRESS);
	json_bool_field("ingressSelected", verdict->selected & SELECTED_INGRESS);
	if (verdict->egress_policy)
		json_number_field("egressPolicy", verdict->egress_policy);
	if (verdict->ingress_policy)
		json_number_field("ingressPolicy", verdict->ingress_policy);
}

static void write_event(const struct flow_event *event)
{
	bool has_ports = event->protocol != IPPROTO_ICMP;
	json_begin_object();
	json_string_field("kind", kind_names[event->kind]);
	json_number_field("timeUs", event->time_ns / 1000);
	json_string_field("protocol", protocol_name(event->protocol));
	json_string_field("from", address_and_port(event->source, has_ports ? event->source_port : 0));
	json_string_field("to", address_and_port(event->destination, has_ports ? event->destination_port : 0));
	json_number_field("source", event->source_identity);
	json_number_field("destination", event->destination_identity);
	if (event->kind == FLOW_OPENED)
		json_string_field("verdict", verdict_name(event->verdict.selected));
	if (event->kind == FLOW_DROPPED)
		json_string_field("reason", reason_names[event->reason]);
	write_policies(&event->verdict);
	json_number_field("packets", event->packets);
	json_number_field("bytes", event->bytes);
	json_number_field("durationUs", event->duration_ns / 1000);
	json_end_object();
}

void write_kept_flows(const struct datapath *datapath)
{
	if (datapath->flows)
		ring_buffer__consume(datapath->flows);
	/* Events have the monotonic clock. Both clocks, read together, tell what time of day that was. */
	json_number_field("monotonicUs", clock_us(CLOCK_MONOTONIC));
	json_number_field("realtimeUs", clock_us(CLOCK_REALTIME));
	json_number_field("notKept", not_kept);
	json_key("events");
	json_begin_array();
	for (int i = 0; kept && i < kept_events; i++)
		write_event(&kept[i]);
	json_end_array();
	free(kept);
	kept = NULL;
}
