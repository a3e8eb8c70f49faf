import { expect, test } from 'vitest'
import type { ClockPriceRecord } from '../results/record.ts'
import { clockPriceOf } from './clock-price.ts'

const record = (reading: ClockPriceRecord['reading'], arm = 'ebpf'): ClockPriceRecord => ({
  ...{ kind: 'clock-price', startedAt: '2026-11-28T10:00:00.000Z', arm, load: 'steady', bringUp: 11 },
  reading,
})
const window = (pages: number, ns: number) => ({
  pages,
  programs: {
    hop_egress: { runs: 800, ns: 2 * ns },
    hop_ingress: { runs: 1000, ns },
    hop_connect4: { runs: 0, ns: 0 },
  },
})

test('the price of a page is the run time of all programs over all pages of the windows', () => {
  const journal = [record(window(100, 400_000)), record(window(300, 800_000)), record(window(1, 1), 'direct')]
  expect(clockPriceOf(journal, 'ebpf', 'steady')).toEqual({
    usPerPage: 9,
    packetsPerPage: 9,
    nsPerPacketOut: 1500,
    nsPerPacketIn: 600,
  })
})

test('a price that nobody measured carries the reason', () => {
  const failed = record({ notMeasured: 'Operation not permitted' })
  expect(clockPriceOf([failed], 'ebpf', 'steady')).toEqual({ notMeasured: 'Operation not permitted' })
  expect(clockPriceOf([failed], 'sidecar', 'steady')).toHaveProperty('notMeasured')
})
