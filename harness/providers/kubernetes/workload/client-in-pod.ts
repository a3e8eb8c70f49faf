/** The load client in its pod: the same program and protocol as on network namespaces, over exec. */
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import type { Call, ClientStep } from '../../../scenario/schema.ts'
import type { Arm } from '../../../arm/arm.ts'
import { BenchError } from '../../../errors.ts'
import { createLoadClient, type LoadClient } from '../../../load/load-client.ts'
import { CLIENT, isToPodAddress } from '../../../scenario/topology.ts'
import { TARGET_PORT } from '../../shared/ports.ts'
import type { ClusterApi } from '../api/connect.ts'
import type { Cluster } from '../cluster.ts'
import { startExec, execIn } from '../api/exec.ts'
import type { ArmNames } from './arm-names.ts'
import { APP_CONTAINER, LOAD_CLIENT, PRINT_FILE } from './manifests.ts'
import type { WorkloadPod } from './workload-pods.ts'

export interface ClientInPod extends Pick<Arm, 'runPaced' | 'runClosedLoop'> {
  exactly: LoadClient['exactly']
  warmUp: LoadClient['warmUp']
  /** How the program ended; null while it runs. */
  ended(): string | null
  close(): void
}

/** File of raw samples in the pod. Each trial overwrites it. */
const RAW_FILE = '/tmp/raw.f64'

export async function clientInPod(
  { api, fileOfPod }: Pick<Cluster, 'api' | 'fileOfPod'>,
  names: ArmNames,
  client: WorkloadPod,
): Promise<ClientInPod> {
  const { namespace, pod } = client
  const where = { namespace, pod, container: APP_CONTAINER }
  const exec = await startExec(api, where, LOAD_CLIENT)
  let end: string | null = null
  const ended = exec.ended.then((how) => (end = `${how}. Its last lines: ${exec.lastLines() || '(none)'}`))
  const load = createLoadClient(exec.stdin, exec.stdout, ended)
  const here = <Spec extends { page: ClientStep[] }>(spec: Spec): Spec => ({
    ...spec,
    page: spec.page.map((step) => pageStep(names, step)),
  })
  return {
    async runPaced(spec, edges) {
      const result = await load.paced({ ...here(spec), rawFile: RAW_FILE }, edges)
      if (!result.latency) return result
      if (fileOfPod) await writeFile(spec.rawFile, await readFile(fileOfPod(client, RAW_FILE)))
      else await fetchFile(api, where, spec.rawFile)
      return result
    },
    runClosedLoop: (spec, edges) => load.closedLoop(here(spec), edges),
    exactly: (spec) => load.exactly(here(spec)),
    warmUp: (spec) => load.warmUp(here(spec)),
    ended: () => end,
    close: () => exec.close(),
  }
}

function pageStep(names: ArmNames, step: ClientStep): ClientStep {
  const rename = (call: Call): Call => ({
    ...call,
    call: isToPodAddress(call) ? `${names.podHostOf(call)}:${TARGET_PORT}` : names.hostOf(CLIENT, call),
  })
  return 'parallel' in step ? { parallel: step.parallel.map(rename) } : rename(step)
}

/** Copies the raw samples to this machine and checks that every byte arrived. */
async function fetchFile(api: ClusterApi, where: Parameters<typeof execIn>[1], to: string): Promise<void> {
  const { stdout, stderr } = await execIn(api, where, [...PRINT_FILE, RAW_FILE])
  const sent = JSON.parse(stderr) as { bytes: number; sha256: string }
  const sha256 = createHash('sha256').update(stdout).digest('hex')
  if (stdout.length !== sent.bytes || sha256 !== sent.sha256)
    throw new BenchError(
      `the raw samples did not arrive complete: ${stdout.length} of ${sent.bytes} bytes`,
      'the connection through the API server lost data; the trial does not count',
    )
  await writeFile(to, stdout)
}
