import { statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { observePages } from '../../../../arm/observe-pages.ts'
import { run } from '../../../../system/command.ts'
import { requireNeed } from '../../../../system/require-need.ts'
import { sidecar } from './index.ts'
import { raiseMesh } from './testing/raise-mesh.ts'

/** Room for the log of some pages beside the proxy's configuration; a page writes about 1.5 KB. */
const ROOM_BYTES = 16_384
const PAGES = 60

describe.skipIf(await requireNeed('linux'))('the access logs of sidecars on a disk that gets full', () => {
  test('make the flows unknown, with the proxy whose log is not whole, and not fewer', async () => {
    const mesh = await raiseMesh(sidecar)
    const folder = join(mesh.site.runtimeDir, 'stock', 'proxy')
    const size = statSync(join(folder, 'envoy.json')).size + ROOM_BYTES
    // Hides the files of the proxy that runs; the proxy that logs is given new ones.
    await run('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder])
    try {
      const { lines, about } = await observePages(
        mesh.installed.flowSource!,
        mesh,
        async () => (await mesh.sendPages(PAGES)).completed,
      )
      expect(about.pages).toBe(PAGES)
      expect(about.calls).toContainEqual({ from: 'orders', to: 'stock', calls: PAGES })
      expect(about.unknownSince?.why).toMatch(
        /the access log of stock is not whole: Envoy could not write to it \d+ times/,
      )
      expect(Date.parse(about.unknownSince!.since)).toBeLessThanOrEqual(Date.parse(about.from))
      expect(about.lost).toEqual({ notMeasured: 'the source could not be asked' })
      expect(lines).toEqual([])
    } finally {
      await run('umount', ['--lazy', folder])
      expect(await mesh.down()).toEqual([])
    }
  })
})
