import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { cgroup2Mount } from './cgroup2.ts'
import { NEED_NAMES, probeNeeds } from './needs.ts'
import { requireNeed } from './require-need.ts'

describe.skipIf(await requireNeed('linux'))('probes', () => {
  test('leave nothing behind', async () => {
    const probes = () =>
      [...readdirSync('/run/netns'), ...readdirSync(cgroup2Mount()!)].filter((name) =>
        name.endsWith('-probe'),
      )
    await probeNeeds()
    expect(probes()).toEqual([])
  })

  test('answer every need with a title and what to do', async () => {
    for (const need of await probeNeeds(NEED_NAMES)) {
      expect(need.title).not.toBe('')
      expect(need.advice).not.toBe('')
    }
  })
})
