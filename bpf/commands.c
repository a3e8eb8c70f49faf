// SPDX-License-Identifier: MIT
/* The conversation on stdin and stdout: a line of words in, a line of JSON out. */
#include "loader.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

/* A service with a few hundred endpoints is the longest line. */
enum { WORDS_MAX = 512 };

int map_fd(const struct datapath *datapath, const char *name)
{
	return bpf_object__find_map_fd_by_name(datapath->object, name);
}

static int split(char *line, char **words)
{
	int count = 0;
	for (char *word = strtok(line, " \n"); word && count < WORDS_MAX; word = strtok(NULL, " \n"))
		words[count++] = word;
	return count;
}

/* Commands that change something: 0, a negative errno, or 1 for a line that is none of them. */
static int change(struct datapath *datapath, char **words, int count)
{
	if (count > 1 && !strcmp(words[0], "endpoint"))
		return add_endpoint(datapath, words + 1, count - 1);
	if (count > 1 && !strcmp(words[0], "service"))
		return set_service(datapath, words + 1, count - 1);
	if (count > 1 && !strcmp(words[0], "policy"))
		return set_policy(datapath, words + 1, count - 1);
	if (count == 2 && !strcmp(words[0], "detach"))
		return detach(datapath, words[1]);
	return 1;
}

/* Commands that only read; false for a line that is none of them. */
static bool answer(struct datapath *datapath, const char *word)
{
	if (!strcmp(word, "counters"))
		print_counters(datapath);
	else if (!strcmp(word, "attached"))
		print_attached(datapath);
	else if (!strcmp(word, "sizes"))
		print_sizes(datapath);
	else if (!strcmp(word, "connections"))
		print_connections(datapath);
	else if (!strcmp(word, "flows"))
		print_flows(datapath);
	else
		return false;
	return true;
}

bool run_command(struct datapath *datapath, char *line)
{
	char *words[WORDS_MAX];
	int count = split(line, words);
	if (count == 0)
		return true;
	if (!strcmp(words[0], "quit"))
		return false;
	int error = change(datapath, words, count);
	if (error == 0)
		puts("{\"ok\":true}");
	else if (error < 0)
		printf("{\"ok\":false,\"error\":\"%s\"}\n", strerror(-error));
	else if (!answer(datapath, words[0]))
		puts("{\"ok\":false,\"error\":\"no such command\"}");
	return true;
}
