/* SPDX-License-Identifier: MIT */
/* The conversation on stdin and stdout: a line of words in, a line of JSON out. */
#pragma once

#include "datapath.h"
#include <stdbool.h>

/* Answers one command to a struct datapath. Returns false when the command was "quit", which has no answer. The line is changed. */
bool run_command(void *datapath, char *line);
