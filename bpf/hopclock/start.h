/* SPDX-License-Identifier: MIT */
/* What the first bytes of a segment begin: a request, an answer, a TLS record, HTTP/2. */
#pragma once

#include "abi.h"
#include "segment.h"

enum start {
	START_NOTHING, /* the middle of something, or a protocol that the clock does not know */
	START_REQUEST,
	START_ANSWER,
	START_INTERIM_ANSWER,
	START_HTTP2,
	START_TLS_HANDSHAKE,
	START_TLS_DATA, /* also the change of cipher that precedes the client's first encrypted record */
	START_TLS_ALERT,
};

/* "POST /pXXXXXXYYYYYYYYYY " has 24 bytes. */
enum { HEAD_BYTES = 24 };
struct head {
	__u8 bytes[HEAD_BYTES];
} __attribute__((aligned(4)));

/* Four characters as a little-endian machine loads them; all machines that we build for are. */
#define FOUR(a, b, c, d) ((__u32)(a) | (__u32)(b) << 8 | (__u32)(c) << 16 | (__u32)(d) << 24)

/* The content types of RFC 8446; the major version that follows is 3. */
enum { TLS_CHANGE_CIPHER = 0x14, TLS_ALERT = 0x15, TLS_HANDSHAKE = 0x16, TLS_DATA = 0x17, TLS_MAJOR = 3 };

/* "HTTP/1.1 1xx": where the first digit of the status stands. "HTTP/1.1 100 Continue" has 25 bytes with its empty line. */
enum { STATUS_AT = 9, INTERIM_BYTES_MAX = 64 };

/* Copies the first bytes of the payload; the rest of `head` is 0. */
static __always_inline void read_head(const struct __sk_buff *skb, const struct segment *segment, struct head *head)
{
	__u32 length = segment->bytes;
	__builtin_memset(head, 0, sizeof(*head));
	/* Otherwise the compiler leaves out a comparison that the verifier needs to see. */
	asm volatile("" : "+r"(length));
	if (length >= HEAD_BYTES)
		bpf_skb_load_bytes(skb, segment->payload_at, head, HEAD_BYTES);
	else if (length > 0)
		bpf_skb_load_bytes(skb, segment->payload_at, head, length);
}

static __always_inline enum start start_of(const struct head *head)
{
	switch (*(const __u32 *)head->bytes) {
	case FOUR('G', 'E', 'T', ' '):
	case FOUR('P', 'O', 'S', 'T'):
	case FOUR('H', 'E', 'A', 'D'):
	case FOUR('P', 'U', 'T', ' '):
	case FOUR('D', 'E', 'L', 'E'):
	case FOUR('P', 'A', 'T', 'C'):
	case FOUR('O', 'P', 'T', 'I'):
		return START_REQUEST;
	case FOUR('H', 'T', 'T', 'P'):
		return head->bytes[STATUS_AT] == '1' ? START_INTERIM_ANSWER : START_ANSWER;
	case FOUR('P', 'R', 'I', ' '):
		return START_HTTP2;
	}
	if (head->bytes[1] != TLS_MAJOR)
		return START_NOTHING;
	switch (head->bytes[0]) {
	case TLS_HANDSHAKE:
		return START_TLS_HANDSHAKE;
	case TLS_CHANGE_CIPHER:
	case TLS_DATA:
		return START_TLS_DATA;
	case TLS_ALERT:
		return START_TLS_ALERT;
	}
	return START_NOTHING;
}

/* Copies what stands at the place of a mark ("GET /p" + mark + " "). Returns false for a request line without that place. */
static __always_inline bool read_mark(const struct head *head, __u8 *mark)
{
	const __u8 *at = head->bytes;
	if (at[3] == ' ' && at[4] == '/' && at[5] == 'p' && at[6 + MARK_BYTES] == ' ') {
		__builtin_memcpy(mark, at + 6, MARK_BYTES);
		return true;
	}
	if (at[4] == ' ' && at[5] == '/' && at[6] == 'p' && at[7 + MARK_BYTES] == ' ') {
		__builtin_memcpy(mark, at + 7, MARK_BYTES);
		return true;
	}
	return false;
}
