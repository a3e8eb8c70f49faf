import { expect, test } from 'vitest'
import { readRecords } from './records.ts'

const unit = { arm: 'direct', pod: 'client', role: 'client' as const }

/** A connect of 100 µs as the programs write it (`struct record` of bpf/hopclock/abi.h), with these flags. */
function connect(flags: number): Uint8Array {
  const words = new Uint32Array(18)
  words[0] = 5_000
  words[2] = 100_000
  words[5] = 20_000
  words[7] = (1 << 16) | (flags << 24)
  return new Uint8Array(words.buffer)
}

const [ENTERED, SENT_AGAIN] = [16, 4]

test('a connect is read with its entry, its first SYN and the answer', () => {
  expect(readRecords(connect(ENTERED), () => unit)).toMatchObject({
    connects: [{ unit, enteredNs: 5_000, synNs: 25_000, establishedNs: 105_000 }],
    odd: [],
  })
})

test('a connect whose SYN was sent again is counted and not measured', () => {
  expect(readRecords(connect(ENTERED | SENT_AGAIN), () => unit)).toMatchObject({
    connects: [],
    odd: [{ unit, kind: 'connect with a SYN sent again', count: 1 }],
  })
})
