import { expect, test } from 'vitest'
import { BenchError, UnavailableError, withAdvice } from '../../../../errors.ts'
import { creationFailure } from './kind-create.ts'

const failure = (...lines: string[]) =>
  creationFailure(
    { name: 'hopbench-x', engine: { name: 'docker' }, nodeImage: undefined, logDir: 'results/x/logs' },
    lines,
    'exited with code 1',
  )

test('a node image that cannot be had says how to bring one', () => {
  const error = failure(
    ' • Ensuring node image (kindest/node:v9.9.9) 🖼  ...',
    'ERROR: failed to create cluster: failed to pull image "kindest/node:v9.9.9": command "docker pull kindest/node:v9.9.9" failed with error: exit status 1',
  )
  expect(error).toBeInstanceOf(UnavailableError)
  expect(withAdvice(error)).toMatch(
    /kindest\/node:v9\.9\.9 is not in docker.*\n {2}→ .*docker load.*--node-image/,
  )
})

test('a full disk says ENOSPC', () => {
  const error = failure('ERROR: failed to create cluster: write /kind/x: no space left on device')
  expect(withAdvice(error)).toMatch(/full \(ENOSPC\)\n {2}→ free some space/)
})

test("anything else is kind's reason, without what kubeadm logged, and where the nodes' logs are", () => {
  const error = failure(
    ' • Joining worker nodes 🚜  ...',
    'ERROR: failed to create cluster: failed to join node with kubeadm: exit status 1',
    'Command Output: I1126 06:13:50.442647     214 join.go:423] [preflight] found NodeName empty',
    ...Array.from(
      { length: 90 },
      () => 'I1126 06:14:40.7 214 round_trippers.go:632] "Response" status="404"',
    ),
    'nodes "x-worker" not found',
    'error writing CRISocket for this node',
    'k8s.io/kubernetes/cmd/kubeadm/app/cmd/phases/workflow.(*Runner).Run.func1',
    '\tk8s.io/kubernetes@v1.33.13/cmd/kubeadm/app/cmd/phases/workflow/runner.go:261',
    'main.main',
  )
  expect(error).toBeInstanceOf(BenchError)
  expect(withAdvice(error)).toBe(
    [
      'kind could not create the cluster hopbench-x (exited with code 1):',
      'ERROR: failed to create cluster: failed to join node with kubeadm: exit status 1',
      'nodes "x-worker" not found',
      'error writing CRISocket for this node',
      "  → its nodes' logs are in results/x/logs; the half-made cluster has been removed, so run again",
    ].join('\n'),
  )
})
