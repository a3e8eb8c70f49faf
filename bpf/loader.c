// SPDX-License-Identifier: MIT
/*
 * Loads the datapath of one node, keeps it attached while it lives, and takes commands on stdin (README.md).
 * Runs inside the node's network namespace. Its end, however it comes, ends every link it holds.
 *
 *   loader <cgroup> <node address> <node mac> flows|no-flows auto|tcx|clsact
 *   loader --probe        loads the programs, attaches nothing, and ends
 */
#include "loader.h"
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* How often the ring is emptied: often enough that it never fills, seldom enough to cost nothing. */
enum { FLOW_INTERVAL_MS = 100 };

#define OBJECT "hopbench.bpf.o"

static int print_warnings(enum libbpf_print_level level, const char *format, va_list values)
{
	return level == LIBBPF_WARN ? vfprintf(stderr, format, values) : 0;
}

static bool configure(struct datapath *datapath, const char *address, const char *mac, bool flows)
{
	struct config config = {.flow_events = flows};
	struct bpf_map *map = bpf_object__find_map_by_name(datapath->object, ".rodata.config");
	__u8 *m = config.node_mac;
	if (!map || inet_pton(AF_INET, address, &config.node_address) != 1 ||
	    sscanf(mac, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", m, m + 1, m + 2, m + 3, m + 4, m + 5) != 6)
		return false;
	return !bpf_map__set_initial_value(map, &config, sizeof(config));
}

/* The programs are in a file beside this one. */
static struct bpf_object *open_object(void)
{
	char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - sizeof(OBJECT));
	if (length < 0)
		return NULL;
	path[length] = 0;
	strcpy(strrchr(path, '/') + 1, OBJECT);
	return bpf_object__open_file(path, NULL);
}

/* Handles every whole line that has arrived; false at the end of the conversation. */
static bool read_commands(struct datapath *datapath)
{
	static char buffer[1 << 16];
	static size_t filled;
	ssize_t got = read(STDIN_FILENO, buffer + filled, sizeof(buffer) - 1 - filled);
	if (got <= 0)
		return got < 0 && errno == EINTR;
	filled += got;
	buffer[filled] = 0;
	char *line = buffer;
	for (char *end = strchr(line, '\n'); end; line = end + 1, end = strchr(line, '\n')) {
		*end = 0;
		if (!run_command(datapath, line))
			return false;
	}
	fflush(stdout);
	filled = buffer + filled - line;
	memmove(buffer, line, filled);
	return filled < sizeof(buffer) - 1;
}

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
		if (count > 0 && ready[0].revents && !read_commands(datapath))
			return;
	}
}

/* What failed, printed; 0 when nothing did. */
static int fail(const char *what, int error)
{
	if (error)
		fprintf(stderr, "%s: %s\n", what, strerror(error < 0 ? -error : error));
	return error;
}

static int start(struct datapath *datapath, char **words)
{
	bool flows = !strcmp(words[3], "flows");
	datapath->cgroup_fd = open(words[0], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (datapath->cgroup_fd < 0)
		return fail(words[0], errno);
	if (!configure(datapath, words[1], words[2], flows))
		return fail("node address and MAC", EINVAL);
	int error = fail("the kernel refused the programs", bpf_object__load(datapath->object));
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
	bool probe = count == 2 && !strcmp(words[1], "--probe");
	if (!probe && count != 6)
		return fail("loader <cgroup> <node address> <node mac> flows|no-flows auto|tcx|clsact", EINVAL);
	libbpf_set_print(print_warnings);
	for (int i = 0; i < CGROUP_PROGRAMS; i++)
		datapath.cgroup_links[i] = DETACHED;
	datapath.object = open_object();
	if (!datapath.object)
		return fail("opening " OBJECT, errno);
	if (probe)
		return fail("the kernel refused the programs", bpf_object__load(datapath.object)) ? 1 : 0;
	if (start(&datapath, words + 1))
		return EXIT_FAILURE;

	print_attached(&datapath);
	fflush(stdout);
	converse(&datapath);
	detach_all(&datapath);
	ring_buffer__free(datapath.flows);
	bpf_object__close(datapath.object);
	return EXIT_SUCCESS;
}
