/**
 * The order of a run as text. Each line is one turn of an arm. Brackets hold what is stored on disk before anything further
 * is done. `engine/testing/logged-arm.ts` defines the steps.
 */
import { expect, test, vi } from 'vitest'
import { order } from './testing/order-log.ts'
import { orderOfRun, STEADY } from './testing/order-of-run.ts'

// Idle windows of fake arms need no time.
vi.mock('node:timers/promises', () => ({ setTimeout: () => Promise.resolve() }))

/** In which the only bring-up raises the arms where a test does not say otherwise. */
const RAISE_ORDER = [['mesh', 'direct']]

const fails = (why: string) => () => Promise.reject(new Error(why))
const once = (happens: () => unknown) => (time: number) => (time === 1 ? happens() : undefined)

test('each bring-up raises new processes in its own order and proves them on both sides of its rounds: in full at the beginning and at the end of the run', async () => {
  const rounds = [
    ['direct', 'mesh'],
    ['mesh', 'direct'],
    ['mesh', 'direct'],
    ['direct', 'mesh'],
  ]
  expect(await orderOfRun({ rounds, raiseOrder: [...RAISE_ORDER, ['direct', 'mesh']] })).toBe(order`
    [plan: direct mesh / mesh direct / mesh direct / direct mesh; steady 100]
    mesh: raise, prove in full, [proof before], warm 900, freeze
    direct: raise, prove in full, [proof before], warm 900, freeze
    [bring-up 0]
    direct: settings, [learned]
    mesh: settings, [learned]
    direct: thaw, alive, load 100/s, alive, freeze, [round 0 steady: completed]
    mesh: thaw, alive, load 100/s, alive, freeze, [round 0 steady: completed]
    mesh: thaw, alive, load 100/s, alive, freeze, [round 1 steady: completed]
    direct: thaw, alive, load 100/s, alive, freeze, [round 1 steady: completed]
    direct: wake, prove, [proof after]
    mesh: wake, prove, [proof after]
    direct: down
    mesh: down
    direct: raise, prove, [proof before], warm 900, freeze
    mesh: raise, prove, [proof before], warm 900, freeze
    [bring-up 1]
    mesh: thaw, alive, load 100/s, alive, freeze, [round 2 steady: completed]
    direct: thaw, alive, load 100/s, alive, freeze, [round 2 steady: completed]
    direct: thaw, alive, load 100/s, alive, freeze, [round 3 steady: completed]
    mesh: thaw, alive, load 100/s, alive, freeze, [round 3 steady: completed]
    direct: wake, prove in full, [proof after]
    mesh: wake, prove in full, [proof after], flows, [flows kept]
    direct: down
    mesh: down
    complete
  `)
})

test('an arm with planted effects is proved like any arm, and measured in its rounds under the first load alone', async () => {
  const text = await orderOfRun({
    ...{ rounds: [['mesh', 'direct'], ['direct']], loads: [STEADY, { ...STEADY, name: 'second' }] },
    ...{ meshIsPlanted: true, full: true, capacity: true },
  })
  expect(
    text
      .split('\n')
      .filter((line) => line.startsWith('mesh:'))
      .join('\n'),
  ).toBe(order`
    mesh: raise, prove in full, [proof before], warm 1800, freeze
    mesh: settings, [learned]
    mesh: thaw, alive, load 100/s, alive, freeze, [round 0 steady: completed]
    mesh: wake, prove in full, [proof after]
    mesh: down
  `)
})

