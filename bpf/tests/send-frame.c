// SPDX-License-Identifier: MIT
/* Sends one Ethernet frame, given as hexadecimal digits, from an interface. No socket would send such packets. */
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

int main(int count, char **words)
{
	unsigned char frame[1500];
	size_t length = 0;
	if (count != 3) {
		fputs("send-frame <interface> <hex>\n", stderr);
		return 1;
	}
	for (const char *at = words[2]; length < sizeof(frame) && sscanf(at, "%2hhx", &frame[length]) == 1; at += 2)
		length++;
	struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_ifindex = if_nametoindex(words[1])};
	int fd = socket(AF_PACKET, SOCK_RAW, htons(0x0800));
	if (fd < 0 || sendto(fd, frame, length, 0, (struct sockaddr *)&to, sizeof(to)) != (ssize_t)length) {
		perror("send-frame");
		return 1;
	}
	return 0;
}
