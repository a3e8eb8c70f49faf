// SPDX-License-Identifier: MIT
#include "collect.h"
#include "lib/maps.h"
#include <errno.h>
#include <stdio.h>

/* The file that `collect` writes; open only meanwhile. */
static FILE *file;

/* Returns a negative number to stop the reading. */
static int write_record(void *context, void *record, size_t size)
{
	(void)context;
	return fwrite(record, size, 1, file) == 1 ? 0 : -EIO;
}

int open_ring(struct clock *clock)
{
	clock->ring = ring_buffer__new(map_fd(clock->object, "records"), write_record, NULL, NULL);
	return clock->ring ? 0 : -errno;
}

long collect(struct clock *clock)
{
	file = fopen(clock->records_file, "w");
	if (!file)
		return -errno;
	long count = ring_buffer__consume(clock->ring);
	if (fclose(file) && count >= 0)
		count = -errno;
	return count;
}
