// SPDX-License-Identifier: MIT
/* Commands that read the datapath's maps: counters, sizes, connections. */
#include "loader.h"
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define AS_NAME(id, name) name,
static const char *const counter_names[COUNTERS_MAX] = {COUNTERS(AS_NAME)};
#undef AS_NAME

/* Good until the fifth call after it, enough for one line of print. */
const char *dotted(__u32 address)
{
	static char texts[4][INET_ADDRSTRLEN];
	static int next;
	next = (next + 1) % 4;
	return inet_ntop(AF_INET, &address, texts[next], sizeof(texts[next]));
}

const char *protocol_name(__u8 protocol)
{
	return protocol == IPPROTO_TCP ? "tcp" : protocol == IPPROTO_UDP ? "udp" : "icmp";
}

/* Sums over CPUs, per place. */
void print_counters(const struct datapath *datapath)
{
	int cpus = libbpf_num_possible_cpus();
	struct counters *per_cpu = calloc(cpus, sizeof(*per_cpu));
	fputs("{\"ok\":true,\"counters\":{", stdout);
	for (__u32 place = 0; per_cpu && place < (__u32)datapath->places; place++) {
		printf("%s\"%s\":{", place ? "," : "", datapath->pods[place].name);
		bpf_map_lookup_elem(map_fd(datapath, "counters"), &place, per_cpu);
		for (int counter = 0; counter < COUNTERS_MAX; counter++) {
			__u64 sum = 0;
			for (int cpu = 0; cpu < cpus; cpu++)
				sum += per_cpu[cpu].count[counter];
			printf("%s\"%s\":%llu", counter ? "," : "", counter_names[counter], sum);
		}
		putchar('}');
	}
	puts("}}");
	free(per_cpu);
}

static unsigned entries(int fd)
{
	/* The largest key of ours is struct connection_key. */
	char key[64], next[64];
	unsigned count = 0;
	for (void *from = NULL; !bpf_map_get_next_key(fd, from, next); from = key, count++)
		__builtin_memcpy(key, next, sizeof(key));
	return count;
}

void print_sizes(const struct datapath *datapath)
{
	static const char *const maps[] = {"services",	"backends", "translations",
					   "endpoints", "policies", "connections"};
	fputs("{\"ok\":true,\"sizes\":{", stdout);
	for (unsigned i = 0; i < sizeof(maps) / sizeof(maps[0]); i++)
		printf("%s\"%s\":%u", i ? "," : "", maps[i], entries(map_fd(datapath, maps[i])));
	puts("}}");
}

static const char *state_name(__u32 flags)
{
	__u32 fins = flags & (CONNECTION_FIN_0 | CONNECTION_FIN_1);
	if (flags & CONNECTION_RESET)
		return "reset";
	if (fins == (CONNECTION_FIN_0 | CONNECTION_FIN_1))
		return "finished";
	if (fins)
		return "closing";
	return flags & CONNECTION_REPLIED ? "established" : "unreplied";
}

void print_connections(const struct datapath *datapath)
{
	int fd = map_fd(datapath, "connections");
	struct connection_key key, *from = NULL;
	struct connection connection;
	bool first = true;
	fputs("{\"ok\":true,\"connections\":[", stdout);
	for (; !bpf_map_get_next_key(fd, from, &key); from = &key) {
		if (bpf_map_lookup_elem(fd, &key, &connection))
			continue;
		int opener = connection.flags & CONNECTION_OPENED_BY_1 ? 1 : 0;
		printf("%s{\"protocol\":\"%s\",\"from\":\"%s:%u\",\"to\":\"%s:%u\",\"state\":\"%s\","
		       "\"packets\":%llu,"
		       "\"bytes\":%llu}",
		       first ? "" : ",", protocol_name(key.protocol), dotted(key.address[opener]),
		       ntohs(key.port[opener]), dotted(key.address[!opener]), ntohs(key.port[!opener]),
		       state_name(connection.flags), connection.packets, connection.bytes);
		first = false;
	}
	puts("]}");
}
