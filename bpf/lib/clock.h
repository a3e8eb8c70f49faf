/* SPDX-License-Identifier: MIT */
/* The clocks of the machine, in microseconds. */
#pragma once

#include <linux/types.h>
#include <time.h>

__u64 clock_us(clockid_t clock);
