/* SPDX-License-Identifier: MIT */
/* Follows the sequence numbers of a connection, so that a segment that is sent again is not taken for something new. */
#pragma once

#include "socket.h"

enum order {
	ORDER_NEXT,	  /* what follows on the segment before */
	ORDER_GAP,	  /* something before this segment is missing: it was lost, or will come later */
	ORDER_AGAIN,	  /* nothing new */
	ORDER_PARTLY_AGAIN, /* `bytes` of the segment are now those that are new */
};

static __always_inline enum order follow(struct socket *socket, struct segment *segment, const bool out)
{
	__u32 *next = out ? &socket->next_out : &socket->next_in;
	__u8 seen = out ? SEEN_OUT : SEEN_IN;
	__u32 end = segment->sequence + segment->bytes;
	enum order order = ORDER_NEXT;
	if (socket->seen & seen) {
		__s32 ahead = segment->sequence - *next;
		if (ahead < 0 && (__s32)(end - *next) <= 0)
			return ORDER_AGAIN;
		if (ahead < 0)
			segment->bytes = end - *next;
		order = ahead < 0 ? ORDER_PARTLY_AGAIN : ahead > 0 ? ORDER_GAP : ORDER_NEXT;
	}
	socket->seen |= seen;
	*next = end;
	return order;
}
