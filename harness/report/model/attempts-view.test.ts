import { expect, test } from 'vitest'
import { attemptsTable } from '../../flows/attempts-table.ts'
import { attemptsPart } from '../html/attempts-part.ts'
import { renderReport } from '../render-report.ts'
import { SIGHTS_OF_ATTEMPTS as SIGHTS } from '../testing/synthetic-attempts.ts'
import { syntheticInput } from '../testing/synthetic-input.ts'
import { attemptsView } from './attempts-view.ts'

const ARMS = ['direct', 'ebpf', 'sidecar'].map((name) => ({ name, label: `the ${name}` }))
test('each cell says whether it was seen, how it ended, and whether it was named', () => {
  const view = attemptsView(ARMS, SIGHTS)!
  expect(view.rows).toMatchObject([{ name: 'scan', what: 'cart → 2 services: TCP' }])
  expect(
    view.rows[0]!.cells.map((cell) =>
      Object.values(cell!).map(({ mark, words }: { mark: string; words: string }) => `${mark}: ${words}`),
    ),
  ).toEqual([
    ['no: sees nothing', 'no: let through: 200 after 2.3 ms', 'no: not named'],
    ['part: seen 1 of 2 times', 'yes: blocked: time-out after 1.0 s', 'yes: named: new edge, refused'],
    ['unknown: unknown', 'no: let through: 200 after 2.3 ms', 'unknown: unknown'],
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
  expect(text).toMatch(/^scan +cart → 2 services: TCP +direct +sees nothing +let through: 200/m)
  expect(text).toContain('ebpf: named 1 of 1 attempts; of what it named, of attempts: 1 of 2; false:')
  expect(text).toContain('direct: sees nothing, so nothing is named: 0 of 1 attempts')
  const input = syntheticInput()
  const files = await renderReport({ ...input, sights: SIGHTS })
  const of = (name: string) => files.find((file) => file.name === name)!.content
  expect(of('index.html')).toMatch(/<h3 id=attempts>.*class=attempts/s)
  expect(of('report.md')).toMatch(/^\| scan \| cart → 2 services: TCP \| sees nothing; let through/m)
})

test('a run without attempts has no such part, and none of its style', async () => {
  expect(attemptsView(ARMS, [{ ...SIGHTS[0]!, about: null }])).toBeNull()
  const files = await renderReport(syntheticInput())
  for (const { content } of files) expect(content).not.toMatch(/["#.]attempts\b/)
})
