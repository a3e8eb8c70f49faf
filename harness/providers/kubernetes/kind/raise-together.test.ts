import { expect, test } from 'vitest'
import type { Arm } from '../../../arm/arm.ts'
import { raiseTogether } from './raise-together.ts'

/** Arms that do nothing; `raised` names those that were raised so far. */
function together(names: string[], fails: string[] = []) {
  const raised: string[] = []
  const raise = raiseTogether(names, (name) => {
    raised.push(name)
    return fails.includes(name)
      ? Promise.reject(new Error(`${name} is stuck`))
      : Promise.resolve({ spec: { name }, down: () => Promise.resolve([]) } as unknown as Arm)
  })
  return { raised, raise }
}

test('the first arm of a bring-up raises all, and each is handed out once', async () => {
  const { raised, raise } = together(['a', 'b', 'c'])
  const arms = [await raise('b'), await raise('a'), await raise('c')]
  expect(arms.map(({ spec }) => spec.name)).toEqual(['b', 'a', 'c'])
  expect(raised).toEqual(['a', 'b', 'c'])
})

test('an arm that is replaced while others are up is raised alone', async () => {
  const { raised, raise } = together(['a', 'b'])
  const [a] = [await raise('a'), await raise('b')]
  await a.down()
  await raise('a')
  expect(raised).toEqual(['a', 'b', 'a'])
})

test('once all are down the next bring-up raises all again', async () => {
  const { raised, raise } = together(['a', 'b'])
  for (const arm of [await raise('a'), await raise('b')]) await arm.down()
  await raise('b')
  expect(raised).toEqual(['a', 'b', 'a', 'b'])
})

test('an arm that fails is told to who asks for it, and the others come up', async () => {
  const { raise } = together(['a', 'b'], ['b'])
  expect((await raise('a')).spec.name).toBe('a')
  await expect(raise('b')).rejects.toThrow('b is stuck')
})
