/* SPDX-License-Identifier: MIT */
/* A new connection of the calling side: entry of connect(), first SYN, SYN-ACK. The socket's record holds it meanwhile. */
#pragma once

#include "exchange.h"

static __always_inline void start_connecting(struct socket *socket)
{
	forget_connection(socket);
	socket->record.request_last = 0;
	socket->armed = is_recording();
	socket->phase = PHASE_CONNECTING;
}

/* An outgoing SYN. The first one counts. One that is sent again flags the connect, since it waited a second. */
static __noinline void on_syn(struct socket *socket, const struct segment *segment)
{
	if (socket->phase == PHASE_CONNECTING && (socket->seen & SEEN_OUT)) {
		socket->record.flags |= FLAG_RETRANSMITTED_REQUEST;
		return;
	}
	bool entered = socket->phase == PHASE_CONNECTING;
	if (!entered)
		start_connecting(socket);
	socket->next_out = segment->sequence + 1;
	socket->seen = SEEN_OUT;
	__u64 now = bpf_ktime_get_ns();
	if (entered)
		socket->record.request_last = since(socket, now);
	else
		socket->record.began_ns = now;
}

static __noinline void on_syn_ack(struct socket *socket, const struct segment *segment, __u64 now)
{
	if (!leave(socket, PHASE_CONNECTING, PHASE_IDLE))
		return;
	socket->next_in = segment->sequence + 1;
	socket->seen |= SEEN_IN;
	socket->record.response_first = since(socket, now);
	if (socket->armed)
		emit(&socket->record, RECORD_CONNECT);
}
