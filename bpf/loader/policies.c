// SPDX-License-Identifier: MIT
/*
 * A rule set is written in full before a pod is given it, and removed after the pod has another: so every packet is
 * judged by the whole old policy or by the whole new one.
 */
#include "policies.h"
#include "lib/clock.h"
#include "lib/json.h"
#include "lib/maps.h"
#include "lib/names.h"
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Splits "<text>/<bits>" and returns false where the number of bits is missing or higher than `most`. */
static bool split_prefix(const char *word, char *text, size_t size, __u32 most, __u32 *bits)
{
	snprintf(text, size, "%s", word);
	char *slash = strchr(text, '/');
	if (!slash || !parse_number(slash + 1, bits) || *bits > most)
		return false;
	*slash = 0;
	return true;
}

/* "any", or the first port of a range and how many bits the range's ports share: "8080/16", "0/1". */
static bool parse_ports(const char *word, struct rule_key *key)
{
	char text[16];
	__u32 bits, port;
	if (!strcmp(word, "any"))
		return true;
	if (!split_prefix(word, text, sizeof(text), 16, &bits) || !parse_number(text, &port) || port > 65535)
		return false;
	key->port = htons(port);
	key->prefix_bits = RULE_BITS_PORT + bits;
	return true;
}

/* allow|deny|remove <rule set> <peer identity>|any tcp|udp|any <first port>/<bits>|any [<policy>] */
int set_rule(struct datapath *datapath, char **words, int count)
{
	struct rule_key key = {.prefix_bits = RULE_BITS_PROTOCOL};
	struct rule rule = {};
	__u32 policy = 0;
	int fd = map_fd(datapath->object, "rules");
	if (count < 5 || count > 6 || !parse_number(words[1], &key.rule_set) || !key.rule_set ||
	    (strcmp(words[2], "any") && !parse_number(words[2], &key.peer_identity)) ||
	    (count == 6 && (!parse_number(words[5], &policy) || policy > 65535)))
		return -EINVAL;
	if (strcmp(words[3], "any")) {
		key.prefix_bits = RULE_BITS_PORT;
		if (!parse_protocol(words[3], &key.protocol) || !parse_ports(words[4], &key))
			return -EINVAL;
	} else if (strcmp(words[4], "any")) {
		return -EINVAL; /* ports are those of a protocol */
	}
	if (!strcmp(words[0], "remove"))
		return bpf_map_delete_elem(fd, &key);
	rule.policy = policy;
	rule.verdict = !strcmp(words[0], "allow") ? RULE_ALLOW : !strcmp(words[0], "deny") ? RULE_DENY : 0;
	return rule.verdict ? bpf_map_update_elem(fd, &key, &rule, BPF_ANY) : -EINVAL;
}

/* <address>/<bits> <identity> */
int set_cidr(struct datapath *datapath, char **words, int count)
{
	struct cidr_key key;
	__u32 identity;
	char text[sizeof("255.255.255.255/32")];
	if (count != 2 || !split_prefix(words[0], text, sizeof(text), 32, &key.prefix_bits) ||
	    !parse_address(text, &key.address) || !parse_number(words[1], &identity) ||
	    identity < FIRST_CIDR_IDENTITY)
		return -EINVAL;
	return bpf_map_update_elem(map_fd(datapath->object, "cidrs"), &key, &identity, BPF_ANY);
}

/* <pod> egress|ingress <rule set>|open */
int select_rules(struct datapath *datapath, char **words, int count)
{
	int fd = map_fd(datapath->object, "endpoints");
	struct endpoint endpoint;
	__u32 rule_set = 0;
	if (count != 3 || (strcmp(words[2], "open") && (!parse_number(words[2], &rule_set) || !rule_set)) ||
	    (strcmp(words[1], "egress") && strcmp(words[1], "ingress")))
		return -EINVAL;
	for (int place = 1; place < datapath->places; place++) {
		const struct pod *pod = &datapath->pods[place];
		if (strcmp(words[0], pod->name))
			continue;
		int error = bpf_map_lookup_elem(fd, &pod->address, &endpoint);
		if (error)
			return error;
		*(strcmp(words[1], "egress") ? &endpoint.ingress_rules : &endpoint.egress_rules) = rule_set;
		error = bpf_map_update_elem(fd, &pod->address, &endpoint, BPF_EXIST);
		datapath->selected_us = clock_us(CLOCK_MONOTONIC);
		return error;
	}
	return -ENOENT;
}

void write_selected(const struct datapath *datapath)
{
	json_number_field("selectedUs", datapath->selected_us);
}

static void write_rule(const struct rule_key *key, const struct rule *rule)
{
	bool any_protocol = key->prefix_bits < RULE_BITS_PORT;
	json_begin_object();
	json_number_field("ruleSet", key->rule_set);
	json_number_field("peer", key->peer_identity);
	json_string_field("protocol", any_protocol ? "any" : protocol_name(key->protocol));
	json_number_field("port", ntohs(key->port));
	json_number_field("portBits", any_protocol ? 0 : key->prefix_bits - RULE_BITS_PORT);
	json_bool_field("allows", rule->verdict == RULE_ALLOW);
	json_end_object();
}

static void write_pod(const struct pod *pod, const struct endpoint *endpoint)
{
	json_begin_object();
	json_string_field("pod", pod->name);
	json_number_field("identity", endpoint->identity);
	json_number_field("egress", endpoint->egress_rules);
	json_number_field("ingress", endpoint->ingress_rules);
	json_end_object();
}

void write_policies(const struct datapath *datapath)
{
	int rules = map_fd(datapath->object, "rules"), endpoints = map_fd(datapath->object, "endpoints");
	struct rule_key key, *from = NULL;
	struct endpoint endpoint;
	struct rule rule;
	json_key("rules");
	json_begin_array();
	for (; !bpf_map_get_next_key(rules, from, &key); from = &key)
		if (!bpf_map_lookup_elem(rules, &key, &rule))
			write_rule(&key, &rule);
	json_end_array();
	json_key("pods");
	json_begin_array();
	for (int place = 1; place < datapath->places; place++)
		if (!bpf_map_lookup_elem(endpoints, &datapath->pods[place].address, &endpoint))
			write_pod(&datapath->pods[place], &endpoint);
	json_end_array();
}
