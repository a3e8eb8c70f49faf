/* SPDX-License-Identifier: MIT */
/* What the files of this loader share: the loaded clock, and the cgroups that it is attached to. */
#pragma once

#include "hopclock/abi.h"
#include <bpf/libbpf.h>
#include <stdbool.h>

enum { PROGRAMS = 3, FOLDERS_MAX = 256 };

/* A link that is not there. */
#define NO_LINK (-1)

/* A cgroup whose sockets, and those of all cgroups below, are stamped. */
struct folder {
	int fd;
	int links[PROGRAMS];
};

struct clock {
	struct bpf_object *object;
	/* Memory that the programs read and count in. */
	volatile struct control *control;
	int units_fd;
	struct ring_buffer *ring;
	/* Where `collect` writes the records. */
	const char *records_file;
	struct folder folders[FOLDERS_MAX];
	int folder_count;
	bool is_attached;
	/* The kernel takes the programs' run time while this descriptor is open; 0 when it is not. */
	int timing_fd;
	/* Whether connect4 runs before the programs of a datapath. Otherwise it is not attached. */
	bool sees_entry;
};
