// SPDX-License-Identifier: MIT
#include "names.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *address_and_port(__u32 address, __u16 port)
{
	static char text[sizeof("255.255.255.255:65535")];
	char dotted[INET_ADDRSTRLEN];
	inet_ntop(AF_INET, &address, dotted, sizeof(dotted));
	snprintf(text, sizeof(text), "%s:%u", dotted, ntohs(port));
	return text;
}

const char *protocol_name(__u8 protocol)
{
	return protocol == IPPROTO_TCP ? "tcp" : protocol == IPPROTO_UDP ? "udp" : "icmp";
}

bool parse_address(const char *word, __u32 *address)
{
	return inet_pton(AF_INET, word, address) == 1;
}

bool parse_port(const char *word, __u16 *port)
{
	char *end;
	unsigned long number = strtoul(word, &end, 10);
	if (*end || end == word || number == 0 || number > 65535)
		return false;
	*port = htons(number);
	return true;
}

bool parse_protocol(const char *word, __u8 *protocol)
{
	*protocol = !strcmp(word, "tcp") ? IPPROTO_TCP : !strcmp(word, "udp") ? IPPROTO_UDP : 0;
	return *protocol != 0;
}

bool parse_mac(const char *word, __u8 *mac)
{
	return sscanf(word, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", mac, mac + 1, mac + 2, mac + 3, mac + 4, mac + 5) == 6;
}

bool parse_number(const char *word, __u32 *number)
{
	char *end;
	unsigned long parsed = strtoul(word, &end, 10);
	*number = parsed;
	return end != word && !*end && parsed == *number;
}
