/* SPDX-License-Identifier: MIT */
/* Attaches the programs to the cgroup and to pods, and detaches them. An int is 0 or a negative errno. */
#pragma once

#include "datapath.h"

int attach_to_cgroup(struct datapath *datapath);

/* Chooses how tc programs are attached. `wanted` is "tcx", "clsact", or "auto": TCX where the kernel has it. */
int choose_mode(struct datapath *datapath, const char *wanted);

int attach_to_pod(struct datapath *datapath, struct pod *pod);

/* `what` is "connect4" or another program of the cgroup, "from_pod:<pod>" or "to_pod:<pod>". */
int detach(struct datapath *datapath, const char *what);

void detach_all(struct datapath *datapath);

/* Writes the fields of the answer to `attached`. */
void write_attached(const struct datapath *datapath);
