/**
 * The order of a run as text. Each line is one turn of an arm. Brackets hold what is stored on disk before anything further
 * is done. `engine/testing/logged-arm.ts` defines the steps.
 */
import { expect, test, vi } from 'vitest'
import { order } from './testing/order-log.ts'
import { orderOfRun, STEADY } from './testing/order-of-run.ts'

// Idle windows of fake arms need no time.
vi.mock('node:timers/promises', () => ({ setTimeout: () => Promise.resolve() }))

const fails = (why: string) => () => Promise.reject(new Error(why))
const once = (happens: () => unknown) => (time: number) => (time === 1 ? happens() : undefined)

test('each bring-up has new processes, proofs on both sides of its rounds, and all goes down; the last one looks for capacity', async () => {
  const rounds = [
    ['direct', 'mesh'],
    ['mesh', 'direct'],
  ]
  expect(await orderOfRun({ rounds, bringUps: 2, capacity: true })).toBe(order`
    [plan: direct mesh / mesh direct; steady 100]
    mesh: raise, prove, [proof before], flows, [flows kept], warm, freeze
    direct: raise, prove, [proof before], warm, freeze
    [bring-up 0]
    direct: settings, [learned]
    mesh: settings, [learned]
    direct: thaw, alive, idle, freeze, [idle]
    mesh: thaw, alive, idle, freeze, [idle]
    direct: thaw, alive, load 100/s, alive, freeze, [round 0 steady: completed]
    mesh: thaw, alive, load 100/s, alive, freeze, [round 0 steady: completed]
    direct: thaw, prove, [proof after]
    mesh: thaw, prove, [proof after]
    direct: down
    mesh: down
    direct: raise, prove, [proof before], warm, freeze
    mesh: raise, prove, [proof before], warm, freeze
    [bring-up 1]
    direct: thaw, alive, idle, freeze, [idle]
    mesh: thaw, alive, idle, freeze, [idle]
    mesh: thaw, alive, load 100/s, alive, freeze, [round 1 steady: completed]
    direct: thaw, alive, load 100/s, alive, freeze, [round 1 steady: completed]
    direct: thaw, alive, saturate, alive, freeze, [capacity 0: completed]
    mesh: thaw, alive, saturate, alive, freeze, [capacity 0: completed]
    mesh: thaw, alive, saturate, alive, freeze, [capacity 1: completed]
    direct: thaw, alive, saturate, alive, freeze, [capacity 1: completed]
    direct: thaw, alive, saturate, alive, freeze, [capacity 2: completed]
    mesh: thaw, alive, saturate, alive, freeze, [capacity 2: completed]
    mesh: thaw, alive, saturate, alive, freeze, [capacity 3: completed]
    direct: thaw, alive, saturate, alive, freeze, [capacity 3: completed]
    direct: thaw, alive, saturate, alive, freeze, [capacity 4: completed]
    mesh: thaw, alive, saturate, alive, freeze, [capacity 4: completed]
    mesh: thaw, alive, saturate, alive, freeze, [capacity 5: completed]
    direct: thaw, alive, saturate, alive, freeze, [capacity 5: completed]
    direct: thaw, prove, [proof after]
    mesh: thaw, prove, [proof after]
    direct: down
    mesh: down
    complete
  `)
})

test('a quick run looks at idle arms in its first bring-up only, and makes up no round', async () => {
  const rounds = [
    ['direct', 'mesh'],
    ['mesh', 'direct'],
  ]
  const when = () => ({ 'alive direct': (time: number) => (time === 3 ? fails('gone')() : undefined) })
  expect(await orderOfRun({ rounds, bringUps: 2, quick: true, when })).toBe(order`
    [plan: direct mesh / mesh direct; steady 100]
    mesh: raise, prove, [proof before], flows, [flows kept], warm, freeze
    direct: raise, prove, [proof before], warm, freeze
    [bring-up 0]
    direct: settings, [learned]
    mesh: settings, [learned]
    direct: thaw, alive, idle, freeze, [idle]
    mesh: thaw, alive, idle, freeze, [idle]
    direct: thaw, alive, load 100/s, alive, freeze, [round 0 steady: gone]
    direct: down
    direct: raise, prove, [proof before], warm, freeze
    mesh: thaw, alive, load 100/s, alive, freeze, [round 0 steady: completed]
    mesh: thaw, prove, [proof after]
    direct: thaw, prove, [proof after]
    mesh: down
    direct: down
    direct: raise, prove, [proof before], warm, freeze
    mesh: raise, prove, [proof before], warm, freeze
    [bring-up 1]
    mesh: thaw, alive, load 100/s, alive, freeze, [round 1 steady: completed]
    direct: thaw, alive, load 100/s, alive, freeze, [round 1 steady: completed]
    direct: thaw, prove, [proof after]
    mesh: thaw, prove, [proof after]
    direct: down
    mesh: down
    complete
  `)
})

