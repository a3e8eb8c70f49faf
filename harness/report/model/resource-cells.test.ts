/** Memory a pod and a node: what one more pod takes, and what a node holds once. */
import { expect, test } from 'vitest'
import { analyze } from '../../stats/analyze.ts'
import type { ReportInput } from '../report-input.ts'
import { syntheticInput } from '../testing/synthetic-input.ts'
import { memoryCell } from './resource-cells.ts'
import type { Quantity } from './quantity.ts'
import { viewsOf } from './views.ts'

/** The part of the proxies' memory that is program text; each bring-up's proxies take a little more than the last one's. */
function withFiles(fileBytes: number): ReportInput {
  const input = syntheticInput()
  for (const record of input.journal)
    if ('memory' in record && 'proxyBytes' in record.memory) {
      record.memory.proxyFileBytes = record.memory.proxyBytes > 0 ? fileBytes : 0
      if (record.memory.proxyBytes > 0) record.memory.proxyBytes += 4e5 * record.bringUp
    }
  return { ...input, analysis: analyze(input.run, input.journal, input.evidence, () => null) }
}

function cellOf(input: ReportInput, name: string): Quantity {
  const view = viewsOf(input).loads[0]!
  const arm = view.treatments.find((one) => one.name === name)!
  const cell = memoryCell({ kind: 'treatment', arm, other: view.against(arm) }, view)
  if (cell.kind === 'word') throw new Error(cell.word)
  return cell
}

test('a further pod takes the proxy’s own memory; the program text is on the node once', () => {
  const cell = cellOf(withFiles(48e6), 'sidecar')
  // Twelve bring-ups, each with 0.1 MB a proxy more than the one before.
  expect(cell).toMatchObject({ unit: 'bytes a pod', remark: null })
  expect(cell.value).toBeCloseTo((108e6 - 48e6) / 4 + 5.5e5, -2)
  expect(cell.interval!.low).toBeLessThan(cell.value)
  expect(cell.interval!.high).toBeGreaterThan(cell.value)
  expect(cell.interval).toMatchObject({ confidence: 0.95 })
  const [node] = cell.beside as [Quantity]
  expect(node).toMatchObject({ unit: 'bytes a node' })
  // Against kube-proxy, which has tables of 0.2 MB.
  expect(node.value).toBeCloseTo(48e6 - 2e5, -2)
})

test('a record that does not tell the text apart gives the whole, shared out, and says so', () => {
  const cell = cellOf(syntheticInput(), 'sidecar')
  expect(cell.value).toBeCloseTo(27e6, -2)
  expect(cell.remark).toBe('with its share of the program text, which a node holds once')
  expect((cell.beside[0] as Quantity).value).toBeCloseTo(-2e5, -2)
})

test('a datapath without proxies has memory a node only', () => {
  const cell = cellOf(syntheticInput(), 'ebpf')
  expect(cell).toMatchObject({ unit: 'bytes a node', beside: [] })
  expect(cell.value).toBeCloseTo(6e6 - 2e5, -2)
})

test('proxies of a central gateway are told by the gateway: no pod brings a further one', () => {
  const input = withFiles(48e6)
  input.run.datapaths.find(({ name }) => name === 'sidecar')!.family = 'gateway'
  expect(cellOf(input, 'sidecar')).toMatchObject({ unit: 'bytes a gateway' })
})
