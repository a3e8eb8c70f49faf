import { expect, test } from 'vitest'
import type { Analysis } from '../analysis.ts'
import { analyzed } from '../testing/analyzed.ts'
import {
  ARMS_WITH_PLANTED,
  PLANTED_ARM,
  plantSynthetic,
  type Instrument,
} from '../testing/synthetic-planted.ts'
import type { SyntheticOptions, SyntheticRun } from '../testing/synthetic-run.ts'

const OPTIONS: SyntheticOptions = {
  ...{ seed: 'planted', arms: ARMS_WITH_PLANTED, hopClock: true, trialNoise: 0.01, capacityRounds: 0 },
}

const withPlanted = (
  instrument: Instrument = {},
  options: Partial<SyntheticOptions> = {},
  change: (run: SyntheticRun) => void = () => undefined,
): Analysis =>
  analyzed({ ...OPTIONS, ...options }, (made) => {
    plantSynthetic(made, instrument)
    change(made)
  })

const outcomes = ({ planted }: Analysis) =>
  Object.fromEntries(
    planted.arms.flatMap(({ effects }) =>
      effects.map(({ effect, outcome }) => [effect.kind, outcome.verdict]),
    ),
  )

const ALL_FOUND = {
  'busy-service': 'found',
  'slow-hop': 'found',
  'busy-agent': 'found',
  'held-memory': 'found',
}

test('a healthy instrument finds each effect where it was planted, and nothing elsewhere', () => {
  const analysis = withPlanted()
  expect(outcomes(analysis)).toEqual(ALL_FOUND)
  expect(analysis.planted.verdict).toBe('passed')
  const [arm] = analysis.planted.arms
  const transport = arm!.rows.find(({ figure }) => figure.of === 'transport' && figure.to === 'front')!
  expect(transport).toMatchObject({ effects: ['slow-hop'], truth: 20, verdict: 'found' })
  const nowhere = arm!.rows.filter(({ effects }) => effects.length === 0)
  expect(nowhere.map(({ figure }) => figure)).toContainEqual({ of: 'transport', from: 'middle', to: 'back' })
  expect(nowhere.map(({ figure }) => figure)).toContainEqual({ of: 'app', service: 'middle' })
  expect(new Set(nowhere.map(({ verdict }) => verdict))).toEqual(new Set(['nothing']))
  expect(analysis.noise[0]!.verdict).toBe('quiet')
})

test('a page holds what both delays add to it', () => {
  const page = withPlanted().planted.arms[0]!.rows.find(({ figure }) => figure.of === 'page')!
  expect(page).toMatchObject({ effects: ['busy-service', 'slow-hop'], truth: 40 })
})

test('an arm with planted effects is in no ranking and in no figure of an arm', () => {
  const analysis = withPlanted()
  expect(analysis.arms.map(({ arm }) => arm)).toEqual(['direct', 'direct-twin'])
  expect(analysis.comparisons).toEqual([])
  expect(JSON.stringify([analysis.twins, analysis.errorRates])).not.toContain(PLANTED_ARM.name)
})

test.each([
  ['the hop clock', { hopClock: 2 }, 'slow-hop'],
  ['the hop clock', { hopClock: 0.5 }, 'slow-hop'],
  ['CPU', { cpu: 2 }, 'busy-agent'],
  ['memory', { memory: 0.5 }, 'held-memory'],
])('%s that is wrong by a factor of two misses its effect, and the run is invalid (%o)', (_, wrong, kind) => {
  const analysis = withPlanted(wrong)
  expect(outcomes(analysis)[kind]).toBe('missed')
  expect(analysis.planted.verdict).toBe('missed')
  expect(analysis.noise[0]).toMatchObject({ verdict: 'invalid', instrument: 'missed' })
  expect(analysis.noise[0]!.warnings.join()).toContain('missed a planted effect')
})

test('an effect that shows in another hop is missed in its own, and found where nothing was planted', () => {
  const { planted, noise } = withPlanted({ slowHopShowsIn: 'middle' })
  const verdicts = Object.fromEntries(
    planted.arms[0]!.rows.flatMap(({ figure, verdict }) =>
      figure.of === 'transport' ? [[figure.to, verdict]] : [],
    ),
  )
  expect(verdicts).toEqual({ front: 'missed', middle: 'missed', back: 'nothing' })
  expect(noise[0]!.verdict).toBe('invalid')
})

test('an arm that did not come up leaves the run uncalibrated, and so not quiet', () => {
  const analysis = withPlanted({}, {}, ({ journal }) => {
    journal.splice(
      0,
      journal.length,
      ...journal.filter((record) => !('arm' in record && record.arm === PLANTED_ARM.name)),
    )
    for (const record of journal)
      if (record.kind === 'bring-up')
        record.failedArms = [
          { arm: PLANTED_ARM.name, problem: { what: 'no room on the node', advice: null } },
        ]
  })
  expect(analysis.planted).toMatchObject({
    verdict: 'not calibrated',
    why: 'planted-effects has no trial that counts: it did not come up, because no room on the node',
  })
  expect(analysis.noise[0]!.verdict).toBe('noisy')
  expect(analysis.noise[0]!.warnings.join()).toContain('not calibrated')
})

test('a run that is too coarse for an effect says so, and is neither calibrated by it nor invalid', () => {
  const analysis = withPlanted({}, { rounds: 6, hopNoise: { luck: 0.3, window: 0.3 } })
  expect(outcomes(analysis)['busy-service']).toBe('too coarse')
  expect(outcomes(analysis)['held-memory']).toBe('found')
  expect(analysis.planted.verdict).toBe('passed')
})

test('a run that found none of its effects is not calibrated, and so not quiet', () => {
  const analysis = withPlanted({}, {}, ({ journal }) => {
    const isLate = (record: (typeof journal)[number]): boolean =>
      'arm' in record && record.arm === PLANTED_ARM.name && 'bringUp' in record && record.bringUp > 0
    journal.splice(0, journal.length, ...journal.filter((record) => !isLate(record)))
  })
  expect(new Set(Object.values(outcomes(analysis)))).toEqual(new Set(['too coarse']))
  expect(analysis.planted).toMatchObject({
    verdict: 'not calibrated',
    why: 'none of the planted effects could be told',
  })
  expect(analysis.noise[0]!.verdict).toBe('noisy')
})

test('an effect that the machine cannot plant is named with the reason, and the others are judged', () => {
  const analysis = withPlanted({ withoutAgent: true })
  expect(outcomes(analysis)).toEqual({ ...ALL_FOUND, 'busy-agent': 'not planted' })
  expect(analysis.planted.verdict).toBe('passed')
})

test('a run without the hop clock judges what its other instruments read', () => {
  const analysis = withPlanted({}, { hopClock: false })
  expect(outcomes(analysis)).toEqual({
    ...ALL_FOUND,
    'busy-service': 'not measured',
    'slow-hop': 'not measured',
  })
})

test('a run that planted nothing stays what it is', () => {
  const analysis = analyzed({ ...OPTIONS, arms: ARMS_WITH_PLANTED.slice(0, 2) })
  expect(analysis.planted).toMatchObject({ arms: [], verdict: 'none', why: null })
  expect(analysis.noise[0]).toMatchObject({ verdict: 'quiet', instrument: 'none' })
})
