// SPDX-License-Identifier: MIT
#include "conversation.h"
#include "json.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool read_lines(answer_line *answer, void *context)
{
	static char buffer[1 << 16];
	static size_t filled;
	ssize_t got = read(STDIN_FILENO, buffer + filled, sizeof(buffer) - 1 - filled);
	if (got <= 0)
		return got < 0 && errno == EINTR;
	filled += got;
	buffer[filled] = 0;
	char *line = buffer;
	for (char *end = strchr(line, '\n'); end; line = end + 1, end = strchr(line, '\n')) {
		*end = 0;
		if (!answer(context, line))
			return false;
	}
	fflush(stdout);
	filled = buffer + filled - line;
	memmove(buffer, line, filled);
	return filled < sizeof(buffer) - 1;
}

void accept_command(void)
{
	json_bool_field("ok", true);
}

void refuse_command(const char *error)
{
	json_bool_field("ok", false);
	json_string_field("error", error);
}
