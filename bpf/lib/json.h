/* SPDX-License-Identifier: MIT */
/*
 * Writes JSON to stdout, piece by piece. The writer puts the commas; the caller pairs each begin with its end and
 * puts a key before each value of an object. Text must be UTF-8.
 */
#pragma once

#include <linux/types.h>
#include <stdbool.h>

void json_begin_object(void);
void json_end_object(void);
void json_begin_array(void);
void json_end_array(void);

void json_key(const char *key);
void json_string(const char *text);
void json_number(__u64 number);
void json_bool(bool value);

/* A key and its value. */
void json_string_field(const char *key, const char *text);
void json_number_field(const char *key, __u64 number);
void json_bool_field(const char *key, bool value);

/* Ends the line after a whole value; the next value stands alone. */
void json_end_line(void);
