// SPDX-License-Identifier: MIT
/*
 * Loads the datapath of one node, keeps it attached, and answers commands on stdin (../README.md). The loader runs
 * inside the node's network namespace. The kernel closes every link of the loader when the loader ends.
 *
 *   loader <object> <cgroup> <node address> <node mac> flows|no-flows auto|tcx|clsact
 *   loader --probe <object>       loads the programs, attaches nothing, and ends
 */
#include "attach.h"
#include "commands.h"
#include "flows.h"
#include "lib/conversation.h"
#include "lib/failure.h"
#include "lib/names.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The ring of flow events holds two seconds of the fastest traffic; ten reads a second cost no CPU worth counting. */
enum { FLOW_INTERVAL_MS = 100 };

#define USAGE "loader <object> <cgroup> <node address> <node mac> flows|no-flows auto|tcx|clsact"

static int configure(struct datapath *datapath, const char *address, const char *mac, bool flows)
{
	struct config config = {.flow_events = flows};
	struct bpf_map *map = bpf_object__find_map_by_name(datapath->object, ".rodata.config");
	if (!map)
		return fail("the object is not the datapath: its map .rodata.config", ENOENT);
	if (!parse_address(address, &config.node_address) || !parse_mac(mac, config.node_mac))
		return fail("node address and MAC", EINVAL);
	return fail("setting the node's address and MAC", bpf_map__set_initial_value(map, &config, sizeof(config)));
}

/* Answers commands and empties the ring of flow events until stdin ends or a command says "quit". */
static void converse(struct datapath *datapath)
{
	struct pollfd ready[2] = {
		{.fd = STDIN_FILENO, .events = POLLIN},
		{.fd = datapath->flows ? ring_buffer__epoll_fd(datapath->flows) : -1, .events = POLLIN},
	};
	for (;;) {
		int count = poll(ready, 2, datapath->flows ? FLOW_INTERVAL_MS : -1);
		if (count < 0 && errno != EINTR)
			return;
		if (datapath->flows)
			ring_buffer__consume(datapath->flows);
		if (count > 0 && ready[0].revents && !read_lines(run_command, datapath))
			return;
	}
}

static int load(struct datapath *datapath)
{
	return fail("the kernel refused the programs", bpf_object__load(datapath->object));
}

/* Loads and attaches the programs. `words` are those after the object. */
static int start(struct datapath *datapath, char **words)
{
	bool flows = !strcmp(words[3], "flows");
	datapath->cgroup_fd = open(words[0], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (datapath->cgroup_fd < 0)
		return fail(words[0], errno);
	int error = configure(datapath, words[1], words[2], flows);
	if (!error)
		error = load(datapath);
	if (!error)
		error = fail("attaching by TCX", choose_mode(datapath, words[4]));
	if (!error)
		error = fail("attaching to the cgroup", attach_to_cgroup(datapath));
	if (!error && flows)
		error = fail("opening the ring of flow events", open_flows(datapath));
	return error;
}

int main(int count, char **words)
{
	static struct datapath datapath = {.places = 1, .pods = {{.name = "(node)"}}};
	bool probe = count == 3 && !strcmp(words[1], "--probe");
	if (!probe && count != 7) {
		fputs("usage: " USAGE "\n       loader --probe <object>\n", stderr);
		return EXIT_FAILURE;
	}
	const char *object = words[probe ? 2 : 1];
	libbpf_set_print(print_warnings);
	for (int i = 0; i < CGROUP_PROGRAMS; i++)
		datapath.cgroup_links[i] = DETACHED;
	datapath.object = bpf_object__open_file(object, NULL);
	if (!datapath.object)
		return fail(object, errno);
	if (probe)
		return load(&datapath);
	if (start(&datapath, words + 2))
		return EXIT_FAILURE;

	/* The first line tells that everything is attached, as the command `attached` would. */
	run_command(&datapath, (char[]){"attached"});
	fflush(stdout);
	converse(&datapath);
	detach_all(&datapath);
	ring_buffer__free(datapath.flows);
	bpf_object__close(datapath.object);
	return EXIT_SUCCESS;
}
