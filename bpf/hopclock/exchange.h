/* SPDX-License-Identifier: MIT */
/*
 * The exchange under way on a socket, from segment to segment. A change of direction ends a request and begins its answer.
 * `now` is the time of an ingress segment; on egress the time is taken last, so that the clock's own time is in no hop.
 */
#pragma once

#include "socket.h"
#include "start.h"

/* The first two exchanges of a TLS connection are the handshake; the second one holds tickets, and often the first request. */
enum { TLS_HANDSHAKES = 2 };

static __always_inline __u32 since(const struct socket *socket, __u64 now)
{
	__u64 passed = now - socket->record.began_ns;
	return passed < TOO_LONG ? passed : TOO_LONG;
}

static __always_inline __u64 moment(const bool out, __u64 now)
{
	return out ? bpf_ktime_get_ns() : now;
}

/* Leaves the phase for another one. Only one program gets true, and with it the record. */
static __always_inline bool leave(struct socket *socket, enum phase from, enum phase to)
{
	return __sync_val_compare_and_swap(&socket->phase, from, to) == from;
}

static __noinline void emit_exchange(struct socket *socket)
{
	struct record *record = &socket->record;
	if (!socket->armed)
		return;
	if ((record->flags & FLAG_TLS) && record->number < TLS_HANDSHAKES)
		return;
	emit(record, socket->odd ? socket->odd : RECORD_EXCHANGE);
}

/*
 * The programs were off the sockets for a while: what is known of sequence numbers, and of an unanswered request, is out of date. An
 * answered exchange is over; what comes next may answer a request that was never seen.
 */
static __noinline void rejoin(struct socket *socket)
{
	socket->epoch = present_epoch();
	socket->seen = 0;
	if (leave(socket, PHASE_RESPONSE, PHASE_IDLE))
		emit_exchange(socket);
	else if (socket->phase == PHASE_REQUEST || socket->phase == PHASE_CONNECTING)
		socket->phase = PHASE_IDLE;
}

/* Records once that a connection holds something that is never measured. */
static __noinline void tell(struct socket *socket, enum record_kind kind)
{
	if (socket->told || !is_recording())
		return;
	socket->told = 1;
	emit(&socket->record, kind);
}

static __noinline void refuse(struct socket *socket, enum record_kind kind)
{
	socket->refused = kind;
	tell(socket, kind);
}

static __always_inline void begin(struct socket *socket, const struct head *head, __u32 bytes)
{
	struct record *record = &socket->record;
	record->flags &= FLAG_CALLEE | FLAG_TLS;
	/* Word by word, since both are aligned. */
	for (int i = 0; i < LINE_BYTES / 4; i++)
		((__u32 *)record->line)[i] = ((const __u32 *)head->line)[i];
	record->number = socket->begun++;
	record->request_last = 0;
	record->response_first = 0;
	record->response_last = 0;
	record->request_bytes = bytes;
	record->response_bytes = 0;
	socket->odd = 0;
	socket->armed = is_recording();
}

/* The first request on a connection tells which side calls. Returns false where this segment tells nothing. */
static __noinline bool learn_role(struct __sk_buff *skb, struct socket *socket, enum start start, bool out)
{
	struct record *record = &socket->record;
	struct bpf_sock *sk = skb->sk;
	if (start == START_HTTP2 || start == START_TLS_DATA) {
		/* Who called cannot be known of a TLS connection whose handshake was not seen. */
		refuse(socket, start == START_HTTP2 ? ODD_HTTP2 : ODD_NO_REQUEST_SEEN);
		return false;
	}
	if ((start != START_REQUEST && start != START_TLS_HANDSHAKE) || !sk) {
		tell(socket, ODD_NO_REQUEST_SEEN);
		return false;
	}
	socket->has_role = 1;
	record->flags = (out ? 0 : FLAG_CALLEE) | (start == START_TLS_HANDSHAKE ? FLAG_TLS : 0);
	record->local_address = sk->src_ip4;
	record->remote_address = sk->dst_ip4;
	record->local_port = sk->src_port;
	record->remote_port = bpf_ntohs(sk->dst_port);
	return true;
}

