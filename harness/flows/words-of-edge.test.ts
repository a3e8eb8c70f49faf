import { expect, test } from 'vitest'
import { readFlows } from './read-flows.ts'
import { asked, dropped, opened } from './testing/flow-lines.ts'
import { oftenWords, successWords, verdictWords } from './words-of-edge.ts'

const ends = { from: 'catalog', to: 'products', at: 0 }
const wordsOf = (...lines: string[]) => {
  const [edge] = readFlows('seen.jsonl', lines.join('\n')).graph.edges
  return [oftenWords(edge!), successWords(edge!), verdictWords(edge!)]
}
const encrypted = (line: string): string => line.replace('"IP":{', '"IP":{"encrypted":true,')
const failed = () => opened(ends, { verdict: 'ERROR' })

test('calls that succeeded and connections that failed are told apart by their units', () => {
  expect(wordsOf(...asked(ends).map(encrypted), failed(), encrypted(failed()))).toEqual([
    '1 call',
    '1 call succeeded; 2 connections failed',
    '1 connection forwarded, 2 failed; encrypted 1 of 1 that opened',
  ])
})

test('where all connections opened, encrypted ones are told of all', () => {
  expect(wordsOf(...asked(ends).map(encrypted), ...asked(ends))[2]).toBe(
    '2 connections forwarded; encrypted 1 of 2',
  )
})

test('a connection with a refused or failed call has opened', () => {
  const refused = asked(ends, { code: 403 }).map((line) => encrypted(line.replace('FORWARDED', 'DROPPED')))
  const broken = asked(ends, { code: 503 }).map((line) => line.replace('FORWARDED', 'ERROR'))
  expect(wordsOf(...refused, ...broken)).toEqual([
    '2 calls',
    '2 of 2 calls failed',
    '1 connection with a refused call, 1 with a failed call; encrypted 1 of 2',
  ])
})

test('a latency that a log rounds down to nothing is told by its bound', () => {
  const timed = (ns: string) =>
    asked(ends).map((line) => line.replace('"RESPONSE",', `"RESPONSE","latency_ns":"${ns}",`))
  expect(wordsOf(...timed('0'))[1]).toBe('1 call succeeded, p50 under 1 ms')
  expect(wordsOf(...timed('1400000'))[1]).toBe('1 call succeeded, p50 1.4 ms')
})

test('connections of which only the end was seen are told apart from those that opened meanwhile', () => {
  const ended = opened(ends, {
    l4: { TCP: { source_port: 9, destination_port: 8080, flags: { FIN: true } } },
  })
  expect(wordsOf(opened(ends), ended)[0]).toBe('2 connections (1 opened earlier)')
})

test('of connections that nobody read, those that were refused or failed are counted', () => {
  expect(wordsOf(opened(ends))).toEqual(['1 connection', 'not visible', 'forwarded'])
  expect(wordsOf(opened(ends), ...dropped(ends), failed())).toEqual([
    '3 connections, 3/s',
    '1 of 3 connections refused, 1 failed',
    '1 connection forwarded, 1 failed, 1 refused (POLICY_DENIED)',
  ])
})
