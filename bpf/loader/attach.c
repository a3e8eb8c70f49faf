// SPDX-License-Identifier: MIT
/*
 * Links (cgroup, TCX) end with this process. Kernels before 6.6 have no TCX; there the programs are clsact
 * filters, which end with the node's network namespace.
 */
#include "attach.h"
#include "lib/json.h"
#include <bpf/bpf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* These numbers are those of linux/bpf.h 6.6. Debian 12 has the headers of 6.1; its libbpf passes unknown types on. */
enum { TCX_INGRESS = 46, TCX_EGRESS = 47 };

static const char *const cgroup_programs[CGROUP_PROGRAMS] = {"connect4", "sendmsg4", "recvmsg4", "getpeername4"};
static const char *const pod_programs[POD_PROGRAMS] = {"from_pod", "to_pod"};
static const int tcx_types[POD_PROGRAMS] = {TCX_INGRESS, TCX_EGRESS};
static const enum bpf_tc_attach_point clsact_points[POD_PROGRAMS] = {BPF_TC_INGRESS, BPF_TC_EGRESS};

static struct bpf_program *program(const struct datapath *datapath, const char *name)
{
	return bpf_object__find_program_by_name(datapath->object, name);
}

static __u32 program_id(const struct datapath *datapath, const char *name)
{
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);
	bpf_obj_get_info_by_fd(bpf_program__fd(program(datapath, name)), &info, &size);
	return info.id;
}

/* Returns the link's descriptor or a negative errno. `target` is a cgroup's descriptor or an interface's number. */
static int link_program(const struct datapath *datapath, const char *name, int target, int type)
{
	return bpf_link_create(bpf_program__fd(program(datapath, name)), target, (enum bpf_attach_type)type, NULL);
}

static enum bpf_attach_type cgroup_type(const struct datapath *datapath, int i)
{
	return bpf_program__expected_attach_type(program(datapath, cgroup_programs[i]));
}

int attach_to_cgroup(struct datapath *datapath)
{
	for (int i = 0; i < CGROUP_PROGRAMS; i++) {
		int link = link_program(datapath, cgroup_programs[i], datapath->cgroup_fd, cgroup_type(datapath, i));
		if (link < 0)
			return link;
		datapath->cgroup_links[i] = link;
	}
	return 0;
}

/* Links a program to the loopback, which every namespace has, and closes the link: this shows whether there is TCX. */
int choose_mode(struct datapath *datapath, const char *wanted)
{
	datapath->mode = ATTACH_CLSACT;
	if (!strcmp(wanted, "clsact"))
		return 0;
	int link = link_program(datapath, "from_pod", if_nametoindex("lo"), TCX_INGRESS);
	if (link < 0)
		return strcmp(wanted, "tcx") ? 0 : link;
	close(link);
	datapath->mode = ATTACH_TCX;
	return 0;
}

static int attach_clsact(const struct datapath *datapath, int ifindex, int which)
{
	DECLARE_LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = ifindex, .attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS);
	DECLARE_LIBBPF_OPTS(bpf_tc_opts, options, .handle = 1, .priority = 1,
			    .prog_fd = bpf_program__fd(program(datapath, pod_programs[which])));
	int error = bpf_tc_hook_create(&hook);
	if (error && error != -EEXIST)
		return error;
	hook.attach_point = clsact_points[which];
	return bpf_tc_attach(&hook, &options);
}

int attach_to_pod(struct datapath *datapath, struct pod *pod)
{
	for (int i = 0; i < POD_PROGRAMS; i++) {
		int link = datapath->mode == ATTACH_CLSACT
				   ? attach_clsact(datapath, pod->ifindex, i)
				   : link_program(datapath, pod_programs[i], pod->ifindex, tcx_types[i]);
		if (link < 0)
			return link;
		pod->links[i] = link;
	}
	return 0;
}

