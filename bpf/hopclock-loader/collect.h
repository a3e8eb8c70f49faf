/* SPDX-License-Identifier: MIT */
/* Empties the ring of records into a file. */
#pragma once

#include "clock.h"

/* Opens the ring. Returns 0 or a negative errno. */
int open_ring(struct clock *clock);

/* Writes all records of the ring into the records file, which begins anew. Returns their number or a negative errno. */
long collect(struct clock *clock);
