/** Tests that real pods try what a scenario lets them try, and that the product's own flows show what they show. */
import { expect, test } from 'vitest'
import type { Sight } from '../../../flows/seen-by.ts'
import { asExpected, sightOfObserved, toldOf } from '../../../testing/sight-of-observed.ts'
import { ATTEMPTS, STRANGERS } from '../../../testing/strangers-that-try.ts'
import { APP_CONTAINER } from '../workload/manifests.ts'
import type { KindForTests, RaisedArm } from './raise-arms.ts'

type Expected = Record<string, string | RegExp>

/** By Hubble, with NetworkPolicies. */
export const BY_CILIUM: Expected = {
  scan: '1 of 1 seen, 1 right, 1 blocked: time-out; new edge, refused',
  outside: '1 of 1 seen, 1 right, 1 blocked: time-out; refused, unknown source',
  // The policy allows the edge, and below HTTP nothing is new about it.
  guessing: '3 of 3 seen, 3 right, 0 blocked: answered; ',
  fourth: '1 of 1 seen, 1 right, 1 blocked: time-out; refused, unknown source',
  store: '1 of 1 seen, 1 right, 1 blocked: time-out; refused, unknown source',
  straight: '1 of 1 seen, 1 right, 0 blocked: answered; ',
  'no-name': '0 of 1 seen, 0 right, 0 blocked: no such name; ',
}

/** By Istio’s access log, with AuthorizationPolicies and STRICT mutual TLS. */
export const BY_SIDECARS_WITH_MTLS: Expected = {
  scan: /^1 of 1 seen, 1 right, .*; new edge$/,
  // Without a certificate the connection is closed before a request is read; the listener of the server's proxy logs that.
  outside: '1 of 1 seen, 1 right, 1 blocked: reset; failed, unknown source',
  guessing: '3 of 3 seen, 3 right, 0 blocked: answered; new request',
  fourth: '1 of 1 seen, 1 right, 1 blocked: answered; refused, unknown source',
  store: /^1 of 1 seen, 1 right, 1 blocked: (reset|closed); failed, unknown source$/,
  straight: '1 of 1 seen, 1 right, 1 blocked: reset; failed, new request',
  'no-name': '0 of 1 seen, 0 right, 0 blocked: no such name; ',
}

/** By the kernel of a node with kube-proxy, which enforces nothing. */
export const BY_CONNECTION_TRACKING: Expected = {
  scan: '1 of 1 seen, 1 right, 0 blocked: connected; new edge',
  outside: '1 of 1 seen, 1 right, 0 blocked: answered; unknown source',
  guessing: '3 of 3 seen, 3 right, 0 blocked: answered; ',
  fourth: '1 of 1 seen, 1 right, 0 blocked: answered; unknown source',
  store: '1 of 1 seen, 1 right, 0 blocked: connected; unknown source',
  straight: '1 of 1 seen, 1 right, 0 blocked: answered; ',
  'no-name': '0 of 1 seen, 0 right, 0 blocked: no such name; ',
}

interface Given {
  run: KindForTests
  raised: RaisedArm
  /** Takes the place of the arm, which is raised again with the namespaces of the strangers. */
  replace: (again: RaisedArm) => void
  /** Containers of the strangers' pods that the mesh injected. */
  injected: { nightly: string[] }
  expected: Expected
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
    expect(toldOf(sight)).toEqual(asExpected(expected))
    expect(sight.attempts!.judged!.judgement.findings.falseAlarms).toEqual([])
    expect(sight.about).toMatchObject({ pages: 20, unknownSince: null })
    expect(sight.completeness).toMatchObject({ edges: 2, found: 2, invented: [] })
  })
}
