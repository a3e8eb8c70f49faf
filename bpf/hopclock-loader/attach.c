// SPDX-License-Identifier: MIT
#include "attach.h"
#include "lib/json.h"
#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* From linux/bpf.h 6.15; Debian 12 has the headers of 6.1. Links take this flag from 6.17 on. */
enum { PREORDER = 1 << 6 };

enum { EGRESS, INGRESS, CONNECT4 };

static const struct {
	const char *name;
	enum bpf_attach_type type;
} programs[PROGRAMS] = {
	[EGRESS] = {"hop_egress", BPF_CGROUP_INET_EGRESS},
	[INGRESS] = {"hop_ingress", BPF_CGROUP_INET_INGRESS},
	[CONNECT4] = {"hop_connect4", BPF_CGROUP_INET4_CONNECT},
};

static int program_fd(const struct clock *clock, int which)
{
	return bpf_program__fd(bpf_object__find_program_by_name(clock->object, programs[which].name));
}

/* Returns the link's descriptor or a negative errno. */
static int link_program(const struct clock *clock, const struct folder *folder, int which)
{
	DECLARE_LIBBPF_OPTS(bpf_link_create_opts, options, .flags = which == CONNECT4 ? PREORDER : 0);
	return bpf_link_create(program_fd(clock, which), folder->fd, programs[which].type, &options);
}

static void detach(struct folder *folder)
{
	for (int i = 0; i < PROGRAMS; i++) {
		if (folder->links[i] != NO_LINK)
			close(folder->links[i]);
		folder->links[i] = NO_LINK;
	}
}

static int attach(struct clock *clock, struct folder *folder)
{
	for (int i = 0; i < PROGRAMS; i++) {
		if (folder->links[i] != NO_LINK)
			continue;
		int link = link_program(clock, folder, i);
		/* In the ordinary order a datapath's translation would already be over: no entry is better than a late one. */
		if (link < 0 && i == CONNECT4)
			continue;
		if (link < 0) {
			detach(folder);
			return link;
		}
		folder->links[i] = link;
	}
	clock->sees_entry = folder->links[CONNECT4] != NO_LINK;
	return 0;
}

int add_folder(struct clock *clock, const char *path)
{
	if (clock->folder_count == FOLDERS_MAX)
		return -ENOSPC;
	struct folder *folder = &clock->folders[clock->folder_count];
	*folder = (struct folder){.links = {NO_LINK, NO_LINK, NO_LINK}};
	folder->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder->fd < 0)
		return -errno;
	int error = clock->is_attached ? attach(clock, folder) : 0;
	if (error)
		close(folder->fd);
	else
		clock->folder_count++;
	return error;
}

int attach_all(struct clock *clock)
{
	if (!clock->is_attached)
		clock->control->epoch++;
	clock->is_attached = true;
	for (int i = 0; i < clock->folder_count; i++) {
		int error = attach(clock, &clock->folders[i]);
		/* A cgroup that was removed meanwhile has no sockets. */
		if (error && error != -ENODEV)
			return error;
	}
	return 0;
}

void detach_all(struct clock *clock)
{
	clock->is_attached = false;
	for (int i = 0; i < clock->folder_count; i++)
		detach(&clock->folders[i]);
}

static struct bpf_prog_info info_of(const struct clock *clock, int which)
{
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);
	bpf_obj_get_info_by_fd(program_fd(clock, which), &info, &size);
	return info;
}

static bool is_attached(const struct clock *clock, int which)
{
	__u32 ids[64];
	__u32 count = sizeof(ids) / sizeof(ids[0]);
	__u32 ours = info_of(clock, which).id;
	if (!clock->folder_count ||
	    bpf_prog_query(clock->folders[0].fd, programs[which].type, 0, NULL, ids, &count))
		return false;
	for (__u32 i = 0; i < count; i++)
		if (ids[i] == ours)
			return true;
	return false;
}

void write_attached(const struct clock *clock)
{
	json_bool_field("seesEntry", clock->sees_entry);
	json_key("attached");
	json_begin_object();
	for (int i = 0; i < PROGRAMS; i++)
		json_bool_field(programs[i].name, is_attached(clock, i));
	json_end_object();
}

int time_programs(struct clock *clock, bool on)
{
	if (on == !!clock->timing_fd)
		return 0;
	if (!on) {
		close(clock->timing_fd);
		clock->timing_fd = 0;
		return 0;
	}
	int fd = bpf_enable_stats(BPF_STATS_RUN_TIME);
	if (fd < 0)
		return -errno;
	clock->timing_fd = fd;
	return 0;
}

void write_cost(const struct clock *clock)
{
	json_key("programs");
	json_begin_object();
	for (int i = 0; i < PROGRAMS; i++) {
		struct bpf_prog_info info = info_of(clock, i);
		json_key(programs[i].name);
		json_begin_object();
		json_number_field("runs", info.run_cnt);
		json_number_field("ns", info.run_time_ns);
		json_end_object();
	}
	json_end_object();
}
