import { expect, test } from 'vitest'
import type { AttemptsMade, MadeAttempt } from '../../flows/attempts-made.ts'
import { assess } from '../../flows/baseline.ts'
import { createContacts } from '../../flows/contacts.ts'
import type { FlowsAbout } from '../../flows/flows-about.ts'
import { attemptsTable } from '../../flows/attempts-table.ts'
import { judgeAttempts } from '../../flows/judge-attempts.ts'
import { readFlows } from '../../flows/read-flows.ts'
import type { Sight } from '../../flows/seen-by.ts'
import { BEGAN, dropped, opened } from '../../flows/testing/flow-lines.ts'
import { attemptsPart } from '../html/attempts-part.ts'
import { renderReport } from '../render-report.ts'
import { syntheticInput } from '../testing/synthetic-input.ts'
import { attemptsView } from './attempts-view.ts'

const at = (ms: number): string => new Date(BEGAN + ms).toISOString()

const made = (arm: string, face: 'time-out' | 'answered'): AttemptsMade => ({
  ...{ arm, from: at(2000), to: at(4000), pages: 20, paceMs: 100, lines: 3 },
  attempts: ['store', '<b>books'].map((name): MadeAttempt => ({
    ...{ name: 'scan', kind: 'scan', dialled: '10.0.1.5', ports: [8080], request: null },
    from: { name: 'cart', namespace: 'shop', address: '10.0.0.4' },
    to: { name, addresses: [] },
    tries: [
      {
        at: at(2000),
        tookMs: face === 'time-out' ? 1001.2 : 2.25,
        outcome: { face, status: face === 'answered' ? 200 : null, code: null },
      },
    ],
  })),
})

const about = (arm: string, change: Partial<FlowsAbout> = {}): FlowsAbout => ({
  ...{ arm, emitter: null, source: 'a source', sees: 'connections', switchedOn: [] },
  ...{ from: at(0), to: at(2000), pages: 20, calls: [], accepted: {}, lines: 1, lost: 0, unknownSince: null },
  ...change,
})

function sight(arm: string, beside: FlowsAbout, face: 'time-out' | 'answered', lines: string[]): Sight {
  const [normal, later] = [createContacts(), createContacts()]
  readFlows('a', opened({ from: 'client', to: 'cart', at: 0 }), normal.add)
  const read = readFlows('b', lines.join('\n'), later.add)
  const contacts = later.build()
  const truth = made(arm, face)
  const assessment = assess({ contacts: normal.build(), lastsMs: 2000 }, { contacts, lastsMs: 2000 })
  const judged = { assessment, judgement: judgeAttempts(truth, contacts, assessment) }
  return {
    ...{ name: arm, read: null, about: beside, completeness: null },
    attempts: { made: truth, read, judged: beside.unknownSince ? null : judged },
  }
}

const ARMS = ['direct', 'ebpf', 'sidecar'].map((name) => ({ name, label: `the ${name}` }))
const SIGHTS: Sight[] = [
  sight('direct', about('direct', { sees: 'nothing' }), 'answered', []),
  sight('ebpf', about('ebpf'), 'time-out', [
    ...dropped({ from: 'cart', to: 'store', at: 2001 }),
    opened({ from: 'client', to: 'store', at: 3000 }),
  ]),
  sight(
    'sidecar',
    about('sidecar', { unknownSince: { since: at(0), why: 'the log could not be read' } }),
    'answered',
    [],
  ),
]

test('each cell says whether it was seen, how it ended, and whether it was named', () => {
  const view = attemptsView(ARMS, SIGHTS)!
  expect(view.rows).toMatchObject([{ name: 'scan', what: 'cart → 2 services: TCP 8080' }])
  expect(
    view.rows[0]!.cells.map((cell) =>
      Object.values(cell!).map(({ mark, words }: { mark: string; words: string }) => `${mark}: ${words}`),
    ),
  ).toEqual([
    ['no: sees nothing', 'no: let through: 200 after 2.3 ms', 'no: not named'],
    ['part: seen 1 of 2 times', 'yes: blocked: time-out after 1.0 s', 'yes: named: new edge, refused'],
    ['no: unknown', 'no: let through: 200 after 2.3 ms', 'no: unknown'],
  ])
  expect(view.arms.map(({ recall, precision }) => [recall, precision])).toEqual([
    ['0 of 1', 'not measured: it named nothing'],
    ['1 of 1', '1 of 2; false: shop/client → shop/store (new edge)'],
    ['unknown', 'unknown'],
  ])
})

test('page, Markdown and terminal have the table; names cannot become markup', async () => {
  const view = attemptsView(ARMS, SIGHTS)
  const page = attemptsPart(view) as { text: string }
  expect(page.text).toContain('blocked: time-out after 1.0 s')
  const text = attemptsTable(SIGHTS)
  expect(text).toMatch(/^scan +cart → 2 services: TCP 8080 +direct +sees nothing +let through: 200/m)
  expect(text).toContain('ebpf: named 1 of 1 attempts; of what it named, of attempts: 1 of 2; false:')
  expect(text).toContain('direct: sees nothing, so nothing is named: 0 of 1 attempts')
  const input = syntheticInput()
  const files = await renderReport({ ...input, sights: SIGHTS })
  const of = (name: string) => files.find((file) => file.name === name)!.content
  expect(of('index.html')).toMatch(/<h3 id="attempts">.*class="attempts"/s)
  expect(of('report.md')).toMatch(/^\| scan \| cart → 2 services: TCP 8080 \| sees nothing; let through/m)
})

test('a run without attempts has no such part, and none of its style', async () => {
  expect(attemptsView(ARMS, [{ ...SIGHTS[0]!, about: null }])).toBeNull()
  const files = await renderReport(syntheticInput())
  for (const { content } of files) expect(content).not.toContain('attempts')
})
