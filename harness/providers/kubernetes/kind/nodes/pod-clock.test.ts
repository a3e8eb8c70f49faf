import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished, expect, test } from 'vitest'
import type { ClockUnit } from '../../../../arm/hop-clock.ts'
import type { PodContainer, WorkloadPod } from '../../workload/workload-pods.ts'
import { registerPods } from './pod-clock.ts'

const container = (name: string, id: string, role: PodContainer['role']): PodContainer => ({
  ...{ name, id, role },
  ...{ image: '', imageId: '', cpuLimit: null, requests: { cores: 0, memoryBytes: 0 } },
})
const pod = (service: string, containers: PodContainer[]): WorkloadPod => ({
  ...{ service, containers, node: 'node-1' },
  ...{ namespace: 'shop', pod: `${service}-x`, uid: '', address: '' },
})

const PODS = [
  pod('orders', [container('app', 'aaaa', 'app'), container('istio-proxy', 'bbbb', 'proxy')]),
  pod('client', [container('app', 'cccc', 'client')]),
  pod('stranger', [container('app', 'dddd', 'client')]),
]

/** Control groups as containerd names them, in a folder of their own. */
function nodeFolder(): string {
  const node = mkdtempSync(join(tmpdir(), 'hopbench-node-'))
  onTestFinished(() => rmSync(node, { recursive: true }))
  for (const id of ['aaaa', 'bbbb', 'cccc', 'dddd'])
    mkdirSync(join(node, 'kubelet.slice', `cri-containerd-${id}.scope`), { recursive: true })
  return node
}

test('each container of an arm is registered by its own control group, and forgotten at the end', async () => {
  const node = nodeFolder()
  const known = new Map<string, ClockUnit>()
  const clock = {
    register: (folder: string, unit: ClockUnit) => Promise.resolve(void known.set(folder, unit)),
    unregister: (folder: string) => Promise.resolve(void known.delete(folder)),
  }
  const forget = await registerPods(clock, new Map([['node-1', node]]), 'istio-sidecar', PODS)
  const scope = (id: string) => join(node, 'kubelet.slice', `cri-containerd-${id}.scope`)
  // The pod outside the mesh sends no page.
  expect(Object.fromEntries(known)).toEqual({
    [scope('aaaa')]: { arm: 'istio-sidecar', pod: 'orders', role: 'app' },
    [scope('bbbb')]: { arm: 'istio-sidecar', pod: 'orders', role: 'proxy' },
    [scope('cccc')]: { arm: 'istio-sidecar', pod: 'client', role: 'client' },
  })
  await forget()
  expect(known.size).toBe(0)
})

test('without a clock nothing is looked for', async () => {
  const forget = await registerPods(null, new Map(), 'direct', PODS)
  await expect(forget()).resolves.toBeUndefined()
})
