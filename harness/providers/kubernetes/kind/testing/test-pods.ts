/** For tests: a server that answers "hello" behind a service, and a pod to try things from. */
import type { Manifest } from '../../api/manifest.ts'
import { apply } from '../../api/apply.ts'
import type { ClusterApi } from '../../api/connect.ts'
import { execIn } from '../../api/exec.ts'
import { waitForPods } from '../../api/wait-ready.ts'

export const NAMESPACE = 'hopbench-test'
export const NODE_PORT = 30080
const SERVER = "require('http').createServer((_, answer) => answer.end('hello')).listen(8080)"
const WAIT = 'setInterval(() => {}, 1e9)'
/** The network of a new cluster and then a pod become ready within seconds; a busy host needs longer. */
const READY_WITHIN_MS = 120_000

const pod = (name: string, image: string, script: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: NAMESPACE, labels: { app: name } },
  spec: {
    terminationGracePeriodSeconds: 0,
    automountServiceAccountToken: false,
    containers: [{ name: 'app', image, imagePullPolicy: 'Never', command: ['node', '-e', script] }],
  },
})

/** Makes the pods and waits until they run. */
export async function startTestPods(api: ClusterApi, image: string): Promise<void> {
  await apply(api, [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: NAMESPACE } },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'server', namespace: NAMESPACE },
      spec: {
        type: 'NodePort',
        selector: { app: 'server' },
        ports: [{ port: 80, targetPort: 8080, nodePort: NODE_PORT }],
      },
    },
    pod('server', image, SERVER),
    pod('probe', image, WAIT),
  ])
  for (const app of ['server', 'probe'])
    await waitForPods(
      api,
      app,
      { namespace: NAMESPACE, labelSelector: `app=${app}`, count: 1 },
      READY_WITHIN_MS,
    )
  await waitForPods(
    api,
    'DNS',
    { namespace: 'kube-system', labelSelector: 'k8s-app=kube-dns', count: 1 },
    READY_WITHIN_MS,
  )
}

/** Runs a script in the pod "probe" and returns its output. */
export async function tryFromPod(api: ClusterApi, script: string): Promise<string> {
  const where = { namespace: NAMESPACE, pod: 'probe', container: 'app' }
  const { stdout } = await execIn(api, where, ['node', '--input-type=module', '-e', script])
  return stdout.toString().trim()
}