test('idle windows and rounds at saturation are spread over the bring-ups, after the rounds; each arm is searched once', async () => {
  const rounds = [
    ['direct', 'mesh'],
    ['mesh', 'direct'],
    ['mesh', 'direct'],
  ]
  const raiseOrder = [...RAISE_ORDER, ['direct', 'mesh'], ['mesh', 'direct']]
  const carries = (...pagesPerSecond: number[]) => ({
    'saturate direct': (time: number) => pagesPerSecond[time - 1] ?? 100,
  })
  const when = () => carries(100, 150, 152, 151)
  const lines = (await orderOfRun({ rounds, raiseOrder, full: true, capacity: true, when })).split('\n')
  expect(lines.filter((line) => /\[(bring-up|round|idle)|saturat/.test(line)).join('\n')).toBe(order`
    [bring-up 0]
    direct: thaw, alive, load 100/s, alive, freeze, [round 0 steady: completed]
    mesh: thaw, alive, load 100/s, alive, freeze, [round 0 steady: completed]
    direct: thaw, alive, saturate 32, alive, freeze
    direct: thaw, alive, saturate 64, alive, freeze
    direct: thaw, alive, saturate 128, alive, freeze
    direct: thaw, alive, saturate 256, alive, freeze, [saturation: 64, stopped rising]
    direct: thaw, alive, saturate 64, alive, freeze, [capacity 0: completed]
    mesh: thaw, alive, saturate 32, alive, freeze
    mesh: thaw, alive, saturate 64, alive, freeze
    mesh: thaw, alive, saturate 128, alive, freeze, [saturation: 32, stopped rising]
    mesh: thaw, alive, saturate 32, alive, freeze, [capacity 0: completed]
    mesh: thaw, alive, saturate 32, alive, freeze, [capacity 1: completed]
    direct: thaw, alive, saturate 64, alive, freeze, [capacity 1: completed]
    [bring-up 1]
    mesh: thaw, alive, load 100/s, alive, freeze, [round 1 steady: completed]
    direct: thaw, alive, load 100/s, alive, freeze, [round 1 steady: completed]
    mesh: thaw, alive, saturate 32, alive, freeze, [capacity 2: completed]
    direct: thaw, alive, saturate 64, alive, freeze, [capacity 2: completed]
    direct: thaw, alive, saturate 64, alive, freeze, [capacity 3: completed]
    mesh: thaw, alive, saturate 32, alive, freeze, [capacity 3: completed]
    [bring-up 2]
    mesh: thaw, alive, load 100/s, alive, freeze, [round 2 steady: completed]
    direct: thaw, alive, load 100/s, alive, freeze, [round 2 steady: completed]
    mesh: thaw, alive, idle, freeze, [idle]
    direct: thaw, alive, idle, freeze, [idle]
    mesh: thaw, alive, saturate 32, alive, freeze, [capacity 4: completed]
    direct: thaw, alive, saturate 64, alive, freeze, [capacity 4: completed]
    mesh: thaw, alive, saturate 32, alive, freeze, [capacity 5: completed]
    direct: thaw, alive, saturate 64, alive, freeze, [capacity 5: completed]
  `)
})

test('a second rate of "auto" is chosen after the windows of the first, from a search that the rounds at saturation use too', async () => {
  const rounds = [
    ['direct', 'mesh'],
    ['mesh', 'direct'],
    ['direct', 'mesh'],
    ['mesh', 'direct'],
  ]
  const loads = [
    { ...STEADY, name: 'light' },
    { ...STEADY, name: 'busy', pagesPerSecond: 'auto' as const, windowsPerBringUp: 1 },
  ]
  const raiseOrder = [...RAISE_ORDER, ['direct', 'mesh']]
  const when = () => ({ 'saturate direct': () => 90, 'saturate mesh': () => 60 })
  const lines = (await orderOfRun({ rounds, raiseOrder, loads, capacity: true, when })).split('\n')
  expect(
    lines
      .filter((line) => /\[(bring-up|round|busy)|saturat/.test(line) && !/capacity [1-5]/.test(line))
      .join('\n'),
  ).toBe(order`
    [bring-up 0]
    direct: thaw, alive, load 100/s, alive, freeze, [round 0 light: completed]
    mesh: thaw, alive, load 100/s, alive, freeze, [round 0 light: completed]
    mesh: thaw, alive, load 100/s, alive, freeze, [round 1 light: completed]
    direct: thaw, alive, load 100/s, alive, freeze, [round 1 light: completed]
    direct: thaw, alive, saturate 32, alive, freeze
    direct: thaw, alive, saturate 64, alive, freeze
    direct: thaw, alive, saturate 128, alive, freeze, [saturation: 32, stopped rising]
    mesh: thaw, alive, saturate 32, alive, freeze
    mesh: thaw, alive, saturate 64, alive, freeze
    mesh: thaw, alive, saturate 128, alive, freeze, [saturation: 32, stopped rising]
    [busy: 24/s]
    mesh: thaw, alive, load 24/s, alive, freeze, [round 1 busy: completed]
    direct: thaw, alive, load 24/s, alive, freeze, [round 1 busy: completed]
    direct: thaw, alive, saturate 32, alive, freeze, [capacity 0: completed]
    mesh: thaw, alive, saturate 32, alive, freeze, [capacity 0: completed]
    [bring-up 1]
    direct: thaw, alive, load 100/s, alive, freeze, [round 2 light: completed]
    mesh: thaw, alive, load 100/s, alive, freeze, [round 2 light: completed]
    mesh: thaw, alive, load 100/s, alive, freeze, [round 3 light: completed]
    direct: thaw, alive, load 100/s, alive, freeze, [round 3 light: completed]
    mesh: thaw, alive, load 24/s, alive, freeze, [round 3 busy: completed]
    direct: thaw, alive, load 24/s, alive, freeze, [round 3 busy: completed]
  `)
})

test('an arm that fails with more connections is saturated with fewer; one that fails with any is searched again', async () => {
  const when = () => ({
    'saturate direct': (time: number) => (time === 2 ? fails('reset')() : 100),
    'saturate mesh': fails('the client died'),
  })
  const lines = (await orderOfRun({ capacity: true, when })).split('\n')
  const told = lines
    .filter((line) => /\[(saturation|capacity)/.test(line))
    .map((line) => line.replace(/.*\[/, '['))
  expect(told.slice(0, 7)).toEqual([
    '[saturation: 32, errors]',
    '[capacity 0: completed]',
    '[saturation: the client died]',
    '[capacity 0: the client died]',
    '[capacity 1: completed]',
    '[saturation: the client died]',
    '[capacity 1: the client died]',
  ])
})

test('an arm whose trial fails is taken down and raised anew for its next; its round is not run again', async () => {
  const rounds = [
    ['direct', 'mesh'],
    ['mesh', 'direct'],
  ]
  const when = () => ({ 'load mesh': once(fails('Envoy was killed')) })
  expect(await orderOfRun({ rounds, when })).toBe(order`
    [plan: direct mesh / mesh direct; steady 100]
    mesh: raise, prove in full, [proof before], warm 900, freeze
    direct: raise, prove in full, [proof before], warm 900, freeze
    [bring-up 0]
    direct: settings, [learned]
    mesh: settings, [learned]
    direct: thaw, alive, load 100/s, alive, freeze, [round 0 steady: completed]
    mesh: thaw, alive, load 100/s, alive, freeze, [round 0 steady: Envoy was killed]
    mesh: down
    mesh: raise, prove, [proof before], warm 900, freeze
    mesh: thaw, alive, load 100/s, alive, freeze, [round 1 steady: completed]
    direct: thaw, alive, load 100/s, alive, freeze, [round 1 steady: completed]
    direct: wake, prove in full, [proof after]
    mesh: wake, prove in full, [proof after], flows, [flows kept]
    direct: down
    mesh: down
    complete
  `)
})

test('an arm that comes up only in the second bring-up is proved in full then', async () => {
  const rounds = [
    ['direct', 'mesh'],
    ['mesh', 'direct'],
    ['direct', 'mesh'],
  ]
  const raiseOrder = [...RAISE_ORDER, ['direct', 'mesh'], ['mesh', 'direct']]
  const when = () => ({ 'raise mesh': once(fails('no image')) })
  const lines = (await orderOfRun({ rounds, raiseOrder, when })).split('\n')
  expect(lines.filter((line) => /prove|\[bring-up/.test(line)).join('\n')).toBe(order`
    direct: raise, prove in full, [proof before], warm 900, freeze
    [bring-up 0 without mesh: no image]
    direct: wake, prove, [proof after]
    direct: raise, prove, [proof before], warm 900, freeze
    mesh: raise, prove in full, [proof before], warm 900, freeze
    [bring-up 1]
    direct: wake, prove, [proof after]
    mesh: wake, prove, [proof after]
    mesh: raise, prove, [proof before], warm 900, freeze
    direct: raise, prove, [proof before], warm 900, freeze
    [bring-up 2]
    direct: wake, prove in full, [proof after]
    mesh: wake, prove in full, [proof after], flows, [flows kept]
  `)
})

test('an interrupt in a trial ends the round: that trial is no record, those before it are, every arm goes down', async () => {
  const when = (interrupt: () => void) => ({
    'load mesh': () => {
      interrupt()
      return new Promise(() => undefined) // the client never ends
    },
  })
  expect(await orderOfRun({ when })).toBe(order`
    [plan: direct mesh; steady 100]
    mesh: raise, prove in full, [proof before], warm 900, freeze
    direct: raise, prove in full, [proof before], warm 900, freeze
    [bring-up 0]
    direct: settings, [learned]
    mesh: settings, [learned]
    direct: thaw, alive, load 100/s, alive, freeze, [round 0 steady: completed]
    mesh: thaw, alive, load 100/s, freeze
    direct: down
    mesh: down
    ended early: interrupted
  `)
})

test('an interrupt while an arm thaws for its trial sends it no load', async () => {
  const when = (interrupt: () => void) => ({
    'thaw direct': (time: number) => {
      if (time === 1) interrupt()
    },
  })
  expect(await orderOfRun({ when })).toBe(order`
    [plan: direct mesh; steady 100]
    mesh: raise, prove in full, [proof before], warm 900, freeze
    direct: raise, prove in full, [proof before], warm 900, freeze
    [bring-up 0]
    direct: settings, [learned]
    mesh: settings, [learned]
    direct: thaw, alive, freeze
    direct: down
    mesh: down
    ended early: interrupted
  `)
})

test('an interrupt while arms are brought up takes down those that are up', async () => {
  const when = (interrupt: () => void) => ({ 'freeze mesh': interrupt })
  expect(await orderOfRun({ when })).toBe(order`
    [plan: direct mesh; steady 100]
    mesh: raise, prove in full, [proof before], warm 900, freeze
    mesh: down
    ended early: interrupted
  `)
})

test('an arm that does not come up is left out, and the record of the bring-up names it', async () => {
  expect(await orderOfRun({ when: () => ({ 'raise mesh': fails('no image') }) })).toBe(order`
    [plan: direct mesh; steady 100]
    mesh: raise
    direct: raise, prove in full, [proof before], warm 900, freeze
    [bring-up 0 without mesh: no image]
    direct: settings, [learned]
    direct: thaw, alive, load 100/s, alive, freeze, [round 0 steady: completed]
    direct: wake, prove in full, [proof after]
    direct: down
    complete
  `)
})

test('a baseline that does not come up ends the run, after the other arms are taken down', async () => {
  expect(await orderOfRun({ when: () => ({ 'raise direct': fails('no namespace') }) })).toBe(order`
    [plan: direct mesh; steady 100]
    mesh: raise, prove in full, [proof before], warm 900, freeze
    direct: raise
    [bring-up 0 without direct: no namespace]
    mesh: down
    ended early: the baseline did not come up: no namespace
  `)
})

test('an arm whose proof is broken is taken down before any load, and left out', async () => {
  expect(await orderOfRun({ when: () => ({ 'prove mesh': () => 'another' }) })).toBe(order`
    [plan: direct mesh; steady 100]
    mesh: raise, prove in full, [proof before: broken]
    mesh: down
    direct: raise, prove in full, [proof before], warm 900, freeze
    [bring-up 0 without mesh: calls pass: at mesh expected its own path, saw another (a counter)]
    direct: settings, [learned]
    direct: thaw, alive, load 100/s, alive, freeze, [round 0 steady: completed]
    direct: wake, prove in full, [proof after]
    direct: down
    complete
  `)
})

test('with rate "auto" each arm is probed before any trial; each load then goes round all arms before the next', async () => {
  const loads = [
    { ...STEADY, pagesPerSecond: 'auto' as const },
    { ...STEADY, name: 'fresh' },
  ]
  const carries = (pagesPerSecond: number) => () => pagesPerSecond
  const when = () => ({ 'saturate direct': carries(90), 'saturate mesh': carries(60) })
  expect(await orderOfRun({ loads, when })).toBe(order`
    [plan: direct mesh; steady auto; fresh 100]
    mesh: raise, prove in full, [proof before], warm 900, freeze
    direct: raise, prove in full, [proof before], warm 900, freeze
    [bring-up 0]
    direct: settings, [learned]
    mesh: settings, [learned]
    direct: thaw, alive, saturate 32, alive, freeze
    direct: thaw, alive, saturate 64, alive, freeze
    direct: thaw, alive, saturate 128, alive, freeze, [saturation: 32, stopped rising]
    mesh: thaw, alive, saturate 32, alive, freeze
    mesh: thaw, alive, saturate 64, alive, freeze
    mesh: thaw, alive, saturate 128, alive, freeze, [saturation: 32, stopped rising]
    [steady: 24/s]
    direct: thaw, alive, load 24/s, alive, freeze, [round 0 steady: completed]
    mesh: thaw, alive, load 24/s, alive, freeze, [round 0 steady: completed]
    direct: thaw, alive, load 100/s, alive, freeze, [round 0 fresh: completed]
    mesh: thaw, alive, load 100/s, alive, freeze, [round 0 fresh: completed]
    direct: wake, prove in full, [proof after]
    mesh: wake, prove in full, [proof after], flows, [flows kept]
    direct: down
    mesh: down
    complete
  `)
})