static __always_inline bool begins_exchange(const struct socket *socket, enum start start)
{
	if (socket->record.flags & FLAG_TLS)
		return start == START_TLS_DATA || start == START_TLS_HANDSHAKE;
	return start == START_REQUEST;
}

/* A segment from the caller. */
static __always_inline void on_request(struct socket *socket, const struct segment *segment, const struct head *head,
				       enum start start, bool in_order, const bool out, __u64 now)
{
	struct record *record = &socket->record;
	bool begins = begins_exchange(socket, start);
	if (socket->phase == PHASE_REQUEST) {
		if (begins && start == START_REQUEST) {
			socket->refused = ODD_PIPELINED;
			socket->odd = ODD_PIPELINED;
			if (socket->armed && leave(socket, PHASE_REQUEST, PHASE_ENDED)) {
				socket->told = 1;
				emit_exchange(socket);
			}
			return;
		}
		record->request_bytes += segment->bytes;
		record->request_last = since(socket, moment(out, now));
		return;
	}
	if (socket->phase == PHASE_RESPONSE) {
		/* A TLS alert says goodbye. Out of order, nobody knows what begins. Neither belongs to the exchange before. */
		if (!begins && in_order && start != START_TLS_ALERT) {
			if (!socket->odd)
				socket->odd = ODD_EARLY_ANSWER;
			return;
		}
		if (!leave(socket, PHASE_RESPONSE, begins ? PHASE_REQUEST : PHASE_IDLE))
			return;
		emit_exchange(socket);
		if (!begins)
			return;
	} else if (!begins || !leave(socket, PHASE_IDLE, PHASE_REQUEST)) {
		if (socket->phase == PHASE_IDLE)
			tell(socket, start == START_HTTP2 ? ODD_HTTP2 : ODD_NO_REQUEST_SEEN);
		return;
	}
	begin(socket, head, segment->bytes);
	record->began_ns = moment(out, now);
}

/* A segment from the called side. */
static __always_inline void on_response(struct socket *socket, const struct segment *segment, enum start start,
					const bool out, __u64 now)
{
	struct record *record = &socket->record;
	if (socket->phase == PHASE_REQUEST) {
		if (start == START_INTERIM_ANSWER)
			socket->odd = ODD_CONTINUE;
		record->response_bytes = segment->bytes;
		socket->phase = PHASE_RESPONSE;
		record->response_first = record->response_last = since(socket, moment(out, now));
		return;
	}
	/* The called side says goodbye. */
	if (start == START_TLS_ALERT && (record->flags & FLAG_TLS))
		return;
	if (socket->phase != PHASE_RESPONSE) {
		if (socket->phase == PHASE_IDLE)
			tell(socket, ODD_NO_REQUEST_SEEN);
		return;
	}
	if ((start == START_ANSWER || start == START_INTERIM_ANSWER) && !socket->odd)
		socket->odd = ODD_TWO_ANSWERS;
	record->response_bytes += segment->bytes;
	record->response_last = since(socket, moment(out, now));
}

/* A FIN or a reset. */
static __noinline void on_end(struct socket *socket, bool reset, bool out)
{
	bool from_caller = out == !(socket->record.flags & FLAG_CALLEE);
	if (socket->phase == PHASE_REQUEST) {
		if (from_caller && !reset) {
			socket->odd = ODD_HALF_CLOSED;
			return;
		}
		if (leave(socket, PHASE_REQUEST, PHASE_ENDED)) {
			if (!socket->odd)
				socket->odd = ODD_UNANSWERED;
			emit_exchange(socket);
		}
		return;
	}
	if (leave(socket, PHASE_RESPONSE, PHASE_ENDED))
		emit_exchange(socket);
	else
		socket->phase = PHASE_ENDED;
}
