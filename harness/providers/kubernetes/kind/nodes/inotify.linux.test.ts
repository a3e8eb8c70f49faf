import { watch } from 'node:fs'
import { tmpdir } from 'node:os'
import { describe, expect, test } from 'vitest'
import { UnavailableError, withAdvice } from '../../../../errors.ts'
import { requireNeed } from '../../../../system/require-need.ts'
import { inotifyInstances, inotifyShortage } from './inotify.ts'

describe.skipIf(await requireNeed('linux'))('inotify instances', () => {
  test('are counted, and too many nodes are refused with the setting to raise', () => {
    const watcher = watch(tmpdir())
    expect(inotifyInstances()).toBeGreaterThan(0)
    watcher.close()
    expect(inotifyShortage(0)).toBeNull()
    const shortage = inotifyShortage(1e9)
    expect(shortage).toBeInstanceOf(UnavailableError)
    expect(withAdvice(shortage)).toMatch(
      /are in use\n {2}→ `sudo sysctl fs\.inotify\.max_user_instances=\d+`/,
    )
  })
})
