import { expect, test } from 'vitest'
import { armSchema } from '../../../scenario/schema.ts'
import { meshes } from '../mesh/shipped-meshes.ts'
import { lookSeconds } from './look-time.ts'

const arm = (datapath: string) => armSchema.parse({ name: datapath, datapath })
const logging = armSchema.parse({ name: 'logging', datapath: 'istio-sidecar', seeing: 'requests' })
const secondsOf = (...datapaths: string[]) => lookSeconds(datapaths.map(arm), meshes)

test('a look at a log that is switched on for it takes far longer than one at a source that always tells', () => {
  expect(secondsOf('istio-sidecar')).toBeGreaterThan(10 * secondsOf('cilium'))
  expect(lookSeconds([logging], meshes)).toBe(secondsOf('cilium'))
  expect(secondsOf('direct', 'istio-sidecar')).toBe(secondsOf('direct') + secondsOf('istio-sidecar'))
})
