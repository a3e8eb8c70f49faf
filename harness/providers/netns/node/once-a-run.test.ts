import { expect, test } from 'vitest'
import { createOnceARun } from './once-a-run.ts'

test('a thing is made once a run, also when two arms ask for it at once', async () => {
  const onceARun = createOnceARun()
  let times = 0
  const make = () => Promise.resolve(++times)
  expect(await Promise.all([onceARun('a', make), onceARun('a', make)])).toEqual([1, 1])
  expect(await onceARun('a', make)).toBe(1)
  expect(await onceARun('b', make)).toBe(2)
  expect(await createOnceARun()('a', make)).toBe(3)
})

test('what could not be made is tried again in the next bring-up', async () => {
  const onceARun = createOnceARun()
  await expect(onceARun('a', () => Promise.reject(new Error('no memory')))).rejects.toThrow('no memory')
  expect(await onceARun('a', () => Promise.resolve('made'))).toBe('made')
})
