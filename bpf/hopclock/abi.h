/* SPDX-License-Identifier: MIT */
/* What the programs of the hop clock, their loader and the harness (harness/instruments/hop-clock/) agree on. */
#pragma once

#include <linux/types.h>

/* What a record tells. From ODD_FIRST on: a request that was not one request and one answer. */
enum record_kind {
	RECORD_EXCHANGE = 0,
	RECORD_CONNECT = 1,
	ODD_NO_REQUEST_SEEN = 16, /* bytes before any request: attached in the middle, or neither HTTP/1 nor TLS */
	ODD_HTTP2 = 17,
	ODD_PIPELINED = 18,	/* a second request before the answer */
	ODD_CONTINUE = 19,	/* an interim answer (1xx) */
	ODD_TWO_ANSWERS = 20,	/* a second answer without a second request */
	ODD_EARLY_ANSWER = 21,	/* the request went on after the answer had begun */
	ODD_HALF_CLOSED = 22,	/* the caller closed its side before the answer */
	ODD_UNANSWERED = 23,	/* closed without an answer */
};

enum record_flag {
	FLAG_CALLEE = 1,
	FLAG_TLS = 2,
	FLAG_RETRANSMITTED_REQUEST = 4, /* RECORD_CONNECT: the SYN */
	FLAG_RETRANSMITTED_RESPONSE = 8,
	FLAG_ENTERED = 16, /* RECORD_CONNECT: began_ns is the entry of connect(), not the first SYN */
};

/* After the first four bytes of a request: "/p" and a mark where the method is GET, " /p" and a mark where it is POST. */
enum { LINE_BYTES = 20 };

/* A time that is longer than 4.29 s. */
#define TOO_LONG 0xffffffffU

/*
 * One exchange, or one connect. Times are nanoseconds of CLOCK_MONOTONIC; those of 32 bits count from began_ns.
 * Addresses are in network order, ports in host order.
 */
struct record {
	__u64 began_ns;	      /* first byte of the request; RECORD_CONNECT: entry of connect(), or first SYN */
	__u32 response_first; /* RECORD_CONNECT: the SYN-ACK */
	__u32 response_last;
	__u32 response_bytes;
	__u32 request_last; /* RECORD_CONNECT: the first SYN */
	__u32 request_bytes;
	__u16 unit;
	__u8 kind;
	__u8 flags;
	__u32 connection; /* the lower half of the socket's cookie */
	__u32 number;	  /* of the exchange on its connection, handshakes of TLS included */
	__u32 local_address;
	__u32 remote_address;
	__u16 local_port;
	__u16 remote_port;
	__u8 line[LINE_BYTES]; /* of the request, after its first four bytes; no text where the exchange is encrypted */
};

_Static_assert(sizeof(struct record) == 72, "harness/instruments/hop-clock/records.ts reads 72 bytes");

/* A page that the loader and the programs share. */
struct control {
	/* Whether exchanges that begin now are recorded. */
	__u32 recording;
	/* Grows each time the programs are attached, since sockets went on without them. */
	__u32 epoch;
	/* Records that found no room in the ring, and sockets that got no storage. */
	__u64 lost;
	__u64 without_storage;
};

/* An arm has a dozen programs at most, and a run a few hundred arms; an index is 16 bits wide. */
#define UNITS_MAX 65536
