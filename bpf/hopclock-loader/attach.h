/* SPDX-License-Identifier: MIT */
/* Attaches the programs to cgroups, by links that end with this process. An int is 0 or a negative errno. */
#pragma once

#include "clock.h"

/* Adds a cgroup, and attaches the programs to it unless all are detached now. */
int add_folder(struct clock *clock, const char *path);

/* Attaches the programs to all cgroups, or detaches them from all. */
int attach_all(struct clock *clock);
void detach_all(struct clock *clock);

/* Writes the fields of the answer to `attached`: what is attached to the first cgroup, according to the kernel. */
void write_attached(const struct clock *clock);

/* Lets the kernel take the run time of all BPF programs, or ends that. The kernel ends it too when this process ends. */
int time_programs(struct clock *clock, bool on);

/* Writes the fields of the answer to `cost`: run time and runs of each program while they were timed. */
void write_cost(const struct clock *clock);
