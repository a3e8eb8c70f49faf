/** Releases pages when they are due. */

/** Calls `release` for each page once the page is due; several due pages are released at once. Returns a function that stops. */
export function pace(
  dues: Iterator<number, never>,
  originMs: number,
  release: (dueMs: number) => void,
): () => void {
  let dueMs = originMs + dues.next().value
  let timer: NodeJS.Timeout | undefined
  const tick = () => {
    clearTimeout(timer)
    while (dueMs <= performance.now()) {
      release(dueMs)
      dueMs = originMs + dues.next().value
    }
    // libuv's timers have a resolution of a millisecond, so a page is released 0.6 ms late in the median and 1.1 ms at worst
    // (the lag). Spinning instead would cost over a millisecond of CPU a page, too much for a machine with two cores.
    timer = setTimeout(tick, Math.max(1, dueMs - performance.now()))
  }
  tick()
  return () => {
    // Pages that became due while the event loop was blocked belong to the account too.
    tick()
    clearTimeout(timer)
  }
}
