/**
 * A separate program: opens a connection to an address every millisecond, from `begin` to `end`, and tells of each when it began and
 * when it was open, by CLOCK_MONOTONIC in µs. `more <count>` is answered when so many further ones have begun. A line in, a line of JSON out.
 */
import { connect } from 'node:net'
import { createInterface } from 'node:readline'

const [address = '', port = ''] = process.argv.slice(2)
const INTERVAL_MS = 1
/** Over a veth a connection opens in less than a millisecond; one that is not open after this time was refused. */
const SETTLE_MS = 100
/** The kernel sends a dropped SYN again after a second, when the policy that dropped it may be gone: an attempt ends before. */
const GIVE_UP_MS = 900

const nowUs = (): number => Number(process.hrtime.bigint() / 1000n)
const attempts: { beganUs: number; openedUs: number | null }[] = []
let timer: NodeJS.Timeout | undefined
let onFirst: (() => void) | undefined
/** How many attempts `more` waits for. */
let awaited = Infinity
const answer = (): void => console.log(JSON.stringify({ ok: true }))

function attempt(): void {
  const entry: (typeof attempts)[number] = { beganUs: nowUs(), openedUs: null }
  attempts.push(entry)
  const socket = connect(Number(port), address)
  const giveUp = setTimeout(() => socket.destroy(), GIVE_UP_MS)
  socket.on('close', () => clearTimeout(giveUp))
  socket.on('connect', () => {
    entry.openedUs = nowUs()
    socket.destroy()
    onFirst?.()
    onFirst = undefined
  })
  // What ended an attempt does not matter: it was not opened.
  socket.on('error', () => undefined)
  if (attempts.length < awaited) return
  awaited = Infinity
  answer()
}

answer()
createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'begin') {
    onFirst = answer
    timer = setInterval(attempt, INTERVAL_MS)
    return
  }
  const [, more] = /^more (\d+)$/.exec(line) ?? []
  if (more !== undefined) {
    awaited = attempts.length + Number(more)
    return
  }
  clearInterval(timer)
  setTimeout(() => {
    console.log(JSON.stringify({ ok: true, attempts }))
    process.exit(0)
  }, SETTLE_MS)
})