static int detach_from_pod(const struct datapath *datapath, struct pod *pod, int which)
{
	int link = pod->links[which];
	if (link == DETACHED)
		return -ENOENT;
	pod->links[which] = DETACHED;
	if (datapath->mode == ATTACH_TCX)
		return close(link) ? -errno : 0;
	DECLARE_LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = pod->ifindex, .attach_point = clsact_points[which]);
	DECLARE_LIBBPF_OPTS(bpf_tc_opts, options, .handle = 1, .priority = 1);
	return bpf_tc_detach(&hook, &options);
}

int detach(struct datapath *datapath, const char *what)
{
	for (int i = 0; i < CGROUP_PROGRAMS; i++) {
		if (strcmp(what, cgroup_programs[i]) || datapath->cgroup_links[i] == DETACHED)
			continue;
		close(datapath->cgroup_links[i]);
		datapath->cgroup_links[i] = DETACHED;
		return 0;
	}
	for (int i = 0; i < POD_PROGRAMS; i++) {
		size_t length = strlen(pod_programs[i]);
		if (strncmp(what, pod_programs[i], length) || what[length] != ':')
			continue;
		for (int place = 1; place < datapath->places; place++)
			if (!strcmp(what + length + 1, datapath->pods[place].name))
				return detach_from_pod(datapath, &datapath->pods[place], i);
	}
	return -ENOENT;
}

void detach_all(struct datapath *datapath)
{
	for (int i = 0; i < CGROUP_PROGRAMS; i++)
		detach(datapath, cgroup_programs[i]);
	for (int place = 1; place < datapath->places; place++)
		for (int i = 0; i < POD_PROGRAMS; i++)
			detach_from_pod(datapath, &datapath->pods[place], i);
}

/* Asks the kernel whether our program is attached to the target. */
static bool is_attached(const struct datapath *datapath, const char *name, int target, int type)
{
	__u32 ids[64];
	__u32 count = sizeof(ids) / sizeof(ids[0]);
	__u32 ours = program_id(datapath, name);
	if (bpf_prog_query(target, (enum bpf_attach_type)type, 0, NULL, ids, &count))
		return false;
	for (__u32 i = 0; i < count; i++)
		if (ids[i] == ours)
			return true;
	return false;
}

static bool is_attached_to_pod(const struct datapath *datapath, const struct pod *pod, int which)
{
	if (datapath->mode == ATTACH_TCX)
		return is_attached(datapath, pod_programs[which], pod->ifindex, tcx_types[which]);
	DECLARE_LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = pod->ifindex, .attach_point = clsact_points[which]);
	DECLARE_LIBBPF_OPTS(bpf_tc_opts, options, .handle = 1, .priority = 1);
	return !bpf_tc_query(&hook, &options) && options.prog_id == program_id(datapath, pod_programs[which]);
}

static void write_attached_to_pod(const struct datapath *datapath, const struct pod *pod, int which)
{
	char name[sizeof("from_pod:") + sizeof(pod->name)];
	snprintf(name, sizeof(name), "%s:%s", pod_programs[which], pod->name);
	json_bool_field(name, is_attached_to_pod(datapath, pod, which));
}

void write_attached(const struct datapath *datapath)
{
	struct bpf_program *program;
	json_string_field("mode", datapath->mode == ATTACH_TCX ? "tcx" : "clsact");
	json_string_field("libbpf", libbpf_version_string());
	json_key("programIds");
	json_begin_array();
	bpf_object__for_each_program(program, datapath->object)
		json_number(program_id(datapath, bpf_program__name(program)));
	json_end_array();
	json_key("attached");
	json_begin_object();
	for (int i = 0; i < CGROUP_PROGRAMS; i++)
		json_bool_field(cgroup_programs[i], is_attached(datapath, cgroup_programs[i], datapath->cgroup_fd,
								cgroup_type(datapath, i)));
	for (int place = 1; place < datapath->places; place++)
		for (int i = 0; i < POD_PROGRAMS; i++)
			write_attached_to_pod(datapath, &datapath->pods[place], i);
	json_end_object();
}
