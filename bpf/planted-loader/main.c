// SPDX-License-Identifier: MIT
/*
 * Plants an effect into one hop, and tells on stdin's command what the program has counted (../README.md).
 *
 *   planted-loader <object> <interface> <port> <ns to hold up each segment> <n, to drop every n-th segment>
 *
 * Runs inside the network namespace of the node. Links end with this process; where the kernel has no TCX (before 6.6), the
 * program is a clsact filter, which ends with the namespace.
 */
#include "lib/conversation.h"
#include "lib/failure.h"
#include "lib/json.h"
#include "lib/maps.h"
#include "planted/abi.h"
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define USAGE "usage: planted-loader <object> <interface> <port> <ns> <n>\n"

/* From linux/bpf.h 6.6; Debian 12 has the headers of 6.1. */
enum { TCX_EGRESS = 47 };

static int attach(int program, int ifindex)
{
	if (bpf_link_create(program, ifindex, (enum bpf_attach_type)TCX_EGRESS, NULL) >= 0)
		return 0;
	DECLARE_LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = ifindex, .attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS);
	DECLARE_LIBBPF_OPTS(bpf_tc_opts, options, .handle = 1, .priority = 1, .prog_fd = program);
	int error = bpf_tc_hook_create(&hook);
	if (error && error != -EEXIST)
		return error;
	hook.attach_point = BPF_TC_EGRESS;
	return bpf_tc_attach(&hook, &options);
}

static bool answer(void *context, char *line)
{
	const volatile struct planted *planted = context;
	bool is_known = !strcmp(line, "counts");
	json_begin_object();
	if (is_known) {
		accept_command();
		json_number_field("segments", planted->segments);
		json_number_field("spunNs", planted->spun_ns);
		json_number_field("dropped", planted->dropped);
	} else {
		refuse_command("no such command");
	}
	json_end_object();
	json_end_line();
	return true;
}

int main(int count, char **words)
{
	if (count != 6) {
		fputs(USAGE, stderr);
		return EXIT_FAILURE;
	}
	libbpf_set_print(print_warnings);
	struct bpf_object *object = bpf_object__open_file(words[1], NULL);
	if (!object)
		return fail(words[1], errno);
	if (fail("the kernel refused the program", bpf_object__load(object)))
		return EXIT_FAILURE;
	volatile struct planted *planted =
		mmap(NULL, getpagesize(), PROT_READ | PROT_WRITE, MAP_SHARED, map_fd(object, ".data.planted"), 0);
	if (planted == MAP_FAILED)
		return fail("mapping what the program counts", errno);
	planted->port = strtoul(words[3], NULL, 10);
	planted->spin_ns = strtoul(words[4], NULL, 10);
	planted->drop_every = strtoul(words[5], NULL, 10);
	unsigned ifindex = if_nametoindex(words[2]);
	if (!ifindex)
		return fail(words[2], errno);
	if (fail("attaching to the interface",
		 attach(bpf_program__fd(bpf_object__find_program_by_name(object, "plant")), ifindex)))
		return EXIT_FAILURE;

	/* The first line tells that the program is attached. */
	answer((void *)planted, (char[]){"counts"});
	fflush(stdout);
	while (read_lines(answer, (void *)planted))
		;
	return EXIT_SUCCESS;
}
