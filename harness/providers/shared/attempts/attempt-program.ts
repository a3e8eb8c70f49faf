/**
 * A program of its own in the pod of whoever tries: reads what to try from stdin, tries it as an ordinary program would, and prints how
 * each try ended, one JSON object a line.
 */
import { request } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { MadeTry, Outcome } from '../../../flows/attempts-made.ts'
import type { HttpAsk, Order, Reported } from './order.ts'

/** As long as proofs wait for a refused call (PROBE_TIMEOUT_MS): a policy drops packets without an answer. */
const TIMEOUT_MS = 1000
/** SSLRequest: the first message of a client of PostgreSQL (its documentation, "Message Formats"). */
const GREETING = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])
/** A proxy accepts a connection before it has reached anybody, and closes it when it cannot. */
const STAYS_OPEN_MS = 150

const FACES: Record<string, Outcome['face']> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ENOTFOUND: 'no such name',
  EAI_AGAIN: 'no such name',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
}

const failure = ({ code, message }: NodeJS.ErrnoException): Outcome => ({
  face: FACES[code ?? ''] ?? 'other',
  status: null,
  code: code ?? message,
})
const faceOnly = (face: Outcome['face']): Outcome => ({ face, status: null, code: null })

/**
 * Settles when nothing has come for so long. First what has come is read: a program that was given no CPU meanwhile would find its timer
 * before the end of its connection.
 */
const settleAfter = (ms: number, settle: () => void): NodeJS.Timeout =>
  setTimeout(() => setImmediate(settle), ms)

/** Is told how the try ended, and when where that was not now; only the first time counts. */
type Settle = (outcome: Outcome, endedMs?: number) => void

function askHttp(address: string, port: number, { method, path, host, headers }: HttpAsk, settle: Settle) {
  const given = { ...headers, ...(host !== undefined && { host }) }
  const outgoing = request({ agent: false, host: address, port, method, path, headers: given }, (answer) => {
    answer.on('error', (error) => settle(failure(error)))
    answer.on('end', () => settle({ face: 'answered', status: answer.statusCode ?? null, code: null }))
    answer.resume()
  })
  outgoing.on('error', (error) => settle(failure(error)))
  outgoing.end()
  return () => outgoing.destroy()
}

function openTcp(host: string, port: number, ask: 'look' | 'database', settle: Settle) {
  const socket = connect(port, host)
  socket.on('connect', () => {
    const openedMs = performance.now()
    if (ask === 'database') socket.write(GREETING)
    const timer = settleAfter(STAYS_OPEN_MS, () => settle(faceOnly('connected'), openedMs))
    socket.on('close', () => clearTimeout(timer))
  })
  // Whatever it says: the service was reached.
  socket.on('data', () => settle(faceOnly('connected')))
  socket.on('end', () => settle(faceOnly('closed')))
  socket.on('error', (error) => settle(failure(error)))
  return () => socket.destroy()
}

async function tryOnce({ host, port, ask }: Order['targets'][number]): Promise<MadeTry> {
  const at = new Date().toISOString()
  const beganMs = performance.now()
  return await new Promise((resolve) => {
    let end: () => unknown = () => undefined
    const settle = (outcome: Outcome, endedMs = performance.now()) => {
      clearTimeout(timer)
      resolve({ at, tookMs: Number((endedMs - beganMs).toFixed(3)), outcome })
      end()
    }
    const timer = settleAfter(TIMEOUT_MS, () => settle(faceOnly('time-out')))
    end = typeof ask === 'string' ? openTcp(host, port, ask, settle) : askHttp(host, port, ask, settle)
  })
}

const { targets, times, everyMs } = JSON.parse(await text(process.stdin)) as Order
const turns = Array.from({ length: times }, () => targets.map((target, index) => ({ target, index }))).flat()
await Promise.all(
  turns.map(async ({ target, index }, turn) => {
    await sleep(turn * everyMs)
    const reported: Reported = { target: index, ...(await tryOnce(target)) }
    console.log(JSON.stringify(reported))
  }),
)
