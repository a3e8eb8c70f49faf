/* SPDX-License-Identifier: MIT */
/* The commands of this loader (../README.md). */
#pragma once

#include "clock.h"

/* Answers one command to a struct clock. Returns false when the command was "quit", which has no answer. The line is changed. */
bool run_command(void *clock, char *line);
