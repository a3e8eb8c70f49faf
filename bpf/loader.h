/* SPDX-License-Identifier: MIT */
/* What the files of the loader share: one datapath, loaded and attached. */
#pragma once

#include "include/abi.h"
#include <bpf/libbpf.h>
#include <net/if.h>
#include <stdbool.h>

enum attach_mode { ATTACH_TCX, ATTACH_CLSACT };
enum { CGROUP_PROGRAMS = 4, FROM_POD = 0, TO_POD = 1, POD_PROGRAMS = 2 };

/* Nothing of ours is attached there. */
#define DETACHED (-1)

/* A pod: its name is the place its counters are printed under. */
struct pod {
	char name[64];
	char interface[IF_NAMESIZE];
	int ifindex;
	/* Descriptors of TCX links; with clsact, 0 for attached. */
	int links[POD_PROGRAMS];
};

struct datapath {
	struct bpf_object *object;
	enum attach_mode mode;
	int cgroup_fd;
	int cgroup_links[CGROUP_PROGRAMS];
	/* Place 0 is the node itself. */
	struct pod pods[PLACES_MAX];
	int places;
	struct ring_buffer *flows;
};

/* attach.c: 0 or a negative errno. */
int attach_to_cgroup(struct datapath *datapath);
int choose_mode(struct datapath *datapath, const char *wanted);
int attach_to_pod(struct datapath *datapath, struct pod *pod);
/* `what` is "connect4" or another program of the cgroup, "from_pod:<pod>" or "to_pod:<pod>". */
int detach(struct datapath *datapath, const char *what);
void detach_all(struct datapath *datapath);
void print_attached(const struct datapath *datapath);

/* commands.c: one line in, one line of JSON out; false when the line was "quit". */
bool run_command(struct datapath *datapath, char *line);
int map_fd(const struct datapath *datapath, const char *name);

/* tables.c: words of a command to entries of maps; 0 or a negative errno. */
int add_endpoint(struct datapath *datapath, char **words, int count);
int set_service(struct datapath *datapath, char **words, int count);
int set_policy(struct datapath *datapath, char **words, int count);

/* readings.c, flows.c: each print prints one line. */
void print_counters(const struct datapath *datapath);
void print_sizes(const struct datapath *datapath);
void print_connections(const struct datapath *datapath);
const char *dotted(__u32 address);
const char *protocol_name(__u8 protocol);
int open_flows(struct datapath *datapath);
void print_flows(struct datapath *datapath);
