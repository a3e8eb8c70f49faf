import { expect, test } from 'vitest'
import { assess } from './baseline.ts'
import { createContacts, type Contact } from './contacts.ts'
import { normalityByScenario, normalityByWindow, normalWords, unknownSourceWords } from './normality.ts'
import { createFlowReader } from './read-flows.ts'
import { opened } from './testing/flow-lines.ts'

function contactsOf(...lines: string[]): Contact[] {
  const contacts = createContacts()
  const reader = createFlowReader('seen.jsonl', contacts.add)
  for (const line of lines) reader.line(line)
  return contacts.build()
}
const span = (...lines: string[]) => ({ contacts: contactsOf(...lines), lastsMs: 10_000 })

const asksDns = (from: string) => opened({ from, to: 'dns', at: 0, port: 53 })
const ENDED = { l4: { TCP: { source_port: 39_000, destination_port: 8080, flags: { FIN: true } } } }
const assessment = assess(
  span(opened({ from: 'client', to: 'web', at: 0 })),
  span(
    opened({ from: 'client', to: 'web', at: 0 }),
    asksDns('client'),
    asksDns('stranger'),
    opened({ from: 'miner', to: 'web', at: 0 }),
    opened({ from: 'old', to: 'web', at: 0 }, ENDED),
  ),
)
const wordsOf = (from: string, to: string, port: number) => {
  const normality = normalityByWindow(assessment)({
    ...{ from: `shop/${from}`, to: `shop/${to}`, protocol: 'TCP', port },
  })
  return [normalWords(normality), unknownSourceWords(normality)]
}

test.each([
  ['client', 'web', 8080, 'yes', 'no'],
  ['miner', 'web', 8080, 'no: unknown source', 'yes'],
  ['client', 'dns', 53, 'not judged: DNS', 'no'],
  ['stranger', 'dns', 53, 'not judged: DNS', 'yes'],
  ['old', 'web', 8080, 'not judged: opened before', 'yes'],
])('by a window, %s → %s port %i is normal: %s; of an unknown source: %s', (from, to, port, ...words) => {
  expect(wordsOf(from, to, port)).toEqual(words)
})

test('names that a pod asks for are not judged by the scenario either, and its source is known or not', () => {
  const asked = { to: 'kube-system/dns', port: 53, expected: 'beside' as const }
  const isKnown = (id: string): boolean => id === 'shop/web'
  for (const [from, isUnknown] of [
    ['shop/web', false],
    ['shop/miner', true],
    ['host', false],
  ] as const)
    expect(normalityByScenario({ ...asked, from }, isKnown)).toEqual({
      isNormal: null,
      reasons: [],
      notJudged: 'DNS',
      isSourceUnknown: isUnknown,
    })
})
