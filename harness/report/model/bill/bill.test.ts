/** The bill: only between measured rates, with CPU, memory and reservations, at prices that are named. */
import { expect, test } from 'vitest'
import type { Prices } from '../../../prices/schema.ts'
import type { ReportInput } from '../../report-input.ts'
import { kindInput, syntheticInput } from '../../testing/synthetic-input.ts'
import { metricCell } from '../metric-cells.ts'
import type { Cell, Quantity } from '../quantity.ts'
import { treatmentRow } from '../answer/leading.ts'
import { viewsOf } from '../views.ts'
import { billOf, type Bill, type BillLine } from './bill.ts'
import { hoursOfAMillion, moneyReserved, moneyUsed } from './money.ts'

const ROUND: Prices = {
  file: 'round.yaml',
  currency: 'CHF',
  perCoreHour: { price: 1, source: 'round numbers', date: '2026-01-31' },
  perGibHour: { price: 0.5, source: 'round numbers', date: '2026-01-31' },
  defaultRequests: [
    { product: 'Istio', cores: 0.1, memoryMib: 128, source: 'its chart', date: '2026-02-28' },
  ],
}
const bill = (input: ReportInput): Bill => billOf(viewsOf(input).loads, { ...input, prices: ROUND })!
const lineOf = ({ lines }: Bill, name: string): BillLine => lines.find((line) => line.name === name)!
const value = (cell: Cell | undefined): number => {
  if (cell?.kind !== 'quantity') throw new Error(`a number was expected, and not ${JSON.stringify(cell)}`)
  return cell.value
}
const TWO_RATES = {
  trialNoise: 0.005,
  loads: [
    { name: 'busy', connection: 'keep-alive' as const, pagesPerSecond: 500, cpuFactor: 0.5 },
    { name: 'light', connection: 'keep-alive' as const, pagesPerSecond: 100 },
  ],
}

test('a million pages: CPU by the second, memory for the time that they take', () => {
  expect(hoursOfAMillion(1_000_000 / 3600)).toBeCloseTo(1, 9)
  const estimate = { middle: 3.6, interval: { low: 1.8, high: 5.4, confidence: 0.95 }, values: [3.6] }
  // 3.6 CPU-s for 1000 pages are 1 core-hour for a million; 2 GiB for an hour are 2 GiB-hours.
  const used = moneyUsed(estimate, 2 * 2 ** 30, 1_000_000 / 3600, ROUND)
  expect(used.middle).toBeCloseTo(1 * 1 + 2 * 0.5, 9)
  expect(used.interval!.low).toBeCloseTo(0.5 + 1, 9)
  expect(used.interval!.high).toBeCloseTo(1.5 + 1, 9)
  const reserved = { cores: 0.4, memoryBytes: 2 ** 30 }
  expect(moneyReserved(reserved, 1_000_000 / 3600, ROUND)).toBeCloseTo(0.4 + 0.5, 9)
  // Half the rate takes twice the time.
  expect(moneyReserved(reserved, 500_000 / 3600, ROUND)).toBeCloseTo(2 * 0.9, 9)
})

test('with one measured rate the bill is of that rate, and says that it holds at no other', () => {
  const made = bill(syntheticInput())
  for (const { at } of made.lines) expect(at.map(({ rate }) => rate)).toEqual(['200 pages/s'])
  expect(made.intro).toContain('One rate was measured, so the bill holds at 200 pages/s and at no other.')
  expect(made.ranges).toEqual([])
  expect(JSON.stringify(made)).not.toContain('1,000 pages/s')
})

test('with two rates it is a range between them: each rate has what was measured at it, nothing is scaled', () => {
  const input = syntheticInput(TWO_RATES)
  const made = bill(input)
  const { at } = lineOf(made, 'sidecar, mTLS')
  expect(at.map(({ rate }) => rate)).toEqual(['100 pages/s', '500 pages/s'])
  for (const view of viewsOf(input).loads) {
    const arm = view.treatments.find(({ name }) => name === 'sidecar-mtls')!
    const measured = metricCell(treatmentRow(arm, view), view, 'cpu')
    expect(at.find(({ rate }) => rate === view.rate)!.cells[1]).toEqual(measured)
  }
  const [light, busy] = at.map(({ cells }) => value(cells[3]))
  // Half the CPU and a fifth of the time: neither end can be had from the other by proportion.
  expect(busy! / light!).toBeGreaterThan(0.25)
  expect(busy! / light!).toBeLessThan(0.5)
  expect(made.intro).toContain(
    'It holds between the measured rates, 100 pages/s and 500 pages/s, and not beyond them.',
  )
  expect(made.ranges.join('\n')).toMatch(
    /^sidecar, mTLS: a million pages cost, in CHF, from \+[\d.]+ \[[\d., ]+\] at 100 pages\/s to \+[\d.]+ \[[\d., ]+\] at 500 pages\/s more/m,
  )
})

