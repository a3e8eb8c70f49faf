/**
 * A separate program: opens a connection to an address every millisecond, from `begin` to `end`, and tells of each when it began and
 * when it was open, by CLOCK_MONOTONIC in µs. A line in, a line of JSON out.
 */
import { connect } from 'node:net'
import { createInterface } from 'node:readline'

const [address = '', port = ''] = process.argv.slice(2)
const INTERVAL_MS = 1
/** Over a veth a connection opens in less than a millisecond; one that is not open after this time was refused. */
const SETTLE_MS = 100

const nowUs = (): number => Number(process.hrtime.bigint() / 1000n)
const attempts: { beganUs: number; openedUs: number | null }[] = []
let timer: NodeJS.Timeout | undefined
let onFirst: (() => void) | undefined

function attempt(): void {
  const entry: (typeof attempts)[number] = { beganUs: nowUs(), openedUs: null }
  attempts.push(entry)
  const socket = connect(Number(port), address)
  socket.on('connect', () => {
    entry.openedUs = nowUs()
    socket.destroy()
    onFirst?.()
    onFirst = undefined
  })
  // What ended an attempt does not matter: it was not opened.
  socket.on('error', () => undefined)
}

console.log(JSON.stringify({ ok: true }))
createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'begin') {
    onFirst = () => console.log(JSON.stringify({ ok: true }))
    timer = setInterval(attempt, INTERVAL_MS)
    return
  }
  clearInterval(timer)
  setTimeout(() => {
    console.log(JSON.stringify({ ok: true, attempts }))
    process.exit(0)
  }, SETTLE_MS)
})
