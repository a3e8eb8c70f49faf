// SPDX-License-Identifier: MIT
#include "maps.h"
#include <bpf/bpf.h>
#include <string.h>

int map_fd(const struct bpf_object *object, const char *name)
{
	return bpf_object__find_map_fd_by_name(object, name);
}

__u32 map_entries(int fd)
{
	char key[64], next[64];
	__u32 count = 0;
	for (void *from = NULL; !bpf_map_get_next_key(fd, from, next); from = key, count++)
		memcpy(key, next, sizeof(key));
	return count;
}
