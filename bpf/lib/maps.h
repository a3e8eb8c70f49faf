/* SPDX-License-Identifier: MIT */
/* The maps of a loaded object, by name. */
#pragma once

#include <bpf/libbpf.h>

/* The map's descriptor, or a negative errno. */
int map_fd(const struct bpf_object *object, const char *name);

/* How many entries the map holds now. Its keys may be up to 64 bytes long. */
__u32 map_entries(int fd);
