import { expect, test } from 'vitest'
import { createCleanup } from './cleanup.ts'

test('everything is undone, last first; what failed is told, and tried again by the next call', async () => {
  const cleanup = createCleanup()
  const undone: string[] = []
  let full = true
  const undo = (what: string) => () => Promise.resolve(undone.push(what))
  cleanup.defer('folder', undo('folder'))
  for (const what of ['namespace', 'cgroup'])
    cleanup.defer(what, () => (full ? Promise.reject(new Error('too many open files')) : undo(what)()))
  cleanup.defer('program', undo('program'))
  expect(await cleanup.run()).toEqual(['cgroup: too many open files', 'namespace: too many open files'])
  expect(undone).toEqual(['program', 'folder'])
  full = false
  expect(await cleanup.run()).toEqual([])
  expect(undone).toEqual(['program', 'folder', 'cgroup', 'namespace'])
  expect(await cleanup.run()).toEqual([])
})
