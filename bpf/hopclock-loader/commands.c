// SPDX-License-Identifier: MIT
#include "commands.h"
#include "attach.h"
#include "collect.h"
#include "lib/conversation.h"
#include "lib/json.h"
#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Each command gets the rest of its line. Returns 0 or a negative errno; then nothing may have been written. */
typedef int command(struct clock *clock, const char *rest);

static int folder(struct clock *clock, const char *path)
{
	return add_folder(clock, path);
}

static int unit(struct clock *clock, const char *rest)
{
	unsigned long long cgroup;
	__u32 index;
	if (sscanf(rest, "%llu %u", &cgroup, &index) != 2 || index >= UNITS_MAX)
		return -EINVAL;
	__u64 key = cgroup;
	return bpf_map_update_elem(clock->units_fd, &key, &index, BPF_ANY) ? -errno : 0;
}

static int no_unit(struct clock *clock, const char *rest)
{
	unsigned long long cgroup;
	if (sscanf(rest, "%llu", &cgroup) != 1)
		return -EINVAL;
	__u64 key = cgroup;
	return bpf_map_delete_elem(clock->units_fd, &key) ? -errno : 0;
}

/* Returns false for any other word. */
static bool is_switch(const char *word)
{
	return !strcmp(word, "on") || !strcmp(word, "off");
}

static int record(struct clock *clock, const char *rest)
{
	if (!is_switch(rest))
		return -EINVAL;
	clock->control->recording = !strcmp(rest, "on");
	return 0;
}

static int time_(struct clock *clock, const char *rest)
{
	return is_switch(rest) ? time_programs(clock, !strcmp(rest, "on")) : -EINVAL;
}

static int attach(struct clock *clock, const char *rest)
{
	(void)rest;
	return attach_all(clock);
}

static int detach(struct clock *clock, const char *rest)
{
	(void)rest;
	detach_all(clock);
	return 0;
}

static int write_records(struct clock *clock, const char *rest)
{
	(void)rest;
	long count = collect(clock);
	if (count < 0)
		return count;
	json_number_field("records", count);
	json_number_field("lost", clock->control->lost);
	json_number_field("withoutStorage", clock->control->without_storage);
	return 0;
}

static int attached(struct clock *clock, const char *rest)
{
	(void)rest;
	write_attached(clock);
	return 0;
}

static int cost(struct clock *clock, const char *rest)
{
	(void)rest;
	write_cost(clock);
	return 0;
}

static const struct {
	const char *word;
	command *run;
} commands[] = {
	{"folder", folder}, {"unit", unit},	       {"no-unit", no_unit},   {"record", record}, {"attach", attach},
	{"detach", detach}, {"collect", write_records}, {"attached", attached}, {"time", time_},    {"cost", cost},
};

static command *find(const char *word)
{
	for (unsigned i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!strcmp(word, commands[i].word))
			return commands[i].run;
	return NULL;
}

bool run_command(void *context, char *line)
{
	if (!strcmp(line, "quit"))
		return false;
	char *rest = strchr(line, ' ');
	if (rest)
		*rest++ = 0;
	command *run = find(line);
	json_begin_object();
	int error = run ? run(context, rest ? rest : "") : 0;
	if (!run)
		refuse_command("no such command");
	else if (error)
		refuse_command(strerror(-error));
	else
		accept_command();
	json_end_object();
	json_end_line();
	return true;
}
