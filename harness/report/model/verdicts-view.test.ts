import { expect, test } from 'vitest'
import { LARGE, VERDICTS } from '../testing/synthetic-verdicts.ts'
import { verdictsView } from './verdicts-view.ts'

const ARMS = ['direct', 'ebpf', 'sidecar'].map((name) => ({ name, label: name.toUpperCase() }))
const view = verdictsView(ARMS, VERDICTS)!

test('a run without policies has no such section', () => {
  expect(verdictsView(ARMS, [])).toBeNull()
})

test('cells are counted for what each arm enforces, and an arm that enforces nothing says so', () => {
  expect(view.arms.map(({ label, enforces, asExpected }) => [label, enforces, asExpected])).toEqual([
    ['DIRECT', 'nothing', 'not enforced: 3 of 3 pass'],
    ['EBPF', '1 NetworkPolicy', '3 of 3; 1 of them not at first'],
    ['SIDECAR', '1 AuthorizationPolicy', '2 of 2; 1 cell not tried: both end alike'],
  ])
  expect(view.arms.map(({ compiled }) => compiled)).toEqual([
    'nothing is compiled',
    '2 of 3, read from BPF maps',
    '3 of 3, read from RBAC filters',
  ])
  expect(view.arms.map(({ inForce }) => inForce)).toEqual([
    'not measured: nothing is enforced',
    '0.4 ms',
    'not measured: the rules are part of the configuration',
  ])
})

test('what passes although all policies together deny it is counted and named, with the reason', () => {
  expect(view.arms.map(({ passes, passing }) => [passes, passing])).toEqual([
    ['2 of 2', ['client → orders:8080, POST /', 'client → stock:8080, GET /']],
    ['1 of 2', ['client → orders:8080, POST /']],
    ['none', []],
  ])
  expect(view.arms[1]!.notEnforced).toEqual([
    'not enforced: AuthorizationPolicy shop/readers, because no proxy stands in front of the pod that is called',
  ])
})

test('every deviating cell is named with all its tries, the first one too, and what was compiled otherwise', () => {
  expect(view.deviations).toEqual([
    ['EBPF', 'client → orders:8080, GET /', 'allowed', 'allowed', 'time-out, then answered 200'],
    [
      ...['EBPF', 'client → stock:8080, GET /', 'denied (time-out) by NetworkPolicy shop/<b>closed'],
      ...['allowed', 'time-out'],
    ],
  ])
})

test('a matrix whose known denial did not end as expected shows nothing', () => {
  const blind = verdictsView(ARMS, [{ ...VERDICTS[1]!, knownFirst: ['allowed'] }])!
  expect(blind.arms[0]).toMatchObject({ known: 'not as expected: the other cells show nothing', isTrouble: true })
  expect(view.arms.map(({ known }) => known)).toEqual([
    'one that passes',
    'one denied, one allowed, as expected',
    'one denied, one allowed, as expected',
  ])
})

test('the whole matrix has a row for each cell, and a large one a row for all that ended alike', () => {
  expect(view.matrix.isFolded).toBe(false)
  expect(view.matrix.rows).toHaveLength(3)
  expect(view.matrix.rows[1]).toEqual([
    ...['client', 'orders', '8080', 'POST /', 'denied (403) by AuthorizationPolicy shop/readers'],
    ...['✓ answered 200', '✓ answered 200', '✓ answered 403'],
  ])
  const large = verdictsView(ARMS, [LARGE])!
  expect(large.matrix).toMatchObject({ cells: 100, isFolded: true })
  expect(large.matrix.rows).toHaveLength(20)
  expect(large.matrix.rows[1]![1]).toBe('t-1, t-2, t-3, t-4, t-5, t-6, t-7, t-8, t-9')
})
