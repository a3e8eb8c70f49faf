/** Reads the records of the hop clock, whose form is `struct record` in bpf/hopclock/abi.h. */
import type { ClockRecords, ClockUnit, Exchange } from '../../arm/hop-clock.ts'
import { markIn } from './request-line.ts'

/** The 32-bit words of a record, which little-endian machines write. */
const WORDS = 18
const AT = {
  began: 0,
  responseFirst: 2,
  responseLast: 3,
  responseBytes: 4,
  requestLast: 5,
  requestBytes: 6,
  unitKindFlags: 7,
  connection: 8,
  number: 9,
  localAddress: 10,
  remoteAddress: 11,
  ports: 12,
  line: 13,
} as const
const LINE_BYTES = 20

const EXCHANGE = 0
const CONNECT = 1
/** `enum record_kind` from ODD_FIRST on. */
const ODD_KINDS: Record<number, string> = {
  16: 'no request seen',
  17: 'HTTP/2',
  18: 'pipelined',
  19: 'interim answer',
  20: 'two answers',
  21: 'early answer',
  22: 'half-closed',
  23: 'unanswered',
}
/** A span longer than 32 bits of nanoseconds (4.29 s), or one that the programs could not form. */
const TOO_LONG = 'too long'
const TOO_LONG_SPAN = 0xffff_ffff
/** A connect whose SYN was sent again: it waited a second for that, which is no cost of a datapath. */
const SYN_AGAIN = 'connect with a SYN sent again'

const FLAG = {
  callee: 1,
  tls: 2,
  retransmittedRequest: 4,
  retransmittedResponse: 8,
  entered: 16,
} as const

/** Shared by all exchanges, since almost none was retransmitted. Index: bit 0 request, bit 1 response. */
const RETRANSMITTED = [0, 1, 2, 3].map((bits) => ({ request: (bits & 1) > 0, response: (bits & 2) > 0 }))

/**
 * Reads whole records. `unitOf` gives the unit of an index; records of an index that it does not know are of another instrument's
 * time, and left out.
 */
export function readRecords(
  bytes: Uint8Array,
  unitOf: (index: number) => ClockUnit | undefined,
): Omit<ClockRecords, 'lost'> {
  const words = new Uint32Array(Math.floor(bytes.length / (4 * WORDS)) * WORDS)
  const copy = new Uint8Array(words.buffer)
  copy.set(bytes.subarray(0, copy.length))
  const text = Buffer.from(words.buffer)
  const end = createEndpointNames()
  const exchanges: Exchange[] = []
  const connects: ClockRecords['connects'] = []
  const odd = new Map<string, ClockRecords['odd'][number]>()

  const countOdd = (index: number, unit: ClockUnit, kind: string) => {
    const key = `${index} ${kind}`
    const known = odd.get(key)
    if (known) known.count++
    else odd.set(key, { unit, kind, count: 1 })
  }

  for (let from = 0; from < words.length; from += WORDS) {
    const word = (at: number): number => words[from + at]!
    const index = word(AT.unitKindFlags) & 0xffff
    const kind = (word(AT.unitKindFlags) >>> 16) & 0xff
    const flags = word(AT.unitKindFlags) >>> 24
    const unit = unitOf(index)
    if (!unit) continue
    const began = word(AT.began) + word(AT.began + 1) * 2 ** 32
    const [requestLast, responseFirst] = [word(AT.requestLast), word(AT.responseFirst)]
    const oddKind = ODD_KINDS[kind]
    if (oddKind !== undefined) {
      countOdd(index, unit, oddKind)
    } else if (Math.max(requestLast, responseFirst, word(AT.responseLast)) === TOO_LONG_SPAN) {
      countOdd(index, unit, TOO_LONG)
    } else if (kind === CONNECT && flags & FLAG.retransmittedRequest) {
      countOdd(index, unit, SYN_AGAIN)
    } else if (kind === CONNECT) {
      const entered = (flags & FLAG.entered) > 0
      connects.push({
        unit,
        enteredNs: entered ? began : null,
        synNs: began + requestLast,
        establishedNs: began + responseFirst,
      })
    } else if (kind === EXCHANGE) {
      const isTls = (flags & FLAG.tls) > 0
      const lineAt = (from + AT.line) * 4
      exchanges.push({
        unit,
        side: flags & FLAG.callee ? 'callee' : 'caller',
        connection: word(AT.connection),
        number: word(AT.number),
        mark: isTls ? null : markIn(text.toString('latin1', lineAt, lineAt + LINE_BYTES)),
        isTls,
        retransmitted: RETRANSMITTED[(flags / FLAG.retransmittedRequest) & 3]!,
        local: end(word(AT.localAddress), word(AT.ports) & 0xffff),
        remote: end(word(AT.remoteAddress), word(AT.ports) >>> 16),
        requestFirstNs: began,
        requestLastNs: began + requestLast,
        responseFirstNs: began + responseFirst,
        responseLastNs: began + word(AT.responseLast),
        requestBytes: word(AT.requestBytes),
        responseBytes: word(AT.responseBytes),
      })
    }
  }
  return { exchanges, connects, odd: [...odd.values()] }
}

/** "address:port" of both numbers, each text made once. */
function createEndpointNames(): (address: number, port: number) => string {
  const names = new Map<number, string>()
  return (address, port) => {
    const key = address * 0x1_0000 + port
    let name = names.get(key)
    if (name === undefined) {
      name = `${[0, 8, 16, 24].map((shift) => (address >>> shift) & 0xff).join('.')}:${port}`
      names.set(key, name)
    }
    return name
  }
}
