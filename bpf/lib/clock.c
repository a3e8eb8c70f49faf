// SPDX-License-Identifier: MIT
#include "clock.h"

__u64 clock_us(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return now.tv_sec * 1000000ULL + now.tv_nsec / 1000;
}
