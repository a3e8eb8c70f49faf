// SPDX-License-Identifier: MIT
#include "readings.h"
#include "lib/json.h"
#include "lib/maps.h"
#include "lib/names.h"
#include <bpf/bpf.h>
#include <stdlib.h>

#define AS_NAME(id, name) name,
static const char *const counter_names[COUNTERS_MAX] = {COUNTERS(AS_NAME)};
#undef AS_NAME

/* Writes the counters of each place, summed over CPUs. */
void write_counters(const struct datapath *datapath)
{
	int cpus = libbpf_num_possible_cpus();
	struct counters *per_cpu = calloc(cpus, sizeof(*per_cpu));
	json_key("counters");
	json_begin_object();
	for (__u32 place = 0; per_cpu && place < (__u32)datapath->places; place++) {
		json_key(datapath->pods[place].name);
		json_begin_object();
		bpf_map_lookup_elem(map_fd(datapath->object, "counters"), &place, per_cpu);
		for (int counter = 0; counter < COUNTERS_MAX; counter++) {
			__u64 sum = 0;
			for (int cpu = 0; cpu < cpus; cpu++)
				sum += per_cpu[cpu].count[counter];
			json_number_field(counter_names[counter], sum);
		}
		json_end_object();
	}
	json_end_object();
	free(per_cpu);
}

void write_sizes(const struct datapath *datapath)
{
	static const char *const maps[] = {"services", "backends", "translations", "endpoints",
					   "rules",    "cidrs",	   "connections"};
	json_key("sizes");
	json_begin_object();
	for (unsigned i = 0; i < sizeof(maps) / sizeof(maps[0]); i++)
		json_number_field(maps[i], map_entries(map_fd(datapath->object, maps[i])));
	json_end_object();
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

static void write_connection(const struct connection_key *key, const struct connection *connection)
{
	int opener = connection->flags & CONNECTION_OPENED_BY_1 ? 1 : 0;
	json_begin_object();
	json_string_field("protocol", protocol_name(key->protocol));
	json_string_field("from", address_and_port(key->address[opener], key->port[opener]));
	json_string_field("to", address_and_port(key->address[!opener], key->port[!opener]));
	json_string_field("state", state_name(connection->flags));
	json_number_field("packets", connection->packets);
	json_number_field("bytes", connection->bytes);
	json_end_object();
}

void write_connections(const struct datapath *datapath)
{
	int fd = map_fd(datapath->object, "connections");
	struct connection_key key, *from = NULL;
	struct connection connection;
	json_key("connections");
	json_begin_array();
	for (; !bpf_map_get_next_key(fd, from, &key); from = &key)
		if (!bpf_map_lookup_elem(fd, &key, &connection))
			write_connection(&key, &connection);
	json_end_array();
}
