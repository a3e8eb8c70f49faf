/* SPDX-License-Identifier: MIT */
/* What the files of the loader share: one datapath, loaded and attached. */
#pragma once

#include "datapath/abi.h"
#include <bpf/libbpf.h>
#include <net/if.h>

enum attach_mode { ATTACH_TCX, ATTACH_CLSACT };
enum { CGROUP_PROGRAMS = 4, FROM_POD = 0, TO_POD = 1, POD_PROGRAMS = 2 };

/* A link that is not there: the program was never attached, or has been detached. */
#define DETACHED (-1)

/* A pod. Its counters are printed under its name. */
struct pod {
	char name[64];
	char interface[IF_NAMESIZE];
	__u32 address;
	int ifindex;
	/* TCX: descriptors of the links. clsact: 0 for an attached program. */
	int links[POD_PROGRAMS];
};

struct datapath {
	struct bpf_object *object;
	enum attach_mode mode;
	int cgroup_fd;
	int cgroup_links[CGROUP_PROGRAMS];
	/* Place 0 is the node. */
	struct pod pods[PLACES_MAX];
	int places;
	/* When `select` last changed the rules of a pod, by CLOCK_MONOTONIC; 0: never. */
	__u64 selected_us;
	/* NULL when flow events are off. */
	struct ring_buffer *flows;
};
