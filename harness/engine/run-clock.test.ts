/** When the hop clock records, and what is stored of it. The log is read as in run-order.test.ts. */
import { expect, test, vi } from 'vitest'
import { orderOfRun } from './testing/order-of-run.ts'

// Idle windows of fake arms need no time.
vi.mock('node:timers/promises', () => ({ setTimeout: () => Promise.resolve() }))

const fails = (why: string) => () => Promise.reject(new Error(why))
const linesOf = (log: string, ...parts: string[]) =>
  log.split('\n').filter((line) => parts.some((part) => line.includes(part)))

test('records during each trial and at no other time, is off the sockets at saturation, and is read when the arms are down', async () => {
  const log = await orderOfRun({ clocked: true, capacity: true })
  expect(linesOf(log, 'clock:', 'load', 'saturate', 'down', 'warm').slice(0, 10)).toEqual([
    expect.stringContaining('warm'),
    expect.stringContaining('warm'),
    'clock: record',
    expect.stringMatching(/^direct: .*load 100\/s/),
    'clock: stop',
    'clock: record',
    expect.stringMatching(/^mesh: .*load 100\/s/),
    'clock: stop',
    'clock: detach',
    expect.stringContaining('saturate'),
  ])
  const ending = linesOf(log, 'clock: attach', 'clock: collect', 'down', 'hops').map(beginning)
  expect([...new Set(ending)]).toEqual([
    'clock: attach',
    'direct: down',
    'mesh: down',
    'clock: collect',
    'direct: [hops',
    'mesh: [hops',
  ])
})

test('is back on the sockets before the load at saturation ends, since a load that ends closes connections', async () => {
  const lines = (await orderOfRun({ clocked: true, capacity: true })).split('\n')
  const saturated = lines.findIndex((line) => line.includes('saturate'))
  expect(lines.slice(saturated - 1, saturated + 3)).toEqual([
    'clock: detach',
    'direct: thaw, alive, saturate 32',
    'clock: attach',
    expect.stringMatching(/^direct: .*freeze/),
  ])
})

test('a load at saturation that fails leaves the clock on the sockets', async () => {
  const log = await orderOfRun({
    clocked: true,
    capacity: true,
    when: () => ({ 'saturate direct': fails('the client died') }),
  })
  expect(linesOf(log, 'clock: detach', 'clock: attach').slice(0, 4)).toEqual([
    ...['clock: detach', 'clock: attach'],
    ...['clock: detach', 'clock: attach'],
  ])
})

/** "direct: [hops of round 0 …]" without what the reading says. */
const beginning = (line: string): string => line.replace(/ of round.*/, '')

test('a full run times the programs of the clock once under each arm, while they record', async () => {
  const log = await orderOfRun({ clocked: true, full: true })
  const lines = linesOf(log, 'clock:', 'load', 'price')
  expect(
    lines.slice(lines.lastIndexOf('clock: record')).map((line) => line.replace(/.*load.*/, 'load')),
  ).toEqual([
    'clock: record',
    ...['load', 'clock: time, timed', 'direct: freeze, [price of the clock steady]'],
    ...['load', 'clock: time, timed', 'mesh: freeze, [price of the clock steady]'],
    ...['clock: stop', 'clock: collect'],
  ])
})

test('a clock that fails costs the run its readings, and nothing else', async () => {
  const log = await orderOfRun({
    clocked: true,
    when: () => ({ 'record clock': (time) => (time === 2 ? fails('the loader ended')() : undefined) }),
  })
  expect(linesOf(log, 'hops')).toEqual(
    [
      'direct: down, [hops of round 0 steady: the loader ended]',
      'mesh: down, [hops of round 0 steady: the loader ended]',
    ].map((line) => line.replace('down, ', '')),
  )
  expect(linesOf(log, 'completed')).toHaveLength(2)
  expect(log).toMatch(/complete$/)
})
