import { expect, test } from 'vitest'
import { UsageError, withAdvice } from '../../../../errors.ts'
import { expectExplicitTag, missingImage } from './pull-images.ts'

test.each([
  'docker.io/istio/pilot:1.30.3',
  'pilot:1.30',
  'registry.example:5000/a/b/pilot:v1',
  'localhost/hopbench/workload:0123456789ab',
])('%s names one version', (image) => {
  expect(() => expectExplicitTag(image)).not.toThrow()
})

test.each([
  ['docker.io/istio/pilot', /has no tag/],
  ['registry.example:5000/pilot', /has no tag/],
  ['pilot:latest', /has the tag latest/],
  [`quay.io/cilium/cilium:v1.18.4@sha256:${'0'.repeat(64)}`, /has a digest/],
])('%s is refused', (image, reason) => {
  expect(() => expectExplicitTag(image)).toThrow(UsageError)
  expect(() => expectExplicitTag(image)).toThrow(reason)
})

test('an image that cannot be pulled is named, with the command to try and the flag for archives', () => {
  const output =
    'Command failed with exit code 1: docker pull x/y:1\nError response from daemon: no such host'
  expect(withAdvice(missingImage('docker', 'x/y:1', output))).toMatch(
    /x\/y:1 is not in docker.*no such host\n {2}→ try `docker pull x\/y:1`.*--images/,
  )
})
