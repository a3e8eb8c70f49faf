// SPDX-License-Identifier: MIT
/*
 * Opens many TCP connections, one after the other, as fast as the machine can, and accepts them.
 *
 *   connections accept <port>                    says "ready" when it listens; runs until it is killed
 *   connections open <address> <port> <count>    answers with how many it opened, and in how many microseconds
 */
#include "lib/json.h"
#include "lib/names.h"
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* As many as the pods' somaxconn lets wait. */
enum { BACKLOG = 4096 };

static int failed(const char *what)
{
	perror(what);
	return EXIT_FAILURE;
}

static int accept_all(const char *port)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (!parse_port(port, &at.sin_port) || bind(listener, (struct sockaddr *)&at, sizeof(at)) ||
	    listen(listener, BACKLOG))
		return failed("listen");
	puts("ready");
	fflush(stdout);
	for (;;) {
		int peer = accept(listener, NULL, NULL);
		if (peer >= 0)
			close(peer);
		else if (errno != ECONNABORTED && errno != EINTR)
			return failed("accept");
	}
}

static __u64 now_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000ULL + now.tv_nsec / 1000;
}

/* A connection ends with a reset, which leaves no TIME_WAIT, so that the ports do not run out. */
static int open_all(const char *address, const char *port, int count)
{
	const struct linger reset = {.l_onoff = 1, .l_linger = 0};
	struct sockaddr_in to = {.sin_family = AF_INET};
	if (!parse_address(address, &to.sin_addr.s_addr) || !parse_port(port, &to.sin_port))
		return failed("address and port");
	__u64 began = now_us();
	for (int opened = 0; opened < count; opened++) {
		int peer = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		if (peer < 0 || connect(peer, (struct sockaddr *)&to, sizeof(to)))
			return failed("connect");
		setsockopt(peer, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
		close(peer);
	}
	json_begin_object();
	json_number_field("opened", count);
	json_number_field("microseconds", now_us() - began);
	json_end_object();
	json_end_line();
	return EXIT_SUCCESS;
}

int main(int count, char **words)
{
	if (count == 3 && !strcmp(words[1], "accept"))
		return accept_all(words[2]);
	if (count == 5 && !strcmp(words[1], "open"))
		return open_all(words[2], words[3], atoi(words[4]));
	fputs("connections accept <port> | open <address> <port> <count>\n", stderr);
	return EXIT_FAILURE;
}
