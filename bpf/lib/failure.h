/* SPDX-License-Identifier: MIT */
/* What a program says on stderr when something failed. */
#pragma once

#include <bpf/libbpf.h>
#include <stdarg.h>

/* Prints what failed and why, for an errno of either sign, and returns 1. Prints nothing for 0 and returns 0. */
int fail(const char *what, int error);

/* For libbpf_set_print: warnings only. */
int print_warnings(enum libbpf_print_level level, const char *format, va_list values);
