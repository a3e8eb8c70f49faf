import { expect, test } from 'vitest'
import { syntheticInput } from '../testing/synthetic-input.ts'
import { verdictLegend } from './legend.ts'
import { machineVerdict } from './machine.ts'
import { viewsOf } from './views.ts'

const [view] = viewsOf(syntheticInput()).loads

test('badge and legend give the range over the pairs that are compared, and not the figure of the same arm twice', () => {
  const one = { ...view!, pairsResolveUs: { user: [288.6, 862.4, 446.9], hop: [] }, hops: 3 }
  expect(machineVerdict(one).words).toMatch(/resolves (?:only )?96 to 287 µs a hop, by pair/)
  expect(verdictLegend(one).find(({ verdict }) => verdict === 'not resolved')?.meaning).toContain(
    'find a difference of 96 to 287 µs a hop, by pair',
  )
})

test('where the pairs are not known, the badge says that its figure is of the same arm twice', () => {
  const one = { ...view!, pairsResolveUs: { user: [], hop: [] } }
  expect(machineVerdict(one).words).toMatch(
    /resolves (?:only )?\d+ µs a hop, between two arms as noisy as the same arm twice/,
  )
})
