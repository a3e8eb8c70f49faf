/** Checks against the webhooks that Istio 1.31's chart made with `revision: canary`, as the API server listed them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { V1LabelSelector, V1MutatingWebhookConfiguration } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { injectionLabels } from './revision.ts'
import { appliesTo, selects, webhooksOn } from './selectors.ts'

const read = (): V1MutatingWebhookConfiguration[] =>
  JSON.parse(
    readFileSync(join(import.meta.dirname, 'testing', 'istio-revision-webhooks.json'), 'utf8'),
  ) as V1MutatingWebhookConfiguration[]
const ISTIO = {
  namespaceLabels: { 'istio-injection': 'enabled' },
  namespaceAnnotations: {},
  podLabels: {},
  podAnnotations: {},
  outsideLabels: {},
  outsideAnnotations: {},
  revisionLabel: 'istio.io/rev',
}
/** The same webhooks for another revision or tag, with the same control plane or another one. */
const also = (revision: string, server: string): V1MutatingWebhookConfiguration[] => {
  const text = JSON.stringify(read())
  const renamed = text.replaceAll('istio-sidecar-injector-canary', `istio-revision-tag-${revision}`)
  return JSON.parse(
    renamed
      .replaceAll('"canary"', `"${revision}"`)
      .replaceAll('"name":"istiod-canary"', `"name":"${server}"`),
  ) as V1MutatingWebhookConfiguration[]
}

test('an injector with a revision ignores the usual label, and answers to the revision label', () => {
  const webhooks = webhooksOn('pods', read())
  expect(webhooks).toHaveLength(2)
  expect(webhooks.some((webhook) => appliesTo(webhook, ISTIO.namespaceLabels, {}))).toBe(false)
  expect(webhooks.some((webhook) => appliesTo(webhook, { 'istio.io/rev': 'canary' }, {}))).toBe(true)
})

test('namespaces get the label that the injector answers to', () => {
  expect(injectionLabels(read(), ISTIO)).toEqual({ labels: { 'istio.io/rev': 'canary' }, instead: true })
})

test('a tag of the same control plane is not taken for a second control plane', () => {
  expect(injectionLabels([...read(), ...also('prod', 'istiod-canary')], ISTIO)).toMatchObject({
    labels: { 'istio.io/rev': 'canary' },
  })
})

test('with two control planes, neither is chosen', () => {
  expect(injectionLabels([...read(), ...also('stable', 'istiod-stable')], ISTIO)).toEqual({
    revisions: ['canary', 'stable'],
  })
})

test('the usual label stays where a webhook answers to it, where the mesh has no webhook, and where the mesh has no revisions', () => {
  const tagged = [
    ...read(),
    JSON.parse(
      '{"webhooks":[{"clientConfig":{},"rules":[{"apiGroups":[""],"operations":["CREATE"],"resources":["pods"]}],"namespaceSelector":{"matchLabels":{"istio-injection":"enabled"}}}]}',
    ) as V1MutatingWebhookConfiguration,
  ]
  const usual = { labels: ISTIO.namespaceLabels }
  expect(injectionLabels(tagged, ISTIO)).toEqual(usual)
  expect(injectionLabels([], ISTIO)).toEqual(usual)
  expect(injectionLabels(read(), { ...ISTIO, revisionLabel: undefined })).toEqual(usual)
})

test.each([
  [undefined, true],
  [{}, true],
  [{ matchLabels: { a: '1' } }, true],
  [{ matchLabels: { a: '2' } }, false],
  [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['1', '2'] }] }, true],
  [{ matchExpressions: [{ key: 'b', operator: 'In', values: ['1'] }] }, false],
  [{ matchExpressions: [{ key: 'b', operator: 'NotIn', values: ['1'] }] }, true],
  [{ matchExpressions: [{ key: 'a', operator: 'Exists' }] }, true],
  [{ matchExpressions: [{ key: 'a', operator: 'DoesNotExist' }] }, false],
])('the selector %j selects a=1: %s', (selector, isSelected) => {
  expect(selects(selector as unknown as V1LabelSelector, { a: '1' })).toBe(isSelected)
})
