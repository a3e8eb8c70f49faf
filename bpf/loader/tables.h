/* SPDX-License-Identifier: MIT */
/* Commands that write the datapath's tables. Each takes the words after its name and returns 0 or a negative errno. */
#pragma once

#include "datapath.h"

int add_endpoint(struct datapath *datapath, char **words, int count);
int set_service(struct datapath *datapath, char **words, int count);
