/* SPDX-License-Identifier: MIT */
/* What the program that plants effects into a hop and its loader agree on. */
#pragma once

#include <linux/types.h>

/* One page, which the loader maps. The loader sets the first three before it attaches the program; the program counts the rest. */
struct planted {
	__u64 spin_ns;	  /* how long each segment is held up; 0: not at all */
	__u64 drop_every; /* each segment with this ordinal is dropped; 0: none */
	__u64 port;	  /* segments to this port only: requests, and not answers to what the pod itself has called */
	__u64 segments;	  /* with payload */
	__u64 spun_ns;	  /* by the clock, over all segments */
	__u64 dropped;
};
