// SPDX-License-Identifier: MIT
/*
 * An agent that takes a known amount of CPU and memory, for runs that prove their own instrument.
 *
 *   planted-agent <µs of CPU in each slice> <µs from slice to slice> <bytes to hold>
 *
 * Any of them may be 0. Answers `counts` with the CPU time that the whole process has used, by the kernel's own account, and with
 * the bytes that it holds. It is linked statically, so that its own pages besides these bytes are few.
 */
#define _GNU_SOURCE
#include "lib/conversation.h"
#include "lib/json.h"
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

struct agent {
	unsigned long slice_ns;
	unsigned long every_ns;
	unsigned long held_bytes;
};

static unsigned long now(clockid_t clock)
{
	struct timespec time;
	clock_gettime(clock, &time);
	return time.tv_sec * 1000000000UL + time.tv_nsec;
}

static bool answer(void *context, char *line)
{
	const struct agent *agent = context;
	json_begin_object();
	if (!strcmp(line, "counts")) {
		accept_command();
		json_number_field("cpuNs", now(CLOCK_PROCESS_CPUTIME_ID));
		json_number_field("heldBytes", agent->held_bytes);
	} else {
		refuse_command("no such command");
	}
	json_end_object();
	json_end_line();
	return true;
}

/* Touches every page with a value of its own, so that no two pages can be merged into one. */
static int hold(unsigned long bytes)
{
	char *held = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (held == MAP_FAILED)
		return -errno;
	for (unsigned long at = 0; at < bytes; at += getpagesize())
		*(unsigned long *)(held + at) = at + 1;
	return 0;
}

/* Spins until the process has used that much more CPU, however often it was preempted. */
static void spin(unsigned long ns)
{
	unsigned long until = now(CLOCK_PROCESS_CPUTIME_ID) + ns;
	while (now(CLOCK_PROCESS_CPUTIME_ID) < until)
		;
}

int main(int count, char **words)
{
	if (count != 4) {
		fputs("usage: planted-agent <µs> <µs> <bytes>\n", stderr);
		return EXIT_FAILURE;
	}
	struct agent agent = {strtoul(words[1], NULL, 10) * 1000, strtoul(words[2], NULL, 10) * 1000,
			      strtoul(words[3], NULL, 10)};
	if (agent.held_bytes && hold(agent.held_bytes)) {
		fprintf(stderr, "holding memory: %s\n", strerror(errno));
		return EXIT_FAILURE;
	}
	/* Programs that wake up go first: what this one takes must not be in the way of a page. */
	struct sched_param none = {};
	sched_setscheduler(0, SCHED_IDLE, &none);

	answer(&agent, (char[]){"counts"});
	fflush(stdout);
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
	unsigned long next = now(CLOCK_MONOTONIC) + agent.every_ns;
	for (;;) {
		unsigned long present = now(CLOCK_MONOTONIC);
		long wait = next > present ? (long)(next - present) : 0;
		struct timespec left = {wait / 1000000000, wait % 1000000000};
		if (ppoll(&input, 1, agent.slice_ns ? &left : NULL, NULL) > 0 && !read_lines(answer, &agent))
			return EXIT_SUCCESS;
		if (!agent.slice_ns || now(CLOCK_MONOTONIC) < next)
			continue;
		spin(agent.slice_ns);
		/* From now on, and not from when it was due: after a time in the freezer nothing is made up for. */
		next = now(CLOCK_MONOTONIC) + agent.every_ns;
	}
}
