/** Tests that real pods try what a scenario lets them try, and that the product's own flows show what they show. */
import { expect, test } from 'vitest'
import type { Sight } from '../../../flows/seen-by.ts'
import { attemptSchema, strangerSchema } from '../../../scenario/attempts.ts'
import { asExpected, sightOfObserved, toldOf } from '../../../testing/sight-of-observed.ts'
import { APP_CONTAINER } from '../workload/manifests.ts'
import type { KindForTests, RaisedArm } from './raise-arms.ts'

const STRANGERS = [
  { name: 'scraper', namespace: 'shop' },
  { name: 'nightly', namespace: 'batch', inMesh: true },
].map((stranger) => strangerSchema.parse(stranger))
const ATTEMPTS = [
  { name: 'scan', kind: 'scan', from: 'stock' },
  { name: 'outside', kind: 'call', from: 'scraper', to: 'stock', path: '/internal' },
  {
    ...{ name: 'guessing', kind: 'call', from: 'orders', to: 'stock', method: 'POST', path: '/login' },
    ...{ times: 3, every: '50ms' },
  },
  { name: 'fourth', kind: 'call', from: 'nightly', to: 'stock', path: '/export' },
  { name: 'store', kind: 'connect', from: 'nightly', to: 'stock' },
  { name: 'straight', kind: 'straight', from: 'orders', to: 'stock', path: '/admin' },
  { name: 'no-name', kind: 'no-such-name', from: 'orders', to: 'payments.billing' },
].map((attempt) => attemptSchema.parse(attempt))

interface Given {
  run: KindForTests
  raised: RaisedArm
  /** Takes the place of the arm, which is raised again with the namespaces of the strangers. */
  replace: (again: RaisedArm) => void
  /** Containers of the strangers' pods that the mesh injected. */
  injected: { nightly: string[] }
  expected: Record<string, string | RegExp>
}

export function testAttempts(given: () => Given): void {
  test('each attempt is seen, attributed, blocked and named as the product can, and normal pages are no alarm', async () => {
    const { run, raised, replace, injected, expected } = given()
    const { site } = run
    expect(await raised.arm.down()).toEqual([])
    site.attempts = { strangers: STRANGERS, attempts: ATTEMPTS }
    let sight: Sight
    try {
      const again = await run.raise(raised.arm.spec.name)
      replace(again)
      // Nothing of them is there while something is measured.
      expect(await again.pod('nightly')).toBeUndefined()
      sight = await sightOfObserved(await again.arm.flows!(), again.arm.spec.name, site.folder)
      const containersOf = async (name: string) =>
        (await again.pod(name)).containers.map((container) => container.name).toSorted()
      expect(await containersOf('scraper')).toEqual([APP_CONTAINER])
      expect(await containersOf('nightly')).toEqual([APP_CONTAINER, ...injected.nightly].toSorted())
    } finally {
      delete site.attempts
    }
    console.log(JSON.stringify(toldOf(sight), null, 1))
    expect(toldOf(sight)).toEqual(asExpected(expected))
    expect(sight.attempts!.judged!.judgement.findings.falseAlarms).toEqual([])
    expect(sight.about).toMatchObject({ pages: 20, unknownSince: null })
    expect(sight.completeness).toMatchObject({ edges: 2, found: 2, invented: [] })
  })
}
