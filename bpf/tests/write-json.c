// SPDX-License-Identifier: MIT
/* Writes its words as JSON with lib/json.c: what a test parses again. Two lines, as the loader answers line by line. */
#include "lib/json.h"
#include <string.h>

int main(int count, char **words)
{
	json_begin_object();
	json_key("words");
	json_begin_array();
	for (int i = 1; i < count; i++)
		json_string(words[i]);
	json_end_array();
	json_key("bytes");
	json_begin_object();
	for (int i = 1; i < count; i++)
		json_number_field(words[i], strlen(words[i]));
	json_end_object();
	json_end_object();
	json_end_line();

	json_begin_array();
	json_begin_object();
	json_end_object();
	json_begin_array();
	json_end_array();
	json_bool(true);
	json_bool(false);
	json_number(~0ULL);
	json_end_array();
	json_end_line();
	return 0;
}
