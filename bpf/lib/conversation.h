/* SPDX-License-Identifier: MIT */
/* The conversation of a loader with the harness: a line of words on stdin, a line of JSON on stdout. */
#pragma once

#include <stdbool.h>

/* Answers one line. Returns false for the line that ends the conversation. The line may be changed. */
typedef bool answer_line(void *context, char *line);

/* Reads what has arrived on stdin, and answers every whole line. Returns false at the end of the conversation. */
bool read_lines(answer_line *answer, void *context);

/* The first fields of an answer, which is an object: `ok`, and for a refusal why. */
void accept_command(void);
void refuse_command(const char *error);
