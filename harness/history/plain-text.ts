/** Text of foreign files made harmless for a terminal. */

/** Replaces control characters, which could move the cursor or change colours, and signs that turn the direction of text. */
export const plainText = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '�')
