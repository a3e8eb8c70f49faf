/** Policies as an arm has them: names of namespaces are the arm's, and everything else is as it is written. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { writtenPolicies, type WrittenObject } from '../../../policy/written-policies.ts'
import { armSpec, TOPOLOGY } from '../testing/run-site.ts'
import { armNames } from '../workload/arm-names.ts'
import { armPolicies } from './arm-policies.ts'

const names = armNames('2026-11-28T10-00-00-abcd', armSpec('cilium'), TOPOLOGY)
const onCluster = (namespace: string) => names.namespaces.get(namespace)!
const written = (object: object) => ({ object: object as WrittenObject, problemAt: () => '' })
const objectsOf = (object: object) =>
  armPolicies([written(object)], names, Object.keys(TOPOLOGY.services))[0]!.objects
const policy = (kind: string, namespace: string | undefined, spec: object) => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'web', ...(namespace !== undefined && { namespace }), uid: 'of another cluster' },
  spec,
})

test('namespaces in selectors are those of the arm, and other labels stay', () => {
  const [object] = objectsOf(
    policy('NetworkPolicy', 'shop', {
      podSelector: { matchLabels: { app: 'shop' } },
      ingress: [
        {
          from: [
            { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'back' } } },
            {
              namespaceSelector: {
                matchExpressions: [
                  {
                    key: 'kubernetes.io/metadata.name',
                    operator: 'NotIn',
                    values: ['shop', 'kube-system'],
                  },
                ],
              },
            },
          ],
        },
      ],
    }),
  )
  expect(object!.metadata).toEqual({ name: 'web', namespace: onCluster('shop'), labels: names.labels })
  expect(object!['spec']).toEqual({
    podSelector: { matchLabels: { app: 'shop' } },
    ingress: [
      {
        from: [
          { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': onCluster('back') } } },
          {
            namespaceSelector: {
              matchExpressions: [
                {
                  key: 'kubernetes.io/metadata.name',
                  operator: 'NotIn',
                  values: [onCluster('shop'), 'kube-system'],
                },
              ],
            },
          },
        ],
      },
    ],
  })
})

test("Cilium's own labels name namespaces too, and a policy of the whole cluster selects pods of the arm only", () => {
  const [object] = objectsOf(
    policy('CiliumClusterwideNetworkPolicy', undefined, {
      endpointSelector: { matchLabels: { app: 'stock' } },
      ingress: [
        {
          fromEndpoints: [
            { matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'shop' } },
            {
              matchLabels: {
                'any:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name': 'back',
                team: 'back',
              },
            },
          ],
        },
      ],
    }),
  )
  expect(object).toMatchObject({
    metadata: { name: 'hopbench-abcd-cilium-web' },
    spec: {
      endpointSelector: { matchLabels: { app: 'stock', ...names.labels } },
      ingress: [
        {
          fromEndpoints: [
            { matchLabels: { 'k8s:io.kubernetes.pod.namespace': onCluster('shop') } },
            {
              matchLabels: {
                'any:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name': onCluster('back'),
                team: 'back',
              },
            },
          ],
        },
      ],
    },
  })
})

test('principals, accounts and hosts name the namespaces of the arm, also where a pattern cuts their names', () => {
  const [object] = objectsOf(
    policy('AuthorizationPolicy', 'back', {
      rules: [
        {
          from: [
            {
              source: {
                principals: [
                  'cluster.local/ns/shop/sa/orders',
                  '*',
                  '*/sa/orders',
                  'cluster.local/ns/sh*',
                  '*op/sa/orders',
                  'cluster.local/ns/elsewhere/sa/a',
                ],
                notNamespaces: ['sh*', 'none*', 'shop'],
                serviceAccounts: ['orders', 'shop/orders'],
              },
            },
          ],
          to: [{ operation: { hosts: ['stock.back', '*.back.svc.cluster.local', 'back.example.com'] } }],
          when: [
            { key: 'source.namespace', values: ['shop'] },
            { key: 'request.headers[x-shop]', values: ['shop'] },
          ],
        },
      ],
    }),
  )
  expect(object!['spec']).toEqual({
    rules: [
      {
        from: [
          {
            source: {
              principals: [
                `cluster.local/ns/${onCluster('shop')}/sa/orders`,
                '*',
                '*/sa/orders',
                `cluster.local/ns/${onCluster('shop')}/*`,
                `*/ns/${onCluster('shop')}/sa/orders`,
                'cluster.local/ns/elsewhere/sa/a',
              ],
              notNamespaces: [onCluster('shop'), 'none*', onCluster('shop')],
              serviceAccounts: ['orders', `${onCluster('shop')}/orders`],
            },
          },
        ],
        to: [
          {
            operation: {
              hosts: [
                `stock.${onCluster('back')}`,
                `*.${onCluster('back')}.svc.cluster.local`,
                'back.example.com',
              ],
            },
          },
        ],
        when: [
          { key: 'source.namespace', values: [onCluster('shop')] },
          { key: 'request.headers[x-shop]', values: ['shop'] },
        ],
      },
    ],
  })
})

test('a policy of the root namespace becomes one in each namespace of the arm, about the same accounts', () => {
  const objects = objectsOf(
    policy('AuthorizationPolicy', 'istio-system', {
      rules: [{ from: [{ source: { serviceAccounts: ['gateway', 'shop/orders'] } }] }],
    }),
  )
  expect(objects.map(({ metadata }) => metadata.namespace)).toEqual([...names.namespaces.values()])
  for (const object of objects)
    expect(object).toMatchObject({
      metadata: { name: 'istio-system-web' },
      spec: {
        rules: [
          {
            from: [{ source: { serviceAccounts: ['istio-system/gateway', `${onCluster('shop')}/orders`] } }],
          },
        ],
      },
    })
})

test('a policy in a namespace where the arm has no pod is not applied', () => {
  expect(objectsOf(policy('NetworkPolicy', 'kube-system', { podSelector: {} }))).toEqual([])
})

test('a problem with a written policy names file, line and column, in lists too', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hopbench-written-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'policies.yaml')
  writeFileSync(
    file,
    [
      'kind: List',
      'apiVersion: v1',
      'items:',
      '  - kind: NetworkPolicy',
      '    metadata: { name: a }',
      '    spec:',
      '      ingress:',
      '        - from: [{ ipBlock: { cidr: nowhere } }]',
      '---',
      '# nothing',
      '---',
      'kind: AuthorizationPolicy',
      'metadata: { name: b }',
    ].join('\n'),
  )
  const [first, second] = writtenPolicies([file])
  expect(first!.problemAt(['spec', 'ingress', 0, 'from', 0, 'ipBlock', 'cidr'], 'is nothing')).toMatch(
    /policies\.yaml:8:37 {2}items\[0\]\.spec\.ingress\[0\]\.from\[0\]\.ipBlock\.cidr {2}is nothing\n/,
  )
  expect(second!.object.metadata.name).toBe('b')
  expect(second!.problemAt([], 'is nothing')).toMatch(/policies\.yaml:12:1 {2}is nothing\n/)
})