test('an arm whose trial fails is taken down and raised anew, and its round is made up backwards', async () => {
  expect(await orderOfRun({ when: () => ({ 'load mesh': once(fails('Envoy was killed')) }) })).toBe(order`
    [plan: direct mesh; steady 100]
    mesh: raise, prove, [proof before], flows, [flows kept], warm, freeze
    direct: raise, prove, [proof before], warm, freeze
    [bring-up 0]
    direct: settings, [learned]
    mesh: settings, [learned]
    direct: thaw, alive, idle, freeze, [idle]
    mesh: thaw, alive, idle, freeze, [idle]
    direct: thaw, alive, load 100/s, alive, freeze, [round 0 steady: completed]
    mesh: thaw, alive, load 100/s, alive, freeze, [round 0 steady: Envoy was killed]
    mesh: down
    mesh: raise, prove, [proof before], flows, [flows kept], warm, freeze
    [round 1 in place of 0: mesh direct]
    mesh: thaw, alive, load 100/s, alive, freeze, [round 1 steady: completed]
    direct: thaw, alive, load 100/s, alive, freeze, [round 1 steady: completed]
    direct: thaw, prove, [proof after]
    mesh: thaw, prove, [proof after]
    direct: down
    mesh: down
    complete
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
    mesh: raise, prove, [proof before], flows, [flows kept], warm, freeze
    direct: raise, prove, [proof before], warm, freeze
    [bring-up 0]
    direct: settings, [learned]
    mesh: settings, [learned]
    direct: thaw, alive, idle, freeze, [idle]
    mesh: thaw, alive, idle, freeze, [idle]
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
      if (time === 2) interrupt()
    },
  })
  expect(await orderOfRun({ when })).toBe(order`
    [plan: direct mesh; steady 100]
    mesh: raise, prove, [proof before], flows, [flows kept], warm, freeze
    direct: raise, prove, [proof before], warm, freeze
    [bring-up 0]
    direct: settings, [learned]
    mesh: settings, [learned]
    direct: thaw, alive, idle, freeze, [idle]
    mesh: thaw, alive, idle, freeze, [idle]
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
    mesh: raise, prove, [proof before], flows, [flows kept], warm, freeze
    mesh: down
    ended early: interrupted
  `)
})

test('an arm that does not come up is left out, and the record of the bring-up names it', async () => {
  expect(await orderOfRun({ when: () => ({ 'raise mesh': fails('no image') }) })).toBe(order`
    [plan: direct mesh; steady 100]
    mesh: raise
    direct: raise, prove, [proof before], warm, freeze
    [bring-up 0 without mesh: no image]
    direct: settings, [learned]
    direct: thaw, alive, idle, freeze, [idle]
    direct: thaw, alive, load 100/s, alive, freeze, [round 0 steady: completed]
    direct: thaw, prove, [proof after]
    direct: down
    complete
  `)
})

test('a baseline that does not come up ends the run, after the other arms are taken down', async () => {
  expect(await orderOfRun({ when: () => ({ 'raise direct': fails('no namespace') }) })).toBe(order`
    [plan: direct mesh; steady 100]
    mesh: raise, prove, [proof before], flows, [flows kept], warm, freeze
    direct: raise
    [bring-up 0 without direct: no namespace]
    mesh: down
    ended early: the baseline did not come up: no namespace
  `)
})

test('an arm whose proof is broken is taken down before any load, and left out', async () => {
  expect(await orderOfRun({ when: () => ({ 'prove mesh': () => 'another' }) })).toBe(order`
    [plan: direct mesh; steady 100]
    mesh: raise, prove, [proof before: broken]
    mesh: down
    direct: raise, prove, [proof before], warm, freeze
    [bring-up 0 without mesh: calls pass: at mesh expected its own path, saw another (a counter)]
    direct: settings, [learned]
    direct: thaw, alive, idle, freeze, [idle]
    direct: thaw, alive, load 100/s, alive, freeze, [round 0 steady: completed]
    direct: thaw, prove, [proof after]
    direct: down
    complete
  `)
})

test('with rate "auto" each arm is probed before any is idle; each load then goes round all arms before the next', async () => {
  const loads = [
    { ...STEADY, pagesPerSecond: 'auto' as const },
    { ...STEADY, name: 'fresh' },
  ]
  const carries = (pagesPerSecond: number) => () => pagesPerSecond
  const when = () => ({ 'saturate direct': carries(90), 'saturate mesh': carries(60) })
  expect(await orderOfRun({ loads, when })).toBe(order`
    [plan: direct mesh; steady auto; fresh 100]
    mesh: raise, prove, [proof before], flows, [flows kept], warm, freeze
    direct: raise, prove, [proof before], warm, freeze
    [bring-up 0]
    direct: settings, [learned]
    mesh: settings, [learned]
    direct: thaw, alive, saturate, alive, freeze
    mesh: thaw, alive, saturate, alive, freeze
    [steady: 24/s]
    direct: thaw, alive, idle, freeze, [idle]
    mesh: thaw, alive, idle, freeze, [idle]
    direct: thaw, alive, load 24/s, alive, freeze, [round 0 steady: completed]
    mesh: thaw, alive, load 24/s, alive, freeze, [round 0 steady: completed]
    direct: thaw, alive, load 100/s, alive, freeze, [round 0 fresh: completed]
    mesh: thaw, alive, load 100/s, alive, freeze, [round 0 fresh: completed]
    direct: thaw, prove, [proof after]
    mesh: thaw, prove, [proof after]
    direct: down
    mesh: down
    complete
  `)
})
