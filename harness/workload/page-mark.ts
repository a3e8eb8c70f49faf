/**
 * The mark of a page in the request line: "/p", six hexadecimal digits of the page number, ten characters of the call path. All
 * places are fixed, so that a program in the kernel can copy the mark from a packet, and all requests have the same length.
 */

const BEGINNING = '/p'
const PAGE_DIGITS = 6
/** Calls inside each other that the mark has room for, the client's own included. */
export const MOST_DEPTH = 10
const PATH_AT = BEGINNING.length + PAGE_DIGITS
export const MARK_LENGTH = PATH_AT + MOST_DEPTH
const UNUSED = '0'
const ORDINALS = '123456789abcdefghijklmnopqrstuvwxyz'
/** Calls of one caller that the mark has room for. */
export const MOST_CALLS_OF_ONE = ORDINALS.length
const MARK = new RegExp(`^${BEGINNING}([0-9a-f]{${PAGE_DIGITS}})([1-9a-z]+)${UNUSED}*$`)

/** The path of a request that belongs to no page, or to a call that the mark has no room for. */
export const UNMARKED = '/'

/** Page numbers begin again at 0 after this many pages: at 200 pages a second after 23 hours. */
export const PAGE_NUMBERS = 16 ** PAGE_DIGITS

/** The place of a call among all calls of its caller, counted from 0, as one character; null from the 36th call on. */
export const ordinalOf = (index: number): string | null => ORDINALS[index] ?? null

/** The six digits of a page number. */
export const pageDigits = (page: number): string => page.toString(16).padStart(PAGE_DIGITS, UNUSED)

/** The request's path for one of the client's own calls. */
export const firstMark = (digits: string, ordinal: string | null): string =>
  ordinal === null ? UNMARKED : BEGINNING + digits + ordinal.padEnd(MOST_DEPTH, UNUSED)

/**
 * The request's path for a call that a service makes while it handles a request: the mark of that request with the call's ordinal
 * behind. It is unmarked where the incoming request is, and where the mark is full. Runs once a call, so it is kept cheap.
 */
export function nextMark(incoming: string | undefined, ordinal: string | null): string {
  if (ordinal === null || incoming?.length !== MARK_LENGTH || !incoming.startsWith(BEGINNING)) return UNMARKED
  const place = incoming.indexOf(UNUSED, PATH_AT)
  return place === -1 ? UNMARKED : incoming.slice(0, place) + ordinal + incoming.slice(place + 1)
}

/** Reads a mark, whose call path is "12" for the second call of the service that the client's first call reached. Null for any other text. */
export function readMark(text: string): { page: number; path: string } | null {
  const [, digits, path] = (text.length === MARK_LENGTH && MARK.exec(text)) || []
  return digits === undefined || path === undefined ? null : { page: Number.parseInt(digits, 16), path }
}
