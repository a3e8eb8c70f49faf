/* SPDX-License-Identifier: MIT */
/* Between words and numbers: addresses, ports, MACs and protocols as people write them and as packets carry them. */
#pragma once

#include <linux/types.h>
#include <stdbool.h>

/* "10.0.0.1:80"; both in network order. The text is good until the next call. */
const char *address_and_port(__u32 address, __u16 port);

/* "tcp" or "udp"; "icmp" for every other protocol, because no other is tracked. */
const char *protocol_name(__u8 protocol);

/* Each parser returns false for a word that it cannot read. Addresses and ports come out in network order. */
bool parse_address(const char *word, __u32 *address);
bool parse_port(const char *word, __u16 *port);
bool parse_protocol(const char *word, __u8 *protocol);
bool parse_mac(const char *word, __u8 *mac);
bool parse_number(const char *word, __u32 *number);
