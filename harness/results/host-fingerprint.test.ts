import { cpus } from 'node:os'
import { expect, test } from 'vitest'
import { hostFingerprint } from './host-fingerprint.ts'
import { hostSchema } from './record.ts'

test('the fingerprint is what run.json expects, and tells this machine', async () => {
  const host = await hostFingerprint()
  expect(hostSchema.parse(host)).toEqual(host)
  expect(host.cores).toBe(cpus().length)
  expect(host.versions['node']).toBe(process.versions.node)
})

test('no value is empty: what cannot be read says so', async () => {
  const { settings, versions, ...rest } = await hostFingerprint()
  for (const value of [...Object.values(settings), ...Object.values(versions), ...Object.values(rest)])
    expect(String(value)).not.toBe('')
})
