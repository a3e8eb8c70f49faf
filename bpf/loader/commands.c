// SPDX-License-Identifier: MIT
#include "commands.h"
#include "attach.h"
#include "flows.h"
#include "policies.h"
#include "readings.h"
#include "tables.h"
#include "lib/conversation.h"
#include "lib/json.h"
#include <string.h>

/* The longest line is that of a service with a few hundred endpoints. */
enum { WORDS_MAX = 512 };

/* Commands that only read: each writes the fields of its answer. */
static const struct {
	const char *word;
	void (*write)(const struct datapath *datapath);
} readings[] = {
	{"counters", write_counters},	    {"attached", write_attached}, {"sizes", write_sizes},
	{"connections", write_connections}, {"flows", write_flows},
	{"kept-flows", write_kept_flows},   {"selected", write_selected},
	{"policies", write_policies},
};

static int split(char *line, char **words)
{
	int count = 0;
	for (char *word = strtok(line, " \n"); word && count < WORDS_MAX; word = strtok(NULL, " \n"))
		words[count++] = word;
	return count;
}

/* Runs a command that changes something. Returns 0, a negative errno, or 1 for a line that is no such command. */
static int change(struct datapath *datapath, char **words, int count)
{
	if (count > 1 && !strcmp(words[0], "endpoint"))
		return add_endpoint(datapath, words + 1, count - 1);
	if (count > 1 && !strcmp(words[0], "service"))
		return set_service(datapath, words + 1, count - 1);
	if (count > 1 && !strcmp(words[0], "rule"))
		return set_rule(datapath, words + 1, count - 1);
	if (count > 1 && !strcmp(words[0], "cidr"))
		return set_cidr(datapath, words + 1, count - 1);
	if (count > 1 && !strcmp(words[0], "select"))
		return select_rules(datapath, words + 1, count - 1);
	if (count == 2 && !strcmp(words[0], "detach"))
		return detach(datapath, words[1]);
	if (count == 1 && !strcmp(words[0], "keep-flows"))
		return keep_flows(datapath);
	return 1;
}

/* Writes the fields of a reading, after `ok`. Returns false for a word that names no reading. */
static bool answer_reading(const struct datapath *datapath, const char *word)
{
	for (unsigned i = 0; i < sizeof(readings) / sizeof(readings[0]); i++) {
		if (strcmp(word, readings[i].word))
			continue;
		accept_command();
		readings[i].write(datapath);
		return true;
	}
	return false;
}

bool run_command(void *context, char *line)
{
	struct datapath *datapath = context;
	char *words[WORDS_MAX];
	int count = split(line, words);
	if (count == 0)
		return true;
	if (!strcmp(words[0], "quit"))
		return false;
	json_begin_object();
	int error = change(datapath, words, count);
	if (error == 0)
		accept_command();
	else if (error < 0)
		refuse_command(strerror(-error));
	else if (!answer_reading(datapath, words[0]))
		refuse_command("no such command");
	json_end_object();
	json_end_line();
	return true;
}
