// SPDX-License-Identifier: MIT
/* Lists every BPF program in the kernel as a line "id name". Tests compare the lists of before and after. */
#include <bpf/bpf.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	__u32 id = 0;
	while (!bpf_prog_get_next_id(id, &id)) {
		struct bpf_prog_info info = {};
		__u32 size = sizeof(info);
		int fd = bpf_prog_get_fd_by_id(id);
		if (fd < 0)
			continue;
		if (!bpf_obj_get_info_by_fd(fd, &info, &size))
			printf("%u %s\n", id, info.name);
		close(fd);
	}
	return 0;
}
