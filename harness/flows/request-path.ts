/** Paths of requests, without what differs from one request of a kind to the next: "/orders/4711" is "/orders/{id}". */

/** So long a segment with a digit in it is taken for an id; "v1" and "oauth2" are shorter. */
const SHORTEST_ID = 8

/** @param url a path, or a whole URL as Hubble writes it */
export function pathOf(url: string): string {
  const path = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '')
  return path === ''
    ? '/'
    : path
        .split('/')
        .map((segment) => (isId(segment) ? '{id}' : segment))
        .join('/')
}

const isId = (segment: string): boolean =>
  /^\d+$/.test(segment) || (segment.length >= SHORTEST_ID && /\d/.test(segment))
