/** Calls that go to the address of a pod instead of the name of its service. */
import type { Call, ClientStep } from '../../../scenario/schema.ts'
import { isToPodAddress, serviceOf } from '../../../scenario/topology.ts'
import { TARGET_PORT, type NetnsService } from '../datapath.ts'

/** Where the pod of a call's service listens. */
export function podAddressOf(
  services: readonly NetnsService[],
  call: string,
): { host: string; port: number } {
  const service = services.find(({ name }) => name === serviceOf(call))
  if (!service) throw new Error(`no service of the call ${call}: the scenario was not checked`)
  return { host: service.pod.address, port: TARGET_PORT }
}

/** The client's page with `address:port` in the place of the name, for its calls that go to the address of a pod. */
export function withPodAddresses(page: ClientStep[], services: readonly NetnsService[]): ClientStep[] {
  const at = (call: Call): Call => {
    if (!isToPodAddress(call)) return call
    const { host, port } = podAddressOf(services, call.call)
    return { ...call, call: `${host}:${port}` }
  }
  return page.map((step) => ('parallel' in step ? { parallel: step.parallel.map(at) } : at(step)))
}
