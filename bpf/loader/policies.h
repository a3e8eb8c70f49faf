/* SPDX-License-Identifier: MIT */
/* Commands that write policies. Each takes the words after its name and returns 0 or a negative errno. */
#pragma once

#include "datapath.h"

int set_rule(struct datapath *datapath, char **words, int count);
int set_cidr(struct datapath *datapath, char **words, int count);
int select_rules(struct datapath *datapath, char **words, int count);

/* Writes the field of the answer to `selected`: when `select` last changed the rules of a pod. */
void write_selected(const struct datapath *datapath);

/* Writes the fields of the answer to `policies`: every rule, and the rule sets of each pod, as the maps have them now. */
void write_policies(const struct datapath *datapath);
