// SPDX-License-Identifier: MIT
/*
 * Loads the hop clock, keeps it attached to cgroups, and answers commands on stdin (../README.md). The kernel closes every
 * link of the loader when the loader ends.
 *
 *   hopclock-loader <object> <records file> <bytes of the ring>
 *   hopclock-loader --probe <object>       loads the programs, attaches nothing, and ends
 */
#include "attach.h"
#include "collect.h"
#include "commands.h"
#include "lib/conversation.h"
#include "lib/failure.h"
#include "lib/maps.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define USAGE "hopclock-loader <object> <records file> <bytes of the ring>"

static int set_ring_size(const struct clock *clock, const char *bytes)
{
	struct bpf_map *ring = bpf_object__find_map_by_name(clock->object, "records");
	if (!ring)
		return fail("the object is not the hop clock: its map records", ENOENT);
	return fail("the bytes of the ring", bpf_map__set_max_entries(ring, strtoul(bytes, NULL, 10)));
}

static int load(struct clock *clock)
{
	return fail("the kernel refused the programs", bpf_object__load(clock->object));
}

static int map_control(struct clock *clock)
{
	int fd = map_fd(clock->object, ".data.control");
	void *page = mmap(NULL, getpagesize(), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (page == MAP_FAILED)
		return fail("mapping what the programs count", errno);
	clock->control = page;
	return 0;
}

int main(int count, char **words)
{
	static struct clock clock = {.is_attached = true};
	bool probe = count == 3 && !strcmp(words[1], "--probe");
	if (!probe && count != 4) {
		fputs("usage: " USAGE "\n       hopclock-loader --probe <object>\n", stderr);
		return EXIT_FAILURE;
	}
	libbpf_set_print(print_warnings);
	clock.object = bpf_object__open_file(words[probe ? 2 : 1], NULL);
	if (!clock.object)
		return fail(words[probe ? 2 : 1], errno);
	if (probe)
		return load(&clock);
	clock.records_file = words[2];
	if (set_ring_size(&clock, words[3]) || load(&clock) || map_control(&clock) ||
	    fail("opening the ring of records", open_ring(&clock)))
		return EXIT_FAILURE;
	clock.units_fd = map_fd(clock.object, "units");

	/* The first line tells that everything is loaded. */
	run_command(&clock, (char[]){"attached"});
	fflush(stdout);
	while (read_lines(run_command, &clock))
		;
	detach_all(&clock);
	ring_buffer__free(clock.ring);
	bpf_object__close(clock.object);
	return EXIT_SUCCESS;
}
