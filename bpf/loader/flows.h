/* SPDX-License-Identifier: MIT */
/* The observer: reads flow events from their ring and sums them up. */
#pragma once

#include "datapath.h"

/* Opens the ring of flow events; whoever polls the ring lets libbpf consume it. Returns 0 or a negative errno. */
int open_flows(struct datapath *datapath);

/* Writes the fields of the answer to `flows`: all events since the start, with those still in the ring. */
void write_flows(const struct datapath *datapath);
