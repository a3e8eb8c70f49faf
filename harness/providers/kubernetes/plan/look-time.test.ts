import { expect, test } from 'vitest'
import { armSchema } from '../../../scenario/schema.ts'
import { meshes } from '../mesh/shipped-meshes.ts'
import { lookSeconds } from './look-time.ts'

const arm = (datapath: string, seeing?: 'requests') => ({
  ...armSchema.parse({ datapath, seeing }),
  name: datapath,
})
const secondsOf = (...datapaths: string[]) =>
  lookSeconds(
    datapaths.map((datapath) => arm(datapath)),
    meshes,
  )

test('a look at a log that is switched on for it takes far longer than one at a source that always tells', () => {
  expect(secondsOf('istio-sidecar')).toBeGreaterThan(10 * secondsOf('cilium'))
  expect(lookSeconds([arm('istio-sidecar', 'requests')], meshes)).toBe(secondsOf('cilium'))
  expect(secondsOf('direct', 'istio-sidecar')).toBe(secondsOf('direct') + secondsOf('istio-sidecar'))
})
