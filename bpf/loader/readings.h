/* SPDX-License-Identifier: MIT */
/* Commands that read the datapath's maps. Each writes the fields of its answer. */
#pragma once

#include "datapath.h"

void write_counters(const struct datapath *datapath);
void write_sizes(const struct datapath *datapath);
void write_connections(const struct datapath *datapath);
