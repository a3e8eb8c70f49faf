// SPDX-License-Identifier: MIT
#include "tables.h"
#include "attach.h"
#include "lib/maps.h"
#include "lib/names.h"
#include <bpf/bpf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* <name> <address> <interface> <mac> <identity> */
int add_endpoint(struct datapath *datapath, char **words, int count)
{
	__u32 address;
	struct endpoint endpoint = {.place = datapath->places};
	if (count != 5 || !parse_address(words[1], &address) || !parse_mac(words[3], endpoint.mac) ||
	    !parse_number(words[4], &endpoint.identity) || endpoint.identity < FIRST_WORKLOAD_IDENTITY ||
	    endpoint.identity >= FIRST_CIDR_IDENTITY)
		return -EINVAL;
	if (datapath->places == PLACES_MAX)
		return -ENOSPC;
	endpoint.ifindex = if_nametoindex(words[2]);
	if (!endpoint.ifindex)
		return -errno;
	struct pod *pod = &datapath->pods[datapath->places];
	*pod = (struct pod){.address = address, .ifindex = endpoint.ifindex, .links = {DETACHED, DETACHED}};
	snprintf(pod->name, sizeof(pod->name), "%s", words[0]);
	snprintf(pod->interface, sizeof(pod->interface), "%s", words[2]);
	__u32 place = endpoint.place;
	int error = bpf_map_update_elem(map_fd(datapath->object, "endpoints"), &address, &endpoint, BPF_NOEXIST);
	if (!error)
		error = bpf_map_update_elem(map_fd(datapath->object, "interfaces"), &endpoint.ifindex, &place,
					    BPF_NOEXIST);
	if (error)
		return error;
	datapath->places++;
	return attach_to_pod(datapath, pod);
}

/* Adds the backend "<address>:<port>" under the next free id. */
static int backend_id(const struct datapath *datapath, const char *word, __u32 *id)
{
	static __u32 ids;
	char text[64];
	struct endpoint endpoint;
	struct backend backend = {};
	snprintf(text, sizeof(text), "%s", word);
	char *colon = strchr(text, ':');
	if (!colon)
		return -EINVAL;
	*colon = 0;
	if (!parse_address(text, &backend.address) || !parse_port(colon + 1, &backend.port))
		return -EINVAL;
	if (!bpf_map_lookup_elem(map_fd(datapath->object, "endpoints"), &backend.address, &endpoint))
		backend.place = endpoint.place;
	*id = ++ids;
	return bpf_map_update_elem(map_fd(datapath->object, "backends"), id, &backend, BPF_ANY);
}

/*
 * <address> <port> tcp|udp [<backend address>:<port> ...]
 * Writes the slots before their number, so that the number never counts a slot that is missing.
 */
int set_service(struct datapath *datapath, char **words, int count)
{
	struct service_key key = {};
	if (count < 3 || !parse_address(words[0], &key.address) || !parse_port(words[1], &key.port) ||
	    !parse_protocol(words[2], &key.protocol))
		return -EINVAL;
	int services = map_fd(datapath->object, "services");
	__u32 backend_count = count - 3;
	for (key.slot = 1; key.slot <= backend_count; key.slot++) {
		__u32 id;
		int error = backend_id(datapath, words[2 + key.slot], &id);
		if (!error)
			error = bpf_map_update_elem(services, &key, &id, BPF_ANY);
		if (error)
			return error;
	}
	key.slot = 0;
	return bpf_map_update_elem(services, &key, &backend_count, BPF_ANY);
}
