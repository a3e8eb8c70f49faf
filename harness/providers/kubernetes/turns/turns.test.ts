import { expect, test } from 'vitest'
import { createQueue, createTurns, type Runner } from './turns.ts'

function clusters(...names: string[]) {
  const log: string[] = []
  const turns = createTurns()
  const step = (name: string) => () => Promise.resolve(void log.push(name))
  const runners = names.map((name): Runner => {
    const runner = {
      pause: step(`pause ${name}`),
      unpause: step(`unpause ${name}`),
      settle: step(`settle ${name}`),
    }
    turns.join(runner)
    return runner
  })
  return { log, turns, runners }
}

test('the first turn pauses every other cluster, and the next one changes only two', async () => {
  const { log, turns, runners } = clusters('a', 'b', 'c')
  await turns.take(runners[0]!)
  expect(log.splice(0)).toEqual(['pause b', 'pause c', 'settle a'])
  await turns.take(runners[1]!)
  expect(log.splice(0)).toEqual(['pause a', 'unpause b', 'settle b'])
  await turns.take(runners[1]!)
  expect(log).toEqual([])
})

test('after all clusters were awake, the cluster that had the turn settles again', async () => {
  const { log, turns, runners } = clusters('a', 'b')
  await turns.take(runners[0]!)
  await Promise.all([turns.wakeAll(), turns.wakeAll()])
  await turns.take(runners[0]!)
  expect(log).toEqual(['pause b', 'settle a', 'unpause b', 'pause b', 'settle a'])
})

test('a turn that could not be given is tried anew by the next', async () => {
  const { log, turns, runners } = clusters('a', 'b')
  let away = true
  const broken = runners[1]!
  const pause = broken.pause.bind(broken)
  broken.pause = () => (away ? Promise.reject(new Error('the engine is away')) : pause())
  await expect(turns.take(runners[0]!)).rejects.toThrow('the engine is away')
  away = false
  await turns.take(runners[0]!)
  expect(log).toEqual(['pause b', 'settle a'])
})

test('a queue runs its steps in order, and goes on after one that failed', async () => {
  const inOrder = createQueue()
  const log: number[] = []
  const first = inOrder(async () => {
    await new Promise((resolve) => setTimeout(resolve, 5))
    log.push(1)
    throw new Error('first')
  })
  const second = inOrder(() => Promise.resolve(log.push(2)))
  await expect(first).rejects.toThrow('first')
  await second
  expect(log).toEqual([1, 2])
})
