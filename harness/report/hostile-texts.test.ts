/** Reports of records whose texts were chosen to harm: they are drawn and named like any other text, and move nobody's cursor. */
import { expect, test } from 'vitest'
import { analyze } from '../stats/analyze.ts'
import type { ReportInput } from './report-input.ts'
import { renderReport } from './render-report.ts'
import { bothClocksInput } from './testing/synthetic-clock.ts'
import { kindInput, syntheticInput } from './testing/synthetic-input.ts'

const pageOf = async (input: ReportInput): Promise<string> =>
  (await renderReport(input)).find(({ name }) => name === 'index.html')!.content

test('signs that a terminal or a browser obeys are written out in every page; joiners of letters are kept', async () => {
  const input = bothClocksInput()
  const hostile = 'a\u001b[2J\u0007\u202eb'
  const run = {
    ...input.run,
    scenario: { ...input.run.scenario, name: hostile, description: `${hostile}?` },
    datapaths: input.run.datapaths.map((datapath) => ({
      ...datapath,
      label: `${datapath.label} ${hostile}`,
      noun: 'می\u200cخواهم',
    })),
  }
  const analysis = analyze(run, input.journal, input.evidence, () => null)
  const pages = (await renderReport({ ...input, run, analysis })).filter(({ name }) =>
    /\.(html|md)$/.test(name),
  )
  expect(pages).toHaveLength(4)
  for (const { content } of pages) {
    expect(content).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f\u202e]/)
    expect(content).toMatch(/a\\{1,2}u\{1b\}\\?\[2J\\{1,2}u\{7\}\\{1,2}u\{202e\}b/)
    expect(content).toContain('می\u200cخواهم')
  }
})

test.each([
  ['toString', syntheticInput],
  ['constructor', kindInput],
  ['__proto__', bothClocksInput],
])('a datapath labelled %s is drawn and named like any other', async (label, made) => {
  const input = made()
  const sidecar = input.run.datapaths.findIndex(({ name }) => /sidecar|istio/.test(name))
  input.run.datapaths[sidecar] = { ...input.run.datapaths[sidecar]!, label, noun: label }
  const page = await pageOf({
    ...input,
    analysis: analyze(input.run, input.journal, input.evidence, () => null),
  })
  // Once in a drawing and once in a table at least.
  expect(page).toMatch(new RegExp(`<text[^>]*>${label}</text>`))
  expect(page.split(label).length).toBeGreaterThan(3)
})
