/** Where a refusal of an API server is found in an object. The answers are those of Kubernetes 1.33, Cilium 1.20 and Istio 1.31. */
import { ApiException } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { BenchError } from '../../../errors.ts'
import { pathOf, refusalsOf } from './refuse-invalid.ts'

const refusal = (code: number, body: object) =>
  new BenchError('could not apply', '', undefined, {
    cause: new ApiException(code, '', JSON.stringify(body), {}),
  })

test('each field that the API server names is a path of keys and indexes', () => {
  expect(pathOf('spec.ingress[0].from[1].ipBlock.cidr')).toEqual([
    'spec',
    'ingress',
    0,
    'from',
    1,
    'ipBlock',
    'cidr',
  ])
  expect(pathOf('metadata.labels[app.kubernetes.io/name]')).toEqual([
    'metadata',
    'labels',
    'app.kubernetes.io/name',
  ])
  const causes = [
    {
      field: 'spec.ingress[0].from[0].ipBlock.cidr',
      message: 'Invalid value: "nowhere": must be a valid CIDR value',
    },
  ]
  expect(refusalsOf(refusal(422, { message: 'is invalid', details: { causes } }))).toEqual([
    {
      path: ['spec', 'ingress', 0, 'from', 0, 'ipBlock', 'cidr'],
      message: 'is refused by the API server: Invalid value: "nowhere": must be a valid CIDR value',
    },
  ])
})

test('a field that the definition does not have is found, and a refusal without a field is about the object', () => {
  const message =
    'failed to create typed patch object (x/stock; cilium.io/v2, Kind=CiliumNetworkPolicy): .spec.ingres: field not declared in schema'
  expect(refusalsOf(refusal(500, { message }))).toEqual([
    { path: ['spec', 'ingres'], message: 'is refused by the API server: it does not know this field' },
  ])
  const denied = 'admission webhook "validation.istio.io" denied the request: configuration is invalid'
  expect(refusalsOf(refusal(400, { message: denied }))).toEqual([
    { path: [], message: `is refused by the API server: ${denied}` },
  ])
})