test('a load with another kind of connection is another question, and a rate that was measured twice counts once', () => {
  const made = bill(
    syntheticInput({
      loads: [
        { name: 'kept', connection: 'keep-alive' },
        { name: 'kept again', connection: 'keep-alive' },
        { name: 'fresh', connection: 'per-request', pagesPerSecond: 50 },
      ],
    }),
  )
  expect(made.lines[0]!.at.map(({ rate }) => rate)).toEqual(['200 pages/s'])
})

test('memory is in the money: proxies, agents and tables, not the services', () => {
  const { cells } = lineOf(bill(syntheticInput()), 'sidecar').at[0]!
  const [, cpu, memory, used] = cells
  expect(value(memory)).toBeCloseTo(108e6 - 2e5, -3)
  const ofCpu = (value(cpu) * 1000) / 3600
  const ofMemory = (value(memory) / 2 ** 30) * 0.5 * hoursOfAMillion(200)
  expect(value(used)).toBeCloseTo(ofCpu + ofMemory, 9)
  expect(ofMemory).toBeGreaterThan(0.05)
})

test('where no reservation exists the run says so, and what the product reserves by default is called an assumption', () => {
  const input = syntheticInput()
  for (const arm of input.run.arms)
    arm.reservations = { notMeasured: 'programs in network namespaces reserve nothing' }
  const made = bill(input)
  const [, , , , here, byDefault] = lineOf(made, 'sidecar, mTLS').at[0]!.cells
  expect(here).toMatchObject({ word: 'not measured', why: 'programs in network namespaces reserve nothing' })
  const reserved = byDefault as Quantity
  expect(reserved.remark).toBe('assumed for 4 proxies')
  expect(reserved.beside.map((cell) => value(cell))).toEqual([0.4, 4 * 128 * 2 ** 20])
  expect(reserved.value).toBeCloseTo((0.4 + 0.5 * 0.5) * hoursOfAMillion(200), 9)
  expect(made.notes.join('\n')).toMatch(
    /An assumption, and no measurement: by default each proxy of Istio reserves 0\.1 cores and 128 MiB \(its chart; read on 2026-02-28\)/,
  )
  expect(lineOf(made, 'eBPF (ours)').at[0]!.cells[5]).toMatchObject({ word: 'none' })
})

test('what the pods of a run reserve is read from them, and paid whether it is used or not', () => {
  const input = kindInput()
  for (const arm of input.run.arms)
    arm.reservations = {
      proxies:
        arm.name === 'istio-sidecar'
          ? ['client', 'front', 'middle', 'back'].map((pod) => ({
              ...{ pod, container: 'istio-proxy', cores: 0.01, memoryBytes: 40 * 2 ** 20 },
            }))
          : [],
    }
  const made = bill(input)
  const [, , , , here, byDefault] = lineOf(made, 'Istio sidecar').at[0]!.cells
  expect((here as Quantity).beside.map((cell) => value(cell))).toEqual([0.04, 160 * 2 ** 20])
  expect(value(here)).toBeCloseTo((0.04 + 0.5 * (160 / 1024)) * hoursOfAMillion(200), 9)
  expect(value(byDefault)).toBeGreaterThan(value(here))
  expect(lineOf(made, 'Cilium').at[0]!.cells[4]).toMatchObject({ word: 'none' })
  expect(made.notes.join('\n')).toContain('What is reserved is paid whether it is used or not')
})

test('an older run did not read reservations, and says so', () => {
  const [, , , , here] = lineOf(bill(kindInput()), 'Istio sidecar').at[0]!.cells
  expect(here).toMatchObject({ word: 'not measured', why: 'this run did not read what its pods reserve' })
})

test('money is as unsure as the CPU behind it', () => {
  const [, cpu, , used] = lineOf(bill(syntheticInput({ trialNoise: 0.2 })), 'kube-proxy').at[0]!.cells
  expect(cpu).toMatchObject({ verdict: 'not resolved' })
  expect(used).toMatchObject({ verdict: 'not resolved' })
})

test('the prices are named with their file, sources and dates', () => {
  expect(bill(syntheticInput()).notes[0]).toBe(
    'Prices: 1 CHF a core-hour and 0.5 CHF a GiB-hour (round numbers; read on 2026-01-31), from round.yaml. --prices takes another file.',
  )
})

test('nothing is billed where nothing was compared', () => {
  const input = syntheticInput({ arms: [{ name: 'direct', role: 'baseline' }] })
  expect(billOf(viewsOf(input).loads, input)).toBeNull()
})

test('the brackets say how sure they are, and whose they are', () => {
  expect(bill(syntheticInput()).notes.join('\n')).toMatch(
    /Brackets are at 99\.\d+\s% each, those of memory at 95\s%\. The brackets of money are those of the CPU/,
  )
})
