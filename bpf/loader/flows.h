/* SPDX-License-Identifier: MIT */
/* The observer: reads flow events from their ring, sums them up, and keeps single ones where a command asks for them. */
#pragma once

#include "datapath.h"

/* Opens the ring of flow events; whoever polls the ring lets libbpf consume it. Returns 0 or a negative errno. */
int open_flows(struct datapath *datapath);

/* Writes the fields of the answer to `flows`: all events since the start, with those still in the ring. */
void write_flows(const struct datapath *datapath);

/* From now on every event is kept, until `kept-flows`. Returns 0 or a negative errno. */
int keep_flows(const struct datapath *datapath);

/* Writes the fields of the answer to `kept-flows`: every event since `keep-flows`; none is kept afterwards. */
void write_kept_flows(const struct datapath *datapath);
