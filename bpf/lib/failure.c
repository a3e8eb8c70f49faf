// SPDX-License-Identifier: MIT
#include "failure.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int fail(const char *what, int error)
{
	if (error)
		fprintf(stderr, "%s: %s\n", what, strerror(error < 0 ? -error : error));
	return error ? EXIT_FAILURE : EXIT_SUCCESS;
}

int print_warnings(enum libbpf_print_level level, const char *format, va_list values)
{
	return level == LIBBPF_WARN ? vfprintf(stderr, format, values) : 0;
}
