import { expect, test } from 'vitest'
import { SYNTHETIC_CODE, SYNTHETIC_HOST } from '../stats/testing/synthetic-host.ts'
import { codeDifferences, hostDifferences } from './host-differences.ts'

test('a kernel, a processor or a version that changed is named with both values', () => {
  const versions = { ...SYNTHETIC_HOST.versions, node: '99.1.0' }
  const now = { ...SYNTHETIC_HOST, kernel: '9.9', cpuModel: 'another', versions }
  expect(hostDifferences(SYNTHETIC_HOST, now)).toEqual([
    { what: 'kernel', before: SYNTHETIC_HOST.kernel, now: '9.9' },
    { what: 'cpuModel', before: SYNTHETIC_HOST.cpuModel, now: 'another' },
    { what: 'versions.node', before: SYNTHETIC_HOST.versions['node'] ?? 'none', now: '99.1.0' },
  ])
  expect(hostDifferences(SYNTHETIC_HOST, structuredClone(SYNTHETIC_HOST))).toEqual([])
})

test('a setting that is there only once its module is loaded is no difference, as the run itself loads modules', () => {
  const withSetting = (value: string) => ({ ...SYNTHETIC_HOST, settings: { 'net.x': value } })
  expect(hostDifferences(withSetting('not set'), withSetting('65536'))).toEqual([])
  expect(hostDifferences(withSetting('65536'), withSetting('131072'))).toHaveLength(1)
})

test('another commit, and other changes to the same commit, are differences', () => {
  const code = { ...SYNTHETIC_CODE, modified: true, changesHash: 'aaaa' }
  expect(codeDifferences(code, code)).toEqual([])
  expect(codeDifferences(code, { ...code, changesHash: 'bbbb' })).toEqual([
    {
      what: 'changes to the commit',
      before: 'some, with the hash aaaa',
      now: 'some, with the hash bbbb',
    },
  ])
  expect(codeDifferences(code, { ...code, commit: 'f00d' })).toMatchObject([{ what: 'commit', now: 'f00d' }])
})
